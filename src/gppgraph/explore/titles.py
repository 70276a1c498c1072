"""Titles of things in a reader's language, beside the rows of an answer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyoxigraph as ox

from ..catalogue.query import text_of
from ..dataset import Dataset
from ..rdf.answer import Answer

# Languages that a reader understands when the one asked for is missing.
FALLBACK = {"nn": ("nb", "da"), "nb": ("nn", "da"), "da": ("nb", "nn")}


def titles(dataset: Dataset, language: str) -> dict[str, str]:
    """Return a title of every thing that has one: in the language, in a near one, in English, in any."""
    order = [language, *FALLBACK.get(language, ()), "en"]
    best: dict[str, tuple[tuple[int, str, str], str]] = {}
    for row in dataset.select(text_of("titles")):
        thing, title = row["thing"], row["title"]
        if thing is None or not isinstance(title, ox.Literal):
            continue
        spoken = title.language or ""
        rank = (order.index(spoken) if spoken in order else len(order), spoken, title.value)
        if thing.value not in best or rank < best[thing.value][0]:
            best[thing.value] = (rank, title.value)
    return {thing: title for thing, (_, title) in best.items()}


def named(
    dataset: Dataset, answer: Answer, rows: Iterable[dict[str, Any]], language: str
) -> tuple[tuple[str, ...], list[dict[str, Any]]]:
    """Return columns and rows with a title beside every column of things that have titles."""
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
