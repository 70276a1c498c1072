"""``gppgraph strictness``."""

from __future__ import annotations

import argparse

from ..operations.market_questions import strictness
from ..output.tables import render
from .common import as_json, emit, opened, reading_of


def run(options: argparse.Namespace) -> int:
    """Write the counts, the picture or the page.

    The exit code is 1 if of no product it is known whether it meets the requirement.
    """
    from ..languages import Words
    from ..products.offers import PACKAGE
    from ..products.strictness import Counts, rows, share_text
    from ..products.strictness_files import html, svg

    with reading_of(options, options.products) as values:
        found = strictness(opened(options), values)
    if options.format in ("svg", "html"):
        emit(
            svg(found, options.lang) if options.format == "svg" else html(found, options.lang), options.output
        )
    elif options.format == "json":
        record = found._asdict() | {"whole": found.whole._asdict()}
        for name in ("by_type", "by_year", "curve"):
            record[name] = [entry._asdict() for entry in record[name]]
        emit(as_json(record), options.output)
    else:
        columns: tuple[str, ...] = ("by", *Counts._fields)
        records = rows(found)
        if options.format != "csv":
            columns = (
                "by",
                "group",
                "products",
                "proved",
                "failed",
                "unknown",
                "share",
                "brands_left",
                "brands",
            )
            words = Words("en", PACKAGE)
            counted = (found.whole, *found.by_type, *found.by_year, *found.curve)
            records = [
                {**row, "share": share_text(words, entry)}
                for row, entry in zip(records, counted, strict=True)
            ]
        note = "" if options.format == "csv" else f"\nsample: {found.sample or 'not stated'}\n"
        emit(render(columns, records, options.format) + note, options.output)
    return int(not found.whole.proved + found.whole.failed)
