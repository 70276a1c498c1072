"""Findings about figures: against law, sets and labels, against one another, and labels that do not prove what they should."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import pyoxigraph as ox

from ..build.parts import open_parts
from ..catalogue.query import text_of
from ..dataset import Dataset
from ..languages import Words
from ..rdf.store import select, text
from ..terms import iri, slug
from ..texts.figures.comparison import conflicts
from ..texts.forms import Linked, flat, line_of
from ..texts.linker import Linker
from ..verdicts.satisfy import satisfy
from .coverage import sets_of
from .findings import Finding, finding


def figures_against(
    linker: Linker, linked: Linked, country: str, day: date, words: Words
) -> Iterator[Finding]:
    """Yield how each figure stands to the law, to the sets of the country and to the labels."""
    own = sets_of(linker.graph, country)
    for number, threshold in enumerate(linked.thresholds):
        concept = _name(linker, words, threshold.concept)
        rows = [entry for entry in linked.compared if entry.threshold == number and not entry.about_less]
        laws = [entry for entry in rows if entry.kind == "law" and entry.relation == "weaker"]
        sets = [entry for entry in rows if entry.kind == "set" and entry.edition in own]
        for code, severity, found in (
            ("figure-below-law", "warning", laws),
            ("figure-below-set", "warning", [entry for entry in sets if entry.relation == "weaker"]),
            ("figure-above-set", "info", [entry for entry in sets if entry.relation == "stricter"]),
            ("figure-equals-set", "info", [entry for entry in sets if entry.relation == "equal"]),
        ):
            if found:
                yield finding(
                    code, severity, threshold, words, _requirements(found), concept=concept, entries=_joined(found)
                )  # fmt: skip
        labels: dict[str, set[str]] = {}
        for entry in rows:
            if entry.kind == "label":
                labels.setdefault(entry.edition, set()).add(entry.outcome)
        proving = sorted(edition for edition, outcomes in labels.items() if "satisfies" in outcomes)
        if proving:
            editions = _by_state(linker.graph, proving, day, words)
            yield finding(
                "figure-proved-by", "info", threshold, words, proving, concept=concept, editions=editions
            )
    products = linker.products(linked.mentions, linked.codes)
    for one, other in conflicts(linker.graph, linked.thresholds, products):
        first, second = linked.thresholds[one], linked.thresholds[other]
        yield finding(
            "figures-differ", "warning", first, words, concept=_name(linker, words, first.concept),
            other=flat(second.text), line=line_of(linked.source.text, second.start),
        )  # fmt: skip


def unprovable(linker: Linker, linked: Linked, country: str, day: date, words: Words) -> Iterator[Finding]:
    """Yield labels that cannot prove the figure or the criterion that stands in the same sentence."""
    plain = linker.finder.vocabulary.even(linked.source.text)
    labels = [mention for mention in linked.mentions if mention.kind == "label" and mention.edition]
    own = sets_of(linker.graph, country) if labels else set()
    about = {slug(product) for product in linker.products(linked.mentions, linked.codes)}

    def sentence(place: int) -> tuple[int, int]:
        return plain.sentence(plain.forward(place))

    for mention in labels:
        here = sentence(mention.start)
        edition = slug(mention.edition)
        for number, threshold in enumerate(linked.thresholds):
            if sentence(threshold.start) != here:
                continue
            compared = [entry for entry in linked.compared if entry.threshold == number]
            rows = [entry for entry in compared if entry.kind == "label" and entry.edition == edition]
            figure = flat(threshold.text)
            if rows and all(entry.outcome == "below" for entry in rows):
                yield finding(
                    "label-below-figure", "error", mention, words, _requirements(rows),
                    edition=edition, figure=figure, entries=_joined(rows),
                )  # fmt: skip
            elif compared and not rows:
                yield finding(
                    "label-silent-on-figure", "warning", mention, words, (edition,), edition=edition, figure=figure
                )  # fmt: skip
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
            for requirement in map(slug, _at_named_levels(inside, plain.text) or asked):
                verdicts = satisfy(linker.graph, requirement=requirement, label=edition, as_of=day)
                failing = sorted(
                    f"{_product(linker, words, entry.product)} ({words[f'verdict-{entry.verdict}']})"
                    for entry in verdicts
                    if entry.verdict in ("below", "silent") and (not about or entry.product in about)
                )
                if failing:
                    yield finding(
                        "label-does-not-prove", "error", mention, words, (requirement,),
                        edition=edition, requirement=requirement, products=", ".join(failing),
                    )  # fmt: skip


def _name(linker: Linker, words: Words, concept: str) -> str:
    """Return what a concept is called in a sentence; names of ours are made of English words."""
    spoken = slug(concept).replace("-", " ")
    return (
        spoken
        if words.language == "en"
        else linker.finder.vocabulary.labels[words.language].get(concept, spoken)
    )


def _product(linker: Linker, words: Words, name: str) -> str:
    labels = linker.finder.vocabulary.labels[words.language]
    return name if words.language == "en" else labels.get(iri("product", name), name)


def _by_state(graph: Dataset, editions: Sequence[str], day: date, words: Words) -> str:
    """Return label editions in a row, with a word where nothing is issued or valid on the day."""
    store = open_parts(graph.folder, [f"asserted/{edition}" for edition in editions])
    bound = ox.Literal(day.isoformat(), datatype=ox.NamedNode(iri("xsd", "date")))
    rows = select(store, text_of("editions-out-of-date"), {"day": bound})
    states = {slug(text(row["edition"]) or ""): words[text(row["state"]) or ""] for row in rows}
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
