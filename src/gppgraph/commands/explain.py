"""``gppgraph explain``."""

from __future__ import annotations

import argparse

from ..operations.questions import explain
from .common import as_json, emit


def run(options: argparse.Namespace) -> int:
    """Print the proofs; exit code 0."""
    from ..graph import load
    from ..output.records import plain
    from ..verdicts.explain import as_text

    proofs = explain(load(), vars(options))
    emit(as_json(plain(proofs)) if options.format == "json" else as_text(proofs), options.output)
    return 0
