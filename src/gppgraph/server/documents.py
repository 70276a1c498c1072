"""The documents about things: which IRIs each one describes, and its text in every format.

A document is the path of a thing after the base, without fragment; verdicts and outcomes of one requirement
and one label edition share one (see ``publish.addresses``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from xml.parsers import expat

import pyoxigraph as ox

from ..errors import OutputError, QueryError
from ..output.html import render
from ..publish.addresses import FORMATS, document
from ..rdf.rows import Term
from ..terms import BASE, PREFIXES, curie, iri

RDF_FORMATS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
MEDIA = {"html": "text/html", **FORMATS}
ENDINGS = {media: ending for ending, media in MEDIA.items()}
_DEPRECATED = ox.NamedNode(iri("owl", "deprecated"))
_REPLACED = ox.NamedNode(iri("dcterms", "isReplacedBy"))
_TYPE = ox.NamedNode(iri("rdf", "type"))
_TRUE = ox.Literal("true", datatype=ox.NamedNode(iri("xsd", "boolean")))


@dataclass(slots=True)
class Documents:
    """Where everything of ours is described, and what is no longer."""

    subjects: dict[str, list[str]] = field(default_factory=dict)  # document -> IRIs
    places: dict[str, tuple[str, str]] = field(default_factory=dict)  # IRI -> document and fragment
    retired: dict[str, str | None] = field(default_factory=dict)  # IRI -> its successor, if there is one


def index(store: ox.Store) -> Documents:
    """Return the documents of everything under our base that the store says something of."""
    result = Documents()
    for quad in store.quads_for_pattern(None, _DEPRECATED, _TRUE):
        node = quad.subject
        if isinstance(node, ox.NamedNode) and not any(store.quads_for_pattern(node, _TYPE, None)):
            successors = [
                q.object.value
                for q in store.quads_for_pattern(node, _REPLACED, None)
                if isinstance(q.object, ox.NamedNode)
            ]
            result.retired[node.value] = min(successors, default=None)
    owners = {
        quad.object.value: quad.subject.value.rsplit("/", 1)[-1]
        for quad in store.quads_for_pattern(None, ox.NamedNode(iri("cccev", "hasRequirement")), None)
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode)
    }
    things = {quad.subject.value for quad in store if isinstance(quad.subject, ox.NamedNode)}
    things |= {node.value for node in store.named_graphs() if isinstance(node, ox.NamedNode)}
    for thing in sorted(things - set(result.retired)):
        try:
            place = document(thing, owners)
        except OutputError:  # a name that no path can carry is reached by SPARQL alone
            continue
        if place is not None:
            result.subjects.setdefault(place[0], []).append(thing)
            result.places[thing] = place
    for quad in store.quads_for_pattern(None, ox.NamedNode(iri("owl", "versionIRI")), None):
        whole = result.places.get(quad.subject.value) if isinstance(quad.subject, ox.NamedNode) else None
        if whole and isinstance(quad.object, ox.NamedNode) and quad.object.value.startswith(BASE):
            result.places.setdefault(quad.object.value, whole)
    return result


def triples(store: ox.Store, subjects: Iterable[str]) -> list[ox.Triple]:
    """Return everything said of the subjects in any graph, once, in a fixed order."""
    found = {
        ox.Triple(quad.subject, quad.predicate, quad.object)
        for subject in subjects
        for quad in store.quads_for_pattern(ox.NamedNode(subject), None, None)
    }
    return sorted(found, key=str)


def facts(store: ox.Store, path: str, most: int) -> list[ox.Triple]:
    """Return the statements of the named graph that is called like the document.

    There are none where there is no such graph, or where it has more than so many: the dumps have those.
    """
    inside = store.quads_for_pattern(None, None, None, ox.NamedNode(BASE + path))
    found = [quad.triple for quad in islice(inside, most + 1)]
    return found if len(found) <= most else []


def serialise(found: Iterable[ox.Triple], media: str) -> bytes:
    """Return triples in an RDF format.

    Raises:
        QueryError: RDF/XML cannot say them.
    """
    kept = list(found)
    plain = ox.serialize(kept, format=ox.RdfFormat.N_TRIPLES) or b""
    if media == "application/n-triples":
        return plain
    used = {name: space for name, space in PREFIXES.items() if b"<" + space.encode() in plain}
    body = ox.serialize(kept, format=RDF_FORMATS[media], prefixes=used) or b""
    return well_formed(body, media)


def well_formed(body: bytes, media: str) -> bytes:
    """Return the bytes if they are the XML that they claim to be; not every term can be written in XML.

    Raises:
        QueryError: they are not.
    """
    if media.endswith("+xml"):
        try:
            expat.ParserCreate(namespace_separator=" ").Parse(body, True)
        except expat.ExpatError as error:
            raise QueryError(
                "the answer holds names or characters that XML cannot write; ask for another format."
            ) from error
    return body


@dataclass(frozen=True, slots=True)
class _Shown:
    """A term on a page: its words, and the address of its link if it has one."""

    words: str
    target: str | None = None


def html(store: ox.Store, path: str, subjects: Iterable[str], places: Mapping[str, tuple[str, str]]) -> bytes:
    """Return a plain page about a document's things, for a server that was given no site."""
    sections = [
        {
            "anchor": places.get(subject, ("", ""))[1] or "this",
            "name": curie(subject),
            "rows": [
                (_shown(triple.predicate, places), _shown(triple.object, places))
                for triple in triples(store, [subject])
            ],
        }
        for subject in subjects
    ]
    return render("document.html", title=path, formats=list(FORMATS), sections=sections).encode()


def _shown(term: Term | ox.Triple, places: Mapping[str, tuple[str, str]]) -> _Shown:
    """Return a term as a page shows it; only addresses of ours and of the web become links."""
    if not isinstance(term, ox.NamedNode):
        return _Shown(term.value if isinstance(term, ox.Literal) else str(term))
    if term.value in places:
        path, fragment = places[term.value]
        return _Shown(curie(term.value), f"/{path}.html{'#' + fragment if fragment else ''}")
    foreign = term.value.startswith(("http://", "https://")) and not term.value.startswith(BASE)
    return _Shown(curie(term.value), term.value if foreign else None)
