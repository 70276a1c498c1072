"""Rows as table, CSV, JSON or Markdown."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

FORMATS = ("table", "csv", "json", "md")

# Word, colour and sign: a verdict is readable without the colour.
MARKS = {
    "satisfies": ("green", "●"),
    "partly": ("yellow", "◐"),
    "gives-value": ("yellow", "#"),
    "below": ("red", "▼"),
    "silent": ("magenta", "○"),
    "out-of-reach": ("magenta", "×"),
    "undetermined": ("blue", "?"),
    "not-covered": ("bright_black", "–"),
    "not-applicable": ("bright_black", "·"),
    "not-specified": ("bright_black", " "),
    "met": ("green", "●"),
    "proved": ("green", "●"),
    "failed": ("red", "▼"),
    "optional": ("yellow", "◌"),
    "unknown": ("blue", "?"),
    "unformalised": ("blue", "…"),
}


def render(
    columns: Sequence[str], rows: Sequence[Mapping[str, Any]], form: str, title: str | None = None
) -> str:
    """Return rows in one of ``FORMATS``."""
    if form == "json":
        import json

        return (
            json.dumps(
                [{name: row.get(name) for name in columns} for row in rows], ensure_ascii=False, indent=2
            )
            + "\n"
        )
    if form == "csv":
        import csv
        import io

        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([[_cell(row.get(name)) for name in columns] for row in rows])
        return stream.getvalue()
    if form == "md":
        lines = ["| " + " | ".join(columns) + " |", "| " + " | ".join("---" for _ in columns) + " |"]
        lines += [
            "| "
            + " | ".join(_cell(row.get(name)).replace("|", "\\|").replace("\n", " ") for name in columns)
            + " |"
            for row in rows
        ]
        return "\n".join(lines) + "\n"
    return table(columns, rows, title)


def _cell(value: Any) -> str:
    return "" if value is None else str(value)


def table(columns: Sequence[str], rows: Sequence[Mapping[str, Any]], title: str | None = None) -> str:
    """Return a table for the terminal, coloured if stdout is a terminal."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    grid = Table(title=title, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False)
    for name in columns:
        grid.add_column(name, overflow="fold")
    for row in rows:
        cells = []
        for name in columns:
            value = _cell(row.get(name))
            colour, sign = MARKS.get(value, ("", ""))
            cells.append(Text(f"{sign} {value}".strip(), style=colour) if colour else Text(value))
        grid.add_row(*cells)
    return to_text(grid)


def width(without_terminal: int = 160) -> int:
    """Return the number of columns of the terminal.

    It is that of ``COLUMNS``, else that of the terminal, else ``without_terminal``.
    ``shutil.get_terminal_size`` does the same, but importing its module takes as long as an answer.
    """
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return int(columns)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or without_terminal  # type: ignore[union-attr]
    except (AttributeError, ValueError, OSError):  # closed, absent, or no terminal
        return without_terminal


def to_text(renderable: Any) -> str:
    """Return the output of rich as text, with colours only for a terminal."""
    import io

    from rich.console import Console

    terminal = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    console = Console(width=width(), force_terminal=terminal, file=io.StringIO(), legacy_windows=False)
    console.print(renderable)
    stream = console.file
    assert isinstance(stream, io.StringIO)
    return "\n".join(line.rstrip() for line in stream.getvalue().splitlines()) + "\n"
