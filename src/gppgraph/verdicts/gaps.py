"""Unknown facts, ranked by the verdicts that wait for them, with places to look."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from ..catalogue.query import text_of
from ..terms import short_name, slug
from .places import position

if TYPE_CHECKING:
    from ..dataset import Dataset


@dataclass(frozen=True, slots=True)
class Gap:
    """One fact to find out.

    ``settles`` and ``touches`` count cases as the query ``gaps`` says.
    """

    kind: str
    gap: str
    about: str
    missing: tuple[str, ...]
    settles: int
    touches: int
    where: tuple[str, ...] = ()
    words: str | None = None
    note: str | None = None


class Summary(NamedTuple):
    """Cells in which a label could speak, and the share of them that has an answer.

    ``coverage`` is certified, unclear, or all; ``decided`` counts cells whose two ends are equal, ``bounded``
    those of which one end is known.
    """

    coverage: str
    cells: int
    decided: int
    bounded: int
    open: int
    share: float


def summary(graph: Dataset, sets: Iterable[str] = ()) -> list[Summary]:
    """Return the number of cells with an answer.

    Types that are certified, types that may be, and both are counted apart.

    ``sets`` names criteria sets; empty means all.

    Raises:
        UnknownNameError: a set stands for nothing.
    """
    selected = {graph.register.resolve("set", name) for name in sets}
    counts: Counter[tuple[str, str]] = Counter()
    for row in graph.select(text_of("decided-cells")):
        if not selected or row.iri("set") in selected:
            for coverage in (row.text("coverage"), "all"):
                counts[coverage, row.text("answer")] += int(row.number("cells"))
    result = []
    for coverage in ("certified", "unclear", "all"):
        decided, bounded, open_ = (counts[coverage, answer] for answer in ("decided", "bounded", "open"))
        cells = decided + bounded + open_
        share = round((decided + bounded) / cells, 3) if cells else 0.0
        result.append(Summary(coverage, cells, decided, bounded, open_, share))
    return result


def gaps(
    graph: Dataset, sets: Iterable[str] = (), kind: str | None = None, most: int | None = None
) -> list[Gap]:
    """Return the gaps, those that settle most verdicts first.

    ``sets`` names criteria sets; empty means all.

    Raises:
        UnknownNameError: a set stands for nothing.
    """
    selected = {graph.register.resolve("set", name) for name in sets}
    merged: dict[tuple[str, str, str], Gap] = {}
    for row in graph.select(text_of("gaps")):  # a case belongs to one set, so counts can be added
        if (selected and row.iri("set") not in selected) or kind not in (None, row.text("kind")):
            continue
        key = (row.text("kind"), row.text("gap"), row.text("about"))
        before = merged.get(key, Gap(*key, (), 0, 0))
        missing = {*before.missing, *row.text("missing").split()}
        merged[key] = Gap(
            *key,
            tuple(sorted(missing)),
            before.settles + int(row.text("settles")),
            before.touches + int(row.text("touches")),
        )
    ranked = sorted(
        merged.values(), key=lambda gap: (-gap.settles, -gap.touches, gap.kind, gap.gap, gap.about)
    )
    return [_with_place(graph, gap) for gap in ranked[:most]]


def _with_place(graph: Dataset, gap: Gap) -> Gap:
    where: dict[str, None] = {}
    words = note = None
    for row in graph.select(text_of("where-to-look"), {"thing": ox.NamedNode(gap.gap)}):
        words, note = words or row.text_or_none("words"), note or row.text_or_none("note")
        address, clause, start = (*map(row.text_or_none, ("address", "clause", "start")),)
        if address:
            at = position(clause) or position(None, start, row.text_or_none("end"))
            where[", ".join([short_name(address), *at])] = None
    return Gap(gap.kind, gap.gap, gap.about, gap.missing, gap.settles, gap.touches, tuple(where), words, note)


def as_record(gap: Gap) -> dict[str, object]:
    """Return a gap as plain values, with names in place of IRIs."""
    return {
        "settles": gap.settles,
        "touches": gap.touches,
        "kind": gap.kind,
        "gap": slug(gap.gap),
        "about": slug(gap.about),
        "missing": [short_name(entry) for entry in gap.missing],
        "where": list(gap.where),
        "words": gap.words,
        "note": gap.note,
    }
