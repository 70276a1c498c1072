"""The exception tree.

GppGraphError              heads everything this package raises on purpose
├── SourceError            a file cannot be read: says file, line and why
├── UnknownNameError       a name stands for nothing in the graph: says what is near
├── InputError             an option or value is not of its form: says what was expected
├── UnitError              two quantities do not compare
├── QueryError             a query file or its parameters are wrong
└── OutputError            something could not be written
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path


class GppGraphError(Exception):
    """Head of the tree; its text is one line in the user's words."""


class SourceError(GppGraphError):
    """A file of the graph cannot be read."""

    def __init__(self, path: Path | str, problem: str, line: int | None = None) -> None:
        self.path, self.problem, self.line = str(path), problem, line
        where = f"{path}:{line}" if line is not None else str(path)
        super().__init__(f"{where}: {problem}")


class UnknownNameError(GppGraphError):
    """A name that the user gave stands for nothing in the graph."""

    def __init__(self, kind: str, name: str, candidates: Iterable[str] = ()) -> None:
        self.kind, self.name, self.candidates = kind, name, tuple(candidates)
        hint = f" Close matches: {', '.join(self.candidates)}." if self.candidates else ""
        super().__init__(f'{kind} "{name}" not found.{hint}')


class InputError(GppGraphError):
    """An option or a value is not of the form that is expected."""


class UnitError(GppGraphError):
    """Two quantities are of different kinds and do not compare."""


class QueryError(GppGraphError):
    """A query file, its header or its parameters are wrong."""


class OutputError(GppGraphError):
    """A result could not be written; nothing was left half written."""
