"""The parts of a requirement, with the answers of labels and of law on each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .law import LAW, LawVerdict
from .law_timeline import GIVING

# Standings and statuses that leave nothing to prove.
SETTLED = ("proved", "by-law")


@dataclass(frozen=True, slots=True)
class PartAnswer:
    """The answer of one provider, a label edition or "law", on one constraint.

    ``criterion`` is the one that decides, of law the duty. ``because`` is the code of the reason why it is open,
    ``reason`` its name in the language of the checklist. Law answers only where it gives the constraint, with the
    standing "by-law", or gives it for some things, with the outcome "in-part".
    """

    provider: str
    standing: str
    outcome: str
    criterion: str | None
    because: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Part:
    """One constraint, with the best-known answer and those of every label."""

    constraint: str
    row: str | None
    required: str
    words: str
    standing: str
    outcome: str
    edition: str | None
    criterion: str | None
    answers: tuple[PartAnswer, ...] = ()


def answers_of_law(verdict: LawVerdict | None) -> dict[str, PartAnswer]:
    """Return the answer of law on each constraint that it gives in whole or in part."""
    return {
        entry.constraint: PartAnswer(
            provider=LAW,
            standing="by-law" if entry.outcome == "met" else "open",
            outcome=entry.outcome,
            criterion=next((duty.duty for duty in entry.duties if duty.gives == entry.outcome), None),
            because=None,
            reason="",
        )
        for entry in (verdict.constraints if verdict else ())
        if entry.outcome in GIVING
    }


def with_law(answers: tuple[PartAnswer, ...], law: PartAnswer | None) -> tuple[PartAnswer, ...]:
    """Return the answers with that of law.

    Where law gives the part, only labels that prove it come before; else law comes last.
    """
    if law is None:
        return answers
    first = sum(entry.standing == "proved" or law.standing == "open" for entry in answers)
    return (*answers[:first], law, *answers[first:])


def status(parts: Sequence[Part], formal: bool, by_law: bool) -> str:
    """Return the status of a requirement from the standing of its parts.

    ``by_law`` says whether law gives all of it.
    """
    standings = {part.standing for part in parts}
    if parts and formal and standings <= {"proved", "by-law"}:
        proving = [{entry.provider for entry in part.answers if entry.standing == "proved"} for part in parts]
        if set.intersection(*proving):
            return "proved"
        return "by-law" if by_law else "together"
    if by_law:
        return "by-law"
    if parts and formal and standings <= {"proved", "by-law", "uncertain"}:
        return "uncertain"
    return "partly" if standings & {"proved", "by-law", "uncertain"} else "remaining"
