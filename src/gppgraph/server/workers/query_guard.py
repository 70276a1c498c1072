"""Check of a client's query: no update, no call of another server.

A query can call another server only if the word SERVICE is in its text, and choose a dataset only if the word
FROM is. A text without these words, after every escape is resolved, needs no second parser; every other text is
parsed by rdflib, and its algebra decides. Both parsers get the same text, with every escape resolved. Words
inside plain IRIs, variables and the local part of names do not count: they hold no quote, line break or parenthesis,
so that the token a parser begins at their first character (a name, a string, a comment, a comparison) goes on to their
end, and no clause begins inside any of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ...catalogue.query import text_of
from ...errors import QueryError
from ...rdf.sparql import bounded, unescaped, with_prefixes
from ...terms import BASE, PREFIXES

_UPDATE = re.compile(r"(?:INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY|WITH)\b", re.IGNORECASE)
_PROLOGUE = re.compile(r"(?:\s+|#[^\n\r]*|(?i:PREFIX)\s+[^\s:]*:\s*<[^>]*>|(?i:BASE)\s*<[^>]*>)*")
_HARMLESS = re.compile(r"<[A-Za-z0-9:/._~%#-]*>|:[A-Za-z0-9_-]+|[?$][A-Za-z0-9_]+")

READ_ONLY = "the graph is read-only; updates (INSERT, DELETE, LOAD, CLEAR, DROP ...) are not taken."
NO_SERVICE = "SERVICE is not taken: the query would make this server call another one."


@dataclass(frozen=True, slots=True)
class GuardedQuery:
    """The text of a query that may run, and the graphs of its FROM clauses.

    The graphs are ``None`` without any such clause.
    """

    text: str
    default_graphs: tuple[str, ...] | None = None
    named_graphs: tuple[str, ...] | None = None


def is_update(text: str) -> bool:
    """Return whether the first word after the prologue begins an update."""
    prologue = _PROLOGUE.match(text)
    return _UPDATE.match(text, prologue.end() if prologue else 0) is not None


def _is_suspicious(text: str) -> bool:
    """Return whether the letters of SERVICE or FROM are anywhere in the text."""
    folded = text.casefold()
    return "service" in folded or "from" in folded


def guard(text: str, longest: int, prefixes: Mapping[str, str] = PREFIXES) -> GuardedQuery:
    """Return a client's query as it may run; ``longest`` limits its characters.

    Of ``prefixes``, those that it uses and does not declare are declared for it.

    Raises:
        QueryError: it is too long or deep, not SPARQL, an update, or calls another server.
    """
    bounded(text, longest)
    text = with_prefixes(text, prefixes)
    resolved = unescaped(text)
    if is_update(resolved):
        raise QueryError(READ_ONLY)
    if not _is_suspicious(resolved) or not _is_suspicious(_HARMLESS.sub(":", resolved)):
        return GuardedQuery(text)
    algebra = _parse(resolved).algebra
    if any(getattr(node, "name", "") == "ServiceGraphPattern" for node in _nodes(algebra)):
        raise QueryError(NO_SERVICE)
    clauses = algebra.datasetClause
    if not clauses:
        return GuardedQuery(resolved)
    return GuardedQuery(
        resolved,
        tuple(str(clause.default) for clause in clauses if clause.default),
        tuple(str(clause.named) for clause in clauses if clause.named),
    )


def load_parser() -> None:
    """Load the parser of suspicious queries, for a process that may not open files."""
    _parse(text_of("topics"))


def _parse(text: str) -> Any:
    """Return the query as rdflib prepares it.

    Raises:
        QueryError: rdflib cannot parse it.
    """
    from rdflib.plugins.sparql import prepareQuery

    try:
        return prepareQuery(text, base=BASE)
    except RecursionError as error:
        raise QueryError("the query is nested too deeply.") from error
    except MemoryError:
        raise
    except Exception as error:  # the parser raises exceptions of many classes
        line, column = getattr(error, "lineno", None), getattr(error, "column", None)
        place = f"error at {line}:{column}: " if line and column else ""
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise QueryError(f"not a SPARQL query: {place}{reason[:300]}") from error


def _nodes(algebra: Any) -> Iterator[Any]:
    """Yield every node of an algebra, also inside filters and expressions."""
    waiting, seen = [algebra], set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        if isinstance(node, dict):
            waiting.extend(node.values())
        elif isinstance(node, list | tuple | set | frozenset):
            waiting.extend(node)
        elif type(node).__module__.startswith(("rdflib.paths", "rdflib.plugins", "pyparsing")):
            waiting.extend(vars(node).values() if hasattr(node, "__dict__") else ())
