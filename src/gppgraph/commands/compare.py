"""``gppgraph compare``."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from gppgraph.output.tables import FORMATS, render

from .common import add_engine, add_format, command, emit


def add_parser(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = command(
        subparsers,
        "compare",
        "two editions side by side, with which is stricter and why",
        "gppgraph compare tco-certified-8 tco-certified-9 --product notebook-computer",
        run,
    )
    for name in ("left", "right"):
        parser.add_argument(
            name,
            metavar="EDITION",
            help="a set (dk-desktop-2023), one level of it (dk-desktop-2023/basis), a label edition, "
            "an act, or law",
        )
    parser.add_argument("--product", metavar="TYPE", help="product type or group (default: every type)")
    parser.add_argument("--topic", metavar="T", help="topic, such as spare-parts")
    parser.add_argument("--as-of", metavar="DATE", help="day on which law applies (default: today)")
    add_format(parser, FORMATS)
    add_engine(parser)


def run(options: argparse.Namespace) -> int:
    """Print the comparison; exit code 1 if there is nothing to compare."""
    from gppgraph.graph import load
    from gppgraph.verdicts.compare import COLUMNS, compare

    graph = load(options.engine, options.endpoint, options.timeout)
    found = compare(
        graph,
        options.left,
        options.right,
        product=options.product,
        topic=options.topic,
        as_of=options.as_of,
    )
    columns = (
        COLUMNS
        if options.format in ("table", "md")
        else (*COLUMNS, "left_constraint", "right_constraint", "products")
    )
    rows = [asdict(entry) for entry in found]
    if options.format == "csv":
        rows = [{**row, "products": " ".join(row["products"])} for row in rows]
    if options.format == "table":
        headed = {"left": options.left, "right": options.right} if options.left != options.right else {}
        columns = tuple(headed.get(name, name) for name in columns[:6])
        rows = [{headed.get(name, name): value for name, value in row.items()} for row in rows]
    emit(render(columns, rows, options.format), options.output)
    return int(not found)
