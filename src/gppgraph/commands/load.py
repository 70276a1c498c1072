"""``gppgraph load``."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from .common import command, seconds


def add_parser(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = command(
        subparsers,
        "load",
        "push the dataset to a SPARQL server",
        "gppgraph load --endpoint http://localhost:7878/update",
        run,
    )
    parser.add_argument(
        "--endpoint",
        required=True,
        metavar="URL",
        help="address for updates; user and password are read from GPPGRAPH_USER and GPPGRAPH_PASSWORD "
        "or the netrc file",
    )
    parser.add_argument(
        "--protocol",
        choices=("update", "graph-store"),
        default="update",
        help="SPARQL update, or the graph store protocol (default: update)",
    )
    parser.add_argument(
        "--batch", type=int, default=500, metavar="N", help="statements at a time (default: 500)"
    )
    parser.add_argument("--timeout", type=seconds, default=120.0, metavar="SECONDS", help="for each batch")
    parser.add_argument("--restart", action="store_true", help="begin anew, not where an earlier run stopped")


def run(options: argparse.Namespace) -> int:
    """Load the dataset; exit code 0."""
    from gppgraph.build.snapshot import ensure
    from gppgraph.rdf.upload import Upload

    upload = Upload(ensure(), options.endpoint, options.protocol, options.batch, options.timeout)
    shown = [-1]

    def say(message: str) -> None:
        percent = int(message.split()[1])
        if sys.stderr.isatty():
            sys.stderr.write(f"\r\x1b[2Kgppgraph: {message} ")
            sys.stderr.flush()
        elif percent // 10 > shown[0]:
            print(f"gppgraph: {message}", file=sys.stderr)
            shown[0] = percent // 10

    if upload.done() and not options.restart:
        print(f"gppgraph: going on after batch {upload.done()}", file=sys.stderr)
    count = upload.run(say, options.restart)
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[2K")
    print(f"{options.endpoint}: {count} statements loaded; ask the server over the union of its graphs")
    return 0
