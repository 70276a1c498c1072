"""Sheets of files of other people, opened within limits.

A finding of its cell says what was read in place of a formula or of merged cells, and what cannot be read.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from ..archives import read_part, refuse_unsafe_entries
from ..errors import InputError
from .cells import Raw
from .table_reader import CellFinding, Grid, heading_row
from .workbook import LISTS, library

LARGEST = 20 * 1024 * 1024  # bytes of a file
FILES = 1_000
ROWS = 10_000  # rows of a sheet; twenty times the longest of the graph
CELLS = 1_000_000  # cells of a file
COLUMNS = 1_000
SECONDS = 120  # of a processor; a sheet of the most rows takes a tenth
MEGABYTES = 2_000
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
# Elements that the library for workbooks lays out cell by cell.
_AREA = re.compile(rb"<(?:\w+:)?(?:mergeCell|hyperlink|comment)\s[^>]*?\bref\s*=\s*[\"']([^\"']+:[^\"']+)")
_FORMULAS = re.compile(rb"<(?:\w+:)?f[\s/>]")
# For each sheet the values by row and column; an empty text is one, no value is none.
Values = dict[str, dict[tuple[int, int], Raw]]


def read_bytes(path: Path, largest: int = LARGEST) -> bytes:
    """Return the content of a file.

    Raises:
        InputError: it is missing, no regular file, or too large.
    """
    if not path.is_file():
        raise InputError(f"{path}: is no file.")
    try:
        with path.open("rb") as stream:
            data = stream.read(largest + 1)
    except OSError as error:
        raise InputError(f"{path}: cannot be read: {error.strerror}.") from error
    if len(data) > largest:
        raise InputError(f"{path}: is larger than {largest // 2**20} MB, the most that is read.")
    return data


class Parts(NamedTuple):
    """Whether a workbook holds macros and formulas."""

    macros: bool
    formulas: bool


def refuse_unsafe(name: str, data: bytes) -> Parts:
    """Refuse a workbook that is unsafe to open, and tell its kinds of content.

    It is too large, broken or encrypted.

    Raises:
        InputError: with the reason.
    """
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise InputError(f"{name}: an old or an encrypted workbook; save it as xlsx without a password.")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, RuntimeError) as error:
        raise InputError(f"{name}: is no workbook (xlsx): {error}.") from error
    with archive:
        entries = archive.infolist()
        names = {entry.filename for entry in entries}
        if "xl/workbook.xml" not in names:
            raise InputError(f"{name}: an archive that is no workbook (xlsx).")
        refuse_unsafe_entries(name, entries)
        macros = any("vbaproject" in part.lower() or "/macrosheets/" in part.lower() for part in names)
        return Parts(macros, _has_formulas(name, archive))


def _has_formulas(name: str, archive: zipfile.ZipFile) -> bool:
    """Return whether a sheet has a formula.

    Sheets with too many rows or cells, and XML that declares entities, are refused.
    """
    cells = 0
    found = False
    for entry in archive.infolist():
        if not entry.filename.lower().endswith((".xml", ".rels")):
            continue
        content = read_part(name, archive, entry.filename)
        if b"<!DOCTYPE" in content or b"<!ENTITY" in content or b"<\0!\0" in content:
            raise InputError(f'{name}: its part "{entry.filename}" declares entities and is not opened.')
        if entry.filename.startswith("xl/worksheets/"):
            rows = len(_ROW.findall(content))
            if rows > ROWS:
                raise InputError(
                    f"{name}: a sheet has {rows} rows; at most {ROWS} are read. Remove empty rows."
                )
            cells += len(_CELL.findall(content))
            found = found or bool(_FORMULAS.search(content))
        cells += sum(_size(area) for area in _AREA.findall(content))
    if cells > CELLS:
        raise InputError(f"{name}: holds {cells} cells; at most {CELLS} are read.")
    return found


def _size(area: bytes) -> int:
    """Return the number of cells of an area such as ``A1:C9``.

    It is too large where the text is no area, or one of whole columns.
    """
    from openpyxl.utils import range_boundaries

    try:
        left, top, right, bottom = range_boundaries(area.decode())
    except ValueError:
        return CELLS
    if left is None or top is None or right is None or bottom is None:  # whole rows or columns
        return CELLS
    return (right - left + 1) * (bottom - top + 1)


def open_workbook(name: str, data: bytes) -> tuple[list[Grid], list[CellFinding]]:
    """Return the sheets of a workbook, and findings on cells that are not read.

    Raises:
        InputError: it cannot be opened.
    """
    library()
    parts = refuse_unsafe(name, data)
    book = _loaded(name, data)
    values = _stored(_loaded(name, data, data_only=True)) if parts.formulas else {}
    grids: list[Grid] = []
    findings: list[CellFinding] = []
    if parts.macros:
        findings.append(CellFinding("macros", 0, 0, "were neither run nor read", is_error=False))
    for sheet in book.worksheets:
        if sheet.title.strip().lower() == LISTS.lower():
            continue
        if sheet.sheet_state != "visible":
            findings.append(
                CellFinding(sheet.title, 0, 0, "is hidden; it is read all the same", is_error=False)
            )
        rows, columns = sheet.max_row, sheet.max_column
        if rows > ROWS or columns > COLUMNS or rows * columns > CELLS:
            raise InputError(
                f'{name}: sheet "{sheet.title}" reaches to row {rows} and column {columns}; '
                f"at most {ROWS} rows, {COLUMNS} columns and {CELLS} cells are read."
            )
        grids.append(_grid(sheet, values.get(sheet.title, {}), findings))
    return grids, findings


def _loaded(name: str, data: bytes, **options: bool) -> Any:
    try:
        return library().load_workbook(io.BytesIO(data), **options)
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # the library raises whatever a broken part leads to
        raise InputError(
            f"{name}: is no workbook that can be read: {type(error).__name__}: {error}."
        ) from error


def _stored(book: Any) -> Values:
    """Return the values of cells as a program for sheets has stored them.

    Errors of a formula are left out.
    """
    return {
        sheet.title: {
            (cell.row, cell.column): "" if cell.value is None else cell.value
            for row in sheet.iter_rows()
            for cell in row
            # A formula that gives an empty text is stored as a text without a value.
            if cell.data_type != "e" and (cell.value is not None or cell.data_type == "str")
        }
        for sheet in book.worksheets
    }


def _grid(sheet: Any, stored: Mapping[tuple[int, int], Raw], findings: list[CellFinding]) -> Grid:
    def find(row: int, column: int, text: str, is_error: bool) -> None:
        findings.append(CellFinding(sheet.title, row, column, text, is_error))

    rows: list[list[Raw]] = []
    for row in sheet.iter_rows():
        values: list[Raw] = []
        for cell in row:
            value = cell.value
            if value is not None and cell.data_type == "f":
                value = stored.get((cell.row, cell.column))
                if value is None:
                    text = "holds a formula without a stored value; calculate and save it, or paste its value"
                else:
                    text = f'holds a formula; its stored value "{str(value)[:60]}" was read'
                find(cell.row, cell.column, text, value is None)
            elif value is not None and cell.data_type == "e":
                find(cell.row, cell.column, f"holds the error {value}", True)
                value = None
            values.append(value)
        rows.append(values)
    grid = Grid(sheet.title, rows)
    above = heading_row(grid) or 0
    for area in sheet.merged_cells.ranges:
        if not rows or area.max_row <= above:  # a title above the headings may span columns
            continue
        value = rows[area.min_row - 1][area.min_col - 1]
        if value is None:
            continue
        if area.min_col < area.max_col or area.min_row <= above + 1:
            text = f"cells {area.coord} are merged; separate them and fill each one"
            find(area.min_row, area.min_col, text, True)
            continue
        for number in range(area.min_row, area.max_row):
            rows[number][area.min_col - 1] = value
        find(area.min_row, area.min_col, f"cells {area.coord} are merged; each was read as the first", False)
    return grid


def open_folder(folder: Path) -> list[Grid]:
    """Return the sheets of a folder of CSV files, one of each file.

    Raises:
        InputError: a file is too large or not in UTF-8.
    """
    files = sorted(folder.glob("*.csv"))
    if not files:
        raise InputError(f"{folder}: holds no CSV files.")
    return [Grid(path.stem.replace("-", " "), _rows(path)) for path in files[:FILES]]


def _rows(path: Path) -> list[list[Raw]]:
    data = read_bytes(path)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise InputError(f"{path}:{line}: is not UTF-8; save it as CSV UTF-8.") from error
    first = text.partition("\n")[0]
    divider = max(",;\t", key=first.count)
    rows: list[list[Raw]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=divider, strict=True):
            if len(rows) >= ROWS or len(row) > COLUMNS:
                raise InputError(f"{path}: at most {ROWS} rows and {COLUMNS} columns are read.")
            rows.append([unguarded(cell) for cell in row])
    except csv.Error as error:
        raise InputError(f"{path}:{len(rows) + 1}: is no CSV: {error}.") from error
    return rows


# A program for sheets runs a text that begins with one of these as a formula, unless a quote stands before it.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def guarded(text: str) -> str:
    """Return a text for CSV that no program runs as a formula."""
    return "'" + text if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


def unguarded(text: str) -> str:
    """Return the text that ``guarded`` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text
