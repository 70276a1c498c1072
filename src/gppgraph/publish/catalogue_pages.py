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


# The folders of the catalogue in the order of the page: what people ask, and last what guards the data.
_ORDER = ("answers", "competency", "review", "checks")


def by_folder(entries: list[CatalogueEntry]) -> list[tuple[str, list[CatalogueEntry]]]:
    """Return queries by folder, questions of people first and checks last."""
    folders: dict[str, list[CatalogueEntry]] = {}
    for entry in entries:
        folders.setdefault(entry.folder, []).append(entry)
    known = {name: place for place, name in enumerate(_ORDER)}
    return sorted(folders.items(), key=lambda item: (known.get(item[0], 2), item[0]))
