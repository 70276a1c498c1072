"""``gppgraph completion``."""

from __future__ import annotations

import argparse

from ..operations.declaration import FILE, FOLDER
from .arguments import whole


def run(options: argparse.Namespace) -> int:
    """Print the script of a shell; exit code 0."""
    import shtab

    parser = whole({FILE: shtab.FILE, FOLDER: shtab.DIRECTORY})
    print(shtab.complete(parser, options.shell))
    return 0
