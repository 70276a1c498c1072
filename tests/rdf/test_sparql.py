"""What is read in the text of a query, without running it."""

from __future__ import annotations

import pytest

from gppgraph.rdf.sparql import names_graphs


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
