#!/usr/bin/env python3
"""Fill the answers of docs/sparql.md, and write its queries as sh:SPARQLExecutable."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

import gppgraph
from gppgraph.dataset import Dataset
from gppgraph.output.tables import render
from gppgraph.rdf.answer import Answer
from gppgraph.rdf.sparql import with_prefixes
from gppgraph.terms import BASE, PREFIXES, short_name

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "sparql.md"
EXAMPLES = ROOT / "docs" / "sparql-examples.ttl"
_SECTION = re.compile(r"^### (\d+)\. (.+?)\n(.*?)^```sparql\n(.*?)^```\n(?:\n(?:\|[^\n]*\n)+)?", re.M | re.S)
_FORMS = {"SELECT": "select", "ASK": "ask", "CONSTRUCT": "construct"}


class Example(NamedTuple):
    """One question of the page: its number, its words and its query without prefixes."""

    number: int
    question: str
    query: str


def examples(page: str) -> list[Example]:
    """Return the questions of the page in their order."""
    return [Example(int(found[1]), found[2], found[4]) for found in _SECTION.finditer(page)]


def table(answer: Answer) -> str:
    """Return an answer as a Markdown table, with short names."""
    rows = [
        {name: short_name(value) if value else value for name, value in row.items()} for row in answer.rows
    ]
    return render(answer.columns, rows, "md").strip() + "\n"


def filled(page: str, graph: Dataset) -> str:
    """Return the page with the answers of a graph after its queries."""

    def section(found: re.Match[str]) -> str:
        number, question, between, query = found.groups()
        answer = table(graph.query(query))
        return f"### {number}. {question}\n{between}```sparql\n{query}```\n\n{answer}"

    return _SECTION.sub(section, page)


def executables(page: str) -> str:
    """Return the questions as Turtle in the layout of the SIB's examples of SPARQL.

    Each is one ``sh:SPARQLExecutable`` with ``rdfs:comment``, ``sh:select`` (or ``sh:ask``, ``sh:construct``), ``schema:target``
    and ``sh:prefixes``.
    """
    found = examples(page)
    known = PREFIXES
    used = sorted({name for entry in found for name in prefixes_of(entry.query)})
    lines = [
        f"@prefix ex: <{BASE}sparql-examples/> .",
        *(f"@prefix {name}: <{known[name]}> ." for name in ("rdf", "rdfs", "schema", "sh", "xsd")),
        "",
        "ex:prefixes",
        *(
            f'    sh:declare [ sh:prefix "{name}" ; sh:namespace "{known[name]}"^^xsd:anyURI ] ;'
            for name in used
        ),
        ".",
    ]
    for entry in found:
        text = entry.query.strip().replace("\\", "\\\\")
        form = next(form for word, form in _FORMS.items() if entry.query.startswith(word))
        lines += [
            "",
            f"ex:{entry.number:03}",
            f"    a sh:SPARQLExecutable , sh:SPARQL{form.capitalize()}Executable ;",
            f'    rdfs:comment "{entry.question}"@en ;',
            "    sh:prefixes ex:prefixes ;",
            f"    sh:{form} '''{text}''' ;",
            f"    schema:target <{BASE}sparql> ;",
            ".",
        ]
    return "\n".join(lines) + "\n"


def prefixes_of(query: str) -> list[str]:
    """Return the known prefixes that a query uses."""
    return re.findall(r"PREFIX ([\w-]+):", with_prefixes(query, PREFIXES))


def main() -> None:
    """Write both files anew."""
    page = filled(PAGE.read_text(encoding="utf-8"), gppgraph.load())
    PAGE.write_text(page, encoding="utf-8")
    EXAMPLES.write_text(executables(page), encoding="utf-8")


if __name__ == "__main__":
    main()
