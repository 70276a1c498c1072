"""Titles of things in a reader's language, beside the rows of an answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox

from ..catalogue.query import text_of
from ..dataset import Dataset
from ..languages import reading_rank
from ..rdf.answer import Answer


def titles(dataset: Dataset, language: str) -> dict[str, str]:
    """Return a title of each thing that has one, by the reading order of a language."""
    best: dict[str, tuple[tuple[int, str, str], str]] = {}
    for row in dataset.select(text_of("titles")):
        thing, title, spoken = row.text("thing"), row.text("title"), row.language("title")
        rank = (reading_rank(spoken, language), spoken, title)
        if thing not in best or rank < best[thing][0]:
            best[thing] = (rank, title)
    return {thing: title for thing, (_, title) in best.items()}


def named(
    dataset: Dataset, answer: Answer, rows: Iterable[dict[str, Any]], language: str
) -> tuple[tuple[str, ...], list[dict[str, Any]]]:
    """Return columns and rows with a title beside each thing that has one."""
    known = titles(dataset, language)
    told = [
        name
        for name in answer.columns
        if any(isinstance(term := row[name], ox.NamedNode) and term.value in known for row in answer.terms)
    ]
    columns = tuple(
        entry for name in answer.columns for entry in ((name, f"{name} title") if name in told else (name,))
    )
    result = []
    for row, terms in zip(rows, answer.terms, strict=True):
        extra = {
            f"{name} title": known.get(term.value, "") for name in told if (term := terms[name]) is not None
        }
        result.append({**row, **extra})
    return columns, result
