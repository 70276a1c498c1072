"""Workbooks (xlsx) with lists to choose from and explanations.

Their bytes depend on the content alone.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..authoring.context import CODES, Terminology
from ..errors import MissingExtraError
from .cells import Cells
from .edition_tables import AS, LINKS, OF_REQUIREMENT, OTHER, EditionTable
from .explanations import explanation
from .table_reader import CellFinding

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

LISTS = "Codes"
AUTHOR = "gppgraph"
_DECIMAL = re.compile(r"-?\d{1,8}\.\d{0,5}[1-9]")  # a number that has one form only
_DAY = datetime(1980, 1, 1)
_WIDEST = 60
COMMENTS = 1_000  # findings that a copy shows
# Columns of which a cell may hold several names; a name outside of the list is not refused there.
_SINGLE = frozenset(
    {"operator", "concept", "unit", "confidence", "from", "level", "status", "bindingness", "topic"}
)
_MOST_ROWS = 2000  # rows below the last one that lists reach to


def xlsx_of(tables: Sequence[EditionTable], words: Terminology, base: str) -> bytes:
    """Return tables as a workbook.

    Raises:
        MissingExtraError: the library for workbooks is not installed.
    """
    openpyxl = library()
    book = openpyxl.Workbook()
    book.remove(book.active)
    lists = _Lists(words)
    for table in tables:
        sheet = book.create_sheet(table.name)
        _fill(sheet, table)
        if table.name != OTHER:
            _explain(sheet, table, Cells(words, base), lists)
    lists.write(book.create_sheet(LISTS))
    front = [table.name for table in tables].index("Constraints")
    book.active = front
    return _bytes(book)


def library() -> Any:
    """Return the library for workbooks.

    Raises:
        MissingExtraError: it is not installed.
    """
    try:
        import openpyxl
    except ImportError as error:
        raise MissingExtraError("Reading and writing workbooks", "sheets") from error
    return openpyxl


def annotated(data: bytes, findings: Sequence[CellFinding]) -> bytes:
    """Return a workbook with findings as comments in its cells."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    book = library().load_workbook(io.BytesIO(data))
    red = PatternFill("solid", fgColor="FFC7CE")
    texts: dict[tuple[str, int, int], list[str]] = {}
    for finding in findings[:COMMENTS]:
        place = (finding.sheet, max(finding.row, 1), max(finding.column, 1))
        texts.setdefault(place, []).append(finding.text)
    for (name, row, column), lines in texts.items():
        if name not in book.sheetnames:
            continue
        cell = book[name].cell(row, column)
        if type(cell).__name__ == "MergedCell":
            continue
        cell.comment = Comment("\n".join(lines), AUTHOR, width=320, height=120)
        cell.fill = red
    return _bytes(book)


def _fill(sheet: Worksheet, table: EditionTable) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    bold, grey = Font(bold=True), PatternFill("solid", fgColor="EEEEEE")
    wrapped = Alignment(wrap_text=True, vertical="top")
    for column, heading in enumerate(table.headings, 1):
        top = sheet.cell(1, column, heading)
        top.font = bold
        texts = [heading, *(row[column - 1] for row in table.rows)]
        sheet.column_dimensions[get_column_letter(column)].width = min(_WIDEST, 2 + max(map(len, texts)))
    for number, row in enumerate(table.rows, 2):
        for column, text in enumerate(row, 1):
            if not text:
                continue
            cell = sheet.cell(number, column)
            cell.alignment = wrapped
            _put(cell, text, table.headings[column - 1])
            if table.headings[column - 1].startswith(OF_REQUIREMENT):
                cell.fill = grey
    sheet.freeze_panes = "B2"
    if table.rows:
        sheet.auto_filter.ref = sheet.dimensions


def _put(cell: Any, text: str, heading: str) -> None:
    """Write a text as text, and a number of a column of figures as a number."""
    if heading == "value" and re.fullmatch(r"-?(0|[1-9]\d{0,14})", text):
        cell.value = int(text)
    elif heading == "value" and _DECIMAL.fullmatch(text) and repr(float(text)) == text:
        cell.value = float(text)
    else:
        cell.value = text
        cell.data_type = "s"  # a text such as "=1+1" is no formula
        cell.number_format = "@"
        cell.quotePrefix = text[0] in "=+-@"


def _explain(sheet: Worksheet, table: EditionTable, cells: Cells, lists: _Lists) -> None:
    """Add an explanation to each heading, and lists to columns of codes."""
    from openpyxl.comments import Comment
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    for number, heading in enumerate(table.headings, 1):
        cell = sheet.cell(1, number)
        text = explanation(heading, cells)
        if text:
            cell.comment = Comment(text, AUTHOR, width=320, height=120)
        column = None if heading.startswith(OF_REQUIREMENT) else cells.column(heading)
        if heading == AS:
            formula, is_strict = f'"{",".join(LINKS)}"', True
        elif column is not None and (place := lists.place(column.key)):
            formula, is_strict = place, column.key in _SINGLE
        else:
            continue
        rule = DataValidation("list", formula1=formula, allow_blank=True, showErrorMessage=is_strict)
        rule.error = "This is not in the list; see the sheet Codes."
        letter = get_column_letter(number)
        rule.add(f"{letter}2:{letter}{len(table.rows) + 1 + _MOST_ROWS}")
        sheet.add_data_validation(rule)


class _Lists:
    """The sheet of codes, a column for each list that a cell chooses from."""

    def __init__(self, words: Terminology) -> None:
        self.words = words
        self.columns: dict[str, tuple[int, list[str]]] = {}

    def place(self, key: str) -> str:
        """Return the cells of the list for a property, such as ``Codes!$A$2:$A$9``."""
        if key == "type":
            names = sorted(self.words.classes)
            title = "kind"
        elif key == "unit":
            names, title = list(self.words.units), "unit"
        else:
            term = self.words.terms.get(key)
            namespace = (term.namespace or "") if term is not None else ""
            if not namespace.startswith(CODES):
                return ""
            names = sorted(self.words.names.get(namespace, {}))
            title = namespace.removeprefix(CODES).rstrip("/")
        if not names:
            return ""
        number, _ = self.columns.setdefault(title, (len(self.columns) + 1, names))
        from openpyxl.utils import get_column_letter

        letter = get_column_letter(number)
        return f"{LISTS}!${letter}$2:${letter}${len(names) + 1}"

    def write(self, sheet: Worksheet) -> None:
        from openpyxl.styles import Font

        for title, (number, names) in self.columns.items():
            sheet.cell(1, number, title).font = Font(bold=True)
            for row, name in enumerate(names, 2):
                sheet.cell(row, number, name)
        sheet.freeze_panes = "A2"


def _bytes(book: Workbook) -> bytes:
    """Return a workbook as bytes without the time of writing."""
    stream = io.BytesIO()
    book.properties.creator = AUTHOR
    book.properties.created = _DAY
    book.save(stream)
    target = io.BytesIO()
    with zipfile.ZipFile(stream) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            content = source.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>1980-01-01T00:00:00Z", content)
            archive.writestr(zipfile.ZipInfo(name, _DAY.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()
