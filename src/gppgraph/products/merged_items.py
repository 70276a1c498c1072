"""Rows of one item made one row, where a source names a model more than once.

Rows that agree are one item. Where they contradict each other, the value is unknown, and each of them is listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import NamedTuple

import ibis
import ibis.expr.types as ir

from .headings import MOST_LISTED, WARNING, Problem

_FIRST = ("file_number", "line", "category_number", "source", "model", "brand", "input__category")
_OTHERS = 5  # lines that a problem names beside its own
_MAIN = ("low", "high", "holds", "members")


class MergedItems(NamedTuple):
    """One row per item, and the contradictions between rows."""

    table: ir.Table
    problems: list[Problem]


def merged(items: ir.Table, groups: Sequence[str]) -> MergedItems:
    """Return items with one row each.

    ``groups`` are the beginnings of the names of columns of values.
    """
    several = items.group_by("item").having(ibis._.count() > 1).aggregate().select("item")
    repeated = items.semi_join(several, "item")
    values = _groups(items, groups)
    whole = repeated.group_by("item").aggregate(
        lines=repeated.line.collect(order_by=[repeated.file_number, repeated.line]),
        files=repeated.file.collect(order_by=[repeated.file_number, repeated.line]),
        **{
            name: repeated[name].first(order_by=[repeated.file_number, repeated.line])
            for name in items.columns
            if name in _FIRST or name == "file"
        },
        **{f"{group}?": _signature(repeated, columns).nunique() > 1 for group, columns in values.items()},
        **{
            name: repeated[name].first(
                where=_stated(repeated, columns), order_by=[repeated.file_number, repeated.line]
            )
            for columns in values.values()
            for name in columns
        },
    )
    settled = whole.mutate(
        **{
            name: ibis.ifelse(whole[f"{group}?"], ibis.null(whole[name].type()), whole[name])
            for group, columns in values.items()
            for name in columns
        }
    ).select(list(items.columns))
    return MergedItems(
        items.anti_join(several, "item").union(settled), list(_contradictions(whole, list(values)))
    )


def _groups(items: ir.Table, groups: Sequence[str]) -> dict[str, list[str]]:
    """Return the columns of each value, and each other column by itself."""
    values = {group: [name for name in items.columns if _belongs(name, group)] for group in groups}
    grouped = {name for columns in values.values() for name in columns}
    single = [name for name in items.columns if name not in (*grouped, *_FIRST, "item", "file")]
    return {**values, **{name: [name] for name in single}}


def _belongs(name: str, group: str) -> bool:
    return name.startswith(f"{group}__") and "__" not in name[len(group) + 2 :]


def _stated(items: ir.Table, columns: Sequence[str]) -> ir.BooleanValue:
    main = [name for name in columns if name.rpartition("__")[2] in _MAIN] or columns
    return reduce(lambda one, other: one | other, [items[name].notnull() for name in main])


def _signature(items: ir.Table, columns: Sequence[str]) -> ir.Value:
    """Return a text that is equal where values are, null where nothing is known."""
    parts = [items[name].cast("string").fill_null("?") for name in columns]
    text = ibis.literal("|").join(parts)
    return ibis.ifelse(_stated(items, columns), text, ibis.null("string"))


def _contradictions(whole: ir.Table, groups: Sequence[str]) -> Iterator[Problem]:
    """Yield a problem for each row of an item with contradictions.

    Of very many, the rest are counted.
    """
    flags = [whole[f"{group}?"] for group in groups]
    found = whole.filter(reduce(lambda one, other: one | other, flags))
    shown = found.mutate(
        count=found.lines.length(), lines=found.lines[:MOST_LISTED], files=found.files[:MOST_LISTED]
    ).order_by(["file_number", "line", "item"])
    names = [f"{group}?" for group in groups]
    rows = shown.select("item", "lines", "files", "count", *names).limit(MOST_LISTED).to_pyarrow().to_pylist()
    listed = 0
    for row in rows:
        differing = ", ".join(group for group in groups if row[f"{group}?"])
        for file, line in zip(row["files"], row["lines"], strict=True):
            listed += 1
            if listed <= MOST_LISTED:
                others = [str(other) for other in row["lines"][:_OTHERS] if other != line]
                rest = row["count"] - 1 - len(others)
                told = ", ".join(others) + (f" and {rest} more" if rest > 0 else "")
                meaning = f"contradicts the row of line {told} in {differing}; the values are unknown"
                yield Problem(file, line, "", row["item"][:80], meaning, WARNING)
    total = found.lines.length().sum().to_pyarrow().as_py() or 0
    if total > min(listed, MOST_LISTED):
        meaning = f"{total - min(listed, MOST_LISTED)} further rows contradict others; the values are unknown"
        yield Problem("", None, "", "", meaning, WARNING)
