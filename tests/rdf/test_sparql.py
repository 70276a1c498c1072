"""What is read in the text of a query, without running it."""

from __future__ import annotations

import pytest

from gppgraph.rdf.sparql import names_graphs, with_prefixes


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * FROM <urn:g> WHERE { ?s ?p ?o }",
        "SELECT *\nfrom <urn:g>\nWHERE { ?s ?p ?o }",
        "# from a comment\nSELECT * FrOm NAMED <urn:g> { ?s ?p ?o }",
        "SELECT *FROM<urn:g>{ ?s ?p ?o }",
        "SELECT * \\u0046ROM <urn:g> { ?s ?p ?o }",
    ],
)
def test_a_from_clause_names_graphs(text: str) -> None:
    assert names_graphs(text)


@pytest.mark.parametrize(
    "text",
    [
        "#+ what comes from it\nSELECT ?from { ?s <urn:isDerivedFrom> ?from }",
        "SELECT ?s { ?s ?p 'from' } # from",
        "PREFIX x: <urn:from:> SELECT $from { $from x:from ?o }",
        "SELECT ?s { ?s ?p <from> }",
    ],
)
def test_the_word_elsewhere_names_none(text: str) -> None:
    assert not names_graphs(text)


KNOWN = {"gpp": "urn:gpp:", "req": "urn:req:"}


@pytest.mark.parametrize(
    ("text", "added"),
    [
        ("SELECT * { ?s gpp:states ?o }", "PREFIX gpp: <urn:gpp:> "),
        ("SELECT * { req:a.b gpp:states/gpp:of req:c }", "PREFIX req: <urn:req:> PREFIX gpp: <urn:gpp:> "),
        ("PREFIX req: <urn:mine:> SELECT * { req:a gpp:states ?o }", "PREFIX gpp: <urn:gpp:> "),
        ("PREFIX x: <urn:x:> PREFIX gpp: <urn:mine:>\nSELECT * { ?s gpp:states x:a }", ""),
        ("prefix gpp: <urn:mine:>\nSELECT * { ?s gpp:states ?o }", ""),
        ("SELECT * { ?s other:states ?o }", ""),
        ("SELECT * { ?s <gpp:states> ?o } # gpp:states", ""),
        ("SELECT * { ?s ?p 'gpp:states', \"req:a\" }", ""),
        ("# PREFIX gpp: <urn:mine:>\nSELECT * { ?s gpp:states ?o }", "PREFIX gpp: <urn:gpp:> "),
        ("SELECT * { ?s ?p ?o }", ""),
    ],
)
def test_known_prefixes_are_declared_where_the_query_does_not(text: str, added: str) -> None:
    """A declaration of the query wins, and a name in a string, comment or IRI is none."""
    assert with_prefixes(text, KNOWN) == added + text


def test_a_known_name_with_several_dots_becomes_an_iri() -> None:
    """Oxigraph reads one dot after a prefix; the dot that ends a triple is none of the name."""
    assert with_prefixes("SELECT * { ?s ?p req:a.b.c. req:a.b ?q req:d.e.f }", KNOWN) == (
        "PREFIX req: <urn:req:> SELECT * { ?s ?p <urn:req:a.b.c>. req:a.b ?q <urn:req:d.e.f> }"
    )
