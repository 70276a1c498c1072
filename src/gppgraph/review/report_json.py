"""A review as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from ..texts.linked import line_of, notes
from .result import Review


def as_record(result: Review) -> dict[str, Any]:
    """Return a review as plain objects; lines count from 1."""
    climate = asdict(result.climate) if result.climate else None
    if climate:
        del climate["foreign"]  # only the markup of pages tells the language of each text
    source = result.linked.source
    return {
        "file": source.name,
        "country": result.country,
        "asOf": result.day,
        "notes": notes(source, result.language),
        "findings": [
            {**asdict(entry), "line": line_of(source.text, entry.start), "sources": list(entry.sources)}
            for entry in result.findings
        ],
        "coverage": [asdict(entry) for entry in result.coverage],
        "climate": climate,
    }


def as_json(result: Review) -> str:
    """Return a review as JSON."""
    return json.dumps(as_record(result), ensure_ascii=False, indent=2) + "\n"
