"""``gppgraph data build``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ..common import as_json, emit


def run(options: argparse.Namespace) -> int:
    """Write the snapshot and print the size of each part; exit code 0.

    With ``--watch``, build after each change until Ctrl-C, which is an ordinary end.
    """
    from ...build.snapshot import write_snapshot
    from ...output.progress import progress
    from ...workspace import find, snapshot_dir

    root = Path(options.root) if options.root else find(options.workspace)
    target = Path(options.output) if options.output else snapshot_dir(root)
    if options.watch:
        return _watch(root, target)
    with progress() as show:
        written = write_snapshot(root, target, show, anew=options.anew).statements
    counts = dict(sorted(written.items()))
    if options.format == "json":
        emit(as_json({"snapshot": str(target), "statements": counts}), None)
    else:
        words = ", ".join(f"{count} {kind}" for kind, count in counts.items())
        emit(f"{target}: {words} statements\n", None)
    return 0


def _watch(root: Path, target: Path) -> int:
    from ...verdicts.watching import watch

    try:
        watch(root, target, lambda line: print(f"gppgraph: {line}", file=sys.stderr, flush=True))
    except KeyboardInterrupt:
        print("gppgraph: no longer watching", file=sys.stderr)
    return 0
