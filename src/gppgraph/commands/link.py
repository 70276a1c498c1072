"""``gppgraph link``."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from gppgraph.texts.linked_formats import FORMATS

from .common import command, emit


def add_parser(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = command(
        subparsers,
        "link",
        "mark what a text names and asks for, and link it to the graph",
        'echo "TCO Certified generasjon 9 og minst tre års garanti" | gppgraph link -',
        run,
    )
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help="txt, Markdown, HTML, docx, PDF or XML notice; - for stdin"
    )
    parser.add_argument(
        "--lang", metavar="L", help="language of the text, for the record (words of all languages are known)"
    )
    parser.add_argument(
        "--country", choices=("no", "dk", "eu"), help="country whose criteria a printed code means"
    )
    parser.add_argument(
        "--format", choices=FORMATS, default="text", help="form of the result (default: text)"
    )
    parser.add_argument(
        "--output", metavar="FILE", help="write the result to FILE, not to stdout; with --batch a folder"
    )
    parser.add_argument(
        "--batch",
        metavar="DIR",
        help="link every file below DIR to Turtle files (with --output DIR, default DIR.ttl)",
    )
    parser.add_argument(
        "--jobs", type=int, metavar="N", help="processes of a batch (default: one a processor)"
    )


def run(options: argparse.Namespace) -> int:
    """Print what was found; exit 1 if a file of a batch could not be read."""
    from gppgraph.errors import InputError
    from gppgraph.graph import load
    from gppgraph.texts.linked_formats import WRITERS
    from gppgraph.texts.linker import Linker, batch
    from gppgraph.texts.read.readers import read

    if options.batch:
        folder = Path(options.batch)
        # "--output ttl" names the form, as in other commands that write many files
        given = options.output if options.output not in (None, "ttl") else f"{options.batch.rstrip('/')}.ttl"
        done, passed, failures = batch(load(), folder, Path(given), options.lang, _say, options.jobs)
        print(f"{done} linked, {passed} up to date, {len(failures)} failed; in {given}", file=sys.stderr)
        for failure in failures:
            print(f"gppgraph: {failure}", file=sys.stderr)
        return 1 if failures else 0
    if not options.files:
        raise InputError("name a file, or - for stdin.")
    linker = Linker(load())
    linked = []
    for name in options.files:
        source = read(name)
        if options.lang:
            source = replace(source, language=options.lang)
        linked.append(linker.link(source, options.country, comparing=options.format != "ttl"))
    emit(WRITERS[options.format](linked), options.output)
    return 0


def _say(message: str) -> None:
    end = "\r" if sys.stderr.isatty() else "\n"
    sys.stderr.write(f"gppgraph: {message}{end}")
    sys.stderr.flush()
