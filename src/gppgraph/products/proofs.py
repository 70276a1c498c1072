"""Proofs beside the figures of a product: certificates under labels, and law."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from functools import reduce
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

import ibis

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue

    from .relation import Products

# Column with the label editions under which an item has a certificate that is valid on the day.
LABELS = "labels__valid"

# Product types by constraint, and by what gives it for them.
Given = Mapping[str, Mapping[str, frozenset[str]]]


class Proofs(NamedTuple):
    """The constraints that label editions and the law of a day give.

    ``label`` has for each constraint the editions that meet it and are admitted as proof, with the product types;
    ``law`` has the acts, with the product types: ``{"dk-desktop-2023.basis.TS5.c1": {"32019R0424": {"tablet"}}}``.
    """

    label: Given = MappingProxyType({})
    law: Given = MappingProxyType({})

    def by_label(self, products: Products, constraint: str) -> BooleanValue | None:
        """Return whether a certificate of the item gives a constraint, true or null.

        ``None`` if none can.
        """
        given = self.label.get(constraint)
        if not given or not products.has(LABELS):
            return None
        labels = products.column(LABELS)
        return _given(
            [
                labels.contains(edition) & products.column("product_type").isin(sorted(types))
                for edition, types in sorted(given.items())
            ]
        )

    def by_law(self, products: Products, constraint: str) -> BooleanValue | None:
        """Return whether law gives a constraint for the item, true or null.

        ``None`` if it gives it for no item.

        Law speaks for units that are placed on the market on the day, so for new goods only.
        """
        given = self.law.get(constraint)
        if not given:
            return None
        kind, state = products.column("product_type"), products.column("state")
        types = sorted(frozenset().union(*given.values()))
        return _given([kind.isin(types) & (state.isnull() | (state == "new"))])

    def with_other(self, products: Products, constraint: str, measured: BooleanValue) -> BooleanValue:
        """Return whether a constraint holds by any proof.

        Where what is measured refutes what a certificate or law gives, nothing is known.
        """
        ways = [self.by_label(products, constraint), self.by_law(products, constraint)]
        others = [way for way in ways if way is not None]
        if not others:
            return measured
        other = reduce(operator.or_, others)
        return ibis.cases(
            (measured, True), (~measured & other.isnull(), False), (measured.isnull() & other, True)
        )


def _given(ways: list[BooleanValue]) -> BooleanValue:
    return ibis.cases((reduce(operator.or_, ways), True))
