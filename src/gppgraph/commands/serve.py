"""``gppgraph serve``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from gppgraph.errors import InputError, MissingExtraError

from .common import command, seconds


def add_parser(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = command(
        subparsers,
        "serve",
        "serve things, their data, SPARQL and a REST interface over HTTP",
        "gppgraph serve --port 8765",
        run,
    )
    parser.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="address (default: 127.0.0.1)")
    parser.add_argument("--port", type=int, default=8765, metavar="N", help="port (default: 8765)")
    parser.add_argument("--site", metavar="DIR", help="a published site; without it pages are plain")
    parser.add_argument(
        "--workers", type=int, metavar="N", help="processes for queries (default: two a core and one more)"
    )
    parser.add_argument(
        "--timeout", type=seconds, default=10.0, metavar="SECONDS", help="limit for one query (default: 10)"
    )
    parser.add_argument(
        "--memory",
        type=int,
        default=512,
        metavar="MIB",
        help="limit for one query beyond the graph (default: 512)",
    )
    parser.add_argument(
        "--per-client",
        type=int,
        default=16,
        metavar="N",
        help="queries of one client at a time (default: 16)",
    )


def run(options: argparse.Namespace) -> int:
    """Serve until a signal ends it; exit code 0."""
    try:
        from gppgraph.server.app import run as serve
        from gppgraph.server.settings import MEBIBYTE, Settings
    except ImportError as error:
        raise MissingExtraError("gppgraph serve", "serve") from error
    from gppgraph.graph import load

    for name, least, most in (
        ("port", 1, 65535),
        ("workers", 1, 256),
        ("memory", 64, 10**6),
        ("per_client", 1, 10**4),
    ):
        value = getattr(options, name)
        if value is not None and not least <= value <= most:
            raise InputError(f"--{name.replace('_', '-')} {value} is not between {least} and {most}.")
    defaults = Settings()
    settings = Settings(
        host=options.host,
        port=options.port,
        workers=options.workers or defaults.workers,
        query_seconds=options.timeout,
        query_memory=options.memory * MEBIBYTE,
        client_queries=options.per_client,
    )
    return serve(load(), Path(options.site) if options.site else None, settings)
