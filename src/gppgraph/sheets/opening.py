"""Sheets of files of other people, opened within limits.

What would be read as something else is a finding of its cell: formulas, merged cells, errors of a formula.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path
from typing import Any

from ..archives import read_part, refuse_unsafe_entries
from ..errors import InputError
from .cells import Raw
from .table_reader import CellFinding, Grid, heading_row
from .workbook import LISTS, library

LARGEST = 20 * 1024 * 1024  # bytes of a file
FILES = 1_000
ROWS = 20_000  # rows of a sheet
CELLS = 1_000_000  # cells of a file
COLUMNS = 1_000
SECONDS = 120.0
MEGABYTES = 2_000
_ROW = re.compile(rb"<(?:\w+:)?row[\s/>]")
_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")


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


def refuse_unsafe(name: str, data: bytes) -> None:
    """Refuse a workbook that is unsafe to open.

    It is too large, broken or encrypted, or holds macros.

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
        if any("vbaproject" in part.lower() or "/macrosheets/" in part.lower() for part in names):
            raise InputError(f"{name}: holds macros and is not opened; save it as xlsx, without macros.")
        _refuse_long(name, archive)


def _refuse_long(name: str, archive: zipfile.ZipFile) -> None:
    """Refuse sheets with too many rows or cells, and XML that declares entities."""
    cells = 0
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
    if cells > CELLS:
        raise InputError(f"{name}: holds {cells} cells; at most {CELLS} are read.")


def open_workbook(name: str, data: bytes) -> tuple[list[Grid], list[CellFinding]]:
    """Return the sheets of a workbook, and findings on cells that are not read.

    Raises:
        InputError: it cannot be opened.
    """
    refuse_unsafe(name, data)
    openpyxl = library()
    try:
        book = openpyxl.load_workbook(io.BytesIO(data))
    except (MemoryError, RecursionError):
        raise
    except Exception as error:  # the library raises whatever a broken part leads to
        raise InputError(
            f"{name}: is no workbook that can be read: {type(error).__name__}: {error}."
        ) from error
    grids: list[Grid] = []
    findings: list[CellFinding] = []
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
        grids.append(_grid(sheet, findings))
    return grids, findings


def _grid(sheet: Any, findings: list[CellFinding]) -> Grid:
    rows: list[list[Raw]] = []
    for row in sheet.iter_rows():
        values: list[Raw] = []
        for cell in row:
            value = cell.value
            if value is not None and cell.data_type == "f":
                findings.append(
                    CellFinding(
                        sheet.title, cell.row, cell.column, "holds a formula; paste its value in its place"
                    )
                )
                value = None
            elif value is not None and cell.data_type == "e":
                findings.append(CellFinding(sheet.title, cell.row, cell.column, f"holds the error {value}"))
                value = None
            values.append(value)
        rows.append(values)
    grid = Grid(sheet.title, rows)
    above = heading_row(grid) or 0
    for area in sheet.merged_cells.ranges:
        if area.max_row > above:  # a title above the headings may span columns
            text = f"cells {area.coord} are merged; separate them and fill each one"
            findings.append(CellFinding(sheet.title, area.min_row, area.min_col, text))
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
