"""Editions as tables: nothing is lost on the way out and in, and a person finds each fact in its cell."""

from __future__ import annotations

import csv
import io
import re
import shlex
import time
import zipfile
from pathlib import Path

import openpyxl
import pyoxigraph as ox
import pytest

from facts import source_of
from gppgraph.authoring.context import terminology
from gppgraph.authoring.data_files import parse_file, turtle_of
from gppgraph.authoring.read import triples
from gppgraph.cli import main
from gppgraph.sheets import transfer
from gppgraph.sheets.cells import Cells, Column
from gppgraph.sheets.edition_tables import tables
from gppgraph.sheets.opening import guarded, open_folder, open_workbook, unguarded
from gppgraph.sheets.table_reader import Grid, read_grids
from gppgraph.sheets.transfer import check_workbook, tables_of, write_csv, write_yaml, xlsx
from gppgraph.terms import iri
from gppgraph.workspace import sources
from places import ROOT

pytestmark = pytest.mark.slow

EDITIONS = [source.path.stem for source in sources() if source.path.parent.name in ("criteria", "labels")]
SMALL = "nordic-swan-7"


def statements(stem: str) -> set[ox.Triple]:
    """Return the asserted statements of a shipped edition."""
    return {quad.triple for quad in parse_file(source_of(stem))}


def rows_of(stem: str, sheet: str) -> dict[str, dict[str, str]]:
    """Return the filled cells of a sheet by name of the row and heading."""
    table = next(table for table in tables_of(source_of(stem)) if table.name == sheet)
    return {
        row[0]: {head: cell for head, cell in zip(table.headings, row, strict=True) if cell}
        for row in table.rows
    }


def test_there_are_editions_of_sets_and_labels() -> None:
    """The round trips below are about all of them."""
    folders = [ROOT / "data" / name for name in ("criteria", "labels")]
    assert sorted(EDITIONS) == sorted(path.stem for folder in folders for path in folder.iterdir())
    assert len(EDITIONS) >= 39


@pytest.mark.parametrize("stem", EDITIONS)
def test_a_workbook_that_nobody_changed_says_the_same(stem: str, tmp_path: Path) -> None:
    """Statements -> workbook -> YAML -> statements, and cells again: equal, without a finding."""
    imported = check_workbook(f"{stem}.xlsx", xlsx(source_of(stem)))
    assert imported.findings == ()
    written = write_yaml(imported, tmp_path)
    assert written[0] == tmp_path / f"{stem}.yaml"
    assert set(triples(written[0])) == statements(stem)
    assert tables(triples(written[0]), stem, terminology()) == tables_of(source_of(stem))


@pytest.mark.parametrize("stem", EDITIONS)
def test_csv_that_nobody_changed_says_the_same(stem: str, tmp_path: Path) -> None:
    """Statements -> CSV -> statements: equal, without a finding."""
    write_csv(source_of(stem), tmp_path / "csv")
    read = read_grids(open_folder(tmp_path / "csv"), terminology())
    assert (read.base, read.findings) == (stem, [])
    assert read.triples == statements(stem)


def test_each_fact_of_a_constraint_stands_in_its_cell() -> None:
    """Two neighbours: what one row says does not stand in the other."""
    rows = rows_of(SMALL, "Constraints")
    assert rows["hg.c1"] == {
        "name": "hg.c1",
        "under": "hg",
        "as": "shall",
        "requirement: title (en)": "Mercury in display backlight",
        "requirement: our-title (da)": "Kviksølv i skærmens baggrundslys",
        "requirement: our-title (nb)": "Kvikksølv i skjermens bakgrunnslys",
        "requirement: kind": "LabelCriterion",
        "kind": "Constraint",
        "property": "mercury-free-light-sources",
        "operator": "holds",
        "who is bound": "product",
        "source passage": "hg",
        "confidence": "secondary",
        "description (da)": "Skærmens baggrundslys indeholder ikke kviksølv.",
        "description (en)": "The backlight of the display holds no mercury.",
        "description (nb)": "Bakgrunnslyset i skjermen inneholder ikke kvikksølv.",
        "row": "ns7-hg",
        "unknown": "adopted-wording",
    }
    assert rows["fr.c1"]["reach"] == "plastic-part, substance:flame-retardant"
    assert rows["fr.c1"]["unknown"] == "adopted-wording, exemption, part-mass, substance"
    assert rows["ergo.c1"]["requirement: code"] == "Annex 12"
    assert "property" not in rows["ergo.c1"]


