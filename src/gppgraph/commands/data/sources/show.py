"""``gppgraph data sources show``."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from ...common import emit


def run(options: argparse.Namespace) -> int:
    """Print passages with the facts that were read from them; exit code 0."""
    from ....graph import load
    from ....passages.with_facts import beside

    folder = options.dir or os.environ.get("GPPGRAPH_SOURCES")
    emit(beside(load(), options.id, Path(folder) if folder else None), None)
    return 0
