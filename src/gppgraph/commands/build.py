"""``gppgraph build``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from .common import command


def add_parser(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = command(
        subparsers,
        "build",
        "build the derived dataset",
        "gppgraph build --output /tmp/gppgraph-snapshot",
        run,
    )
    parser.add_argument(
        "--output", metavar="DIR", help="folder of the snapshot (default: where the other commands read it)"
    )
    parser.add_argument(
        "--root", metavar="DIR", help="folder with ontology/ and data/ (default: the shipped ones)"
    )


def run(options: argparse.Namespace) -> int:
    """Write the snapshot and print how many statements each part of it has; exit code 0."""
    from gppgraph import workspace
    from gppgraph.build.snapshot import on_stderr, write_snapshot

    target = Path(options.output) if options.output else workspace.snapshot_dir()
    write_snapshot(Path(options.root) if options.root else workspace.root(), target, on_stderr)
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[2K")
    counts: dict[str, int] = {}
    for path in sorted(target.rglob("*.nq")):
        with path.open("rb") as stream:
            kind = path.relative_to(target).parts[0].removesuffix(".nq")
            counts[kind] = counts.get(kind, 0) + sum(1 for _ in stream)
    print(f"{target}: " + ", ".join(f"{count} {kind}" for kind, count in counts.items()) + " statements")
    return 0
