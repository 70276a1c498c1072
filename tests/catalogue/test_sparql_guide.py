"""docs/sparql.md: its answers are those of the graph, on Oxigraph, rdflib and the project's own server."""

from __future__ import annotations

import importlib.util
from collections import Counter
from collections.abc import Iterator
from types import ModuleType

import pyoxigraph as ox
import pytest
import rdflib

from gppgraph.build import parts
from gppgraph.graph import Graph, load
from gppgraph.rdf.engines import Oxigraph, Rdflib
from gppgraph.rdf.rdflib_copy import as_rdflib
from gppgraph.rdf.rows import Row
from gppgraph.rdf.sparql import with_prefixes
from gppgraph.terms import PREFIXES, iri
from places import ROOT
from serving import QUERY, Served, serving

SPEC = importlib.util.spec_from_file_location("sparql_guide", ROOT / "scripts" / "sparql_guide.py")
assert SPEC is not None
assert SPEC.loader is not None
GUIDE: ModuleType = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(GUIDE)
PAGE = GUIDE.PAGE.read_text(encoding="utf-8")
EXAMPLES = GUIDE.examples(PAGE)
Rows = Counter[tuple[str | None, ...]]


@pytest.fixture(scope="module")
def graph() -> Graph:
    """The real graph, opened once."""
    return load()


def counted(rows: list[Row], columns: tuple[str, ...]) -> Rows:
    """Return how often each row stands in an answer."""
    return Counter(tuple(None if row[name] is None else str(row[name]) for name in columns) for row in rows)


def test_there_are_two_dozen_questions_numbered_in_order() -> None:
    assert [entry.number for entry in EXAMPLES] == list(range(1, 25))


def test_the_page_shows_the_answers_of_the_graph(graph: Graph) -> None:
    """Run scripts/sparql_guide.py if this fails; no answer is empty or longer than a page."""
    assert GUIDE.filled(PAGE, graph) == PAGE
    assert all(0 < len(graph.query(entry.query).rows) <= 20 for entry in EXAMPLES)


def test_the_executable_examples_are_those_of_the_page() -> None:
    """Each query is read back from Turtle as it stands, with every prefix that it needs."""
    text = GUIDE.EXAMPLES.read_text(encoding="utf-8")
    assert text == GUIDE.executables(PAGE)
    examples = rdflib.Graph().parse(data=text, format="turtle")
    sh = rdflib.Namespace(iri("sh", ""))
    written = {
        str(query) for form in (sh.select, sh.ask, sh.construct) for query in examples.objects(None, form)
    }
    assert written == {entry.query.strip() for entry in EXAMPLES}
    declared = {str(prefix) for prefix in examples.objects(None, sh.prefix)}
    assert declared == {name for entry in EXAMPLES for name in GUIDE.prefixes_of(entry.query)}
    assert len(set(examples.subjects(rdflib.RDF.type, sh.SPARQLExecutable))) == len(EXAMPLES)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The project's server with the real graph."""
    with serving(tmp_path_factory.mktemp("guide")) as running:
        yield running


@pytest.mark.slow
@pytest.mark.server
def test_the_server_gives_the_same_answers_without_prefix_lines(graph: Graph, served: Served) -> None:
    for entry in EXAMPLES:
        expected = graph.query(entry.query)
        answer = served.ask("/sparql", "POST", entry.query, content_type=QUERY)
        assert answer.status == 200, (entry.number, answer.body)
        if entry.query.startswith("ASK"):
            assert answer.json["boolean"] == (expected.rows[0]["answer"] == "true")
        elif entry.query.startswith("CONSTRUCT"):
            found = {str(triple) for triple in ox.parse(answer.body, format=ox.RdfFormat.TURTLE)}
            assert len(found) == len(expected.rows), entry.number
        else:
            results = ox.parse_query_results(answer.body, format=ox.QueryResultsFormat.JSON)
            assert isinstance(results, ox.QuerySolutions)
            rows = [Row((name, solution[name]) for name in expected.columns) for solution in results]
            assert counted(rows, expected.columns) == counted(list(expected.terms), expected.columns), (
                entry.number
            )


# What the questions that name a thing are about, and the code lists.
ABOUT = ("codes-", "dk-desktop-2023", "no-it-2019", "tco-certified", "sources", "common")


@pytest.mark.slow
def test_rdflib_gives_the_same_answers(graph: Graph) -> None:
    """On the parts of the real graph about two sets and one label scheme; rdflib takes long to load everything."""
    names = [
        name
        for kind in ("asserted", "derived")
        for name in parts.part_names(graph.folder, kind)
        if all(side.startswith(ABOUT) for side in name.partition("/")[2].split("--"))
    ]
    store = parts.open_parts(graph.folder, names)
    oxigraph, other = Oxigraph(store), Rdflib(as_rdflib(store))
    empty = []
    for entry in EXAMPLES:
        text = with_prefixes(entry.query, PREFIXES)
        expected, found = oxigraph.ask(text), other.ask(text)
        assert counted(list(found.terms), found.columns) == counted(list(expected.terms), expected.columns), (
            entry.number
        )
        empty += [] if expected.rows else [entry.number]
    assert len(empty) <= 2, empty
