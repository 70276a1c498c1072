"""The places where facts were read, in words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """The place where a fact was read, and the confidence of the fact."""

    document: str
    url: str | None
    clause: str | None
    start: int | None
    end: int | None
    confidence: str | None

    def __str__(self) -> str:
        at = position(self.clause if self.start is None else None, self.start, self.end)
        parts = [self.document, *at, self.url if self.url != self.document else "", self.confidence or ""]
        return ", ".join(part for part in parts if part)


def position(clause: str | None, start: object = None, end: object = None) -> list[str]:
    """Return the position inside a document in words: offsets, then the clause.

    >>> position("5.1"), position(None, 9599, 10953)
    (['clause 5.1'], ['characters 9599 to 10953'])
    """
    offsets = [f"characters {start} to {end}"] if start is not None else []
    return [*offsets, *([f"clause {clause}"] if clause else [])]
