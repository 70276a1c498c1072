"""CSV files of any size as tables of text, with the lines of their rows."""

from __future__ import annotations

import codecs
import csv
import io
import shutil
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..errors import InputError
from .headings import ERROR, NOTE, WARNING, Problem, find_headings, hits
from .line_numbers import record_lines

if TYPE_CHECKING:
    import duckdb

    from .product_mapping import ProductMapping

DELIMITERS = (",", ";", "\t", "|")
_HEAD = 8 * 2**20  # bytes in which the headings must stand
_BLOCK = 16 * 2**20
_PATTERN = frozenset("*?[")  # the reader takes a name with one of these for a pattern of names
_REFUSED = {
    "MISSING COLUMNS": "has fewer cells than there are headings; the row was not read",
    "TOO MANY COLUMNS": "has more cells than there are headings; the row was not read",
    "LINE SIZE OVER MAXIMUM": "is longer than a row may be; the row was not read",
    "INVALID ENCODING": "is not UTF-8; the row was not read",
    "UNQUOTED VALUE": "has a quotation mark without its second; the rows up to the next one were not read",
}


class CsvTable(NamedTuple):
    """The column of each heading that is read, and the problems of a file."""

    columns: dict[str, str]
    problems: list[Problem]


class _Readable(NamedTuple):
    """A file, its content in UTF-8, and the place for another copy.

    It has ``width`` columns, divided by ``mark``.
    """

    path: Path
    readable: Path
    copy: Path
    width: int
    mark: str


def read_csv(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    mapping: ProductMapping,
    row: int,
    table: str,
    work: Path,
) -> CsvTable:
    """Read a CSV file into a table of the connection.

    A row has at most ``row`` bytes. ``work`` is a folder for copies, where the file cannot be read as it is.

    Raises:
        InputError: the file is empty, no CSV, or not of the source of the mapping.
    """
    readable, problems = _in_utf8(path, work / f"{table}.csv")
    with readable.open("rb") as stream:
        head = stream.read(_HEAD).decode("utf-8-sig", errors="replace")
    mark, found = _delimiter(head, mapping)
    if not found:
        raise InputError(f"{path}: is empty.")
    if mark != mapping.delimiter:
        meaning = f"cells are divided by {mark!r} and not by {mapping.delimiter!r}; they were read so"
        problems.append(Problem(path.name, 1, "", head[:80].partition("\n")[0], meaning, NOTE))
    headings = find_headings(path.name, found, mapping, 1)
    cells = {heading: f"c{place}" for heading, place in headings.places.items()}
    source = _Readable(path, readable, work / f"{table}-lines.csv", len(found), mark)
    refused, more = _load(connection, source, row, table, set(cells.values()))
    rows = _with_lines(connection, source, table, refused)
    return CsvTable(cells, [*problems, *headings.problems, *more, *rows])


def _load(
    connection: duckdb.DuckDBPyConnection, source: _Readable, longest: int, table: str, cells: Collection[str]
) -> tuple[dict[int, tuple[str, str]], list[Problem]]:
    """Read some cells into a table.

    Return kind and text of the records that were refused, by number, and problems of the whole file.
    Line ends of two kinds are no CSV to the strict reader, and are made one kind; broken quotation marks may not be
    either, and are left to the other reader.
    """
    import duckdb

    wanted = ", ".join(sorted(cells, key=lambda name: int(name[1:])))
    problems: list[Problem] = []
    readable, strict = source.readable, True
    for attempt in range(3):
        refused = f"{table}_refused{attempt}"
        try:
            connection.read_csv(
                str(readable),
                header=True,
                columns={f"c{place}": "VARCHAR" for place in range(source.width)},
                sep=source.mark,
                quotechar='"',
                escapechar='"',
                strict_mode=strict,
                store_rejects=True,
                ignore_errors=True,
                rejects_table=refused,
                rejects_scan=f"{refused}_scan",
                auto_detect=False,
                compression="none",
                max_line_size=longest,
                buffer_size=max(2 * _BLOCK, 2 * longest),
            ).project(f"row_number() over () as row, {wanted}").create(table)
        except duckdb.Error as error:
            if attempt == 0:
                readable = _with_one_line_end(source.readable, source.copy)
            elif attempt == 1:
                strict = False
                meaning = "is no strict CSV; quotation marks may have been read otherwise than meant, and cells beyond the headings are left out"
                problems.append(
                    Problem(source.path.name, None, "", str(error).splitlines()[0][:80], meaning, ERROR)
                )
            else:
                raise InputError(f"{source.path}: is no CSV: {str(error).splitlines()[0][:200]}") from error
        else:
            break
    rows = connection.table(refused).project("line, error_type, left(csv_line, 80)").fetchall()
    return {number - 1: (kind, text or "") for number, kind, text in rows}, problems


