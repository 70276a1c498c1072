"""Measure how many verdicts each ten reviews settle, by verdicts and in the order of the document.

Run: python benchmarks/bench_review_order.py DRAFT...   (folders that gppgraph read has written)

A verdict counts as settled when the first proposal is reviewed for whose fact it waits. The last column is the share
of all waiting verdicts that the first tenth of the reviews settles.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import gppgraph
from gppgraph.authoring.context import terminology
from gppgraph.reading.drafts import ProposedFact
from gppgraph.reading.reviewing.draft_record import opened_draft
from gppgraph.reading.reviewing.review_order import (
    ORDERS,
    Cell,
    cells_waiting,
    ordered,
)

TEN = 10


def settled_after(proposals: Sequence[ProposedFact], cells: Mapping[str, set[Cell]]) -> list[int]:
    """Return how many cells are settled after 0, 1, 2 ... reviews."""
    seen: set[Cell] = set()
    counts = [0]
    for proposal in proposals:
        seen |= cells[proposal.id]
        counts.append(len(seen))
    return counts


def main(arguments: list[str]) -> int:
    """Print a line for each draft and order."""
    graph, words = gppgraph.load(), terminology()
    for name in arguments:
        draft = opened_draft(Path(name))
        cells = cells_waiting(graph, draft, words)
        for order in ORDERS:
            counts = settled_after(ordered(draft, order, cells), cells)
            tens = [counts[n] for n in range(TEN, min(len(counts), 5 * TEN + 1), TEN)]
            tenth = counts[-(-(len(counts) - 1) // TEN)] / (counts[-1] or 1)
            print(
                f"{draft.draft.name} {order}: after 10, 20, ... reviews {tens} of {counts[-1]}; {tenth:.0%}"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
