"""What the sources ask for under one topic, and where they say anything at all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..terms import iri, slug
from .charts import COLUMNS, figures
from .pagecontext import Page
from .pairs import natural
from .site_words import Words

if TYPE_CHECKING:
    from .site import Site


def topics(site: Site) -> dict[str, str]:
    """Return the topics on which something is demanded: slug to IRI."""
    found = site.world.sources(iri("codes", "topic"), "skos:inScheme")
    return {slug(topic): topic for topic in found if _concepts(site, topic)}


def _concepts(site: Site, topic: str) -> list[str]:
    concepts = site.world.sources(iri("codes", "concept"), "skos:inScheme")
    own = set(site.world.sources(topic, "gpp:topic"))
    return [entry for entry in concepts if entry in own and site.world.sources(entry, "cccev:constrains")]


def overview(site: Site, words: Words) -> dict[str, Any]:
    """Return how many statements each country, the law and the labels make on each topic."""
    rows: list[dict[str, Any]] = []
    for name, topic in topics(site).items():
        counts: dict[str, int] = {}
        for concept in _concepts(site, topic):
            for column, found in figures(site.world, words, concept).groups:
                counts[column] = counts.get(column, 0) + len(found)
        rows.append({"name": name, "topic": topic, "counts": counts})
    rows.sort(key=lambda row: site.world.label(row["topic"], words.language)[0].lower())
    most = max((count for row in rows for count in row["counts"].values()), default=1)
    used = [column for column in COLUMNS if any(column in row["counts"] for row in rows)]
    return {"rows": rows, "columns": used, "most": most}


def view(page: Page, name: str) -> dict[str, Any]:
    """Return the comparison on one topic: for each property, who asks for what."""
    site, world = page.site, page.site.world
    topic = iri("topic", name)
    rows: list[dict[str, Any]] = [
        {"concept": concept, "figures": figures(world, page.words, concept)}
        for concept in _concepts(site, topic)
    ]
    rows.sort(key=lambda row: world.label(row["concept"], page.language)[0].lower())
    requirements = [entry for entry in world.sources(topic, "gpp:topic") if "/id/requirement/" in entry]
    return {"topic": topic, "rows": rows, "requirements": sorted(requirements, key=natural)}
