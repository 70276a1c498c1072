"""Options that several commands share: one spelling, one meaning."""

from __future__ import annotations

import argparse
import sys
from typing import Any, NoReturn

from gppgraph.output.tables import FORMATS, width


class Help(argparse.RawDescriptionHelpFormatter):
    """Help as wide as the terminal. argparse makes a formatter for every option; told its width, it is quick."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=width(80) - 2)


class Parser(argparse.ArgumentParser):
    """A parser whose errors are one line that says where to read on."""

    def error(self, message: str) -> NoReturn:
        """End the program with exit code 2."""
        self.exit(2, f"gppgraph: {message}; see {self.prog} --help.\n")


def command(subparsers: Any, name: str, summary: str, example: str, run: Any) -> argparse.ArgumentParser:
    """Return the parser of a command whose help ends with an example that runs."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        name,
        help=summary,
        description=summary[0].upper() + summary[1:] + ".",
        epilog=f"example:\n  {example}",
        formatter_class=Help,
    )
    parser.set_defaults(run=run)
    return parser


def add_format(
    parser: argparse.ArgumentParser, choices: tuple[str, ...] = FORMATS, default: str = "table"
) -> None:
    """Add ``--format`` and ``--output``."""
    parser.add_argument(
        "--format", choices=choices, default=default, help=f"form of the result (default: {default})"
    )
    parser.add_argument("--output", metavar="FILE", help="write the result to FILE, not to stdout")


def add_verdict_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that choose requirements, labels, goods and a day."""
    parser.add_argument(
        "--set", action="append", default=[], metavar="EDITION", help="criteria set, such as dk-desktop-2023"
    )
    parser.add_argument("--level", metavar="L", help="level within the set, such as basis or udvidet")
    parser.add_argument(
        "--label",
        action="append",
        default=[],
        metavar="EDITION",
        help="label edition, such as tco-certified-8",
    )
    parser.add_argument(
        "--product",
        action="append",
        default=[],
        metavar="TYPE",
        help="product type, such as notebook-computer",
    )
    parser.add_argument(
        "--state",
        default="new",
        choices=("new", "refurbished", "end-of-life"),
        help="state of the goods (default: new)",
    )
    parser.add_argument(
        "--as-of", metavar="DATE", help="day on which a certificate is to be valid (default: today)"
    )
    parser.add_argument(
        "--set-value",
        action="append",
        default=[],
        metavar="X=4",
        help="value that the buyer sets, in the unit the source prints",
    )


def add_language(parser: argparse.ArgumentParser) -> None:
    """Add ``--lang``; a title that is not there in a language is shown in another."""
    parser.add_argument(
        "--lang",
        default="en",
        choices=("en", "nb", "nn", "da"),
        help="language of titles (default: en)",
    )


def add_engine(parser: argparse.ArgumentParser) -> None:
    """Add the options that say where queries run, and for how long."""
    parser.add_argument(
        "--engine",
        choices=("oxigraph", "rdflib"),
        default="oxigraph",
        help="engine on this machine (default: oxigraph)",
    )
    parser.add_argument(
        "--endpoint",
        metavar="URL",
        help="ask a SPARQL 1.1 server that holds the dataset; user and password are read from "
        "GPPGRAPH_USER and GPPGRAPH_PASSWORD or the netrc file",
    )
    parser.add_argument(
        "--timeout", type=seconds, metavar="SECONDS", help="stop a query that runs longer (exit code 2)"
    )


def seconds(given: str) -> float:
    """Return a time limit; argparse reports what is wrong with it."""
    value = float(given)
    if not 0 < value < 10**6:
        raise ValueError(given)
    return value


def emit(text: str | bytes, output: str | None) -> None:
    """Write a result to stdout, or whole to a file."""
    if output and output != "-":
        from pathlib import Path

        from gppgraph.files import write_file

        write_file(Path(output), text)
    elif isinstance(text, bytes):
        sys.stdout.buffer.write(text)
    else:
        sys.stdout.write(text)
