"""Build a workspace after each change of its files, and name changed verdicts."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pyoxigraph as ox

from ..authoring.data_files import forget
from ..build.parts import open_parts, part_names
from ..build.snapshot import Progress, write_snapshot
from ..build.staleness import state
from ..errors import GppGraphError
from .diff import Conclusions, changes, verdicts

# Seconds between two looks at the files; a change counts once two looks in a row see the same.
PAUSE = 0.4
# The most changes that are listed one by one.
FEW = 20


def watch(root: Path, target: Path, say: Callable[[str], None], progress: Progress | None = None) -> None:
    """Build the snapshot of a workspace now and after each change, until interrupted.

    ``say`` gets a line on each build: how long it took and which verdicts changed, or an error with file and line.
    After an error the former snapshot stays as it is.
    """
    before: ox.Store | None = None
    for _ in _settled(root):
        begin = time.perf_counter()
        forget()
        try:
            built = write_snapshot(root, target, progress)
        except GppGraphError as error:
            say(f"{error}")
            continue
        seconds = time.perf_counter() - begin
        after = _concluded(target)
        if before is None:
            say(f"built in {seconds:.1f} s; watching {root}, Ctrl-C ends it")
        else:
            lines = _changed(before, after, built.judged)
            told = f"{len(lines)} verdicts changed" if len(lines) != 1 else "1 verdict changed"
            more = [f"and {len(lines) - FEW} more"] if len(lines) > FEW else []
            say("\n  ".join([f"built in {seconds:.1f} s; {told}", *lines[:FEW], *more]))
        before = after


def _settled(root: Path) -> Iterator[None]:
    """Yield at once, and after each change when the files no longer change."""
    yield
    built = last = _state(root)
    while True:
        time.sleep(PAUSE)
        now = _state(root)
        if now == last and now != built:
            yield
            built = now
        last = now


def _state(root: Path) -> str:
    """Return a text that differs when files differ, also while one is unreadable."""
    try:
        return state(root)[1]
    except (OSError, GppGraphError) as error:
        return str(error)


def _concluded(target: Path) -> ox.Store:
    """Return a store with the statements that the query of verdicts reads."""
    parts = [part for kind in ("asserted", "derived") for part in part_names(target, kind)]
    return open_parts(target, [*parts, "entailed"], brief=True)


def _changed(before: ox.Store, after: ox.Store, judged: list[ox.NamedNode] | None) -> list[str]:
    """Return a line on each requirement and edition with other words than before."""
    old, new = (Conclusions(verdicts(store, judged), {}) for store in (before, after))
    products: dict[tuple[str, str, str, str], list[str]] = {}
    for change in changes(old, new):
        if change.word_changed:
            was, now = ((verdict or ("none",))[0] for verdict in (change.before, change.after))
            products.setdefault((change.subject, change.edition, was, now), []).append(change.product)
    return [
        f"{subject}, {edition}: {was} becomes {now} ({', '.join(found)})"
        for (subject, edition, was, now), found in sorted(products.items())
    ]
