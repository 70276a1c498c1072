"""Reviews of tender texts: the whole report, and single findings."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from gppgraph.graph import load
from gppgraph.linking.link import Linker
from gppgraph.linking.readers import Text, read
from gppgraph.linking.review import as_html, as_json, as_markdown, review

REVIEWS = Path(__file__).parent / "reviews"
DAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def linker() -> Linker:
    return Linker(load())


def codes(linker: Linker, text: str, country: str = "no", day: date = DAY) -> list[str]:
    return [
        entry.code for entry in review(linker.graph, Text("t", "txt", text), country, day, linker).findings
    ]


@pytest.mark.parametrize(
    ("name", "country"), [("no-notebooks", "no"), ("da-computere", "dk"), ("en-displays", "eu")]
)
def test_a_tender_is_reviewed_as_expected(
    linker: Linker, name: str, country: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anew: gppgraph review NAME.txt --country C --as-of 2026-11-24 > NAME.md in tests/reviews."""
    monkeypatch.chdir(REVIEWS)
    result = review(linker.graph, read(f"{name}.txt"), country, DAY, linker)
    assert as_markdown(result) == (REVIEWS / f"{name}.md").read_text(encoding="utf-8")
    record = json.loads(as_json(result))
    assert len(record["findings"]) == len(result.findings)
    assert as_html(result).count('<li id="f') == len(result.findings)


def test_a_label_by_name_only_is_found_and_one_with_equivalents_is_not(linker: Linker) -> None:
    assert "label-without-equivalent" in codes(linker, "Alle maskiner skal være svanemerket.")
    assert "label-without-equivalent" not in codes(
        linker, "Alle maskiner skal være svanemerket eller tilsvarende."
    )
    assert "label-without-equivalent" not in codes(linker, "Dette kan dokumenteres med Svanemerket.")


def test_an_edition_ends_on_its_day(linker: Linker) -> None:
    text = "TCO Certified generation 8 or equivalent"
    assert "label-certificates-ended" in codes(linker, text, day=date(2023, 12, 1))
    assert "label-certificates-ended" not in codes(linker, text, day=date(2023, 11, 30))


def test_a_label_that_asks_for_less_does_not_prove_the_figure(linker: Linker) -> None:
    text = "Minst tre års garanti, dokumentert med TCO Certified generasjon 9 eller tilsvarende."
    assert "label-below-figure" in codes(linker, text)


def test_figures_that_do_not_agree_are_found(linker: Linker) -> None:
    assert "figures-differ" in codes(linker, "Garantien er minst tre år.\n\nGarantien er minst to år.")
    assert "figures-differ" not in codes(
        linker, "Garantien er minst tre år.\n\nGarantien er minst 36 måneder."
    )


def test_the_way_of_the_norwegian_rule_is_told(linker: Linker) -> None:
    text = Text("t", "txt", "Klima og miljø vektes 30 % som tildelingskriterium.")
    result = review(linker.graph, text, "no", DAY, linker)
    assert result.climate is not None
    assert result.climate.route
    assert ("thirty-percent", "yes") in [(name, answer) for name, answer, _ in result.climate.told]
    assert review(linker.graph, text, "dk", DAY, linker).climate is None


def test_a_text_with_nothing_in_it_has_no_findings(linker: Linker) -> None:
    assert codes(linker, "Kantina serverer suppe fra klokka elleve.") == []
