"""Workbooks as people send them: each fault is a line with its cell, and nothing is half written."""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from facts import source_of
from gppgraph.authoring.read import triples
from gppgraph.cli import main
from gppgraph.errors import InputError, OutputError
from gppgraph.sheets import opening
from gppgraph.sheets.table_reader import CellFinding
from gppgraph.sheets.transfer import Imported, check, check_workbook, write_csv, write_yaml, xlsx

pytestmark = pytest.mark.slow

STEM = "eu-ecolabel-2020-1804"


@cache
def shipped(stem: str = STEM) -> bytes:
    """Return the workbook of an edition."""
    return xlsx(source_of(stem))


def changed(change: Callable[[Any], None], stem: str = STEM) -> bytes:
    """Return that workbook after a change by a person."""
    book = openpyxl.load_workbook(io.BytesIO(shipped(stem)))
    change(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def address(sheet: Any, heading: str, row: int = 2) -> str:
    """Return the address of a cell below a heading, such as ``D2``."""
    column = next(cell for cell in sheet[1] if cell.value == heading)
    return f"{column.column_letter}{row}"


def put(sheet: str, heading: str, value: Any, stem: str = STEM) -> tuple[Imported, str]:
    """Return the import of the workbook with a value in a cell of its second row, and the address."""
    places = []

    def change(book: Any) -> None:
        places.append(address(book[sheet], heading))
        cell = book[sheet][places[0]]
        cell.number_format = "General"
        cell.value = value

    return check_workbook("a.xlsx", changed(change, stem)), f"{sheet}!{places[0]}"


WRONG = [
    ("Constraints", "operator", "at-last", ("at-least", "not in the list")),
    ("Constraints", "unit", "years", ("YR",)),
    ("Constraints", "unit", "parsec", ("no conversion",)),
    ("Constraints", "products", "notebook computer", ("notebook-computer",)),
    ("Constraints", "products", "notebook-computer, tablett", ('"tablett"', "tablet")),
    ("Constraints", "property", "manufacturer-waranty-duration", ("manufacturer-warranty-duration",)),
    ("Constraints", "kind", "Constrant", ("Constraint",)),
    ("Constraints", "confidence", "confidense:verified", ('prefix "confidense"', "confidence")),
    ("Constraints", "value", "1,500", ("1.500 or 1500",)),
    ("Constraints", "value", "2 YR", ("not a number", "unit")),
    ("Constraints", "value", "1.000,5", ("not a number",)),
    ("Constraints", "value", "9" * 5000, ("characters",)),
    ("Constraints", "value", datetime.datetime(2026, 2, 1), ("holds a date",)),
    ("Constraints", "description (en)", datetime.datetime(2026, 2, 1), ("holds a date",)),
    ("Constraints", "value", "=1+1", ("formula without a stored value",)),
    ("Constraints", "under", "nowhere", ('no row is named "nowhere"',)),
    ("Constraints", "under", None, ("go together",)),
    ("Constraints", "as", "shal", ("shall",)),
    ("Constraints", "name", None, ("has no name",)),
    ("Constraints", "name", "a b", ("makes no name",)),
    ("Constraints", "source passage", "not-a-passage", ('no row is named "not-a-passage"',)),
    ("Constraints", "requirement: title (en)", "Another title", ("Requirements", "change it there")),
    ("Requirements", "fully-formalised", "perhaps", ("true or false",)),
    ("Edition", "issued", "15.03.2023", ("2023-03-15",)),
    ("Edition", "issued", "2023-02-30", ("no day of the calendar",)),
    ("Edition", "issued", 7, ("not a date",)),
]


@pytest.mark.parametrize(("sheet", "heading", "value", "words"), WRONG)
def test_a_wrong_cell_is_named_and_nothing_is_imported(
    sheet: str, heading: str, value: Any, words: tuple[str, ...]
) -> None:
    """The finding has the address of the cell, and the copy has it as a comment there."""
    imported, place = put(sheet, heading, value)
    assert imported.texts == {}
    texts = [finding.text for finding in imported.findings if finding.where == place and finding.is_error]
    assert len(texts) == 1, imported.findings
    for word in words:
        assert word in texts[0]
    cell = openpyxl.load_workbook(io.BytesIO(imported.copy))[sheet][place.partition("!")[2]]
    assert texts[0] in cell.comment.text


@pytest.mark.parametrize(
    ("sheet", "heading", "value", "note"),
    [
        ("Constraints", "value", "2,5", '"2,5" was read as 2.5'),
        ("Edition", "issued", 45000, "45000 was read as the date 2023-03-15"),
    ],
)
def test_what_is_converted_is_said(sheet: str, heading: str, value: Any, note: str, tmp_path: Path) -> None:
    """The import goes on with a note."""
    imported, place = put(sheet, heading, value)
    assert [(finding.where, finding.text, finding.is_error) for finding in imported.findings] == [
        (place, note, False)
    ]
    assert triples(write_yaml(imported, tmp_path)[0])


@pytest.mark.parametrize("value", [datetime.datetime(2023, 3, 15), datetime.date(2023, 3, 15), "2023-03-15"])
def test_a_date_of_a_program_for_sheets_is_a_day(value: Any) -> None:
    """In a column of days it needs no note."""
    imported, _ = put("Edition", "issued", value)
    assert imported.findings == ()
    assert "issued: 2023-03-15" in imported.texts[""]


def test_a_new_figure_arrives_in_the_yaml() -> None:
    """One changed cell changes one figure."""
    before = check_workbook("a.xlsx", shipped()).texts[""].splitlines()
    imported, _ = put("Constraints", "description (en)", "Another text of ours.")
    after = imported.texts[""].splitlines()
    assert [line for line in after if "Another text of ours." in line]
    assert len(set(after) - set(before)) <= 3


def test_half_a_character_is_no_offset() -> None:
    """Offsets of a passage are whole numbers."""
    imported, place = put("Passages", "start", 12.5, "dk-csr-annex-2023")
    assert [(finding.where, finding.text) for finding in imported.findings] == [
        (place, '"12.5" is not a whole number')
    ]
    whole, _ = put("Passages", "start", 12.0, "dk-csr-annex-2023")
    assert whole.findings == ()


def name_twice(book: Any) -> None:
    """Give two rows the same name."""
    book["Constraints"]["A3"] = book["Constraints"]["A2"].value


def merge(book: Any) -> None:
    """Merge two cells of a row."""
    book["Constraints"].merge_cells("B2:C2")


def misspell(book: Any) -> None:
    """Misspell a heading."""
    book["Constraints"][address(book["Constraints"], "products", 1)] = "prodcts"


def unhead(book: Any) -> None:
    """Empty a heading above values."""
    book["Constraints"][address(book["Constraints"], "confidence", 1)] = None


def repeat(book: Any) -> None:
    """Give two columns the same heading."""
    book["Constraints"][address(book["Constraints"], "confidence", 1)] = "unit"


def behead(book: Any) -> None:
    """Remove the headings."""
    book["Constraints"].delete_rows(1)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (name_twice, "is used twice; first in Constraints, row 2"),
        (merge, "cells B2:C2 are merged"),
        (misspell, "Close matches: products"),
        (unhead, "has no heading"),
        (repeat, "stands here twice"),
        (behead, "has no row of headings"),
    ],
)
def test_a_table_that_is_no_table_is_refused(change: Callable[[Any], None], words: str) -> None:
    """Nothing is guessed."""
    imported = check_workbook("a.xlsx", changed(change))
    assert imported.texts == {}
    assert [finding for finding in imported.findings if finding.is_error and words in finding.text]


