"""Statements that a contributed file must not make.

A contributed file may not extend the schema, describe shipped nodes, equate nodes, import files or state
conclusions. Each such statement is reported and left out before anything is computed, so that it can change
no answer. The statements that remain may still change answers; that is reported too.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox

from ..terms import BASE, PREFIXES, iri, short_name, slug
from .finding import CHANGED, GRAPH, Finding, Severity
from .reading import Contribution, ill_typed, well_typed

CODES = frozenset(
    {
        "contributed-alias",
        CHANGED,
        "contributed-conclusion",
        "contributed-graph",
        "contributed-imports",
        "contributed-override",
        "contributed-provenance",
        "contributed-schema",
        "literal-ill-typed",
    }
)
_ALIASES = {
    iri("owl", "sameAs"),
    iri("owl", "equivalentClass"),
    iri("owl", "equivalentProperty"),
    iri("skos", "exactMatch"),
}
_PROVENANCE = {
    iri("prov", "wasDerivedFrom"),
    iri("gpp", "confidence"),
    iri("gpp", "digest"),
    iri("oa", "hasSource"),
    iri("dcterms", "source"),
    iri("dcterms", "license"),
    iri("gpp", "retrieved"),
}
_SCHEMA_PREDICATES = {iri("rdfs", name) for name in ("subClassOf", "subPropertyOf", "domain", "range")}
_VOCABULARIES = tuple(
    PREFIXES[name]
    for name in (
        "gpp",
        "gsh",
        "cccev",
        "epo",
        "eli",
        "dcterms",
        "dcat",
        "oa",
        "prov",
        "qudt",
        "unit",
        "schema",
        "sh",
        "skos",
        "owl",
        "rdf",
        "rdfs",
        "vann",
        "xsd",
    )
)
_SCHEMA_CLASSES = tuple(PREFIXES[name] for name in ("owl", "rdfs", "sh"))
_TYPE = iri("rdf", "type")
_WRITTEN_BY = ox.NamedNode(iri("gpp", "writtenBy"))
_OF_TEXTS = ox.Literal("linking")  # statements about texts may be made by anybody


def graph_of(path: Path) -> str:
    """Return the name of the graph of a contributed file with any name."""
    return f"urn:x-contributed:{quote(os.fsencode(path.name), safe='')}"


def sift(
    contribution: Contribution, shipped: ox.Store, base: str = BASE
) -> tuple[list[ox.Quad], list[Finding]]:
    """Return the usable quads of a contributed file, and findings on the others.

    ``base`` is that of the graph to which it is contributed.
    The quads are in a graph of the file, such as ``urn:x-contributed:mine.ttl``.
    """
    findings = list(ill_typed(contribution.quads, contribution.path))
    usable = []
    concluded = {
        quad.subject
        for quad in shipped.quads_for_pattern(None, _WRITTEN_BY, None)
        if quad.object != _OF_TEXTS
    }
    graph = ox.NamedNode(graph_of(contribution.path))
    for quad in contribution.quads:
        if isinstance(quad.object, ox.Literal) and not well_typed(quad.object):
            continue
        fault = _fault(quad, shipped, concluded, base)
        if fault is None:
            usable.append(ox.Quad(quad.subject, quad.predicate, quad.object, graph))
        else:
            code, problem, solution = fault
            findings.append(_finding(code, problem, solution, quad, str(contribution.path)))
    return usable, findings


def _fault(
    quad: ox.Quad, shipped: ox.Store, concluded: Collection[object], base: str
) -> tuple[str, str, str] | None:
    subject, predicate, obj = quad.subject, quad.predicate.value, quad.object
    name = subject.value if isinstance(subject, ox.NamedNode) else ""
    value = obj.value if isinstance(obj, ox.NamedNode) else ""
    if predicate == iri("owl", "imports"):
        return "contributed-imports", "Imports are never fetched.", "Put what is needed into the file."
    if predicate in _ALIASES:
        return (
            "contributed-alias",
            "Two nodes would count as one, and editions would inherit each other's values.",
            "Remove it; relate codes by skos:closeMatch.",
        )
    if (
        predicate in _SCHEMA_PREDICATES
        or predicate.startswith((PREFIXES["sh"], PREFIXES["owl"]))
        or (predicate == _TYPE and value.startswith(_SCHEMA_CLASSES))
        or name.startswith(_VOCABULARIES)
    ):
        return (
            "contributed-schema",
            "Contributed data cannot extend or change the schema, its shapes or its rules.",
            "Use the terms that are there, or propose a change to the ontology.",
        )
    if quad.predicate in concluded or (predicate == _TYPE and quad.object in concluded):
        return (
            "contributed-conclusion",
            "Only the rules conclude; a conclusion without its premises would change answers unseen.",
            "State the facts that it should follow from.",
        )
    if isinstance(quad.graph_name, ox.NamedNode) and quad.graph_name.value.startswith((BASE, base)):
        return (
            "contributed-graph",
            "Contributed data cannot be put into a graph of ours.",
            "Leave out the name of the graph.",
        )
    if name and next(shipped.quads_for_pattern(subject, None, None), None) is not None:
        if predicate in _PROVENANCE:
            return (
                "contributed-provenance",
                "Who said it and how sure it is would be overwritten.",
                "Make a node of your own with its own source and confidence.",
            )
        return (
            "contributed-override",
            "What the graph says of this node would change.",
            "Make a node of your own, or propose a change to the data.",
        )
    return None


def _finding(code: str, problem: str, solution: str, quad: ox.Quad, file: str) -> Finding:
    focus, value = _bare(quad.subject), _bare(quad.object)
    value_text = slug(value) if isinstance(quad.object, ox.NamedNode) else value[:60]
    return Finding(
        GRAPH,
        Severity.VIOLATION,
        code,
        focus,
        f"{slug(focus)} {short_name(quad.predicate.value)} {value_text}: left out",
        value=value[:200],
        path=quad.predicate.value,
        problem=problem,
        solution=solution,
        file=file,
    )


def _bare(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)
