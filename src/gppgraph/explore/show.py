"""One thing with its statements, references to it, and conclusions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ..errors import UnknownNameError
from ..rdf.store import text
from ..terms import expand, short_name, slug
from ..workspace import DERIVED, ENTAILED

if TYPE_CHECKING:
    from ..dataset import Dataset

_AUXILIARY = ox.NamedNode(expand("gpp:auxiliary"))
_TRUE = ox.Literal("true", datatype=ox.NamedNode(expand("xsd:boolean")))


@dataclass(frozen=True, slots=True)
class Line:
    """One statement about a thing: property, value and graph."""

    property: str
    value: str
    graph: str
    incoming: bool = False


def auxiliary(store: ox.Store) -> frozenset[str]:
    """Return the properties that pages and commands do not show, as IRIs.

    Rules need them for their steps.
    """
    declared = store.quads_for_pattern(None, _AUXILIARY, _TRUE)
    return frozenset(quad.subject.value for quad in declared if isinstance(quad.subject, ox.NamedNode))


def show(graph: Dataset, name: str) -> tuple[str, list[Line]]:
    """Return the IRI of a thing and its statements, outgoing ones first.

    Raises:
        UnknownNameError: the name stands for nothing; the message has near matches.
    """
    iri = graph.expand(name)
    matches = [iri] if "://" in iri else [*graph.things(name)]
    if not matches:
        called = {
            entry
            for kind in ("edition", "product", "set")
            for entry in graph.register.find_called(kind, name)
        }
        matches = sorted(called) if len(called) == 1 else []
    if not matches:
        raise UnknownNameError("thing", name, graph.near(name))
    node = ox.NamedNode(matches[0])
    hidden = auxiliary(graph.store)
    lines = []
    for quad in graph.store.quads_for_pattern(node, None, None):
        if quad.predicate.value not in hidden:
            lines.append(Line(short_name(quad.predicate.value), _value(quad.object), _graph(quad.graph_name)))
    for quad in graph.store.quads_for_pattern(None, None, node):
        if quad.predicate.value not in hidden and isinstance(quad.subject, ox.NamedNode):
            lines.append(
                Line(
                    short_name(quad.predicate.value),
                    short_name(quad.subject.value),
                    _graph(quad.graph_name),
                    True,
                )
            )
    if not lines:
        raise UnknownNameError("thing", name, graph.near(slug(iri)))
    return matches[0], sorted(set(lines), key=lambda line: (line.incoming, line.property, line.value))


def _graph(name: object) -> str:
    value = name.value if isinstance(name, ox.NamedNode) else ""
    return {DERIVED: "derived", ENTAILED: "entailed"}.get(value, slug(value) if value else "")


def _value(term: object) -> str:
    if isinstance(term, ox.NamedNode):
        return short_name(term.value)
    if isinstance(term, ox.Literal):
        return f"{term.value} ({term.language})" if term.language else term.value
    return text(term) or "" if isinstance(term, ox.BlankNode) else str(term)


def related(graph: Dataset, iri: str) -> list[tuple[str, list[Line]]]:
    """Return the parts of a requirement, each with its outgoing statements.

    Parts are constraints, lists of evidence and recommendations.
    """
    parts = [
        quad.object.value
        for name in ("cccev:hasRequirement", "cccev:hasEvidenceTypeList", "gpp:hasRecommendation")
        for quad in graph.store.quads_for_pattern(ox.NamedNode(iri), ox.NamedNode(expand(name)), None)
        if isinstance(quad.object, ox.NamedNode)
    ]
    return [
        (part, [line for line in show(graph, part)[1] if not line.incoming])
        for part in sorted(set(parts))
        if part != iri
    ]


def as_text(graph: Dataset, name: str, most: int = 40) -> str:
    """Return the statements about a thing as text."""
    iri, lines = show(graph, name)
    out = [short_name(iri), f"<{iri}>", ""]
    out += _block([line for line in lines if not line.incoming])
    for part, own in related(graph, iri):
        out += ["", f"  {slug(part)}"]
        out += ["  " + entry for entry in _block(own)]
    incoming = [line for line in lines if line.incoming]
    if incoming:
        out += ["", "mentioned by"]
        out += [f"  {line.value}  as {line.property}" for line in incoming[:most]]
        if len(incoming) > most:
            out.append(f"  ... and {len(incoming) - most} more")
    return "\n".join(out) + "\n"


def _block(lines: list[Line]) -> list[str]:
    grouped: dict[str, list[str]] = {}
    for line in lines:
        mark = f"  [{line.graph}]" if line.graph in ("derived", "entailed") else ""
        values = grouped.setdefault(line.property, [])
        if line.value + mark not in values and line.value not in values:
            values.append(line.value + mark)
    width = max((len(name) for name in grouped), default=0)
    return [
        f"  {name if index == 0 else '':<{width}}  {value}"
        for name, values in grouped.items()
        for index, value in enumerate(values)
    ]
