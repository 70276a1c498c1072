"""``gppgraph data format``."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..common import as_json, emit


def run(options: argparse.Namespace) -> int:
    """Format files; exit code 1 if ``--check`` finds one that would change."""
    from ...authoring.layout import format_files, format_schema
    from ...workspace import find, sources, translations

    if options.files:
        changed = format_files(map(Path, options.files), options.check)
    else:
        base = find(options.workspace)
        own = [source.path for source in sources(base) if source.workspace == base]
        changed = format_files([*own, *translations(base)], options.check)
        changed += format_schema(base, options.check)
    if options.format == "json":
        emit(as_json({"changed": [str(path) for path in changed], "written": not options.check}), None)
    else:
        verb = "would change" if options.check else "formatted"
        emit("".join(f"{path}: {verb}\n" for path in changed), None)
    return int(options.check and bool(changed))
