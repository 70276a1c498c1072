"""The competency questions over a small world, as rows of cells."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

import pyoxigraph as ox

from gppgraph.catalogue.query import Query, read
from gppgraph.rdf.engines import Engine
from gppgraph.terms import curie
from gppgraph.workspace import root
from places import TESTS

FOLDER = TESTS / "questions"


QUESTIONS = [read(path) for path in sorted((root() / "queries" / "competency").glob("cq*.rq"))]


# Questions about a day are asked about one.
DAYS = {
    "cq30-valid-on-a-day": "2020-06-01",
    "cq49-law-on-a-day": "2019-01-01",
    "cq50-already-required-by-law": "2019-01-01",
}


def parameters(query: Query) -> dict[str, ox.Literal]:
    """Return the day that a question is asked about, if any."""
    date = ox.NamedNode("http://www.w3.org/2001/XMLSchema#date")
    return {"day": ox.Literal(DAYS[query.name], datatype=date)} if query.name in DAYS else {}


def plain(value: str | None) -> str:
    """Return a cell as the files write it: CURIEs, and numbers in one way."""
    if value is None:
        return ""
    try:
        return f"{Decimal(value).normalize():f}"
    except InvalidOperation:
        return curie(value)


def rows(engine: Engine, query: Query) -> list[list[str]]:
    """Return the answer as sorted plain rows, its header first."""
    answer = engine.ask(query.text, parameters(query))
    cells = [
        [plain(None if (term := row[name]) is None else term.value) for name in answer.columns]
        for row in answer.terms
    ]
    return [list(answer.columns), *sorted(cells)]
