"""``gppgraph data build``."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..common import as_json, emit


def run(options: argparse.Namespace) -> int:
    """Write the snapshot and print the size of each part; exit code 0."""
    from ...build.snapshot import write_snapshot
    from ...output.progress import progress
    from ...workspace import find, snapshot_dir

    root = Path(options.root) if options.root else find(options.workspace)
    target = Path(options.output) if options.output else snapshot_dir(root)
    with progress() as show:
        written = write_snapshot(root, target, show)
    counts = dict(sorted(written.items()))
    if options.format == "json":
        emit(as_json({"snapshot": str(target), "statements": counts}), None)
    else:
        words = ", ".join(f"{count} {kind}" for kind, count in counts.items())
        emit(f"{target}: {words} statements\n", None)
    return 0
