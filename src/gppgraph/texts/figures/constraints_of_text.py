"""Figures of a text as constraints, so that the rules compare them with the graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

import pyoxigraph as ox

from ...build.rules import COMPARING, derive
from ...catalogue.query import text_of
from ...rdf.store import select
from ...terms import expand, iri
from .thresholds import Threshold

TEXT = iri("req", "text")
COMPARED_WITH_ALL = 12
_GRAPH = ox.NamedNode(iri("graph", "text"))


@dataclass(frozen=True, slots=True)
class _TextConstraint:
    """A constraint of a text, with its main figure and those of the same measurement.

    ``number`` is that of the main figure, ``requirement`` that of the first figure of the requirement.
    """

    number: int
    requirement: int
    main: Threshold
    further: Sequence[Threshold]
    products: Sequence[str]


def measured_together(store: ox.Store) -> set[tuple[str, str]]:
    """Return the properties of one measurement, main and further one."""
    rows = select(store, text_of("concepts-measured-together"))
    return {(row.iri("main"), row.iri("further")) for row in rows}


def add_figures(
    store: ox.Store,
    thresholds: Sequence[Threshold],
    products: Iterable[str],
    separately: bool,
    together: Collection[tuple[str, str]],
) -> dict[int, list[int]]:
    """Add the figures of a text to a store as constraints, and apply the rules.

    Figures that say the same become one constraint, and so do those of one measurement (cycles of a battery
    and the capacity left after them). ``products`` are those of figures that name none. Rules compare
    constraints of different requirements only: with ``separately`` each of the first ``COMPARED_WITH_ALL``
    figures of a property gets a requirement of its own, and so is compared with the other figures. ``together``
    are the pairs of properties of one measurement.

    Returns for each constraint the numbers of its figures, by that of the first: ``{0: [0, 3], 1: [1]}``.
    """
    of_text = tuple(sorted(set(products)))
    sentences: dict[int, list[Threshold]] = {}
    for entry in thresholds:
        sentences.setdefault(entry.sentence, []).append(entry)
    first_alike: dict[Hashable, int] = {}
    alike: dict[int, list[int]] = {}
    requirements: dict[Hashable, int] = {}
    counts: Counter[str] = Counter()
    for number, entry in enumerate(thresholds):
        of_sentence = sentences[entry.sentence]
        if any((other.concept, entry.concept) in together for other in of_sentence):
            continue  # a part of the constraint of the other figure
        of_measurement = [other for other in of_sentence if (entry.concept, other.concept) in together]
        further = sorted(of_measurement, key=lambda other: abs(other.start - entry.start))[:1]
        about = entry.products or of_text
        meaning = (*map(_bound, (entry, *further)), entry.until, about, _scope(entry))
        first = first_alike.setdefault(meaning, number)
        alike.setdefault(first, []).append(number)
        if first == number:
            counts[entry.concept] += 1
            own = separately and counts[entry.concept] <= COMPARED_WITH_ALL
            states = tuple(sorted(scope.value for scope in entry.scope if scope.property == "appliesToState"))
            requirement = number if own else requirements.setdefault((about, states), number)
            constraint = _TextConstraint(number, requirement, entry, further, about)
            store.extend(_quads(constraint, store, together))
    derive(store, COMPARING)  # later rules are about verdicts on requirements, of which a text has none
    return alike


def number_of(node: str) -> int:
    """Return the number of the figure that a constraint of a text was made of."""
    return int(node[len(TEXT) + 1 :].split(".")[0])


def _bound(entry: Threshold) -> tuple[Hashable, ...]:
    return entry.concept, entry.operator, entry.value, entry.unit


def _scope(entry: Threshold) -> frozenset[tuple[str, str]]:
    return frozenset((scope.property, scope.value) for scope in entry.scope)


def _quads(
    constraint: _TextConstraint, store: ox.Store, together: Collection[tuple[str, str]]
) -> Iterator[ox.Quad]:
    """Yield the statements about a constraint and its requirement."""
    requirement = ox.NamedNode(f"{TEXT}.{constraint.requirement}")
    node = ox.NamedNode(f"{TEXT}.{constraint.number}.c1")
    yield _quad(requirement, "rdf:type", ox.NamedNode(iri("gpp", "TechnicalSpecification")))
    yield _quad(requirement, "cccev:hasRequirement", node)
    for product in constraint.products:
        yield _quad(requirement, "gpp:appliesToProduct", ox.NamedNode(product))
    yield _quad(node, "rdf:type", ox.NamedNode(iri("gpp", "Constraint")))
    yield _quad(node, "gpp:confidence", ox.NamedNode(iri("confidence", "inferred")))
    yield from _figure(node, constraint.main)
    facets = (ox.NamedNode(f"{node.value}.f{number}") for number in count(1))
    for entry in constraint.further:
        facet = next(facets)
        yield _quad(node, "gpp:hasFacet", facet)
        yield from _figure(facet, entry)
    concept = constraint.main.concept
    for scope in constraint.main.scope:
        if scope.property == "hasFacet":
            if (concept, scope.value) in together:
                facet = next(facets)
                yield _quad(node, "gpp:hasFacet", facet)
                yield _quad(facet, "cccev:constrains", ox.NamedNode(scope.value))
                yield _quad(facet, "gpp:operator", ox.NamedNode(iri("op", "holds")))
        elif scope.property == "orEquivalent":
            true = ox.Literal("true", datatype=ox.NamedNode(iri("xsd", "boolean")))
            yield _quad(node, "gpp:orEquivalent", true)
        else:
            subject = requirement if scope.property == "appliesToState" else node
            yield _quad(subject, f"gpp:{scope.property}", ox.NamedNode(scope.value))
    if not any(scope.property == "binds" for scope in constraint.main.scope):
        binds = ox.NamedNode(iri("gpp", "binds"))
        for quad in store.quads_for_pattern(ox.NamedNode(concept), binds, None):
            if isinstance(quad.object, ox.NamedNode):
                yield _quad(node, "gpp:binds", quad.object)


def _figure(node: ox.NamedNode, entry: Threshold) -> Iterator[ox.Quad]:
    """Yield property, operator, value and unit of a constraint or facet."""
    value = ox.Literal(f"{entry.value:f}", datatype=ox.NamedNode(iri("xsd", "decimal")))
    yield _quad(node, "cccev:constrains", ox.NamedNode(entry.concept))
    yield _quad(node, "gpp:operator", ox.NamedNode(entry.operator))
    yield _quad(node, "gpp:printedValue", value)
    yield _quad(node, "gpp:printedUnit", ox.NamedNode(entry.unit))


def _quad(subject: ox.NamedNode, name: str, value: ox.NamedNode | ox.Literal) -> ox.Quad:
    return ox.Quad(subject, ox.NamedNode(expand(name)), value, _GRAPH)
