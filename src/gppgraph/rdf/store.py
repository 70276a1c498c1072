"""Quads in an Oxigraph store, read from Turtle files or N-Quads."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Protocol

import pyoxigraph as ox

from ..errors import QueryError
from ..terms import BASE, PREFIXES
from .rows import Row, Term
from .sparql import names_graphs, with_values


class Selects(Protocol):
    """An engine that answers a SELECT; see ``engines``."""

    def select(self, text: str, bindings: Mapping[str, Term] | None = None) -> list[Row]:
        """Return the rows of a SELECT, unbound variables as ``None``."""
        ...


Queried = ox.Store | Selects


def load_trig(store: ox.Store, text: bytes) -> None:
    """Add TriG of a snapshot to a store.

    Its IRIs are not checked again; they were checked before the snapshot was written.
    """
    store.bulk_load(text, format=ox.RdfFormat.TRIG, lenient=True)


def sorted_lines(store: ox.Store, graph: str) -> list[bytes]:
    """Return the statements of a graph as N-Triples lines in the order of their bytes."""
    data = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(graph)) or b""
    return sorted(data.splitlines(keepends=True))


def run(
    store: ox.Store,
    query: str,
    bindings: Mapping[str, Term] | None = None,
    default: Sequence[ox.NamedNode] | None = None,
    named: Sequence[ox.NamedNode] | None = None,
) -> ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean:
    """Return the answer of a store to a query with bindings; all queries run here.

    Without ``default`` and a FROM of its own the query is about the union of all graphs. Parameters are
    bound twice: substitution narrows the patterns, also those of sub-queries, but does not reach BOUND, BIND
    and the columns of the answer; a ``VALUES`` block does.

    Raises:
        QueryError: the text is no SPARQL, or has no pattern to bind parameters in.
    """
    try:
        return store.query(
            with_values(query, bindings or {}),
            base_iri=BASE,
            use_default_graph_as_union=default is None and not names_graphs(query),
            default_graph=None if default is None else list(default),
            named_graphs=None if named is None else list(named),
            substitutions={ox.Variable(name): term for name, term in (bindings or {}).items()},
        )
    except SyntaxError as error:
        raise QueryError(f"not a SPARQL query: {_syntax(query, error)}") from error


def select(store: Queried, query: str, bindings: Mapping[str, Term] | None = None) -> list[Row]:
    """Return the rows of a SELECT over the union of all graphs.

    Raises:
        QueryError: the text is no SPARQL, or no SELECT.
    """
    if not isinstance(store, ox.Store):
        return store.select(query, bindings)
    result = run(store, query, bindings)
    if not isinstance(result, ox.QuerySolutions):
        raise QueryError("the query is no SELECT")
    names = [variable.value for variable in result.variables]
    return [Row((name, solution[name]) for name in names) for solution in result]


_PREFIXED = r"(?<![\w-])([A-Za-z][\w-]*):"
_DECLARED = r"(?i)PREFIX\s+([\w-]*):"
_PLACE = r"error at (\d+):"


def _syntax(query: str, error: SyntaxError) -> str:
    """Return a syntax error as one line with advice.

    It takes time linear in the length of the query.
    """
    words = (str(error).splitlines() or ["it cannot be read"])[0][:500]
    if "Prefix not found" in words:
        place = re.match(_PLACE, words)
        lines = query.split("\n")
        line = lines[min(int(place[1]), len(lines)) - 1] if place else query
        declared = set(re.findall(_DECLARED, query))
        for prefix in re.findall(_PREFIXED, line):
            if prefix in declared:
                continue
            advice = (
                f"; begin the query with PREFIX {prefix}: <{PREFIXES[prefix]}>" if prefix in PREFIXES else ""
            )
            return f'{words.partition(": ")[0]}: the prefix "{prefix[:100]}:" is not declared{advice}'
    if re.search(r"\b(INSERT|DELETE|DROP|CLEAR|LOAD)\b", query, re.IGNORECASE):
        return f"{words} (the store is read-only; updates are not taken)"
    return words


def text(term: Term | None) -> str | None:
    """Return the IRI or lexical form of a term as a string, ``None`` for none."""
    return None if term is None else term.value
