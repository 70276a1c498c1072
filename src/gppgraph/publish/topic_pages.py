"""The comparison by topic: demands of countries, law and labels."""

from __future__ import annotations

from dataclasses import dataclass

from ..spelling import natural
from ..terms import iri, slug
from .charts import OTHER_COLUMNS, FigureChart, figures
from .pagecontext import Page
from .site import Site
from .site_words import SiteWords


@dataclass(frozen=True, slots=True)
class TopicRow:
    """The number of demands on one topic, by country, law and labels."""

    name: str
    topic: str
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Overview:
    """The number of demands by topic; ``most`` is the largest number."""

    rows: list[TopicRow]
    columns: list[str]
    most: int


@dataclass(frozen=True, slots=True)
class ConceptRow:
    """One property with the values that are set for it."""

    concept: str
    figures: FigureChart


@dataclass(frozen=True, slots=True)
class TopicComparison:
    """One topic: its properties with their values, and the requirements about it."""

    topic: str
    rows: list[ConceptRow]
    requirements: list[str]


def topics(site: Site) -> dict[str, str]:
    """Return the topics on which something is demanded: slug to IRI."""
    codes = site.statements.sources(iri("codes", "topic"), "skos:inScheme")
    return {slug(topic): topic for topic in codes if _concepts(site, topic)}


def _concepts(site: Site, topic: str) -> list[str]:
    statements = site.statements
    concepts = statements.sources(iri("codes", "concept"), "skos:inScheme")
    of_topic = set(statements.sources(topic, "gpp:topic"))
    return [
        entry for entry in concepts if entry in of_topic and statements.sources(entry, "cccev:constrains")
    ]


def overview(site: Site, words: SiteWords) -> Overview:
    """Return the number of demands on each topic.

    They are counted for each country, the law and the labels.
    """
    rows = []
    for name, topic in topics(site).items():
        counts: dict[str, int] = {}
        for concept in _concepts(site, topic):
            for column, demands in figures(site.statements, words, concept, site.countries).groups:
                counts[column] = counts.get(column, 0) + len(demands)
        rows.append(TopicRow(name, topic, counts))
    rows.sort(key=lambda row: site.statements.label(row.topic, words.language)[0].lower())
    most = max((count for row in rows for count in row.counts.values()), default=1)
    return Overview(
        rows,
        [column for column in (*site.countries, *OTHER_COLUMNS) if any(column in row.counts for row in rows)],
        most,
    )


def view(page: Page, name: str) -> TopicComparison:
    """Return the comparison on one topic."""
    site, statements = page.site, page.site.statements
    topic = iri("topic", name)
    rows = [
        ConceptRow(concept, figures(statements, page.words, concept, site.countries))
        for concept in _concepts(site, topic)
    ]
    rows.sort(key=lambda row: statements.label(row.concept, page.language)[0].lower())
    requirements = [entry for entry in statements.sources(topic, "gpp:topic") if "/id/requirement/" in entry]
    return TopicComparison(topic, rows, sorted(requirements, key=natural))
