"""Limits of formulas, and shares below a limit, as intervals."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

import ibis

from .limits import Sum
from .relation import Interval, Products

if TYPE_CHECKING:
    from ibis.expr.types import NumericValue


def limit(products: Products, formulas: Collection[str]) -> Interval | None:
    """Return the limit of the first formula whose inputs a product states.

    ``None`` if no column can give one.
    """
    ends: list[tuple[NumericValue, NumericValue]] = []
    for formula in sorted(formulas):
        for entry in products.limits.sums.get(formula, ()):
            if all(products.has(f"input__{name}__low") for name in entry.inputs):
                ends.append(_ends(products, entry))
    if not ends:
        return None
    shut = ibis.literal(False)
    highs = [(low.notnull(), high) for low, high in ends]  # of the same sum as the low end
    return Interval(ibis.coalesce(*(low for low, _ in ends)), ibis.cases(*highs), shut, shut)


def derived(products: Products, concept: str, formulas: Collection[str]) -> Interval | None:
    """Return the share by which a figure lies below a limit, in per cent.

    ``None`` if no column can give one.
    """
    most, found = limit(products, formulas), products.interval(f"{products.limits.below[concept]}__measured")
    if most is None or found is None:
        return None
    return Interval(
        100 * (1 - found.high / most.low),
        100 * (1 - found.low / most.high),
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
