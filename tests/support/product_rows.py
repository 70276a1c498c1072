"""Random products whose figures lie on, beside and across the figures that requirements demand."""

from __future__ import annotations

import random
from collections.abc import Iterable
from typing import Any

import pyarrow as pa

from gppgraph.products.demands import LISTS, NUMERIC, DemandedFigure, Demands

SOURCES = ("energy-star-computers-8", "a sheet")
STARTS = ("purchase", "delivery", "end-of-production", "last-unit-placed-on-market", "certificate-validity")


def random_products(demands: Demands, count: int, seed: int, kinds: Iterable[str | None] = ()) -> pa.Table:
    """Return products with a group of columns for each figure that is demanded."""
    chance = random.Random(seed)
    types = [*kinds] or [*sorted(demands.leaves), None, "portable-computer-products"]
    rows: list[dict[str, Any]] = []
    groups = _groups(demands)
    for number in range(count):
        row: dict[str, Any] = {
            "item": f"item {number}",
            "model": f"M{number % 97}",
            "brand": f"B{number % 11}",
            "product_type": chance.choice(types),
            "state": chance.choice((None, None, "new", "refurbished")),
            "source": chance.choice(SOURCES),
        }
        for name, demanded in groups.items():
            row |= _group(name, demanded, chance)
        rows.append(row)
    return pa.Table.from_pylist(rows, schema(demands))


def schema(demands: Demands) -> pa.Schema:
    """Return the columns of products with every figure that is demanded."""
    fields = [(name, pa.string()) for name in ("item", "model", "brand", "product_type", "state", "source")]
    kinds = {
        "low": pa.float64(),
        "high": pa.float64(),
        "low_open": pa.bool_(),
        "high_open": pa.bool_(),
        "holds": pa.bool_(),
        "members": pa.list_(pa.string()),
        "complete": pa.bool_(),
        "reaches": pa.list_(pa.string()),
        "from": pa.string(),
    }
    chance = random.Random(0)
    for name, demanded in _groups(demands).items():
        fields += [(column, kinds[column.rsplit("__", 1)[1]]) for column in _group(name, demanded, chance)]
    return pa.schema(fields)


def _groups(demands: Demands) -> dict[str, list[DemandedFigure]]:
    found: dict[str, list[DemandedFigure]] = {}
    for demand in demands.requirements:
        for constraint in demand.constraints:
            for way in constraint.alternatives:
                for figure in way.figures:
                    within = figure.operator == "within"
                    name = f"{figure.column}__measured" if within else figure.column
                    found.setdefault(name, []).append(figure)
                for part in ("base-allowance", "functional-adders", "stated-limit"):
                    found.setdefault(f"input__{part}", [DemandedFigure(part, "at-most", 20.0)])
    return dict(sorted(found.items()))


def _group(name: str, demanded: list[DemandedFigure], chance: random.Random) -> dict[str, Any]:
    operators = {figure.operator for figure in demanded}
    row: dict[str, Any] = {}
    if operators & {*NUMERIC, "within"}:
        row |= _interval(name, [figure.value or 20.0 for figure in demanded], chance)
    if "holds" in operators:
        row[f"{name}__holds"] = chance.choice((True, False, None))
    if operators & {*LISTS}:
        names = sorted({giver for figure in demanded for givers in figure.members for giver in givers})
        some = chance.sample(names, chance.randint(0, len(names))) if names else []
        row[f"{name}__members"] = chance.choice((some, names, None))
        row[f"{name}__complete"] = chance.choice((True, False, None))
    if row and not name.startswith("input__"):
        row[f"{name}__reaches"] = chance.choice(
            (None, ["battery"], ["display-assembly", "battery", "memory"])
        )
        row[f"{name}__from"] = chance.choice((None, *STARTS))
    return row


def _interval(name: str, values: list[float], chance: random.Random) -> dict[str, Any]:
    """Return an interval with ends at, just below and just above a demanded value."""
    ends = sorted(chance.choice(values) + chance.choice((-1.0, 0.0, 1.0)) for _ in range(2))
    low, high = chance.choice(
        ((ends[0], ends[1]), (ends[0], ends[0]), (None, ends[1]), (ends[0], None), (None, None))
    )
    exact = low == high
    return {
        f"{name}__low": low,
        f"{name}__high": high,
        f"{name}__low_open": None if exact else chance.choice((True, False, None)),
        f"{name}__high_open": None if exact else chance.choice((True, False, None)),
    }
