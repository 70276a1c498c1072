"""The page on the competency questions: question, query and result on the real graph, from the headers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..catalogue.query import Query, read
from ..output.tables import render
from ..terms import curie
from ..workspace import root

if TYPE_CHECKING:
    from ..dataset import Dataset

SHOWN = 5
INTRODUCTION = """# Questions

Written by `gppgraph query --docs docs/questions.md` from the headers of `queries/competency/`; do not edit by hand.
Each question is one file of plain SPARQL 1.1 that runs unchanged in any client.

- Run one: `gppgraph query cq05-buyer-parameters`.
- Narrow it: `gppgraph query cq05-buyer-parameters --param set=dk-desktop-2023`; a parameter is a variable of the query.
- Change it: `gppgraph query --show cq05-buyer-parameters > mine.rq`, edit, `gppgraph query mine.rq`.
- Ask a server: add `--endpoint URL`; keep the result: add `--format csv --output FILE`.

The first rows of each result are shown; an empty cell is a value that is not on record.
"""


def page(graph: Dataset) -> str:
    """Return the Markdown page on every competency question, by number."""
    folder = root() / "queries" / "competency"
    found = [read(path) for path in sorted(folder.glob("cq*.rq"))]
    contents = [f"- [{query.question}](#{query.name})" for query in found]
    return "\n".join([INTRODUCTION, *contents, *(_section(graph, query) for query in found)])


def _section(graph: Dataset, query: Query) -> str:
    answer = graph.query(query.name)
    rows = [{name: _cell(value) for name, value in row.items()} for row in answer.rows[:SHOWN]]
    body = "\n".join(line for line in query.text.splitlines() if not line.startswith("#+")).strip()
    total = len(answer.rows)
    count = "No rows" if not total else f"{total} rows" if total > 1 else "1 row"
    lines = [f'\n<a id="{query.name}"></a>', "", f"## {query.question}", "", query.description, ""]
    if query.parameters:
        names = ", ".join(f"`{name}` ({entry['type']})" for name, entry in query.parameters.items())
        lines += [f"Parameters: {names}.", ""]
    lines += [f"`gppgraph query {query.name}`", "", "```sparql", body, "```", ""]
    more = f"; the first {SHOWN}" if total > SHOWN else ""
    lines += [f"{count}{more}{':' if total else '.'}", ""]
    if total:
        lines.append(render(answer.columns, rows, "md"))
    return "\n".join(lines)


def _cell(value: str | None) -> str | None:
    if value is None:
        return None
    short = curie(value) if value.startswith("http") else value
    return short if len(short) <= 120 else short[:117] + "..."
