"""``gppgraph decide``."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from ..decisions.decide import ask, decision_routes, decision_steps, parse_answers, to_json, to_text, walk
from ..values import parse_day
from .common import add_format, command, emit


def add_parser(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = command(
        subparsers,
        "decide",
        "answer questions and see how a procurement meets its climate and environment duty",
        "gppgraph decide --country no --as-of 2026-07-01 --answer value=yes --answer defence=no",
        run,
    )
    parser.add_argument(
        "--country", default="no", metavar="CODE", help="country whose rules apply (default: no)"
    )
    parser.add_argument(
        "--as-of", metavar="DATE", help="day on which the procurement is announced (default: today)"
    )
    parser.add_argument(
        "--answer",
        metavar="STEP=yes|no",
        action="append",
        default=[],
        help="answer a step, ask nothing; repeat",
    )
    add_format(parser, ("text", "json"), "text")


def run(options: argparse.Namespace) -> int:
    """Walk the table and print the route; exit code 1 at an open question."""
    from ..graph import load

    graph, country, day = load(), options.country.upper(), parse_day(options.as_of).isoformat()
    answers = parse_answers(options.answer)
    if answers:
        reached = walk(graph, country, day, answers)
        if reached.unused:
            print(f"not needed on this way: {', '.join(reached.unused)}", file=sys.stderr)
    else:
        table = decision_steps(graph, country, day)
        reached = ask(table, decision_routes(graph, table), sys.stdin, sys.stderr)
    emit(
        (to_json(reached) if options.format == "json" else to_text(reached)).rstrip("\n") + "\n",
        options.output,
    )
    return 0 if reached.route else 1
