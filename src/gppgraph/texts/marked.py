"""A text cut into pieces, some of which are marked, for the templates of pages."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

Link = Callable[[str], str | None]


@dataclass(slots=True)
class Span:
    """A marked part of a text: kind, meaning, IRI, and numbers of remarks about it."""

    start: int
    end: int
    kind: str
    title: str
    address: str = ""
    numbers: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class MarkedPiece:
    """Words of a text, with a ``span`` marked, with a ``target`` linked."""

    words: str
    span: Span | None = None
    target: str | None = None


def pieces(text: str, spans: Iterable[Span], link: Link) -> list[MarkedPiece]:
    """Cut a text at its spans; ``link`` gives the address of an IRI.

    A span inside another one is left out.
    """
    result, last = [], 0
    for span in spans:
        if span.start < last:
            continue
        if span.start > last:
            result.append(MarkedPiece(text[last : span.start]))
        target = link(span.address) if span.address else None
        result.append(MarkedPiece(text[span.start : span.end], span, target))
        last = span.end
    return [*result, MarkedPiece(text[last:])]
