"""Is the closure free of contradictions, and does a contradiction name its axioms?"""

from __future__ import annotations

from functools import cache

import owlrl
import pyoxigraph as ox
import pytest
import rdflib

from gppgraph.authoring.data_files import load_files
from gppgraph.build.closure import entail
from gppgraph.terms import BASE, curie, expand, sparql_prologue
from gppgraph.validation.checks import checks, run_check
from gppgraph.workspace import sources

pytestmark = pytest.mark.slow

DISJOINT = next(check for check in checks() if check.code == "classes-disjoint")
ERROR = rdflib.URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")


@cache
def schema() -> tuple[ox.Quad, ...]:
    """The ontology with its alignments to CCCEV and ePO."""
    return tuple(load_files(s for s in sources() if s.path.parent.name == "ontology"))


def contradictions(text: str) -> list[str]:
    """What the check says of a world under the ontology and its closure."""
    store = ox.Store()
    store.extend(schema())
    store.load(sparql_prologue() + text, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("urn:x-world"))
    entail(store)
    return [finding.message for finding in run_check(DISJOINT, store)]


def owlrl_objects(text: str) -> bool:
    """Whether owlrl, an implementation of its own, finds the same world contradictory."""
    graph = rdflib.Graph()
    for quad in schema():
        if isinstance(quad.object, ox.NamedNode) and quad.predicate.value.endswith(
            ("subClassOf", "disjointWith")
        ):
            graph.add(tuple(rdflib.URIRef(t.value) for t in (quad.subject, quad.predicate, quad.object)))  # type: ignore[union-attr,arg-type]
    graph.parse(data=sparql_prologue() + text, format="turtle")
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(
        graph
    )
    return (None, ERROR, None) in graph or any("error" in str(p).lower() for p in graph.predicates())


WORLDS = {
    "a criterion is no constraint": ("req:x a gpp:TechnicalSpecification , gpp:Constraint .", True),
    "not even by way of ePO": ("req:x a epo:AwardCriterion , cccev:Constraint .", True),
    "a label criterion is no procurement criterion": (
        "crit:x a gpp:LabelCriterion , gpp:AwardCriterion .",
        True,
    ),
    "a scheme is no edition": ("label:x a gpp:LabelScheme , gpp:LabelEdition .", True),
    "a constraint is no exclusion ground of ePO": (
        "req:x a gpp:Constraint , epo:ExclusionGround .",
        True,
    ),
    "an alternative is a facet": ("req:x.c1.a1 a gpp:Alternative , gpp:Facet .", False),
    "an act is an ELI resource": ("act:x a gpp:LegalAct , eli:LegalResource .", False),
}


@pytest.mark.parametrize("case", WORLDS)
def test_contradictions_are_found_and_named(case: str) -> None:
    """Both the check and owlrl object, or neither does."""
    text, contradictory = WORLDS[case]
    found = contradictions(text)
    assert contradictory == bool(found) == owlrl_objects(text)
    assert all("owl:disjointWith" in message for message in found)
    assert len(found) <= 2  # the axioms, not every class above


EDITIONS = (
    "no-it-2019",
    "tco-certified-9",
    "tco-certified",
    "energy-star-computers-7",
    "eu-ecodesign-computers",
)


def owlrl_closure(store: ox.Store) -> set[ox.Triple]:
    """Return what owlrl entails about our own terms: IRIs only, nothing reflexive, nothing that is stated."""
    graph = rdflib.Graph()
    for quad in store:
        terms = (quad.subject, quad.predicate, quad.object)
        if all(isinstance(term, ox.NamedNode) for term in terms):
            graph.add(tuple(rdflib.URIRef(term.value) for term in terms))  # type: ignore[union-attr,arg-type]
    above = {str(o) for p in ("subClassOf", "subPropertyOf") for o in graph.objects(None, rdflib.RDFS[p])}
    schema_terms = {expand(name) for name in ("rdf:type", "rdfs:subClassOf", "rdfs:subPropertyOf")}
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, axiomatic_triples=False, datatype_axioms=False).expand(
        graph
    )
    found = set()
    for s, p, o in graph:
        ours = isinstance(s, rdflib.URIRef) and str(s).startswith(BASE)
        if not ours or not isinstance(o, rdflib.URIRef) or s == o or str(p) not in schema_terms | above:
            continue
        triple = (ox.NamedNode(str(s)), ox.NamedNode(str(p)), ox.NamedNode(str(o)))
        noise = str(o) in (expand("owl:Thing"), expand("rdfs:Resource"))
        if not noise and next(store.quads_for_pattern(*triple), None) is None:
            found.add(ox.Triple(*triple))
    return found


