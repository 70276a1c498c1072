"""``gppgraph show``."""

from __future__ import annotations

import argparse
from dataclasses import asdict

from ..operations.questions import show
from .common import as_json, emit, opened


def run(options: argparse.Namespace) -> int:
    """Print the statements about a thing; exit code 0."""
    from ..explore.show import as_text

    graph = opened(options)
    if options.format == "json":
        iri, lines = show(graph, vars(options))
        emit(as_json({"iri": iri, "statements": [asdict(line) for line in lines]}), options.output)
    else:
        emit(as_text(graph, options.name), options.output)
    return 0
