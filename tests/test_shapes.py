"""Each shape reports what is wrong and nothing else, and both SHACL engines agree."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from gppgraph.rdf.store import load_files
from gppgraph.validation import run
from gppgraph.validation.shapes import FAST, REFERENCE, Result, check, focus_nodes, triples
from gppgraph.workspace import sources

HERE = Path(__file__).parent / "shapes"
SH = "http://www.w3.org/ns/shacl#"
FIXTURES = sorted(path for path in HERE.glob("*/*.ttl"))
EXPECTED = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT ?focus ?path ?shape ?component WHERE {
  ?result a sh:ValidationResult ; sh:focusNode ?focus ; sh:sourceShape ?shape ; sh:sourceConstraintComponent ?component .
  OPTIONAL { ?result sh:resultPath ?path }
}
"""
Row = tuple[str, str, str, str]


@cache
def shapes() -> str:
    """The shapes of the project as N-Triples."""
    quads = [quad for quad in load_files(sources()) if "/graph/shapes-" in str(quad.graph_name)]
    assert len(quads) > 1000
    return triples(quads)


@cache
def base() -> str:
    """Codes and subclass statements that the fixtures lean on."""
    return (HERE / "base.ttl").read_text()


@cache
def parsed(path: Path) -> tuple[str, frozenset[Row]]:
    """The data of a fixture with its base as N-Triples, and the results that it expects."""
    store = ox.Store()
    store.load(path.read_bytes(), format=ox.RdfFormat.TURTLE)
    expected = frozenset(
        tuple(str(row[name] or "") for name in ("focus", "path", "shape", "component"))
        for row in store.query(EXPECTED)
    )
    for quad in list(store):
        if SH in quad.predicate.value or SH in str(quad.object):
            store.remove(quad)
    store.load(base(), format=ox.RdfFormat.TURTLE)
    return triples(store), expected  # type: ignore[return-value]


@cache
def leaning(engine: str) -> frozenset[Result]:
    """What the stand-ins of the base alone lack; no fixture is about them."""
    store = ox.Store()
    store.load(base(), format=ox.RdfFormat.TURTLE)
    return check(triples(store), shapes(), engine).results


@cache
def results(path: Path, engine: str) -> frozenset[Result]:
    """What an engine reports on a fixture."""
    return check(parsed(path)[0], shapes(), engine).results - leaning(engine)


def test_all_fixtures_were_found() -> None:
    """A filter left in a collector must not cut the suite to one file."""
    assert len(FIXTURES) > 140
    tested = {path.parent.name for path in FIXTURES}
    targets = {shape.strip("<>").split("#")[1] for shape in focus_nodes("", shapes())}
    assert {name for name in targets if "-" not in name} == tested


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_fixture(path: Path) -> None:
    """The report holds exactly the expected results."""
    _, expected = parsed(path)
    found = {(r.focus, r.path, r.shape, f"<{SH}{r.component}>") for r in results(path, FAST)}
    assert expected == found
    assert bool(expected) == path.stem.startswith("violates")


@pytest.mark.parametrize("name", sorted({path.parent.name for path in FIXTURES}))
def test_engines_agree(name: str) -> None:
    """pySHACL is the reference: the fast engine reports the same on every fixture of a class."""
    together = ox.Store()
    for path in (HERE / name).glob("*.ttl"):
        store = ox.Store()
        store.load(parsed(path)[0], format=ox.RdfFormat.N_TRIPLES)
        mark = ox.NamedNode("urn:x-" + path.stem)
        together.extend(
            ox.Quad(_apart(q.subject, path.stem), q.predicate, _apart(q.object, path.stem), mark)
            for q in store
        )
    data = triples(together)
    assert check(data, shapes(), REFERENCE).results == check(data, shapes(), FAST).results


def _apart(
    term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, stem: str
) -> ox.NamedNode | ox.Literal:
    """Keep the test nodes of different files apart."""
    if isinstance(term, ox.NamedNode) and "/id/test/" in term.value:
        return ox.NamedNode(f"{term.value}-{stem}")
    assert isinstance(term, ox.NamedNode | ox.Literal)
    return term


def test_engines_agree_on_the_shipped_graph() -> None:
    """The fast engine may only be trusted while it says what the reference says."""
    quads = list(load_files(sources()))
    asserted = [quad for quad in quads if "/graph/shapes-" not in str(quad.graph_name)]
    data = triples(asserted)
    assert check(data, shapes(), REFERENCE).results == check(data, shapes(), FAST).results


def test_shipped_shapes_have_something_to_look_at() -> None:
    """A shape with no focus node checks nothing, however green the report."""
    quads = [quad for quad in load_files(sources()) if "/graph/shapes-" not in str(quad.graph_name)]
    # No source states that a record is complete; the shape waits for the first that does.
    assert set(check(triples(quads), shapes()).idle) <= {"<https://w3id.org/gppgraph/shapes#Completeness>"}


def test_shipped_graph_has_no_fault_of_form() -> None:
    """The data keep to their contract."""
    store = load_files(sources())
    _, asserted, of_shapes = run.split(store)
    _, found = run.structure(asserted, of_shapes)
    assert [f"{f.code} {f.focus}" for f in found] == []
