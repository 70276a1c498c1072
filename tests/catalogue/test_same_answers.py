"""The catalogue asked both ways: the command and the REST interface give the same rows, whatever is bound."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
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
GIVEN = {
    "day": "2025-06-19",
    "language": "nb",
    "thing": "tco-certified-8",
    "country": "no",
    "jurisdiction": "jurisdiction:dk",
    "units": "condition:slate-tablet",
}
# Bound besides: what a query requires, and what shortens an answer that takes half a minute as a whole.
NARROWED = {
    "climate-weights": {"day": "2026-07-01"},
    "notice-codes-on-day": {"day": "2026-07-01"},
    "cells-awaiting-facts": {"scheme": "scheme:tco-certified"},
    "law-against-requirements": {"day": "2026-12-01", "requirement": "eu-gpp-2021.core.TS4"},
    "law-outcomes": {"day": "2026-12-01", "requirement": "eu-gpp-2021.core.TS4"},
    "law-verdicts": {"day": "2026-12-01", "requirement": "eu-gpp-2021.core.TS4"},
    "verdicts": {"requirement": "dk-csr-annex-2023.3.1"},
    "provisions-of-subjects": {"day": "2025-06-19", "country": "no"},
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


def short(term: str | None) -> str | None:
    """Return the local name of an IRI, or the text of a literal."""
    if term is None:
        return None
    return term.split('"')[1] if term.startswith('"') else term.strip("<>").rpartition("/")[2]


def picked(name: str, rows: Rows, columns: str, **where: str) -> set[tuple[str | None, ...]]:
    """Return some columns, as short names, of the rows whose other columns begin as ``where`` says."""
    places = {column: place for place, column in enumerate(QUERIES[name].columns)}
    return {
        tuple(short(row[places[column]]) for column in columns.split())
        for row in rows
        if all((short(row[places[column]]) or "").startswith(start) for column, start in where.items())
    }


@pytest.mark.parametrize(
    ("given", "tiers", "repeated"),
    [
        ({}, {("tier-1", "2014-07-01", "2016-01-01"), ("tier-2", "2016-01-01", None)}, True),
        ({"day": "2014-06-30"}, set(), False),
        ({"day": "2015-12-31"}, {("tier-1", "2014-07-01", "2016-01-01")}, False),
        ({"day": "2016-01-01"}, {("tier-2", "2016-01-01", None)}, False),
        ({"day": "2025-06-19"}, {("tier-2", "2016-01-01", None)}, False),
        ({"day": "2025-06-20"}, {("tier-2", "2016-01-01", None)}, True),
    ],
    ids=lambda value: value.get("day", "no day") if isinstance(value, dict) else "",
)
def test_criteria_are_held_against_the_law_of_the_day(
    graph: Graph,
    world: WorkerState,
    given: dict[str, str],
    tiers: set[tuple[str, str, str | None]],
    repeated: bool,
) -> None:
    """A limit counts from its first day to the day before its end; another law of that day changes nothing."""
    name = "criteria-against-law"
    rows = both(graph, world, name, **given)
    energy = {"constraint": "dk-desktop-2023.basis.TS18.c1", "act": "32013R0617"}
    found = picked(name, rows, "legalConstraint relation from until", **energy)
    assert found == {
        (f"32013R0617.{tier}.{part}", "unclear", first, end)
        for tier, first, end in tiers
        for part in ("c1", "c2")
    }
    repairs = {"constraint": "dk-desktop-2023.basis.TS5.c1", "act": "32023R1670"}
    found = picked(name, rows, "legalConstraint relation from", **repairs)
    assert found == {
        (f"32023R1670.annex-ii-{point}-1-1-6-b.c1", "repeats", "2025-06-20")
        for point in ("b", "d")
        if repeated
    }


@pytest.mark.parametrize(
    ("requirement", "first", "end"),
    [
        ("32013R0617.tier-1", "2014-07-01", "2016-01-01"),
        ("32019R2021.annex-ii-a-1-from-2021", "2021-03-01", "2023-03-01"),
        ("32023R1670.annex-ii-b-1-1-1-a", "2025-06-20", None),
        ("32023R1542.art-11", "2027-02-18", None),
    ],
)
def test_law_of_another_day_is_left_out(
    graph: Graph, world: WorkerState, requirement: str, first: str, end: str | None
) -> None:
    """Without a day a limit is shown; with one, from its first day to the day before its end."""
    name = "cq49-law-on-a-day"

    def dates(**given: str) -> set[tuple[str | None, ...]]:
        rows = both(graph, world, name, **given)
        found = picked(name, rows, "requirement from until dated")
        return {entry[1:] for entry in found if entry[0] == requirement}

    def before(day: str) -> str:
        return (date.fromisoformat(day) - timedelta(days=1)).isoformat()

    known = {(first, end, "true")}
    assert dates() == dates(day=first) == known
    assert dates(day=before(first)) == set()
    if end is not None:
        assert dates(day=before(end)) == known
        assert dates(day=end) == set()


@pytest.mark.parametrize(
    ("edition", "day", "said"),
    [
        ("epeat-2009", "2019-06-28", "true"),
        ("epeat-2009", "2019-06-29", "false"),  # the first day without a valid certificate
        ("epeat-2018", "2019-06-28", "false"),
        ("epeat-2018", "2019-06-29", "undetermined"),
        ("epeat-2025", "2025-06-19", "false"),
        ("epeat-2025", "2025-11-01", "undetermined"),
        ("tco-certified-8", "2025-06-19", "false"),
        ("tco-certified-9", "2025-06-19", "undetermined"),
    ],
)
def test_an_edition_is_valid_on_the_day_or_not(
    graph: Graph, world: WorkerState, edition: str, day: str, said: str
) -> None:
    name = "cq30-valid-on-a-day"
    rows = both(graph, world, name, day=day)
    assert column(name, "valid", rows)[edition] == {f'"{said}"'}


def test_no_edition_is_valid_or_not_without_a_day(graph: Graph, world: WorkerState) -> None:
    name = "cq30-valid-on-a-day"
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
