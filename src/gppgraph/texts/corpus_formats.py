"""The summary of a corpus as table, JSON or CSV."""

from __future__ import annotations

import json
from typing import Any

from ..output.tables import render
from .corpus_summary import CorpusSummary

SUMMARY_FORMATS = ("table", "json", "csv")
_COLUMNS = ("kind", "thing", "state", "day", "documents", "files")


def render_summary(summary: CorpusSummary, form: str) -> str:
    """Return a summary in one of ``SUMMARY_FORMATS``.

    CSV and table have one row a thing, flag or failure: ``label,tco-certified-8,ended,2024-12-01,2,a.xml; b.xml``.
    """
    if form == "json":
        record = {
            "as_of": summary.day.isoformat(),
            "read": summary.read,
            "named": [_counted(entry._asdict()) for entry in summary.named],
            "disagreements": [_counted(entry._asdict()) for entry in summary.disagreements],
            "failures": summary.failures,
        }
        return json.dumps(record, ensure_ascii=False, indent=2) + "\n"
    rows = [_counted(entry._asdict()) for entry in summary.named]
    rows += [
        {
            **_counted(entry._asdict()),
            "kind": "flag",
            "thing": entry.flag,
            "state": f"text names {entry.against}",
        }
        for entry in summary.disagreements
    ]
    rows += [{"kind": "failure", "thing": failure} for failure in summary.failures]
    for row in rows:
        row["files"] = "; ".join(row.get("files", ()))
    return render(_COLUMNS, rows, form)


def _counted(record: dict[str, Any]) -> dict[str, Any]:
    return {**record, "documents": len(record["files"])}
