"""Quads in an Oxigraph store, and the two ways they get there: Turtle files and N-Quads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Protocol

import pyoxigraph as ox

from ..errors import QueryError, SourceError
from ..terms import PREFIXES
from ..workspace import Source
from .rows import Row, Term
from .turtle import parse_error


class Selects(Protocol):
    """Another engine that answers a SELECT (see ``engines``)."""

    def select(self, text: str, bindings: Mapping[str, Term] | None = None) -> list[Row]:
        """Return the rows of a SELECT, unbound variables as ``None``."""
        ...


Queried = ox.Store | Selects


def parse_file(source: Source) -> list[ox.Quad]:
    """Return the quads of one Turtle file in its named graph.

    Raises:
        SourceError: with file and line, if it cannot be read.
    """
    try:
        content = source.path.read_bytes()
    except OSError as error:
        raise SourceError(source.path, f"cannot be read: {error.strerror}") from error
    graph = ox.NamedNode(source.graph)
    try:
        return [
            ox.Quad(quad.subject, quad.predicate, quad.object, graph)
            for quad in ox.parse(content, format=ox.RdfFormat.TURTLE)
        ]
    except SyntaxError as error:
        raise parse_error(source.path, error) from error


def load_files(files: Iterable[Source]) -> ox.Store:
    """Return a store with every file in its named graph."""
    store = ox.Store()
    for source in files:
        store.extend(parse_file(source))
    return store


def load_snapshot_files(paths: Iterable[Path]) -> ox.Store:
    """Return a store with the N-Quads files ``paths``."""
    store = ox.Store()
    for path in paths:
        load_lines(store, path.read_bytes())
    return store


def load_lines(store: ox.Store, lines: bytes) -> None:
    """Add N-Quads of a snapshot: we wrote them from what was checked, so IRIs are not checked again."""
    store.bulk_load(lines, format=ox.RdfFormat.N_QUADS, lenient=True)


def select(store: Queried, query: str, bindings: Mapping[str, Term] | None = None) -> list[Row]:
    """Return the rows of a SELECT over the union of all graphs, unbound variables as ``None``.

    Raises:
        QueryError: the text is no SPARQL, or no SELECT.
    """
    if not isinstance(store, ox.Store):
        return store.select(query, bindings)
    try:
        result = store.query(
            _bound(query, bindings or {}),
            use_default_graph_as_union=True,
            substitutions={ox.Variable(name): term for name, term in (bindings or {}).items()},
        )
    except SyntaxError as error:
        raise QueryError(f"not a SPARQL query: {syntax(query, error)}") from error
    if not isinstance(result, ox.QuerySolutions):
        raise QueryError("the query is no SELECT")
    names = [variable.value for variable in result.variables]
    return [Row((name, solution[name]) for name in names) for solution in result]


def syntax(query: str, error: SyntaxError) -> str:
    """Return what is wrong with a query, in one line that says what to do."""
    words = str(error).splitlines()[0]
    if "Prefix not found" in words:
        place = re.match(r"error at (\d+):(\d+)", words)
        line = query.splitlines()[int(place[1]) - 1] if place else query
        undeclared = [
            prefix
            for prefix in re.findall(r"([A-Za-z][\w-]*):", line)
            if not re.search(rf"(?i)PREFIX\s+{prefix}:", query)
        ]
        for prefix in undeclared:
            known = (
                f"; begin the query with PREFIX {prefix}: <{PREFIXES[prefix]}>" if prefix in PREFIXES else ""
            )
            return f'{words.partition(": ")[0]}: the prefix "{prefix}:" is not declared{known}'
    if re.search(r"\b(INSERT|DELETE|DROP|CLEAR|LOAD)\b", query, re.IGNORECASE):
        return f"{words} (the store is read-only; updates are not taken)"
    return words


_WHERE = "\nWHERE {\n"


def _bound(query: str, bindings: Mapping[str, Term]) -> str:
    """Return a query with its bindings as a ``VALUES`` block.

    Substitution alone does not reach BOUND and BIND in Oxigraph. In the layout of the catalogue
    the outermost pattern is found without reading the query token by token.
    """
    if not bindings:
        return query
    if query.count(_WHERE) == 1:
        names = " ".join(f"?{name}" for name in bindings)
        values = " ".join(str(term) for term in bindings.values())
        return query.replace(_WHERE, f"{_WHERE}  VALUES ({names}) {{ ({values}) }}\n")
    from .sparql import with_values

    return with_values(query, bindings)


def text(term: Term | None) -> str | None:
    """Return the IRI or lexical form of a term as a plain string."""
    return None if term is None else term.value
