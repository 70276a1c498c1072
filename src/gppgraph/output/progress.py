"""Progress of long work on stderr.

On a terminal it is a line that changes, in a log a few lines, elsewhere nothing.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol


class Progress(Protocol):
    """A function that shows one step, and the share of the work that is done."""

    def __call__(self, message: str, done: int | None = None, total: int | None = None, /) -> None:
        """Show the step."""


def silent(message: str, done: int | None = None, total: int | None = None, /) -> None:
    """Show nothing."""


@contextmanager
def progress(lines: bool = False, steps: bool = False) -> Iterator[Progress]:
    """Yield a function that shows steps of long work on stderr until the block ends.

    Without a terminal nothing is shown or, with ``lines``, one line for each tenth of the whole and, with
    ``steps``, one for each step.
    """
    if sys.stderr.isatty():
        from rich.console import Console
        from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Shown

        # refreshed at each step, not by a thread: with threads the work could not fork
        with Shown(
            TextColumn("gppgraph: {task.description}", markup=False),
            BarColumn(20),
            TaskProgressColumn(),
            TimeElapsedColumn(),
            console=Console(stderr=True),
            transient=True,
            auto_refresh=False,
        ) as bar:
            task = bar.add_task("", total=None)

            def show(message: str, done: int | None = None, total: int | None = None, /) -> None:
                bar.update(task, description=message, completed=done or 0, total=total, refresh=True)

            yield show
    else:
        yield _tenths() if lines else _steps() if steps else silent


def _steps() -> Callable[..., None]:
    last = ""

    def show(message: str, done: int | None = None, total: int | None = None, /) -> None:
        nonlocal last
        if message != last:
            last = message
            print(f"gppgraph: {message}", file=sys.stderr, flush=True)

    return show


def _tenths() -> Callable[..., None]:
    tenth = -1

    def show(message: str, done: int | None = None, total: int | None = None, /) -> None:
        nonlocal tenth
        now = 10 * (done or 0) // (total or 1)
        if now > tenth:
            tenth = now
            print(f"gppgraph: {message}", file=sys.stderr)

    return show
