"""Findings that the queries of ``queries/review/`` give, and numbers that the graph does not have.

Each query is one kind of finding: its header has the message and the advice in each language, and in ``parts`` what
stands in a gap whose value a row may lack.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from ..build.parts import open_parts
from ..catalogue.query import read_header
from ..languages import Words
from ..rdf.store import select, text
from ..terms import expand, iri, slug
from ..texts.forms import Linked, as_annotations
from ..texts.linker import Linker
from ..texts.mentions.mention import Mention
from ..texts.read.plain import Plain
from ..workspace import root

SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to know about a place in a text, by which rule, and what it rests on."""

    code: str
    severity: str
    start: int
    end: int
    quote: str
    message: str
    advice: str
    sources: tuple[str, ...]


def finding(
    code: str, severity: str, at: Any, words: Words, sources: Iterable[str] = (), **values: Any
) -> Finding:
    """Return a finding at a mention or figure, in the words that its code has."""
    return Finding(
        code, severity, at.start, at.end, at.text, words.fill(code, **values), words.get(f"{code}-advice"), tuple(sources)
    )  # fmt: skip


def by_queries(linker: Linker, linked: Linked, country: str, day: date, language: str) -> Iterator[Finding]:
    """Yield what the queries of ``queries/review/`` find in a text, one finding for each place and message."""
    folder = linker.graph.folder
    kept = [path for path in (folder / "asserted").glob("*.nq") if _states_editions(path)]
    store = open_parts(folder, [f"asserted/{path.stem}" for path in sorted(kept)])
    base = iri("doc", "text")
    store.extend(as_annotations(linked, base))
    plain = linker.finder.vocabulary.even(linked.source.text)
    places = {}
    for count, mention in enumerate(linked.mentions, 1):
        node = f"{base}.m{count}"
        places[node] = mention
        if mention.kind == "label":
            for flag in sorted(_flags(linker, linked, plain, mention)):
                store.add(
                    ox.Quad(
                        ox.NamedNode(node),
                        ox.NamedNode(expand("gpp:mentionFlag")),
                        ox.Literal(flag),
                        ox.NamedNode(base),
                    )
                )
    bindings: dict[str, ox.NamedNode | ox.BlankNode | ox.Literal] = {
        "day": ox.Literal(day.isoformat(), datatype=ox.NamedNode(iri("xsd", "date"))),
        "country": ox.Literal(country.upper()),
        "language": ox.Literal(language),
    }
    labels = linker.finder.vocabulary.labels
    known = (labels[language], labels["en"])
    for path in sorted((root() / "queries" / "review").glob("*.rq")):
        query = path.read_text(encoding="utf-8")
        header = read_header(path, query)
        grouped: dict[tuple[str, str], set[str]] = {}
        for row in select(store, query, {name: bindings[name] for name in header["parameters"]}):
            values = {name: text(term) or "" for name, term in row.items()}
            shown = {name: _named(value, known) for name, value in values.items()}
            message = _said(header, language, shown)
            grouped.setdefault((values["mention"], message), set()).add(slug(values["source"]))
        for (node, message), sources in sorted(grouped.items()):
            mention = places[node]
            yield Finding(
                path.stem,
                header["severity"],
                mention.start,
                mention.end,
                mention.text,
                message,
                header["advice"][language],
                tuple(sorted(sources)),
            )


def unknown_numbers(linked: Linked, words: Words) -> Iterator[Finding]:
    """Yield the numbers that the graph does not have, with the nearest one as a question."""
    for mention in linked.mentions:
        if mention.doubt:
            near = map(slug, mention.candidates)
            yield finding(
                "number-not-known", "warning", mention, words, near, question=mention.doubt.said(words)
            )


def _flags(linker: Linker, linked: Linked, plain: Plain, mention: Mention) -> set[str]:
    """Return whether the text demands what it mentions, and whether it allows equivalents nearby."""
    vocabulary = linker.finder.vocabulary
    first, last = plain.sentence(plain.forward(mention.start))
    sentence = plain.text[first:last]
    following = plain.text[last : plain.sentence(last)[1]] if last < len(plain.text) else ""
    flags = set()

    def has(role: str, part: str) -> bool:
        return re.search(vocabulary.alternation(role), part, re.IGNORECASE) is not None

    if has("demand", sentence) and not has("no-demand", sentence):
        flags.add("demanded")
    others = any(
        other.kind == "label" and last <= plain.forward(other.start) < last + len(following)
        for other in linked.mentions
    )
    if has("or-equivalent", sentence) or (not others and has("or-equivalent", following)):
        flags.add("equivalent")
    if mention.candidates:
        flags.add("edition-in-doubt")
    return flags


def _said(header: Mapping[str, Any], language: str, values: dict[str, str]) -> str:
    """Return the message of a header; its ``parts`` stand for values that a row may lack, and then for nothing."""
    parts = {
        name: _filled(part[language], values) if values.get(name) else ""
        for name, part in header.get("parts", {}).items()
    }
    return _filled(header["message"][language], values | parts)


def _filled(message: str, values: Mapping[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda match: values.get(match[1], ""), message)


def _states_editions(path: Path) -> bool:
    """Return whether a part is about labels, standards or acts, or a code list of them."""
    data = path.read_bytes()
    return any(
        name in data
        for name in (
            b"ns#LabelEdition>",
            b"ns#LabelScheme>",
            b"ns#StandardEdition>",
            b"ns#LegalAct>",
            b"ns#TypeIStatement>",
        )
    )


def _named(value: str, known: Iterable[Mapping[str, str]]) -> str:
    if not value.startswith("http"):
        return value
    short = (name for labels in known if 0 < len(name := labels.get(value, "")) < 60)
    return slug(value) if "/standard/" in value else next(short, slug(value))
