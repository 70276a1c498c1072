"""What the sources ask for under one topic, country by country and property by property."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..terms import iri, slug
from . import bounds
from .pagecontext import Page
from .verdicts import natural

if TYPE_CHECKING:
    from .site import Site

COLUMNS = ("NO", "DK", "EU", "other", "law", "label")


@dataclass(frozen=True, slots=True)
class Cell:
    """One statement on a property: by which entry, at which level, and what it asks for."""

    owner: str
    edition: str | None
    level: str | None
    code: str
    bound: str
    optional: bool


def topics(site: Site) -> dict[str, str]:
    """Return the topics on which something is demanded: slug to IRI."""
    found = site.world.sources(iri("codes", "topic"), "skos:inScheme")
    return {slug(topic): topic for topic in found if _concepts(site, topic)}


def _concepts(site: Site, topic: str) -> list[str]:
    concepts = site.world.sources(iri("codes", "concept"), "skos:inScheme")
    own = set(site.world.sources(topic, "gpp:topic"))
    return [entry for entry in concepts if entry in own and site.world.sources(entry, "cccev:constrains")]


def view(page: Page, name: str) -> dict[str, Any]:
    """Return the comparison on one topic: a row per property, a column per country, law and labels."""
    site, world = page.site, page.site.world
    topic = iri("topic", name)
    rows = []
    for concept in _concepts(site, topic):
        cells: dict[str, dict[tuple[str, str], Cell]] = {}
        for node in world.sources(concept, "cccev:constrains"):
            owner = bounds.owner_of(world, node)
            if owner is None:
                continue
            edition = world.one(owner, "cccev:isDerivedFrom")
            bound = bounds.describe(world, page.words, node)
            cell = Cell(
                owner,
                edition,
                world.one(owner, "gpp:ambitionLevel"),
                page.code(owner),
                bound.partition(": ")[2] or bound,
                slug(world.one(owner, "gpp:bindingness") or "") == "optional",
            )
            cells.setdefault(_column(page, owner, edition), {})[owner, cell.bound] = cell
        ordered = {
            column: sorted(found.values(), key=lambda cell: natural(f"{cell.edition} {cell.owner}"))
            for column, found in cells.items()
        }
        rows.append({"concept": concept, "cells": ordered, "bars": bounds.bars(world, page.words, concept)})
    used = [column for column in COLUMNS if any(column in row["cells"] for row in rows)]
    requirements = [entry for entry in world.sources(topic, "gpp:topic") if "/id/requirement/" in entry]
    return {"topic": topic, "rows": rows, "columns": used, "requirements": sorted(requirements, key=natural)}


def _column(page: Page, owner: str, edition: str | None) -> str:
    if "/id/criterion/" in owner:
        return "label"
    if "/id/requirement/" not in owner:
        return "law"
    country = page.site.world.one(edition, "gpp:country") if edition else None
    return country if country in COLUMNS else "other"
