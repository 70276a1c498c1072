"""``gppgraph data gaps``."""

from __future__ import annotations

import argparse

from ...operations.data_tasks import gap_summary, gaps
from ...output.tables import render
from ..common import as_json, emit, opened

COLUMNS = ("settles", "touches", "kind", "gap", "about", "missing", "where")
ALL_COLUMNS = (*COLUMNS, "words", "note")
COUNTS = ("coverage", "cells", "decided", "bounded", "open", "share")


def run(options: argparse.Namespace) -> int:
    """Print the gaps, or how many cells have an answer; exit code 0."""
    from ...verdicts.gaps import as_record

    if options.summary:
        counts = [count._asdict() for count in gap_summary(opened(options), vars(options))]
        text = as_json(counts) if options.format == "json" else render(COUNTS, counts, options.format)
        emit(text, options.output)
        return 0
    records = [as_record(gap) for gap in gaps(opened(options), vars(options))]
    if options.format == "json":
        emit(as_json(records), options.output)
        return 0
    rows = [{name: _cell(value) for name, value in record.items()} for record in records]
    emit(render(COLUMNS if options.format == "table" else ALL_COLUMNS, rows, options.format), options.output)
    return 0


def _cell(value: object) -> object:
    return "; ".join(value) if isinstance(value, list | tuple) else value