def test_figure_unit_and_period_have_cells_of_their_own() -> None:
    """The same constraint that the page on authoring shows."""
    row = rows_of("dk-desktop-2023", "Constraints")["basis.TS2.c1"]
    wanted = {
        "property": "spare-part-availability-period",
        "operator": "at-least",
        "value": "2",
        "unit": "YR",
        "period": "purchase",
        "buyer-sets": "X",
        "products": "notebook-computer",
        "exemptions": "soldered-cpu",
        "requirement: title (da)": "Fortsat adgang til reservedele",
        "requirement: level": "dk-basis",
        "requirement: kind": "TechnicalSpecification",
        "requirement: proofs": rows_of("dk-desktop-2023", "Requirements")["basis.TS2"]["proofs"],
        "source passage": "basis.TS2.c1, basis.TS4.list.notebook-computer, basis.TS4.note1",
    }
    assert {key: row[key] for key in wanted} == wanted


def test_several_texts_of_a_cell_have_a_blank_line_between_them() -> None:
    """A line break alone divides no text, and a text with a blank line stands in another sheet."""
    cells = Cells(terminology(), "x")
    column = Column("remark", "en")
    texts = [ox.Literal(text, language="en") for text in ("One\nline.", "Two.")]
    assert cells.text_of(column, texts[::-1]) == "One\nline.\n\nTwo."
    assert cells.values_of(column, "One\r\nline.\n \n\nTwo.\n")[0] == texts
    assert cells.text_of(column, [ox.Literal("a\n\nb", language="en")]) is None
    assert len(rows_of("no-it-2019", "Constraints")) > 100
    assert [table.name for table in tables_of(source_of("no-it-2019"))][-1] == "Further"


