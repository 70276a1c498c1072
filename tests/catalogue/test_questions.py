"""The catalogue: exact rows on a small world with near misses, on two engines, and expectations on the real graph."""

from __future__ import annotations

import csv
import io
import os
import time

import pyoxigraph as ox
import pytest

from gppgraph.build.rules import derive
from gppgraph.catalogue.query import Query
from gppgraph.graph import load
from gppgraph.rdf.engines import Engine, Oxigraph, Rdflib
from gppgraph.rdf.rdflib_copy import as_rdflib
from question_worlds import FOLDER, QUESTIONS, parameters, rows


@pytest.fixture(scope="module")
def world() -> ox.Store:
    """The small world with what the rules conclude from it."""
    store = ox.Store()
    graph = ox.NamedNode("urn:x-world")
    store.load((FOLDER / "world.ttl").read_bytes(), format=ox.RdfFormat.TURTLE, to_graph=graph)
    derive(store)
    return store


@pytest.fixture(scope="module", params=["oxigraph", "rdflib"])
def engine(request: pytest.FixtureRequest, world: ox.Store) -> Engine:
    """The small world on each engine, parsed once."""
    return Oxigraph(world) if request.param == "oxigraph" else Rdflib(as_rdflib(world))


@pytest.mark.parametrize("query", QUESTIONS, ids=lambda query: query.name)
def test_exact_rows_on_the_small_world(engine: Engine, query: Query) -> None:
    found = rows(engine, query)
    path = FOLDER / f"{query.name}.csv"
    if os.environ.get("GPPGRAPH_WRITE_EXPECTED") and engine.name == "oxigraph":
        stream = io.StringIO()
        csv.writer(stream, lineterminator="\n").writerows(found)
        path.write_text(stream.getvalue(), encoding="utf-8")
    with path.open(encoding="utf-8", newline="") as stream:
        assert list(csv.reader(stream)) == found


@pytest.mark.parametrize("query", QUESTIONS, ids=lambda query: query.name)
def test_header_says_what_the_query_returns(query: Query, world: ox.Store) -> None:
    assert query.question
    assert query.question.endswith("?")
    assert query.description
    assert query.tags
    assert Oxigraph(world).ask(query.text).columns == query.columns
    assert set(query.parameters) <= set(query.columns)
    assert all(entry["type"] in ("iri", "date", "string", "number") for entry in query.parameters.values())
    assert "minRows" in query.expect


@pytest.fixture(scope="module")
def real() -> Engine:
    """The real graph, opened once."""
    return load().engine


@pytest.mark.parametrize("query", QUESTIONS, ids=lambda query: query.name)
def test_expectation_on_the_real_graph(real: Engine, query: Query) -> None:
    start = time.process_time()
    answer = real.ask(query.text, parameters(query))
    assert time.process_time() - start < 10
    assert len(answer.terms) >= query.expect["minRows"]
    if names := query.expect.get("distinctBy"):
        keys = [tuple(row[name] for name in names) for row in answer.terms]
        assert len(keys) == len(set(keys))


def test_fifty_questions_and_no_two_alike() -> None:
    assert len(QUESTIONS) >= 50
    assert len({query.question for query in QUESTIONS}) == len(QUESTIONS)
