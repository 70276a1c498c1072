"""Linked texts as Web Annotations, with position and quote selectors."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

import pyoxigraph as ox

from ..terms import PREFIXES, expand, iri
from .linked import Linked

_PREFIXES = (
    "act",
    "clause",
    "codes",
    "concept",
    "dcterms",
    "doc",
    "evidence",
    "gpp",
    "label",
    "member",
    "oa",
    "op",
    "product",
    "prov",
    "rdf",
    "req",
    "scheme",
    "set",
    "std",
    "topic",
    "unit",
    "uom",
    "xsd",
)
_QUOTED_BESIDE = 32  # characters before and after a quote


def as_turtle(texts: Sequence[Linked]) -> str:
    """Return the annotations of texts as Turtle."""
    triples = [
        ox.Triple(quad.subject, quad.predicate, quad.object)
        for linked in texts
        for quad in as_annotations(linked, base_of(linked.source.name, linked.source.text))
    ]
    data = ox.serialize(
        sorted(triples, key=str),
        format=ox.RdfFormat.TURTLE,
        prefixes={name: PREFIXES[name] for name in _PREFIXES},
    )
    return (data or b"").decode("utf-8")


def base_of(name: str, text: str) -> str:
    """Return the IRI of a text, which depends on its name and content only."""
    digest = hashlib.sha256(f"{name}\0{text}".encode()).hexdigest()[:16]
    return iri("doc", f"text-{digest}")


def mention_node(base: str, number: int) -> str:
    """Return the IRI of the annotation of a mention; the first one has number 1."""
    return f"{base}.m{number}"


def figure_node(base: str, number: int) -> str:
    """Return the IRI of the annotation of a figure; the first one has number 1."""
    return f"{base}.f{number}"


def as_annotations(linked: Linked, base: str) -> list[ox.Quad]:
    """Return the annotations of the document ``base``, in a graph of the same name."""
    graph = ox.NamedNode(base)
    return [
        ox.Quad(subject, ox.NamedNode(expand(name)), value, graph)
        for subject, name, value in _statements(linked, base)
    ]


_Statement = tuple[ox.NamedNode, str, ox.NamedNode | ox.Literal]


def _statements(linked: Linked, base: str) -> Iterator[_Statement]:
    """Yield subject, predicate (a CURIE) and object of statements about a document."""
    source, activity = ox.NamedNode(base), ox.NamedNode(f"{base}.linking")
    yield source, "rdf:type", _node("prov:Entity")
    yield source, "dcterms:title", ox.Literal(linked.source.name)
    yield activity, "rdf:type", _node("prov:Activity")
    yield activity, "prov:used", source
    for code in linked.codes:
        yield source, "dcterms:subject", ox.NamedNode(code.product)
    for number, mention in enumerate(linked.mentions, 1):
        node = ox.NamedNode(mention_node(base, number))
        yield node, "rdf:type", _node("oa:Annotation")
        yield node, "oa:motivatedBy", _node("oa:identifying")
        yield node, "gpp:mentionKind", ox.Literal(mention.kind)
        yield node, "prov:wasGeneratedBy", activity
        if mention.iri:
            yield node, "oa:hasBody", ox.NamedNode(mention.iri)
        if mention.edition:
            yield node, "gpp:mentionedEdition", ox.NamedNode(mention.edition)
        yield from _target(node, source, linked.source.text, mention.start, mention.end)
    for number, threshold in enumerate(linked.thresholds, 1):
        node = ox.NamedNode(figure_node(base, number))
        yield node, "rdf:type", _node("oa:Annotation")
        yield node, "oa:motivatedBy", _node("oa:describing")
        yield node, "gpp:mentionKind", ox.Literal("threshold")
        yield node, "oa:hasBody", ox.NamedNode(threshold.concept)
        yield node, "gpp:operator", ox.NamedNode(threshold.operator)
        yield node, "gpp:printedValue", _typed(f"{threshold.value:f}", "decimal")
        yield node, "gpp:printedUnit", ox.NamedNode(threshold.unit)
        yield node, "prov:wasGeneratedBy", activity
        yield from _target(node, source, linked.source.text, threshold.start, threshold.end)


def _target(
    node: ox.NamedNode, source: ox.NamedNode, text: str, start: int, end: int
) -> Iterator[_Statement]:
    """Yield the place of an annotation: offsets, and a quote with text around it."""
    target, position, quote = (
        ox.NamedNode(f"{node.value}.{part}") for part in ("target", "position", "quote")
    )
    yield node, "oa:hasTarget", target
    yield target, "rdf:type", _node("oa:SpecificResource")
    yield target, "oa:hasSource", source
    yield target, "oa:hasSelector", position
    yield target, "oa:hasSelector", quote
    yield position, "rdf:type", _node("oa:TextPositionSelector")
    yield position, "oa:start", _typed(str(start), "nonNegativeInteger")
    yield position, "oa:end", _typed(str(end), "nonNegativeInteger")
    yield quote, "rdf:type", _node("oa:TextQuoteSelector")
    yield quote, "oa:exact", ox.Literal(text[start:end])
    yield quote, "oa:prefix", ox.Literal(text[max(0, start - _QUOTED_BESIDE) : start])
    yield quote, "oa:suffix", ox.Literal(text[end : end + _QUOTED_BESIDE])


def _node(name: str) -> ox.NamedNode:
    return ox.NamedNode(expand(name))


def _typed(value: str, datatype: str) -> ox.Literal:
    return ox.Literal(value, datatype=ox.NamedNode(iri("xsd", datatype)))
