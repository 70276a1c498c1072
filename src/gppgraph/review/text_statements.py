"""Statements about a text under review, for the queries of ``queries/review/``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pyoxigraph as ox

from ..build.parts import is_named_in, open_parts, part_names
from ..catalogue.query import text_of
from ..rdf.store import select
from ..terms import expand, iri
from ..texts.annotations import as_annotations, figure_node, mention_node
from .label_flags import is_about_labels, label_flags
from .subject import TextUnderReview

BASE = iri("doc", "text")
# Things that the parts of the snapshot must name to be of use for the queries.
_NAMED = (
    *(
        iri("gpp", name)
        for name in (
            "LabelEdition",
            "LabelScheme",
            "StandardEdition",
            "LegalAct",
            "RuleSubject",
            "TypeIStatement",
        )
    ),
    iri("codes", "jurisdiction"),
    iri("codes", "condition"),
    iri("codes", "topic"),
)


def open_statements(subject: TextUnderReview) -> ox.Store:
    """Return a store with facts on labels, standards and law, and with the text."""
    folder = subject.linker.graph.folder
    parts = [part for part in part_names(folder, "asserted") if is_named_in(folder, part, _NAMED)]
    store = open_parts(folder, parts)
    add_text(store, subject)
    return store


def add_text(store: ox.Store, subject: TextUnderReview) -> None:
    """Add the mentions, flags, stages and comparisons of a text to a store.

    Each matter of procurement law gets the provisions on it that hold in the country on the day.
    """
    graph = ox.NamedNode(BASE)
    store.extend(as_annotations(subject.linked, BASE))
    given = {"day": subject.day_literal, "country": subject.country_literal}
    provisions = [
        _Statement(row.iri("subject"), "gpp:citesProvision", ox.NamedNode(row.iri("provision")))
        for row in select(store, text_of("provisions-of-subjects"), given)
    ]
    for node, name, value in (*provisions, *_mentions(subject), *_comparisons(subject)):
        store.add(ox.Quad(ox.NamedNode(node), ox.NamedNode(expand(name)), value, graph))


class _Statement(NamedTuple):
    """A statement: the IRI of its subject, its property as a CURIE, and its value."""

    subject: str
    property: str
    value: ox.NamedNode | ox.Literal


def _mentions(subject: TextUnderReview) -> Iterator[_Statement]:
    """Yield the flags of labels, and the stage and sentence of each mention."""
    stages, plain = subject.stages, subject.plain
    for number, mention in enumerate(subject.linked.mentions, 1):
        node = mention_node(BASE, number)
        if is_about_labels(mention):
            for flag in sorted(label_flags(subject, mention)):
                yield _Statement(node, "gpp:mentionFlag", ox.Literal(flag))
        if stage := stages.stage(plain, plain.from_original(mention.start)):
            yield _Statement(node, "gpp:mentionStage", ox.NamedNode(stage))
        yield _Statement(node, "gpp:mentionSentence", ox.Literal(subject.sentence(mention.start)[0]))


def _comparisons(subject: TextUnderReview) -> Iterator[_Statement]:
    """Yield the states of goods of figures, and their comparisons with law."""
    figures = subject.linked.thresholds
    for number, figure in enumerate(figures, 1):
        for other in figures:  # the state stands beside one figure of a measurement and is that of all
            for scope in other.scope if other.sentence == figure.sentence else ():
                if scope.property == "appliesToState":
                    state = ox.NamedNode(scope.value)
                    yield _Statement(figure_node(BASE, number), "gpp:appliesToState", state)
    for number, entry in enumerate(subject.linked.compared, 1):
        if entry.kind != "law" or entry.about_less:
            continue
        compared = figure_node(BASE, entry.threshold + 1)
        node = f"{BASE}.c{number}"
        yield _Statement(node, "gpp:comparisonOf", ox.NamedNode(compared))
        yield _Statement(node, "gpp:ofConstraint", ox.NamedNode(iri("law", entry.constraint)))
        yield _Statement(node, "gpp:comparisonRelation", ox.Literal(entry.relation))
        yield _Statement(node, "gpp:comparisonOutcome", ox.Literal(entry.outcome))
        yield _Statement(node, "gpp:comparisonValue", ox.Literal(entry.value))
        for product in entry.products or sorted(subject.products):
            yield _Statement(node, "gpp:concernsProduct", ox.NamedNode(product))
