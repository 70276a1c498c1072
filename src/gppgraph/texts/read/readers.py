"""Plain text from txt, Markdown, HTML, docx, PDF and XML notices, within limits.

The content of a file decides its kind, not its name. A file that cannot be read is refused with the reason;
parts that cannot be read are noted in ``Text.notes``.
"""

from __future__ import annotations

import io
import re
import stat
import sys
import zipfile
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path

from ...archives import read_part, refuse_unsafe_entries
from ...errors import InputError, MissingExtraError
from ...languages import Phrase
from ...processes import run_limited
from .markup import xml_root
from .word import joined, paragraphs

LARGEST = 50 * 1024 * 1024  # bytes of a file
CHARACTERS = 5_000_000
PASTED = 200_000  # characters of a text that a server reviews
PAGES = 2_000
SECONDS = 60.0
MEGABYTES = 1_500


@dataclass(frozen=True, slots=True)
class Text:
    """A text with name and kind of its file, and notes on parts that were not read.

    ``language`` is the one that the file itself states; ``codes`` are the product codes (CPV) of a notice, ``pages``
    the offsets at which the pages of a PDF begin.
    """

    name: str
    kind: str
    text: str
    notes: tuple[Phrase, ...] = ()
    language: str | None = None
    codes: tuple[str, ...] = field(default=())
    pages: tuple[int, ...] = field(default=())


def read(name: str) -> Text:
    """Return the text of a file, or of stdin for ``-``.

    Documents of other programs are read in a child process.

    Raises:
        InputError: the file is missing, too large, or of a kind that is not read.
        LimitError: reading took too long or too much memory.
    """
    data = content_of(name)
    if kind_of(data) in ("text", "html"):
        return from_bytes(name, data)
    return run_limited(from_bytes, name, data, seconds=SECONDS, megabytes=MEGABYTES)


