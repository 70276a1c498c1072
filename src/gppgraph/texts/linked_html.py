"""Linked texts as a page, their places highlighted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..output.html import one_line, render
from ..terms import slug
from .linked import Linked, counts, line_of, notes, question
from .linked_text import bound_in_words, comparisons_in_words
from .marked import Span, pieces
from .mentions.mention import Mention


def spans_of(linked: Linked) -> list[Span]:
    """Return the spans of mentions and figures, in the order of the text."""
    spans = [
        Span(
            mention.start,
            mention.end,
            mention.kind,
            f"{mention.kind}: {_meaning(mention)}",
            mention.edition or mention.iri,
        )
        for mention in linked.mentions
    ]
    spans += [
        Span(
            entry.start,
            entry.end,
            "figure",
            f"{slug(entry.concept).replace('-', ' ')}: {bound_in_words(entry)}",
            entry.concept,
        )
        for entry in linked.thresholds
    ]
    return sorted(spans, key=lambda span: (span.start, -span.end))


def _meaning(mention: Mention) -> str:
    if mention.iri:
        return slug(mention.edition or mention.iri)
    return question(mention) or "several candidates"


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the page: a place of the text, and the thing that it stands for."""

    start: int
    line: int
    quote: str
    kind: str
    address: str
    thing: str
    remarks: str


def as_html(texts: Sequence[Linked]) -> str:
    """Return a page with each text, marked, and a table of its mentions and figures."""
    views = [
        {
            "name": linked.source.name,
            "notes": notes(linked.source),
            "counts": ", ".join(counts(linked)),
            "rows": _rows(linked),
            "codes": linked.codes,
            "pieces": pieces(linked.source.text, spans_of(linked), lambda address: address),
        }
        for linked in texts
    ]
    return render("linked.html", texts=views)


def _rows(linked: Linked) -> list[_Row]:
    """Return a row for each mention and figure, in the order of the text."""
    text = linked.source.text
    rows = []
    for mention in linked.mentions:
        remarks = [question(mention)] if mention.doubt else []
        if mention.kind in ("label", "standard") and mention.iri and not mention.edition:
            remarks.append("edition not stated")
        if mention.candidates and not mention.edition:
            remarks.append(f"could be {', '.join(slug(entry) for entry in mention.candidates)}")
        address = mention.edition or mention.iri
        remark = f" ({'; '.join(remarks)})" if remarks and address else "; ".join(remarks)
        line, quote = line_of(text, mention.start), one_line(mention.text)
        rows.append(_Row(mention.start, line, quote, mention.kind, address, slug(address), remark))
    for number, entry in enumerate(linked.thresholds):
        remark = f": {bound_in_words(entry)}{''.join(f'; {part}' for part in comparisons_in_words(linked.compared, number))}"
        line, quote = line_of(text, entry.start), one_line(entry.text)
        concept = slug(entry.concept).replace("-", " ")
        rows.append(_Row(entry.start, line, quote, "figure", entry.concept, concept, remark))
    return sorted(rows, key=lambda row: (row.start, row.quote, row.kind))
