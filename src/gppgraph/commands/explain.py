"""``gppgraph explain``."""

from __future__ import annotations

import argparse

from ..operations.questions import explain
from .common import as_json, emit, opened


def run(options: argparse.Namespace) -> int:
    """Print the proofs; exit code 0."""
    from ..output.records import plain
    from ..verdicts.explain import as_text
    from ..verdicts.units import units_of

    graph = opened(options)
    proofs = explain(graph, vars(options))
    if options.format == "json":
        emit(as_json(plain(proofs)), options.output)
    else:
        emit(as_text(proofs, units_of(graph), options.lang), options.output)
    return 0
