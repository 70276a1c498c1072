"""Decision tables, and which rule applied on which day: the same answers on rdflib and Oxigraph."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from unittest import mock

import pyoxigraph as ox
import pytest
import yaml

from gppgraph.authoring.data_files import turtle_of
from gppgraph.cli import main
from gppgraph.decisions import decide
from gppgraph.errors import InputError, UnknownNameError
from gppgraph.terms import curie, expand
from places import ROOT

FILES = [ROOT / "data/legislation/no-procurement.yaml", ROOT / "data/guidance/no-dfo-climate-rules.ttl"]
QUERIES = ROOT / "queries/competency"
NAMES = [
    "no-rule-on-day",
    "no-replace-award-by-requirements",
    "no-guidance-still-holding",
    "decision-steps",
    "decision-routes",
]
BEFORE, AFTER = "2026-06-30", "2026-07-01"
DATE = expand("xsd:date")
REPLACEMENT = expand("guide:no-subject-replacement")


@dataclass(frozen=True)
class Rows:
    """The rows of an answer."""

    rows: list[dict[str, str | None]]


def header(name: str) -> dict:
    """The header of a query of the catalogue."""
    lines = (QUERIES / f"{name}.rq").read_text(encoding="utf-8").splitlines()
    return yaml.safe_load("\n".join(line[3:] for line in lines if line.startswith("#+")))


def turtle(path: Path) -> str:
    """Return the statements of a data file as Turtle."""
    return path.read_text(encoding="utf-8") if path.suffix == ".ttl" else turtle_of(path)


class Oxigraph:
    """The two files in an Oxigraph store."""

    @cached_property
    def store(self) -> ox.Store:
        store = ox.Store()
        for path in FILES:
            store.load(turtle(path), format=ox.RdfFormat.TURTLE)
        return store

    def query(self, name: str, **params: str) -> Rows:
        types = {key: entry["type"] for key, entry in header(name)["parameters"].items()}
        terms = {
            "iri": ox.NamedNode,
            "string": ox.Literal,
            "date": lambda value: ox.Literal(value, datatype=ox.NamedNode(DATE)),
        }
        result = self.store.query(
            (QUERIES / f"{name}.rq").read_text(encoding="utf-8"),
            substitutions={ox.Variable(key): terms[types[key]](value) for key, value in params.items()},
        )
        names = [variable.value for variable in result.variables]
        return Rows([{key: None if row[key] is None else row[key].value for key in names} for row in result])


class Rdflib:
    """The two files in an rdflib graph."""

    @cached_property
    def graph(self):
        import rdflib

        graph = rdflib.Graph()
        for path in FILES:
            graph.parse(data=turtle(path), format="turtle")
        return graph

    def query(self, name: str, **params: str) -> Rows:
        import rdflib

        types = {key: entry["type"] for key, entry in header(name)["parameters"].items()}
        terms = {
            "iri": rdflib.URIRef,
            "string": rdflib.Literal,
            "date": lambda value: rdflib.Literal(value, datatype=rdflib.XSD.date),
        }
        result = self.graph.query(
            (QUERIES / f"{name}.rq").read_text(encoding="utf-8"),
            initBindings={key: terms[types[key]](value) for key, value in params.items()},
        )
        names = [str(variable) for variable in result.vars]
        return Rows([{key: None if row[key] is None else str(row[key]) for key in names} for row in result])


@pytest.fixture(scope="module")
def oxigraph() -> Oxigraph:
    """The engine that the package uses."""
    return Oxigraph()


@pytest.fixture(scope="module")
def second_opinion() -> Rdflib:
    """The engine to compare with."""
    return Rdflib()


def codes(rows: Iterable[dict[str, str | None]], column: str) -> set[str]:
    """The CURIEs of a column."""
    return {curie(str(row[column])) for row in rows}


# --- queries -----------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("day", [None, BEFORE, AFTER])
def test_engines_agree(name, day, oxigraph, second_opinion):
    """A date that is bound from outside must not be optimised away by one of the engines."""
    params = {"day": day} if day else {}
    assert second_opinion.query(name, **params).rows == oxigraph.query(name, **params).rows


@pytest.mark.parametrize("name", NAMES)
def test_columns_are_those_of_the_header(name, oxigraph):
    """Readers rely on the header."""
    rows = oxigraph.query(name).rows
    assert header(name)["columns"] == list(rows[0])
    assert set(header(name)["parameters"]) <= set(rows[0])


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2023-12-31", set()),
        (
            "2024-01-01",
            {
                "clause:no-foa-2016.7-9-4-1.v2024",
                "clause:no-utilities-2016.7-9-4-1.v2024",
                "clause:no-concessions-2016.7-6-3-1.v2024",
            },
        ),
        (
            BEFORE,
            {
                "clause:no-foa-2016.7-9-4-1.v2024",
                "clause:no-utilities-2016.7-9-4-1.v2024",
                "clause:no-concessions-2016.7-6-3-1.v2024",
            },
        ),
        (
            AFTER,
            {
                "clause:no-loa-2016.5b-2-3.v2026",
                "clause:no-utilities-2016.7-9-2-3.v2026",
                "clause:no-concessions-2016.7-6-2-2.v2026",
            },
        ),
    ],
)
def test_the_rule_on_replacement_changes_on_1_july_2026(day, expected, oxigraph, second_opinion):
    """The interval is half-open: 30 June has the old rule, 1 July the new one."""
    for engine in (oxigraph, second_opinion):
        rows = engine.query("no-rule-on-day", day=day, subject=REPLACEMENT).rows
        assert expected == codes(rows, "wording")


def test_the_condition_loses_the_word_clear(oxigraph):
    """What must hold is the point of the change."""
    rows = {
        day: [
            r
            for r in oxigraph.query("no-replace-award-by-requirements", day=day).rows
            if r["kind"] == "2-condition"
        ]
        for day in (BEFORE, AFTER)
    }
    assert any("clear" in str(r["text"]) for r in rows[BEFORE])
    assert rows[AFTER]
    assert not any("clear" in str(r["text"]) for r in rows[AFTER])


@pytest.mark.parametrize("day", [BEFORE, AFTER])
def test_reasons_go_into_the_procurement_documents(day, oxigraph):
    """The duty to give reasons and its place did not change."""
    rows = oxigraph.query("no-replace-award-by-requirements", day=day).rows
    places = [row for row in rows if row["kind"] == "3-grounds-place"]
    assert {"guide:place-procurement-documents"} == codes(places, "item")
    assert codes(rows, "wording") == codes(places, "wording")


@pytest.mark.parametrize(
    ("day", "relation"),
    [(BEFORE, "decided-under-the-wording"), (AFTER, "decided-under-an-earlier-wording")],
)
def test_cases_say_under_which_wording_they_were_decided(day, relation, oxigraph):
    """A case about a repealed wording must not look like one about the new wording."""
    rows = [
        r
        for r in oxigraph.query("no-replace-award-by-requirements", day=day).rows
        if r["kind"] == "7-precedent"
    ]
    assert {relation} == {row["relation"] for row in rows}
    assert "guide:kofa-2024-1387.h1" in codes(rows, "item")


@pytest.mark.parametrize(
    ("rule", "fate"),
    [
        ("6.1-01", "changes"),
        ("6.1-03", "continues"),
        ("6.1-04", "ends"),
        ("6.1-07", "unsettled"),
        ("6.1-20", "continues"),
        ("6.1-35", "ends"),
        ("6.3-01", "changes"),
        ("6.3-04", "ends"),
        ("8.2.2", "ends"),
        ("example-2", "continues"),
    ],
)
def test_what_became_of_the_guidance(rule, fate, oxigraph):
    """Guidance on a repealed wording holds only where something says so."""
    iri = expand(f"guide:no-dfo-climate-rules.{rule}")
    before = oxigraph.query("no-guidance-still-holding", day=BEFORE, rule=iri).rows
    after = oxigraph.query("no-guidance-still-holding", day=AFTER, rule=iri).rows
    assert {"explains"} == {row["fate"] for row in before}
    assert {fate} == {row["fate"] for row in after}
    assert all(row["reason"] for row in after)


def test_every_guidance_rule_has_one_fate(oxigraph):
    """A rule that both ends and continues would answer twice."""
    fates: dict[str, set[str]] = {}
    for row in oxigraph.query("no-guidance-still-holding").rows:
        fates.setdefault(str(row["rule"]), set()).add(str(row["fate"]))
    assert {2} == {len(fate) for fate in fates.values()}


# --- tables ------------------------------------------------------------------


@pytest.mark.parametrize("day", [BEFORE, AFTER])
def test_every_way_ends_at_a_route_and_every_route_is_reached(day, oxigraph):
    """A step without an end would leave the user without an answer."""
    table = decide.decision_steps(oxigraph, "NO", day)
    routes = decide.decision_routes(oxigraph, table)
    reached, todo, seen = set(), [{}], 0
    while todo:
        answers = todo.pop()
        walk = decide.follow(table, routes, answers)
        if walk.route:
            reached.add(walk.route.iri)
            seen += 1
            assert len(walk.route.status) == 1
            continue
        todo += [{**answers, walk.pending.name: value} for value in (True, False)]
    assert set(routes) == reached
    assert seen >= len(reached) > 10


def yes_no(text: str) -> dict[str, bool]:
    """Answers from ``+step -step``."""
    return {word[1:]: word[0] == "+" for word in text.split()}


OLD = "-concession -insignificant +award-criteria "
NEW = "+value -defence -concession -insignificant -essential-interests -standardised "


@pytest.mark.parametrize(
    ("day", "answers", "route", "status", "grounds"),
    [
        (BEFORE, OLD + "+weighted +thirty-percent", "weighted-30", "met", False),
        (
            BEFORE,
            OLD + "+weighted -thirty-percent +requirements-weighted +clearly-better",
            "requirements-replace-criteria",
            "met",
            True,
        ),
        (
            BEFORE,
            OLD + "+weighted -thirty-percent +requirements-weighted -clearly-better",
            "requirements-without-clear-effect",
            "breached",
            False,
        ),
        (BEFORE, OLD + "-weighted +three-highest", "ranked", "met", False),
        (
            BEFORE,
            OLD + "-weighted -three-highest +requirements-ranked",
            "ranked-lower-with-requirements",
            "met",
            True,
        ),
        (
            BEFORE,
            OLD + "-weighted -three-highest -requirements-ranked",
            "ranked-lower-without-requirements",
            "breached",
            False,
        ),
        (BEFORE, "-concession +insignificant", "exempt", "exempt", True),
        (AFTER, NEW + "+notice +award-criteria +weighted +thirty-percent", "weighted-30", "met", False),
        (
            AFTER,
            NEW
            + "+notice +award-criteria +weighted -thirty-percent +requirements-weighted +better-effect-weighted",
            "requirements-replace-or-combine",
            "met",
            True,
        ),
        (
            AFTER,
            NEW
            + "+notice +award-criteria +weighted -thirty-percent +requirements-weighted -better-effect-weighted",
            "requirements-without-better-effect",
            "breached",
            False,
        ),
        (
            AFTER,
            NEW + "+notice +award-criteria +weighted -thirty-percent -requirements-weighted",
            "weighted-without-requirements",
            "breached",
            False,
        ),
        (AFTER, NEW + "+notice +award-criteria -weighted +three-highest", "ranked", "met", False),
        (
            AFTER,
            NEW
            + "+notice +award-criteria -weighted -three-highest +requirements-ranked +better-effect-ranked",
            "ranked-requirements",
            "met",
            True,
        ),
        (
            AFTER,
            NEW
            + "+notice +award-criteria -weighted -three-highest +requirements-ranked -better-effect-ranked",
            "ranked-without-better-effect",
            "breached",
            False,
        ),
        (
            AFTER,
            NEW + "+notice +award-criteria -weighted -three-highest -requirements-ranked",
            "ranked-without-requirements",
            "breached",
            False,
        ),
        (AFTER, "+value -defence -concession +insignificant", "exempt-insignificant", "exempt", True),
        (
            AFTER,
            "+value -defence -concession -insignificant +essential-interests",
            "exempt-essential-interests",
            "exempt",
            True,
        ),
        (AFTER, NEW.replace("-standardised", "+standardised"), "exempt-standardised", "exempt", False),
        (AFTER, NEW + "-notice", "general-duty", "general duty only", False),
        (AFTER, "-value", "below-floor", "outside", False),
    ],
)
def test_rows_of_the_decision_tables(day, answers, route, status, grounds, oxigraph):
    """Each line of the two tables; a fourth place with requirements was lawful only before July 2026."""
    walk = decide.walk(oxigraph, "NO", day, yes_no(answers))
    assert (route, (status,), ()) == (walk.route.name, tuple(i.label for i in walk.route.status), walk.unused)
    assert grounds == bool(walk.route.places)


def test_a_route_says_what_to_write_where_and_on_what_it_rests(oxigraph):
    """The user leaves with text to write, not with a verdict only."""
    answers = yes_no(OLD + "+weighted -thirty-percent +requirements-weighted +clearly-better")
    route = decide.walk(oxigraph, "NO", BEFORE, answers).route
    assert ["procurement documents"] == [item.label for item in route.places]
    assert ["notice form"] == [item.label for item in route.recommended_places]
    assert ["quality-nor-env-spec"] == [item.label for item in route.notice_codes]
    assert {"clause:no-foa-2016.7-9-4-1.v2024", "clause:no-utilities-2016.7-9-4-1.v2024"} == {
        curie(item.iri) for item in route.provisions
    }
    assert "KOFA 2024/1387" in {item.label for item in route.precedents}
    assert {"decided-under-this-wording"} == {item.relation for item in route.precedents}
    assert all(item.sources for item in route.provisions + route.precedents + route.guidance)
    assert route.grounds
    assert route.conditions


@pytest.mark.slow
def test_both_engines_walk_alike(oxigraph, second_opinion):
    """The walk depends on the data only."""
    answers = yes_no(
        NEW
        + "+notice +award-criteria +weighted -thirty-percent +requirements-weighted +better-effect-weighted"
    )
    assert decide.walk(second_opinion, "NO", AFTER, answers) == decide.walk(oxigraph, "NO", AFTER, answers)


def test_without_a_country_the_only_one_is_taken(oxigraph):
    """One country has tables so far."""
    assert "NO" == decide.decision_steps(oxigraph, None, AFTER).country


@pytest.mark.parametrize(("country", "day"), [("NO", "2023-12-31"), ("DK", AFTER)])
def test_no_table_is_an_error_that_says_what_there_is(country, day, oxigraph):
    """No table is not the same as no duty."""
    with pytest.raises(InputError, match="no decision table"):
        decide.decision_steps(oxigraph, country, day)


def test_a_step_of_the_other_table_is_unknown(oxigraph):
    """The clear effect is no question any more."""
    with pytest.raises(UnknownNameError, match="clearly-better"):
        decide.walk(oxigraph, "NO", AFTER, {"clearly-better": True})


@pytest.mark.parametrize("typed", ["weighted", "weighted=perhaps", "=yes", ""])
def test_malformed_answers(typed):
    """A typing error is not a no."""
    with pytest.raises(InputError):
        decide.parse_answer(typed)


def test_contradicting_answers():
    """Neither of the two wins."""
    with pytest.raises(InputError):
        decide.parse_answers(["weighted=yes", "weighted=no"])


# --- command -----------------------------------------------------------------


def command(graph, *arguments: str) -> int:
    """Run the command on a small graph."""
    with mock.patch("gppgraph.graph.load", return_value=graph):
        return main(["decide", *arguments])


def test_answers_on_the_command_line(oxigraph, capsys):
    """Nothing is asked when answers are given."""
    arguments = [f"--answer={step}" for step in ("concession=no", "insignificant=yes", "weighted=yes")]
    assert 0 == command(oxigraph, "--country=no", f"--as-of={BEFORE}", "--format=json", *arguments)
    printed = capsys.readouterr()
    answer = json.loads(printed.out)
    assert "exempt" == answer["route"]["name"]
    assert ["weighted"] == answer["unused"]
    assert "weighted" in printed.err


def test_an_open_question_ends_with_status_1(oxigraph, capsys):
    """An unfinished walk is no answer."""
    assert 1 == command(oxigraph, "--country=no", f"--as-of={AFTER}", "--answer=value=yes")
    assert "open: defence" in capsys.readouterr().out


def test_questions_go_to_stderr(oxigraph, capsys, monkeypatch):
    """Standard output holds the result and nothing else."""
    monkeypatch.setattr("sys.stdin", io.StringIO("no\nperhaps\nyes\n"))
    assert 0 == command(oxigraph, "--country=no", f"--as-of={BEFORE}")
    printed = capsys.readouterr()
    assert "yes/no" in printed.err
    assert "yes/no" not in printed.out
    assert 'Please answer "yes" or "no".' in printed.err
    assert "duty: exempt" in printed.out


def test_the_end_of_input_leaves_the_question_open(oxigraph, capsys, monkeypatch):
    """A closed pipe is not a no."""
    monkeypatch.setattr("sys.stdin", io.StringIO("no\n"))
    assert 1 == command(oxigraph, "--country=no", f"--as-of={BEFORE}")
    assert "open: insignificant" in capsys.readouterr().out
