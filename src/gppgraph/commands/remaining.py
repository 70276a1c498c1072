"""``gppgraph remaining``."""

from __future__ import annotations

import argparse
from typing import Any

from gppgraph.errors import InputError
from gppgraph.values import parse_buyer_values

from .common import add_engine, add_format, command, emit


def add_parser(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = command(
        subparsers,
        "remaining",
        "what a bidder with these labels has proved, what remains, and by which proofs",
        "gppgraph remaining --label tco-certified-8 --set dk-desktop-2023 --level basis --product notebook-computer",
        run,
    )
    parser.add_argument(
        "--label", action="append", required=True, metavar="EDITION", help="label edition held (repeat)"
    )
    parser.add_argument("--set", required=True, metavar="EDITION", help="criteria set of the tender")
    parser.add_argument("--level", metavar="L", help="level within the set (default: every level)")
    parser.add_argument(
        "--product", required=True, metavar="TYPE", help="product type, such as notebook-computer"
    )
    parser.add_argument(
        "--state", default="new", choices=("new", "refurbished", "end-of-life"), help="state of the goods"
    )
    parser.add_argument(
        "--as-of", metavar="DATE", help="day on which a certificate is to be valid (default: today)"
    )
    parser.add_argument(
        "--set-value", action="append", default=[], metavar="X=4", help="value that the buyer sets"
    )
    parser.add_argument(
        "--lang", default="en", choices=("en", "nb", "da"), help="language of the checklist (default: en)"
    )
    add_format(parser, ("table", "md", "json", "html", "docx"))
    add_engine(parser)


def run(options: argparse.Namespace) -> int:
    """Print or write the checklist; exit code 0."""
    from gppgraph.graph import load
    from gppgraph.verdicts.checklist import write
    from gppgraph.verdicts.remaining import remaining

    if options.format == "docx" and not options.output:
        raise InputError("a docx file is not for the screen; name a file by --output.")
    checklist = remaining(
        load(options.engine, options.endpoint, options.timeout),
        label=options.label,
        set=options.set,
        level=options.level,
        product=options.product,
        state=options.state,
        as_of=options.as_of,
        values=parse_buyer_values(options.set_value, "--set-value"),
        language=options.lang,
    )
    emit(write(checklist, options.format, options.lang), options.output)
    return 0
