"""Proof by labels and law, the strictness of a requirement, and the forms of results, on the shipped graph."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import ibis
import openpyxl
import pyarrow as pa
import pytest
from pyarrow.parquet import read_table, write_table

from gppgraph.cli import main
from gppgraph.errors import InputError, UnknownNameError
from gppgraph.graph import Graph, load
from gppgraph.products.evaluate import evaluate
from gppgraph.products.strictness import strictness

WARRANTY = "manufacturer-warranty-duration"
TS3 = "dk-desktop-2023.basis.TS3"


@pytest.fixture(scope="module")
def graph() -> Graph:
    """The shipped graph."""
    return load()


def table(**columns: list[Any]) -> Any:
    """Return products of given columns."""
    return ibis.memtable(pa.table(columns))


def results(
    graph: Graph, products: Any, certificates: Any = None, **options: Any
) -> dict[tuple[str, str], Any]:
    """Return the rows of an evaluation by item and requirement."""
    found = evaluate(graph, products, certificates, **options).table.to_pyarrow().to_pylist()
    return {(row["item"], row["requirement"].rpartition(".")[2]): row for row in found}


def test_a_certificate_proves_what_its_edition_meets_where_the_source_admits_the_label(graph: Graph) -> None:
    """TCO Certified 8 gives secure erasure nothing and batteries something; an ended certificate gives nothing."""
    products = table(item=["valid", "ended"], product_type=["notebook-computer"] * 2)
    certificates = table(
        item=["valid", "ended"],
        edition=["tco-certified-8"] * 2,
        valid_from=[date(2020, 1, 1)] * 2,
        valid_until=[date(2022, 1, 1), date(2021, 1, 1)],
    )
    asked: dict[str, Any] = {"set": "no-it-2019", "as_of": "2021-06-01"}
    found = results(graph, products, certificates, label_evidence=True, **asked)
    by_graph = {
        (verdict.requirement.rpartition(".")[2]): verdict.proves
        for verdict in graph.satisfy(label="tco-certified-8", product="notebook-computer", **asked)
    }
    proved = {code for (item, code), row in found.items() if item == "valid" and row["result"] == "proved"}
    assert proved == {code for code, proves in by_graph.items() if proves == "true"} != set()
    assert all(found["valid", code]["by"] == "label" for code in proved)
    assert {row["result"] for (item, _), row in found.items() if item == "ended"} == {"unknown"}
    without = results(graph, products, certificates, **asked)
    assert {row["result"] for row in without.values()} == {"unknown"}


def test_law_proves_from_its_day_on_and_for_every_unit_of_the_type_only(graph: Graph) -> None:
    """Phones give 800 cycles by law since 2025; a tablet may be no slate tablet, which the law is about."""
    products = table(item=["phone", "tablet"], product_type=["smartphone", "tablet"])
    asked: dict[str, Any] = {"requirement": "eu-gpp-2021.core.TS6", "law": True}
    after = results(graph, products, as_of="2026-12-01", **asked)
    assert (after["phone", "TS6"]["result"], after["phone", "TS6"]["by"]) == ("proved", "law")
    assert after["tablet", "TS6"]["result"] == "unknown"
    before = results(graph, products, as_of="2024-06-01", **asked)
    assert before["phone", "TS6"]["result"] == "unknown"
    used = table(item=["phone"], product_type=["smartphone"], state=["refurbished"])
    assert results(graph, used, as_of="2026-12-01", **asked) == {}


def test_a_model_beyond_the_allowances_of_its_row_shows_although_it_is_certified(graph: Graph) -> None:
    """What these columns allow, and what the certificate says, are two statements."""
    cells: dict[str, list[Any]] = {
        "item": ["within", "beyond", "not stated"],
        "product_type": ["notebook-computer"] * 3,
    }
    cells["source"] = ["energy-star-computers-8"] * 3
    for name, values in (("base-allowance", [8.0, 8.0, None]), ("functional-adders", [4.0, 4.0, 4.0])):
        cells[f"input__{name}__low"] = cells[f"input__{name}__high"] = values
    measured = "typical-energy-consumption__measured"
    cells[f"{measured}__low"] = cells[f"{measured}__high"] = [12.0, 13.5, 5.0]
    found = results(graph, table(**cells), criteria="energy-star-computers-8")
    tec = {item: row for (item, code), row in found.items() if code == "tec"}
    assert {item: row["margin"] for item, row in tec.items()} == {
        "within": 0.0,
        "beyond": -1.5,
        "not stated": None,
    }
    assert {row["result"] for row in tec.values()} == {"unknown"}  # the criterion says more than its limit
    assert tec["within"]["by"] == "measured"
    assert tec["beyond"]["failed"] == ""


def test_what_the_buyer_sets_replaces_the_floor_and_may_not_lie_below_it(graph: Graph) -> None:
    """Three years of warranty prove two years and not four."""
    cells = {f"{WARRANTY}__{end}": [36.0] for end in ("low", "high")}
    products = table(item=["a"], product_type=["tablet"], **cells)
    for years, expected in ((None, "proved"), (3, "proved"), (4, "failed")):
        values = {} if years is None else {"X": years}
        assert results(graph, products, requirement=TS3, values=values)["a", "TS3"]["result"] == expected
    with pytest.raises(InputError, match=r"X=1 is below the least value .*TS3\.c1: 2"):
        evaluate(graph, products, requirement=TS3, values={"X": 1})
    with pytest.raises(InputError, match=r'has a buyer value "Q"; there are: X'):
        evaluate(graph, products, requirement=TS3, values={"Q": 1})


MONTHS = [12.0, 24.0, 24.0, 36.0, 60.0, None, 12.0, 24.0]


def sample() -> Any:
    """Return eight tablets and a van, six brands, one product without a warranty that is known."""
    return table(
        item=[f"item {number}" for number in range(9)],
        brand=["A", "B", "C", "D", "E", "F", "A", "B", "G"],
        product_type=["tablet"] * 6 + ["notebook-computer"] * 2 + ["van"],
        registered_on=[date(2024, 1, 1)] * 4 + [date(2025, 1, 1)] * 5,
        **{f"{WARRANTY}__{end}": [*MONTHS, 6.0] for end in ("low", "high")},
    )


def test_strictness_counts_products_and_brands_by_type_year_and_threshold(graph: Graph) -> None:
    """A product of which nothing is known is counted apart, and one that is not asked about not at all."""
    found = strictness(graph, sample(), TS3, sample="invented")
    whole = found.whole
    assert (whole.products, whole.proved, whole.failed, whole.unknown) == (8, 5, 2, 1)
    assert (whole.brands, whole.brands_left, whole.share) == (6, 4, 5 / 7)
    assert [(entry.group, entry.proved) for entry in found.by_type] == [
        ("notebook-computer", 1),
        ("tablet", 4),
    ]
    assert [(entry.group, entry.proved) for entry in found.by_year] == [("2024", 3), ("2025", 2)]
    assert (found.varied, found.operator, found.demanded) == (WARRANTY, "at-least", 24.0)
    curve = [(entry.group, entry.proved, entry.unknown, entry.brands_left) for entry in found.curve]
    assert curve == [("12", 7, 1, 5), ("24", 5, 1, 4), ("36", 2, 1, 2), ("60", 1, 1, 1)]
    assert found == strictness(graph, sample(), TS3, sample="invented")
    assert whole.share_low is not None
    assert whole.share_high is not None
    assert 0 <= whole.share_low < 5 / 7 < whole.share_high <= 1
    assert found.by_type[0].share_low is None  # two brands give no interval
    with pytest.raises(UnknownNameError, match=WARRANTY):
        strictness(graph, sample(), TS3, vary="warranty")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of products with names that a spreadsheet would run."""
    cells = {f"{WARRANTY}__{end}": [24.0, 12.0] for end in ("low", "high")}
    products = pa.table(
        {"item": ["=cmd()", "b"], "brand": ["@x", "<b>"], "product_type": ["tablet"] * 2, **cells}
    )
    write_table(products, tmp_path / "products.parquet")
    return tmp_path / "products.parquet"


