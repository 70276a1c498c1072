"""The query catalogue as the site shows it: questions with their folder, and the checks of validation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..catalogue.query import read
from ..workspace import query_files


@dataclass(frozen=True, slots=True)
class Question:
    """One query with what its header says."""

    name: str
    folder: str
    text: str
    summary: str
    question: str = ""
    description: str = ""
    parameters: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


def questions() -> list[Question]:
    """Return the questions of the catalogue and the checks, by folder and name."""
    from ..validation.checks import checks

    found = [
        Question(
            query.name,
            path.parent.name,
            query.text,
            query.summary,
            query.question,
            query.description,
            query.parameters,
        )
        for path in query_files()
        if path.parent.name != "checks"
        for query in [read(path)]
    ]
    found += [
        Question(check.code, "checks", check.text, check.summary, check.problem, check.solution)
        for check in checks()
    ]
    return sorted(found, key=lambda entry: (entry.folder, entry.name))
