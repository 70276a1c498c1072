"""A draft compared with the edition that was read before: same, moved, changed, new and gone."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

from ..errors import SourceError, UnknownNameError
from ..spelling import near
from ..workspace import YAML, sources
from .drafts import DRAFT, Draft, ProposedFact, load_draft
from .structure import span_of

_SECTIONS = ("requirements", "criteria", "legal-requirements")
_PARTS = ("shall", "should")
_OFFSETS = re.compile(r"(\d+)-(\d+) ([0-9a-f]{16})")
_NOWHERE = f"0-0 {hashlib.sha256(b'').hexdigest()[:16]}"
# Texts of our own, which no source has.
_OURS = frozenset({"description", "remark", "row", "our-title", "confidence", "at", "topic"})


@dataclass(frozen=True)
class EarlierFact:
    """A criterion or constraint of the edition before; ``words`` is the digest of its passage."""

    id: str
    parent: str
    form: Mapping[str, Any]
    start: int | None = None
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
    return EarlierFact(proposal.id, proposal.parent, proposal.form, span_of(proposal.at)[0], words)


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
    return EarlierFact(name, parent, plain, int(found[1]) if found else None, found[3] if found else "")


def compared(draft: Draft, name: str, earlier: Sequence[EarlierFact]) -> Draft:
    """Return a draft in which each proposal says how it compares with the edition before.

    Facts of that edition which the draft lacks are added as ``gone``.
    """
    left = list(earlier)
    partners: dict[str, EarlierFact] = {}
    for proposal in draft.proposals:
        partner = _partner(proposal, left, partners)
        if partner is not None:
            left.remove(partner)
            partners[proposal.id] = partner
    known = [_changed(proposal, partners.get(proposal.id)) for proposal in draft.proposals]
    names = {proposal.id for proposal in draft.proposals}
    gone = [_gone(fact, names) for fact in left]
    return replace(draft, previous=name, proposals=(*known, *gone))


def _partner(
    proposal: ProposedFact, left: Iterable[EarlierFact], partners: Mapping[str, EarlierFact]
) -> EarlierFact | None:
    """Return the earlier fact that a proposal goes on with: by its words, its code, or its property."""
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
    moved = partner.id != proposal.id or (partner.start is not None and partner.start != start)
    return replace(proposal, change="moved" if moved else "same")


def _gone(fact: EarlierFact, names: Iterable[str]) -> ProposedFact:
    name = fact.id if fact.id not in names else f"{fact.id}-gone"
    parent = fact.parent if fact.parent in names else ""
    kind = "constraint" if fact.parent else "criterion"
    doubts = ("the new text has no passage for it, or it was not found",)
    return ProposedFact(name, kind, fact.form, _NOWHERE, parent, doubts=doubts, change="gone")


def _plain(value: Any) -> Any:
    """Return a value in which a list of one is its member, and orders of names do not count."""
    if isinstance(value, list):
        return _plain(value[0]) if len(value) == 1 else sorted(map(str, value))
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return str(value)
