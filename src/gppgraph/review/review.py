"""What a reader of a tender text should know: outdated, unprovable, doubtful, stricter, missing.

The parts of a review are made by modules of their own; this one puts them together.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING

from ..languages import Words
from ..terms import slug
from ..texts.linker import Linker
from ..texts.read.readers import Text
from .climate import Climate, climate_route
from .coverage import Covered, coverage
from .figure_findings import figures_against, unprovable
from .findings import SEVERITIES, Finding, by_queries, unknown_numbers
from .report import FORMATS, WRITERS, as_json, as_markdown, as_record
from .report_html import as_html
from .result import Review

if TYPE_CHECKING:
    from ..dataset import Dataset

__all__ = [
    "COUNTRIES",
    "FORMATS",
    "SEVERITIES",
    "WRITERS",
    "Climate",
    "Covered",
    "Finding",
    "Review",
    "as_html",
    "as_json",
    "as_markdown",
    "as_record",
    "review",
]
COUNTRIES = ("no", "dk", "eu")


def review(
    graph: Dataset,
    source: Text,
    country: str,
    day: date,
    linker: Linker | None = None,
    language: str = "en",
) -> Review:
    """Return the review of a text for a country and a day, its findings written in a language.

    Raises:
        InputError: the language is not one of ``LANGUAGES``.
    """
    words = Words(language, "gppgraph.texts")
    linker = linker or Linker(graph)
    linked = linker.link(source, country, language=language)
    findings = [
        *by_queries(linker, linked, country, day, language),
        *unknown_numbers(linked, words),
        *figures_against(linker, linked, country, day, words),
        *unprovable(linker, linked, country, day, words),
    ]
    findings.sort(
        key=lambda entry: (SEVERITIES.index(entry.severity), entry.start, entry.code, entry.message)
    )
    covered = coverage(linker, linked, country, language)
    climate = climate_route(linker, linked, day, language) if country == "no" else None
    names = {name for entry in findings for name in entry.sources} | {entry.requirement for entry in covered}
    return Review(
        linked, country, day.isoformat(), tuple(dict.fromkeys(findings)), tuple(covered), climate,
        _things(linker, names, language), language,
    )  # fmt: skip


def _things(linker: Linker, names: Collection[str], language: str) -> dict[str, tuple[str, str]]:
    """Return IRI and title of what findings rest on, by name; a provision is cited with its act."""
    vocabulary = linker.finder.vocabulary
    labels = vocabulary.labels[language]
    short: dict[str, str] = {}
    for spoken in ("en", language):
        own: dict[str, str] = {}
        for form in vocabulary.forms:
            if form.kind == "act" and form.language == spoken:
                own[form.iri] = min(own.get(form.iri, form.text), form.text, key=len)
        short |= own
    titles = {
        clause: f"{short.get(act) or labels.get(act, slug(act))} {identifier}"
        for act, clauses in vocabulary.clauses.items()
        for identifier, clause in clauses.items()
    }
    known = labels | titles
    return {name: (address, known[address]) for address in known if (name := slug(address)) in names}
