"""The queries of the site: the catalogue by folder, and the checks of validation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..catalogue.query import catalogue


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One query with its header."""

    name: str
    folder: str
    text: str
    summary: str
    question: str = ""
    description: str = ""
    parameters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def questions(base: Path | None = None) -> list[CatalogueEntry]:
    """Return the questions of a catalogue and the checks, by folder and name."""
    from ..validation.checks import checks

    entries = [
        CatalogueEntry(
            query.name,
            query.path.parent.name,
            query.text,
            query.summary,
            query.question,
            query.description,
            query.parameters,
        )
        for query in catalogue(base)
        if query.path and query.path.parent.name not in {"checks", "texts"}
    ]
    entries += [
        CatalogueEntry(check.code, "checks", check.text, check.summary, check.problem, check.solution)
        for check in checks(base)
    ]
    return sorted(entries, key=lambda entry: (entry.folder, entry.name))
