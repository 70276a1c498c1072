"""The dataset arranged by subject, so that no page needs a query of its own."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import pyoxigraph as ox

from ..build.parts import PAIRWISE
from ..explore.show import auxiliary
from ..languages import reading_order, reading_rank
from ..terms import BASE, iri, is_named_here, namespace, slug
from ..verdicts.units import read_units
from ..workspace import DERIVED, ENTAILED
from .addresses import document

RdfTerm = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
# The values of one subject by property.
Values = dict[str, list[RdfTerm]]
TYPE = iri("rdf", "type")


class Statements:
    """Quads by subject, by object and by document; labels in several languages.

    ``out`` and ``asserted`` hold values by subject and property, ``into`` the subjects by object and property,
    ``relations`` the conclusions on pairs of statements, ``graphs`` the triples of each named graph, ``triples``
    those of each document, ``owners`` the requirement of each constraint, both as slugs.
    """

    def __init__(self, store: ox.Store, bases: Sequence[str] = (BASE,)) -> None:
        """Arrange a dataset with things under some bases, that of its workspace first."""
        self.bases = tuple(bases)
        self._names: dict[str, str] = {}
        self.units = read_units(store)
        self.auxiliary = auxiliary(store)
        self.out: dict[str, Values] = {}
        self.into: dict[str, dict[str, list[str]]] = {}
        self.relations: dict[str, dict[str, set[str]]] = {}
        self.asserted: dict[str, Values] = {}
        self.graphs: dict[str, list[ox.Triple]] = {}
        self.owners: dict[str, str] = {}
        self.triples: dict[str, set[ox.Triple]] = {}
        on_one_subject = []
        for quad in store:
            if slug(quad.predicate.value) in PAIRWISE:
                self._relate(quad)
            elif isinstance(quad.subject, ox.NamedNode):
                on_one_subject.append(quad)
                self._own(quad)
        for quad in on_one_subject:
            self._add(quad)
        for values in (*self.out.values(), *self.asserted.values()):
            for name in values:
                values[name] = sorted(set(values[name]), key=str)
        for sources in self.into.values():
            for name in sources:
                sources[name] = sorted(set(sources[name]))

    def _relate(self, quad: ox.Quad) -> None:
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            names = self.relations.setdefault(quad.subject.value, {})
            names.setdefault(slug(quad.predicate.value), set()).add(quad.object.value)

    def _own(self, quad: ox.Quad) -> None:
        if quad.predicate.value == _OWNS and isinstance(quad.object, ox.NamedNode):
            name, part = slug(quad.subject.value), slug(quad.object.value)  # type: ignore[union-attr]
            self.owners[part] = min(name, self.owners.get(part, name))

    def _add(self, quad: ox.Quad) -> None:
        graph = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
        subject, predicate = quad.subject.value, quad.predicate.value  # type: ignore[union-attr]
        self.out.setdefault(subject, {}).setdefault(predicate, []).append(quad.object)
        if graph not in (DERIVED, ENTAILED):
            self.asserted.setdefault(subject, {}).setdefault(predicate, []).append(quad.object)
            self.graphs.setdefault(graph, []).append(quad.triple)
        if isinstance(quad.object, ox.NamedNode):
            self.into.setdefault(quad.object.value, {}).setdefault(predicate, []).append(subject)
        place = document(subject, self.owners, self.bases)
        if place:
            self.triples.setdefault(place[0], set()).add(quad.triple)
            if not place[1]:
                self._names[place[0]] = subject

    def is_published(self, graph: str) -> bool:
        """Return whether a named graph is one of this site, not of the vocabulary."""
        return graph.startswith(self.bases) or graph in (DERIVED, ENTAILED)

    def has(self, subject: str) -> bool:
        """Return whether this site describes a subject; the vocabulary is elsewhere."""
        return subject.startswith(self.bases) or not is_named_here(subject)

    def place(self, thing: str) -> tuple[str, str] | None:
        """Return the path and the fragment of an IRI, ``None`` for a foreign one."""
        return document(thing, self.owners, self.bases)

    def iri(self, path: str) -> str:
        """Return the IRI of the thing that a document describes."""
        return self._names.get(path, self.bases[0] + path)

    def find(self, prefix: str, name: str) -> str:
        """Return the IRI of a thing by prefix and slug, under its base."""
        names = [namespace(prefix, base) + name for base in (*self.bases, BASE)]
        return next((entry for entry in names if entry in self.out), names[0])

    def values(self, subject: str, *names: str) -> list[str]:
        """Return the values of properties (``gpp:topic``) as strings, sorted."""
        values = self.out.get(subject, {})
        terms = (term for name in names for term in values.get(_expand(name), ()))
        return sorted({term.value for term in terms if not isinstance(term, ox.Triple)})

    def one(self, subject: str, name: str) -> str | None:
        """Return the first value of a property."""
        return next(iter(self.values(subject, name)), None)

    def sources(self, thing: str, *names: str) -> list[str]:
        """Return the subjects that point to a thing by the given properties."""
        subjects = self.into.get(thing, {})
        return sorted({source for name in names for source in subjects.get(_expand(name), ())})

    def instances(self, name: str) -> list[str]:
        """Return the instances of a class of this ontology."""
        return self.sources(iri("gpp", name), "rdf:type")

    def text(self, subject: str, name: str, language: str) -> tuple[str, str] | None:
        """Return a text of a property and its language, such as ``("skjerm", "nb")``.

        It is the text that a reader of ``language`` prefers, ``None`` if there is no text.
        """
        literals = [
            term for term in self.out.get(subject, {}).get(_expand(name), ()) if isinstance(term, ox.Literal)
        ]
        texts = [(term.language or "", term.value) for term in literals]
        if not texts:
            return None
        tag, text = min(texts, key=lambda entry: (reading_rank(entry[0], language), *entry))
        return text, tag

    def texts(self, subject: str, name: str, language: str) -> list[tuple[str, str]]:
        """Return all texts of a property in one language, each with the language.

        The language is the one that a reader of ``language`` prefers, for example ``[("PC", "en"),
        ("computer", "en")]``.
        """
        best = self.text(subject, name, language)
        terms = self.out.get(subject, {}).get(_expand(name), ())
        return [
            (term.value, best[1])
            for term in terms
            if best and isinstance(term, ox.Literal) and (term.language or "") == best[1]
        ]

    def label(self, subject: str, language: str) -> tuple[str, str]:
        """Return the label of a thing and its language, such as ``("skjerm", "nb")``.

        The publisher's title comes before one of the project.
        """
        return _label(self, subject, language)

    def documents(self) -> list[str]:
        """Return the paths of every document, sorted."""
        return sorted(self.triples)

    def subjects(self, path: str) -> list[str]:
        """Return the things that a document is about."""
        nodes = (triple.subject for triple in self.triples[path])
        return sorted({node.value for node in nodes if isinstance(node, ox.NamedNode)})


_TITLES = ("skos:prefLabel", "gpp:translatedTitle", "dcterms:title", "foaf:name", "rdfs:label")
_OWNS = iri("cccev", "hasRequirement")


@cache
def _label(statements: Statements, subject: str, language: str) -> tuple[str, str]:
    titles = [text for name in _TITLES if (text := statements.text(subject, name, language))]
    for preferred in reading_order(language):
        for title, tag in titles:
            if tag == preferred:
                return title, tag
    if titles:
        return titles[0]
    if description := statements.text(subject, "dcterms:description", language):
        return shorten(description[0]), description[1]
    return statements.one(subject, "dcterms:identifier") or slug(subject) or subject, ""


def shorten(words: str, most: int = 110) -> str:
    """Return the beginning of a long text, ended between words."""
    return words if len(words) <= most else words[:most].rpartition(" ")[0].rstrip(" ,;:.") + " …"


@cache
def _expand(name: str) -> str:
    prefix, _, local = name.partition(":")
    return iri(prefix, local)
