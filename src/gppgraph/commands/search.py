"""``gppgraph search``."""

from __future__ import annotations

import argparse
from typing import Any

from gppgraph.output.tables import FORMATS, render

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
    parser.add_argument(
        "--count", type=int, metavar="N", help="how many hits (default: 10; 3 of a set with --sentence)"
    )
    parser.add_argument(
        "--sentence",
        action="store_true",
        help="TEXT is a requirement in a sentence: find the closest criteria of each set",
    )
    parser.add_argument(
        "--set", action="append", default=[], metavar="SET", help="with --sentence: only of this set (repeat)"
    )
    add_format(parser, FORMATS)


def run(options: argparse.Namespace) -> int:
    """Print the hits and how many there are of each kind; exit code 1 if there are none."""
    import sys

    from gppgraph.errors import InputError
    from gppgraph.explore.search import as_rows, index
    from gppgraph.graph import load

    if options.sentence:
        return _sentence(options)
    if options.set:
        raise InputError("--set goes with --sentence.")
    everything = index(load()).search(" ".join(options.text), options.kind, options.lang, 1000)
    hits = everything[: max(0, 10 if options.count is None else options.count)]
    emit(render(("name", "kind", "title", "score", "why"), as_rows(hits), options.format), options.output)
    if options.format == "table" and everything:
        kinds = sorted({hit.kind for hit in everything})
        counts = ", ".join(f"{kind} {sum(hit.kind == kind for hit in everything)}" for kind in kinds)
        print(f"{len(everything)} hits: {counts}", file=sys.stderr)
    return int(not hits)


def _sentence(options: argparse.Namespace) -> int:
    from dataclasses import asdict

    from gppgraph.errors import InputError
    from gppgraph.explore.sentence import criteria
    from gppgraph.graph import load

    if options.kind:
        raise InputError("--kind does not go with --sentence, which finds criteria of sets.")
    count = 3 if options.count is None else options.count
    hits = criteria(load()).closest(" ".join(options.text), options.set, options.lang, count)
    emit(
        render(("set", "name", "title", "score", "why"), [asdict(hit) for hit in hits], options.format),
        options.output,
    )
    return int(not hits)
