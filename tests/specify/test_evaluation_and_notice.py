"""Evaluation sheets compute points and the climate rule; notices have the codes of the day."""

from __future__ import annotations

import io
from datetime import date, timedelta
from pathlib import Path
from xml.etree import ElementTree

import pytest

from gppgraph.cli import main
from gppgraph.errors import InputError
from gppgraph.graph import Graph
from gppgraph.specify.climate_weights import ClimateWeights, climate_weights
from gppgraph.specify.draft import specify
from gppgraph.specify.evaluation_workbook import band_formula, evaluation_workbook
from gppgraph.specify.notice_patch import national_codes, notice_patch
from gppgraph.specify.specification import Specification
from gppgraph.texts.linker import Linker

openpyxl = pytest.importorskip("openpyxl")

BEFORE, AFTER = date(2026, 6, 30), date(2026, 7, 1)
ENDED = {"quality-nor-env-criteria", "quality-nor-env-none", "quality-nor-env-spec"}
BEGUN = {
    "quality-nor-env-criteria",
    "quality-nor-env-exempt-critical-interest",
    "quality-nor-env-exempt-insignificant",
    "quality-nor-env-exempt-national-minimum",
    "quality-nor-env-spec",
}


@pytest.fixture(scope="module")
def draft(graph: Graph, linker: Linker) -> Specification:
    return specify(
        graph,
        finder=linker.finder,
        set="dk-desktop-2023",
        level="basis",
        product="notebook-computer",
        choose=["TS3", "AC5"],
        country="no",
        language="nb",
        as_of=AFTER,
    )


def share(formula: str, value: float) -> float | str:
    """Return the result of a formula of bands, with its functions as Python has them."""

    def chosen(test: bool, then: object, other: object) -> object:
        return then if test else other

    spelled = formula.replace("IF(", "chosen(").replace("AND(", "all_of(")
    result = eval(spelled, {"chosen": chosen, "all_of": lambda *tests: all(tests), "X": value, "M": 40})
    assert isinstance(result, float | int | str)
    return result


@pytest.mark.parametrize(
    ("value", "points"),
    [
        (61, 40),
        (60, "between"),
        (59, 30),
        (40, 30),
        (39.5, "between"),
        (39, 20),
        (15, 10),
        (14.9, 0),
        (-5, 0),
    ],
)
def test_points_follow_the_bands_of_the_source(draft: Specification, value: float, points: object) -> None:
    """The source leaves gaps between its bands; the buyer settles them, and no formula does."""
    (criterion,) = [entry for entry in draft.requirements if entry.award]
    assert share(band_formula(criterion.bands, "X", "M", "between"), value) == points


