"""Which requirements of a country's sets a text covers, and how."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from ..build.parts import open_parts
from ..catalogue.query import text_of
from ..dataset import Dataset
from ..rdf.store import select, text
from ..terms import slug
from ..texts.forms import Linked
from ..texts.linker import Linker
from ..verdicts.satisfy import read_titles


@dataclass(frozen=True, slots=True)
class Covered:
    """A requirement of a set and what the text has of it: figure, code, topic or nothing."""

    requirement: str
    code: str
    title: str
    level: str
    how: str
    relation: str


def coverage(linker: Linker, linked: Linked, country: str, language: str) -> list[Covered]:
    """Return each requirement of the country's sets, its title in a language, and what the text has of it."""
    sets = sets_of(linker.graph, country)
    store = open_parts(linker.graph.folder, [f"asserted/{name}" for name in sorted(sets)])
    titles = read_titles(store, language)
    rows = select(store, text_of("requirements-of-country"), {"country": ox.Literal(country.upper())})
    topics: dict[str, set[str]] = {}
    heads: dict[str, tuple[str, str]] = {}
    for row in rows:
        requirement = text(row["requirement"]) or ""
        topics.setdefault(requirement, set()).add(text(row["topic"]) or "")
        heads[requirement] = (text(row["code"]) or "", slug(text(row["level"]) or ""))
    named = {
        thing
        for mention in linked.mentions
        if mention.kind == "criterion"
        for thing in ([mention.iri] if mention.iri else mention.candidates)
    }
    mentioned = {mention.iri for mention in linked.mentions if mention.kind == "topic"}
    figures: dict[str, str] = {}
    order = ("weaker", "differs", "unknown", "no-stricter", "equal", "stricter")
    for entry in linked.compared:
        if entry.kind == "set" and (
            entry.requirement not in figures
            or order.index(entry.relation) > order.index(figures[entry.requirement])
        ):
            figures[entry.requirement] = entry.relation
    result = []
    for requirement, (code, level) in sorted(heads.items()):
        name = slug(requirement)
        how = (
            "figure"
            if name in figures
            else "code"
            if requirement in named
            else "topic"
            if topics[requirement] & mentioned
            else "nothing"
        )
        result.append(
            Covered(
                name,
                code or name.split(".", 2)[-1],
                titles.get(requirement, ""),
                level,
                how,
                figures.get(name, ""),
            )
        )
    return result


def sets_of(graph: Dataset, country: str) -> set[str]:
    """Return the names of the criteria sets of a country that have levels."""
    store = open_parts(graph.folder, [f"asserted/{name}" for name in sorted(graph.register["set"])])
    rows = select(
        store,
        text_of("sets-with-levels"),
        {"country": ox.Literal(country.upper())},
    )
    return {slug(text(row["set"]) or "") for row in rows}
