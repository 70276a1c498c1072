"""Triples of a CONSTRUCT as Turtle and JSON-LD."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from gppgraph.errors import InputError
from gppgraph.rdf.engines import Oxigraph
from gppgraph.rdf.results import write
from gppgraph.terms import expand

QUAD = ox.Quad(
    ox.NamedNode(expand("set:a")), ox.NamedNode(expand("rdfs:label")), ox.Literal("A", language="da")
)


@pytest.mark.parametrize(
    ("form", "syntax"), [("turtle", ox.RdfFormat.TURTLE), ("json-ld", ox.RdfFormat.JSON_LD)]
)
def test_the_triples_of_a_construct_are_read_back(form: str, syntax: ox.RdfFormat) -> None:
    store = ox.Store()
    store.add(QUAD)
    text = write(Oxigraph(store).ask("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"), form)
    assert [quad.triple for quad in ox.parse(text, format=syntax)] == [QUAD.triple]


def test_rows_are_no_triples() -> None:
    """The message says what to ask instead."""
    answer = Oxigraph(ox.Store()).ask("SELECT ?s { ?s ?p ?o }")
    with pytest.raises(InputError, match="ask by CONSTRUCT or DESCRIBE"):
        write(answer, "turtle")