def test_hidden_sheets_are_read_and_other_sheets_are_named() -> None:
    """A title above the headings may be merged."""

    def change(book: Any) -> None:
        book["Passages"].sheet_state = "hidden"
        book.create_sheet("Budget 2026")["A1"] = "=NOW()"
        del book["Budget 2026"]["A1"]
        book["Constraints"].insert_rows(1)
        book["Constraints"]["A1"] = "TCO Certified"
        book["Constraints"].merge_cells("A1:D1")

    imported = check_workbook("a.xlsx", changed(change))
    assert [(finding.where, finding.text) for finding in imported.findings] == [
        ("Budget 2026", "is not read"),
        ("Passages", "is hidden; it is read all the same"),
    ]
    assert imported.texts == check_workbook("a.xlsx", shipped()).texts


def archive(parts: dict[str, bytes]) -> bytes:
    """Return the shipped workbook with other or further parts."""
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(shipped())) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in source.namelist():
            if name not in parts:
                new.writestr(name, source.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return stream.getvalue()


ROWS = (
    b"<worksheet><sheetData>"
    + b"".join(b'<row r="%d"/>' % n for n in range(100_000))
    + b"</sheetData></worksheet>"
)

# A few bytes that the library lays out as every cell of a sheet.
WIDE = b'<worksheet><sheetData/><%s ref="A1:XFD1048576"/></worksheet>'


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (lambda: b"no archive", "is no workbook"),
        (lambda: b"", "is no workbook"),
        (lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "without a password"),
        (lambda: archive({"xl/worksheets/sheet9.xml": ROWS}), "100000 rows; at most 10000"),
        (lambda: archive({"xl/worksheets/sheet9.xml": WIDE % b"mergeCell"}), r"holds 171798\d+ cells"),
        (lambda: archive({"xl/worksheets/sheet9.xml": WIDE % b"hyperlink"}), r"holds 171798\d+ cells"),
        (lambda: archive({"xl/media/bomb.bin": b"\0" * 20_000_000}), "200 times its size"),
        (lambda: archive({"xl/styles.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "entities"),
        (lambda: archive({"xl/workbook.xml": b"<workbook"}), "no workbook that can be read"),
        (lambda: shipped()[:5000], "is no workbook"),
    ],
)
def test_a_file_that_is_unsafe_is_refused_before_it_is_opened(
    content: Callable[[], bytes], words: str
) -> None:
    """One line says why."""
    with pytest.raises(InputError, match=words):
        check_workbook("a.xlsx", content())


def test_a_cell_far_away_takes_no_memory() -> None:
    """A blank sheet that reaches to the last row is refused, not filled."""

    def change(book: Any) -> None:
        book["Constraints"]["XFD1048576"] = "x"

    with pytest.raises(InputError, match="reaches to row 1048576"):
        check_workbook("a.xlsx", changed(change))


def test_a_large_file_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The limit is that of the bytes of the file."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK" * 1000)
    with pytest.raises(InputError, match="larger than"):
        opening.read_bytes(path, largest=1999)
    assert len(opening.read_bytes(path, largest=2000)) == 2000


def test_the_command_writes_a_checked_copy_and_no_yaml(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 1, a line for each cell; the copy of an earlier run is not replaced."""
    path = tmp_path / "ours.xlsx"
    path.write_bytes(changed(lambda book: book["Constraints"].__setitem__("A2", None)))
    assert main(["import", str(path), "--into", str(tmp_path / "out")]) == 1
    printed = capsys.readouterr()
    assert "ours.xlsx: Constraints!A2: the row has no name" in printed.err
    assert printed.out == f"{tmp_path / 'ours.checked.xlsx'}\n"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["ours.checked.xlsx", "ours.xlsx"]
    assert main(["import", str(path)]) == 2
    assert "exists already" in capsys.readouterr().err


def test_an_import_replaces_nothing_unless_it_is_told_to(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The default folder is that of the workbook."""
    path = tmp_path / "ours.xlsx"
    path.write_bytes(shipped())
    target = tmp_path / f"{STEM}.yaml"
    target.write_text("mine", encoding="utf-8")
    assert main(["import", str(path)]) == 2
    assert target.read_text(encoding="utf-8") == "mine"
    assert main(["import", str(path), "--overwrite"]) == 0
    assert str(target) in capsys.readouterr().out
    assert target.read_text(encoding="utf-8") != "mine"


def test_translations_go_where_the_graph_has_them(tmp_path: Path) -> None:
    """In data/labels they stand in data/translations, and none of another import stays."""
    imported = check_workbook("a.xlsx", shipped())
    assert set(imported.texts) >= {"", "nb"}
    (tmp_path / "translations" / "sv").mkdir(parents=True)
    written = write_yaml(imported, tmp_path / "labels")
    assert tmp_path / "translations" / "nb" / f"{STEM}.yaml" in written
    (tmp_path / "translations" / "sv" / f"{STEM}.yaml").write_text("{}", encoding="utf-8")
    with pytest.raises(OutputError, match="not imported"):
        write_yaml(imported, tmp_path / "labels", overwrite=True)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["export"], "needs one of --set and --label"),
        (["export", "--set", "a", "--label", "b"], "needs one of --set and --label"),
        (["export", "--set", "dk-desktop-2032", "--format", "ttl"], "dk-desktop-2023"),
        (
            ["export", "--label", "dk-desktop-2023", "--format", "ttl"],
            'label edition "dk-desktop-2023" not found',
        ),
        (["export", "--label", STEM], "needs --output"),
        (["export", "--label", STEM, "--format", "yaml", "--output", "other.yaml"], f"call it {STEM}.yaml"),
        (["import", "nowhere.xlsx"], "is no file"),
        (["import", "."], "no CSV files"),
    ],
)
def test_commands_say_in_one_line_why_they_could_not_run(
    words: list[str],
    line: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Exit code 2 and nothing written."""
    monkeypatch.chdir(tmp_path)
    assert main(words) == 2
    printed = capsys.readouterr().err
    assert line in printed
    assert printed.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_csv_of_other_programs_is_read(tmp_path: Path) -> None:
    """Semicolons divide cells; a single file is no edition; other bytes are refused with their line."""
    folder = tmp_path / "csv"
    write_csv(source_of(STEM), folder)
    wanted = check(folder).texts
    with pytest.raises(OutputError, match="exists already"):
        write_csv(source_of(STEM), folder)
    path = folder / "passages.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    assert len(rows[0]) > 1
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, delimiter=";").writerows(rows)
    assert check(folder).texts == wanted
    with pytest.raises(InputError, match="name the folder"):
        check(path)
    path.write_text("name\n" + "a\n" * 100_000, encoding="utf-8")
    with pytest.raises(InputError, match="at most 10000 rows"):
        check(folder)
    path.write_bytes(b"name\nbl\xe5\n")
    with pytest.raises(InputError, match=r"passages.csv:2: is not UTF-8"):
        check(folder)


def test_addresses_are_those_of_programs_for_sheets() -> None:
    """Columns after Z have two letters."""
    assert CellFinding("S", 3, 26, "").where == "S!Z3"
    assert CellFinding("S", 3, 27, "").where == "S!AA3"
    assert CellFinding("S", 0, 0, "").where == "S"


def test_a_part_with_broken_compression_is_one_line() -> None:
    """The library raises an error of zlib, which is none of its own kinds."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>" * 50)
        offset = archive.getinfo("xl/workbook.xml").header_offset
    data = bytearray(packed.getvalue())
    begin = offset + 30 + len("xl/workbook.xml")
    data[begin : begin + 4] = b"\xff\xff\xff\xff"
    with pytest.raises(InputError, match=r'^book\.xlsx: its part "xl/workbook\.xml" is broken'):
        opening.refuse_unsafe("book.xlsx", bytes(data))
