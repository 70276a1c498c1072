"""Contributed files cannot change an answer, a value or a terminal unseen."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from gppgraph.output.shown import for_terminal, shown
from gppgraph.terms import sparql_prologue
from gppgraph.validation import contributed, reading, shapes
from gppgraph.validation.changed_answers import changed_answers
from gppgraph.validation.checks import checks, run_check
from gppgraph.validation.finding import CHANGED, GRAPH, Finding, Severity, fails
from gppgraph.validation.forms import FORMATS
from gppgraph.validation.lint import lint
from gppgraph.validation.node_places import Places
from gppgraph.validation.run import Report
from gppgraph.validation.steps import run_steps, silent

INPUTS = Path(__file__).parent / "inputs"


def store_of(turtle: str) -> ox.Store:
    store = ox.Store()
    data = (sparql_prologue() + turtle).encode()
    store.load(data, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("urn:x-shipped"))
    return store


def findings_of(file: str, code: str) -> list[str]:
    """Return the messages of a check on an input and nothing else."""
    store = ox.Store()
    quads, _ = contributed.sift(reading.read(INPUTS / f"{file}.ttl"), ox.Store())
    store.extend(quads)
    (check,) = (check for check in checks() if check.code == code)
    return [finding.message for finding in run_check(check, store)]


LARGEST = """
crit:a gpp:reachesScopeOf req:r.c1 ; gpp:value 36 ; gpp:concernsProduct product:tablet .
crit:s gpp:states crit:a ; gpp:bindingness binding:mandatory ; cccev:isDerivedFrom label:l .
label:l a gpp:LabelEdition ; gpp:covers product:tablet .
req:r.c1 gpp:parameterName "years" ; gpp:concernsProduct product:tablet ; gpp:printedUnit unit:YR ; gpp:unit uom:calendar-month .
unit:YR gpp:convertsTo uom:calendar-month ; gpp:conversionFactor 12 .
product:tablet a gpp:Code .
"""
OF_MINE = LARGEST.replace("crit:s", "crit:t").replace("crit:a", "crit:b").replace("36", "108")


def test_a_larger_value_is_reported_though_no_verdict_changes() -> None:
    shipped = store_of(LARGEST)
    messages = [finding.message for finding in changed_answers(shipped, store_of(LARGEST + OF_MINE))]
    assert messages == ["r.c1, l, tablet: met up to 3 becomes up to 9"]
    assert list(changed_answers(shipped, store_of(LARGEST))) == []
    own = OF_MINE.replace("label:l ", "label:mine ").replace("label:l.", "label:mine.")
    assert list(changed_answers(shipped, store_of(LARGEST + own))) == []


def test_the_level_of_changed_answers_counts_violations_too() -> None:
    changed = Finding(GRAPH, Severity.WARNING, CHANGED, "urn:a", "x")
    other = Finding(GRAPH, Severity.WARNING, "other", "urn:a", "x")
    worse = Finding(GRAPH, Severity.VIOLATION, "other", "urn:a", "x")
    assert [fails([finding], "changed") for finding in (changed, other, worse)] == [True, False, True]
    assert not fails([changed], "violation")
    report = Report("mine.ttl", findings=(changed,))
    assert [report.exit_code(level) for level in ("violation", "changed")] == [0, 1]


@pytest.mark.parametrize(
    ("file", "code", "reason"),
    [
        ("neg-duration", "amount-impossible", "-5 unit:YR, less than nothing"),
        ("zero-duration", "amount-impossible", "0 unit:YR, which asks for nothing"),
        ("float", "amount-impossible", "5 unit:YR, a number of a type that is not compared here"),
        ("label-dates", "dates-out-of-order", "from 2025-01-01, but they end on 2024-01-01"),
    ],
)
def test_a_value_that_cannot_be_is_a_fault(file: str, code: str, reason: str) -> None:
    (message,) = findings_of(file, code)
    assert message.endswith(reason)


@pytest.mark.parametrize(
    ("value", "datatype", "allowed"),
    [
        ("-5", "unsignedInt", False),
        ("5", "unsignedInt", True),
        ("128", "byte", False),
        ("-128", "byte", True),
        ("0", "positiveInteger", False),
        ("1.5", "int", False),
        ("one", "float", False),
        ("1e3", "float", True),
    ],
)
def test_a_number_is_held_to_the_range_of_its_type(value: str, datatype: str, allowed: bool) -> None:
    kind = ox.NamedNode(f"http://www.w3.org/2001/XMLSchema#{datatype}")
    assert reading.well_typed(ox.Literal(value, datatype=kind)) is allowed


def test_a_fault_of_a_type_names_its_line() -> None:
    _, found = contributed.sift(reading.read(INPUTS / "int-unsigned.ttl"), ox.Store())
    assert [(finding.message, finding.line) for finding in found] == [('"-5" is no xsd:unsignedInt', 48)]


@pytest.mark.parametrize(
    "name", ["criteria {draft}.ttl", "krav 100%.ttl", "a\udcff<b>.ttl", "æ#?.ttl", "\\.ttl"]
)
def test_a_file_may_have_any_name(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text("<urn:a> <urn:p> 1 .", encoding="utf-8")
    usable, found = contributed.sift(reading.read(path), ox.Store())
    assert ([str(quad.subject) for quad in usable], found) == (["<urn:a>"], [])


def test_a_finding_about_a_blank_node_has_its_place() -> None:
    _, (finding,) = contributed.sift(reading.read(INPUTS / "min-bnode-illtyped.ttl"), ox.Store())
    placed = Places(store_of(LARGEST), ()).place(finding)
    assert (placed.message, placed.line) == ('"x" is no xsd:integer', 2)


@pytest.mark.parametrize("form", ["text", "json", "sarif", "junit", "ttl", "html"])
def test_hidden_characters_are_written_out(form: str, tmp_path: Path) -> None:
    _, found = contributed.sift(reading.read(INPUTS / "esc.ttl"), ox.Store())
    steps = [("statements", lambda: found)]
    report = Report("a\x1b[2Jb", findings=run_steps(steps, lambda finding: finding, silent))
    said = FORMATS[form](report)
    assert not {"\x1b", "\x07", "\r"} & set(said)
    assert "\nFaults: none" not in said


def test_a_terminal_gets_our_colours_only() -> None:
    assert for_terminal("\x1b[32mgreen\x1b[0m\n\x1b]0;pwned\x07\u202e") == (
        "\x1b[32mgreen\x1b[0m\n\\x1b]0;pwned\\x07\\u202e"
    )
    assert shown("a\nb\udcff") == "a\\nb\\udcff"


SHAPE = """
gsh:A a sh:NodeShape ; sh:targetClass gpp:Thing ; {} .
gsh:B a sh:NodeShape ; sh:node {} .
"""


def n_triples(turtle: str) -> str:
    return shapes.triples(store_of(turtle))


@pytest.mark.parametrize(
    ("first", "second", "faults"),
    [
        ("sh:node gsh:B", "gsh:A", 1),
        ("sh:node gsh:A", "gsh:C", 1),
        ("sh:or ( gsh:B gsh:C )", "gsh:A", 1),
        (
            "sh:property [ sh:path _:p ; sh:minCount 1 ]",
            "gsh:C . _:p sh:inversePath _:q . _:q sh:inversePath _:p",
            1,
        ),
        ("sh:node gsh:B", "gsh:C", 0),
        ("sh:property [ sh:path ( gpp:a [ sh:inversePath gpp:b ] ) ; sh:minCount 1 ]", "gsh:C", 0),
    ],
)
def test_shapes_and_paths_that_lead_back_to_themselves_are_refused(
    first: str, second: str, faults: int
) -> None:
    problems = lint(n_triples(SHAPE.format(first, second)))
    assert len([problem for problem in problems if "leads back to itself" in problem]) == faults


def test_where_the_engines_differ_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    data = n_triples("label:l a gpp:Thing .")
    rules = n_triples(
        "gsh:A a sh:NodeShape ; sh:targetClass gpp:Thing ; sh:property gsh:P . "
        "gsh:P a sh:PropertyShape ; sh:path gpp:row ; sh:minCount 1 ."
    )
    agreed = shapes.check(data, rules, shapes.BOTH)
    assert (len(agreed.results), agreed.differing) == (1, frozenset())
    monkeypatch.setattr(shapes, "_reference", lambda data, rules: [])
    (finding,) = shapes.differences(shapes.check(data, rules, shapes.BOTH))
    assert (finding.code, finding.message) == (
        "engines-differ",
        "only one engine finds gsh:P, MinCountConstraintComponent",
    )
