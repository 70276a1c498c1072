"""Products as a relation: groups of columns, and computed expressions."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, NamedTuple

import ibis

from .demands import DemandedRequirement
from .limits import Limits

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, NumericValue, Table, Value


class Interval(NamedTuple):
    """The interval of a value.

    An end is null where there is none, and an open end is left out itself.
    """

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
    """The columns of a relation of products.

    A column that a source does not fill is null.

    ``computed`` has the columns in which earlier steps put the value of an expression, by its key.
    """

    def __init__(
        self,
        table: Table,
        leaves: frozenset[str],
        limits: Limits,
        computed: Mapping[Hashable, str] | None = None,
    ) -> None:
        """Take a relation whose columns are complete.

        ``leaves`` are the product types at the end of the tree.
        """
        self.table, self.leaves, self.limits = table, leaves, limits
        self.computed = dict(computed or {})
        self._columns = frozenset(table.columns)

    def computing(self, values: Mapping[Hashable, Value]) -> Products:
        """Return the products with expressions as columns, to which later steps refer."""
        start = len(self.computed)
        names = {key: f"step {start + place}" for place, key in enumerate(values)}
        table = self.table.mutate(**{names[key]: value for key, value in values.items()})
        return Products(table, self.leaves, self.limits, {**self.computed, **names})

    def value(self, key: Hashable) -> Value | None:
        """Return the column of a computed expression; ``None`` if it was not computed."""
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

    def applies(self, demand: DemandedRequirement) -> BooleanValue:
        """Return whether a requirement is about a product; null where not known.

        A product without a state is judged as one in the state that the requirement is for.
        """
        state = self.column("state")
        return self.among(demand.products) & (state.isnull() | state.isin(sorted(demand.states)))

    def among(self, wanted: frozenset[str]) -> BooleanValue:
        """Return whether the type of a product is a wanted one.

        It is null for no type, and for one with narrower types.
        """
        known = self.value(wanted)
        if known is not None:
            return known
        kind, others = self.column("product_type"), sorted(self.leaves - wanted)
        return ibis.cases((kind.isin(sorted(wanted)), True), (kind.isin(others), False))


def completed(table: Table) -> Table:
    """Return products with nulls for missing columns and ends that are not finite."""
    there = set(table.columns)
    missing = {name: "string" for name in ITEM if name not in there}
    for ending, others in GROUPS.items():
        for name in there:
            if name.endswith(ending):
                group = name.removesuffix(ending)
                missing |= {group + other: kind for other, kind in others if group + other not in there}
    finite = {
        name: ibis.cases((table[name].abs() < float("inf"), table[name]))
        for name in sorted(there)
        if name.endswith(("__low", "__high")) and table[name].type().is_floating()
    }
    return table.mutate(**finite, **{name: ibis.null(kind) for name, kind in sorted(missing.items())})
