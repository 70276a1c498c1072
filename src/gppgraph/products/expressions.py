"""Demands as expressions over the columns of products, in three values.

An expression is true where evidence proves a demand, false where it refutes it, and null where it does neither.
Every engine of Ibis runs it. AND and OR are those of SQL: a constraint that is refuted refutes its requirement,
whatever is not known of the others.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable
from functools import reduce
from typing import TYPE_CHECKING

import ibis

from .demands import LISTS, NUMERIC, Alternative, Constraint, DemandedFigure, DemandedRequirement
from .limit_expressions import derived, limit
from .relation import Interval, Products

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue

UPPER = ("at-most", "less-than")
UNKNOWN = ibis.null("boolean")


def requirement(demand: DemandedRequirement, parts: Iterable[BooleanValue]) -> BooleanValue:
    """Return whether a requirement holds, from its constraints.

    A text that demands more than its constraints say is refuted by them, and never proved.
    """
    return _all([*parts, *([] if demand.formalised else [UNKNOWN])])


def asked(
    products: Products, demand: DemandedRequirement, constraint: Constraint, holds: BooleanValue
) -> BooleanValue:
    """Return ``holds`` for the product types of a constraint, and true for others.

    Of the others it asks nothing.
    """
    if constraint.products >= demand.products:
        return holds
    about = products.among(constraint.products)
    return ibis.cases((about, holds), (~about, True))


def measured(products: Products, constraint: Constraint) -> BooleanValue:
    """Return whether measured or stated figures of a product meet a constraint."""
    known = products.value(constraint.name)
    if known is not None:
        return known
    return _any([alternative(products, entry) for entry in constraint.alternatives])


def alternative(products: Products, demanded: Alternative) -> BooleanValue:
    """Return whether all figures of an alternative are met in the demanded scope."""
    if demanded.open or not demanded.figures:
        return UNKNOWN
    figures = [figure(products, entry, demanded) for entry in demanded.figures]
    holds = _all(figures)
    if len(figures) > 1:
        kept = [~_traded(products, entry) for entry in demanded.figures if entry.operator in NUMERIC]
        holds = ibis.cases((holds, True), (~holds & _all(kept), False))
    proof, refutation = _scope(products, demanded)
    if proof is None and refutation is None:
        return holds
    proved = holds if proof is None else holds & proof
    refuted = ~holds if refutation is None else ~holds & refutation
    return ibis.cases((proved, True), (refuted, False))


def figure(products: Products, demanded: DemandedFigure, of: Alternative) -> BooleanValue:
    """Return whether one figure is met."""
    known = products.value((demanded, of.formulas))
    if known is not None:
        return known
    if demanded.operator == "within":
        return _within(products, demanded)
    if demanded.operator == "holds":
        holds = f"{demanded.column}__holds"
        return products.column(holds) if products.has(holds) else UNKNOWN
    if demanded.operator in LISTS:
        return _members(products, demanded)
    if demanded.operator in NUMERIC and demanded.value is not None:
        return compare(interval_of(products, demanded, of), demanded.operator, demanded.value)
    return UNKNOWN


def interval_of(products: Products, demanded: DemandedFigure, of: Alternative) -> Interval | None:
    """Return where a figure lies, computed from a limit where it is a share of one."""
    if products.limits.derives(demanded.concept):
        return derived(products, demanded.concept, of.formulas)
    return products.interval(demanded.column)


def compare(interval: Interval | None, comparison: str, value: float) -> BooleanValue:
    """Return whether an interval meets a comparison; null where only a part does.

    An end that is null bounds nothing: no comparison with it is true.
    """
    if interval is None:
        return UNKNOWN
    low, high, low_open, high_open = interval
    above, below = (low == value) & low_open, (high == value) & high_open
    proved, refuted = {
        "at-least": (low >= value, (high < value) | below),
        "more-than": ((low > value) | above, high <= value),
        "at-most": (high <= value, (low > value) | above),
        "less-than": ((high < value) | below, low >= value),
    }[comparison]
    return ibis.cases((proved, True), (refuted, False))


def _traded(products: Products, demanded: DemandedFigure) -> BooleanValue:
    """Return whether a figure may be better than demanded.

    It may then make up for another figure of its measurement.

    Eighty per cent left after 600 cycles do not say how much is left after 500.
    """
    interval = products.interval(demanded.column)
    if interval is None:
        return ibis.literal(True)
    low, high, _, _ = interval
    better = low < demanded.value if demanded.operator in UPPER else high > demanded.value
    return better.fill_null(True)


def measured_and_limit(
    products: Products, demanded: DemandedFigure
) -> tuple[Interval | None, Interval | None]:
    """Return a measured figure, and the limit of the formula that is demanded."""
    found = products.interval(f"{demanded.column}__measured")
    if len(demanded.members) != 1:
        return found, None
    return found, limit(products, demanded.members[0])


def _within(products: Products, demanded: DemandedFigure) -> BooleanValue:
    """Return whether a measured figure lies within the limit of a formula."""
    found, most = measured_and_limit(products, demanded)
    if most is None or found is None:
        return UNKNOWN
    return ibis.cases((found.high <= most.low, True), (found.low > most.high, False))


def _members(products: Products, demanded: DemandedFigure) -> BooleanValue:
    """Return whether a list has the members that are demanded.

    A list that may be longer lacks none for certain.

    Conformity to something else is not known to fall short.
    """
    if not demanded.members or not products.has(f"{demanded.column}__members"):
        return UNKNOWN
    has = products.column(f"{demanded.column}__members")
    given = [_any([has.contains(name) for name in sorted(names)]) for names in demanded.members]
    met = _any(given) if demanded.operator == "one-of" else _all(given)
    if demanded.operator == "conforms-to":
        return ibis.cases((met, True))
    complete = products.column(f"{demanded.column}__complete")
    return ibis.cases((met, True), (~met & complete, False))


def _scope(products: Products, demanded: Alternative) -> tuple[BooleanValue | None, BooleanValue | None]:
    """Return where evidence speaks of all that is demanded, and of some of it.

    ``None`` stands for everywhere.
    """
    main = demanded.figures[0].column
    proof: list[BooleanValue] = []
    refutation: list[BooleanValue] = []
    reaches = f"{main}__reaches"
    if demanded.reaches:
        if products.has(reaches):
            covers = products.column(reaches)
            things = [_any([covers.contains(name) for name in sorted(names)]) for names in demanded.reaches]
            proof.append(_all(things))
            refutation.append(_any(things))
        else:
            proof.append(UNKNOWN)
            refutation.append(UNKNOWN)
    elif products.has(reaches):
        proof.append(products.column(reaches).isnull())
    start = f"{main}__from"
    if products.has(start):
        begins = products.column(start)
        unstated = begins.isnull() & (not demanded.start.stated)
        proof.append(unstated | begins.isin(sorted(demanded.start.covering)))
        refutation.append(unstated | begins.isin(sorted(demanded.start.covered)))
    elif demanded.start.stated:
        proof.append(UNKNOWN)
        refutation.append(UNKNOWN)
    if demanded.formulas and not products.limits.derives(demanded.figures[0].concept):
        proof.append(UNKNOWN)
        refutation.append(UNKNOWN)
    if demanded.narrowed:
        refutation.append(UNKNOWN)
    return (_all(proof) if proof else None, _all(refutation) if refutation else None)


def _all(values: Iterable[BooleanValue]) -> BooleanValue:
    entries = list(values)
    return reduce(operator.and_, entries) if entries else ibis.literal(True)


def _any(values: Iterable[BooleanValue]) -> BooleanValue:
    entries = list(values)
    return reduce(operator.or_, entries) if entries else UNKNOWN
