"""What a stranger's query may do, decided on its parsed form. Runs in a worker; evaluates nothing.

A query can only call another server if the word SERVICE is in its text, and only choose a dataset if the word
FROM is. Texts without these words, however they are escaped, need no second parser; the others are parsed by
rdflib, and its algebra decides. Both parsers get the same text, with every escape resolved. Words
inside plain IRIs, variables and the local part of names do not count: no quote, line break or parenthesis is in them,
so that whatever a parser takes their first sign for (a name, a string, a comment, a comparison) goes on to their end,
and no clause begins inside any of these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ...errors import QueryError
from ...rdf.sparql import bounded, unescaped

_UPDATE = re.compile(r"(?:INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|ADD|MOVE|COPY|WITH)\b", re.IGNORECASE)
_PROLOGUE = re.compile(r"(?:\s+|#[^\n\r]*|(?i:PREFIX)\s+[^\s:]*:\s*<[^>]*>|(?i:BASE)\s*<[^>]*>)*")
_HARMLESS = re.compile(r"<[A-Za-z0-9:/._~%#-]*>|:[A-Za-z0-9_-]+|[?$][A-Za-z0-9_]+")

READ_ONLY = "the graph is read-only; updates (INSERT, DELETE, LOAD, CLEAR, DROP ...) are not taken."
NO_SERVICE = "SERVICE is not taken: the query would make this server call another one."


@dataclass(frozen=True, slots=True)
class Screened:
    """A text that may run, and the dataset that it names itself."""

    text: str
    default: tuple[str, ...] | None = None
    named: tuple[str, ...] | None = None


def is_update(text: str) -> bool:
    """Return whether the text begins as an update does."""
    place = _PROLOGUE.match(text)
    return _UPDATE.match(text, place.end() if place else 0) is not None


def _dubious(text: str) -> bool:
    folded = text.casefold()
    return "service" in folded or "from" in folded


def screen(text: str, longest: int) -> Screened:
    """Return what may run of a stranger's text.

    Raises:
        QueryError: it is too long or deep, an update, or calls another server.
    """
    bounded(text, longest)
    resolved = unescaped(text)
    if is_update(resolved):
        raise QueryError(READ_ONLY)
    if not _dubious(resolved) or not _dubious(_HARMLESS.sub(":", resolved)):
        return Screened(text)
    parsed = _parse(resolved)
    algebra = parsed.algebra
    if any(getattr(node, "name", "") == "ServiceGraphPattern" for node in _nodes(algebra)):
        raise QueryError(NO_SERVICE)
    clauses = algebra.datasetClause
    if not clauses:
        return Screened(resolved)
    return Screened(
        resolved,
        tuple(str(clause.default) for clause in clauses if clause.default),
        tuple(str(clause.named) for clause in clauses if clause.named),
    )


def _parse(text: str) -> Any:
    from rdflib.plugins.sparql import prepareQuery

    from ...terms import BASE

    try:
        return prepareQuery(text, base=BASE)
    except RecursionError as error:
        raise QueryError("the query is nested too deeply.") from error
    except MemoryError:
        raise
    except Exception as error:  # the parser raises of many kinds
        line, column = getattr(error, "lineno", None), getattr(error, "column", None)
        where = f"error at {line}:{column}: " if line and column else ""
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise QueryError(f"not a SPARQL query: {where}{reason[:300]}") from error


def _nodes(algebra: Any) -> Iterator[Any]:
    """Yield every node of an algebra, the patterns inside filters and expressions included."""
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
