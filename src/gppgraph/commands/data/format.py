"""``gppgraph data format``."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..common import as_json, emit


def run(options: argparse.Namespace) -> int:
    """Format files; exit code 1 if ``--check`` finds one that would change."""
    from ...rdf.turtle import format_files
    from ...workspace import sources

    paths = [Path(name) for name in options.files] or [source.path for source in sources()]
    changed = format_files(paths, options.check)
    if options.format == "json":
        emit(as_json({"changed": [str(path) for path in changed], "written": not options.check}), None)
    else:
        verb = "would change" if options.check else "formatted"
        emit("".join(f"{path}: {verb}\n" for path in changed), None)
    return int(options.check and bool(changed))
