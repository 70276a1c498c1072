"""The text of a Word document with notes, headers, footers and embedded parts."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from typing import Any

from ...archives import read_part
from ...errors import GppGraphError
from ...languages import Phrase
from .markup import xml_root
from .source_text import Text, with_words
from .word import joined, paragraphs, transitional

BODY = "word/document.xml"
_NOTES = re.compile(r"word/(?:foot|end)notes\.xml")
_MARGINS = re.compile(r"word/(?:header|footer)\d*\.xml")
_RELATIONS = "word/_rels/document.xml.rels"
_EMBEDDED = "/aFChunk"  # the end of the type of a relation to an embedded document


def word_text(name: str, archive: zipfile.ZipFile, embedded: Callable[[str, bytes], Text]) -> Text:
    """Return the text of a docx: body, notes, headers, footers, embedded documents.

    ``embedded`` reads the content of an embedded document, by name.

    Raises:
        InputError: a part is broken, or there is no text.
    """
    names = set(archive.namelist())
    notes: list[Phrase] = []
    if any(part.lower().endswith("vbaproject.bin") for part in names):
        notes.append(Phrase("note-macros"))
    if any(
        b'TargetMode="External"' in read_part(name, archive, part) for part in names if part.endswith(".rels")
    ):
        notes.append(Phrase("note-external"))
    texts = [_text(name, archive, part) for part in (BODY, *filter(_NOTES.fullmatch, sorted(names)))]
    margins: dict[str, None] = {}  # the same line stands at the top of many pages
    for part in filter(_MARGINS.fullmatch, sorted(names)):
        margins.update(dict.fromkeys(_text(name, archive, part).splitlines()))
    texts.append("\n".join(line for line in margins if line.strip()))
    unread = 0
    for part in _embedded(name, archive):
        try:
            if part not in names:
                raise KeyError(part)
            texts.append(embedded(part, read_part(name, archive, part)).text)
        except (GppGraphError, KeyError):
            unread += 1
    if unread:
        notes.append(Phrase("note-embedded", {"count": unread}))
    return Text(name, "docx", with_words(name, "\n".join(filter(None, texts))), tuple(notes))


def _text(name: str, archive: zipfile.ZipFile, part: str) -> str:
    return joined(list(paragraphs(word_root(name, read_part(name, archive, part)))))


def word_root(name: str, data: bytes) -> Any:
    """Return the root of a part, also of one in the strict form.

    Raises:
        InputError: the XML is broken.
    """
    return xml_root(name, transitional(data))


def _embedded(name: str, archive: zipfile.ZipFile) -> Iterator[str]:
    """Yield the parts that a body embeds as documents of their own (altChunk)."""
    if _RELATIONS not in archive.namelist():
        return
    content = read_part(name, archive, _RELATIONS)
    if _EMBEDDED.encode() not in content:
        return
    for relation in xml_root(name, content):
        if str(relation.get("Type", "")).endswith(_EMBEDDED) and relation.get("TargetMode") != "External":
            target = relation.get("Target", "")
            path = target if target.startswith("/") else posixpath.join("word", target)
            yield posixpath.normpath(path).lstrip("/")
