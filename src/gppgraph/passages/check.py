"""Compare passages with source texts: same, moved, changed or missing."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ..catalogue.query import text_of
from ..errors import InputError, SourceError
from ..terms import slug
from ..workspace import root
from .alignment import Alignment, Imprint, IndexedText, digest, packed, unpacked

if TYPE_CHECKING:
    from ..dataset import Dataset

SAME, MOVED, CHANGED, MISSING = "same", "moved", "changed", "missing"
STATUSES = (SAME, MOVED, CHANGED, MISSING)
IMPRINTS = Path("imprints")


@dataclass(frozen=True, slots=True)
class Passage:
    """A place in a text as the graph records it."""

    iri: str
    document: str
    file: str
    start: int
    end: int
    digest: str


@dataclass(frozen=True, slots=True)
class PassageReport:
    """The state of one passage; new offsets are proposals for a person to accept."""

    passage: Passage
    status: str
    note: str = ""
    new_start: int | None = None
    new_end: int | None = None
    new_digest: str | None = None
    similarity: float | None = None
    new_words: tuple[str, ...] = ()
    lost_words: int = 0


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact that was read from a passage."""

    passage: str
    fact: str
    kind: str
    row: str | None
    requirement: str | None


@dataclass(frozen=True, slots=True)
class Resting:
    """A verdict that rests on a passage."""

    passage: str
    requirement: str
    edition: str
    product: str
    verdict: str


def passages(graph: Dataset) -> list[Passage]:
    """Return every passage with a text at hand, in the order of the texts."""
    return [
        Passage(
            row.iri("passage"),
            row.iri("document"),
            row.text("file"),
            int(row.text("start")),
            int(row.text("end")),
            row.text("digest"),
        )
        for row in graph.select(text_of("passages"))
    ]


