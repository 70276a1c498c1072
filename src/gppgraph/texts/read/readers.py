"""Plain text from text files, HTML, docx, odt, PDF and XML notices, within limits.

The content of a file decides its kind, not its name. A file that cannot be read is refused with the reason;
parts that cannot be read are noted in ``Text.notes``.
"""

from __future__ import annotations

import io
import re
import stat
import sys
import zipfile
from dataclasses import replace
from itertools import accumulate
from pathlib import Path

from ...archives import refuse_unsafe_entries
from ...errors import InputError, MissingExtraError
from ...languages import Phrase
from ...processes import run_limited
from .html_text import html_text
from .notice import notice_text
from .open_document import open_document_text, refuse_password
from .source_text import CHARACTERS, LARGEST, MEGABYTES, SECONDS, Text, with_words
from .word_parts import BODY, word_text

PAGES = 2_000
_READ = "txt, Markdown, HTML, docx, odt, PDF and XML are read"


def read(name: str) -> Text:
    """Return the text of a file, or of stdin for ``-``.

    Documents of other programs are read in a child process.

    Raises:
        InputError: the file is missing, too large, or of a kind that is not read.
        LimitError: reading took too long or too much memory.
    """
    data = content_of(name)
    if kind_of(data) == "text":
        return from_bytes(name, data)
    return run_limited(from_bytes, name, data, seconds=SECONDS, megabytes=MEGABYTES)


def content_of(name: str) -> bytes:
    """Return the content of a file, or of stdin for ``-``.

    Raises:
        InputError: the file is missing, too large, or no regular file.
    """
    if name == "-":
        data = sys.stdin.buffer.read(LARGEST + 1)
    else:
        path = Path(name)
        try:
            if not stat.S_ISREG(path.stat().st_mode):
                raise InputError(f"{name}: is no regular file.")
            with path.open("rb") as stream:
                data = stream.read(LARGEST + 1)
        except OSError as error:
            raise InputError(f"{name}: cannot be read: {error.strerror}.") from error
        except ValueError as error:  # a zero in the name
            raise InputError(f"{name!r}: is no name of a file.") from error
    if len(data) > LARGEST:
        raise InputError(f"{name}: is larger than {LARGEST // 2**20} MB, the most that is read.")
    return data


