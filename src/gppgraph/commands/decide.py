"""``gppgraph decide``."""

from __future__ import annotations

import argparse
import sys

from ..operations.questions import decide
from .common import emit, opened


def run(options: argparse.Namespace) -> int:
    """Walk the table and print the route; exit code 1 at an open question."""
    from ..decisions.decide import ask, decision_routes, decision_steps, to_json, to_text
    from ..values import parse_day

    graph = opened(options)
    if options.answer:
        reached = decide(graph, vars(options))
        if reached.unused:
            print(f"not needed on this way: {', '.join(reached.unused)}", file=sys.stderr)
    else:
        table = decision_steps(
            graph, options.country and options.country.upper(), parse_day(options.as_of).isoformat()
        )
        reached = ask(table, decision_routes(graph, table), sys.stdin, sys.stderr)
    text = to_json(reached) if options.format == "json" else to_text(reached)
    emit(text.rstrip("\n") + "\n", options.output)
    return 0 if reached.route else 1
