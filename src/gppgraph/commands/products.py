"""``gppgraph products``."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from typing import Any

from ..operations.product_questions import products
from ..output.tables import render
from ..spelling import counted
from .common import emit, opened, reading_of


def run(options: argparse.Namespace) -> int:
    """Write a table of the evidence, or linked data; exit 1 if a row was not read."""
    from ..output.records import plain
    from ..sheets.opening import guarded

    graph = opened(options)
    with reading_of(options, *options.files) as values:
        evidence = products(graph, values)
    severities = Counter(evidence.problems["severity"].to_pylist())
    if options.format in ("ttl", "jsonld"):
        from ..products.linked_data import as_rdf
        from ..products.mapping_vocabulary import vocabulary

        emit(as_rdf(evidence, graph.register, vocabulary(graph), options.format), options.output)
    else:
        if options.show == "limits":
            from ..products.computed_limits import computed_limits, limit_table

            table = limit_table(computed_limits(graph, evidence))
        else:
            table = getattr(evidence, options.show)
        if options.format == "parquet":
            from ..products.result_files import parquet

            emit(parquet(table), options.output)
        else:
            rows: list[dict[str, Any]] = [plain(row) for row in table.to_pylist()]
            if options.format == "csv":
                rows = [
                    {key: guarded(value) if isinstance(value, str) else value for key, value in row.items()}
                    for row in rows
                ]
            emit(render(table.column_names, rows, options.format), options.output)
    if severities and options.show != "problems":
        told = ", ".join(counted(count, severity) for severity, count in sorted(severities.items()))
        print(f"{told} in reading; --show problems lists them", file=sys.stderr)
    return int(severities["error"] > 0)
