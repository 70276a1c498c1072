"""Offers are judged as a buyer needs it: proved, failed or to clarify, and never a no for lack of an answer."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from gppgraph.graph import load
from gppgraph.products.evidence import read_products
from gppgraph.products.mappings import find_mapping
from gppgraph.products.offer_workbook import offer_workbook
from gppgraph.products.offers import Offers, judge_offers

FILES = Path(__file__).parent / "files"
DAY = date(2026, 7, 1)
SET = "dk-desktop-2023"


@pytest.fixture(scope="module")
def offers() -> Offers:
    """Ten offers held against the basic level of the Danish set, with a warranty of two years."""
    graph = load()
    evidence = read_products([FILES / "offers.csv"], find_mapping(graph, "bidder-sheet"), day=DAY)
    return judge_offers(graph, evidence, set=SET, level="basis", as_of=DAY)


def results(offers: Offers, code: str) -> dict[str, str]:
    """Return the result of each offer on a requirement of the basic level."""
    wanted = f"{SET}.basis.{code}"
    return {
        answer.offer.partition("/")[0]: answer.result
        for answer in offers.answers
        if answer.requirement == wanted
    }


def test_a_warranty_is_judged_by_its_months(offers: Offers) -> None:
    """Two years are asked. Twelve months fail; 36 without a unit is unknown, and so is everything of a type that nobody knows."""
    assert results(offers, "TS3") == {
        "1": "proved",
        "2": "failed",
        "3": "proved",
        "4": "proved",
        "7": "proved",
        "8": "proved",
        "9": "clarify",
        "10": "clarify",
    }


def test_a_margin_has_its_unit_in_words(offers: Offers) -> None:
    """Three years are twelve months more than two."""
    found = next(entry for entry in offers.answers if entry.offer.startswith("1/") and entry.code == "TS3")
    assert (found.by, found.margin, found.unit) == ("measured", 12, "months")


def test_more_than_is_not_at_least(offers: Offers) -> None:
    """TS25 asks for more than 300 cycles of new batteries: exactly 300 fails, more than 300 is proved."""
    found = results(offers, "TS25")
    assert (found["5"], found["6"]) == ("proved", "failed")


def test_points_are_formulas_over_the_share_that_is_certain(offers: Offers) -> None:
    """The formula of annex III is not on record, so no share is known; the buyer writes it after clarification."""
    banded = [answer for answer in offers.answers if answer.bands]
    assert {(answer.code, answer.share) for answer in banded} == {("AC5", None)}
    assert banded[0].bands.startswith("more than 60: 100 %; 40 to 59: 75 %; ")
    known = replace(offers, answers=(replace(banded[0], share=0.75), banded[1]))
    points = openpyxl.load_workbook(io.BytesIO(offer_workbook(known, "en")))["Points"]
    assert (points["E2"].value, points["E3"].value) == (0.75, None)
    assert (points["F2"].value, points["G2"].value) == (
        "=VLOOKUP(H2,$J$2:$K$2,2,FALSE)",
        '=IF(E2="","",E2*F2)',
    )
    assert (points["J2"].value, points["K2"].value) == ("dk-desktop-2023.basis.AC5", 100)


def test_dead_certificates_are_named_with_the_reason(offers: Offers) -> None:
    """A certificate that ended, begins later, or has no last day does not pass in silence."""
    standing = {entry.number: (entry.edition, entry.valid, entry.standing) for entry in offers.certificates}
    assert standing["T-1"] == ("tco-certified-9", True, "valid")
    assert standing["T-2"] == ("tco-certified-9", False, "ended before the day")
    assert standing["T-4"] == ("tco-certified-10", False, "begins after the day")
    assert standing["E-3"] == ("energy-star-computers-8", False, "last day not stated")
    assert "T-9" not in standing


def test_each_open_requirement_has_a_question_with_the_accepted_proof(offers: Offers) -> None:
    """The question names the model and the parts that are not shown; a model of no known type is asked for its type."""
    open_ones = [answer for answer in offers.answers if answer.result == "clarify"]
    assert all(answer.question for answer in open_ones)
    assert not any(answer.question for answer in offers.answers if answer.result != "clarify")
    asked = {(answer.offer.partition("/")[0], answer.code): answer.question for answer in open_ones}
    assert asked["10", "TS3"] == "Please say which type of product Thing is."
    assert asked["9", "TS3"].startswith("Please show, for =SUM(A1), that: ")
    assert "Accepted as proof: " in asked["9", "TS3"]


def test_the_workbook_holds_formulas_of_its_own_only(offers: Offers) -> None:
    """A model called as a formula stays text; points are formulas on cells that the buyer may change."""
    book = openpyxl.load_workbook(io.BytesIO(offer_workbook(offers, "nb")))
    assert book.sheetnames == ["Tilbud", "Krav", "Spørsmål", "Sertifikater", "Poeng", "Lesing"]
    formulas = {
        sheet.title: [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        for sheet in book.worksheets
    }
    assert set(filter(formulas.get, formulas)) == {"Tilbud", "Poeng"}
    assert formulas["Tilbud"][0].startswith("=SUMPRODUCT(--('Poeng'!$A$2:")
    assert "=SUM(A1)" not in "".join(formula for found in formulas.values() for formula in found)
    names = [row[2] for row in book["Tilbud"].iter_rows(min_row=5, values_only=True)]
    assert names[1] == "Book 15*"
    assert names[8] == "=SUM(A1)"
    for sheet in book.worksheets:
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.freeze_panes


def test_the_page_shows_the_ten_offers(offers: Offers, root: Path) -> None:
    """The worked example of the page is what the command gives."""
    page = (root / "docs" / "products.md").read_text(encoding="utf-8")
    for offer in offers.offers:
        counts = Counter(answer.result for answer in offers.answers if answer.offer == offer.offer)
        row = f"| {offer.offer} | {counts['proved']} | {counts['failed']} | {counts['clarify']} |"
        assert row.replace("*", "\\*") in page


def test_points_for_a_figure_that_is_not_stated_are_asked_for(offers: Offers) -> None:
    """An award criterion gives points by bands; an offer whose figure is missing is told so, once its type is known."""
    unknown = {entry.offer for entry in offers.offers if not entry.product_type}
    asked = [entry for entry in offers.answers if entry.bands and entry.offer not in unknown]
    assert len(asked) == 6
    for entry in asked:
        assert f"Points for {entry.code} are given only for a stated figure: {entry.bands}." in entry.question
    assert not any("Points for" in entry.question for entry in offers.answers if not entry.bands)
