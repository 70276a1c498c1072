"""Proofs and pictures of the shipped graph."""

from __future__ import annotations

import json

import pytest

from gppgraph.cli import main

TS3 = ("explain", "dk-desktop-2023.basis.TS3", "tco-certified-8", "--product", "notebook-computer")


def test_a_proof_names_both_passages_and_the_rule(capsys: pytest.CaptureFixture[str]) -> None:
    """Every verdict goes down to the two texts that were compared."""
    assert main([*TS3, "--as-of", "2026-11-24"]) == 0
    text = capsys.readouterr().out
    for words in (
        "BELOW",
        "asked:   manufacturer warranty duration ≥ 2 years",
        "characters 16148 to 16268, https://denansvarligeindkober.dk/stationaere-computere, verified",
        "offered: manufacturer warranty duration ≥ 1 year",
        "https://www.digi.no/artikler/flere-pc-er-lever-allerede-opp-til-nye-tco-krav/461672, secondary",
        "margin:  -12 months",
        "its value is weaker [54-outcome-below, 54b-outcome-addressed]",
        "confidence: secondary, because of tco-certified-8.6.1.c1",
        "certificate can be valid false",
    ):
        assert words in text


def test_a_proof_as_json_has_the_same_parts(capsys: pytest.CaptureFixture[str]) -> None:
    """Machines get records, not lists of values."""
    assert main([*TS3, "--format", "json"]) == 0
    (proof,) = json.loads(capsys.readouterr().out)
    assert proof["verdict"]["verdict"] == "below"
    assert [step["outcome"]["margin"] for step in proof["steps"]] == [-12]
    assert proof["steps"][0]["asked_at"][0]["start"] == 16148


def test_an_exemption_of_the_label_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    """TCO Certified 8 exempts soldered memory from its repair manual, the Danish page does not."""
    assert (
        main(["explain", "dk-desktop-2023.basis.TS4", "tco-certified-8", "--product", "notebook-computer"])
        == 0
    )
    assert "it exempts something that is not exempted" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("requirement", "edition", "because"),
    [
        (
            "dk-desktop-2023.basis.TS16",
            "tco-certified-8",
            "verified, because of dk-desktop-2023.basis.TS16\n",
        ),
        ("dk-desktop-2023.basis.TS3", "energy-star-displays-8", "because of energy-star-displays-8\n"),
    ],
)
def test_confidence_names_the_fact_it_comes_from(
    capsys: pytest.CaptureFixture[str], requirement: str, edition: str, because: str
) -> None:
    """Where nothing is compared, it is what the level or the edition says."""
    assert main(["explain", requirement, edition, "--product", "notebook-computer"]) == 0
    assert because in capsys.readouterr().out


def test_a_margin_has_a_unit_that_people_read(capsys: pytest.CaptureFixture[str]) -> None:
    """As the figures beside it, not as a code."""
    names = ("no-it-2019.avansert.NO-KV-03", "tco-certified-8")
    assert main(["explain", *names, "--product", "notebook-computer"]) == 0
    assert "margin:  +0 cm\n" in capsys.readouterr().out


@pytest.mark.parametrize(("name", "shown"), [("tco-certified-8", "label:"), ("dk-desktop-2023", "set:")])
def test_a_name_stands_for_the_thing_before_its_file(
    capsys: pytest.CaptureFixture[str], name: str, shown: str
) -> None:
    """Editions and their data files have the same name; who asks wants the edition."""
    assert main(["show", name]) == 0
    assert capsys.readouterr().out.startswith(f"{shown}{name}\n")


@pytest.mark.slow
def test_everything_about_one_thing(capsys: pytest.CaptureFixture[str]) -> None:
    """The requirement itself is shown, not its passage of the same name."""
    assert main(["show", "dk-desktop-2023.basis.TS3"]) == 0
    text = capsys.readouterr().out
    assert text.startswith("req:dk-desktop-2023.basis.TS3\n")
    assert "Fabrikantens garanti (da)" in text
    assert main(["show", "tco-certifed-8"]) == 2
    assert "tco-certified-8" in capsys.readouterr().err
