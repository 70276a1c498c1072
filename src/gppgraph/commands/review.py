"""``gppgraph review``."""

from __future__ import annotations

import argparse
import os
from typing import Any

from gppgraph.errors import InputError
from gppgraph.languages import LANGUAGES
from gppgraph.review.report_formats import FORMATS
from gppgraph.review.review import COUNTRIES
from gppgraph.values import parse_day

from .common import add_format, command, emit


def add_parser(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = command(
        subparsers,
        "review",
        "what is outdated, unprovable, doubtful or missing in a tender text",
        "gppgraph review tender.docx --country no --format docx --output reviewed.docx",
        run,
    )
    parser.add_argument(
        "file", metavar="FILE", help="txt, Markdown, HTML, docx, PDF or XML notice; - for stdin"
    )
    parser.add_argument(
        "--country",
        choices=COUNTRIES,
        default="eu",
        help="country whose criteria and law count (default: eu)",
    )
    parser.add_argument("--as-of", metavar="DATE", help="day on which the text is to hold (default: today)")
    parser.add_argument(
        "--lang", choices=LANGUAGES, default="en", help="language of the review (default: en)"
    )
    add_format(parser, (*FORMATS, "docx"), "md")


def run(options: argparse.Namespace) -> int:
    """Print the review; exit 1 where something is to be corrected."""
    from gppgraph.graph import load
    from gppgraph.review.comments import as_docx
    from gppgraph.review.report_formats import WRITERS
    from gppgraph.review.review import review
    from gppgraph.texts.read.readers import read

    if options.format == "docx" and (not options.output or options.output == "-"):
        raise InputError("--format docx needs --output FILE.")
    if options.output and options.file != "-" and _same(options.file, options.output):
        raise InputError("--output names the reviewed file itself; name another one.")
    day = parse_day(options.as_of)
    result = review(load(), read(options.file), options.country, day, language=options.lang)
    if options.format == "docx":
        content: str | bytes = as_docx(result, options.file)
    else:
        content = WRITERS[options.format](result)
    emit(content, options.output)
    return 1 if any(entry.severity == "error" for entry in result.findings) else 0


def _same(one: str, other: str) -> bool:
    return os.path.exists(other) and os.path.exists(one) and os.path.samefile(one, other)
