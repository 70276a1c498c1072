"""Findings that the queries of ``queries/review/`` give.

Each query is one kind of finding. Its header has the message and the advice in each language; ``parts`` are
phrases of the message that are left out where a row lacks their value. ``severity-where-named`` is that of a
finding whose acts the text names itself under the same heading: its author knows them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

import pyoxigraph as ox

from ..catalogue.query import read_header
from ..rdf.rows import Row
from ..rdf.store import select
from ..terms import PREFIXES, slug
from ..texts.annotations import figure_node, mention_node
from ..texts.figures.thresholds import Threshold
from ..texts.mentions.mention import Mention
from ..workspace import root
from .findings import ReviewFinding
from .subject import TextUnderReview
from .text_statements import BASE, open_statements

_LONGEST_NAME = 60


def by_queries(subject: TextUnderReview) -> Iterator[ReviewFinding]:
    """Yield the findings of all queries, one for each place and message."""
    language = subject.words.language
    places = _places(subject)
    store = open_statements(subject)
    bindings: dict[str, ox.NamedNode | ox.BlankNode | ox.Literal] = {
        "day": subject.day_literal,
        "country": subject.country_literal,
        "language": ox.Literal(language),
    }
    for path in sorted((root() / "queries" / "review").glob("*.rq")):
        query = path.read_text(encoding="utf-8")
        header = read_header(path, query)
        sources: dict[tuple[str, str], set[str]] = {}
        for row in select(store, query, {name: bindings[name] for name in header["parameters"]}):
            message = _message(header, language, _values(row, subject))
            found = sources.setdefault((row.iri("mention"), message), set())
            found.update(map(slug, row.text("source").split()))
        for (node, message), names in sorted(sources.items()):
            place = places[node]
            told = header.get("severity-where-named")
            yield ReviewFinding(
                code=path.stem,
                severity=told if told and _named_beside(subject, place, names) else header["severity"],
                start=place.start,
                end=place.end,
                quote=place.text,
                message=message,
                advice=header["advice"][language],
                sources=tuple(sorted(names)),
            )


def _places(subject: TextUnderReview) -> dict[str, Mention | Threshold]:
    """Return the mentions and figures of the text by the IRIs of their annotations."""
    linked = subject.linked
    places: dict[str, Mention | Threshold] = {
        mention_node(BASE, number): mention for number, mention in enumerate(linked.mentions, 1)
    }
    places |= {figure_node(BASE, number): figure for number, figure in enumerate(linked.thresholds, 1)}
    return places


def _named_beside(subject: TextUnderReview, place: Mention | Threshold, provisions: Collection[str]) -> bool:
    """Return whether the text names the acts of provisions under one heading."""
    plain = subject.plain
    heading = next(plain.headings(plain.from_original(place.start)), None)
    named = {
        slug(mention.iri)
        for mention in subject.linked.mentions
        if mention.kind == "act"
        and mention.iri
        and next(plain.headings(plain.from_original(mention.start)), None) == heading
    }
    return all(provision.partition(".")[0] in named for provision in provisions)


def _values(row: Row, subject: TextUnderReview) -> dict[str, str]:
    """Return the values of a row for a message, things by name, unbound ones empty."""
    values = {}
    for name in row:
        value = row.text_or_none(name) or ""
        values[name] = _name(value, subject) if value.startswith("http") else value
    return values


def _name(thing: str, subject: TextUnderReview) -> str:
    """Return the short name of a thing in the language or in English, else its slug."""
    if thing.startswith(PREFIXES["concept"]):
        return subject.name(thing)
    if "/standard/" not in thing:
        labels = subject.vocabulary.labels
        for language in (subject.words.language, "en"):
            if 0 < len(name := labels[language].get(thing, "")) < _LONGEST_NAME:
                return name
    return slug(thing)


def _message(header: Mapping[str, Any], language: str, values: Mapping[str, str]) -> str:
    """Return the message of a header; a part without a value is empty."""
    parts = {
        name: _filled(part[language], values) if values.get(name) else ""
        for name, part in header.get("parts", {}).items()
    }
    return _filled(header["message"][language], {**values, **parts})


def _filled(message: str, values: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], ""), message)
