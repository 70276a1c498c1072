"""A review as HTML, with the findings marked in the text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ..languages import Words, day
from ..output.html import render
from ..texts.linked import line_of, notes
from ..texts.linked_html import spans_of
from ..texts.marked import Link, Span, pieces
from .coverage import Covered
from .findings import SEVERITIES, ReviewFinding
from .result import Review

SIGNS = {"error": "✕", "warning": "!", "info": "i"}


@dataclass(frozen=True, slots=True)
class _Remark:
    """A finding with its number, its line and the place of its mark."""

    number: int
    line: int
    anchor: int
    finding: ReviewFinding


@dataclass(frozen=True, slots=True)
class _Level:
    """The requirements of a level, those that the text covers first."""

    name: str
    share: str
    covered: bool
    entries: list[Covered]


def as_html(result: Review) -> str:
    """Return a review as a page of its own; things are linked by their IRIs."""
    words = Words(result.language, "gppgraph.review")
    title = words.fill("title", name=result.linked.source.name)
    return render("review_page.html", title=title, **_values(result, words, lambda address: address))


def fragment(result: Review, link: Link) -> str:
    """Return the review as HTML without a page around it.

    ``link`` gives the address of a thing's IRI.
    """
    words = Words(result.language, "gppgraph.review")
    return render("review.html", **_values(result, words, link))


def _values(result: Review, words: Words, link: Link) -> dict[str, object]:
    source = result.linked.source
    marks = spans(result)
    return {
        "result": result,
        "language": result.language,
        "words": words,
        "link": link,
        "signs": SIGNS,
        "severities": SEVERITIES,
        "basis": words.fill(
            "page-basis",
            country=result.country_name,
            day=day(date.fromisoformat(result.day), result.language),
        ),
        "counts": {
            severity: sum(entry.severity == severity for entry in result.findings) for severity in SEVERITIES
        },
        "notes": notes(source, result.language),
        "findings": _remarks(result, marks),
        "pieces": pieces(source.text, marks, link),
        "levels": [_level(result, words, name) for name in dict.fromkeys(e.level for e in result.coverage)],
    }


def _remarks(result: Review, marks: list[Span]) -> list[tuple[str, list[_Remark]]]:
    anchors = {number: span.start for span in marks for number in span.numbers}
    text = result.linked.source.text
    remarks = [
        _Remark(number, line_of(text, entry.start), anchors[number], entry)
        for number, entry in enumerate(result.findings, 1)
    ]
    by_severity = [
        (name, [entry for entry in remarks if entry.finding.severity == name]) for name in SEVERITIES
    ]
    return [(name, entries) for name, entries in by_severity if entries]


def _level(result: Review, words: Words, level: str) -> _Level:
    own = [entry for entry in result.coverage if entry.level == level]
    covered = [entry for entry in own if entry.how != "nothing"]
    lacking = [entry for entry in own if entry.how == "nothing"]
    share = words.fill("page-share", have=len(covered), count=len(own))
    return _Level(level, share, bool(covered), [*covered, *lacking])


def spans(result: Review) -> list[Span]:
    """Return the spans to mark: those of findings, then other mentions and figures."""
    marks: list[Span] = []
    for number, entry in sorted(
        enumerate(result.findings, 1), key=lambda item: (item[1].start, -item[1].end)
    ):
        if marks and entry.start < marks[-1].end:
            marks[-1].end = max(marks[-1].end, entry.end)
            marks[-1].numbers.append(number)
        else:
            marks.append(Span(entry.start, entry.end, "", "", "", [number]))
    for span in marks:
        severities = [result.findings[number - 1].severity for number in span.numbers]
        span.title = min(severities, key=SEVERITIES.index)
    for mention in spans_of(result.linked):
        holder = next((span for span in marks if mention.start < span.end and span.start < mention.end), None)
        if holder is None:
            marks.append(mention)
        elif not holder.kind and holder.start <= mention.start and mention.end <= holder.end:
            holder.kind, holder.address = mention.kind, mention.address
    return sorted(marks, key=lambda span: span.start)
