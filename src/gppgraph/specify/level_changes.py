"""Two levels of a set side by side: the demands, labels and law that differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..errors import InputError
from ..spelling import natural
from .specification import Specification, SpecifiedRequirement


@dataclass(frozen=True, slots=True)
class LevelSide:
    """A requirement at one level.

    ``labels`` are those that prove it, ``law`` the acts that give it or parts of it. All are empty where the level asks nothing.
    """

    demands: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    law: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LevelChange:
    """A requirement that two levels state differently, or that one of them lacks."""

    code: str
    title: str
    here: LevelSide
    there: LevelSide


def level_changes(here: Specification, there: Specification) -> tuple[LevelChange, ...]:
    """Return the requirements that differ between drafts of two levels, by code.

    Raises:
        InputError: the drafts are of one level.
    """
    if here.levels == there.levels:
        raise InputError(f"both drafts are of {', '.join(here.levels)}; compare with another level.")
    return tuple(_changes(here, there))


def _changes(here: Specification, there: Specification) -> Iterator[LevelChange]:
    one, two = ({entry.code or entry.title: entry for entry in made.requirements} for made in (here, there))
    for code in sorted({*one, *two}, key=natural):
        left, right = one.get(code), two.get(code)
        known = left or right
        before, after = _side(left), _side(right)
        if known and before.demands != after.demands:
            yield LevelChange(code, known.title, before, after)


def _side(entry: SpecifiedRequirement | None) -> LevelSide:
    if entry is None:
        return LevelSide()
    demands = (" ".join((one.text, *one.alternatives, *one.scope)) for one in entry.sentences)
    return LevelSide(
        tuple(dict.fromkeys(demands)),
        tuple(label.title for label in entry.labels),
        tuple(act.title for act in entry.law if act.parts),
    )
