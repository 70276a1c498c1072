"""Findings about figures against criteria sets, labels and one another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..build.parts import open_parts
from ..catalogue.query import text_of
from ..output.html import one_line
from ..rdf.store import select
from ..texts.figures.comparison import Compared, conflicts
from ..texts.figures.thresholds import Threshold
from ..texts.linked import line_of
from .coverage import sets_of
from .findings import ReviewFinding, finding
from .subject import TextUnderReview


def figures_against(subject: TextUnderReview) -> Iterator[ReviewFinding]:
    """Yield findings of each figure against sets and labels, then contradictions."""
    sets = sets_of(subject.linker.graph, subject.country)
    for number, threshold in enumerate(subject.linked.thresholds):
        rows = [
            entry for entry in subject.linked.compared if entry.threshold == number and not entry.about_less
        ]
        yield from _against_sets(subject, threshold, rows, sets)
        yield from _proving_labels(subject, threshold, rows)
    yield from _contradictions(subject)


def requirements_of(rows: Iterable[Compared]) -> tuple[str, ...]:
    """Return the requirements of comparisons, each once."""
    return tuple(dict.fromkeys(entry.requirement for entry in rows))


def in_a_row(rows: Iterable[Compared]) -> str:
    """Return requirements with figures, like "eu-gpp-2021.core.TS3 (at least 2 yr)"."""
    return ", ".join(
        dict.fromkeys(
            f"{entry.requirement} ({entry.value})" if entry.value else entry.requirement for entry in rows
        )
    )


def _against_sets(
    subject: TextUnderReview, threshold: Threshold, rows: Sequence[Compared], sets: set[str]
) -> Iterator[ReviewFinding]:
    of_sets = [entry for entry in rows if entry.kind == "set" and entry.edition in sets]
    kept = {entry.edition for entry in of_sets if entry.relation in ("equal", "stricter")}
    for code, severity, relation in (
        ("figure-below-set", "warning", "weaker"),
        ("figure-above-set", "info", "stricter"),
        ("figure-equals-set", "info", "equal"),
    ):
        related = [entry for entry in of_sets if entry.relation == relation]
        if related:
            # Who meets a level of a set has chosen that level, and is told of the others.
            met = code == "figure-below-set" and kept.issuperset(entry.edition for entry in related)
            yield finding(
                code,
                "info" if met else severity,
                threshold,
                subject.words,
                requirements_of(related),
                concept=subject.name(threshold.concept),
                entries=in_a_row(related),
            )


def _proving_labels(
    subject: TextUnderReview, threshold: Threshold, rows: Iterable[Compared]
) -> Iterator[ReviewFinding]:
    editions = sorted(
        {entry.edition for entry in rows if entry.kind == "label" and entry.outcome == "satisfies"}
    )
    if editions:
        yield finding(
            "figure-proved-by",
            "info",
            threshold,
            subject.words,
            editions,
            concept=subject.name(threshold.concept),
            editions=_with_state(subject, editions),
        )


def _contradictions(subject: TextUnderReview) -> Iterator[ReviewFinding]:
    linked = subject.linked
    for weaker, stricter in conflicts(subject.linker.graph, linked.thresholds, subject.products):
        first, second = linked.thresholds[weaker], linked.thresholds[stricter]
        if _stand_apart(subject, first, second):
            continue
        yield finding(
            "figures-differ",
            "warning",
            first,
            subject.words,
            concept=subject.name(first.concept),
            other=one_line(second.text),
            line=line_of(linked.source.text, second.start),
        )


def _stand_apart(subject: TextUnderReview, one: Threshold, other: Threshold) -> bool:
    """Return whether two figures may differ.

    They are alternatives of one list, or stand in different stages, as a demand and an award criterion do.
    """
    plain = subject.plain
    places = [plain.from_original(entry.start) for entry in (one, other)]
    stages = {subject.stages.stage(plain, place) for place in places}
    if len(stages) == 2 and "" not in stages:
        return True
    first, second = map(plain.lead_in, places)
    return first is not None and first == second and subject.names_alternatives(plain.text[slice(*first)])


def _with_state(subject: TextUnderReview, editions: Sequence[str]) -> str:
    """Return label editions in a row, with a note on those not issued or valid."""
    store = open_parts(subject.linker.graph.folder, [f"asserted/{edition}" for edition in editions])
    rows = select(store, text_of("editions-out-of-date"), {"day": subject.day_literal})
    states = {row.slug("edition"): subject.words[row.text("state")] for row in rows}
    return ", ".join(
        f"{edition} ({states[edition]})" if edition in states else edition for edition in editions
    )