def _with_one_line_end(path: Path, copy: Path) -> Path:
    with (
        path.open("r", encoding="utf-8", errors="surrogateescape") as source,
        copy.open("w", encoding="utf-8", errors="surrogateescape", newline="") as target,
    ):
        while text := source.read(_BLOCK):
            target.write(text)
    return copy


def _with_lines(
    connection: duckdb.DuckDBPyConnection, source: _Readable, table: str, refused: dict[int, tuple[str, str]]
) -> list[Problem]:
    """Give each row of a table its line, and list the rows that were refused."""
    import pyarrow as pa

    lines = record_lines(source.readable)
    count = connection.table(table).count("*").fetchall()[0][0]
    numbered = f"{table}_lines"
    content = {"row": pa.array(range(1, count + 1), pa.int64()), "line": lines.read(refused, count)}
    connection.register(numbered, pa.table(content))
    connection.execute(f"alter table {table} add column line bigint")
    connection.execute(
        f"update {table} set line = {numbered}.line from {numbered} where {table}.row = {numbered}.row"
    )
    connection.unregister(numbered)
    return [
        Problem(
            source.path.name,
            lines.line(number),
            "",
            text.strip()[:80],
            _REFUSED.get(kind, "is no CSV; the row was not read"),
            ERROR,
        )
        for number, (kind, text) in sorted(refused.items())
    ]


def _in_utf8(path: Path, copy: Path) -> tuple[Path, list[Problem]]:
    """Return a file in UTF-8 with the content of another.

    It is that file itself where this is in UTF-8, also but for some lines, which are lost. UTF-16 is known by its
    mark; any other file is read as Windows-1252.
    """
    encoding, problem = _encoding(path)
    if encoding == "utf-8":
        if not set(str(path)) & _PATTERN:
            return path, []
        return Path(shutil.copyfile(path, copy)), []
    with (
        path.open("r", encoding=encoding, errors="replace", newline="") as source,
        copy.open("w", encoding="utf-8", newline="") as target,
    ):
        while text := source.read(_BLOCK):
            target.write(text)
    return copy, [Problem(path.name, None, "", *problem)]


def _encoding(path: Path) -> tuple[str, tuple[str, str, str]]:
    with path.open("rb") as stream:
        if stream.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16", ("", "is UTF-16 and was read so", NOTE)
        stream.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        beyond_ascii = False
        while block := stream.read(_BLOCK):
            try:
                beyond_ascii = beyond_ascii or len(decoder.decode(block)) < len(block)
            except UnicodeDecodeError as error:
                if beyond_ascii or not block[: error.start].isascii():
                    break
                found = repr(block[error.start : error.start + 8])
                return "cp1252", (
                    found,
                    "is not UTF-8; it was read as Windows-1252, and names may hold wrong letters",
                    WARNING,
                )
    return "utf-8", ("", "", "")


def _delimiter(head: str, mapping: ProductMapping) -> tuple[str, list[str]]:
    """Return the mark between cells, and the headings that it gives.

    It is the mark under which most headings of the mapping are found.
    """
    best: tuple[int, str, list[str]] = (-1, mapping.delimiter, [])
    csv.field_size_limit(_HEAD)
    for mark in dict.fromkeys((mapping.delimiter, *DELIMITERS)):
        try:
            row = next(filter(any, csv.reader(io.StringIO(head, newline=""), delimiter=mark)), [])
        except csv.Error:
            continue
        if (count := hits(row, mapping)) > best[0]:
            best = (count, mark, row)
    return best[1], best[2]
