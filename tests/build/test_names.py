"""Labels of things: what their names, titles and words entail."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from gppgraph.build.rules import NAMING, apply, read_rules
from gppgraph.terms import expand, sparql_prologue
from gppgraph.workspace import DERIVED

WORLD = """
req:a skos:prefLabel "Garanti"@da ; gpp:translatedTitle "Warranty"@en ; dcterms:description "About warranty."@en .
req:a.c1 a gpp:Constraint , gpp:Alternative ; cccev:constrains concept:warranty ; dcterms:description "Two years."@en .
req:a.c1.f1 a gpp:Facet ; cccev:constrains concept:warranty .
concept:warranty skos:prefLabel "warranty"@en , "garanti"@nb .
doc:d dcterms:title "Computere"@da .
passage:p a gpp:Passage ; oa:hasSource doc:d ; gpp:start 10 ; gpp:end 20 .
passage:q a gpp:Passage ; oa:hasSource <https://example.org/x> ; gpp:clause "6.1" .
<urn:foreign> skos:prefLabel "foreign"@en .
"""
EXPECTED = {
    "req:a": {'"Garanti"@da', '"Warranty"@en'},
    "req:a.c1": {'"Two years."@en'},
    "req:a.c1.f1": {'"warranty"@en', '"garanti"@nb'},
    "concept:warranty": {'"warranty"@en', '"garanti"@nb'},
    "doc:d": {'"Computere"@da'},
    "passage:p": {'"Computere, 10-20"@da'},
    "passage:q": {'"https://example.org/x, 6.1"'},
    "urn:foreign": set(),
}


@pytest.fixture(scope="module")
def labelled() -> ox.Store:
    """The world with its labels in the graph of conclusions."""
    store = ox.Store()
    store.load(sparql_prologue() + WORLD, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("urn:x-world"))
    apply(store, read_rules(NAMING))
    return store


@pytest.mark.parametrize("thing", EXPECTED)
def test_a_thing_is_labelled_by_its_names_and_by_nothing_else(labelled: ox.Store, thing: str) -> None:
    """A requirement keeps its titles apart from its description; a figure borrows the name of its property."""
    quads = labelled.quads_for_pattern(
        ox.NamedNode(expand(thing)), ox.NamedNode(expand("rdfs:label")), None, ox.NamedNode(DERIVED)
    )
    assert {str(quad.object) for quad in quads} == EXPECTED[thing]
