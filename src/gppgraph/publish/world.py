"""The dataset arranged by subject, once, so that no page needs a query of its own."""

from __future__ import annotations

from functools import cache

import pyoxigraph as ox

from ..build.parts import PAIRWISE
from ..explore.show import auxiliary
from ..languages import reading_order, reading_rank
from ..terms import BASE, iri, slug
from ..verdicts.units import read_units
from ..workspace import DERIVED, ENTAILED
from .addresses import document

Values = dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]
TYPE = iri("rdf", "type")


class World:
    """Quads by subject, by object and by document; labels in several languages."""

    def __init__(self, store: ox.Store) -> None:
        self.units = read_units(store)
        self.auxiliary = auxiliary(store)
        self.out: dict[str, Values] = {}
        self.into: dict[str, dict[str, list[str]]] = {}
        self.relations: dict[str, dict[str, set[str]]] = {}
        self.asserted: dict[str, dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]] = {}
        self.graphs: dict[str, list[ox.Triple]] = {}
        self.owners: dict[str, str] = {}
        self.triples: dict[str, set[ox.Triple]] = {}
        kept = []
        owner = iri("cccev", "hasRequirement")
        for quad in store:
            if not isinstance(quad.subject, ox.NamedNode):
                continue
            graph = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
            if slug(quad.predicate.value) in PAIRWISE:
                if isinstance(quad.object, ox.NamedNode):
                    name = slug(quad.predicate.value)
                    found = self.relations.setdefault(quad.subject.value, {}).setdefault(name, set())
                    found.add(quad.object.value)
                continue
            kept.append((quad, graph))
            if quad.predicate.value == owner and isinstance(quad.object, ox.NamedNode):
                name = slug(quad.subject.value)
                self.owners[quad.object.value] = min(name, self.owners.get(quad.object.value, name))
        for quad, graph in kept:
            self._add(quad, graph)
        for values in (*self.out.values(), *self.asserted.values()):
            for name in values:
                values[name] = sorted(set(values[name]), key=str)
        for sources in self.into.values():
            for name in sources:
                sources[name] = sorted(set(sources[name]))

    def _add(self, quad: ox.Quad, graph: str) -> None:
        assert isinstance(quad.subject, ox.NamedNode)
        subject, predicate = quad.subject.value, quad.predicate.value
        self.out.setdefault(subject, {}).setdefault(predicate, []).append(quad.object)
        if graph not in (DERIVED, ENTAILED):
            self.asserted.setdefault(subject, {}).setdefault(predicate, []).append(quad.object)
            self.graphs.setdefault(graph, []).append(quad.triple)
        if isinstance(quad.object, ox.NamedNode):
            self.into.setdefault(quad.object.value, {}).setdefault(predicate, []).append(subject)
        place = document(subject, self.owners)
        if place:
            self.triples.setdefault(place[0], set()).add(quad.triple)

    def values(self, subject: str, *names: str) -> list[str]:
        """Return the values of properties (``gpp:topic``) as plain strings, sorted."""
        found = self.out.get(subject, {})
        return sorted(
            {term.value for name in names for term in found.get(_expand(name), ()) if hasattr(term, "value")}
        )

    def one(self, subject: str, name: str) -> str | None:
        """Return the first value of a property."""
        return next(iter(self.values(subject, name)), None)

    def sources(self, thing: str, *names: str) -> list[str]:
        """Return what points to a thing by the given properties."""
        found = self.into.get(thing, {})
        return sorted({source for name in names for source in found.get(_expand(name), ())})

    def instances(self, name: str) -> list[str]:
        """Return the things of a class of ours."""
        return self.sources(iri("gpp", name), "rdf:type")

    def text(self, subject: str, name: str, language: str) -> tuple[str, str] | None:
        """Return text and its language: in ``language`` if there is one, else English, else any."""
        best: tuple[tuple[int, str, str], str, str] | None = None
        for term in self.out.get(subject, {}).get(_expand(name), ()):
            if isinstance(term, ox.Literal):
                spoken = term.language or ""
                rank = (reading_rank(spoken, language), spoken, term.value)
                if best is None or rank < best[0]:
                    best = (rank, term.value, spoken)
        return (best[1], best[2]) if best else None

    def texts(self, subject: str, name: str, language: str) -> list[tuple[str, str]]:
        """Return every text of a property and its language: those in one language, chosen as by `text`."""
        best = self.text(subject, name, language)
        terms = self.out.get(subject, {}).get(_expand(name), ())
        return [
            (term.value, best[1])
            for term in terms
            if best and isinstance(term, ox.Literal) and (term.language or "") == best[1]
        ]

    def label(self, subject: str, language: str) -> tuple[str, str]:
        """Return what a thing is called, and in which language; the publisher's title before ours."""
        return _label(self, subject, language)

    def documents(self) -> list[str]:
        """Return the paths of every document, sorted."""
        return sorted(self.triples)

    def subjects(self, path: str) -> list[str]:
        """Return the things that a document is about."""
        return sorted({t.subject.value for t in self.triples[path] if isinstance(t.subject, ox.NamedNode)})


_TITLES = ("skos:prefLabel", "gpp:translatedTitle", "dcterms:title", "foaf:name", "rdfs:label")


@cache
def _label(world: World, subject: str, language: str) -> tuple[str, str]:
    found = [text for name in _TITLES if (text := world.text(subject, name, language))]
    for wanted in reading_order(language):
        for words, spoken in found:
            if spoken == wanted:
                return words, spoken
    if found:
        return found[0]
    if described := world.text(subject, "dcterms:description", language):
        return shorten(described[0]), described[1]
    return world.one(subject, "dcterms:identifier") or slug(subject) or subject, ""


def shorten(words: str, most: int = 110) -> str:
    """Return the beginning of a text that is too long to be a name, ended between words."""
    return words if len(words) <= most else words[:most].rpartition(" ")[0].rstrip(" ,;:.") + " …"


@cache
def _expand(name: str) -> str:
    prefix, _, local = name.partition(":")
    return iri(prefix, local)


def is_ours(name: str) -> bool:
    """Return whether an IRI is under our base."""
    return name.startswith(BASE)
