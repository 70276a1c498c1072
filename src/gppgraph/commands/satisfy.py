"""``gppgraph satisfy``."""

from __future__ import annotations

import argparse

from ..operations.questions import satisfy
from ..output.tables import render
from .common import as_json, emit, opened

COLUMNS = (
    "requirement",
    "title",
    "edition",
    "product",
    "verdict",
    "at_least",
    "at_most",
    "proves",
    "up_to",
    "margin",
    "unit",
    "confidence",
)
ALL_COLUMNS = (
    *COLUMNS[:1],
    "code",
    "title",
    "level",
    "edition",
    "product",
    "state",
    "verdict",
    "at_least",
    "at_most",
    "proves",
    "content",
    "admitted",
    "admission",
    "currency",
    *COLUMNS[-4:],
)


def run(options: argparse.Namespace) -> int:
    """Print the verdicts; exit code 1 if there are none."""
    from ..verdicts.satisfy import as_json as as_records

    records = as_records(satisfy(opened(options), vars(options)))
    if options.format == "json":
        emit(as_json(records), options.output)
    else:
        columns = ALL_COLUMNS if options.format == "csv" else COLUMNS
        emit(render(columns, records, options.format), options.output)
    return 0 if records else 1
