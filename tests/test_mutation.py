"""Broken data are noticed. The whole score is printed by ``python -m tests.mutation``."""

from __future__ import annotations

from functools import cache

import pytest

from mutation import KINDS, World, score


@cache
def world() -> World:
    """The valid world, read once."""
    return World()


def test_world_is_valid() -> None:
    """A world with findings of its own would hide those of its mutants."""
    own = {str(quad.subject) for quad in world().quads}
    assert {focus for _, focus, _ in world().known if f"<{focus.strip('<>')}>" in own} == set()


@pytest.mark.parametrize("kind", KINDS)
def test_sampled_mutants_are_noticed(kind: str) -> None:
    """A few of each kind, the same in every run."""
    sampled = score(world(), kind, at_most=4)
    assert sampled.mutants > 0
    assert len(sampled.survivors) <= 1, sampled.survivors
