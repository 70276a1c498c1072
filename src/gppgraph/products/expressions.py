"""Demands as expressions over the columns of products, in three values.

An expression is true where evidence proves a demand, false where it refutes it, and null where it does neither.
Every engine of Ibis runs it. AND and OR are those of SQL: a constraint that is refuted refutes its requirement,
whatever is not known of the others.
"""

from __future__ import annotations

import operator
from collections.abc import Hashable, Iterable, Mapping
from functools import reduce
from typing import TYPE_CHECKING, NamedTuple

import ibis

from .demands import LISTS, NUMERIC, Alternative, Constraint, Demand, Figure
from .limits import Limits

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, NumericValue, Table, Value

UPPER = ("at-most", "less-than")
UNKNOWN = ibis.null("boolean")


class Interval(NamedTuple):
    """Where a value lies: between two ends, null where there is none, each of which may be left out itself."""

    low: NumericValue
    high: NumericValue
    low_open: BooleanValue
    high_open: BooleanValue


# Columns of each item, and those of a group by the one that says that the group is there.
ITEM = ("model", "brand", "product_type", "state", "source")
GROUPS = {
    "__low": (("__high", "float64"), ("__low_open", "boolean"), ("__high_open", "boolean")),
    "__high": (("__low", "float64"), ("__low_open", "boolean"), ("__high_open", "boolean")),
    "__members": (("__complete", "boolean"),),
}


class Products:
    """The columns of a relation of products; a column that a source does not fill is null.

    ``computed`` has the columns in which earlier steps put the value of an expression, by its key.
    """

    def __init__(
        self,
        table: Table,
        leaves: frozenset[str],
        limits: Limits,
        computed: Mapping[Hashable, str] | None = None,
    ) -> None:
        """Take a relation whose columns are complete; ``leaves`` are the product types at the end of the tree."""
        self.table, self.leaves, self.limits = table, leaves, limits
        self.computed = dict(computed or {})
        self._columns = frozenset(table.columns)

    def computing(self, values: Mapping[Hashable, Value]) -> Products:
        """Return the products with expressions as columns, so that later steps refer to each instead of repeating it."""
        start = len(self.computed)
        names = {key: f"step {start + place}" for place, key in enumerate(values)}
        table = self.table.mutate(**{names[key]: value for key, value in values.items()})
        return Products(table, self.leaves, self.limits, {**self.computed, **names})

    def value(self, key: Hashable) -> Value | None:
        """Return the column of an expression that was computed before; ``None`` if it was not."""
        name = self.computed.get(key)
        return None if name is None else self.table[name]

    def interval(self, name: str) -> Interval | None:
        """Return the interval of a group of columns; ``None`` if no source fills it."""
        if not self.has(f"{name}__low"):
            return None
        ends = (self.table[f"{name}__{end}"] for end in ("low", "high", "low_open", "high_open"))
        return Interval(*ends)

    def column(self, name: str) -> Value:
        """Return a column that is there."""
        return self.table[name]

    def has(self, name: str) -> bool:
        """Return whether a column is filled."""
        return name in self._columns

    def applies(self, demand: Demand) -> BooleanValue:
        """Return whether a requirement is about a product: null where its type or state is not known.

        A product without a state is judged as one in the state that the requirement is for.
        """
        state = self.column("state")
        return self.among(demand.products) & (state.isnull() | state.isin(sorted(demand.states)))

    def among(self, wanted: frozenset[str]) -> BooleanValue:
        """Return whether the type of a product is a wanted one; null for none, and for one with narrower types."""
        known = self.value(wanted)
        if known is not None:
            return known
        kind, others = self.column("product_type"), sorted(self.leaves - wanted)
        return ibis.cases((kind.isin(sorted(wanted)), True), (kind.isin(others), False))


def completed(table: Table) -> Table:
    """Return products with nulls in the columns that a group lacks."""
    there = set(table.columns)
    missing = {name: "string" for name in ITEM if name not in there}
    for ending, others in GROUPS.items():
        for name in there:
            if name.endswith(ending):
                group = name.removesuffix(ending)
                missing |= {group + other: kind for other, kind in others if group + other not in there}
    return table.mutate(**{name: ibis.null(kind) for name, kind in sorted(missing.items())})


def requirement(demand: Demand, parts: Iterable[BooleanValue]) -> BooleanValue:
    """Return whether a requirement holds, from its constraints.

    A text that demands more than its constraints say is refuted by them, and never proved.
    """
    return _all([*parts, *([] if demand.formalised else [UNKNOWN])])


def asked(products: Products, demand: Demand, constraint: Constraint, holds: BooleanValue) -> BooleanValue:
    """Return ``holds`` for products that the constraint is about, and true for others, of which it asks nothing."""
    if constraint.products >= demand.products:
        return holds
    about = products.among(constraint.products)
    return ibis.cases((about, holds), (~about, True))


def measured(products: Products, constraint: Constraint) -> BooleanValue:
    """Return whether what is measured or stated of a product meets a constraint."""
    known = products.value(constraint.name)
    if known is not None:
        return known
    return _any([alternative(products, entry) for entry in constraint.alternatives])


def alternative(products: Products, demanded: Alternative) -> BooleanValue:
    """Return whether one way of a constraint is met: all its figures, in the scope that is demanded."""
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


def figure(products: Products, demanded: Figure, of: Alternative) -> BooleanValue:
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


def interval_of(products: Products, demanded: Figure, of: Alternative) -> Interval | None:
    """Return where a figure lies, computed from a limit where it is a share of one."""
    if products.limits.derives(demanded.concept):
        return products.limits.derived(products, demanded.concept, of.formulas)
    return products.interval(demanded.column)


def compare(interval: Interval | None, comparison: str, value: float) -> BooleanValue:
    """Return whether all of an interval, or nothing of it, meets a comparison; null for a part of it.

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


def _traded(products: Products, demanded: Figure) -> BooleanValue:
    """Return whether a figure may be better than demanded, so that it may make up for another of its measurement.

    Eighty per cent left after 600 cycles do not say how much is left after 500.
    """
    interval = products.interval(demanded.column)
    if interval is None:
        return ibis.literal(True)
    low, high, _, _ = interval
    better = low < demanded.value if demanded.operator in UPPER else high > demanded.value
    return better.fill_null(True)


def measured_and_limit(products: Products, demanded: Figure) -> tuple[Interval | None, Interval | None]:
    """Return the measured figure, and the limit of the formula demanded or of one that gives that limit."""
    found = products.interval(f"{demanded.column}__measured")
    if len(demanded.members) != 1:
        return found, None
    return found, products.limits.limit(products, demanded.members[0])


def _within(products: Products, demanded: Figure) -> BooleanValue:
    """Return whether a measured figure lies within the limit of a formula."""
    found, limit = measured_and_limit(products, demanded)
    if limit is None or found is None:
        return UNKNOWN
    return ibis.cases((found.high <= limit.low, True), (found.low > limit.high, False))


def _members(products: Products, demanded: Figure) -> BooleanValue:
    """Return whether a list has the members demanded; a list that may be longer lacks none for certain.

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
    """Return where evidence speaks of all that is demanded, and of some of it; ``None`` for everywhere."""
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