def content_of(name: str) -> bytes:
    """Return the bytes of a file, or of stdin for ``-``.

    Raises:
        InputError: the file is missing, no regular file, or too large.
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
    readers = {"pdf": _pdf, "zip": _docx, "xml": _xml, "html": _html, "text": _plain}
    if kind == "ole":
        raise InputError(f"{name}: an old or an encrypted Office file; save it as docx without a password.")
    if kind == "binary":
        raise InputError(
            f"{name}: holds binary data of an unknown kind; txt, Markdown, HTML, docx, PDF and XML are read."
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
        raise InputError(
            f"{name}: holds binary data of an unknown kind; txt, Markdown, HTML, docx, PDF and XML are read."
        )
    return text, (Phrase("note-encoding"),)


def _plain(name: str, data: bytes) -> Text:
    text, notes = decoded(name, data)
    kind = "md" if name.lower().endswith((".md", ".markdown")) else "txt"
    return Text(name, kind, text.replace("\r\n", "\n").replace("\r", "\n"), notes)


_BLOCKS = (
    "p",
    "div",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "tr",
    "br",
    "table",
    "section",
    "article",
    "title",
    "dt",
    "dd",
)


def refuse_deep(name: str, text: str) -> None:
    """Refuse HTML whose elements are nested deeper than any page needs.

    Raises:
        InputError: it is.
    """
    depth = deepest = 0
    for tag in re.finditer(r"<(/?)(?!br|p\b|li\b|img|input|meta|link|hr)[a-zA-Z][^>]{0,200}>", text):
        depth += -1 if tag[1] else 0 if tag[0].endswith("/>") else 1
        deepest = max(deepest, depth)
    if deepest > 1_000:
        raise InputError(f"{name}: the HTML is nested deeper than 1000 elements.")


def _html(name: str, data: bytes) -> Text:
    try:
        from bs4 import BeautifulSoup
    except ImportError as error:
        raise MissingExtraError("reading HTML", "link") from error
    text, notes = decoded(name, data)
    refuse_deep(name, text)
    soup = BeautifulSoup(text, "html.parser")
    for element in soup(["script", "style", "noscript", "template", "iframe", "object", "svg"]):
        element.decompose()
    for element in soup.find_all("sup"):  # a footnote mark must not be read as part of a number
        element.insert_before(" ")
        element.insert_after(" ")
    for element in soup.find_all(("td", "th")):  # cells of a row stay on one line
        if element.find_next_sibling(("td", "th")) is not None:
            element.insert_after(" | ")
        for inner in element.find_all(_BLOCKS):
            inner.insert_after(" ")
            inner.unwrap()
    for element in soup.find_all(_BLOCKS):
        element.insert_after("\n")
    language = soup.html.get("lang") if soup.html is not None else None
    return Text(name, "html", _tidy(soup.get_text()), notes, str(language)[:2].lower() if language else None)


def _tidy(text: str) -> str:
    lines = (re.sub(r"[ \t\r\f\v]+", " ", line).strip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _docx(name: str, data: bytes) -> Text:
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, RuntimeError) as error:
        raise InputError(f"{name}: a broken archive: {error}.") from error
    names = {entry.filename for entry in entries}
    if "word/document.xml" not in names:
        raise InputError(f"{name}: an archive that is no docx; unpack it and hand over its documents.")
    refuse_unsafe_entries(name, entries)
    notes: list[Phrase] = []
    if any(part.lower().endswith("vbaproject.bin") for part in names):
        notes.append(Phrase("note-macros"))
    if any(
        b'TargetMode="External"' in read_part(name, archive, part) for part in names if part.endswith(".rels")
    ):
        notes.append(Phrase("note-external"))
    note_parts = [part for part in sorted(names) if re.fullmatch(r"word/(foot|end)notes\.xml", part)]
    texts = [
        joined(list(paragraphs(xml_root(name, read_part(name, archive, part)))))
        for part in ("word/document.xml", *note_parts)
    ]
    text = "\n".join(texts).strip() + "\n"
    if not text.strip():
        raise InputError(
            f"{name}: holds no text; if its pages are pictures, run text recognition on them first."
        )
    return Text(name, "docx", text, tuple(notes))


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
    text = "\n".join(pages)
    starts = accumulate((len(page) + 1 for page in pages[:-1]), initial=0)
    if not text.strip():
        raise InputError(
            f"{name}: holds no text; if its pages are pictures, run text recognition on them first."
        )
    if empty:
        notes.append(Phrase("note-empty", {"empty": empty, "count": count}))
    return Text(name, "pdf", text.rstrip() + "\n", tuple(notes), pages=tuple(starts))


_ADDRESS = re.compile(r"[a-z][a-z0-9+.\-]*://\S+$|\S+@\S+$", re.IGNORECASE)
_NOTICE_CODES = re.compile(r"^\d{8}(?:-\d)?$")


def _xml(name: str, data: bytes) -> Text:
    root = xml_root(name, data)
    notice = root.find(".//{*}FORM_SECTION")
    language, form = None, root
    if notice is not None:  # a notice repeats itself in translations; the original counts
        form = next((part for part in notice if part.get("CATEGORY") == "ORIGINAL"), notice)
        language = (form.get("LG") or "").lower()[:2] or None
    elif (stated := root.find(".//{*}NoticeLanguageCode")) is not None:
        language = {
            "NOR": "nb",
            "NOB": "nb",
            "NNO": "nn",
            "DAN": "da",
            "ENG": "en",
            "SWE": "sv",
            "DEU": "de",
        }.get((stated.text or "").strip().upper())
    lines, codes = [], []
    for node in form.iter():
        if not isinstance(node.tag, str):
            continue
        local = node.tag.rsplit("}", 1)[-1]
        code = (
            node.get("CODE")
            if local == "CPV_CODE"
            else node.text
            if local == "ItemClassificationCode"
            else None
        )
        if code and _NOTICE_CODES.match(code.strip()):
            codes.append(code.strip()[:8])
            continue
        words = (node.text or "").strip()
        if words and local != "ItemClassificationCode" and not _ADDRESS.match(words):
            lines.append(words)
        if node.tail and node.tail.strip():
            lines.append(node.tail.strip())
    text = "\n".join(lines) + "\n"
    if not text.strip() and not codes:
        raise InputError(f"{name}: the XML holds no text.")
    return Text(name, "xml", text, (), language, tuple(dict.fromkeys(codes)))
