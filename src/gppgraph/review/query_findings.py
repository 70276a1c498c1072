"""Findings that the queries of ``queries/review/`` give.

Each query is one kind of finding. Its header has the message and the advice in each language; ``parts`` are
phrases of the message that are left out where a row lacks their value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pyoxigraph as ox

from ..build.parts import is_named_in, open_parts, part_names
from ..catalogue.query import read_header
from ..rdf.rows import Row
from ..rdf.store import select
from ..terms import expand, iri, slug
from ..texts.annotations import as_annotations, mention_node
from ..texts.mentions.mention import Mention
from ..workspace import root
from .findings import ReviewFinding
from .subject import TextUnderReview

# Classes of the things that the queries ask about.
_CLASSES = ("LabelEdition", "LabelScheme", "StandardEdition", "LegalAct", "TypeIStatement")
_LONGEST_NAME = 60


def by_queries(subject: TextUnderReview) -> Iterator[ReviewFinding]:
    """Yield the findings of all queries, one for each place and message."""
    language = subject.words.language
    base = iri("doc", "text")
    mentions = {
        mention_node(base, number): mention for number, mention in enumerate(subject.linked.mentions, 1)
    }
    store = _open(subject, base, mentions)
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
            sources.setdefault((row.iri("mention"), message), set()).add(row.slug("source"))
        for (node, message), names in sorted(sources.items()):
            mention = mentions[node]
            yield ReviewFinding(
                code=path.stem,
                severity=header["severity"],
                start=mention.start,
                end=mention.end,
                quote=mention.text,
                message=message,
                advice=header["advice"][language],
                sources=tuple(sorted(names)),
            )


def _open(subject: TextUnderReview, base: str, mentions: Mapping[str, Mention]) -> ox.Store:
    """Return a store with facts on labels, standards and acts, and with the mentions."""
    folder = subject.linker.graph.folder
    classes = [iri("gpp", name) for name in _CLASSES]
    parts = [part for part in part_names(folder, "asserted") if is_named_in(folder, part, classes)]
    store = open_parts(folder, parts)
    store.extend(as_annotations(subject.linked, base))
    has_flag, graph = ox.NamedNode(expand("gpp:mentionFlag")), ox.NamedNode(base)
    for node, mention in mentions.items():
        if mention.kind == "label":
            for flag in sorted(_flags(subject, mention)):
                store.add(ox.Quad(ox.NamedNode(node), has_flag, ox.Literal(flag), graph))
    return store


def _flags(subject: TextUnderReview, mention: Mention) -> set[str]:
    """Return the flags of a label: demanded, equivalent (allowed), edition-in-doubt."""
    plain, vocabulary = subject.plain, subject.vocabulary
    first, last = subject.sentence(mention.start)
    sentence = plain.text[first:last]
    following = plain.text[last : plain.sentence(last)[1]] if last < len(plain.text) else ""

    def has(role: str, part: str) -> bool:
        return re.search(vocabulary.alternation(role), part, re.IGNORECASE) is not None

    flags = set()
    if has("demand", sentence) and not has("no-demand", sentence):
        flags.add("demanded")
    other_label_follows = any(
        other.kind == "label" and last <= plain.from_original(other.start) < last + len(following)
        for other in subject.linked.mentions
    )
    if has("or-equivalent", sentence) or (not other_label_follows and has("or-equivalent", following)):
        flags.add("equivalent")
    if mention.candidates:
        flags.add("edition-in-doubt")
    return flags


def _values(row: Row, subject: TextUnderReview) -> dict[str, str]:
    """Return the values of a row for a message, things by name, unbound ones empty."""
    values = {}
    for name in row:
        value = row.text_or_none(name) or ""
        values[name] = _name(value, subject) if value.startswith("http") else value
    return values


def _name(thing: str, subject: TextUnderReview) -> str:
    """Return the short name of a thing in the language or in English, else its slug."""
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
