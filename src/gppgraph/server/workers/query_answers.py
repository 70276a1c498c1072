"""The answer to a query in the preferred format, cut if it is too large."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from ...errors import QueryError
from ...rdf.rows import Term
from ...rdf.store import run
from .. import documents
from ..http.negotiation import negotiate
from ..settings import Settings
from .framing import Reply

RESULTS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
BOOLEANS = dict(list(RESULTS.items())[:2])
# Media types that scripts and browsers ask for, and those that they get.
RESULT_ALIASES = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
}
RDF_ALIASES = {"application/json": "application/ld+json", "application/xml": "application/rdf+xml"}


class NotAcceptableError(Exception):
    """The client accepts none of the formats of the answer."""

    def __init__(self, offered: Iterable[str]) -> None:
        self.offered = list(offered)
        super().__init__(f"offered: {', '.join(self.offered)}")


@dataclass(frozen=True, slots=True)
class BoundQuery:
    """A query with the values of its parameters, and its dataset.

    ``None`` for the graphs leaves the dataset to the text of the query.
    """

    text: str
    bindings: Mapping[str, Term] = field(default_factory=dict)
    default_graphs: Sequence[ox.NamedNode] | None = None
    named_graphs: Sequence[ox.NamedNode] | None = None

    def run(self, store: ox.Store) -> Any:
        """Return the solutions, triples or boolean of the query."""
        return run(store, self.text, self.bindings, self.default_graphs, self.named_graphs)


class _TooLargeError(Exception):
    """The answer is too large to be sent whole."""


class _BoundedBuffer(io.RawIOBase):
    """A buffer for bytes up to a limit."""

    def __init__(self, most: int) -> None:
        self.parts: list[bytes] = []
        self.left = most

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self.left -= len(piece)
        if self.left < 0:
            raise _TooLargeError
        self.parts.append(piece)
        return len(piece)


def answer_query(store: ox.Store, query: BoundQuery, accept: str | None, settings: Settings) -> Reply:
    """Return the answer to a query, cut and marked as cut if it is too large.

    Raises:
        QueryError: the query is wrong, or its answer cannot be written in the format.
        NotAcceptableError: the ``accept`` header names no format of the answer.
    """
    try:
        result = query.run(store)
        if isinstance(result, ox.QueryBoolean):
            media = _choose(accept, BOOLEANS, RESULT_ALIASES)
            return Reply({"media": media}, result.serialize(format=BOOLEANS[media]) or b"")
        is_graph = isinstance(result, ox.QueryTriples)
        formats: Mapping[str, Any] = documents.RDF_FORMATS if is_graph else RESULTS
        media = _choose(accept, formats, RDF_ALIASES if is_graph else RESULT_ALIASES)
        buffer = _BoundedBuffer(settings.largest_answer)
        try:
            result.serialize(buffer, format=formats[media])
        except _TooLargeError:
            cut = _cut_triples if is_graph else _cut_rows
            body, count = cut(query.run(store), media, settings.most_rows)
            return Reply({"media": media, "cut": count}, body)
        return Reply({"media": media}, documents.well_formed(b"".join(buffer.parts), media))
    except (RuntimeError, OSError, ValueError) as error:
        raise QueryError(f"the query cannot be answered: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:500]


def _choose(accept: str | None, formats: Mapping[str, Any], aliases: Mapping[str, str]) -> str:
    """Return the preferred media type among the formats and their aliases."""
    usable = {alias: media for alias, media in aliases.items() if media in formats}
    preferred = negotiate(accept, [*formats, *usable])
    if preferred is None:
        raise NotAcceptableError(formats)
    return usable.get(preferred, preferred)


def _cut_rows(solutions: Any, media: str, most: int) -> tuple[bytes, int]:
    """Return the first rows in a format, and their number.

    The head of JSON and XML says that the answer is cut.
    """
    lines = ["\t".join(str(variable) for variable in solutions.variables)]
    count = 0
    for count, solution in enumerate(solutions, 1):
        lines.append("\t".join("" if term is None else str(term) for term in solution))
        if count == most:
            break
    table = ("\n".join(lines) + "\n").encode()
    rows = ox.parse_query_results(table, format=ox.QueryResultsFormat.TSV)
    if not isinstance(rows, ox.QuerySolutions):
        raise QueryError("the answer is too large")
    body = rows.serialize(format=RESULTS[media]) or b""
    link = f"/docs/limits?rows={count}"
    if media.endswith("json"):
        body = body.replace(b'{"head":{', b'{"head":{"link":["' + link.encode() + b'"],', 1)
    elif media.endswith("xml"):
        body = body.replace(b"</head>", b'<link href="' + link.encode() + b'"/></head>', 1)
    return documents.well_formed(body, media), count


def _cut_triples(triples: Any, media: str, most: int) -> tuple[bytes, int]:
    """Return the first triples in a format, and their number."""
    first = [triple for triple, _ in zip(triples, range(most), strict=False)]
    return documents.serialise(first, media), len(first)
