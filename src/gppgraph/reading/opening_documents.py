"""A source document opened: plain text with the structure that its format states."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from ..languages import Words
from ..texts.read.readers import Text, read
from .outline import Hint, blocks_of
from .signals import language_of, signals
from .structure import SourceDocument

_MARKS = re.compile(r"(?m)^(#{1,6})[ \t]+")


def open_document(name: str, language: str = "") -> SourceDocument:
    """Return the text of a file with its blocks; ``language`` is that of the text if known.

    Raises:
        InputError: the file cannot be read, is of another kind, encrypted, broken, or holds no text.
        LimitError: reading took too long or too much memory.
    """
    source = read(name)
    text, hints = _marked(source)
    spoken = language or source.language or language_of(text)
    return SourceDocument(
        Path(name).name, source.kind, text, spoken, blocks_of(text, signals(spoken), hints), _notes(source)
    )


def _notes(source: Text) -> tuple[str, ...]:
    words = Words("en", "gppgraph.texts")
    return tuple(note.said(words) for note in source.notes)


def _marked(source: Text) -> tuple[str, dict[int, Hint]]:
    """Return the text, and hints at the headings of Markdown."""
    if source.kind != "md":
        return source.text, {}
    return source.text, dict(_headings(source.text))


def _headings(text: str) -> Iterator[tuple[int, Hint]]:
    for mark in _MARKS.finditer(text):
        yield mark.start(), Hint("heading", len(mark[1]))
