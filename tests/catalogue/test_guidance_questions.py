"""Questions across Norway, Denmark, the EU, law and labels: exact rows on a small world, on both engines."""

from __future__ import annotations

import csv
import io
import os

import pyoxigraph as ox
import pytest

from gppgraph.build.rules import derive
from gppgraph.catalogue.query import Query, path_of, read
from gppgraph.graph import load
from gppgraph.rdf.engines import Engine, Oxigraph, Rdflib
from gppgraph.rdf.rdflib_copy import as_rdflib
from gppgraph.rdf.store import text
from gppgraph.terms import BASE, PREFIXES, expand, slug
from places import TESTS

pytestmark = pytest.mark.slow

WORLDS = TESTS / "worlds"
EXPECTED = WORLDS / "issue3"
PROLOGUE = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())
BEFORE, AFTER = "2025-06-19", "2025-06-20"  # the last day of one law and the first of the next
CASES: list[tuple[str, dict[str, str]]] = [
    ("no-dk-eu-by-topic", {}),
    ("no-dk-eu-by-topic", {"topic": "topic:spare-parts"}),
    ("battery-no-dk", {}),
    ("stated-labels-against-computed", {}),
    ("criteria-against-law", {}),
    ("criteria-against-law", {"day": BEFORE}),
    ("criteria-against-law", {"day": AFTER}),
    ("superseded-standards-cited", {}),
    ("csr-conventions", {}),
    ("verdicts-on-unsure-facts", {}),
]
NAMES = list(dict.fromkeys(name for name, _ in CASES))


def terms(given: dict[str, str]) -> dict[str, ox.NamedNode | ox.Literal]:
    """Return parameters as terms."""
    return {
        name: ox.Literal(value, datatype=ox.NamedNode(expand("xsd:date")))
        if name == "day"
        else ox.NamedNode(expand(value))
        for name, value in given.items()
    }


def plain(value: str | None) -> str:
    """Return a value in one spelling: local names, numbers without trailing noughts."""
    if value is None:
        return ""
    if value.startswith(BASE):
        return slug(value)
    try:
        return f"{float(value):g}"
    except ValueError:
        return value


def rows(engine: Engine, query: Query, given: dict[str, str]) -> list[list[str]]:
    """Return the header and the rows of an answer."""
    answer = engine.ask(query.text, terms(given))
    return [
        list(answer.columns),
        *sorted([plain(text(row[name])) for name in answer.columns] for row in answer.terms),
    ]


@pytest.fixture(scope="module")
def world() -> ox.Store:
    """The small world with what the rules conclude from it."""
    store = ox.Store()
    content = "".join((WORLDS / name).read_text(encoding="utf-8") for name in ("codes.ttl", "issue3.ttl"))
    store.load(PROLOGUE + content, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("urn:x-world"))
    derive(store)
    return store


@pytest.fixture(scope="module", params=["oxigraph", "rdflib"])
def engine(request: pytest.FixtureRequest, world: ox.Store) -> Engine:
    """The small world on each engine."""
    return Oxigraph(world) if request.param == "oxigraph" else Rdflib(as_rdflib(world))


@pytest.mark.parametrize(
    ("name", "given"), CASES, ids=lambda value: "-".join(value.values()) if isinstance(value, dict) else value
)
def test_exact_rows(engine: Engine, name: str, given: dict[str, str]) -> None:
    """A question that changes its answer must be noticed."""
    found = rows(engine, read(path_of(name)), given)
    path = EXPECTED / f"{'-'.join([name, *(value.replace(':', '-') for value in given.values())])}.csv"
    if os.environ.get("GPPGRAPH_WRITE_EXPECTED") and engine.name == "oxigraph":
        stream = io.StringIO()
        csv.writer(stream, lineterminator="\n").writerows(found)
        path.write_text(stream.getvalue(), encoding="utf-8")
    with path.open(encoding="utf-8", newline="") as stream:
        assert list(csv.reader(stream)) == found


@pytest.mark.parametrize("name", NAMES)
def test_header_says_what_comes(name: str, world: ox.Store) -> None:
    """Readers rely on the header."""
    query = read(path_of(name))
    assert query.question.endswith("?")
    assert query.description
    assert query.tags
    assert Oxigraph(world).ask(query.text).columns == query.columns
    assert set(query.parameters) <= set(query.columns)


@pytest.fixture(scope="module")
def real() -> Engine:
    """The real graph."""
    return load().engine


@pytest.mark.parametrize("name", NAMES)
def test_real_graph_has_answers(real: Engine, name: str) -> None:
    """Each question has answers in the graph that ships."""
    query = read(path_of(name))
    assert len(real.ask(query.text).terms) >= query.expect["minRows"]


def of(engine: Engine, name: str, **given: str) -> list[dict[str, str]]:
    """Return rows of the real graph as plain values."""
    answer = engine.ask(read(path_of(name)).text, terms(given))
    return [{column: plain(text(row[column])) for column in answer.columns} for row in answer.terms]


def test_norwegian_battery_and_ts25(real: Engine) -> None:
    """300 cycles are fewer than what TS25 asks for at either level."""
    found = [row for row in of(real, "battery-no-dk") if ".TS25." in row["danish"]]
    assert {row["danishLevel"] for row in found} == {"dk-basis", "dk-udvidet"}
    assert {(row["norwayGivesDenmark"], row["norwayLacks"]) for row in found} == {("false", "value-weaker")}


def test_topics_hold_three_countries(real: Engine) -> None:
    """Warranty is asked for in all three, in months."""
    found = of(
        real, "no-dk-eu-by-topic", topic="topic:warranty", concept="concept:manufacturer-warranty-duration"
    )
    assert {row["country"] for row in found} == {"NO", "DK", "EU"}
    assert {row["unit"] for row in found if row["value"]} == {"calendar-month"}


def test_fundamental_conventions_correspond(real: Engine) -> None:
    """The Norwegian clause names the core conventions that the annex names."""
    found = of(real, "csr-conventions")
    pairs = {(row["instrument"], row["otherSet"]) for row in found}
    assert ("ilo-c029", "no-it-2019") in pairs
    assert ("ilo-c001", "") in pairs


def test_law_changes_with_the_day(real: Engine) -> None:
    """No legal limit counts before it applies."""
    for day in ("2000-01-01", "2026-06-30"):
        for row in of(real, "criteria-against-law", day=day):
            assert not row["from"] or row["from"] <= day
            assert not row["until"] or day < row["until"]
