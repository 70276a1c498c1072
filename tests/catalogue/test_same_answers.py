"""The catalogue asked both ways: the command and the REST interface give the same rows, whatever is bound."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache

import pyoxigraph as ox
import pytest

from gppgraph.catalogue.binding import bind
from gppgraph.catalogue.query import catalogue
from gppgraph.graph import Graph, load
from gppgraph.server.documents import Documents
from gppgraph.server.settings import Settings
from gppgraph.server.workers.state import WorkerState
from gppgraph.server.workers.worker import attempt

pytestmark = pytest.mark.slow

QUERIES = {query.name: query for query in catalogue()}
CASES = [(name, parameter) for name, query in QUERIES.items() for parameter in query.parameters]
# Nothing in the answer says what these can be.
GIVEN = {"day": "2025-06-19", "language": "nb", "thing": "tco-certified-8", "country": "no"}
# Bound besides: what a query requires, and what shortens an answer that takes half a minute as a whole.
NARROWED = {
    "verdicts": {"requirement": "dk-csr-annex-2023.3.1"},
    "document-of-passage": {"place": "https://denansvarligeindkober.dk/stationaere-computere"},
    "passages-of-fact": {"fact": "dk-desktop-2023.basis.TS3"},
    "statements-on-property": {"concept": "manufacturer-warranty-duration"},
    "values-of-property": {"thing": "tco-certified-8", "property": "gpp:confidence"},
}
Rows = Counter[tuple[str | None, ...]]


@pytest.fixture(scope="module")
def graph() -> Graph:
    """The real graph, opened once."""
    return load()


@pytest.fixture(scope="module")
def world(graph: Graph) -> WorkerState:
    """What a worker of the server has in memory, but for documents, which no query reads; no answer is cut."""
    return WorkerState(graph, graph.store, Documents(), QUERIES, Settings(largest_answer=1 << 30))


def written(term: ox.NamedNode | ox.BlankNode | ox.Literal | None) -> str | None:
    """Return a term as SPARQL writes it, words that GROUP_CONCAT joins in any order sorted."""
    if isinstance(term, ox.Literal) and " http" in term.value:
        return " ".join(sorted(term.value.split()))
    return None if term is None else str(term)


def by_command(graph: Graph, name: str, parameters: Mapping[str, str]) -> Rows:
    """Return the rows that the command and ``Graph.query`` give, and how often each stands."""
    answer = graph.query(name, parameters)
    return Counter(tuple(written(row[column]) for column in answer.columns) for row in answer.terms)


def over_rest(world: WorkerState, name: str, parameters: Mapping[str, str]) -> Rows:
    """Return the rows that a worker gives to the REST route, read back from their JSON."""
    task = {"op": "catalogue", "name": name, "parameters": parameters, "accept": None}
    (meta, body), _ = attempt(task, world)
    assert "error" not in meta, meta
    assert "cut" not in meta
    found = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    assert isinstance(found, ox.QuerySolutions)
    names = [variable.value for variable in found.variables]
    return Counter(tuple(written(solution[name]) for name in names) for solution in found)


@cache
def values(graph: Graph, name: str) -> dict[str, list[str]]:
    """Return the values that a query gives for each of its parameters, with nothing bound but what narrows."""
    rows = graph.query(name, NARROWED.get(name, {})).terms
    return {
        parameter: sorted({term.value for row in rows if (term := row.get(parameter))})
        for parameter in QUERIES[name].parameters
    }


def bound(graph: Graph, name: str, parameter: str) -> dict[str, str]:
    """Return what is bound in one case: for an IRI the one in the middle of those that the query gives."""
    given = dict(NARROWED.get(name, {}))
    if parameter in GIVEN and (parameter != "thing" or QUERIES[name].parameters[parameter]["required"]):
        given[parameter] = GIVEN[parameter]
    elif parameter not in given:
        found = values(graph, name)[parameter]
        if found:  # else no row of the real graph has one, and the query is asked with nothing bound
            given[parameter] = found[len(found) // 2]
    return given


@pytest.mark.parametrize(("name", "parameter"), CASES)
def test_the_command_and_the_rest_interface_give_the_same_rows(
    graph: Graph, world: WorkerState, name: str, parameter: str
) -> None:
    given = bound(graph, name, parameter)
    rows = by_command(graph, name, given)
    assert over_rest(world, name, given) == rows
    columns = QUERIES[name].columns
    for key, term in bind(QUERIES[name], given, graph).items():
        if key in columns:
            assert {row[columns.index(key)] for row in rows} <= {written(term)}


def both(graph: Graph, world: WorkerState, name: str, **given: str) -> Rows:
    """Return the rows of a query, which the command and the REST interface agree on."""
    rows = by_command(graph, name, given)
    assert over_rest(world, name, given) == rows
    return rows


def column(name: str, wanted: str, rows: Rows) -> dict[str | None, set[str | None]]:
    """Return the values of a column for each edition."""
    columns = QUERIES[name].columns
    found: dict[str | None, set[str | None]] = {}
    for row in rows:
        edition = (row[columns.index("edition")] or "").rpartition("/")[2].rstrip(">")
        found.setdefault(edition, set()).add(row[columns.index(wanted)])
    return found


def test_criteria_are_held_against_the_law_of_the_day(graph: Graph, world: WorkerState) -> None:
    assert both(graph, world, "criteria-against-law").total() == 62
    assert both(graph, world, "criteria-against-law", day="2025-06-19").total() == 42


def test_law_of_another_day_is_left_out(graph: Graph, world: WorkerState) -> None:
    assert both(graph, world, "cq49-law-on-a-day").total() == 38
    assert both(graph, world, "cq49-law-on-a-day", day="2026-11-30").total() == 36
    assert both(graph, world, "cq49-law-on-a-day", day="2025-06-19").total() == 29


def test_an_edition_is_valid_on_the_day_or_not(graph: Graph, world: WorkerState) -> None:
    name = "cq30-valid-on-a-day"
    valid = column(name, "valid", both(graph, world, name, day="2025-06-19"))
    assert len(valid) == 27
    assert {edition for edition, said in valid.items() if said == {'"false"'}} == {
        "epeat-2009",
        "epeat-2025",
        "eu-ecolabel-2011-330",
        "eu-ecolabel-2011-337",
        "tco-certified-8",
    }
    assert valid["tco-certified-9"] == {'"undetermined"'}
    without = column(name, "valid", both(graph, world, name))
    assert set().union(*without.values()) == {'"undetermined"'}


def test_the_currency_of_a_verdict_is_that_of_the_day(graph: Graph, world: WorkerState) -> None:
    requirement = "dk-csr-annex-2023.3.1"
    rows = both(graph, world, "verdicts", requirement=requirement, day="2025-06-19")
    currency = column("verdicts", "currency", rows)
    assert currency["tco-certified-8"] == {'"false"'}
    assert currency["tco-certified-9"] == {'"undetermined"'}
    rows = both(graph, world, "verdicts", requirement=requirement)
    assert set().union(*column("verdicts", "currency", rows).values()) == {'"undetermined"'}
