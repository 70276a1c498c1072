"""How much of a requirement is proved at least and at most."""

from __future__ import annotations

import pytest

from interval_worlds import INTERVALS
from rule_worlds import canonical, on_oxigraph, on_rdflib, verdicts


@pytest.mark.parametrize("case", INTERVALS)
def test_a_verdict_has_two_ends(case: str) -> None:
    """One near miss a world: word, at least and at most."""
    world, expected = INTERVALS[case]
    found = [verdicts(world, column)[("r", "e", "notebook")] for column in ("verdict", "at_least", "at_most")]
    assert tuple(found) == expected


@pytest.mark.parametrize("case", INTERVALS)
def test_rdflib_finds_the_same_ends(case: str) -> None:
    """The rules are plain SPARQL: a second engine draws the same conclusions."""
    world, _ = INTERVALS[case]
    assert canonical(on_oxigraph(world)) == canonical(on_rdflib(world))
