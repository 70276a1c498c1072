"""The page on the competency questions, made from the headers of their queries.

Each has question, query and result on the real graph.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..catalogue.query import Query, read, without_header
from ..dataset import Dataset
from ..output.html import render
from ..output.tables import render as table
from ..terms import short_name
from ..workspace import root

SHOWN = 5
LONGEST = 120


@dataclass(frozen=True, slots=True)
class _Section:
    """One question with its query and a table of the first rows.

    ``text`` is the query without header, ``total`` the number of rows.
    """

    query: Query
    text: str
    total: int
    count: str
    table: str


def page(graph: Dataset) -> str:
    """Return the Markdown page on every competency question, by number."""
    folder = root() / "queries" / "competency"
    sections = [_section(graph, read(path)) for path in sorted(folder.glob("cq*.rq"))]
    return render("questions.md", sections=sections, shown=SHOWN).rstrip("\n") + "\n"


def _section(graph: Dataset, query: Query) -> _Section:
    answer = graph.query(query.name)
    rows = [{name: _cell(value) for name, value in row.items()} for row in answer.rows[:SHOWN]]
    text = without_header(query.text)
    total = len(answer.rows)
    count = "No rows" if not total else f"{total} rows" if total > 1 else "1 row"
    return _Section(query, text, total, count, table(answer.columns, rows, "md"))


def _cell(value: str | None) -> str | None:
    if value is None:
        return None
    short = short_name(value) if value.startswith("http") else value
    return short if len(short) <= LONGEST else f"{short[: LONGEST - 3]}..."
