"""``gppgraph format``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from .common import command


def add_parser(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = command(
        subparsers,
        "format",
        "write Turtle files in the layout of the project",
        "gppgraph format --check",
        run,
    )
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help="Turtle files (default: those of ontology/ and data/)"
    )
    parser.add_argument(
        "--check", action="store_true", help="change nothing; exit with 1 if a file would change"
    )


def run(options: argparse.Namespace) -> int:
    """Format files; exit code 1 if ``--check`` finds one that would change."""
    from gppgraph.rdf.turtle import format_files
    from gppgraph.workspace import sources

    paths = [Path(name) for name in options.files] or [source.path for source in sources()]
    changed = format_files(paths, options.check)
    for path in changed:
        print(f"{path}: {'would change' if options.check else 'formatted'}")
    return int(options.check and bool(changed))