def read_text(path: Path) -> str:
    """Return the text of a source file, line ends untouched.

    Raises:
        SourceError: it cannot be read or is not UTF-8.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise SourceError(path, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SourceError(path, f"is not UTF-8 (byte {error.start})") from error


@dataclass(frozen=True, slots=True)
class Record:
    """The imprint of one source text and of its passages.

    Passages have start, end and digest as key.
    """

    marks: tuple[int, ...]
    imprints: dict[tuple[int, int, str], Imprint]


def record(content: str, recorded: Iterable[Passage]) -> Record:
    """Return the imprint of a text and of the passages that stand in it as recorded."""
    text = IndexedText.of(content)
    imprints = {}
    for entry in recorded:
        if digest(content[entry.start : entry.end]) == entry.digest:
            imprints[entry.start, entry.end, entry.digest] = Imprint.of(text, entry.start, entry.end)
    return Record(text.marks, imprints)


def as_json(imprint: Record, document: str) -> str:
    """Return the content of the imprint file of a document."""
    lines = textwrap.wrap(packed(imprint.marks), 100, break_on_hyphens=False)
    rows = [
        [start, end, entry.digest, entry.plain, entry.first, entry.last, entry.lead, entry.tail]
        for (start, end, _), entry in sorted(imprint.imprints.items())
    ]
    body = ",\n".join("  " + json.dumps(row) for row in rows)
    words = ",\n".join("  " + json.dumps(line) for line in lines)
    return f'{{\n"document": {json.dumps(document)},\n"words": [\n{words}\n],\n"passages": [\n{body}\n]\n}}\n'


def kept_record(document: str, base: Path | None = None) -> Record | None:
    """Return the stored imprint of a document, if there is one.

    Raises:
        SourceError: its file is not of the form that ``as_json`` writes.
    """
    path = (base or root()) / IMPRINTS / f"{slug(document)}.json"
    if not path.is_file():
        return None
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        imprints = {(row[0], row[1], row[2]): Imprint(*row[2:]) for row in data["passages"]}
        return Record(unpacked("".join(data["words"])), imprints)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise SourceError(path, f"is no imprint: {error}") from error


def check(
    recorded: Iterable[Passage], folder: Path, against: Path | None = None, base: Path | None = None
) -> list[PassageReport]:
    """Return the state of each passage in the texts of ``folder``.

    ``against`` is a folder with the texts as they were recorded; without it the imprints that the workspace
    ``base`` stores are used.

    Raises:
        SourceError: the folder or a text cannot be read.
        InputError: the folder holds none of the texts.
    """
    if not folder.is_dir():
        raise SourceError(folder, "is no folder")
    by_document: dict[str, list[Passage]] = {}
    for entry in recorded:
        by_document.setdefault(entry.document, []).append(entry)
    if by_document and not any((folder / group[0].file).is_file() for group in by_document.values()):
        names = ", ".join(sorted({group[0].file for group in by_document.values()}))
        raise InputError(f"{folder} holds none of the source texts: {names}.")
    return [
        report
        for document, group in by_document.items()
        for report in _check_document(document, group, folder / group[0].file, against, base)
    ]


def _check_document(
    document: str, group: list[Passage], path: Path, against: Path | None, base: Path | None
) -> list[PassageReport]:
    if not path.is_file():
        return [PassageReport(entry, MISSING, f"the folder has no file {path.name}") for entry in group]
    content = read_text(path)
    reports: dict[Passage, PassageReport] = {}
    for entry in group:
        if digest(content[entry.start : entry.end]) == entry.digest:
            reports[entry] = PassageReport(entry, SAME)
    if len(reports) < len(group):
        old = against / path.name if against else None
        recorded = record(read_text(old), group) if old and old.is_file() else kept_record(document, base)
        new = IndexedText.of(content)
        alignment = Alignment(recorded.marks, new) if recorded else None
        for entry in group:
            if entry not in reports:
                imprint = recorded.imprints.get((entry.start, entry.end, entry.digest)) if recorded else None
                if alignment and imprint:
                    reports[entry] = _found(entry, imprint, alignment)
                else:
                    reports[entry] = _by_digest(entry, new)
    return [reports[entry] for entry in group]


def _found(entry: Passage, imprint: Imprint, alignment: Alignment) -> PassageReport:
    """Return the state of a passage that is not in its old place, by alignment."""
    place = alignment.place(imprint)
    if place is None:
        return PassageReport(entry, MISSING, "no place in the text is alike")
    note = ""
    status = MOVED if place.plain or place.exact else CHANGED
    if place.plain and not place.exact:
        note = "only white space, dashes or quotation marks differ"
    elif status == CHANGED:
        note = "words differ" if place.new_words or place.lost_words else "signs between the words differ"
    return PassageReport(
        entry,
        status,
        note,
        place.start,
        place.end,
        place.digest,
        round(place.similarity, 3),
        place.new_words,
        place.lost_words,
    )


def _by_digest(entry: Passage, new: IndexedText) -> PassageReport:
    """Return the state of a passage without imprint: moved or missing."""
    length = entry.end - entry.start
    content = new.text
    for start in range(len(content) - length + 1):
        if content[start].isspace() or content[start + length - 1].isspace():
            continue
        if start and content[start - 1].isalnum() and content[start].isalnum():
            continue
        after = content[start + length : start + length + 1]
        if after.isalnum() and content[start + length - 1].isalnum():
            continue
        if digest(content[start : start + length]) == entry.digest:
            return PassageReport(entry, MOVED, "", start, start + length, entry.digest, 1.0)
    return PassageReport(
        entry, MISSING, "not found as it was, and no imprint of it is kept to look for the nearest place"
    )


def facts(graph: Dataset, of: Iterable[str]) -> list[Fact]:
    """Return the facts that were read from some passages."""
    query = text_of("facts-of-passages")
    return [
        Fact(
            passage,
            row.text("fact"),
            row.iri("kind"),
            row.text_or_none("row"),
            row.iri_or_none("requirement"),
        )
        for passage in of
        for row in graph.select(query, {"passage": ox.NamedNode(passage)})
    ]


def resting(graph: Dataset, of: Iterable[str]) -> list[Resting]:
    """Return the verdicts that rest on some passages."""
    query = text_of("verdicts-on-passages")
    return [
        Resting(passage, *(row.iri(name) for name in ("requirement", "edition", "product", "verdict")))
        for passage in of
        for row in graph.select(query, {"passage": ox.NamedNode(passage)})
    ]


def imprints(recorded: Iterable[Passage], folder: Path) -> dict[str, str]:
    """Return the content of imprint files by slug of the document.

    Documents without a text in ``folder`` are left out.

    Raises:
        SourceError: a text cannot be read.
        InputError: a passage is not in the text as recorded, so that its imprint would be wrong.
    """
    groups: dict[tuple[str, str], list[Passage]] = {}
    for entry in recorded:
        groups.setdefault((entry.document, entry.file), []).append(entry)
    files = {}
    for (document, file), group in groups.items():
        if (folder / file).is_file():
            imprint = record(read_text(folder / file), group)
            wrong = [e for e in group if (e.start, e.end, e.digest) not in imprint.imprints]
            if wrong:
                raise InputError(f"{folder / file} does not hold {slug(wrong[0].iri)} as recorded.")
            files[slug(document)] = as_json(imprint, slug(document))
    return files
