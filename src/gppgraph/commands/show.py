"""``gppgraph show``."""

from __future__ import annotations

import argparse
import json
from typing import Any

from .common import add_format, command, emit


def add_parser(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = command(
        subparsers, "show", "everything known about one thing", "gppgraph show dk-desktop-2023.basis.TS3", run
    )
    parser.add_argument("name", metavar="ID", help="slug (tco-certified-8), CURIE (topic:warranty) or IRI")
    add_format(parser, ("text", "json"), "text")


def run(options: argparse.Namespace) -> int:
    """Print what is known; exit code 0."""
    from dataclasses import asdict

    from gppgraph.explore.show import as_text, show
    from gppgraph.graph import load

    graph = load()
    if options.format == "json":
        iri, lines = show(graph, options.name)
        found = {"iri": iri, "statements": [asdict(line) for line in lines]}
        emit(json.dumps(found, ensure_ascii=False, indent=2) + "\n", options.output)
    else:
        emit(as_text(graph, options.name), options.output)
    return 0
