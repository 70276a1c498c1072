"""Law as proof through the command line, with the examples of the page on it."""

from __future__ import annotations

import json
import re
import shlex
from typing import Any

import pytest

from gppgraph.cli import main
from places import ROOT

EXAMPLES = re.findall(
    r"^\$ gppgraph (.*)$", (ROOT / "docs" / "law.md").read_text(encoding="utf-8"), re.MULTILINE
)


def records(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, Any]]:
    """Return what a command prints as JSON."""
    assert main([*words, "--format", "json"]) == 0
    found: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
    return found


def test_phones_meet_the_endurance_that_the_union_asks_for(capsys: pytest.CaptureFixture[str]) -> None:
    """800 cycles at 80 % in law against 500: whoever sells a phone lawfully need not prove it."""
    ask = ("satisfy", "--by", "law", "--set", "eu-gpp-2021", "--product", "smartphone", "--as-of")
    for level in ("core", "comprehensive"):
        name = f"eu-gpp-2021.{level}.TS6"
        (now,) = [entry for entry in records(capsys, *ask, "2026-12-01") if entry["requirement"] == name]
        assert (now["verdict"], now["margin"], now["unit"]) == ("satisfies", 300, "cycle")
        assert now["acts"] == ["32023R1670"]
        (before,) = [entry for entry in records(capsys, *ask, "2024-06-01") if entry["requirement"] == name]
        assert (before["at_least"], before["acts"]) == ("none", [])


def test_both_kinds_of_answers_stand_beside_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    """Without the option everything is as it was."""
    ask = (
        "satisfy",
        "--requirement",
        "eu-gpp-2021.core.TS6",
        "--product",
        "smartphone",
        "--as-of",
        "2026-12-01",
    )
    labels, law, both = (records(capsys, *ask, "--by", by) for by in ("labels", "law", "all"))
    assert records(capsys, *ask) == labels
    assert both == [*law, *labels]
    assert {entry["edition"] for entry in law} == {"law"}


def test_a_proof_by_law_names_act_article_day_and_units(capsys: pytest.CaptureFixture[str]) -> None:
    """What a bidder can point to."""
    ask = ["explain", "eu-gpp-2021.core.TS6", "law", "--product", "smartphone", "--as-of", "2026-12-01"]
    assert main(ask) == 0
    text = capsys.readouterr().out
    for words in (
        "SATISFIES",
        "32023R1670, Annex II, B 1.2(4); for units placed on the market from 2025-06-20",
        "Older stock and refurbished units prove nothing",
        "margin: +300 cycle",
        "http://data.europa.eu/eli/reg/2023/1670/oj",
    ):
        assert words in text


def test_overtaken_is_what_law_satisfies(capsys: pytest.CaptureFixture[str]) -> None:
    """The question of the catalogue and the verdicts have one answer."""
    day = "2026-12-01"
    rows = records(capsys, "query", "law-against-requirements", "--param", f"day={day}")
    overtaken = {(row["requirement"], row["product"]) for row in rows if row["whole"] == "true"}
    verdicts = records(capsys, "satisfy", "--by", "law", "--as-of", day, "--verdict", "satisfies")
    satisfied = {(entry["requirement"], entry["product"]) for entry in verdicts if not entry["obeys"]}
    assert {(name.rsplit("/", 1)[-1], product.rsplit("/", 1)[-1]) for name, product in overtaken} == satisfied


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_of_the_page_run(example: str, capsys: pytest.CaptureFixture[str]) -> None:
    """A page whose commands fail helps nobody."""
    assert main(shlex.split(example)) == 0
    assert capsys.readouterr().out.strip()
