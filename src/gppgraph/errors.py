"""The exception tree.

GppGraphError              the head of all errors that this package raises
├── SourceError            a file cannot be read: has file, line and reason
├── UnknownNameError       a name stands for nothing in the graph: has near matches
├── InputError             an option or value is not of its form: has the expected form
├── UnitError              two quantities do not compare
├── QueryError             a query file or its parameters are wrong
├── EngineError            a query engine or server gave no full answer
├── MissingExtraError      an optional library is not installed
├── OutputError            something could not be written
├── ShapesError            shapes or a SHACL engine are of no use: nothing was checked
└── LimitError             work was stopped at a limit of time or memory: it has no result
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


# The most names that a message lists.
FEW = 30


class GppGraphError(Exception):
    """The head of the tree; its text is one line in the user's words."""


class SourceError(GppGraphError):
    """A file of the graph cannot be read."""

    def __init__(self, path: Path | str, problem: str, line: int | None = None) -> None:
        self.path, self.problem, self.line = str(path), problem, line
        where = f"{path}:{line}" if line is not None else str(path)
        super().__init__(f"{where}: {problem}")


class UnknownNameError(GppGraphError):
    """A name of the user that stands for nothing in the graph."""

    def __init__(
        self, kind: str, name: str, candidates: Iterable[str] = (), every: Iterable[str] = ()
    ) -> None:
        """Make the message with near matches.

        Without any, the message lists ``every`` existing name if they are few.
        """
        self.kind, self.name, self.candidates = kind, name, tuple(candidates)
        names = tuple(every)
        hint = f" Close matches: {', '.join(self.candidates)}." if self.candidates else ""
        if not hint and 0 < len(names) <= FEW:
            hint = f" There are: {', '.join(names)}."
        super().__init__(f'{kind} "{name}" not found.{hint}')


class InputError(GppGraphError):
    """An option or a value is not of the form that is expected."""


class UnitError(GppGraphError):
    """Two quantities are of different kinds and do not compare."""


class QueryError(GppGraphError):
    """A query file, its header or its parameters are wrong."""


class EngineError(GppGraphError):
    """An engine or server is down, too slow, answers no SPARQL, or cuts its answer."""


class MissingExtraError(GppGraphError):
    """A library that only some uses need is not installed."""

    def __init__(self, use: str, extra: str) -> None:
        self.extra = extra
        super().__init__(
            f"{use} needs the extra \"{extra}\"; install it with: pip install 'gppgraph[{extra}]'."
        )


class OutputError(GppGraphError):
    """A result could not be written; nothing was left half written."""


class ShapesError(GppGraphError):
    """A shapes graph, or a SHACL engine, is of no use: nothing was checked."""


class LimitError(GppGraphError):
    """Work in a child process was stopped at a limit, or its process ended.

    It has no result.
    """

    def __init__(self, text: str, limit: Literal["time", "memory", "depth", "process"]) -> None:
        self.limit = limit
        super().__init__(text)
