"""``gppgraph publish``."""

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
        "publish",
        "write the graph as a static site: pages, data files, dumps and their description",
        "gppgraph publish site/ --lang en,nb,da --base https://data.example.org/gpp/",
        run,
    )
    parser.add_argument("folder", metavar="DIR", help="folder to write; an older site in it is replaced")
    parser.add_argument(
        "--lang",
        default="en,nb,da",
        metavar="L,L",
        help="languages of the interface, the first at the top (default: en,nb,da)",
    )
    parser.add_argument(
        "--base",
        metavar="URL",
        help="address at which the site will be served (default: the base of its identifiers)",
    )
    parser.add_argument("--no-validation", action="store_true", help="leave the validation report out")


def run(options: argparse.Namespace) -> int:
    """Write the site; exit code 0."""
    from gppgraph.build.snapshot import on_stderr
    from gppgraph.graph import load
    from gppgraph.publish import publish
    from gppgraph.terms import BASE

    languages = [name.strip() for name in options.lang.split(",") if name.strip()]
    site = publish(
        load(),
        Path(options.folder),
        languages,
        options.base or BASE,
        validate=not options.no_validation,
        say=on_stderr,
    )
    if sys.stderr.isatty():
        sys.stderr.write("\r\x1b[2K")
    print(f"{site.target}: {len(site.pages)} pages about {len(site.statements.documents())} things")
    return 0
