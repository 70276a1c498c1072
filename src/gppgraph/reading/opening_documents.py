"""A source document opened: plain text with the structure that its format states."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from ..languages import Words
from ..texts.read.readers import content_of, decoded, kind_of, read
from ..texts.read.source_text import Text
from .html_lines import html_lines
from .outline import Hint, blocks_of
from .page_lines import page_lines
from .signals import language_of, signals
from .structure import SourceDocument

_MARKS = re.compile(r"(?m)^(#{1,6})[ \t]+")


def open_document(name: str, language: str = "") -> SourceDocument:
    """Return the text of a file with its blocks; ``language`` is its language.

    Raises:
        InputError: the file cannot be read, is of another kind, encrypted, broken, or holds no text.
        LimitError: reading took too long or too much memory.
    """
    source, hints = _read(name)
    spoken = language or source.language or language_of(source.text)
    blocks = blocks_of(source.text, signals(spoken), hints)
    return SourceDocument(Path(name).name, source.kind, source.text, spoken, blocks, _notes(source))


def _read(name: str) -> tuple[Text, dict[int, Hint]]:
    """Return the text of a file, and the hints of its format."""
    if name != "-" and Path(name).is_file():
        data = content_of(name)
        if kind_of(data) == "html":
            page, notes = decoded(name, data)
            text, hints = html_lines(name, page)
            spoken = re.search(r"<html[^>]{0,200}\slang=[\"']?([A-Za-z]{2})", page[:5000])
            return Text(name, "html", text, notes, spoken[1].lower() if spoken else None), hints
    source = read(name)
    if source.kind == "pdf":
        text, hints = page_lines(source.text, source.pages)
        return replace(source, text=text), hints
    return source, dict(_headings(source.text)) if source.kind == "md" else {}


def _notes(source: Text) -> tuple[str, ...]:
    words = Words("en", "gppgraph.texts")
    return tuple(note.said(words) for note in source.notes)


def _headings(text: str) -> Iterator[tuple[int, Hint]]:
    for mark in _MARKS.finditer(text):
        yield mark.start(), Hint("heading", len(mark[1]))