def test_the_sheet_has_a_row_for_each_requirement_and_columns_for_each_bid(
    graph: Graph, draft: Specification
) -> None:
    law = climate_weights(graph, "no", AFTER)
    book = openpyxl.load_workbook(
        io.BytesIO(evaluation_workbook(draft, law, bids=2, lots=["PC: A", "Skjerm"]))
    )
    assert book.sheetnames == ["Oppsummering", "Vekter", "PC  A", "Skjerm"]
    lot = book["PC  A"]
    assert [lot.cell(row, 1).value for row in (4, 5)] == ["TS3", "AC5"]
    assert [lot.cell(4, 3).value, lot.cell(5, 3).value] == ["må", "Poeng"]
    assert [lot.cell(5, place).value for place in (4, 9, 12)] == [
        "='Vekter'!$B$4",
        "=IF(ISNUMBER(G5),IF(AND(G5>60),1*$D5,IF(AND(G5>=40,G5<=59),0.75*$D5,IF(AND(G5>=25,G5<=39),0.5*$D5,"
        'IF(AND(G5>=15,G5<=24),0.25*$D5,IF(G5<15,0,"mellom to trinn: oppdragsgiveren avgjør"))))),"")',
        lot["L5"].value,
    ]
    assert "J5>60" in lot["L5"].value
    assert all(sheet.protection.sheet for sheet in book.worksheets)
    assert [lot[place].protection.locked for place in ("G4", "H4", "I5", "A4")] == [False, False, True, True]
    summary = book["Oppsummering"]
    assert summary["A2"].value == "Utkast, ikke juridisk rådgivning."
    assert summary["C5"].value == "=SUMPRODUCT(--('PC  A'!$C$4:$C$5=\"må\"),--('PC  A'!G4:G5=\"nei\"))"
    assert summary["E5"].value == "=SUM('PC  A'!I4:I5)"
    texts = [str(cell.value) for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert sum("Utkast" in text for text in texts) == 1


def test_the_climate_rule_is_that_of_the_day(graph: Graph, draft: Specification) -> None:
    """The figures and provisions are facts of the graph; Danish law has none."""
    after = climate_weights(graph, "no", AFTER)
    assert after is not None
    assert (after.share, after.rank) == (30, 3)
    assert "§ 5b (2) sentence 1" in after.provisions
    before = climate_weights(graph, "no", BEFORE)
    assert before is not None
    assert "§ 7-9 (2)" in before.provisions
    assert climate_weights(graph, "dk", AFTER) is None
    weights = openpyxl.load_workbook(io.BytesIO(evaluation_workbook(draft, after)))["Vekter"]
    (rule,) = [
        cell.value for (cell,) in weights["B1:B40"] if isinstance(cell.value, str) and ">=30" in cell.value
    ]
    assert "<=3" in rule
    plain = openpyxl.load_workbook(io.BytesIO(evaluation_workbook(draft, None)))["Vekter"]
    assert not [cell for (cell,) in plain["B1:B40"] if isinstance(cell.value, str) and "30" in cell.value]


def test_lots_need_names_of_their_own(draft: Specification) -> None:
    with pytest.raises(InputError, match="same name"):
        evaluation_workbook(draft, ClimateWeights(30, 3, ()), lots=["PC/A", "pc:a"])
    with pytest.raises(InputError, match="1 to 30 bids"):
        evaluation_workbook(draft, None, bids=31)


def test_the_codes_of_each_day_of_2026_are_those_valid_on_it(graph: Graph) -> None:
    """Asked for the days round the change, and for the first of each month."""
    days = [date(2026, month, 1) for month in range(1, 13)] + [
        BEFORE,
        AFTER + timedelta(days=1),
        date(2026, 12, 31),
    ]
    for day in days:
        found = {entry.code: entry.justified for entry in national_codes(graph, "no", day)}
        assert set(found) == (ENDED if day < AFTER else BEGUN), day
        assert found["quality-nor-env-spec"]
        assert not found["quality-nor-env-criteria"]
    assert national_codes(graph, "dk", AFTER) == ()


def codes(text: str) -> list[tuple[str, str]]:
    """Return the codes of a notice with the names of their lists."""
    root = ElementTree.fromstring(text)
    return [
        (entry.attrib["listName"], entry.text or "") for entry in root.iter() if "listName" in entry.attrib
    ]


def test_a_notice_says_which_criteria_and_impacts_the_tender_has(graph: Graph, draft: Specification) -> None:
    text = notice_patch(graph, draft, code="quality-nor-env-spec", grounds="Kravene <er> bedre")
    assert codes(text) == [
        ("award-criterion-type", "quality-nor-env-spec"),
        ("strategic-procurement", "env-imp"),
        ("environmental-impact", "circ-econ"),
        ("environmental-impact", "clim-mitig"),
        ("gpp-criteria", "eu"),
        ("cpv", "30213100"),
    ]
    assert "Kravene &lt;er&gt; bedre" in text
    assert text.count("Utkast, ikke juridisk") == 1
    assert ("award-criterion-type", "quality-nor-env-spec") not in codes(notice_patch(graph, draft))


@pytest.mark.parametrize(
    ("code", "grounds", "message"),
    [
        ("quality-nor-env-none", "", "is not valid in NO on 2026-07-01; there are: quality-nor-env-criteria"),
        ("quality-nor-env-spec", " ", "needs grounds"),
    ],
)
def test_a_code_that_cannot_be_used_is_refused(
    graph: Graph, draft: Specification, code: str, grounds: str, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        notice_patch(graph, draft, code=code, grounds=grounds)


def test_the_command_writes_every_file(graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gppgraph.commands.specify.opened", lambda options: graph)
    names = {"--output": "s.docx", "--evaluation": "e.xlsx", "--notice": "n.xml"}
    files = [word for option, name in names.items() for word in (option, str(tmp_path / name))]
    asked = [
        "--set",
        "eu-gpp-2021",
        "--level",
        "core",
        "--product",
        "tablet",
        "--choose",
        "TS3",
        "--as-of",
        "2026-07-01",
    ]
    assert main(["specify", *asked, "--lang", "da", *files]) == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["e.xlsx", "n.xml", "s.docx"]
    assert main(["specify", *asked, "--grounds", "x"]) == 2
