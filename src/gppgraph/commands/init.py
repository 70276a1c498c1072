"""``gppgraph init``."""

from __future__ import annotations

import argparse
import shlex
from pathlib import Path


def run(options: argparse.Namespace) -> int:
    """Make a workspace of a folder, and print its files; exit code 0."""
    from ..authoring.new_files import init

    folder = Path(options.folder)
    written = init(
        folder,
        title=options.title or "",
        publisher=options.publisher or "",
        base=options.base or "",
        extends=options.extends,
        countries=options.country,
    )
    for path in written:
        print(path)
    print(
        f"next: cd {shlex.quote(str(folder))}; gppgraph new set NAME; gppgraph new label NAME; gppgraph build"
    )
    return 0
