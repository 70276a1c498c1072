"""``gppgraph compare``."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from ..operations.questions import compare
from ..output.tables import render
from .common import emit, opened


def run(options: argparse.Namespace) -> int:
    """Print the comparison; exit code 1 if there is nothing to compare."""
    from ..verdicts.compare import COLUMNS

    pairs = compare(opened(options), vars(options))
    rows = [asdict(pair) for pair in pairs]
    columns: tuple[str, ...] = COLUMNS
    if options.format in ("json", "csv"):
        columns = (*COLUMNS, "left_constraint", "right_constraint", "products")
    if options.format == "csv":
        rows = [{**row, "products": " ".join(row["products"])} for row in rows]
    if options.format == "table":
        headed = {"left": options.left, "right": options.right} if options.left != options.right else {}
        columns = tuple(headed.get(name, name) for name in columns[:6])
        rows = [{headed.get(name, name): value for name, value in row.items()} for row in rows]
    emit(render(columns, rows, options.format), options.output)
    return int(not pairs)
