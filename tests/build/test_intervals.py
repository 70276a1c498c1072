"""How much of a requirement is proved at least and at most, and why the rest is open."""

from __future__ import annotations

import re
from itertools import product

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import reasoner_worlds
from gppgraph.catalogue.query import text_of
from gppgraph.rdf.store import select
from interval_worlds import INTERVALS, REASONS
from rule_worlds import built, canonical, on_oxigraph, on_rdflib, verdicts

EXTENTS = ("none", "part", "all")
OPEN = ("unknown", "unformalised", "optional")
Case = tuple[str, str, str]


@pytest.mark.parametrize("case", INTERVALS)
def test_a_verdict_has_two_ends(case: str) -> None:
    """One near miss a world: word, at least and at most."""
    world, expected = INTERVALS[case]
    found = [verdicts(world, column)[("r", "e", "notebook")] for column in ("verdict", "at_least", "at_most")]
    assert tuple(found) == expected


@pytest.mark.parametrize("case", [*INTERVALS, *REASONS])
def test_rdflib_finds_the_same_ends_and_reasons(case: str) -> None:
    """The rules are plain SPARQL: a second engine draws the same conclusions."""
    world, _ = INTERVALS.get(case) or REASONS[case]
    assert canonical(on_oxigraph(world)) == canonical(on_rdflib(world))


@pytest.mark.parametrize("case", REASONS)
def test_an_open_constraint_has_one_reason(case: str) -> None:
    """Reason, dimensions, neighbour, and the text that settles it."""
    world, expected = REASONS[case]
    rows = [row for row in select(built(world), text_of("reasons")) if row.slug("product") == "notebook"]
    found = {
        (
            row.slug("constraint"),
            row.slug("reason"),
            row.slug_or_none("dimension"),
            row.slug_or_none("neighbour"),
            row.slug("document"),
        )
        for row in rows
    }
    assert found == expected


def ends(world: str) -> dict[Case, tuple[str, int, int]]:
    """Return the word and the two ends of each verdict, by requirement, edition and product type."""
    return {
        (row.slug("requirement"), row.slug("edition"), row.slug("product")): (
            row.slug("verdict"),
            EXTENTS.index(row.slug("at_least")),
            EXTENTS.index(row.slug("at_most")),
        )
        for row in select(built(world), text_of("verdicts-bare"))
    }


def outcomes(world: str) -> dict[Case, list[str]]:
    """Return the outcomes of the parts of each case, the rest of a text among them."""
    found: dict[Case, list[str]] = {}
    for row in select(built(world), text_of("outcomes")):
        case = (row.slug("requirement"), row.slug("edition"), row.slug("product"))
        found.setdefault(case, []).append(row.slug("outcome"))
    return found


def possible(parts: list[str]) -> set[int]:
    """Return how much is given in each way in which open parts may turn out, by plain enumeration."""
    ways = product(*([True, False] if part in OPEN else [part == "met"] for part in parts))
    return {2 if all(way) else 1 if any(way) else 0 for way in ways}


RANDOM = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.slow
@RANDOM
@given(reasoner_worlds.worlds())
def test_the_ends_are_those_of_every_way_in_which_open_parts_may_turn_out(world: str) -> None:
    """A naive oracle; and where nothing is open both ends are equal."""
    parts = outcomes(world)
    for case, (word, least, most) in ends(world).items():
        if word in ("not-specified", "not-applicable", "not-covered"):
            assert (least, most) == (0, 0)
            continue
        given_ = possible(parts[case])
        if word == "out-of-reach":
            assert set(parts[case]) == {"out-of-reach"}
            assert (least, most) == (0, 0)
        elif word == "undetermined" and case[1] == "f":
            assert least == 0
            assert most <= max(given_)
        else:
            assert (least, most) == (min(given_), max(given_)), (case, parts[case])
        assert (word == "satisfies") == ((least, most) == (2, 2))


@pytest.mark.slow
@RANDOM
@given(reasoner_worlds.worlds(), st.data())
def test_to_learn_a_fact_never_widens_the_ends(world: str, data: st.DataObject) -> None:
    """A value is found, a dimension of scope of the label settled, or it is learnt which types are certified."""
    facts = [
        (r"gpp:coverageUnclear product:notebook", "gpp:covers product:notebook"),
        (r"gpp:coverageUnclear product:notebook ;", ""),
        (r"gpp:operator op:at-least ; gpp:valueState state:unknown", _value("12")),
        (r"gpp:operator op:at-least ; gpp:valueState state:unknown", _value("36")),
        (r" ; gpp:scopeUnknown dimension:(component|exemption|part-mass|reach)(?= )", ""),
    ]
    known = [fact for fact in facts if re.search(fact[0], _of_labels(world))]
    assume(known)
    pattern, learnt = data.draw(st.sampled_from(known))
    place = data.draw(st.sampled_from([match.span() for match in re.finditer(pattern, _of_labels(world))]))
    text = _of_labels(world)
    before, after = ends(world), ends(_of_sets(world) + text[: place[0]] + learnt + text[place[1] :])
    for case, (_, least, most) in after.items():
        assert before[case][1] <= least, (case, pattern, learnt)
        assert most <= before[case][2], (case, pattern, learnt)


def _value(months: str) -> str:
    return f"gpp:operator op:at-least ; gpp:printedValue {months} ; gpp:printedUnit uom:calendar-month"


def _of_labels(world: str) -> str:
    """Return the lines on label editions and their criteria."""
    return "".join(line for line in world.splitlines(keepends=True) if _on_label(line))


def _of_sets(world: str) -> str:
    return "".join(line for line in world.splitlines(keepends=True) if not _on_label(line))


def _on_label(line: str) -> bool:
    return line.startswith(("label:", "crit:", "    gpp:certifiesState"))
