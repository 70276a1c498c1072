"""Questions on what law gives and when, as exact rows of small worlds, on both engines."""

from __future__ import annotations

import pyoxigraph as ox

from gppgraph.catalogue.query import text_of
from gppgraph.rdf.engines import Rdflib
from gppgraph.rdf.rdflib_copy import as_rdflib
from gppgraph.rdf.rows import Row, Term
from gppgraph.rdf.store import select
from gppgraph.terms import iri, slug
from law_worlds import CODES, law
from rule_worlds import FROM_END, FROM_PURCHASE, built, months, ppm, requirement

EARLY, LATE = "; gpp:validFrom '2025-06-20'^^xsd:date", "; gpp:validFrom '2027-02-18'^^xsd:date"
# One duty goes further than the first demand from 2025 on, another gives the second one from 2027 on.
WORLD = (
    CODES
    + requirement("r", months("at-least", 24, FROM_PURCHASE), ppm("at-most", 900))
    + law("x.1", months("at-least", 84, FROM_END), days=EARLY)
    + law("y.1", ppm("at-most", 900), act="y", days=LATE)
)
NEAR_MISSES = {
    "a duty on some units": WORLD.replace("law:y.1 a", "law:y.1 gpp:unitsThat condition:slate . law:y.1 a"),
    "a duty of another place": WORLD.replace(
        "act:y a gpp:LegalAct ; gpp:jurisdiction jurisdiction:eu",
        "act:y a gpp:LegalAct ; gpp:jurisdiction jurisdiction:no",
    ),
    "a recalled duty": WORLD.replace(
        "law:y.1.c1 a gpp:Constraint ; gpp:confidence confidence:verified",
        "law:y.1.c1 a gpp:Constraint ; gpp:confidence confidence:recalled",
    ),
}


def rows(query: str, world: str, *columns: str, day: str | None = None) -> list[tuple[str, ...]]:
    """Return columns of the answer; both engines give the same."""
    store = built(world)
    bound: dict[str, Term] = (
        {"day": ox.Literal(day, datatype=ox.NamedNode(iri("xsd", "date")))} if day else {}
    )
    found = [plain(row, columns) for row in select(store, text_of(query), bound)]
    again = Rdflib(as_rdflib(store)).select(text_of(query), bound)
    assert sorted(found) == sorted(plain(row, columns) for row in again)
    return found


def plain(row: Row, columns: tuple[str, ...]) -> tuple[str, ...]:
    """Return cells as text: names without their beginning, nothing as ``-``."""
    terms = [row[name] for name in columns]
    return tuple(
        "-" if term is None else slug(term.value) if isinstance(term, ox.NamedNode) else term.value
        for term in terms
    )


def test_a_timeline_has_each_duty_with_its_first_day() -> None:
    assert rows("law-timeline", WORLD, "constraint", "from", "outcome", "duty", "doubtful") == [
        ("r.c1", "2025-06-20", "met", "x.1.c1", "false"),
        ("r.c2", "2027-02-18", "met", "y.1.c1", "false"),
    ]


def test_next_is_what_begins_after_the_day() -> None:
    """On its first day a duty is no longer to come."""
    columns = ("from", "constraint", "outcome", "act")
    both = [("2025-06-20", "r.c1", "met", "x"), ("2027-02-18", "r.c2", "met", "y")]
    assert rows("law-gives-next", WORLD, *columns, day="2025-06-19") == both
    assert rows("law-gives-next", WORLD, *columns, day="2025-06-20") == both[1:]
    assert rows("law-gives-next", WORLD, *columns, day="2027-02-18") == []
    assert rows("law-gives-next", WORLD, *columns) == both


def test_what_does_not_hold_for_sure_comes_never() -> None:
    """Where some units of a type are bound, the row names their condition."""
    columns = ("from", "constraint", "units")
    some = rows("law-gives-next", NEAR_MISSES["a duty on some units"], *columns, day="2026-12-01")
    assert some == [("2027-02-18", "r.c2", "slate")]
    for name in ("a duty of another place", "a recalled duty"):
        assert rows("law-gives-next", NEAR_MISSES[name], *columns, day="2026-12-01") == [], name


def test_law_overtakes_a_requirement_when_the_last_part_is_given() -> None:
    """The part that asks for less says so before."""
    columns = ("constraint", "relation", "whole")
    assert rows("law-against-requirements", WORLD, *columns, day="2025-06-19") == []
    assert rows("law-against-requirements", WORLD, *columns, day="2027-02-17") == [("r.c1", "less", "false")]
    assert rows("law-against-requirements", WORLD, *columns, day="2027-02-18") == [
        ("r.c1", "less", "true"),
        ("r.c2", "same", "true"),
    ]


def test_law_overtakes_nothing_by_a_duty_that_does_not_bind_every_unit_for_sure() -> None:
    """Some units, another place, a fact that is recalled only."""
    columns = ("constraint", "relation", "whole")
    for name, world in NEAR_MISSES.items():
        found = rows("law-against-requirements", world, *columns, day="2027-02-18")
        assert found == [("r.c1", "less", "false")], name


def test_a_demand_to_obey_law_is_never_overtaken() -> None:
    """That law gives it says nothing."""
    world = WORLD.replace("req:r.c1 a", "req:r.c1 gpp:asksToObeyLaw true . req:r.c1 a")
    found = rows("law-against-requirements", world, "constraint", day="2027-02-18")
    assert found == [("r.c2",)]
