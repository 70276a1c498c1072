"""One proposal as YAML: checked, split into two, joined with the next."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from ...authoring.context import Terminology
from ...authoring.expand import expand_file
from ...authoring.loader import Mapping, Sequence, Value, load
from ...authoring.write import to_yaml
from ...errors import SourceError
from ..drafts import ProposedFact
from .draft_record import ReviewDraft, Tree

# The section of the authoring form in which the criteria of a draft stand.
SECTIONS = {"label": "criteria", "set": "requirements", "act": "legal-requirements"}
# The key of a criterion under which a part stands, by kind of proposal; a part of another kind must hold.
PLACES = {"proof": "proofs", "bands": "bands"}


def as_yaml(forms: Tree) -> str:
    """Return forms by id as YAML."""
    return "\n".join(to_yaml({name: written(form)}) for name, form in forms.items())


def written(value: Any) -> Any:
    """Return a form as a tree of texts, which the writer of the authoring form takes."""
    from ...authoring.compact import Unquoted

    if isinstance(value, dict):
        return {str(key): written(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [written(item) for item in value]
    if isinstance(value, bool):
        return Unquoted(str(value).lower())
    return value if value is None or isinstance(value, str) else Unquoted(str(value))


def checked(text: str, proposal: ProposedFact, draft: ReviewDraft, words: Terminology) -> dict[str, Tree]:
    """Return the forms of an edited proposal by id.

    After a split there are two or more.

    Raises:
        SourceError: the text is not of the authoring form, lacks the proposal, or takes the id of another one;
            the place is the proposal, with the line in its text.
    """
    where = Path(f"proposal {proposal.id}")
    nodes = load(where, text)
    for name, node in nodes.values.items():
        line = nodes.lines[name]
        if name != proposal.id and name in draft.draft.by_id:
            raise SourceError(where, f'"{name}" is the id of another proposal; choose another one', line)
        if not isinstance(node, Mapping):
            raise SourceError(
                where, f'"{name}" holds no keys; expected lines such as "title:" under it', line
            )
    if proposal.id not in nodes.values:
        raise SourceError(where, f'the line "{proposal.id}:" is missing; keep it, or reject the proposal', 1)
    try:
        expand_file(Path(f"{draft.draft.name}.yaml"), _placed(nodes, proposal, draft), words)
    except SourceError as error:
        raise SourceError(where, error.problem, error.line) from error
    return {name: plain(node) for name, node in nodes.values.items()}


def _placed(nodes: Mapping, proposal: ProposedFact, draft: ReviewDraft) -> Mapping:
    """Return the file in which a proposal would stand alone."""
    if proposal.parent:
        nodes = _under(PLACES.get(proposal.kind, "shall"), nodes)
        nodes = _under(proposal.parent, nodes)
    return _under(SECTIONS[draft.draft.kind], nodes)


def _under(key: str, value: Mapping) -> Mapping:
    return Mapping(value.line, {key: value}, {key: value.line})


def plain(value: Value) -> Any:
    """Return a read value as plain values, as a draft holds them.

    A figure becomes a number if the number is written like it; ``6.10`` stays a text.
    """
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.values.items()}
    if isinstance(value, Sequence):
        return [plain(item) for item in value.values]
    if value.is_null:
        return None
    if not value.plain:
        return value.text
    if value.text in ("true", "false"):
        return value.text == "true"
    if re.fullmatch(r"-?(0|[1-9][0-9]{0,14})", value.text):
        return int(value.text)
    if re.fullmatch(r"-?(0|[1-9][0-9]{0,9})\.[0-9]{0,5}[1-9]", value.text):
        return float(value.text)
    return value.text


def split(proposal: ProposedFact, draft: ReviewDraft) -> dict[str, Tree]:
    """Return a proposal twice, under its own id and under a new one, to be edited."""
    return {proposal.id: dict(proposal.form), _free(proposal.id, draft): dict(proposal.form)}


def joined(one: ProposedFact, other: ProposedFact, words: Terminology) -> Tree | None:
    """Return the form of a proposal with that of the next one.

    Lists are united; the figure of another property becomes a figure of the same measurement. The result is ``None``
    for proposals of different kinds or criteria.
    """
    if (one.kind, one.parent) != (other.kind, other.parent):
        return None
    concepts = words.codes_of("concept").keys() - words.terms.keys()
    form = dict(one.form)
    demands = {key: value for key, value in other.form.items() if key in concepts and key not in form}
    for key, value in other.form.items():
        if key in demands and concepts & form.keys():
            continue
        if key not in form:
            form[key] = value
        elif key in words.terms and words.terms[key].form == "iri" and value != form[key]:
            form[key] = list(dict.fromkeys([*_listed(form[key]), *_listed(value)]))
    if demands and concepts & one.form.keys():
        facets = dict(form.get("with") or {})
        facets[f"f{len(facets) + 1}"] = demands
        form["with"] = facets
    return form


def joined_passage(one: ProposedFact, other: ProposedFact, draft: ReviewDraft) -> str:
    """Return the passage from the beginning of one proposal to the end of another."""
    spans = [draft.span(one), draft.span(other)]
    return draft.document.passage(min(span[0] for span in spans), max(span[1] for span in spans))


def _free(name: str, draft: ReviewDraft) -> str:
    """Return an id that no proposal has: ``4.2.c1`` becomes ``4.2.c1-2``."""
    number = 2
    while f"{name}-{number}" in draft.draft.by_id:
        number += 1
    return f"{name}-{number}"


def following(
    proposal: ProposedFact, draft: ReviewDraft, words: Terminology
) -> tuple[ProposedFact, Tree] | None:
    """Return the next proposal that can be joined, and the form of both.

    The next one is that of the same kind and criterion, in the order of the draft.
    """
    later = draft.draft.proposals[draft.draft.proposals.index(proposal) + 1 :]
    for other in later:
        form = joined(proposal, other, words)
        if form is not None:
            return other, form
    return None


def _listed(value: Any) -> list[Any]:
    return [] if value is None else list(value) if isinstance(value, list | tuple) else [value]
