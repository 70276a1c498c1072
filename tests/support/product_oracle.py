"""A second judge of products: one row and one demand at a time, in plain Python.

It is written from docs/evaluation.md and shares no line with the expressions that engines run.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import inf
from typing import Any

from gppgraph.products.demands import Alternative, Constraint, DemandedFigure, DemandedRequirement
from gppgraph.products.limits import Limits

Row = Mapping[str, Any]
Truth = bool | None


def verdict(row: Row, demand: DemandedRequirement, leaves: Collection[str], limits: Limits) -> str | None:
    """Return "proved", "failed" or "unknown", and ``None`` where the demand is not about the row."""
    kind, state = row.get("product_type"), row.get("state")
    if state is not None and state not in demand.states:
        return None
    if kind in leaves and kind not in demand.products:
        return None
    if kind not in leaves:
        return "unknown"
    asked = [constraint for constraint in demand.constraints if kind in constraint.products]
    results = {met(row, constraint, limits) for constraint in asked}
    if False in results:
        return "failed"
    return "unknown" if None in results or not demand.formalised else "proved"


def met(row: Row, constraint: Constraint, limits: Limits) -> Truth:
    """Return whether one of the alternatives holds."""
    found = [way(row, entry, limits) for entry in constraint.alternatives]
    if True in found:
        return True
    return False if found and None not in found else None


def way(row: Row, demanded: Alternative, limits: Limits) -> Truth:
    """Return whether every figure holds in the scope demanded."""
    if demanded.open or not demanded.figures:
        return None
    main = demanded.figures[0]
    found = [figure(row, entry, demanded, limits) for entry in demanded.figures]
    if all(entry is True for entry in found):
        return True if speaks_of_all(row, main.column, demanded, limits) else None
    if False not in found or demanded.narrowed:
        return None
    if len(found) > 1 and any(may_be_better(row, entry) for entry in demanded.figures):
        return None
    return False if speaks_of_some(row, main.column, demanded, limits) else None


def may_be_better(row: Row, demanded: DemandedFigure) -> bool:
    """Return whether a number may lie beyond the one demanded, so that it could pay for another."""
    if demanded.operator in ("at-least", "more-than"):
        high = row.get(f"{demanded.column}__high")
        return high is None or high > demanded.value
    if demanded.operator in ("at-most", "less-than"):
        low = row.get(f"{demanded.column}__low")
        return low is None or low < demanded.value
    return False


def speaks_of_all(row: Row, name: str, demanded: Alternative, limits: Limits) -> bool:
    covers, start = row.get(f"{name}__reaches"), row.get(f"{name}__from")
    if demanded.reaches:
        if covers is None or not all(set(covers) & names for names in demanded.reaches):
            return False
    elif covers is not None:
        return False
    if (start is None and demanded.start.stated) or (
        start is not None and start not in demanded.start.covering
    ):
        return False
    return not demanded.formulas or name in limits.below


def speaks_of_some(row: Row, name: str, demanded: Alternative, limits: Limits) -> bool:
    covers, start = row.get(f"{name}__reaches"), row.get(f"{name}__from")
    if demanded.reaches and (covers is None or not any(set(covers) & names for names in demanded.reaches)):
        return False
    if (start is None and demanded.start.stated) or (
        start is not None and start not in demanded.start.covered
    ):
        return False
    return not demanded.formulas or name in limits.below


def figure(row: Row, demanded: DemandedFigure, of: Alternative, limits: Limits) -> Truth:
    name = demanded.column
    if demanded.operator == "holds":
        return row.get(f"{name}__holds")
    if demanded.operator in ("all-of", "one-of", "conforms-to"):
        has = row.get(f"{name}__members")
        if has is None or not demanded.members:
            return None
        there = [bool(set(has) & names) for names in demanded.members]
        if any(there) if demanded.operator == "one-of" else all(there):
            return True
        return False if row.get(f"{name}__complete") and demanded.operator != "conforms-to" else None
    if demanded.operator == "within":
        bounds = limit(row, demanded.members[0], limits) if len(demanded.members) == 1 else None
        low, high = row.get(f"{name}__measured__low"), row.get(f"{name}__measured__high")
        if bounds is None:
            return None
        if high is not None and high <= bounds[0]:
            return True
        return False if low is not None and low > bounds[1] else None
    if demanded.value is None:
        return None
    ends = interval(row, demanded, of, limits)
    return None if ends is None else number(ends, str(demanded.operator), demanded.value)


def interval(
    row: Row, demanded: DemandedFigure, of: Alternative, limits: Limits
) -> tuple[float, bool, float, bool] | None:
    """Return both ends, each with whether it is left out; infinite where there is none."""
    name = demanded.column
    if demanded.concept in limits.below:
        bounds = limit(row, of.formulas, limits)
        measured = limits.below[demanded.concept]
        low, high = row.get(f"{measured}__measured__low"), row.get(f"{measured}__measured__high")
        if bounds is None:
            return None
        least = -inf if high is None else 100 * (1 - high / bounds[0])
        most = inf if low is None or bounds[1] == inf else 100 * (1 - low / bounds[1])
        return (
            least,
            bool(row.get(f"{measured}__measured__high_open")),
            most,
            bool(row.get(f"{measured}__measured__low_open")),
        )
    low, high = row.get(f"{name}__low"), row.get(f"{name}__high")
    return (
        -inf if low is None else low,
        low is not None and bool(row.get(f"{name}__low_open")),
        inf if high is None else high,
        high is not None and bool(row.get(f"{name}__high_open")),
    )


def number(ends: tuple[float, bool, float, bool], comparison: str, value: float) -> Truth:
    """Return whether every number, or none, of an interval meets a comparison."""
    low, low_open, high, high_open = ends
    if comparison in ("at-most", "less-than"):  # the mirror image
        mirrored = {"at-most": "at-least", "less-than": "more-than"}[comparison]
        return number((-high, high_open, -low, low_open), mirrored, -value)
    reaches_below = low < value or (low == value and not low_open and comparison == "more-than")
    reaches_above = high > value or (high == value and not high_open and comparison == "at-least")
    if not reaches_below:
        return True
    return None if reaches_above else False


def limit(row: Row, formulas: Collection[str], limits: Limits) -> tuple[float, float] | None:
    """Return the least and the greatest limit that the inputs allow."""
    for formula in sorted(formulas):
        for entry in limits.sums.get(formula, ()):
            if row.get("source") not in entry.sources:
                continue
            if entry.products and row.get("product_type") not in entry.products:
                continue
            lows = [row.get(f"input__{name}__low") for name in entry.inputs]
            highs = [row.get(f"input__{name}__high") for name in entry.inputs]
            if None in lows or sum(lows) <= 0:
                continue
            return sum(lows), inf if entry.more or None in highs else sum(highs)
    return None
