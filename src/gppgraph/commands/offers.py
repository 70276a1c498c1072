"""``gppgraph offers``."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from ..errors import InputError
from ..operations.product_questions import offers
from ..output.tables import render
from .common import as_json, emit, opened, reading_of

COLUMNS = (
    "offer",
    "code",
    "title",
    "result",
    "by",
    "margin",
    "unit",
    "failing",
    "missing",
    "question",
    "share",
)


def run(options: argparse.Namespace) -> int:
    """Write the answers by offer and requirement; exit code 1 if a requirement fails."""
    from ..output.records import plain
    from ..sheets.opening import guarded

    if options.format == "xlsx" and (not options.output or options.output == "-"):
        raise InputError("--format xlsx needs --output.")
    with reading_of(options, options.file) as values:
        found = offers(opened(options), values)
    if options.format == "xlsx":
        from ..products.offer_workbook import offer_workbook

        emit(offer_workbook(found, options.lang), options.output)
    elif options.format == "json":
        emit(as_json(plain(found)), options.output)
    else:
        rows = [
            {
                **asdict(answer),
                "failing": "; ".join(answer.failing),
                "missing": "; ".join(answer.missing),
            }
            for answer in found.answers
        ]
        if options.format == "csv":
            rows = [
                {key: guarded(value) if isinstance(value, str) else value for key, value in row.items()}
                for row in rows
            ]
        emit(render(COLUMNS, rows, options.format), options.output)
    return int(any(answer.result == "failed" for answer in found.answers))
