"""``gppgraph data build``."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..common import as_json, emit


def run(options: argparse.Namespace) -> int:
    """Write the snapshot and print the size of each part; exit code 0."""
    from ... import workspace
    from ...build.snapshot import write_snapshot
    from ...output.progress import progress

    target = Path(options.output) if options.output else workspace.snapshot_dir()
    with progress() as show:
        write_snapshot(Path(options.root) if options.root else workspace.root(), target, show)
    counts: dict[str, int] = {}
    for path in sorted(target.rglob("*.nq")):
        with path.open("rb") as stream:
            kind = path.relative_to(target).parts[0].removesuffix(".nq")
            counts[kind] = counts.get(kind, 0) + sum(1 for _ in stream)
    if options.format == "json":
        emit(as_json({"snapshot": str(target), "statements": counts}), None)
    else:
        words = ", ".join(f"{count} {kind}" for kind, count in counts.items())
        emit(f"{target}: {words} statements\n", None)
    return 0
