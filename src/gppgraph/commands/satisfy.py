"""``gppgraph satisfy``."""

from __future__ import annotations

import argparse
from typing import Any

from gppgraph.output.tables import render
from gppgraph.values import parse_buyer_values

from .common import add_engine, add_format, add_language, add_verdict_options, command, emit

COLUMNS = (
    "requirement",
    "title",
    "edition",
    "product",
    "verdict",
    "proves",
    "up_to",
    "margin",
    "unit",
    "confidence",
)
ALL_COLUMNS = [
    "requirement",
    "code",
    "title",
    "level",
    "edition",
    "product",
    "state",
    "verdict",
    "proves",
    "content",
    "admitted",
    "admission",
    "currency",
    "up_to",
    "margin",
    "unit",
    "confidence",
]


def add_parser(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = command(
        subparsers,
        "satisfy",
        "which label editions satisfy which requirements",
        "gppgraph satisfy --requirement dk-desktop-2023.basis.TS2 --label tco-certified-8 --product notebook-computer",
        run,
    )
    parser.add_argument(
        "--requirement",
        action="append",
        default=[],
        metavar="ID",
        help="requirement, such as dk-desktop-2023.basis.TS3",
    )
    add_verdict_options(parser)
    parser.add_argument(
        "--verdict",
        action="append",
        default=[],
        metavar="V",
        help="show only this verdict, such as satisfies",
    )
    add_language(parser)
    add_format(parser)
    add_engine(parser)


def run(options: argparse.Namespace) -> int:
    """Print the verdicts; exit code 0, or 1 if none is of the kind asked for."""
    from gppgraph.graph import load
    from gppgraph.verdicts.satisfy import as_json

    verdicts = load(options.engine, options.endpoint, options.timeout).satisfy(
        requirement=options.requirement,
        set=options.set,
        level=options.level,
        label=options.label,
        product=options.product,
        state=options.state,
        as_of=options.as_of,
        verdict=options.verdict,
        values=parse_buyer_values(options.set_value, "--set-value"),
        language=options.lang,
    )
    records = as_json(verdicts)
    if options.format == "json":
        import json

        emit(json.dumps(records, ensure_ascii=False, indent=2) + "\n", options.output)
    else:
        columns = ALL_COLUMNS if options.format == "csv" else COLUMNS
        emit(render(columns, records, options.format), options.output)
    return 0 if records else 1
