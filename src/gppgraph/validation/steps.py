"""The steps of a validation, one after the other, each told to a listener."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from .finding import Finding


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


def run_steps(steps: Sequence[Step], place: Callable[[Finding], Finding], tell: Tell) -> tuple[Finding, ...]:
    """Return the findings of all steps with their places, sorted."""
    names = tuple(name for name, _ in steps)
    found: list[Finding] = []
    new: tuple[Finding, ...] = ()
    for number, (_, work) in enumerate(steps):
        tell(Reached(number, len(steps), names[number:], new))
        new = tuple(map(place, work()))
        found += new
    return tuple(sorted(found, key=Finding.key))
