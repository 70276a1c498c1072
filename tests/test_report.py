"""A report says the same in every form, and escapes what it quotes."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pyoxigraph as ox
import pytest

from gppgraph.errors import InputError
from gppgraph.findings import GRAPH, SOURCE, Finding, Severity
from gppgraph.sources import Source
from gppgraph.store import load_files
from gppgraph.terms import iri
from gppgraph.validation.forms import FORMATS
from gppgraph.validation.places import Places
from gppgraph.validation.run import Report, validate

FAULT = Finding(
    GRAPH,
    Severity.VIOLATION,
    "gsh:Facet-operator",
    iri("req", "x.c1"),
    "<script>alert(1)</script> & \u0001",
    value="javascript:alert(1)",
    path=iri("gpp", "operator"),
    file="data/x.ttl",
    line=7,
    problem="Why",
    solution="What",
)
MISTAKE = Finding(
    SOURCE,
    Severity.WARNING,
    "reference-dangles",
    iri("ref", "x"),
    "x refers to TS9",
    passage=iri("passage", "x"),
    other_passage=iri("passage", "y"),
    passage_place="page, characters 1 to 9",
    other_passage_place="page, clause 4",
)
REPORT = Report("the shipped graph", "fast", 3, 40, 5, (FAULT, MISTAKE))
CLEAN = Report("the shipped graph", "fast", 3, 40, 5)
UNCHECKED = Report("x.ttl", unchecked=("x.ttl: is empty",))


@pytest.mark.parametrize("name", FORMATS)
def test_every_form_tells_of_both_sections(name: str) -> None:
    """Faults of ours and of the sources are told apart, and neither is lost."""
    text = FORMATS[name](REPORT)
    assert all(word in text for word in ("Facet-operator", "reference-dangles", GRAPH, "x refers to TS9"))
    assert "source" in text.lower()


@pytest.mark.parametrize("name", FORMATS)
def test_every_form_can_say_that_nothing_was_found(name: str) -> None:
    """Three outcomes, three words."""
    assert FORMATS[name](CLEAN)
    assert "is empty" in FORMATS[name](UNCHECKED)


def test_outcomes_and_exit_codes() -> None:
    """Mistakes of the sources alone are no failure."""
    mistaken = Report("x", findings=(MISTAKE,))
    outcomes = [(r.outcome, r.exit_code("violation")) for r in (CLEAN, REPORT, UNCHECKED, mistaken)]
    assert outcomes == [("conforms", 0), ("findings", 1), ("could not check", 2), ("findings", 0)]
    assert mistaken.exit_code("source-warning") == 1


def test_html_has_no_script_and_no_foreign_link() -> None:
    """What strangers wrote is shown, not run."""
    page = FORMATS["html"](REPORT)
    assert "<script" not in page
    assert "href" not in page
    assert "&lt;script&gt;" in page


def test_machine_forms_parse() -> None:
    """JSON, SARIF, JUnit and Turtle are read by other programs."""
    assert [f["code"] for f in json.loads(FORMATS["json"](REPORT))["findings"]] == [FAULT.code, MISTAKE.code]
    sarif = json.loads(FORMATS["sarif"](REPORT))["runs"][0]
    assert [r["level"] for r in sarif["results"]] == ["error", "warning"]
    where = sarif["results"][0]["locations"][0]["physicalLocation"]
    assert (where["artifactLocation"]["uri"], where["region"]["startLine"]) == ("data/x.ttl", 7)
    suite = ElementTree.fromstring(FORMATS["junit"](REPORT))
    assert (suite.get("tests"), suite.get("failures")) == ("2", "1")
    triples = list(ox.parse(FORMATS["ttl"](REPORT), format=ox.RdfFormat.TURTLE))
    results = [t for t in triples if t.predicate.value.endswith("shacl#result")]
    assert len(results) == 2


def test_places_name_file_line_and_passage(tmp_path: Path) -> None:
    """A finding without a place is hard to act on."""
    path = tmp_path / "x.ttl"
    path.write_text(
        "PREFIX req: <https://w3id.org/gppgraph/id/requirement/>\n"
        "PREFIX prov: <http://www.w3.org/ns/prov#>\n"
        "PREFIX oa: <http://www.w3.org/ns/oa#>\n"
        "PREFIX passage: <https://w3id.org/gppgraph/id/passage/>\n\n"
        "req:x\n    prov:wasDerivedFrom passage:x ;\n.\n\n"
        "passage:x\n    oa:hasSource <https://example.org/page> ;\n.\n"
    )
    source = Source(path, iri("graph", "x"))
    places = Places(load_files([source]), [source], tmp_path)
    placed = places.place(Finding(GRAPH, Severity.INFO, "x", iri("req", "x"), "x"))
    assert (placed.file, placed.line, placed.passage) == ("x.ttl", 6, iri("passage", "x"))
    assert placed.passage_place == "https://example.org/page"


def test_unknown_code_is_refused_with_near_matches() -> None:
    """A misspelt code must not look like a clean report."""
    with pytest.raises(InputError, match="reference-dangles"):
        validate(only=["reference-dangle"])
