"""Documents to read, and proofs to hand over, by the parts that they close."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..spelling import natural

# A part of a requirement: the slugs of the requirement and the constraint.
PartName = tuple[str, str]


class Closer(NamedTuple):
    """A document or a proof that closes open parts of a checklist.

    ``kind`` is "document" (a text that settles what is not known) or "proof"; ``requirements`` are their codes.
    """

    kind: str
    name: str
    title: str
    parts: int
    requirements: tuple[str, ...]


class Opening(NamedTuple):
    """One open part of a checklist, and one document or proof that closes it."""

    kind: str
    name: str
    title: str
    part: PartName
    code: str


def closers(openings: Iterable[Opening]) -> tuple[Closer, ...]:
    """Return documents and proofs that close open parts.

    Documents come first, and of each kind the one that closes most.
    """
    parts: dict[tuple[str, str, str], set[PartName]] = {}
    codes: dict[tuple[str, str, str], set[str]] = {}
    for entry in openings:
        key = (entry.kind, entry.name, entry.title)
        parts.setdefault(key, set()).add(entry.part)
        codes.setdefault(key, set()).add(entry.code)
    found = [
        Closer(*key, len(closed), tuple(sorted(codes[key], key=natural))) for key, closed in parts.items()
    ]
    return tuple(sorted(found, key=lambda entry: (entry.kind, -entry.parts, natural(entry.name))))
