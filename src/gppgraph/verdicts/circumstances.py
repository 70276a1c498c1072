"""The word of the source and the end of certificates, beside a verdict.

Neither decides anything.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from ..catalogue.query import text_of
from ..dataset import Dataset
from ..languages import Words
from ..rdf.rows import Row
from ..rdf.store import Queried, select
from .needed_parts import for_acceptances
from .question import Question

# A certificate that ends within half a year is said to end soon.
SOON = timedelta(days=183)


class StatedAcceptance(NamedTuple):
    """The statement of a source that it accepts a label edition; names are slugs.

    ``extent`` is "full", "partial", or ``None`` where the source does not say. ``stated_in`` are documents, ``by``
    their publishers, ``parts`` the constraints that the label is said to prove, ``subject_to`` conditions.
    """

    extent: str | None
    stated_in: tuple[str, ...]
    by: tuple[str, ...]
    confidence: str
    parts: tuple[str, ...] = ()
    subject_to: tuple[str, ...] = ()


class CertificatesEnd(NamedTuple):
    """The first day without a valid certificate, such as "2026-12-04".

    One that is ``expected`` is recalled.
    """

    day: str
    confidence: str
    expected: bool


class Circumstances(NamedTuple):
    """Acceptances by requirement and edition, and ends of certificates by edition.

    Keys are slugs.
    """

    accepted: dict[tuple[str, str], StatedAcceptance]
    ends: dict[str, CertificatesEnd]


def acceptance_told(accepted: StatedAcceptance, words: Words) -> str:
    """Return a stated acceptance as a sentence, without a full stop."""
    details = [
        words.fill(f"accepted-{key}", names=", ".join(names))
        for key, names in (
            ("parts", [name.rsplit(".", 1)[-1] for name in accepted.parts]),
            ("subject-to", accepted.subject_to),
            ("by", accepted.by),
            ("in", accepted.stated_in),
        )
        if names
    ]
    return "; ".join(
        (words[f"accepted-{accepted.extent or 'unsaid'}"], *details, words[f"sure-{accepted.confidence}"])
    )


def end_told(label: str, end: CertificatesEnd, words: Words) -> str:
    """Return an end of certificates as a sentence.

    ``label`` is the slug or title of the label edition.
    """
    return words.fill(
        "ends-probably" if end.expected else "ends",
        label=label,
        day=end.day,
        confidence=words[f"sure-{end.confidence}"],
    )


def read_circumstances(dataset: Dataset, store: Queried, ask: Question) -> Circumstances:
    """Return acceptances and ends of certificates for the verdicts of a question.

    ``store`` is the one that the verdicts were read from. The statements of sources are opened only where they are
    about a requirement and an edition of the question.
    """
    return Circumstances(_acceptances(dataset, store, ask), certificate_ends(store, ask.editions, ask.day))


def certificate_ends(store: Queried, editions: Iterable[str], day: date) -> dict[str, CertificatesEnd]:
    """Return the ends of certificates that are near on a day, by slug of the edition.

    A known end is told until it has come, an expected one afterwards too: nothing else would tell it then.
    """
    wanted = set(editions)
    return {
        row.slug("edition"): CertificatesEnd(
            row.day("end").isoformat(), row.slug("confidence"), row.flag("expected")
        )
        for row in select(store, text_of("certificate-ends"))
        if row.iri("edition") in wanted
        and row.day("end") <= day + SOON
        and (row.flag("expected") or row.day("end") > day)
    }


def _acceptances(dataset: Dataset, store: Queried, ask: Question) -> dict[tuple[str, str], StatedAcceptance]:
    """Return the first statement on each pair, in the order of the query."""
    pairs = [
        (row.iri("requirement"), row.iri("edition"))
        for row in select(store, text_of("accepted-pairs"))
        if row.iri("edition") in ask.editions
        and (not ask.requirements or row.iri("requirement") in ask.requirements)
    ]
    if not pairs:
        return {}
    statements: dict[tuple[str, str], list[Row]] = {}
    for row in select(for_acceptances(dataset, ask, pairs), text_of("accepted-by-source")):
        key = (row.iri("requirement"), row.iri("edition"))
        if key in pairs:
            rows = statements.setdefault((row.slug("requirement"), row.slug("edition")), [])
            if not rows or row.iri("statement") == rows[0].iri("statement"):
                rows.append(row)
    return {key: _acceptance(rows) for key, rows in statements.items()}


def _acceptance(rows: list[Row]) -> StatedAcceptance:
    def names(column: str) -> tuple[str, ...]:
        return tuple(sorted({row.slug(column) for row in rows if row[column]}))

    return StatedAcceptance(
        extent=rows[0].text_or_none("extent"),
        stated_in=names("document"),
        by=names("publisher"),
        confidence=rows[0].slug("confidence"),
        parts=names("part"),
        subject_to=names("condition"),
    )
