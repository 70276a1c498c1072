"""Mentions, and the choice among mentions that overlap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ...languages import Phrase

# Of places of equal length the kind that comes first wins.
ORDER = (
    "no-mention",
    "label",
    "standard",
    "act",
    "convention",
    "set",
    "criterion",
    "type-i",
    "product",
    "topic",
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a text and the thing that it names.

    ``iri`` is empty where no thing of the graph is named for certain; ``candidates`` are then the possible ones.
    ``edition`` is that of a label or standard, or the provision of an act. ``doubt`` asks whether another number
    is meant than one that the graph does not have.
    """

    kind: str
    start: int
    end: int
    text: str = ""
    iri: str = ""
    edition: str = ""
    candidates: tuple[str, ...] = ()
    score: float = 1.0
    why: str = ""
    doubt: Phrase | None = None


def longest(mentions: Iterable[Mention]) -> list[Mention]:
    """Return mentions without overlaps: the longest, of equal ones the first kind."""
    ordered = sorted(
        mentions, key=lambda entry: (-(entry.end - entry.start), ORDER.index(entry.kind), entry.start)
    )
    result = []
    covered: set[int] = set()
    for mention in ordered:
        span = range(mention.start, mention.end)
        if covered.isdisjoint(span):
            covered.update(span)
            result.append(mention)
    return sorted(result, key=lambda entry: entry.start)


def one_off(one: str, two: str) -> bool:
    """Return whether two numbers differ in one digit or by a swap of two neighbours."""
    if one == two or abs(len(one) - len(two)) > 1:
        return False
    if len(one) == len(two):
        apart = [place for place in range(len(one)) if one[place] != two[place]]
        return len(apart) == 1 or (
            len(apart) == 2
            and apart[1] == apart[0] + 1
            and one[apart[0]] == two[apart[1]]
            and one[apart[1]] == two[apart[0]]
        )
    longer, shorter = (one, two) if len(one) > len(two) else (two, one)
    return any(longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer)))