_MARKS = {
    b"\xff\xfe\0\0": "utf-32",
    b"\0\0\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}


def kind_of(data: bytes) -> str:
    """Return the kind of content: pdf, zip (docx), ole, xml, html, text or binary."""
    head = data[:4096]
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "zip"
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return "ole"
    lower = start[:512].lower()
    if lower.startswith((b"<!doctype html", b"<html")) or (
        lower.startswith(b"<?xml") and b"<html" in head.lower()
    ):
        return "html"
    if (
        lower.startswith(b"<?xml")
        or re.match(rb"<!doctype\s", lower)
        or re.match(rb"<[a-z][\w.:-]*[\s/>]", lower)
    ):
        return "xml" if lower.startswith((b"<?xml", b"<!doctype")) or _ends_as_xml(data, lower) else "html"
    if head.startswith(tuple(_MARKS)):
        return "xml" if head[2:40].replace(b"\0", b"").lstrip(b"\xfe\xff").startswith(b"<?xml") else "text"
    if b"\0" in head:
        return "binary"
    return "text"


def _ends_as_xml(data: bytes, lower: bytes) -> bool:
    name = re.match(rb"<([a-z][\w.:-]*)", lower)
    html = (
        b"p",
        b"div",
        b"body",
        b"head",
        b"h1",
        b"h2",
        b"table",
        b"ul",
        b"span",
        b"article",
        b"section",
        b"main",
    )
    return name is not None and name[1] not in html and data.rstrip().lower().endswith(b"</" + name[1] + b">")


def from_bytes(name: str, data: bytes) -> Text:
    """Return the text of a file's content.

    Raises:
        InputError: the content is of a kind that is not read, broken, encrypted, or holds no text.
    """
    kind = kind_of(data)
    readers = {"pdf": _pdf, "zip": _archive, "xml": notice_text, "html": _html, "text": _plain}
    if kind == "ole":
        raise InputError(f"{name}: an old or an encrypted Office file; save it as docx without a password.")
    if kind == "binary":
        raise InputError(f"{name}: holds binary data of an unknown kind; {_READ}.")
    if data.startswith(b"{\\rtf"):
        raise InputError(
            f"{name}: is RTF, which is not read; save it as docx. {_READ[0].upper()}{_READ[1:]}."
        )
    text = readers[kind](name, data)
    if len(text.text) > CHARACTERS:
        raise InputError(f"{name}: holds more than {CHARACTERS} characters, the most that is read.")
    return text


def decoded(name: str, data: bytes) -> tuple[str, tuple[Phrase, ...]]:
    """Return text and notes of bytes in UTF-8, UTF-16, UTF-32 or Windows-1252."""
    encoding = next((name for mark, name in _MARKS.items() if data.startswith(mark)), "utf-8-sig")
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError:
        pass
    text = data.decode("cp1252", errors="replace")
    odd = sum(character < " " and character not in "\t\n\r\f" for character in text[:10_000])
    if odd > len(text[:10_000]) // 50:
        raise InputError(f"{name}: holds binary data of an unknown kind; {_READ}.")
    return text, (Phrase("note-encoding"),)


def _plain(name: str, data: bytes) -> Text:
    text, notes = decoded(name, data)
    kind = "md" if name.lower().endswith((".md", ".markdown")) else "txt"
    return Text(name, kind, text.replace("\r\n", "\n").replace("\r", "\n"), notes)


def _html(name: str, data: bytes) -> Text:
    page, notes = decoded(name, data)
    text, language = html_text(name, page)
    return Text(name, "html", text, notes, language)


# The first words of the type of an archive, or a part of it, and what the archive is.
_OTHER_ARCHIVES = (
    ("xl/workbook.xml", "a workbook (xlsx)"),
    ("ppt/presentation.xml", "a presentation (pptx)"),
    ("application/vnd.oasis.opendocument.spreadsheet", "a workbook (ods)"),
    ("application/vnd.oasis.opendocument.presentation", "a presentation (odp)"),
    ("application/epub+zip", "a book (epub)"),
)


def _archive(name: str, data: bytes) -> Text:
    """Return the text of a docx or odt; other archives are refused by their kind."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, RuntimeError, NotImplementedError) as error:
        raise InputError(f"{name}: a broken archive: {error}.") from error
    names = {entry.filename for entry in entries}
    refuse_unsafe_entries(name, entries)
    if BODY in names:
        return word_text(name, archive, _embedded)
    kind = data[30:100].removeprefix(b"mimetype") if data[30:38] == b"mimetype" else b""
    if kind.startswith(b"application/vnd.oasis.opendocument.text"):
        refuse_password(name, archive)
        return open_document_text(name, archive)
    for mark, words in _OTHER_ARCHIVES:
        if mark in names or kind.startswith(mark.encode()):
            raise InputError(f"{name}: {words}, which is not read; save its text as docx or PDF. {_READ}.")
    raise InputError(f"{name}: an archive that is no docx or odt; unpack it and hand over its documents.")


def _embedded(name: str, data: bytes) -> Text:
    """Return the text of a document inside another one, which holds no archive itself."""
    if kind_of(data) == "zip":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            refuse_unsafe_entries(name, archive.infolist())
            return replace(word_text(name, archive, _nothing), notes=())
    return from_bytes(name, data)


def _nothing(name: str, data: bytes) -> Text:
    raise InputError(f"{name}: stands in a document that another one embeds; it is not read.")


def _pdf(name: str, data: bytes) -> Text:
    try:
        import pypdf
    except ImportError as error:
        raise MissingExtraError("reading PDF", "link") from error
    import logging

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    notes: list[Phrase] = []
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise InputError(f"{name}: is encrypted; save it without a password.")
        count = len(reader.pages)
    except InputError:
        raise
    except Exception as error:
        raise InputError(f"{name}: a broken PDF: {str(error)[:200] or type(error).__name__}.") from error
    pages, empty, failed = [], 0, 0
    for number in range(min(count, PAGES)):
        try:
            page = reader.pages[number].extract_text() or ""
        except Exception:
            failed += 1
            continue
        empty += not page.strip()
        pages.append(page)
    if count > PAGES:
        notes.append(Phrase("note-pages", {"read": PAGES, "count": count}))
    if failed:
        notes.append(Phrase("note-broken", {"failed": failed, "count": count}))
    joined = "\n".join(pages)
    text = with_words(name, joined)
    before = len(joined) - len(joined.lstrip())
    starts = accumulate((len(page) + 1 for page in pages[:-1]), initial=-before)
    if empty:
        notes.append(Phrase("note-empty", {"empty": empty, "count": count}))
    return Text(name, "pdf", text, tuple(notes), pages=tuple(max(start, 0) for start in starts))
