"""The shipped rules against rules written a second time, from the model, for another engine."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, Phase, given, settings

import reasoner_worlds
import rule_worlds
from gppgraph.build.rules import derive
from gppgraph.terms import sparql_prologue
from gppgraph.validation.run import stored
from gppgraph.workspace import root
from interval_worlds import INTERVALS
from places import TESTS
from reasoning import difference, query_difference, second, shipped
from rule_worlds import criterion, months, ppm, requirement

pytestmark = pytest.mark.slow

WORLDS = TESTS / "worlds"
GOODS = "goods:new skos:inScheme codes:goods .\n"
HOLDS = rule_worlds.JOINING


def store_of(world: str) -> ox.Store:
    """Return a store with a small world and what the shipped rules derive from it."""
    store = ox.Store()
    text = sparql_prologue() + rule_worlds.CODES + GOODS + world
    store.load(text, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("urn:x-world"))
    derive(store)
    return store


SMALL = {
    **{name: world for name, (world, _) in rule_worlds.WORDS.items()},
    **{name: world for name, (world, _) in INTERVALS.items()},
    **{path.stem: path.read_text(encoding="utf-8") for path in WORLDS.glob("*.ttl") if path.stem != "codes"},
    "every way to admit a label": rule_worlds.ADMISSION,
    "a statement on silence that is less sure": rule_worlds.SURE_SILENCE.replace(
        "HALOGENS", "secondary"
    ).replace("OTHER", "recalled"),
    "entries that name no type, in sets that do and do not": rule_worlds.NO_TYPES,
    "types outside the requirement, the edition and its clear coverage": (
        requirement("r", months("at-least", 24), products="product:computers")
        + criterion("e", "k", months("at-least", 36))
        + "label:e gpp:coverageUnclear product:desktop .\n"
        + "req:n a gpp:TechnicalSpecification ; cccev:isDerivedFrom set:s ; gpp:status status:not-specified ;"
        " gpp:confidence confidence:secondary .\n"
        + "label:f a gpp:LabelEdition ; gpp:covers product:tablet ; gpp:confidence confidence:verified .\n"
    ),
    "a value of the buyer": (
        requirement("r", months("at-least", 24, '; gpp:parameterName "X"'))
        + criterion("e", "k", months("at-least", 12))
    ),
    "every way in words": (
        requirement("r", rule_worlds.IN_WORDS)
        + "req:r.c1.a1 gpp:valueState state:unformalised . req:r.c1.a2 gpp:valueState state:unformalised .\n"
        + criterion("e", "k", HOLDS)
    ),
    "an outcome for each of two types": rule_worlds.TWO_TYPES,
    "types outside the requirement": (
        rule_worlds.TYPES
        + criterion("e", "k", months("at-least", 60))
        + "label:e gpp:covers product:tablet .\n"
    ),
    "coverage on less sure facts": (
        rule_worlds.COVERAGE.replace("confidence:verified", "confidence:inferred")
        + "label:f gpp:confidence confidence:recalled . label:g gpp:confidence confidence:verified .\n"
    ),
    "a label as the demand on goods in two states": (
        requirement("r", HOLDS)
        + criterion("e", "k", HOLDS)
        + "label:e gpp:certifiesState goods:new , goods:refurbished .\n"
    ),
    "a value of the buyer against one way of a choice": (
        requirement("r", months("at-least", 24, '; gpp:parameterName "X"')) + rule_worlds.ONE_OF_TWO_OFFERED
    ),
    "a value of the buyer in one way of a choice": rule_worlds.ONE_OF_TWO_ASKED
    + criterion("e", "k", months("at-least", 36)),
    "a figure that needs rounding": (
        requirement("r", ppm("at-most", 1000))
        + criterion("e", "k", ppm("at-most", 0).replace("printedValue 0", "printedValue 0.1"))
        + "uom:percent-by-mass gpp:convertsTo unit:PPM ; gpp:conversionFactor 10000.0 .\n"
    ).replace("0.1 ; gpp:printedUnit unit:PPM", "0.1 ; gpp:printedUnit uom:percent-by-mass"),
    "parts confirmed by less sure facts": (
        requirement("r", months("at-least", 24), ppm("at-most", 900, "; gpp:confidence confidence:recalled"))
        + criterion("e", "k", months("at-least", 36), ppm("at-most", 900))
    ),
}


@pytest.mark.parametrize("name", SMALL)
def test_both_conclude_the_same_of_a_small_world(name: str) -> None:
    """One near miss a world."""
    store = store_of(SMALL[name])
    conclusion = second(store)
    assert difference(conclusion, shipped(store)) == []
    assert query_difference(conclusion, store) == []


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(reasoner_worlds.worlds())
def test_both_conclude_the_same_of_generated_worlds(world: str) -> None:
    """Combinations that no source states."""
    store = store_of(world)
    assert difference(second(store), shipped(store)) == []


@pytest.mark.slow
def test_both_conclude_the_same_of_the_shipped_graph() -> None:
    """Every predicate and every verdict, derived or said by the query on verdicts."""
    store = stored(root())
    conclusion = second(store)
    assert difference(conclusion, shipped(store)) == []
    assert query_difference(conclusion, store) == []
    assert len(conclusion["gpp:Verdict"]) > 40_000


def test_a_predicate_that_only_one_side_knows_is_a_difference() -> None:
    """A new rule needs its second writing, or this module fails."""
    store = store_of(SMALL["one of two constraints gives partly"])
    extra = {"gpp:newConclusion": {("req:r", "label:e")}}
    assert difference(second(store), shipped(store) | extra) == [
        "gpp:newConclusion: only the shipped rules, 1 of 1:",
        "    req:r  label:e",
    ]
