"""``gppgraph new``."""

from __future__ import annotations

import argparse

from ..errors import InputError


def run(options: argparse.Namespace) -> int:
    """Write the first file of a set, label, scheme or code; exit code 0."""
    from ..authoring.new_files import new
    from ..workspace import nearest

    base = nearest(options.workspace)
    if base is None:
        raise InputError(
            "this folder is in no workspace; gppgraph init DIR makes one, and --workspace DIR names one."
        )
    for path in new(base, options.kind, options.name, options.title or ""):
        print(path)
    return 0
