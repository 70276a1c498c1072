"""What stands beside a verdict: the word of the source, and the end of certificates."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pyoxigraph as ox
import pytest

from gppgraph.cli import main
from gppgraph.terms import PREFIXES
from gppgraph.verdicts.circumstances import CertificatesEnd, certificate_ends

NOTEBOOK = ("--product", "notebook-computer", "--as-of", "2026-11-30")
LABELS = f"""
PREFIX confidence: <{PREFIXES["confidence"]}>
PREFIX gpp: <{PREFIXES["gpp"]}>
PREFIX label: <{PREFIXES["label"]}>
label:known gpp:certificatesEnd "2026-06-01"^^<{PREFIXES["xsd"]}date> ; gpp:confidence confidence:secondary .
label:expected gpp:certificatesEndExpected "2026-06-01"^^<{PREFIXES["xsd"]}date> ; gpp:confidence confidence:verified .
label:both gpp:certificatesEnd "2027-06-01"^^<{PREFIXES["xsd"]}date> ; gpp:confidence confidence:verified ;
  gpp:certificatesEndExpected "2026-06-01"^^<{PREFIXES["xsd"]}date> .
label:open gpp:certificatesEndUnknown true ; gpp:confidence confidence:verified .
"""
EXPECTED = CertificatesEnd("2026-06-01", "recalled", expected=True)
LATER = CertificatesEnd("2027-06-01", "verified", expected=False)
KNOWN = CertificatesEnd("2026-06-01", "secondary", expected=False)


def asked(capsys: pytest.CaptureFixture[str], *options: str) -> Any:
    """Return the only record of ``gppgraph satisfy``."""
    assert main(["satisfy", *options, *NOTEBOOK, "--format", "json"]) == 0
    (record,) = json.loads(capsys.readouterr().out)
    return record


@pytest.mark.parametrize("engine", ["oxigraph", "rdflib"])
def test_a_stated_acceptance_stands_beside_the_verdict(
    capsys: pytest.CaptureFixture[str], engine: str
) -> None:
    """Difi names generation 8 for part of the criterion, and says on which page; the record leaves it open."""
    requirement = "no-it-2019.basis.NO-KV-09"
    record = asked(capsys, "--requirement", requirement, "--label", "tco-certified-8", "--engine", engine)
    assert record["verdict"] == "undetermined"
    assert record["accepted_by_source"] == {
        "extent": "partial",
        "stated_in": ["no-it-2019.sort-pc-nb"],
        "by": ["difi"],
        "confidence": "verified",
        "parts": [f"{requirement}.c{number}" for number in (2, 3, 4)],
        "subject_to": [],
    }


@pytest.mark.parametrize(
    ("requirement", "edition"),
    [("no-it-2019.basis.NO-KV-09", "tco-certified-9"), ("dk-desktop-2023.basis.TS3", "tco-certified-8")],
)
def test_a_statement_says_nothing_of_other_editions_and_requirements(
    capsys: pytest.CaptureFixture[str], requirement: str, edition: str
) -> None:
    """The page names generation 8 only, and the Danish page names no label at all."""
    assert asked(capsys, "--requirement", requirement, "--label", edition)["accepted_by_source"] is None


def test_a_scheme_that_a_source_names_stands_for_its_editions(capsys: pytest.CaptureFixture[str]) -> None:
    """The guidance on high-risk products names TCO Certified and no generation."""
    record = asked(capsys, "--requirement", "no-it-2019.basis.NO-KV-11", "--label", "tco-certified-9")
    accepted = record["accepted_by_source"]
    assert (accepted["extent"], accepted["stated_in"]) == ("partial", ["no-it-2019.high-risk-guidance"])


def test_a_proof_tells_what_the_source_accepts(capsys: pytest.CaptureFixture[str]) -> None:
    """A buyer reads both answers in one place, and the pages that say it."""
    assert main(["explain", "no-it-2019.avansert.NO-KV-03", "tco-certified-8", *NOTEBOOK]) == 0
    line = (
        "Accepted by the source as full proof; for c1, c2, c3, c4, c5; stated by difi; in no-it-2019.rob-en"
    )
    assert line in capsys.readouterr().out


def test_an_expected_end_is_told_and_decides_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """Certificates of generation 9 probably end in December 2026; whether they do is not known."""
    pair = ("--requirement", "dk-desktop-2023.basis.TS3", "--label", "tco-certified-9")
    record = asked(capsys, *pair)
    assert record["certificates_end"] == {"day": "2026-12-04", "confidence": "recalled", "expected": True}
    assert record["currency"] == "undetermined"
    assert main(["satisfy", *pair, *NOTEBOOK, "--lang", "da"]) == 0
    assert "tco-certified-9: " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("day", "found"),
    [
        ("2025-11-29", {}),
        ("2025-11-30", {"known": KNOWN, "expected": EXPECTED}),
        ("2026-05-31", {"known": KNOWN, "expected": EXPECTED}),
        ("2026-06-01", {"expected": EXPECTED}),
        ("2026-11-29", {"expected": EXPECTED}),
        ("2026-11-30", {"expected": EXPECTED, "both": LATER}),
    ],
)
def test_an_end_is_told_half_a_year_before_it_comes(day: str, found: dict[str, CertificatesEnd]) -> None:
    """A known end that has come is told by the currency, an expected one by nothing else; a known one outdoes it."""
    store = ox.Store()
    store.load(LABELS, format=ox.RdfFormat.TURTLE)
    editions = [f"{PREFIXES['label']}{name}" for name in ("known", "expected", "both", "open")]
    ends = certificate_ends(store, editions, date.fromisoformat(day))
    assert ends == found
