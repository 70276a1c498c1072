"""A dataset to which statements are added has the conclusions of a dataset that had them from the start."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gppgraph.build import addition
from gppgraph.build.closure import entail
from gppgraph.build.rules import DERIVING, NAMING, derive
from gppgraph.build.touched import Before, Touched, touched
from gppgraph.catalogue.query import text_of
from gppgraph.rdf.store import select, sorted_lines
from gppgraph.workspace import DERIVED, ENTAILED
from reasoner_worlds import CODES, texts
from rule_worlds import CODES as COMMON_CODES
from rule_worlds import PROLOGUE

ADDED = "urn:x-contributed:added.ttl"
DEMAND = """
req:s.n1 a gpp:TechnicalSpecification ; cccev:isDerivedFrom set:s ; gpp:status status:specified ; gpp:fullyFormalised true ;
  gpp:confidence confidence:verified ; gpp:appliesToProduct product:notebook ; cccev:hasRequirement req:s.n1.c1 .
req:s.n1.c1 cccev:constrains concept:spare-parts ; gpp:operator op:at-least ; gpp:printedValue 2 ;
  gpp:printedUnit unit:YR ; gpp:confidence confidence:verified .
"""
CRITERION = """
crit:{0}.n{1} a gpp:LabelCriterion ; cccev:isDerivedFrom label:{0} ; gpp:bindingness binding:mandatory ;
  gpp:confidence confidence:verified ; cccev:hasRequirement crit:{0}.n{1}.c1 .
crit:{0}.n{1}.c1 cccev:constrains concept:spare-parts ; gpp:operator op:at-least ; gpp:printedValue {2} ;
  gpp:printedUnit unit:YR ; gpp:confidence confidence:verified .
"""
EDITION = """
label:new a gpp:LabelEdition ; gpp:covers product:notebook ; gpp:confidence confidence:verified .
"""


def quads(text: str, graph: str) -> list[ox.Quad]:
    """Return the statements of a text in a named graph."""
    parsed = ox.parse(PROLOGUE + text, format=ox.RdfFormat.TURTLE)
    return [ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(graph)) for quad in parsed]


def concluded(*statements: list[ox.Quad]) -> ox.Store:
    """Return a dataset with all its conclusions."""
    store = ox.Store()
    for some in statements:
        store.extend(some)
    entail(store)
    derive(store, (*DERIVING, *NAMING))
    return store


def conclusions(store: ox.Store) -> list[bytes]:
    """Return what follows from a dataset, as sorted lines."""
    return [*sorted_lines(store, ENTAILED), *sorted_lines(store, DERIVED)]


def words(store: ox.Store) -> dict[str, str]:
    """Return the words of the verdicts on the demand, by edition, such as ``{"e": "below"}``."""
    rows = select(store, text_of("verdicts-and-outcomes"))
    return {row.slug("edition"): row.slug("word") for row in rows if row.slug("asked") == "s.n1"}


@pytest.fixture
def units(monkeypatch: pytest.MonkeyPatch) -> list[frozenset[str] | None]:
    """The names of touched units, one entry for each addition; ``None`` for all."""
    found: list[frozenset[str] | None] = []

    def finding(
        store: ox.Store, before: Before, patterns: Iterable[str], bases: Sequence[str]
    ) -> Touched | None:
        units = touched(store, before, patterns, bases)
        found.append(units and units.names)
        return units

    monkeypatch.setattr(addition, "touched", finding)
    return found


def test_only_what_the_added_statements_touch_is_concluded_anew(units: list[frozenset[str] | None]) -> None:
    """The demand stays as it was against the other edition."""
    codes = quads(COMMON_CODES + CODES, "urn:x-codes")
    facts = quads(DEMAND + CRITERION.format("e", 1, 1) + CRITERION.format("g", 1, 3), "urn:x-facts")
    store = concluded(codes, facts)
    before = words(store)
    added = quads(EDITION + CRITERION.format("new", 1, 5), ADDED)
    addition.add(store, added)
    assert units == [frozenset({"new"})]
    assert words(store) == before | {"new": "satisfies"}
    assert conclusions(store) == conclusions(concluded(codes, facts, added))


def test_what_changes_an_answer_does(units: list[frozenset[str] | None]) -> None:
    """A further criterion of an edition that is there."""
    codes = quads(COMMON_CODES + CODES, "urn:x-codes")
    facts = quads(DEMAND + CRITERION.format("e", 1, 1) + CRITERION.format("g", 1, 3), "urn:x-facts")
    store = concluded(codes, facts)
    assert words(store)["e"] == "below"
    addition.add(store, quads(CRITERION.format("e", 2, 4), ADDED))
    assert units == [frozenset({"e"})]
    assert words(store)["e"] == "satisfies"


def test_a_name_that_takes_things_of_another_edition_is_concluded_as_a_whole() -> None:
    """An edition that is named like the beginning of a requirement."""
    codes = quads(COMMON_CODES + CODES, "urn:x-codes")
    facts = quads(DEMAND + CRITERION.format("e", 1, 3), "urn:x-facts")
    store = concluded(codes, facts)
    added = quads(EDITION.replace("label:new", "label:s.n1"), ADDED)
    addition.add(store, added)
    assert conclusions(store) == conclusions(concluded(codes, facts, added))


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    before=st.lists(texts(), min_size=4, max_size=8),
    more=st.lists(texts(), min_size=1, max_size=2),
    sign=st.sampled_from([".", ".", "-"]),
    new=st.booleans(),
)
def test_statements_added_to_a_small_world_give_the_conclusions_of_all(
    before: list[str], more: list[str], sign: str, new: bool
) -> None:
    """Requirements and criteria in combinations, of editions that are there or of a new one."""

    def named(entries: list[str], first: int) -> str:
        owners = [text.partition("isDerivedFrom ")[2].partition(":")[2][0] for text in entries]
        named = enumerate(zip(owners, entries, strict=True), first)
        return "".join(text.replace("NODE", f"{owner}{sign}n{n}") for n, (owner, text) in named)

    codes = quads(COMMON_CODES + CODES, "urn:x-codes")
    facts = quads(named(before, 0), "urn:x-facts")
    text = named(more, 90)
    if new:
        text = text.replace("label:e ", "label:new ").replace(f":e{sign}n", f":new{sign}n") + EDITION
    added = quads(text, ADDED)
    store = concluded(codes, facts)
    addition.add(store, added)
    assert conclusions(store) == conclusions(concluded(codes, facts, added))
