"""A report says the same in every form, and escapes what it quotes."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from gppgraph.authoring.data_files import load_files
from gppgraph.errors import InputError
from gppgraph.terms import iri, sparql_prologue
from gppgraph.validation.finding import GRAPH, SOURCE, Finding, Severity
from gppgraph.validation.forms import FORMATS
from gppgraph.validation.node_places import Places
from gppgraph.validation.run import Report, validate
from gppgraph.workspace import Source

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


def test_html_runs_nothing_and_links_to_web_addresses_only() -> None:
    """What strangers wrote is shown, not run."""
    page = FORMATS["html"](replace_passage("javascript:alert(2) https://example.org/a?b=1&c=<i>"))
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert set(re.findall('href="([^#"]+)"', page)) == {"https://example.org/a?b=1&amp;c=&lt;i&gt;"}


def replace_passage(place: str) -> Report:
    """The report with another passage."""
    return Report("x", findings=(FAULT, replace(MISTAKE, passage_place=place)))


def test_page_can_be_cited_by_finding() -> None:
    """Contents lead to the text and the kind, and each finding has an anchor that says what it is."""
    other = replace(MISTAKE, focus=iri("ref", "z"), message="z refers to TS9", text="Set B, Agency")
    page = FORMATS["html"](Report("x", findings=(replace(MISTAKE, text="Set A, Agency"), other)))
    anchors = set(re.findall('id="([^"]+)"', page))
    assert set(re.findall('href="#([^"]+)"', page)) <= anchors
    assert {"source-set-a-agency", "source-set-b-agency-reference-dangles", MISTAKE.id, other.id} <= anchors
    assert MISTAKE.id != other.id


def test_finding_keeps_its_name_while_it_says_the_same() -> None:
    """A citation outlives new passages and lines."""
    assert replace(MISTAKE, line=9, passage=None, solution="x").id == MISTAKE.id
    assert replace(MISTAKE, message="x refers to TS8").id != MISTAKE.id


def test_text_says_once_what_many_findings_share() -> None:
    """Thirty findings of one kind are one block."""
    many = tuple(replace(MISTAKE, focus=iri("ref", f"x{n}"), problem="Readers are lost.") for n in range(30))
    text = FORMATS["text"](Report("x", findings=many))
    assert text.count("Readers are lost.") == 1
    assert "warning reference-dangles (30)" in text
    assert text.count("read in page, characters 1 to 9") == 30


def test_machine_forms_parse() -> None:
    """JSON, SARIF, JUnit and Turtle are read by other programs."""
    assert [f["code"] for f in json.loads(FORMATS["json"](REPORT))["findings"]] == [FAULT.code, MISTAKE.code]
    sarif = json.loads(FORMATS["sarif"](REPORT))["runs"][0]
    assert [r["level"] for r in sarif["results"]] == ["error", "warning"]
    rules = [rule["id"] for rule in sarif["tool"]["driver"]["rules"]]
    assert [rules[r["ruleIndex"]] for r in sarif["results"]] == [r["ruleId"] for r in sarif["results"]]
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


def test_a_finding_is_filled_in_for_its_readers(tmp_path: Path) -> None:
    """Which text, in which words, how sure: a committee reads that first."""
    path = tmp_path / "x.ttl"
    path.write_text(
        sparql_prologue()
        + """
        set:s a gpp:CriteriaSetEdition ; skos:prefLabel "Krav"@da ; gpp:translatedTitle "Demands"@en ; dcterms:publisher agent:p .
        agent:p foaf:name "Agency" .
        req:r cccev:isDerivedFrom set:s ; cccev:hasRequirement req:r.c1 ; gpp:confidence confidence:verified .
        req:r.c1 dcterms:description "Two years."@en ; gpp:confidence confidence:recalled ; prov:wasDerivedFrom doc:d .
        doc:d dcterms:title "Page"@en ; gpp:url <https://example.org/d> .
        confidence:verified gpp:rank 4 . confidence:recalled gpp:rank 1 .
        """
    )
    source = Source(path, iri("graph", "x"))
    places = Places(load_files([source]), [source], tmp_path)
    one = places.place(
        Finding(SOURCE, Severity.INFO, "x", iri("req", "r.c1"), "x", value="7", other=iri("req", "r"))
    )
    assert (one.text, one.said, one.confidence) == ("Demands, Agency", "Two years.", "recalled")
    assert one.passage_place == "Page, https://example.org/d"


def test_unknown_code_is_refused_with_near_matches() -> None:
    """A misspelt code must not look like a clean report."""
    for code, meant in (
        ("reference-dangle", "reference-dangles"),
        ("gsh:Facet-operater", "gsh:Facet-operator"),
        ("contributed-aliases", "contributed-alias"),
    ):
        with pytest.raises(InputError, match=f"{meant}[,.]"):
            validate(only=[code])
