"""``gppgraph explain``."""

from __future__ import annotations

import argparse
import json
from typing import Any

from .common import add_format, command, emit


def add_parser(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = command(
        subparsers,
        "explain",
        "the proof behind a verdict",
        "gppgraph explain dk-desktop-2023.basis.TS3 tco-certified-8 --product notebook-computer",
        run,
    )
    parser.add_argument("requirement", metavar="REQUIREMENT", help="such as dk-desktop-2023.basis.TS3")
    parser.add_argument("edition", metavar="EDITION", help="label edition, such as tco-certified-8")
    parser.add_argument("--product", metavar="TYPE", help="product type (default: every type)")
    parser.add_argument(
        "--as-of", metavar="DATE", help="day on which a certificate is to be valid (default: today)"
    )
    add_format(parser, ("text", "json"), "text")


def run(options: argparse.Namespace) -> int:
    """Print the proofs; exit code 0."""
    from gppgraph.graph import load
    from gppgraph.output.records import plain
    from gppgraph.verdicts.explain import as_text
    from gppgraph.verdicts.units import units_of

    graph = load()
    proofs = graph.explain(options.requirement, options.edition, options.product, options.as_of)
    if options.format == "json":
        emit(json.dumps(plain(proofs), ensure_ascii=False, indent=2) + "\n", options.output)
    else:
        emit(as_text(proofs, units_of(graph)), options.output)
    return 0
