"""A draft: the proposals that were read from a document.

``draft.yaml`` holds them, in the order of the document::

    draft: {name: chairs-2026, kind: label, scheme: chair-mark, language: en, source: criteria.html,
            sha256: 9bf7..., read: 2026-12-01}
    proposals:
    - id: '4.2'
      proposed: true
      kind: criterion
      form: {title: Spare parts, code: '4.2', products: office-chair, topic: spare-parts}
      at: 120-460 9bf76b5b1a2c3d4e
      why:
        code: {at: 120-123, says: the number of the heading}
    - id: 4.2.c1
      proposed: true
      kind: constraint
      parent: '4.2'
      form: {spare-part-availability-period: {at-least: 5 YR, from: purchase}, binds: manufacturer}
      at: 140-210 31f954cf00aa1122
      why:
        spare-part-availability-period: {at: 160-171, says: '"spare parts" in the same sentence'}
      doubts: [the start of the period is not said]

``form`` is in the authoring form, without the passage. A proposal is never changed by a review: decisions stand in a
file of their own (``reading.decided``), so that a document can be read again without losing them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from ..errors import SourceError

DRAFT = "draft.yaml"
# Kinds of things that a document is read as, by the option that says so.
SUBJECTS = ("set", "label", "act")
# An unformalised proposal holds a place and nothing that is guessed of its meaning.
KINDS = ("criterion", "constraint", "unformalised", "proof", "bands")
# How a proposal compares with the edition that was read before.
CHANGES = ("same", "moved", "changed", "new", "gone")


@dataclass(frozen=True, slots=True)
class Why:
    """The passage that a field was read from, and the reason in words.

    ``at`` is a pair of offsets such as ``160-171``, or empty where no single passage says it.
    """

    says: str
    at: str = ""


@dataclass(frozen=True)
class ProposedFact:
    """A proposed fact: a criterion, or a constraint, proof or unread part of one.

    ``parent`` is the id of the criterion, empty for a criterion itself. ``change`` is one of ``CHANGES`` where an
    edition was read before, and ``before`` has the earlier values of the fields that differ.
    """

    id: str
    kind: str
    form: Mapping[str, Any]
    at: str
    parent: str = ""
    why: Mapping[str, Why] = field(default_factory=dict)
    doubts: tuple[str, ...] = ()
    change: str = ""
    before: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def digest(self) -> str:
        """A digest of kind, form and the words of the passage; a decision holds for it.

        It does not depend on offsets, so that a paragraph more above does not ask for a second review.
        """
        words = self.at.partition(" ")[2]
        said = json.dumps([self.kind, self.form, words], sort_keys=True, ensure_ascii=False, default=str)
        return hashlib.sha256(said.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Draft:
    """The proposals of a document, and the thing that it was read as.

    ``kind`` is one of ``SUBJECTS``; ``scheme`` is that of a label, else empty. ``read`` is a day, ``previous`` the
    name of the edition that was read before.
    """

    name: str
    kind: str
    source: str
    sha256: str
    read: str
    language: str = ""
    scheme: str = ""
    title: str = ""
    previous: str = ""
    proposals: tuple[ProposedFact, ...] = ()
    notes: tuple[str, ...] = ()

    @cached_property
    def by_id(self) -> dict[str, ProposedFact]:
        """The proposals by their ids."""
        return {proposal.id: proposal for proposal in self.proposals}

    def parts(self, criterion: str) -> list[ProposedFact]:
        """Return the proposals that are parts of a criterion, in their order."""
        return [proposal for proposal in self.proposals if proposal.parent == criterion]


def draft_file(folder: Path, draft: Draft) -> dict[Path, str]:
    """Return the file of a draft by path, not yet written."""
    head = {
        name: getattr(draft, name)
        for name in ("name", "kind", "scheme", "title", "language", "source", "sha256", "read", "previous")
        if getattr(draft, name)
    }
    said: dict[str, Any] = {"draft": head}
    if draft.notes:
        said["notes"] = list(draft.notes)
    said["proposals"] = [_plain(proposal) for proposal in draft.proposals]
    text = yaml.dump(said, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=110)
    return {folder / DRAFT: text}


def load_draft(folder: Path) -> Draft:
    """Return the draft of a folder.

    Raises:
        SourceError: the file is missing or not of its form.
    """
    path = folder / DRAFT
    try:
        said = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)
        proposals = tuple(_proposal(entry) for entry in said["proposals"])
        return Draft(**said["draft"], proposals=proposals, notes=tuple(said.get("notes", ())))
    except OSError as error:
        raise SourceError(path, f"cannot be read: {error.strerror}; gppgraph read writes it") from error
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise SourceError(path, f"is no YAML: {error.problem}", line) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SourceError(path, f"is not of the form that gppgraph read writes: {error}") from error


def _plain(proposal: ProposedFact) -> dict[str, Any]:
    said: dict[str, Any] = {"id": proposal.id, "proposed": True, "kind": proposal.kind}
    if proposal.parent:
        said["parent"] = proposal.parent
    said |= {"form": dict(proposal.form), "at": proposal.at}
    if proposal.why:
        said["why"] = {
            name: {"at": why.at, "says": why.says} if why.at else {"says": why.says}
            for name, why in proposal.why.items()
        }
    if proposal.doubts:
        said["doubts"] = list(proposal.doubts)
    if proposal.change:
        said["change"] = proposal.change
    if proposal.before:
        said["before"] = dict(proposal.before)
    return said


def _proposal(said: Mapping[str, Any]) -> ProposedFact:
    return ProposedFact(
        id=said["id"],
        kind=said["kind"],
        form=said["form"],
        at=said["at"],
        parent=said.get("parent", ""),
        why={name: Why(entry["says"], entry.get("at", "")) for name, entry in said.get("why", {}).items()},
        doubts=tuple(said.get("doubts", ())),
        change=said.get("change", ""),
        before=said.get("before", {}),
    )


class _Dumper(yaml.SafeDumper):
    """Writes YAML without anchors, which people do not read."""

    def ignore_aliases(self, data: Any) -> bool:
        """Return that no value is written as a reference to another."""
        return True


class _Loader(yaml.SafeLoader):
    """Reads YAML without making dates of texts that look like them."""


_Loader.yaml_implicit_resolvers = {
    first: [entry for entry in entries if entry[0] != "tag:yaml.org,2002:timestamp"]
    for first, entries in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