def entailed(store: ox.Store) -> set[ox.Triple]:
    """Return what the rules of the closure add to a store."""
    before = set(store)
    entail(store)
    return {quad.triple for quad in set(store) - before}


def test_closure_of_shipped_files_is_that_of_owlrl() -> None:
    """The rules follow the axioms that the ontology uses; a complete implementation finds no more.

    It is slow: of the editions, one of each kind stands for the others.
    """
    kinds = {"criteria", "labels", "legislation", "standards"}
    files = [s for s in sources() if s.path.parent.name not in kinds or s.path.stem in EDITIONS]
    assert {source.path.stem for source in files} > set(EDITIONS)
    store = load_files(files)
    expected = owlrl_closure(store)
    assert len(expected) > 1000
    assert entailed(store) == expected


@pytest.mark.parametrize("case", WORLDS)
def test_closure_of_a_world_is_that_of_owlrl(case: str) -> None:
    """Also where classes exclude each other."""
    store = ox.Store()
    store.extend(schema())
    equal = "formula:a a gpp:Formula ; gpp:sameLimitAs formula:b ."
    store.load(sparql_prologue() + WORLDS[case][0] + equal, format=ox.RdfFormat.TURTLE)
    expected = owlrl_closure(store)
    assert entailed(store) == expected != set()


def test_closure_of_what_is_added_is_the_difference() -> None:
    """A contributed file is closed over the ontology alone; that must miss nothing."""
    store = ox.Store()
    store.extend(schema())
    entail(store)
    graph = ox.NamedNode("urn:x-world")
    worlds = " ".join(text for text, _ in WORLDS.values())
    text = f"{sparql_prologue()} {worlds} formula:a a gpp:Formula ; gpp:sameLimitAs formula:b ."
    added = [
        ox.Quad(t.subject, t.predicate, t.object, graph) for t in ox.parse(text, format=ox.RdfFormat.TURTLE)
    ]
    store.extend(added)
    entail(store)
    whole = ox.Store()
    whole.extend([*schema(), *added])
    entail(whole)
    assert set(store) == set(whole)
    equal = ox.NamedNode(expand("formula:b")), ox.NamedNode(expand("gpp:implies"))
    assert next(store.quads_for_pattern(*equal, ox.NamedNode(expand("formula:a"))), None) is not None


def test_no_axiom_joins_statements_of_data() -> None:
    """Else what a file adds could not be closed without the data beside it."""
    alone = {"Class", "ObjectProperty", "DatatypeProperty", "SymmetricProperty", "Ontology"}
    assert {
        q.object.value.removeprefix(expand("owl:"))
        for q in schema()
        if isinstance(q.object, ox.NamedNode) and q.object.value.startswith(expand("owl:"))
    } == alone
    assert {
        curie(q.predicate.value)
        for q in schema()
        if q.predicate.value.startswith((expand("owl:"), expand("rdfs:")))
    } <= {
        "owl:disjointWith",
        "owl:versionIRI",
        "owl:versionInfo",
        "rdfs:isDefinedBy",
        "rdfs:subClassOf",
        "rdfs:subPropertyOf",
    }


def test_shipped_closure_is_consistent() -> None:
    """Nothing in the data is of two classes that exclude each other."""
    store = load_files(s for s in sources() if s.path.parent.name != "shapes")
    entail(store)
    assert run_check(DISJOINT, store) == []


@pytest.mark.parametrize(
    "code",
    [
        "hierarchy-cycle",
        "inverse-wrong",
        "term-of-two-kinds",
        "ontology-imports",
        "alias",
        "class-unsatisfiable",
    ],
)
def test_ontology_has_no_pitfall(code: str) -> None:
    """The pitfalls of ontologies that catalogues of them list, restated as checks."""
    store = ox.Store()
    store.extend(schema())
    assert run_check(next(check for check in checks() if check.code == code), store) == []


def test_ontology_says_who_made_it_and_under_which_licence() -> None:
    """An ontology is cited by its version and reused under its licence."""
    for name in ("ns", "alignments"):
        node = ox.NamedNode(f"https://w3id.org/gppgraph/{name}")
        said = {quad.predicate.value for quad in schema() if quad.subject == node}
        wanted = "dcterms:title dcterms:description dcterms:license dcterms:creator owl:versionIRI vann:preferredNamespaceUri"
        assert {expand(term) for term in wanted.split()} <= said
