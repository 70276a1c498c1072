"""``gppgraph validate``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from gppgraph.validation.finding import LEVELS

from .common import command, emit

FORMATS = ("text", "json", "sarif", "junit", "ttl", "html")


def add_parser(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = command(
        subparsers,
        "validate",
        "check the graph, or files on top of it, and tell what the sources contradict",
        "gppgraph validate --only reference-dangles --fail-on never",
        run,
    )
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help="files or folders to check on top of the shipped graph"
    )
    parser.add_argument(
        "--only",
        action="append",
        default=[],
        metavar="CODE",
        help="report findings of this code only (repeat)",
    )
    parser.add_argument(
        "--fail-on",
        choices=LEVELS,
        default="violation",
        metavar="LEVEL",
        help="exit with 1 from this level on: never, violation, warning or info for faults of the graph;"
        " source-violation, source-warning or source-info to count inconsistencies of the sources too"
        " (default: violation)",
    )
    parser.add_argument(
        "--format", choices=FORMATS, default="text", help="form of the report (default: text)"
    )
    parser.add_argument("--output", metavar="FILE", help="write the report to FILE, not to stdout")
    parser.add_argument(
        "--engine", choices=("fast", "reference"), default="fast", help="SHACL engine (default: fast)"
    )


def run(options: argparse.Namespace) -> int:
    """Validate; exit 0 fine, 1 findings at the level of ``--fail-on``, 2 something could not be checked."""
    from gppgraph.errors import LimitError
    from gppgraph.processes import run_limited
    from gppgraph.validation.forms import FORMATS as WRITERS
    from gppgraph.validation.run import Report, validate

    paths = [Path(name) for name in options.files]
    if paths:  # somebody else's data: in a process that may be stopped
        try:
            report = run_limited(validate, paths, tuple(options.only), options.engine)
        except LimitError as error:
            report = Report(", ".join(options.files), options.engine, unchecked=(str(error),))
    else:
        report = validate((), tuple(options.only), options.engine)
    emit(WRITERS[options.format](report), options.output)
    return report.exit_code(options.fail_on)
