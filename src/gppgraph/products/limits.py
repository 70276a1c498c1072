"""Limits of formulas, computed from inputs that a source states.

``limits.yaml`` says for each formula from which inputs; nothing about a formula stands in Python.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from ..errors import MissingExtraError

FILE = "limits.yaml"


class Sum(NamedTuple):
    """A sum of inputs that is the limit of a formula.

    It is for some sources, and for some product types or all.

    With ``more`` the formula allows more than the source states, and the limit is at least the sum.
    """

    inputs: tuple[str, ...]
    sources: frozenset[str]
    products: frozenset[str]
    more: bool


class Limits(NamedTuple):
    """Sums by formula, and the measured property of each share below a limit."""

    sums: Mapping[str, tuple[Sum, ...]]
    below: Mapping[str, str]

    def derives(self, concept: str) -> bool:
        """Return whether a property is computed from a measured one and a limit."""
        return concept in self.below


@cache
def shipped_limits() -> Limits:
    """Return the limits of ``limits.yaml``.

    Raises:
        MissingExtraError: the extra "products" is not installed.
    """
    try:
        import yaml
    except ImportError as error:
        raise MissingExtraError("evaluating products", "products") from error
    content = yaml.safe_load(resources.files(__package__).joinpath(FILE).read_text(encoding="utf-8"))
    return read_limits(content)


def read_limits(content: Mapping[str, Mapping[str, Any]]) -> Limits:
    """Return the limits of a file that was parsed."""
    sums: dict[str, tuple[Sum, ...]] = {}
    for formula, entries in content["limits"].items():
        sums[formula] = tuple(
            Sum(
                inputs=tuple(entry["sum"]),
                sources=frozenset(entry["sources"]),
                products=frozenset(entry.get("products", ())),
                more=entry.get("more", False),
            )
            for entry in entries
        )
    below = {concept: entry["below"] for concept, entry in content["figures"].items()}
    return Limits(sums, below)
