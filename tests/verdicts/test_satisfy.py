"""What ``satisfy`` leaves out, and the order in which it reads what it gives."""

from __future__ import annotations

import re

import pyoxigraph as ox
import pytest

import gppgraph
from gppgraph.catalogue.query import text_of
from gppgraph.graph import Graph
from gppgraph.rdf.rows import Row
from gppgraph.rdf.store import select
from gppgraph.terms import iri
from gppgraph.verdicts.satisfy import WITHOUT_REASON

EDITIONS = ("tco-certified-8", "blue-angel-de-uz-78-2006", "epeat-2018")


@pytest.fixture(scope="module")
def graph() -> Graph:
    return gppgraph.load()


def rows(graph: Graph, query: str, edition: str) -> list[Row]:
    """Return the answer of a query about one label edition."""
    return select(graph.store, text_of(query), {"edition": ox.NamedNode(iri("label", edition))})


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("query", ["outcomes", "reasons"])
def test_no_two_rows_have_one_place(graph: Graph, query: str, edition: str) -> None:
    """Otherwise two runs of the same question could answer in two orders."""
    [order] = re.findall(r"^ORDER BY (.*)$", text_of(query), re.MULTILINE)
    keys = [tuple(row[name] for name in re.findall(r"\w+", order)) for row in rows(graph, query, edition)]
    assert len(keys) > 100
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_outcome_without_reason_has_none(graph: Graph, edition: str) -> None:
    """Every other outcome has one: only where all are of these words the query ``reasons`` is not asked."""

    def key(row: Row) -> tuple[str, ...]:
        return tuple(row.iri(name) for name in ("requirement", "constraint", "edition", "product"))

    reasons = {key(row) for row in rows(graph, "reasons", edition)}
    outcomes = {key(row): row.slug("outcome") for row in rows(graph, "outcomes", edition)}
    assert {word for place, word in outcomes.items() if place in reasons} & WITHOUT_REASON == set()
    assert {word for place, word in outcomes.items() if place not in reasons} <= WITHOUT_REASON
