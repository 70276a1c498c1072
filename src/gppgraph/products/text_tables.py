"""Files of products as tables of text: from CSV, a workbook or JSON.

Each cell of a heading that a mapping reads is kept as text beside the line of its row; what cannot be read
becomes a problem of its line.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from .csv_files import read_csv
from .headings import ERROR, NOTE, Problem, find_headings, hits, missing

if TYPE_CHECKING:
    import duckdb

    from .product_mapping import ProductMapping

_JSON = 64 * 2**20  # bytes of a document
_DOCUMENT = "document:"  # begins a path from the top of a document
_ABOVE = 20  # rows of a sheet among which the headings stand


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """The largest file and row that are read, and the memory for it, in bytes."""

    file: int = 16 * 2**30
    row: int = 4 * 2**20
    memory: int = 3 * 2**30


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table of a DuckDB connection: the column of each heading, and ``line``."""

    file: str
    table: str
    columns: Mapping[str, str]
    problems: Sequence[Problem]


def read_text_table(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    mapping: ProductMapping,
    limits: ReadingLimits,
    table: str,
    work: Path,
) -> TextTable:
    """Read one file into a table of the connection, and list its problems.

    Raises:
        InputError: the file is missing, too large, or not of the source of the mapping.
    """
    if not path.is_file():
        raise InputError(f"{path}: is no file.")
    if path.stat().st_size > limits.file:
        raise InputError(f"{path}: is larger than {limits.file // 2**20} MB, the most that is read.")
    if mapping.form == "json":
        return _read_json(connection, path, mapping, table)
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        return _read_workbook(connection, path, mapping, table)
    found = read_csv(connection, path, mapping, limits.row, table, work)
    return TextTable(path.name, table, found.columns, found.problems)


def _read_workbook(
    connection: duckdb.DuckDBPyConnection, path: Path, mapping: ProductMapping, table: str
) -> TextTable:
    """Read the sheet that has most headings of the mapping."""
    from ..sheets.opening import open_workbook, read_bytes

    grids, findings = open_workbook(str(path), read_bytes(path))
    problems = [
        Problem(
            path.name,
            finding.row or None,
            "",
            finding.sheet,
            finding.text,
            ERROR if finding.is_error else NOTE,
        )
        for finding in findings
    ]
    rows: list[list[Any]] = []
    best, above = 0, 0
    for grid in grids:
        for place, row in enumerate(grid.rows[:_ABOVE]):
            if (count := hits([str(cell) for cell in row], mapping)) > best:
                best, rows, above = count, grid.rows, place
    if not best:
        raise InputError(f'{path}: no sheet has headings of the source "{mapping.name}".')
    found = ["" if cell is None else str(cell) for cell in rows[above]]
    headings = find_headings(path.name, found, mapping, above + 1)
    filled = [
        (number, row)
        for number, row in enumerate(rows[above + 1 :], above + 2)
        if any(cell not in (None, "") for cell in row)
    ]
    columns = {
        heading: [_cell_text(row[at]) if at < len(row) else None for _, row in filled]
        for heading, at in headings.places.items()
    }
    lines = [number for number, _ in filled]
    return _create(connection, path.name, table, lines, columns, [*problems, *headings.problems])


def _cell_text(value: Any) -> str | None:
    """Return a cell of a workbook as text.

    A number with three decimals gets a fourth, so that its point is not taken for one between thousands.
    """
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, float):
        text = str(int(value)) if value.is_integer() and abs(value) < 1e15 else f"{value:.15g}"
        return f"{text}0" if len(text.partition(".")[2]) == 3 else text
    return str(value)


def _read_json(
    connection: duckdb.DuckDBPyConnection, path: Path, mapping: ProductMapping, table: str
) -> TextTable:
    """Read the records of a document; the headings of the mapping are JSON paths."""
    if path.stat().st_size > _JSON:
        raise InputError(f"{path}: is larger than {_JSON // 2**20} MB, the most of a JSON document.")
    try:
        text = path.read_text(encoding="utf-8-sig")
        json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: is no JSON: {str(error)[:200]}.") from error
    records = list(_at(connection, text, mapping.records))
    columns = {
        heading: [_json_text(connection, text, record, heading) for record in records]
        for heading in sorted(mapping.headings())
    }
    found = {heading: texts for heading, texts in columns.items() if any(texts)}
    models = [heading for column in mapping.model for heading in column]
    if not any(heading in found for heading in models):
        raise InputError(
            f'{path}: has nothing at {", ".join(models)}; it is not of the source "{mapping.name}".'
        )
    problems = list(missing(path.name, found, mapping, None))
    return _create(connection, path.name, table, range(1, len(records) + 1), found, problems)


def _json_text(connection: duckdb.DuckDBPyConnection, document: str, record: str, heading: str) -> str | None:
    """Return the texts at a path of a record, with line ends between.

    A path that begins with ``document:`` is one of the document.
    """
    path = heading.removeprefix(_DOCUMENT)
    return "\n".join(_at(connection, record if path == heading else document, path, "_string")) or None


def _at(connection: duckdb.DuckDBPyConnection, text: str, path: str, form: str = "") -> Iterator[str]:
    """Yield the values at a JSON path: JSON, or texts for the form ``_string``."""
    found = connection.execute(f"select json_extract{form}(?, ?)", [text, path]).fetchall()[0][0]
    yield from (entry for entry in (found if isinstance(found, list) else [found]) if entry is not None)


def _create(
    connection: duckdb.DuckDBPyConnection,
    file: str,
    table: str,
    lines: Sequence[int],
    columns: Mapping[str, Sequence[str | None]],
    problems: Sequence[Problem],
) -> TextTable:
    import pyarrow as pa

    names = {heading: f"c{place}" for place, heading in enumerate(columns)}
    cells = {names[heading]: pa.array(texts, pa.string()) for heading, texts in columns.items()}
    connection.register(f"{table}_read", pa.table({"line": pa.array(lines, pa.int64()), **cells}))
    connection.table(f"{table}_read").create(table)
    connection.unregister(f"{table}_read")
    return TextTable(file, table, names, problems)
