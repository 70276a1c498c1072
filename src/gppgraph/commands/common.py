"""Steps that several commands share: open the graph, write a result."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from ..errors import OutputError

if TYPE_CHECKING:
    import argparse

    from ..graph import Graph


LARGE = 32 * 2**20  # bytes of files whose reading is told in lines without a terminal
MISSING = (
    "there are no verdicts: a graph needs a criteria set, a label edition and product types that both are about; "
    "gppgraph new set NAME and gppgraph new label NAME write a first file of each"
)


def opened(options: argparse.Namespace) -> Graph:
    """Return the graph of the workspace, with the engine of the options if any."""
    from ..graph import load

    named = vars(options)
    return load(
        named.get("engine") or "oxigraph",
        named.get("endpoint"),
        named.get("timeout") if "engine" in named else None,
        options.workspace,
    )


@contextmanager
def reading_of(options: argparse.Namespace, *paths: str) -> Iterator[dict[str, Any]]:
    """Yield the options of a command that reads large files, with its progress.

    Without a terminal only files above 32 MB are told in lines.
    """
    from ..output.progress import progress

    size = sum(os.path.getsize(path) for path in paths if os.path.isfile(path))
    with progress(lines=size > LARGE) as show:
        yield {**vars(options), "show": show}


def emit(text: str | bytes, output: str | None) -> None:
    """Write a result to stdout, or to a file whole or not at all.

    Raises:
        OutputError: the file, or stdout, cannot be written.
        BrokenPipeError: the reader of stdout has closed it.
    """
    if output and output != "-":
        from pathlib import Path

        from ..files import write_file

        write_file(Path(output), text)
    elif sys.stdout is None:
        raise OutputError("stdout is closed; name a file with --output.")
    else:
        try:
            if isinstance(text, bytes):
                sys.stdout.buffer.write(text)
            elif sys.stdout.isatty():
                from ..output.shown import for_terminal

                sys.stdout.write(for_terminal(text))
            else:
                sys.stdout.write(text)
            sys.stdout.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            discard_output()
            raise OutputError(f"stdout cannot be written: {error.strerror}.") from error


def discard_output() -> None:
    """Discard the text that stdout still holds.

    Otherwise writing it would fail again at the end of the process.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def as_json(record: Any) -> str:
    """Return a record as indented JSON with a line end."""
    import json

    return json.dumps(record, ensure_ascii=False, indent=2) + "\n"
