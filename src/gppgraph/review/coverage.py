"""The requirements of a country's criteria sets that a text covers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from ..build.parts import open_parts
from ..catalogue.query import text_of
from ..dataset import Dataset
from ..rdf.store import select
from ..terms import slug
from ..texts.figures.comparison import Compared
from ..verdicts.satisfy import read_titles
from .subject import TextUnderReview

# Relations of a text to a requirement, the weakest demand first.
_RELATIONS = ("weaker", "differs", "unknown", "no-stricter", "equal", "stricter")


@dataclass(frozen=True, slots=True)
class Covered:
    """A requirement of a set, with the way in which a text covers it.

    ``how`` is figure, code, topic or nothing; ``relation`` is that of the figure (see ``Compared``), else
    empty.
    """

    requirement: str
    code: str
    title: str
    level: str
    how: str
    relation: str


def coverage(subject: TextUnderReview) -> list[Covered]:
    """Return the requirements of the country's sets, sorted, with their coverage."""
    folder = subject.linker.graph.folder
    sets = sets_of(subject.linker.graph, subject.country)
    store = open_parts(folder, [f"asserted/{name}" for name in sorted(sets)])
    titles = read_titles(store, subject.words.language)
    rows = select(store, text_of("requirements-of-country"), {"country": subject.country_literal})
    topics: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if topic := row.iri_or_none("topic"):
            topics[row.iri("requirement")].add(topic)
    codes = {row.iri("requirement"): row.text_or_none("code") or "" for row in rows}
    levels = {row.iri("requirement"): row.slug("level") for row in rows}
    mentions = subject.linked.mentions
    criteria = {
        criterion
        for mention in mentions
        if mention.kind == "criterion"
        for criterion in ([mention.iri] if mention.iri else mention.candidates)
    }
    mentioned_topics = {mention.iri for mention in mentions if mention.kind == "topic"}
    relations = _strictest(subject.linked.compared)
    result = []
    for requirement in sorted(codes):
        name = slug(requirement)
        if name in relations:
            how = "figure"
        elif requirement in criteria:
            how = "code"
        elif topics[requirement] & mentioned_topics:
            how = "topic"
        else:
            how = "nothing"
        result.append(
            Covered(
                requirement=name,
                code=codes[requirement] or name.split(".", 2)[-1],
                title=titles.get(requirement, ""),
                level=levels[requirement],
                how=how,
                relation=relations.get(name, ""),
            )
        )
    return result


def _strictest(compared: Iterable[Compared]) -> dict[str, str]:
    """Return the relation of the strictest figure on each requirement of a set."""
    relations: dict[str, str] = {}
    for entry in compared:
        if entry.kind == "set":
            other = relations.get(entry.requirement, entry.relation)
            relations[entry.requirement] = max(entry.relation, other, key=_RELATIONS.index)
    return relations


def sets_of(graph: Dataset, country: str) -> set[str]:
    """Return the names of the criteria sets of a country that have levels."""
    store = open_parts(graph.folder, [f"asserted/{name}" for name in sorted(graph.register.names["set"])])
    rows = select(store, text_of("sets-with-levels"), {"country": ox.Literal(country.upper())})
    return {row.slug("set") for row in rows}
