"""``gppgraph gaps``."""

from __future__ import annotations

import argparse
import json
from typing import Any

from gppgraph.output.tables import render

from .common import add_format, command, emit

COLUMNS = ("settles", "touches", "kind", "gap", "about", "missing", "where")
ALL_COLUMNS = (*COLUMNS, "words", "note")


def add_parser(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = command(
        subparsers,
        "gaps",
        "what is not known, those first that would settle most verdicts, with where to look",
        "gppgraph gaps --set dk-desktop-2023 --kind label",
        run,
    )
    parser.add_argument(
        "--set", action="append", default=[], metavar="EDITION", help="criteria set, such as dk-desktop-2023"
    )
    parser.add_argument(
        "--kind",
        choices=("label", "requirement", "record", "coverage"),
        help="a value or scope of a label or of a requirement, a topic without record, or a product type",
    )
    parser.add_argument(
        "--limit", type=int, default=25, metavar="N", help="show N gaps, 0 for all (default: 25)"
    )
    add_format(parser)


def run(options: argparse.Namespace) -> int:
    """Print the gaps; exit code 0."""
    from gppgraph.graph import load
    from gppgraph.verdicts.gaps import as_record, gaps

    records = [as_record(gap) for gap in gaps(load(), options.set, options.kind, options.limit or None)]
    if options.format == "json":
        emit(json.dumps(records, ensure_ascii=False, indent=2) + "\n", options.output)
        return 0
    rows = [
        {**record, "missing": _joined(record["missing"]), "where": _joined(record["where"])}
        for record in records
    ]
    emit(render(COLUMNS if options.format == "table" else ALL_COLUMNS, rows, options.format), options.output)
    return 0


def _joined(values: Any) -> str:
    return "; ".join(values)
