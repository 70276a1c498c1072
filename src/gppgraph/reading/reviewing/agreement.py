"""The agreement of two reviewers of one draft, with Cohen's kappa."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, NamedTuple

from ..decided import ReviewDecision
from .draft_record import ReviewDraft
from .one_proposal import as_yaml

Made = Mapping[str, ReviewDecision]


class Difference(NamedTuple):
    """A proposal that two reviewers decided differently, or only one of them."""

    name: str
    title: str
    first: ReviewDecision | None
    second: ReviewDecision | None


class Agreement(NamedTuple):
    """How far two reviewers agree on the proposals that both decided.

    ``kappa`` is Cohen's, over the states; it is ``None`` where chance alone would agree always. ``same`` counts
    equal states, ``identical`` those whose edits say the same, too.
    """

    both: int
    same: int
    identical: int
    kappa: float | None
    counts: Mapping[tuple[str, str], int]
    differences: tuple[Difference, ...]
    undecided: tuple[Difference, ...]

    @property
    def share(self) -> float | None:
        """The share of equal states, from 0 to 1."""
        return round(self.same / self.both, 3) if self.both else None


def compared(draft: ReviewDraft, first: Made, second: Made) -> Agreement:
    """Return how far two reviewers agree.

    Proposals that a review made itself are compared like others.
    """
    counts: Counter[tuple[str, str]] = Counter()
    differences, undecided = [], []
    titles = {entry.id: draft.title(entry) for entry in draft.draft.proposals}
    for name in dict.fromkeys((*titles, *first, *second)):
        one, other = first.get(name), second.get(name)
        case = Difference(name, titles.get(name, name), one, other)
        if one is None or other is None:
            if one is not other:
                undecided.append(case)
            continue
        counts[one.state, other.state] += 1
        if one.state != other.state or _text(one) != _text(other):
            differences.append(case)
    both = sum(counts.values())
    same = sum(count for (one_state, other_state), count in counts.items() if one_state == other_state)
    return Agreement(
        both, same, both - len(differences), kappa(counts), counts, tuple(differences), tuple(undecided)
    )


def kappa(counts: Mapping[tuple[str, str], int]) -> float | None:
    """Return Cohen's kappa of counts by the two states.

    It is ``None`` where chance alone would agree always, as in ``{("accepted", "accepted"): 5}``.
    """
    both = sum(counts.values())
    rows: Counter[str] = Counter()
    columns: Counter[str] = Counter()
    for (one, other), count in counts.items():
        rows[one] += count
        columns[other] += count
    by_chance = sum(rows[state] * columns[state] for state in rows)  # times the square of both
    if by_chance == both * both:
        return None
    same = sum(count for (one, other), count in counts.items() if one == other)
    return round((same * both - by_chance) / (both * both - by_chance), 3)


def _text(decision: ReviewDecision) -> str:
    """Return the form of an edit, with its keys in order; empty for other decisions."""
    return "" if decision.form is None else as_yaml({"": dict(sorted(decision.form.items()))})


def as_record(result: Agreement) -> dict[str, Any]:
    """Return a comparison as plain values.

    For example ``{"both": 20, "same": 18, "kappa": 0.61, "differences": [{"id": "4.2.c1", ...}], ...}``.
    """
    return {
        "both": result.both,
        "same": result.same,
        "identical": result.identical,
        "agreement": result.share,
        "kappa": result.kappa,
        "counts": [
            {"first": one, "second": other, "count": count}
            for (one, other), count in sorted(result.counts.items())
        ],
        "differences": [_case(case) for case in result.differences],
        "undecided": [_case(case) for case in result.undecided],
    }


def _case(case: Difference) -> dict[str, Any]:
    return {
        "id": case.name,
        "title": case.title,
        "first": _decision(case.first),
        "second": _decision(case.second),
    }


def _decision(decision: ReviewDecision | None) -> dict[str, Any]:
    if decision is None:
        return {"state": "open"}
    values = {
        "state": decision.state,
        "reviewer": decision.reviewer,
        "day": decision.day,
        "note": decision.note,
    }
    said: dict[str, Any] = {key: value for key, value in values.items() if value}
    return said if decision.form is None else said | {"form": dict(decision.form)}


def as_lines(result: Agreement) -> str:
    """Return a comparison as text, one line per decision that differs."""
    known = "none" if result.kappa is None else f"{result.kappa:.3f}"
    lines = [
        f"{result.both} proposals decided by both, {result.same} with the same state, {result.identical} identical",
        f"Cohen's kappa: {known}",
    ]
    lines += [
        f"  {case.title}: {_said(case.first)} / {_said(case.second)}"
        for case in (*result.differences, *result.undecided)
    ]
    return "\n".join(lines) + "\n"


def _said(decision: ReviewDecision | None) -> str:
    if decision is None:
        return "open"
    return f"{decision.state} ({decision.note})" if decision.note else decision.state
