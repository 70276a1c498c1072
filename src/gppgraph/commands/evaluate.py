"""``gppgraph evaluate``."""

from __future__ import annotations

import argparse
from typing import Any

from ..operations.product_questions import evaluate
from ..output.tables import render
from .common import emit, opened, reading_of


def run(options: argparse.Namespace) -> int:
    """Write the results by item and requirement; exit code 1 if there are none."""
    from ..products.evaluate import COLUMNS, COUNTED, counted
    from ..products.result_files import parquet, workbook

    with reading_of(options, options.file) as values:
        evaluation = evaluate(opened(options), values)
    ordered = ("requirement",) if options.summary else ("item", "requirement")
    result = counted(evaluation.table) if options.summary else evaluation.table
    columns = COUNTED if options.summary else COLUMNS
    table = result.order_by(*ordered).select(*columns).to_pyarrow()
    if options.format == "parquet":
        emit(parquet(table), options.output)
        return int(not table.num_rows)
    rows: list[dict[str, Any]] = table.to_pylist()
    if options.format == "xlsx":
        emit(workbook(columns, rows), options.output)
    else:
        if options.format == "csv":
            rows = [_safe(row) for row in rows]
        emit(render(columns, rows, options.format), options.output)
    return int(not rows)


def _safe(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row whose texts no spreadsheet runs as formulas."""
    from ..sheets.opening import guarded

    return {name: guarded(value) if isinstance(value, str) else value for name, value in row.items()}
