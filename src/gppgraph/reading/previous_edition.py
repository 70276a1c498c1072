"""A draft compared with the edition that was read before."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from ..errors import SourceError, UnknownNameError
from ..spelling import near
from ..workspace import YAML, sources
from .drafts import DRAFT, Draft, ProposedFact, Why, load_draft
from .structure import SourceDocument, span_of

_SECTIONS = ("requirements", "criteria", "legal-requirements")
_PARTS = ("shall", "should")
_OFFSETS = re.compile(r"(\d+)-(\d+) ([0-9a-f]{16})")
_NOWHERE = f"0-0 {hashlib.sha256(b'').hexdigest()[:16]}"
# Texts of our own, which no source has.
_OURS = frozenset({"description", "remark", "row", "our-title", "confidence", "at", "topic"})


@dataclass(frozen=True)
class EarlierFact:
    """A criterion or constraint of the edition before, and its passage."""

    id: str
    parent: str
    form: Mapping[str, Any]
    span: tuple[int, int] | None = None
    words: str = ""


def earlier_facts(name: str, base: Path) -> list[EarlierFact]:
    """Return the facts of an edition of a workspace, or of the draft in a folder.

    Raises:
        UnknownNameError: there is neither an edition file nor a folder of that name.
        SourceError: the file cannot be read.
    """
    if (Path(name) / DRAFT).is_file():
        return [_of_proposal(entry) for entry in load_draft(Path(name)).proposals if entry.change != "gone"]
    files = {source.path.stem: source.path for source in sources(base) if source.path.suffix in YAML}
    if name not in files:
        raise UnknownNameError("edition", name, near(name, files))
    try:
        said = yaml.safe_load(files[name].read_text(encoding="utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise SourceError(files[name], f"cannot be read: {error}") from error
    return [fact for section in _SECTIONS for fact in _of_section(said.get(section) or {})]


def _of_proposal(proposal: ProposedFact) -> EarlierFact:
    words = proposal.at.partition(" ")[2]
    return EarlierFact(proposal.id, proposal.parent, proposal.form, span_of(proposal.at), words)


def _of_section(section: Mapping[str, Any]) -> Iterator[EarlierFact]:
    for name, said in section.items():
        own = {
            key: value for key, value in said.items() if key not in (*_PARTS, "proofs", "bands", "references")
        }
        yield _placed(str(name), "", own)
        for part in _PARTS:
            for key, form in (said.get(part) or {}).items():
                yield _placed(f"{name}.{key}", str(name), form)


def _placed(name: str, parent: str, form: Mapping[str, Any]) -> EarlierFact:
    found = _OFFSETS.search(str(form.get("at", "")))
    plain = {key: value for key, value in form.items() if key not in _OURS}
    if found is None:
        return EarlierFact(name, parent, plain)
    return EarlierFact(name, parent, plain, (int(found[1]), int(found[2])), found[3])


def compared(draft: Draft, document: SourceDocument, name: str, earlier: Sequence[EarlierFact]) -> Draft:
    """Return a draft whose proposals say how they compare with an edition.

    An earlier fact whose passage stands in the new text word for word is kept as it was, since its words were read by
    people, and sentences of a criterion without a changed word are not proposed anew. Facts that are found in neither
    way are added as ``gone``.
    """
    left = list(earlier)
    partners: dict[str, EarlierFact] = {}
    for proposal in draft.proposals:
        partner = _partner(proposal, left, partners)
        if partner is not None:
            left.remove(partner)
            partners[proposal.id] = partner
    proposals = [_changed(proposal, partners.get(proposal.id)) for proposal in draft.proposals]
    now = {partner.id: name for name, partner in partners.items()}
    passages = _Passages(document)
    names = {proposal.id for proposal in proposals}
    kept: list[ProposedFact] = []
    gone: list[ProposedFact] = []
    for fact in left:
        parent = now.get(fact.parent, "")
        at = passages.found(fact) if parent else ""
        if at:
            kept.append(_kept(fact, parent, at, names))
            names.add(kept[-1].id)
        else:
            gone.append(_gone(fact, parent, names))
    covered = {(fact.parent, fact.at) for fact in kept}
    rest = [
        entry
        for entry in proposals
        if not (
            entry.kind == "unformalised" and entry.change == "new" and (entry.parent, entry.at) in covered
        )
    ]
    return replace(draft, previous=name, proposals=(*_ordered([*rest, *kept]), *gone))


def _ordered(proposals: Sequence[ProposedFact]) -> list[ProposedFact]:
    """Return proposals with each part behind its criterion."""
    parts: dict[str, list[ProposedFact]] = {}
    for proposal in proposals:
        parts.setdefault(proposal.parent, []).append(proposal)
    return [
        entry
        for criterion in parts.get("", [])
        for entry in (
            criterion,
            *sorted(parts.get(criterion.id, []), key=lambda part: span_of(part.at)[0]),
        )
    ]


class _Passages:
    """Finds the passages of an earlier text in a new one by their length and digest."""

    def __init__(self, document: SourceDocument) -> None:
        self.document = document
        ends = [match.end() for match in re.finditer(r"[.;:]\s+", document.text)]
        self.starts = sorted({*ends, *(block.start for block in document.blocks)})

    def found(self, fact: EarlierFact) -> str:
        """Return the passage that has the words of a fact, or nothing."""
        if fact.span is None:
            return ""
        length = fact.span[1] - fact.span[0]
        for start in (fact.span[0], *self.starts):
            passage = self.document.passage(start, start + length)
            if passage.endswith(f" {fact.words}"):
                return passage
        return ""


def _kept(fact: EarlierFact, parent: str, at: str, names: Container[str]) -> ProposedFact:
    key = fact.id.rpartition(".")[2]
    name = f"{parent}.{key}" if f"{parent}.{key}" not in names else f"{parent}.{key}-before"
    change = "same" if fact.span and at.startswith(f"{fact.span[0]}-") else "moved"
    kind = "unformalised" if fact.form.get("state") == "unformalised" else "constraint"
    why = {"passage": Why("its words are those of the edition before", at.partition(" ")[0])}
    return ProposedFact(name, kind, fact.form, at, parent, why, change=change)


def _partner(
    proposal: ProposedFact, left: Iterable[EarlierFact], partners: Mapping[str, EarlierFact]
) -> EarlierFact | None:
    """Return the earlier fact with the words, the code or the property."""
    if proposal.kind == "proof":
        return None
    above = partners.get(proposal.parent)
    if proposal.parent and above is None:
        return None
    candidates = [fact for fact in left if fact.parent == (above.id if above else "")]
    words = proposal.at.partition(" ")[2]
    same_words = [fact for fact in candidates if fact.words == words]
    if proposal.parent:
        subject = _subject(proposal.form)
        alike = [fact for fact in candidates if _subject(fact.form) == subject]
        both = [fact for fact in same_words if fact in alike]
        return next(iter(both or (alike if subject else same_words)), None)
    coded = [fact for fact in candidates if fact.id == proposal.id]
    titled = [fact for fact in candidates if fact.form.get("title") == proposal.form.get("title")]
    return next(iter(same_words or coded or titled), None)


def _subject(form: Mapping[str, Any]) -> str:
    """Return the property that a constraint is about, empty for an unformalised one."""
    if "concept" in form:
        return str(form["concept"])
    first = next(iter(form), "")
    return "" if first in ("state", "any-of") else str(first)


def _changed(proposal: ProposedFact, partner: EarlierFact | None) -> ProposedFact:
    if proposal.kind == "proof":
        return proposal
    if partner is None:
        return replace(proposal, change="new")
    before = {
        key: value
        for key, value in partner.form.items()
        if key in proposal.form and _plain(value) != _plain(proposal.form[key])
    }
    start, words = span_of(proposal.at)[0], proposal.at.partition(" ")[2]
    if before:
        return replace(proposal, change="changed", before=before)
    if partner.words and partner.words != words:
        return replace(proposal, change="changed", before={})
    moved = partner.id != proposal.id or (partner.span is not None and partner.span[0] != start)
    return replace(proposal, change="moved" if moved else "same")


def _gone(fact: EarlierFact, parent: str, names: Container[str]) -> ProposedFact:
    name = fact.id if fact.id not in names else f"{fact.id}-gone"
    kind = "constraint" if fact.parent else "criterion"
    doubts = ("the new text has no passage for it, or it was not found",)
    return ProposedFact(name, kind, fact.form, _NOWHERE, parent, doubts=doubts, change="gone")


def _plain(value: Any) -> Any:
    """Return a value in which the order of names does not count."""
    if isinstance(value, list):
        return _plain(value[0]) if len(value) == 1 else sorted(map(str, value))
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return str(value)
