"""``gppgraph satisfy``."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from ..languages import Words
from ..operations.questions import satisfy
from ..output.tables import render
from ..spelling import natural
from .common import as_json, emit, opened

if TYPE_CHECKING:
    from ..verdicts.satisfy import Verdict

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
# Beside those of both kinds, for what law gives.
LAW_COLUMNS = ("jurisdiction", "acts")


def run(options: argparse.Namespace) -> int:
    """Print the verdicts; exit code 1 if there are none."""
    from ..output.records import plain
    from ..verdicts.satisfy import Verdict

    verdicts = satisfy(opened(options), vars(options))
    by_labels = [verdict for verdict in verdicts if isinstance(verdict, Verdict)]
    records: list[dict[str, Any]] = [plain(verdict) for verdict in verdicts]
    if options.format == "json":
        emit(as_json(records), options.output)
    else:
        columns = ALL_COLUMNS if options.format == "csv" else COLUMNS
        if options.by != "labels":
            columns = (*columns, *LAW_COLUMNS)
            for record in records:
                record["acts"] = ", ".join(record.get("acts", ()))
        emit(render(columns, records, options.format) + _notes(by_labels, options), options.output)
    return 0 if records else 1


def _notes(verdicts: Iterable[Verdict], options: argparse.Namespace) -> str:
    """Return lines below a table on accepted labels and certificates that end.

    There are none below CSV.
    """
    from ..verdicts.circumstances import acceptance_told, end_told

    if options.format == "csv":
        return ""
    words = Words("nb" if options.lang == "nn" else options.lang, "gppgraph.verdicts")
    ends = {
        end_told(verdict.edition, verdict.certificates_end, words)
        for verdict in verdicts
        if verdict.certificates_end
    }
    accepted = {
        f"{verdict.requirement}, {verdict.edition}: {acceptance_told(verdict.accepted_by_source, words)}"
        for verdict in verdicts
        if verdict.accepted_by_source
    }
    lines = [*sorted(ends), *sorted(accepted, key=natural)]
    mark = "- " if options.format == "md" else ""
    return "".join(f"\n{mark}{line}" for line in lines) + ("\n" if lines else "")
