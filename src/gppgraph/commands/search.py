"""``gppgraph search``."""

from __future__ import annotations

import argparse
from typing import Any

from gppgraph.render import FORMATS, render

from .common import add_format, command, emit

KINDS = ("topic", "concept", "requirement", "criterion", "label", "set", "standard", "act", "law", "product")


def add_parser(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = command(
        subparsers,
        "search",
        "find criteria, labels, standards, acts and concepts by words in four languages",
        "gppgraph search batterilevetid --lang nb",
        run,
    )
    parser.add_argument("text", nargs="+", metavar="TEXT", help="words, in Norwegian, Danish or English")
    parser.add_argument(
        "--kind", action="append", default=[], choices=KINDS, help="only things of this kind (repeat)"
    )
    parser.add_argument("--lang", default="en", metavar="L", help="language of titles (default: en)")
    parser.add_argument("--count", type=int, default=10, metavar="N", help="how many hits (default: 10)")
    add_format(parser, FORMATS)


def run(options: argparse.Namespace) -> int:
    """Print the hits and how many there are of each kind; exit code 1 if there are none."""
    import sys

    from gppgraph.graph import load
    from gppgraph.search import as_rows, index

    everything = index(load()).search(" ".join(options.text), options.kind, options.lang, 1000)
    hits = everything[: max(0, options.count)]
    emit(render(("name", "kind", "title", "score", "why"), as_rows(hits), options.format), options.output)
    if options.format == "table" and everything:
        kinds = sorted({hit.kind for hit in everything})
        counts = ", ".join(f"{kind} {sum(hit.kind == kind for hit in everything)}" for kind in kinds)
        print(f"{len(everything)} hits: {counts}", file=sys.stderr)
    return int(not hits)
