"""``gppgraph search``."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import asdict

from ..errors import InputError
from ..operations.questions import closest, search
from ..output.tables import render
from ..spelling import counted
from .common import emit, opened

MOST = 1000


def run(options: argparse.Namespace) -> int:
    """Print the hits and their number by kind; exit code 1 if there are none."""
    from ..explore.search import as_rows

    values = {**vars(options), "q": " ".join(options.q)}
    if options.sentence:
        if options.kind:
            raise InputError("--kind does not go with --sentence, which finds criteria of sets.")
        criteria = closest(opened(options), values)
        columns = ("set", "name", "title", "score", "why")
        emit(render(columns, [asdict(entry) for entry in criteria], options.format), options.output)
        return int(not criteria)
    if options.set:
        raise InputError("--set goes with --sentence.")
    everything = search(opened(options), {**values, "count": MOST})
    hits = everything[: max(0, 10 if options.count is None else options.count)]
    emit(render(("name", "kind", "title", "score", "why"), as_rows(hits), options.format), options.output)
    if options.format == "table" and everything:
        kinds = sorted(Counter(hit.kind for hit in everything).items())
        counts = ", ".join(f"{kind} {count}" for kind, count in kinds)
        print(f"{counted(len(everything), 'hit')}: {counts}", file=sys.stderr)
    return int(not hits)
