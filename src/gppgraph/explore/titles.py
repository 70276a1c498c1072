"""Titles of things in a reader's language, as columns of an answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox

from ..catalogue.query import text_of
from ..dataset import Dataset
from ..languages import reading_rank
from ..rdf.answer import Answer


def titles(dataset: Dataset, language: str) -> dict[str, str]:
    """Return the title of each thing, in the language that a reader prefers."""
    best: dict[str, tuple[tuple[int, str, str], str]] = {}
    for row in dataset.select(text_of("titles")):
        thing, title, tag = row.text("thing"), row.text("title"), row.language("title")
        rank = (reading_rank(tag, language), tag, title)
        if thing not in best or rank < best[thing][0]:
            best[thing] = (rank, title)
    return {thing: title for thing, (_, title) in best.items()}


def named(
    dataset: Dataset, answer: Answer, rows: Iterable[dict[str, Any]], language: str
) -> tuple[tuple[str, ...], list[dict[str, Any]]]:
    """Return columns and rows with a column of titles after each column of things.

    For example ``(("label", "label title"), [{"label": "label:tco", "label title": "TCO"}])``.
    """
    by_thing = titles(dataset, language)
    titled = [
        name
        for name in answer.columns
        if any(isinstance(term := row[name], ox.NamedNode) and term.value in by_thing for row in answer.terms)
    ]
    columns = tuple(
        entry for name in answer.columns for entry in ((name, f"{name} title") if name in titled else (name,))
    )
    result = []
    for row, terms in zip(rows, answer.terms, strict=True):
        extra = {
            f"{name} title": by_thing.get(term.value, "")
            for name in titled
            if (term := terms[name]) is not None
        }
        result.append({**row, **extra})
    return columns, result
