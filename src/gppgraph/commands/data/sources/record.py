"""``gppgraph data sources record``."""

from __future__ import annotations

import argparse
from pathlib import Path

from ...common import emit, opened


def run(options: argparse.Namespace) -> int:
    """Write the imprints; exit code 0.

    With ``--check`` write nothing; exit code 1 if one is out of date.
    """
    from ....files import write_file
    from ....passages.check import IMPRINTS, imprints, passages

    graph = opened(options)
    stale = []
    for name, content in imprints(passages(graph), Path(options.folder)).items():
        path = graph.root / IMPRINTS / f"{name}.json"
        if not path.is_file() or path.read_text(encoding="utf-8") != content:
            stale.append(path)
            if not options.check:
                path.parent.mkdir(parents=True, exist_ok=True)
                write_file(path, content)
    verb = "is out of date" if options.check else "written"
    emit("".join(f"{path.relative_to(graph.root)} {verb}\n" for path in stale), None)
    return 1 if stale and options.check else 0
