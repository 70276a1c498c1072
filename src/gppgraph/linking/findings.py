"""Findings that the queries of ``queries/review/`` give, and numbers that the graph does not have.

Each query is one kind of finding, with its message, its severity and what it rests on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pyoxigraph as ox

from ..queries import read_header
from ..snapshot import open_parts
from ..sources import root
from ..store import select, text
from ..terms import expand, iri, slug
from .link import Linker
from .mentions import Mention
from .plain import Plain
from .render import Linked, as_annotations

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


def by_queries(linker: Linker, linked: Linked, country: str, day: date) -> Iterator[Finding]:
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
    }
    labels = linker.finder.vocabulary.labels
    for path in sorted((root() / "queries" / "review").glob("*.rq")):
        query = path.read_text(encoding="utf-8")
        header = read_header(path, query)
        grouped: dict[tuple[str, str], set[str]] = {}
        for row in select(store, query, bindings):
            values = {name: text(term) or "" for name, term in row.items()}
            shown = {name: _named(value, labels) for name, value in values.items()}
            shown["newer"] = f"; see {shown['newer']}" if values.get("newer") else ""
            message = _filled(header["message"], shown)
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
                header.get("advice", ""),
                tuple(sorted(sources)),
            )


def unknown_numbers(linked: Linked) -> Iterator[Finding]:
    """Yield the numbers that the graph does not have, with the nearest one as a question."""
    for mention in linked.mentions:
        if mention.question:
            yield Finding(
                "number-not-known",
                "warning",
                mention.start,
                mention.end,
                mention.text,
                mention.question,
                "Check the number.",
                tuple(slug(entry) for entry in mention.candidates),
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


def _filled(message: str, values: dict[str, str]) -> str:
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


def _named(value: str, labels: dict[str, str]) -> str:
    if len(labels.get(value, "")) in range(1, 60) and "/standard/" not in value:
        return labels[value]
    return slug(value) if value.startswith("http") else value