def test_a_file_of_turtle_goes_out_in_every_form(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a wheel the editions are Turtle; their forms are the same."""
    names = {form: f"{SMALL}.{form}" for form in ("xlsx", "yaml", "jsonld", "ttl")}
    given = source_of(SMALL)
    path = tmp_path / "data" / "labels" / names["ttl"]
    path.parent.mkdir(parents=True)
    path.write_text(turtle_of(given.path), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for folder, source in (("yaml", given), ("turtle", given._replace(path=path))):
        monkeypatch.setattr(transfer, "sources", lambda base, source=source: [source])
        for form, name in names.items():
            assert main(["export", "--label", SMALL, "--format", form, "--output", f"{folder}/{name}"]) == 0
    capsys.readouterr()
    written = sorted(file.relative_to("yaml") for file in Path("yaml").rglob("*.*"))
    assert len(written) == len(names) + 2
    for name in written:
        assert ("turtle" / name).read_bytes() == ("yaml" / name).read_bytes(), name


def test_a_workbook_has_lists_comments_and_numbers() -> None:
    """Drop-down lists point at the sheet of codes, headings are explained, a figure is a number."""
    book = openpyxl.load_workbook(io.BytesIO(xlsx(source_of("dk-desktop-2023"))))
    sheet = book["Constraints"]
    headings = {cell.value: cell for cell in sheet[1]}
    assert "figure" in headings["value"].comment.text.lower()
    assert "Change it there" in headings["requirement: code"].comment.text
    lists = {str(rule.sqref).split(":")[0]: rule for rule in sheet.data_validations.dataValidation}
    rule = lists[f"{headings['confidence'].column_letter}2"]
    column, first, last = re.fullmatch(r"Codes!\$([A-Z]+)\$(\d+):\$[A-Z]+\$(\d+)", rule.formula1).groups()
    codes = [book["Codes"][f"{column}{row}"].value for row in range(int(first), int(last) + 1)]
    assert codes == sorted(terminology().codes_of("confidence"))
    assert rule.showErrorMessage
    assert not lists[f"{headings['products'].column_letter}2"].showErrorMessage  # several names go there
    place = next(cell for cell in sheet["A"] if cell.value == "basis.TS2.c1").row
    assert sheet.cell(place, headings["value"].column).value == 2
    assert book.active.title == "Constraints"


def test_two_exports_have_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    """No time of writing stands in them."""
    first = xlsx(source_of(SMALL))
    later = time.time() + 86_400
    monkeypatch.setattr(time, "time", lambda: later)
    assert xlsx(source_of(SMALL)) == first
    assert {info.date_time for info in zipfile.ZipFile(io.BytesIO(first)).infolist()} == {
        (1980, 1, 1, 0, 0, 0)
    }


def test_headings_are_told_apart() -> None:
    """No heading stands for two properties, and each is read as the one it was written for."""
    cells = Cells(terminology(), "x")
    columns = [Column("type")]
    for term in terminology().terms.values():
        if not term.reverse:
            columns.append(Column(term.name, "en" if term.form == "text" else ""))
    assert [column for column in columns if cells.column(column.heading.upper()) != column] == []


@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "+1+1", "-a", "@sum", "'=a", "''@", "'a", "a=", "-5", "x"]
)
def test_csv_holds_no_formula_and_gives_each_text_back(text: str) -> None:
    """A text that a program for sheets would run has a quote before it."""
    assert unguarded(guarded(text)) == text
    assert guarded(text)[0] not in "=+@"
    assert guarded("-5") == "-5"
    assert guarded("-5+cmd") == "'-5+cmd"


def test_a_title_that_looks_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    """In a workbook it is a text, in CSV it is quoted; both give it back."""
    attack = '=HYPERLINK("http://example.org")'
    node = ox.NamedNode(iri("req", "x.a"))
    kind = ox.Triple(
        node, ox.NamedNode(iri("rdf", "type")), ox.NamedNode(iri("gpp", "TechnicalSpecification"))
    )
    title = ox.Triple(node, ox.NamedNode(iri("dcterms", "title")), ox.Literal(attack, language="en"))
    given = {kind, title}
    source = source_of(SMALL)._replace(path=tmp_path / "x.jsonld")
    source.path.write_bytes(ox.serialize(given, format=ox.RdfFormat.JSON_LD) or b"")
    data = xlsx(source)
    grids, findings = open_workbook("x.xlsx", data)
    assert findings == []
    assert read_grids(grids, terminology()).triples == given
    folder = tmp_path / "csv"
    write_csv(source, folder)
    cells = [
        cell
        for path in folder.iterdir()
        for row in csv.reader(path.open(encoding="utf-8-sig"))
        for cell in row
    ]
    assert f"'{attack}" in cells
    assert [cell for cell in cells if cell.startswith("=")] == []
    assert read_grids(open_folder(folder), terminology()).triples == given


def test_rows_and_columns_may_stand_in_any_order() -> None:
    """A title above the headings is skipped; unknown columns are left out with a note."""
    grids: list[Grid] = []
    for table in tables_of(source_of(SMALL)):
        rows: list[list[object]] = [list(reversed(row)) for row in (table.headings, *reversed(table.rows))]
        if table.name != "About":
            rows = [["Our criteria"], [], *([*row, "seen"] for row in rows)]
            rows[2][-1] = "Reviewed by Kari"
        else:
            rows = [list(reversed(row)) for row in rows]
        grids.insert(0, Grid(table.name.upper(), rows))  # type: ignore[arg-type]
    read = read_grids(grids, terminology())
    assert read.triples == statements(SMALL)
    assert {finding.text for finding in read.findings} == {'column "reviewed by kari" is not read'}
    assert [finding for finding in read.findings if finding.is_error] == []


def test_the_commands_of_the_page_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Everything but the comparison of verdicts, which the tests of `diff` run."""
    page = (ROOT / "docs" / "spreadsheets.md").read_text(encoding="utf-8")
    commands = re.findall(r"^\$ (gppgraph .+)$", page, re.MULTILINE)
    assert len(commands) >= 8
    monkeypatch.chdir(tmp_path)
    for command in commands:
        words = shlex.split(command)[1:]
        if words[:2] != ["data", "diff"]:
            assert main(words) == 0, capsys.readouterr().err
    for stem, folder in (("dk-desktop-2023", "imported"), (SMALL, "imported"), (SMALL, "copy")):
        assert set(triples(tmp_path / folder / f"{stem}.yaml")) == statements(stem)
    for name in (f"{SMALL}.ttl", f"{SMALL}.jsonld"):
        form = ox.RdfFormat.TURTLE if name.endswith("ttl") else ox.RdfFormat.JSON_LD
        parsed = ox.parse((tmp_path / name).read_bytes(), format=form)
        assert {quad.triple for quad in parsed} == statements(SMALL)
