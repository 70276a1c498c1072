"""The decisions of reviewers on the proposals of a draft.

``decisions.jsonl`` has one decision a line; a line is added and none is changed, so that progress is kept when a
review ends early, and two reviewers can write into one file::

    {"proposal": "4.2.c1", "digest": "9bf7...", "state": "accepted", "reviewer": "Kari", "day": "2026-12-01"}
    {"proposal": "4.2.c2", "digest": "31f9...", "state": "edited", "reviewer": "Kari", "day": "2026-12-01",
     "form": {"spare-part-availability-period": {"at-least": "7 YR"}}, "note": "the table says seven"}

A proposal that a review made itself, by a split or a join, stands as ``edited`` with ``parent``, ``kind``, ``at`` and
``form``. ``proposed`` takes an earlier decision back. The last line of a reviewer on a proposal counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..errors import OutputError, SourceError
from .drafts import Draft, ProposedFact

DECISIONS = "decisions.jsonl"
STATES = ("proposed", "accepted", "rejected", "edited")


@dataclass(frozen=True)
class ReviewDecision:
    """The decision of one reviewer on one proposal.

    ``digest`` is that of the proposal which the reviewer saw: it tells whether the proposal has changed since.
    ``form`` is the corrected one of an edited proposal. ``kind``, ``parent`` and ``at`` are given for a proposal that
    the review made itself.
    """

    proposal: str
    digest: str
    state: str
    reviewer: str
    day: str
    form: Mapping[str, Any] | None = None
    note: str = ""
    kind: str = ""
    parent: str = ""
    at: str = ""


def load_decisions(folder: Path) -> list[ReviewDecision]:
    """Return every decision of a folder in the order of writing; none without a file.

    Raises:
        SourceError: a line is not of its form.
    """
    path = folder / DECISIONS
    if not path.is_file():
        return []
    decisions = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip():
            continue
        try:
            decision = ReviewDecision(**json.loads(line))
        except (ValueError, TypeError) as error:
            raise SourceError(path, f"is no decision: {error}", number) from error
        if decision.state not in STATES:
            raise SourceError(path, f'"{decision.state}" is none of {", ".join(STATES)}', number)
        decisions.append(decision)
    return decisions


def add_decision(folder: Path, decision: ReviewDecision) -> None:
    """Add a decision to the file of a folder.

    Raises:
        OutputError: the file cannot be written.
    """
    values = {name: value for name, value in vars(decision).items() if value not in ("", None)}
    line = json.dumps(values, ensure_ascii=False) + "\n"
    try:
        with (folder / DECISIONS).open("a", encoding="utf-8") as stream:
            stream.write(line)
    except OSError as error:
        raise OutputError(f"{folder / DECISIONS}: cannot be written: {error.strerror}") from error


def latest(decisions: Iterable[ReviewDecision], reviewer: str = "") -> dict[str, ReviewDecision]:
    """Return the decision that counts for each proposal, of one reviewer or of any.

    Of several reviewers the one who decided last counts.
    """
    return {
        decision.proposal: decision for decision in decisions if not reviewer or decision.reviewer == reviewer
    }


@dataclass(frozen=True)
class Accepted:
    """A proposal that a reviewer accepted or edited, with the decision on it.

    ``outdated`` is true where the proposal differs from the one that the reviewer saw.
    """

    proposal: ProposedFact
    decision: ReviewDecision
    outdated: bool = False


def accepted(draft: Draft, decisions: Iterable[ReviewDecision]) -> list[Accepted]:
    """Return the accepted and edited proposals in the order of the draft."""
    result = []
    places = {proposal.id: place for place, proposal in enumerate(draft.proposals)}
    for name, decision in latest(decisions).items():
        if decision.state not in ("accepted", "edited"):
            continue
        proposal = draft.by_id.get(name)
        if proposal is None and not (decision.kind and decision.form):
            continue
        seen = proposal or ProposedFact(
            name, decision.kind, decision.form or {}, decision.at, decision.parent
        )
        if decision.form is not None:
            taken = ProposedFact(
                name, seen.kind, decision.form, decision.at or seen.at, seen.parent, seen.why, seen.doubts
            )
        else:
            taken = seen
        result.append(Accepted(taken, decision, proposal is not None and decision.digest != proposal.digest))
    return sorted(result, key=lambda entry: places.get(entry.proposal.id, len(places)))
