"""What the ontology entails, by OWL RL, written to ``graph/entailed`` only.

owlrl writes triples that are not RDF and much noise, so only legal, new, non-reflexive
triples about our own terms are kept. It runs on the ontology, the code lists and the class
and property assertions of the data: texts, figures and passages entail nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from ..terms import BASE, iri
from ..workspace import ENTAILED

_OWN = BASE
_SCHEMA_PREDICATES = {
    iri("rdf", "type"),
    iri("rdfs", "subClassOf"),
    iri("rdfs", "subPropertyOf"),
    iri("owl", "inverseOf"),
    iri("owl", "disjointWith"),
    iri("owl", "equivalentClass"),
    iri("owl", "equivalentProperty"),
    iri("owl", "sameAs"),
    iri("owl", "imports"),
    iri("skos", "broader"),
    iri("skos", "inScheme"),
}
_KEPT_PREDICATES = {iri("rdf", "type"), iri("rdfs", "subClassOf"), iri("rdfs", "subPropertyOf")}
_NOISE_OBJECTS = {iri("owl", "Thing"), iri("rdfs", "Resource"), iri("owl", "NamedIndividual")}


_AXIOMS = _KEPT_PREDICATES - {iri("rdf", "type")} | {iri("owl", "disjointWith")}


def entail(store: ox.Store, added: Iterable[ox.Quad] | None = None) -> list[ox.Quad]:
    """Return the entailed quads of ``store``, sorted, each in ``graph/entailed``.

    With ``added``, only what these quads, already in the store, entail that it does not hold yet.
    That is the whole difference, because no axiom of the ontology joins two statements of data.
    """
    import owlrl
    import rdflib

    properties = {
        quad.subject.value
        for kind in ("ObjectProperty", "DatatypeProperty")
        for quad in store.quads_for_pattern(
            None, ox.NamedNode(iri("rdf", "type")), ox.NamedNode(iri("owl", kind))
        )
        if isinstance(quad.subject, ox.NamedNode)
    }
    bridged = {  # only properties with a super-property can entail a triple of their own
        quad.subject.value
        for quad in store.quads_for_pattern(None, ox.NamedNode(iri("rdfs", "subPropertyOf")), None)
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value in properties
    }
    graph = rdflib.Graph()
    for quad in store if added is None else [*_axioms(store), *added]:
        if (
            quad.predicate.value in _SCHEMA_PREDICATES | bridged
            and isinstance(quad.subject, ox.NamedNode)
            and isinstance(quad.object, ox.NamedNode)
        ):
            subject, predicate, obj = (
                rdflib.URIRef(t.value) for t in (quad.subject, quad.predicate, quad.object)
            )
            graph.add((subject, predicate, obj))
    superproperties = {str(o) for o in graph.objects(None, rdflib.RDFS.subPropertyOf)}
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(
        graph
    )
    kept = []
    for triple_ in graph:
        if not all(isinstance(term, rdflib.URIRef) for term in triple_) or triple_[0] == triple_[2]:
            continue
        subject, predicate, obj = (rdflib.URIRef(str(term)) for term in triple_)
        if not str(subject).startswith(_OWN) or str(obj) in _NOISE_OBJECTS:
            continue
        if str(predicate) not in _KEPT_PREDICATES | superproperties:
            continue
        triple = (ox.NamedNode(subject), ox.NamedNode(str(predicate)), ox.NamedNode(obj))
        if next(store.quads_for_pattern(*triple), None) is None:
            kept.append(ox.Quad(*triple, ox.NamedNode(ENTAILED)))
    return sorted(kept, key=str)


def _axioms(store: ox.Store) -> Iterable[ox.Quad]:
    """Yield what the ontology says of its terms."""
    for predicate in sorted(_AXIOMS):
        yield from store.quads_for_pattern(None, ox.NamedNode(predicate), None)
    for kind in ("Class", "ObjectProperty", "DatatypeProperty", "SymmetricProperty"):
        yield from store.quads_for_pattern(
            None, ox.NamedNode(iri("rdf", "type")), ox.NamedNode(iri("owl", kind))
        )
