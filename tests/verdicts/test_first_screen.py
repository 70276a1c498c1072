"""What a person sees first, on the shipped graph and on verdicts made for the test."""

from __future__ import annotations

import json
from datetime import date

import pytest

from gppgraph.catalogue.query import text_of
from gppgraph.cli import main
from gppgraph.languages import LANGUAGES, Words
from gppgraph.rdf.engines import Rdflib
from gppgraph.rdf.rdflib_copy import as_rdflib
from gppgraph.rdf.store import select
from gppgraph.terms import expand
from gppgraph.verdicts.first_screen import Nearness, best, choose, nearness, read_nearness, sentence
from gppgraph.verdicts.label_editions import EditionDays
from gppgraph.verdicts.matrix import mark
from gppgraph.verdicts.satisfy import Verdict
from interval_worlds import REASONS
from rule_worlds import built

DAY = date(2026, 11, 30)


def verdict(edition: str, word: str, at_least: str, at_most: str, **other: str) -> Verdict:
    """Return a verdict on one requirement."""
    values = {
        "requirement": "r", "code": "R", "title": "R", "level": None, "edition": edition, "product": "p",
        "state": "new", "verdict": word, "at_least": at_least, "at_most": at_most, "proves": "undetermined",
        "content": "undetermined", "admitted": "true", "admission": "label", "currency": "true", "up_to": None,
        "margin": None, "unit": None, "confidence": "verified",
    }  # fmt: skip
    return Verdict(**{**values, **other})  # type: ignore[arg-type]


def days(edition: str, start: str = "", end: str = "", read: bool = True, issued: str = "") -> EditionDays:
    """Return a label edition with some of its days."""
    first, last = (date.fromisoformat(day) if day else None for day in (start, end))
    return EditionDays(edition, issued, first, None, last, read)


def test_editions_that_can_prove_something_on_the_day_come_first_the_newest_before_others() -> None:
    """An edition of which nothing was read is named in a line; no column is empty."""
    editions = [
        days("old", "2012-01-01"), days("new", "2024-12-04"), days("ended", "2018-01-01", "2023-12-01"),
        days("ends-tomorrow", "2019-01-01", "2026-12-01"), days("later", "2026-12-01"),
        days("unread", "2025-01-01", read=False), days("elsewhere", "2026-01-01"), days("dateless"),
        days("printed", issued="2021"),
    ]  # fmt: skip
    covering = {entry.edition for entry in editions} - {"elsewhere"}
    choice = choose(editions, covering, [entry.edition for entry in editions], DAY)
    assert choice.shown == ("new", "printed", "ends-tomorrow", "old", "dateless")
    assert (choice.unread, choice.ended, choice.left_out) == (("unread",), ("later", "ended"), ("elsewhere",))


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        (verdict("a", "satisfies", "all", "all", proves="true"), verdict("b", "satisfies", "all", "all")),
        (verdict("a", "undetermined", "none", "all"), verdict("b", "below", "none", "none", proves="false")),
        (verdict("a", "partly", "part", "all"), verdict("b", "undetermined", "none", "all")),
        (
            verdict("a", "gives-value", "none", "part", proves="false", admission="value-only"),
            verdict("b", "undetermined", "none", "all", proves="false", admission="not-admitted"),
        ),
        (
            verdict("a", "undetermined", "none", "all"),
            verdict("b", "undetermined", "none", "all", currency="undetermined"),
        ),
    ],
)
def test_the_best_answer_is_the_one_that_proves_most(better: Verdict, worse: Verdict) -> None:
    assert best([worse, better], {}, ["b", "a"]) == better


def test_of_two_open_answers_that_with_a_criterion_on_record_is_better() -> None:
    """Nothing read about the topic tells less than a criterion whose value was not read."""
    one, two = (verdict(name, "undetermined", "none", "all") for name in ("one", "two"))
    near = {
        ("r", "one"): Nearness(2, 12, "topic-not-read"),
        ("r", "two"): Nearness(0, 4, "value-not-read"),
    }
    assert best([one, two], near, ["one", "two"]) == two


