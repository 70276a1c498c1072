"""Documents about resources: their subjects, and their text in every format.

The path of a document is that of its resource after the base IRI, without fragment; verdicts and outcomes share the
document of their requirement, and small things share one (see ``publish.addresses``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple
from xml.parsers import expat

import pyoxigraph as ox

from ..errors import OutputError, QueryError
from ..output.html import render
from ..publish.addresses import FORMATS, document
from ..rdf.rows import Term
from ..terms import BASE, PREFIXES, iri, is_named_here, short_name, slug

RDF_FORMATS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}
MEDIA = {"html": "text/html", **FORMATS}
ENDINGS = {media: ending for ending, media in MEDIA.items()}
_DEPRECATED = ox.NamedNode(iri("owl", "deprecated"))
_REPLACED_BY = ox.NamedNode(iri("dcterms", "isReplacedBy"))
_TYPE = ox.NamedNode(iri("rdf", "type"))
_TRUE = ox.Literal("true", datatype=ox.NamedNode(iri("xsd", "boolean")))


class Location(NamedTuple):
    """The document that describes an IRI, and the fragment in it.

    For example ``Location("id/label/tco-certified-8", "")``.
    """

    document: str
    fragment: str


@dataclass(slots=True)
class Documents:
    """The documents under the base IRI, and the retired IRIs."""

    subjects: dict[str, list[str]] = field(default_factory=dict)  # document -> IRIs
    places: dict[str, Location] = field(default_factory=dict)  # IRI -> location
    retired: dict[str, str | None] = field(default_factory=dict)  # IRI -> its successor, if there is one
    bases: tuple[str, ...] = (BASE,)  # of the things, that of the workspace first

    def iri(self, path: str) -> str:
        """Return the IRI of a path, for an unknown one under the first base."""
        names = [base + path for base in self.bases]
        return next((name for name in names if name in self.places or name in self.retired), names[0])


def index(store: ox.Store, bases: Sequence[str] = (BASE,)) -> Documents:
    """Return the documents of all IRIs under some bases that the store describes."""
    documents = Documents(bases=tuple(bases))
    for quad in store.quads_for_pattern(None, _DEPRECATED, _TRUE):
        node = quad.subject
        if isinstance(node, ox.NamedNode) and not any(store.quads_for_pattern(node, _TYPE, None)):
            successors = [
                replacement.object.value
                for replacement in store.quads_for_pattern(node, _REPLACED_BY, None)
                if isinstance(replacement.object, ox.NamedNode)
            ]
            documents.retired[node.value] = min(successors, default=None)
    requirements = {
        slug(quad.object.value): slug(quad.subject.value)
        for quad in store.quads_for_pattern(None, ox.NamedNode(iri("cccev", "hasRequirement")), None)
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode)
    }
    described = {quad.subject.value for quad in store if isinstance(quad.subject, ox.NamedNode)}
    described |= {node.value for node in store.named_graphs() if isinstance(node, ox.NamedNode)}
    for subject in sorted(described - set(documents.retired)):
        try:
            location = document(subject, requirements, documents.bases)
        except OutputError:  # a name that cannot be a path is available by SPARQL only
            continue
        if location is not None:
            documents.subjects.setdefault(location[0], []).append(subject)
            documents.places[subject] = Location(*location)
    for quad in store.quads_for_pattern(None, ox.NamedNode(iri("owl", "versionIRI")), None):
        ontology = (
            documents.places.get(quad.subject.value) if isinstance(quad.subject, ox.NamedNode) else None
        )
        if (
            ontology
            and isinstance(quad.object, ox.NamedNode)
            and quad.object.value.startswith(documents.bases)
        ):
            documents.places.setdefault(quad.object.value, ontology)
    return documents


def triples(store: ox.Store, subjects: Iterable[str]) -> list[ox.Triple]:
    """Return the distinct statements about subjects in all graphs, in a fixed order."""
    statements = {
        ox.Triple(quad.subject, quad.predicate, quad.object)
        for subject in subjects
        for quad in store.quads_for_pattern(ox.NamedNode(subject), None, None)
    }
    return sorted(statements, key=str)


def facts(store: ox.Store, name: str, most: int) -> list[ox.Triple]:
    """Return the statements of a named graph.

    The list is empty if there is no such graph, or if it has more than ``most`` statements: the dumps have
    those.
    """
    quads = store.quads_for_pattern(None, None, None, ox.NamedNode(name))
    statements = [quad.triple for quad in islice(quads, most + 1)]
    return statements if len(statements) <= most else []


def serialise(statements: Iterable[ox.Triple], media: str) -> bytes:
    """Return triples in an RDF format.

    Raises:
        QueryError: RDF/XML cannot express them.
    """
    listed = list(statements)
    lines = ox.serialize(listed, format=ox.RdfFormat.N_TRIPLES) or b""
    if media == "application/n-triples":
        return lines
    prefixes = {name: space for name, space in PREFIXES.items() if b"<" + space.encode() in lines}
    body = ox.serialize(listed, format=RDF_FORMATS[media], prefixes=prefixes) or b""
    return well_formed(body, media)


def well_formed(body: bytes, media: str) -> bytes:
    """Return the bytes of an answer unchanged; check them if they are XML.

    Some terms cannot be written in XML.

    Raises:
        QueryError: they are malformed XML.
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
    """A term on a page: its words, and the target of its link if it has one."""

    words: str
    target: str | None = None


def html(store: ox.Store, path: str, subjects: Iterable[str], places: Mapping[str, tuple[str, str]]) -> bytes:
    """Return a plain page of a document, for a server without a site."""
    sections = [
        {
            "anchor": places.get(subject, ("", ""))[1] or "this",
            "name": short_name(subject),
            "rows": [
                (_shown(triple.predicate, places), _shown(triple.object, places))
                for triple in triples(store, [subject])
            ],
        }
        for subject in subjects
    ]
    return render("document.html", title=path, formats=list(FORMATS), sections=sections).encode()


def _shown(term: Term | ox.Triple, places: Mapping[str, tuple[str, str]]) -> _Shown:
    """Return a term for a page, with a link for an address.

    Only addresses of this graph and of the web become links.
    """
    if not isinstance(term, ox.NamedNode):
        return _Shown(term.value if isinstance(term, ox.Literal) else str(term))
    if term.value in places:
        path, fragment = places[term.value]
        return _Shown(short_name(term.value), f"/{path}.html{'#' + fragment if fragment else ''}")
    foreign = term.value.startswith(("http://", "https://")) and not is_named_here(term.value)
    return _Shown(short_name(term.value), term.value if foreign else None)
