"""The rules against an independent oracle: no entailment too many, and each one too few named."""

from __future__ import annotations

from collections import Counter
from functools import cache

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("z3")
from gppgraph.build.rules import derive
from gppgraph.terms import expand, slug, sparql_prologue
from gppgraph.validation.run import stored
from gppgraph.workspace import DERIVED, root
from smt import Alternative, Oracle, Reader

pytestmark = pytest.mark.slow

# Why the rules may fall short of the oracle: each is sound, and said in docs/entailment.md.
KNOWN_GAPS = {
    "the demand looks at nothing",  # everything it reaches it exempts
    "the offer cannot be met",  # a contradiction entails everything
    "exempt things are out of reach anyway",  # the offer exempts what the demand does not look at
    "figures together",  # a list is covered by two figures, or by a choice, together
}
ENTAILS = ox.NamedNode(expand("gpp:entails"))
ADDRESSES = ox.NamedNode(expand("gpp:addresses"))


def pairs(store: ox.Store, predicate: ox.NamedNode) -> set[tuple[str, str]]:
    """Return the derived pairs of a predicate."""
    return {
        (quad.subject.value, quad.object.value)  # type: ignore[union-attr]
        for quad in store.quads_for_pattern(None, predicate, None, ox.NamedNode(DERIVED))
    }


def compare(premises: ox.Store, derived: ox.Store) -> tuple[list[str], Counter[str], int]:
    """Return unsound pairs, the kinds of missed pairs, and the number of pairs asked about."""
    reader = Reader(premises)
    alternatives = reader.alternatives()
    oracle = Oracle(reader.hierarchies)
    entailed = pairs(derived, ENTAILS)
    unsound: list[str] = []
    missed: Counter[str] = Counter()
    asked = 0
    for offered, demanded in sorted(pairs(derived, ADDRESSES)):
        if offered not in alternatives or demanded not in alternatives:
            continue  # implied by a stated bridge; what implies it is asked about itself
        asked += 1
        truth = oracle.entails(alternatives[offered], alternatives[demanded])
        if (offered, demanded) in entailed and not truth:
            unsound.append(f"{slug(offered)} does not entail {slug(demanded)}")
        elif truth and (offered, demanded) not in entailed:
            missed[gap(oracle, alternatives[offered], alternatives[demanded])] += 1
    return unsound, missed, asked


def gap(oracle: Oracle, offered: Alternative, demanded: Alternative) -> str:
    """Return why the rules do not see what the oracle sees."""
    nothing = Alternative("nothing", ())
    if oracle.entails(nothing, demanded):
        return "the demand looks at nothing"
    if oracle.entails(offered, Alternative("everything", (), conditions=frozenset())) and contradictory(
        oracle, offered
    ):
        return "the offer cannot be met"
    if offered.exempts - demanded.exempts:
        return "exempt things are out of reach anyway"
    if len(offered.figures) > 1 or any(len(figure.members) > 1 for figure in offered.figures):
        return "figures together"
    return f"not named: {offered} {demanded}"


def contradictory(oracle: Oracle, alternative: Alternative) -> bool:
    """Return whether nothing can meet an alternative."""
    import z3

    solver = z3.Solver()
    solver.add(oracle._scope(alternative), oracle._figures(alternative, "offered"))
    return bool(solver.check() == z3.unsat)


def test_shipped_alternatives() -> None:
    """Every pair of alternatives in the data that bound one property."""
    dataset, premises = stored(root()), ox.Store()
    premises.extend(quad for quad in dataset if quad.graph_name != ox.NamedNode(DERIVED))
    unsound, missed, asked = compare(premises, dataset)
    assert unsound == []
    assert set(missed) <= KNOWN_GAPS
    assert asked > 1000


CODES = """
uom:m gpp:convertsTo uom:m ; gpp:conversionFactor 1 .
uom:y gpp:convertsTo uom:m ; gpp:conversionFactor 12 .
concept:period gpp:canonicalUnit uom:m . concept:other gpp:canonicalUnit uom:m .
scale:a gpp:rank 1 ; skos:inScheme codes:scale . scale:b gpp:rank 2 ; skos:inScheme codes:scale .
component:whole skos:inScheme codes:component .
component:part skos:inScheme codes:component ; skos:broader component:whole .
component:rest skos:inScheme codes:component ; skos:broader component:whole .
substance:s skos:inScheme codes:substance .
member:strong gpp:implies member:weak . member:weak skos:inScheme codes:member .
member:everyone gpp:implies member:end-user , member:repairer .
member:end-user skos:inScheme codes:member . member:repairer skos:inScheme codes:member .
start:last-unit-placed-on-market gpp:reachesAtLeastAsFarAs start:last-unit-placed-on-market , start:end-of-production , start:delivery , start:purchase .
start:end-of-production gpp:reachesAtLeastAsFarAs start:end-of-production , start:delivery , start:purchase .
start:delivery gpp:reachesAtLeastAsFarAs start:delivery , start:purchase .
start:purchase gpp:reachesAtLeastAsFarAs start:purchase .
confidence:v gpp:rank 4 . party:manufacturer skos:inScheme codes:party ; gpp:labelsSpeakFor true . party:product skos:inScheme codes:party ; gpp:labelsSpeakFor true .
"""