@pytest.mark.parametrize("case", REASONS)
def test_an_edition_is_as_near_as_the_reasons_of_its_open_constraints_say(case: str) -> None:
    """They are read at once for every edition, as the query of reasons names them one by one."""
    store = built(REASONS[case][0])
    rows = [row for row in select(store, text_of("reasons")) if row.slug("product") == "notebook"]
    cases = {(row.slug("requirement"), row.slug("edition")) for row in rows}
    assert read_nearness(store, expand("product:notebook")) == {
        key: nearness([row for row in rows if (row.slug("requirement"), row.slug("edition")) == key])
        for key in cases
    }
    on_rdflib = Rdflib(as_rdflib(store)).select(text_of("nearness"))
    assert sorted(map(str, on_rdflib)) == sorted(map(str, select(store, text_of("nearness"))))


def test_an_edition_without_a_column_has_no_best_answer() -> None:
    assert best([verdict("a", "undetermined", "none", "all")], {}, []) is None
    assert best([verdict("a", "not-covered", "none", "none")], {}, ["a"]) is None


@pytest.mark.parametrize(
    ("entry", "reason", "said"),
    [
        (verdict("a", "undetermined", "none", "all"), "value-not-read",
         "Label A may prove it; the criteria text decides"),
        (verdict("a", "satisfies", "all", "all", proves="true"), None, "Label A proves it"),
        (verdict("a", "undetermined", "none", "all", admission="not-admitted"), "coverage-not-known",
         "Label A may meet it, which the source does not take as proof; whether it certifies such products decides"),
        (verdict("a", "gives-value", "none", "part", admission="value-only"), "neighbour-only",
         "Label A gives the figure, not the points"),
        (verdict("a", "below", "none", "none"), None, "every label that speaks is weaker"),
    ],
)  # fmt: skip
def test_the_best_answer_is_a_sentence(entry: Verdict, reason: str | None, said: str) -> None:
    assert sentence(entry, reason, {"a": "Label A"}, Words("en", "gppgraph.verdicts")) == said


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("admission", ["label", "possibly", "value-only", "not-admitted"])
def test_every_pair_of_ends_has_a_sentence(language: str, admission: str) -> None:
    words = Words(language, "gppgraph.verdicts")
    for ends in ("all all", "part all", "part part", "none all", "none part", "none none"):
        entry = verdict("a", "undetermined", *ends.split(), admission=admission)
        assert sentence(entry, "topic-not-read", {}, words)


def test_a_cell_shows_how_open_it_is() -> None:
    """Wide open, one end known, and decided are three signs."""
    signs = [
        mark(verdict("a", word, *ends.split()))
        for word, ends in [
            ("undetermined", "none all"), ("undetermined", "none part"), ("partly", "part all"),
            ("partly", "part part"), ("below", "none none"),
        ]
    ]  # fmt: skip
    assert signs == ["?", "◔", "◕", "◐", "▼"]


def test_the_first_screen_is_no_wall(capsys: pytest.CaptureFixture[str]) -> None:
    """The set, level and product of the configuration; old and unread editions are lines."""
    assert main(["matrix", "--as-of", DAY.isoformat()]) == 0
    text = capsys.readouterr().out
    first = text[: text.index("nothing asked")]
    assert "udvidet" not in text
    assert "tco-certified-10" in first
    assert "tco-certified-8" not in first
    assert "no certificate is valid under: tco-certified-8" in text
    assert "energy-star-computers-9" in text[text.index("nothing read of: ") :]
    assert "may prove it" in " ".join(first.split())
    assert "next: gppgraph explain dk-desktop-2023.basis." in text


def test_everything_is_behind_an_option(capsys: pytest.CaptureFixture[str]) -> None:
    """With it there is a column for each edition that covers the product, and a row for each requirement."""
    asked = ["matrix", "--as-of", DAY.isoformat(), "--format", "json"]
    assert main(asked) == 0
    (brief,) = json.loads(capsys.readouterr().out)
    assert main([*asked, "--all"]) == 0
    (whole,) = json.loads(capsys.readouterr().out)
    assert "tco-certified-8" in whole["editions"]
    left_out = {*brief["unread"], *brief["ended"]}
    assert set(brief["editions"]) == set(whole["editions"]) - left_out
    assert len(whole["requirements"]) == 53
    assert {entry["requirement"] for entry in brief["requirements"]} < {
        entry["requirement"] for entry in whole["requirements"]
    }


def test_labels_that_are_asked_for_have_a_column(capsys: pytest.CaptureFixture[str]) -> None:
    """Who names an old edition wants to see it."""
    asked = ["matrix", "--label", "tco-certified-8", "--level", "basis", "--format", "json"]
    assert main(asked) == 0
    (table,) = json.loads(capsys.readouterr().out)
    assert table["editions"] == ["tco-certified-8"]
