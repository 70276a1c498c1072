"""Cells of text of each item: one row per row of a file and category that it has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir

from .cell_values import said
from .text_tables import TextTable

if TYPE_CHECKING:
    from ibis.backends.duckdb import Backend

    from .product_mapping import ProductMapping

# The columns that say from which place of which file an item is, in the order of items.
PLACE = ("file_number", "line", "category_number")


def columns_of(mapping: ProductMapping) -> dict[str, tuple[str, ...]]:
    """Return the headings of each column of cells.

    A category stands as ``{category}``. Certificates and values are numbered, such as
    ``cell_certificate0_from`` and ``cell_value3``.
    """
    columns: dict[str, tuple[str, ...]] = {
        **{f"cell_key{place}": column for place, column in enumerate(mapping.key)},
        **{f"cell_model{place}": column for place, column in enumerate(mapping.model)},
        "cell_brand": mapping.brand,
        "cell_type": mapping.type.headings if mapping.type else (),
        "cell_state": mapping.state.headings if mapping.state else (),
        "cell_registered_on": mapping.registered_on,
        "cell_placed_on_market": mapping.placed_on_market,
        "cell_markets": mapping.markets[0] if mapping.markets else (),
    }
    for place, certificate in enumerate(mapping.certificates):
        columns[f"cell_certificate{place}_edition"] = certificate.edition.headings
        columns[f"cell_certificate{place}_tier"] = certificate.tier.headings if certificate.tier else ()
        columns[f"cell_certificate{place}_from"] = certificate.start
        columns[f"cell_certificate{place}_until"] = certificate.end
        columns[f"cell_certificate{place}_number"] = certificate.number
    return {
        **columns,
        **{f"cell_value{place}": value.reading.headings for place, value in enumerate(mapping.values)},
    }


def cells_of_items(backend: Backend, mapping: ProductMapping, tables: Sequence[TextTable]) -> ir.Table:
    """Return the cells of all items of some files, as a table of the backend.

    A row without a cell in any category is one item.
    """
    return backend.create_table(
        "cells",
        reduce(
            lambda one, other: one.union(other),
            (part for number, table in enumerate(tables) for part in _parts(backend, mapping, number, table)),
        ),
        temp=True,
    )


def _parts(backend: Backend, mapping: ProductMapping, number: int, table: TextTable) -> Iterator[ir.Table]:
    source = backend.table(table.table)

    def cell(headings: Iterable[str]) -> ir.StringValue:
        found = [source[table.columns[heading]] for heading in headings if heading in table.columns]
        return said(found[0], mapping.unknown) if found else ibis.null("string")

    def part(category: str | None, place: int) -> ir.Table:
        cells: dict[str, ir.Value] = {}
        for name, headings in columns_of(mapping).items():
            spelled = mapping.in_category(headings, category) if category is not None else headings
            cells[name] = cell(spelled)
        for index, value in enumerate(mapping.values):
            if not {category, None} & set(mapping.categories_of(value)):
                cells[f"cell_value{index}"] = ibis.null("string")
        return source.select(
            file_number=ibis.literal(number, "int64"),
            line=source.line,
            category_number=ibis.literal(place, "int64"),
            category=ibis.literal(category, "string"),
            **cells,
        )

    within = [
        f"cell_value{index}"
        for index, value in enumerate(mapping.values)
        if mapping.categories_of(value) != (None,)
    ]
    parts = [part(category, place) for place, category in enumerate(mapping.categories, 1)]
    yield from (found.filter(_any(found, within)) for found in parts)
    whole = part(None, 0)
    if parts:
        headings = {
            heading
            for index, value in enumerate(mapping.values)
            if f"cell_value{index}" in within
            for category in mapping.categories_of(value)
            for heading in mapping.in_category(value.reading.headings, category)
        }
        present = [cell([heading]).notnull() for heading in sorted(headings) if heading in table.columns]
        if present:
            filled = source.filter(reduce(lambda one, other: one | other, present)).select("line")
            whole = whole.anti_join(filled, "line")
    yield whole


def _any(table: ir.Table, columns: Iterable[str]) -> ir.BooleanValue:
    return reduce(lambda one, other: one | other, [table[name].notnull() for name in columns])