def some(prefix: str, *names: str) -> st.SearchStrategy[str]:
    """Up to two codes, or none."""
    return st.lists(st.sampled_from(names), max_size=2, unique=True).map(
        lambda found: " , ".join(f"{prefix}:{name}" for name in found)
    )


NUMBER = st.builds(
    lambda op, value, unit: f"gpp:operator op:{op} ; gpp:printedValue {value} ; gpp:printedUnit uom:{unit}",
    st.sampled_from(["at-least", "more-than", "at-most", "less-than"]),
    st.sampled_from(["1", "12", "24", "24.0", "0.5", "2"]),
    st.sampled_from("my"),
)
BODY = st.one_of(
    NUMBER.map(lambda text: f"cccev:constrains concept:period ; {text}"),
    st.just("cccev:constrains concept:period ; gpp:operator op:at-least ; gpp:valueState state:unknown"),
    st.just("cccev:constrains concept:period ; gpp:operator op:at-least ; gpp:valueState state:no-number"),
    st.builds(
        lambda op, step: (
            f"cccev:constrains concept:step ; gpp:operator op:{op} ; gpp:printedRank scale:{step}"
        ),
        st.sampled_from(["at-least", "more-than", "at-most", "less-than"]),
        st.sampled_from("ab"),
    ),
    st.just("cccev:constrains concept:yes ; gpp:operator op:holds"),
    st.builds(
        lambda op, members: f"cccev:constrains concept:list ; gpp:operator op:{op} ; gpp:member {members}",
        st.sampled_from(["all-of", "one-of"]),
        st.lists(
            st.sampled_from(["member:strong", "member:weak", "component:whole", "component:part"]),
            min_size=1,
            max_size=2,
            unique=True,
        ).map(" , ".join),
    ),
)
SCOPE = st.fixed_dictionaries(
    {
        "gpp:reaches": st.one_of(
            st.just(""), some("component", "whole", "part", "rest"), st.just("substance:s")
        ),
        "gpp:exempts": st.one_of(st.just(""), st.just(""), some("component", "whole", "part")),
        "gpp:partMassOver": st.sampled_from(["", "", "0.5", "25"]),
        "gpp:onlyIf": st.sampled_from(["", "", "", "condition:c"]),
        "gpp:scopeUnknown": st.sampled_from(
            ["", "", "", "", "", "dimension:exemption", "dimension:condition"]
        ),
        "gpp:testMethod": st.one_of(st.just(""), st.just(""), some("std", "one", "two")),
        "gpp:orEquivalent": st.sampled_from(["", "", "true"]),
        "gpp:availableTo": st.one_of(
            st.just(""), st.just(""), some("member", "everyone", "end-user", "repairer")
        ),
        "gpp:binds": st.one_of(st.just(""), some("party", "manufacturer", "product")),
    }
)
STARTS = st.sampled_from(["", "", "purchase", "delivery", "end-of-production", "last-unit-placed-on-market"])


@st.composite
def statements(draw: st.DrawFn) -> str:
    """A requirement with one constraint, of one or two figures."""
    body = draw(BODY)
    scope = draw(SCOPE)
    text = body + "".join(f" ; {name} {value}" for name, value in scope.items() if value)
    start = draw(STARTS)
    if "at-least" in body and "concept:period" in body and start:
        text += f" ; gpp:periodStart start:{start}"
    facet = draw(st.one_of(st.just(""), st.just(""), NUMBER))
    return f"{text}|{facet}|{draw(st.sampled_from(['', 'new', 'refurbished']))}"


def world(drawn: list[str]) -> ox.Store:
    """The Turtle of the statements, in a store."""
    text = CODES
    for number, statement in enumerate(drawn):
        body, facet, state = statement.split("|")
        node = f"req:r{number}"
        text += (
            f"{node} a gpp:TechnicalSpecification ; cccev:isDerivedFrom set:s ; gpp:status status:specified ;"
            f" gpp:confidence confidence:v ; cccev:hasRequirement {node}.c1 "
            + (f"; gpp:appliesToState goods:{state} " if state else "")
            + ".\n"
            + f"{node}.c1 a gpp:Constraint ; gpp:confidence confidence:v ; {body} "
            + (
                f"; gpp:hasFacet {node}.c1.f1 .\n{node}.c1.f1 cccev:constrains concept:other ; {facet}"
                if facet
                else ""
            )
            + " .\n"
        )
    store = ox.Store()
    store.load(sparql_prologue() + text, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("urn:x-world"))
    return store


@cache
def tally() -> Counter[str]:
    """How many pairs were asked about, and how many of them entail."""
    return Counter()


@settings(max_examples=115, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(statements(), min_size=6, max_size=16))
def test_generated_alternatives(drawn: list[str]) -> None:
    """Thousands of pairs that no source states, near misses among them."""
    premises, store = world(drawn), world(drawn)
    derive(store)
    unsound, missed, asked = compare(premises, store)
    tally()["asked"] += asked
    tally()["entailed"] += len(pairs(store, ENTAILS))
    assert unsound == []
    assert set(missed) <= KNOWN_GAPS, missed


def test_enough_pairs_were_generated() -> None:
    """Runs after the generated worlds: a generator that makes no entailment tests nothing."""
    if not tally():
        pytest.skip("the generated worlds were not run")
    assert tally()["asked"] > 3000
    assert tally()["entailed"] > 50
