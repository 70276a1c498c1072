"""Limits of formulas, computed from what a source states.

``limits.yaml`` says for each formula from which inputs; nothing about a formula stands in Python.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, NamedTuple

import ibis

from ..errors import MissingExtraError

if TYPE_CHECKING:
    from ibis.expr.types import NumericValue

    from .expressions import Interval, Products

FILE = "limits.yaml"


class Sum(NamedTuple):
    """A sum of inputs that is the limit of a formula, for some sources and product types, or all of these.

    With ``more`` the formula allows more than the source states, and the limit is at least the sum.
    """

    inputs: tuple[str, ...]
    sources: frozenset[str]
    products: frozenset[str]
    more: bool


class Limits(NamedTuple):
    """The sums by formula, and the measured property by each property that is a share below a limit."""

    sums: Mapping[str, tuple[Sum, ...]]
    below: Mapping[str, str]

    def derives(self, concept: str) -> bool:
        """Return whether a property is computed from a measured one and a limit."""
        return concept in self.below

    def limit(self, products: Products, formulas: Collection[str]) -> Interval | None:
        """Return the limit of the first of some formulas that a product states the inputs of.

        ``None`` if no column can give one.
        """
        from .expressions import Interval

        ends: list[tuple[NumericValue, NumericValue]] = []
        for formula in sorted(formulas):
            for entry in self.sums.get(formula, ()):
                if all(products.has(f"input__{name}__low") for name in entry.inputs):
                    ends.append(_ends(products, entry))
        if not ends:
            return None
        shut = ibis.literal(False)
        return Interval(
            ibis.coalesce(*(low for low, _ in ends)), ibis.coalesce(*(high for _, high in ends)), shut, shut
        )

    def derived(self, products: Products, concept: str, formulas: Collection[str]) -> Interval | None:
        """Return a figure that is a share below a limit, in per cent; ``None`` if no column can give one."""
        from .expressions import Interval

        limit, found = self.limit(products, formulas), products.interval(f"{self.below[concept]}__measured")
        if limit is None or found is None:
            return None
        return Interval(
            100 * (1 - found.high / limit.low),
            100 * (1 - found.low / limit.high),
            found.high_open,
            found.low_open,
        )


def _ends(products: Products, entry: Sum) -> tuple[NumericValue, NumericValue]:
    """Return both ends of a sum, null for products that it is not for."""
    parts = [part for name in entry.inputs if (part := products.interval(f"input__{name}"))]
    low, high = parts[0].low, parts[0].high
    for part in parts[1:]:
        low, high = low + part.low, high + part.high
    about = products.column("source").isin(sorted(entry.sources))
    if entry.products:
        about = about & products.column("product_type").isin(sorted(entry.products))
    return (
        ibis.cases((about & (low > 0), low)),
        ibis.null("float64") if entry.more else ibis.cases((about & (low > 0), high)),
    )


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