def test_results_are_written_in_every_form_and_run_no_formula(file: Path, tmp_path: Path) -> None:
    """The same rows stand in each form."""
    words = ["evaluate", str(file), "--requirement", TS3]
    for form in ("csv", "json", "parquet", "xlsx"):
        assert main([*words, "--format", form, "--output", str(tmp_path / f"out.{form}")]) == 0
    rows = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert [(row["item"], row["result"], row["margin"]) for row in rows] == [
        ("=cmd()", "proved", 0),
        ("b", "failed", -12),
    ]
    assert read_table(tmp_path / "out.parquet").to_pylist() == rows
    written = list(csv.DictReader(io.StringIO((tmp_path / "out.csv").read_text(encoding="utf-8"))))
    assert [row["item"] for row in written] == ["'=cmd()", "b"]
    sheet = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert sheet is not None
    cells = {cell.value: cell.data_type for cell in next(sheet.iter_rows(min_row=2))}
    assert cells["=cmd()"] == "s"


def test_a_summary_counts_the_results_of_each_requirement(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line per requirement."""
    assert main(["evaluate", str(file), "--requirement", TS3, "--summary", "--format", "csv"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "requirement,items,proved,failed,unknown",
        f"{TS3},2,1,1,0",
    ]


def test_a_file_that_is_no_products_ends_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The message says what to do."""
    write_table(pa.table({"name": ["a"]}), tmp_path / "names.parquet")
    (tmp_path / "text.parquet").write_text("no parquet", encoding="utf-8")
    for name, words in (
        ("names", 'has no column "item"'),
        ("text", "--source"),
        ("absent", "there is no such file"),
    ):
        assert main(["evaluate", str(tmp_path / f"{name}.parquet"), "--requirement", TS3]) == 2
        assert words in capsys.readouterr().err


def test_the_picture_and_the_page_are_complete_and_escape_names(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each says which products were counted."""
    words = ["strictness", TS3, "--products", str(file)]
    for form in ("svg", "html"):
        assert main([*words, "--format", form, "--output", str(tmp_path / f"out.{form}")]) == 0
    picture = ElementTree.parse(tmp_path / "out.svg").getroot()
    assert len(picture.findall(".//{http://www.w3.org/2000/svg}circle")) == 2
    page = (tmp_path / "out.html").read_text(encoding="utf-8")
    assert "Which products the sample holds is not stated." in page
    assert "1 of 2 products meet the requirement, 1 fail it" in page
    for language, sentence in (
        ("nb", "1 av 2 produkter oppfyller kravet, 1 oppfyller det ikke"),
        ("da", "1 af 2 produkter opfylder kravet, 1 opfylder det ikke"),
    ):
        assert (
            main([*words, "--format", "html", "--lang", language, "--output", str(tmp_path / "own.html")])
            == 0
        )
        own = (tmp_path / "own.html").read_text(encoding="utf-8")
        assert f'<html lang="{language}">' in own
        assert sentence in own
        assert "products" not in own.replace("gppgraph.products", "")
    assert main(words) == 0
    assert "sample: not stated" in capsys.readouterr().out
