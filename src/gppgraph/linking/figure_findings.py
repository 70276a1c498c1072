"""Findings about figures: against law, sets and labels, against one another, and labels that do not prove what they should."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import pyoxigraph as ox

from ..graph import Graph
from ..snapshot import open_parts
from ..store import select, text
from ..terms import iri, slug, sparql_prologue
from .comparison import conflicts
from .coverage import sets_of
from .findings import Finding
from .link import Linker
from .render import Linked, flat, line_of


def figures_against(linker: Linker, linked: Linked, country: str, day: date) -> Iterator[Finding]:
    """Yield how each figure stands to the law, to the sets of the country and to the labels."""
    own = sets_of(linker.graph, country)
    for number, threshold in enumerate(linked.thresholds):
        rows = [entry for entry in linked.compared if entry.threshold == number]
        place = (threshold.start, threshold.end, threshold.text)
        concept = slug(threshold.concept).replace("-", " ")
        rows = [entry for entry in rows if not entry.about_less]
        laws = [entry for entry in rows if entry.kind == "law" and entry.relation == "weaker"]
        if laws:
            yield Finding(
                "figure-below-law",
                "warning",
                *place,
                f"asks for less on {concept} than the law sets for some products: {_joined(laws)}",
                "Check whether the law covers these products and this case.",
                _requirements(laws),
            )
        for relation, code, severity, words in (
            ("weaker", "figure-below-set", "warning", "asks for less on {} than"),
            ("stricter", "figure-above-set", "info", "asks for more on {} than"),
            ("equal", "figure-equals-set", "info", "asks for as much on {} as"),
        ):
            found = [
                entry
                for entry in rows
                if entry.kind == "set" and entry.relation == relation and entry.edition in own
            ]
            if found:
                yield Finding(
                    code,
                    severity,
                    *place,
                    f"{words.format(concept)} {_joined(found)}",
                    "",
                    _requirements(found),
                )
        labels: dict[str, set[str]] = {}
        for entry in rows:
            if entry.kind == "label":
                labels.setdefault(entry.edition, set()).add(entry.outcome)
        proving = sorted(edition for edition, outcomes in labels.items() if "satisfies" in outcomes)
        if proving:
            yield Finding(
                "figure-proved-by",
                "info",
                *place,
                f"a criterion of these label editions satisfies the figure on {concept}: {_by_state(linker.graph, proving, day)}",
                "A certificate must also be valid on the day and be admitted as proof.",
                tuple(proving),
            )
    products = linker.products(linked.mentions, linked.codes)
    for one, other in conflicts(linker.graph, linked.thresholds, products):
        first, second = linked.thresholds[one], linked.thresholds[other]
        yield Finding(
            "figures-differ",
            "warning",
            first.start,
            first.end,
            first.text,
            f'bounds {slug(first.concept).replace("-", " ")} less strictly than "{flat(second.text)}" in line {line_of(linked.source.text, second.start)}',
            "Say which one holds, or for which products.",
            (),
        )


def unprovable(linker: Linker, linked: Linked, country: str, day: date) -> Iterator[Finding]:
    """Yield labels that cannot prove the figure or the criterion that stands in the same sentence."""
    plain = linker.finder.vocabulary.even(linked.source.text)
    labels = [mention for mention in linked.mentions if mention.kind == "label" and mention.edition]
    own = sets_of(linker.graph, country) if labels else set()
    about = {slug(product) for product in linker.products(linked.mentions, linked.codes)}

    def sentence(place: int) -> tuple[int, int]:
        return plain.sentence(plain.forward(place))

    for mention in labels:
        here = sentence(mention.start)
        for number, threshold in enumerate(linked.thresholds):
            if sentence(threshold.start) != here:
                continue
            rows = [
                entry
                for entry in linked.compared
                if entry.threshold == number
                and entry.kind == "label"
                and entry.edition == slug(mention.edition)
            ]
            if rows and all(entry.outcome == "below" for entry in rows):
                yield Finding(
                    "label-below-figure",
                    "error",
                    mention.start,
                    mention.end,
                    mention.text,
                    f'{slug(mention.edition)} asks for less than "{flat(threshold.text)}" ({_joined(rows)}), so it does not prove it',
                    "Ask for other proof of the figure.",
                    _requirements(rows),
                )
            elif not rows and any(entry.threshold == number for entry in linked.compared):
                yield Finding(
                    "label-silent-on-figure",
                    "warning",
                    mention.start,
                    mention.end,
                    mention.text,
                    f'no criterion of {slug(mention.edition)} in the graph bounds what "{flat(threshold.text)}" bounds',
                    "Ask for other proof of the figure, or check the label.",
                    (slug(mention.edition),),
                )
        for criterion in linked.mentions:
            if (
                criterion.kind != "criterion"
                or sentence(criterion.start) != here
                or not (criterion.iri or criterion.candidates)
            ):
                continue
            asked = (criterion.iri,) if criterion.iri else criterion.candidates
            inside = tuple(
                entry for entry in asked if any(slug(entry).startswith(name + ".") for name in own)
            )
            for requirement in _at_named_levels(inside, plain.text) or asked:
                verdicts = linker.graph.satisfy(
                    requirement=slug(requirement), label=slug(mention.edition), as_of=day
                )
                failing = sorted(
                    f"{entry.product} ({entry.verdict})"
                    for entry in verdicts
                    if entry.verdict in ("below", "silent") and (not about or entry.product in about)
                )
                if failing:
                    yield Finding(
                        "label-does-not-prove",
                        "error",
                        mention.start,
                        mention.end,
                        mention.text,
                        f"{slug(mention.edition)} does not prove {slug(requirement)} for {', '.join(failing)}",
                        "See gppgraph explain for the proof.",
                        (slug(requirement),),
                    )


_PERIODS = """SELECT ?edition ?state ?day WHERE {
  { ?edition gpp:certificatesEnd ?end . FILTER(?end <= ?day) BIND("no certificate is valid any more" AS ?state) }
  UNION
  { ?edition gpp:issuesUntil ?until . FILTER(?until <= ?day)
    FILTER NOT EXISTS { ?edition gpp:certificatesEnd ?end . FILTER(?end <= ?day) } BIND("no longer issued" AS ?state) }
}"""


def _by_state(graph: Graph, editions: Sequence[str], day: date) -> str:
    """Return label editions in a row, with a word where nothing is issued or valid on the day."""
    store = open_parts(graph.folder, [f"asserted/{edition}" for edition in editions])
    bound = ox.Literal(day.isoformat(), datatype=ox.NamedNode(iri("xsd", "date")))
    rows = select(store, sparql_prologue() + _PERIODS, {"day": bound})
    states = {slug(text(row["edition"]) or ""): text(row["state"]) or "" for row in rows}
    return ", ".join(
        f"{edition} ({states[edition]})" if edition in states else edition for edition in editions
    )


def _at_named_levels(requirements: Sequence[str], text: str) -> Sequence[str]:
    """Return the requirements of the levels that the text names, all where it names none."""
    level = {entry: slug(entry).split(".")[1] for entry in requirements}
    named = {name for name in level.values() if re.search(rf"(?<!\w){re.escape(name)}", text, re.IGNORECASE)}
    return [entry for entry in requirements if level[entry] in named] or requirements


def _joined(entries: Iterable[Any]) -> str:
    return ", ".join(
        dict.fromkeys(
            f"{entry.requirement} ({entry.value})" if entry.value else entry.requirement for entry in entries
        )
    )


def _requirements(entries: Iterable[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(entry.requirement for entry in entries))
