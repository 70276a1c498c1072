"""``gppgraph link-check``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from gppgraph.files import write_file
from gppgraph.output.tables import render

from .common import add_format, command, emit

COLUMNS = ("kind", "thing", "other", "note")


def add_parser(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = command(
        subparsers,
        "link-check",
        "what is linked to nothing and what may be one thing twice; accepted mappings as SSSOM",
        "gppgraph link-check --kind alike",
        run,
    )
    parser.add_argument(
        "--kind",
        choices=("no-topic", "alone", "alike"),
        help="things without topic, requirements that share no property with another source, or names alike",
    )
    parser.add_argument("--sssom", metavar="FILE", help="write the accepted mappings to FILE as SSSOM TSV")
    add_format(parser)


def run(options: argparse.Namespace) -> int:
    """Print what a person should look at; exit code 1 if there is anything, 0 with ``--sssom``."""
    from gppgraph.explore.links import proposals, sssom
    from gppgraph.graph import load

    graph = load()
    if options.sssom:
        content = sssom(graph)
        if options.sssom == "-":
            emit(content, None)
        else:
            write_file(Path(options.sssom), content)
        return 0
    found = [entry for entry in proposals(graph) if options.kind in (None, entry.kind)]
    rows = [
        {"kind": entry.kind, "thing": entry.thing, "other": entry.other, "note": entry.note}
        for entry in found
    ]
    emit(render(COLUMNS, rows, options.format), options.output)
    return 1 if found else 0
