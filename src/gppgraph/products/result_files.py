"""Results of an evaluation as Parquet and as a workbook."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow

MOST_ROWS = 1_048_575  # of one sheet, below its head


def parquet(table: pyarrow.Table) -> bytes:
    """Return a table as Parquet."""
    from pyarrow import BufferOutputStream
    from pyarrow.parquet import write_table

    stream = BufferOutputStream()
    write_table(table, stream)
    return bytes(stream.getvalue())


def workbook(columns: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Return rows as a workbook with a filter.

    Every text is stored as text, never as a formula.

    Raises:
        InputError: there are more rows than a sheet holds.
    """
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    from ..errors import InputError

    if len(rows) > MOST_ROWS:
        raise InputError(f"a sheet holds {MOST_ROWS} rows, and there are {len(rows)}; choose parquet or csv.")
    book = Workbook(write_only=True)
    sheet = book.create_sheet("evaluation")
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{chr(ord('A') + len(columns) - 1)}{len(rows) + 1}"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation = "landscape"
    sheet.append(list(columns))
    for row in rows:
        cells = []
        for name in columns:
            cell = WriteOnlyCell(sheet, row[name])
            if isinstance(row[name], str):
                cell.data_type, cell.quotePrefix = "s", True
            cells.append(cell)
        sheet.append(cells)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()
