"""The text of an OpenDocument text (odt): paragraphs, headings, tables and notes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import Any

from ...archives import read_part
from ...errors import InputError
from .markup import xml_root
from .source_text import Text, with_words

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_TEXT, _TABLE = f"{{{_OASIS}:text:1.0}}", f"{{{_OASIS}:table:1.0}}"
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
_ROW, _CELL, _NOTE = f"{_TABLE}table-row", f"{_TABLE}table-cell", f"{_TEXT}note"
# Deleted words, the marks of notes, and what reviewers remarked are no text of the document.
_SKIPPED = frozenset(
    (f"{_TEXT}tracked-changes", f"{_TEXT}note-citation", f"{{{_OASIS}:office:1.0}}annotation")
)
_MOST_BLANKS = 40  # blanks that one element stands for


def open_document_text(name: str, archive: zipfile.ZipFile) -> Text:
    """Return the text of an odt, its headers and footers after its body.

    Raises:
        InputError: a part is broken, or there is no text.
    """
    lines: list[str] = []
    for part in ("content.xml", "styles.xml"):  # headers and footers are styles of pages
        if part in archive.namelist():
            root = xml_root(name, read_part(name, archive, part))
            lines += [line for line in _lines(root) if part == "content.xml" or line not in lines]
    return Text(name, "odt", with_words(name, "\n".join(lines)))


def refuse_password(name: str, archive: zipfile.ZipFile) -> None:
    """Refuse an OpenDocument file with a password.

    Raises:
        InputError: it has one.
    """
    part = "META-INF/manifest.xml"
    if part in archive.namelist() and b"encryption-data" in read_part(name, archive, part):
        raise InputError(f"{name}: is encrypted; save it without a password.")


def _lines(element: Any) -> Iterator[str]:
    """Yield the paragraphs below an element, and rows with bars between cells."""
    for child in element:
        if not isinstance(child.tag, str) or child.tag in _SKIPPED:
            continue
        if child.tag == _ROW:
            cells = (" ".join(_lines(cell)) for cell in child.iterchildren(_CELL))
            yield " | ".join(cells)
        elif child.tag in _PARAGRAPHS:
            notes: list[str] = []
            yield "".join(_words(child, notes))
            yield from notes
        else:
            yield from _lines(child)


def _words(element: Any, notes: list[str]) -> Iterator[str]:
    """Yield the words of a paragraph; the texts of its notes are added to ``notes``."""
    yield element.text or ""
    for child in element:
        tag = child.tag
        if tag == _NOTE:
            notes += _lines(child)
        elif tag in (f"{_TEXT}s", f"{_TEXT}tab", f"{_TEXT}line-break"):
            count = child.get(f"{_TEXT}c") or "1"
            yield " " * (min(int(count), _MOST_BLANKS) if count.isdecimal() else 1)
        elif isinstance(tag, str) and tag not in _SKIPPED:
            if tag in _PARAGRAPHS:  # in a text box
                yield " "
            yield from _words(child, notes)
        yield child.tail or ""
