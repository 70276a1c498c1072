"""The tree of exceptions is drawn as it is, and near matches are near."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator

import pytest

import gppgraph
from gppgraph import errors
from gppgraph.decisions.decide import Step, Table, follow
from gppgraph.errors import GppGraphError, UnknownNameError


def descendants(kind: type[GppGraphError]) -> Iterator[type[GppGraphError]]:
    """Yield the exceptions below one."""
    for below in kind.__subclasses__():
        yield below
        yield from descendants(below)


def test_the_drawn_tree_has_every_exception_of_the_package() -> None:
    """Each stands in errors.py, so that a caller finds all that can be raised on purpose in one place."""
    for module in pkgutil.walk_packages(gppgraph.__path__, "gppgraph."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    ours = [kind for kind in descendants(GppGraphError) if kind.__module__.startswith("gppgraph")]
    assert {kind.__module__ for kind in ours} == {errors.__name__}
    drawn = re.findall(r"^[│├└─ ]*[├└]── (\w+)  ", errors.__doc__ or "", re.MULTILINE)
    assert sorted(drawn) == sorted(kind.__name__ for kind in ours)


def test_the_drawn_tree_hangs_each_exception_under_its_parent() -> None:
    """All of them hang directly under the head, as the drawing says."""
    assert {kind.__bases__ for kind in descendants(GppGraphError)} == {(GppGraphError,)}


def unknown_step(name: str) -> UnknownNameError:
    """Return what is raised for an answer to a step that a decision table of two steps does not have."""
    steps = tuple(
        Step(f"urn:{step}", step, "?", None, "urn:a", "urn:b") for step in ("weighted", "negligible")
    )
    table = Table("urn:t", "t", "NO", "2026-01-01", "2026-01-01", None, "urn:weighted", steps)
    with pytest.raises(UnknownNameError) as caught:
        follow(table, {}, {name: True})
    return caught.value


def test_a_misspelt_step_is_told_the_near_step_alone() -> None:
    """A list of every step is no help."""
    assert str(unknown_step("weigthed")) == 'step "weigthed" not found. Close matches: weighted.'


def test_a_step_like_no_other_is_told_which_there_are() -> None:
    """None of them is a close match."""
    assert str(unknown_step("zzz")) == 'step "zzz" not found. There are: negligible, weighted.'
