"""Broken data are noticed. ``make mutation`` counts the whole score."""

from __future__ import annotations

import re
from functools import cache

import pytest

from mutation import KINDS, PAGE, World, score


@cache
def world() -> World:
    """The valid world, read once."""
    return World()


def test_world_is_valid() -> None:
    """A world with findings of its own would hide those of its mutants."""
    assert world().own == set()


@pytest.mark.parametrize("kind", KINDS)
def test_sampled_mutants_are_noticed(kind: str) -> None:
    """A few of each kind, the same in every run."""
    sampled = score(world(), kind, at_most=4)
    assert sampled.mutants > 0
    assert len(sampled.survivors) <= 1, sampled.survivors


def test_page_counts_every_mutant_of_every_kind() -> None:
    """A score of another world, or without a kind, misleads; ``make mutation`` writes it anew."""
    rows = re.findall(r"^\| (.+?) \| (\d+) \| ", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    counted = {kind: sum(1 for _ in mutate(world())) for kind, mutate in KINDS.items()}
    assert {kind: int(number) for kind, number in rows if kind != "all"} == counted
