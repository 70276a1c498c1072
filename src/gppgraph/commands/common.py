"""Steps that several commands share: open the graph, write a result."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

    from ..graph import Graph


def opened(options: argparse.Namespace) -> Graph:
    """Return the graph with the engine or endpoint of the options."""
    from ..graph import load

    return load(options.engine, options.endpoint, options.timeout)


def emit(text: str | bytes, output: str | None) -> None:
    """Write a result to stdout, or to a file whole or not at all."""
    if output and output != "-":
        from pathlib import Path

        from ..files import write_file

        write_file(Path(output), text)
    elif isinstance(text, bytes):
        sys.stdout.buffer.write(text)
    else:
        sys.stdout.write(text)


def as_json(record: Any) -> str:
    """Return a record as indented JSON with a line end."""
    import json

    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"
