"""``gppgraph data sources show``."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from ...common import emit, opened


def run(options: argparse.Namespace) -> int:
    """Print passages with the facts that were read from them; exit code 0."""
    from ....passages.with_facts import beside

    folder = options.dir or os.environ.get("GPPGRAPH_SOURCES")
    emit(beside(opened(options), options.id, Path(folder) if folder else None), None)
    return 0
