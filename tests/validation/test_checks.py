"""Each check finds what it is for, and nothing in the clean control beside it."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from gppgraph.build.rules import derive
from gppgraph.errors import QueryError
from gppgraph.validation.checks import Check, checks, read, run_check
from gppgraph.validation.finding import GRAPH, SOURCE, Finding, Severity, fails
from places import ROOT, TESTS

HERE = TESTS / "checks"
ONTOLOGY = ROOT / "ontology" / "gpp.ttl"
CASES = [(check, which) for check in checks() for which in ("clean", "violating")]
EXPECTED = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#comment")
TO_BE_FOUND = ox.Literal("to be found")


@cache
def common() -> tuple[ox.Quad, ...]:
    """The ontology and the codes that every fixture uses."""
    return tuple(
        ox.Quad(triple.subject, triple.predicate, triple.object, ox.NamedNode(f"urn:x-{path.stem}"))
        for path in (ONTOLOGY, HERE / "base.ttl")
        for triple in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE)
    )


def world(path: Path) -> tuple[ox.Store, set[str]]:
    """The fixture with what follows from it, and the focus nodes that are to be found."""
    store = ox.Store()
    store.extend(common())
    store.load(path.read_bytes(), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("urn:x-fixture"))
    expected = {
        getattr(quad.subject, "value", "") for quad in store.quads_for_pattern(None, EXPECTED, TO_BE_FOUND)
    }
    for quad in list(store.quads_for_pattern(None, EXPECTED, TO_BE_FOUND)):
        store.remove(quad)
    derive(store)
    return store, expected


def foci(findings: list[Finding]) -> set[str]:
    """The focus nodes of findings."""
    return {finding.focus for finding in findings}


@pytest.mark.parametrize(("check", "which"), CASES, ids=lambda case: getattr(case, "code", case))
def test_check_finds_what_is_there_and_nothing_else(check: Check, which: str) -> None:
    """Expected focus nodes are marked in the fixture; the clean control has none."""
    store, expected = world(HERE / check.code / f"{which}.ttl")
    found = run_check(check, store)
    assert not any("{" in finding.message for finding in found)
    already = foci(run_check(check, baseline()))
    assert expected == foci(found) - already
    assert bool(expected) == (which == "violating")


@cache
def baseline() -> ox.Store:
    """The common codes alone."""
    store = ox.Store()
    store.extend(common())
    derive(store)
    return store


def test_every_check_has_its_fixtures() -> None:
    """A check without a clean control may report anything."""
    assert {check.code for check in checks()} == {path.name for path in HERE.iterdir() if path.is_dir()}


@pytest.mark.slow
@pytest.mark.parametrize("check", checks(), ids=lambda check: check.code)
def test_rdflib_answers_the_same(check: Check) -> None:
    """A second engine finds the same rows."""
    store, _ = world(HERE / check.code / "violating.ttl")
    dataset = rdflib.Dataset(default_union=True)
    dataset.parse(data=ox.serialize(iter(store), format=ox.RdfFormat.N_QUADS), format="nquads")
    result = dataset.query(check.text)
    assert result.vars is not None
    names = [str(name) for name in result.vars]
    theirs = {tuple(_text(row[name]) for name in names) for row in result}
    rows = store.query(check.text, use_default_graph_as_union=True)
    ours = {tuple(getattr(row[name], "value", None) for name in names) for row in rows}
    assert {tuple(map(_plain, row)) for row in ours} == {tuple(map(_plain, row)) for row in theirs}


def _text(term: object) -> str | None:
    return None if term is None else str(term)


def _plain(text: str | None) -> str | None:
    """Two engines write one decimal and one blank node in two ways."""
    if text is None:
        return None
    try:
        return str(float(text))
    except ValueError:
        return "_" if re.fullmatch("[fNn]?[0-9a-f]{31,33}", text) else text


def test_header_faults_are_named(tmp_path: Path) -> None:
    """A check that cannot say what to do is refused."""
    path = tmp_path / "x.rq"
    path.write_text("#+ summary: x\nSELECT * {}")
    with pytest.raises(QueryError, match="lacks problem, solution, severity, kind, message"):
        read(path)


def test_source_findings_do_not_fail_unless_asked() -> None:
    """The publisher's mistake is no fault of ours."""
    source = Finding(SOURCE, Severity.VIOLATION, "x", "urn:x", "x")
    graph = Finding(GRAPH, Severity.WARNING, "x", "urn:x", "x")
    assert (fails([source], "info"), fails([source], "source-warning")) == (False, True)
    assert (fails([graph], "violation"), fails([graph], "warning"), fails([graph], "never")) == (
        False,
        True,
        False,
    )
    assert sorted([source, graph]) == [graph, source]
