"""Formulas, merged cells and macros are ordinary; what was read in their place is said."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from facts import source_of
from gppgraph.errors import LimitError
from gppgraph.sheets import transfer
from gppgraph.sheets.transfer import Imported, check_workbook, xlsx

pytestmark = pytest.mark.slow

STEM = "tco-certified-8"


@pytest.fixture(scope="module")
def shipped() -> bytes:
    """The workbook of an edition with figures."""
    return xlsx(source_of(STEM))


def changed(data: bytes, change: Callable[[Any], None]) -> bytes:
    """Return a workbook after a change by a person."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def place(data: bytes, heading: str, kind: type) -> tuple[str, Any]:
    """Return address and content of the first cell of a type below a heading of the constraints."""
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Constraints"]
    [column] = [cell.column for cell in sheet[1] if cell.value == heading]
    cell = next(row[column - 1] for row in sheet.iter_rows(min_row=2) if type(row[column - 1].value) is kind)
    return cell.coordinate, cell.value


def with_formula(data: bytes, address: str, stored: str, kind: str = "") -> bytes:
    """Return a workbook with a formula in a cell, stored as a program for sheets does."""
    book = changed(data, lambda book: book["Constraints"].__setitem__(address, "=SUM(1,1)"))
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as source, zipfile.ZipFile(stream, "w") as new:
        for name in source.namelist():
            content = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                pattern = rf'(<c r="{address}"[^>]*?)(?: t="\w+")?(><f>SUM\(1,1\)</f>)<v ?(?:/>|></v>)'
                typed = f' t="{kind}"' if kind else ""
                content = re.sub(pattern.encode(), rf"\g<1>{typed}\g<2>{stored}".encode(), content)
            new.writestr(name, content)
    return stream.getvalue()


def said(imported: Imported) -> list[tuple[str, str, bool]]:
    return [(finding.where, finding.text, finding.is_error) for finding in imported.findings]


def test_the_stored_value_of_a_formula_is_read_and_said(shipped: bytes) -> None:
    """A number and a text count as if they stood there."""
    address, number = place(shipped, "value", int)
    imported = check_workbook("a.xlsx", with_formula(shipped, address, f"<v>{number}</v>"))
    assert said(imported) == [
        (f"Constraints!{address}", f'holds a formula; its stored value "{number}" was read', False)
    ]
    assert imported.texts == check_workbook("a.xlsx", shipped).texts
    address, text = place(shipped, "operator", str)
    imported = check_workbook("a.xlsx", with_formula(shipped, address, f"<v>{text}</v>", "str"))
    assert imported.texts == check_workbook("a.xlsx", shipped).texts
    assert said(imported)[0][1] == f'holds a formula; its stored value "{text}" was read'


def test_another_stored_value_is_another_statement(shipped: bytes) -> None:
    """The value is read, not only accepted."""
    address, _ = place(shipped, "value", int)
    imported = check_workbook("a.xlsx", with_formula(shipped, address, "<v>7411</v>"))
    assert "7411" in imported.texts[""]


@pytest.mark.parametrize(
    ("stored", "kind", "text"),
    [
        ("<v/>", "", "holds a formula without a stored value"),
        ("<v>#REF!</v>", "e", "holds a formula without a stored value"),
        ("<v>two</v>", "str", '"two"'),
    ],
)
def test_a_formula_without_a_value_of_its_column_is_refused(
    shipped: bytes, stored: str, kind: str, text: str
) -> None:
    """No value is guessed, and an error of a formula is none."""
    address, _ = place(shipped, "unit" if kind == "str" else "value", str if kind == "str" else int)
    imported = check_workbook("a.xlsx", with_formula(shipped, address, stored, kind))
    assert imported.texts == {}
    errors = [
        line for where, line, is_error in said(imported) if is_error and where == f"Constraints!{address}"
    ]
    assert len(errors) == 1
    assert text in errors[0]


def test_a_formula_that_gives_an_empty_text_is_an_empty_cell(shipped: bytes) -> None:
    """IF(...; ""; ...) is how a sheet leaves a cell empty."""
    address, _ = place(shipped, "description (nb)", str)
    emptied = changed(shipped, lambda book: book["Constraints"].__setitem__(address, None))
    imported = check_workbook("a.xlsx", with_formula(shipped, address, "<v></v>", "str"))
    assert imported.texts == check_workbook("a.xlsx", emptied).texts != {}


def test_cells_merged_downwards_have_the_value_of_the_first(shipped: bytes) -> None:
    """So they are shown; the note names the cells."""

    def fill(book: Any) -> None:
        book["Constraints"]["B3"] = book["Constraints"]["B4"] = book["Constraints"]["B2"].value

    def merge(book: Any) -> None:
        book["Constraints"].merge_cells("B2:B4")

    imported = check_workbook("a.xlsx", changed(shipped, merge))
    noted = ("Constraints!B2", "cells B2:B4 are merged; each was read as the first", False)
    assert noted in said(imported)
    filled = check_workbook("a.xlsx", changed(shipped, fill))
    assert imported.texts == filled.texts
    assert [line for line in said(imported) if line != noted] == said(filled)


def test_macros_are_neither_run_nor_read(shipped: bytes, tmp_path: Path) -> None:
    """The rest of the workbook is imported, with a note."""
    stream = io.BytesIO(shipped)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macro")
    imported = check_workbook("a.xlsm", stream.getvalue())
    assert said(imported) == [("macros", "were neither run nor read", False)]
    assert imported.texts == check_workbook("a.xlsx", shipped).texts


def test_a_busy_machine_shortens_no_import(
    shipped: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The limit is one of processor time, and its message names the file."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(shipped)
    limits = {}

    def stopped(*_: Any, **given: Any) -> None:
        limits.update(given)
        raise LimitError("stopped after 120 seconds of processor time", "time")

    monkeypatch.setattr(transfer, "run_limited", stopped)
    with pytest.raises(LimitError, match=r"a\.xlsx: stopped after 120 seconds .*; divide it"):
        transfer.check(path)
    assert (limits["seconds"], limits["processor"]) == (None, 120)
