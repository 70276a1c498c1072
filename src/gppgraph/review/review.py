"""The review of a tender text: findings, coverage and the climate rule."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from ..dataset import Dataset
from ..languages import Words, in_language
from ..terms import slug
from ..texts.linker import Linker
from ..texts.read.source_text import Text
from .climate import climate_route
from .coverage import coverage
from .figure_findings import figures_against
from .findings import SEVERITIES, unknown_numbers
from .label_findings import unprovable
from .query_findings import by_queries
from .result import Review, Thing
from .subject import TextUnderReview


def review(
    graph: Dataset,
    source: Text,
    country: str,
    day: date,
    linker: Linker | None = None,
    language: str = "en",
) -> Review:
    """Return the review of a text for a country and a day, in a language.

    Raises:
        InputError: the language is not one of ``LANGUAGES``.
    """
    words = Words(language, "gppgraph.review")
    linker = linker or Linker(graph)
    linked = linker.link(source, country, language=language)
    subject = TextUnderReview(linker, linked, country, day, words)
    findings = [
        *by_queries(subject),
        *unknown_numbers(linked, words, Words(language, "gppgraph.texts")),
        *figures_against(subject),
        *unprovable(subject),
    ]
    findings.sort(
        key=lambda entry: (SEVERITIES.index(entry.severity), entry.start, entry.code, entry.message)
    )
    covered = coverage(subject)
    names = {name for entry in findings for name in entry.sources} | {entry.requirement for entry in covered}
    return Review(
        linked=linked,
        country=country,
        country_name=in_language(graph.configuration.country(country).names, language),
        day=day.isoformat(),
        findings=tuple(dict.fromkeys(findings)),
        coverage=tuple(covered),
        climate=climate_route(subject),
        things=_things(subject, names),
        language=language,
    )


def _things(subject: TextUnderReview, names: Collection[str]) -> dict[str, Thing]:
    """Return IRI and title of things by name; a provision is named after its act."""
    vocabulary, language = subject.vocabulary, subject.words.language
    titles = dict(vocabulary.labels[language])
    acts = _short_act_names(subject)
    for act, clauses in vocabulary.clauses.items():
        name = acts.get(act) or titles.get(act, slug(act))
        titles |= {clause: f"{name} {identifier}" for identifier, clause in clauses.items()}
    return {name: Thing(thing, title) for thing, title in titles.items() if (name := slug(thing)) in names}


def _short_act_names(subject: TextUnderReview) -> dict[str, str]:
    """Return the shortest name of each act in the language, else in English."""
    names: dict[str, str] = {}
    for language in ("en", subject.words.language):
        shortest: dict[str, str] = {}
        for form in subject.vocabulary.forms:
            if form.kind == "act" and form.language == language:
                shortest[form.iri] = min(shortest.get(form.iri, form.text), form.text, key=len)
        names |= shortest
    return names
