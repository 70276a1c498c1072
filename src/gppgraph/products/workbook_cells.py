"""Cells and pages of workbooks that people fill in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

# The colour of a cell that is for the buyer to fill in.
INPUT_COLOUR = "FFFF99"


def put(sheet: Worksheet, line: int, place: int, value: Any) -> None:
    """Write a value; a text stays a text, also one that begins as a formula does."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    from openpyxl.styles import Alignment

    if value is None or value == "":
        return
    cell = sheet.cell(line, place)
    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", value)[:32_767]
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(("=", "+", "-", "@"))
        cell.alignment = Alignment(wrap_text=line > 2, vertical="top")
    else:
        cell.value = value
        cell.alignment = Alignment(vertical="top")


def printable(sheet: Worksheet) -> None:
    """Lay a sheet out on pages of A4, across, with page numbers."""
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if sheet.oddFooter is not None:
        sheet.oddFooter.right.text = "&P / &N"
