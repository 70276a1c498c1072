"""A text with its mentions and figures, and helpers to show places of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from ..languages import Words
from .figures.comparison import Compared
from .figures.thresholds import Threshold
from .mentions.mention import Mention
from .read.source_text import Text


class ProductCode(NamedTuple):
    """A product code (CPV) of a notice, and a product type (an IRI) that it means."""

    code: str
    product: str


@dataclass(frozen=True, slots=True)
class Linked:
    """A text with its mentions, figures, comparisons and product codes."""

    source: Text
    mentions: tuple[Mention, ...]
    thresholds: tuple[Threshold, ...]
    compared: tuple[Compared, ...] = ()
    codes: tuple[ProductCode, ...] = ()


def question(mention: Mention) -> str:
    """Return the English question about a number that the graph lacks, or nothing."""
    return mention.doubt.said(Words("en", "gppgraph.texts")) if mention.doubt else ""


def notes(source: Text, language: str = "en") -> list[str]:
    """Return the notes on parts of a text that were not read, in a language."""
    words = Words(language, "gppgraph.texts")
    return [note.said(words) for note in source.notes]


def counts(linked: Linked, language: str = "en") -> tuple[str, str]:
    """Return counts in words, such as ``("1 mention", "2 figures")``."""
    words = Words(language, "gppgraph.texts")
    mentions = words.fill("mentions-counted", count=len(linked.mentions))
    return mentions, words.fill("figures-counted", count=len(linked.thresholds))


def line_of(text: str, place: int) -> int:
    """Return the number of the line at a place of a text."""
    return text.count("\n", 0, place) + 1
