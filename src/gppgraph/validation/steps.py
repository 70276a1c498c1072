"""The steps of a validation, one after the other, each told to a listener."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from ..output.shown import shown
from .finding import Finding

# Fields of a finding that hold words of a contributed file.
_FOREIGN = (
    "focus",
    "message",
    "value",
    "other",
    "said",
    "other_said",
    "passage_place",
    "other_passage_place",
    "text",
)


class Reached(NamedTuple):
    """A step that begins, with the names of the steps left and new findings.

    ``left`` begins with this step, ``findings`` are those of the step before.

    For example ``Reached(2, 5, ("translations", "reference-dangles", "unit-missing"), ())``.
    """

    done: int
    total: int
    left: tuple[str, ...]
    findings: tuple[Finding, ...]


Tell = Callable[[Reached], None]
Step = tuple[str, Callable[[], Sequence[Finding]]]


def silent(_: Reached) -> None:
    """Tell nobody."""


def _shown(finding: Finding) -> Finding:
    """Return a finding whose foreign words cannot command a terminal or forge lines."""
    words: dict[str, Any] = {
        name: shown(text) for name in _FOREIGN if (text := getattr(finding, name)) is not None
    }
    return replace(finding, **words)


def run_steps(steps: Sequence[Step], place: Callable[[Finding], Finding], tell: Tell) -> tuple[Finding, ...]:
    """Return the findings of all steps with their places, sorted."""
    names = tuple(name for name, _ in steps)
    found: list[Finding] = []
    new: tuple[Finding, ...] = ()
    for number, (_, work) in enumerate(steps):
        tell(Reached(number, len(steps), names[number:], new))
        new = tuple(_shown(place(finding)) for finding in work())
        found += new
    return tuple(sorted(found, key=Finding.key))
