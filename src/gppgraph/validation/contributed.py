"""Statements that a contributed file must not make.

A contributed file may not extend the schema, describe shipped nodes, equate nodes, import files or state
conclusions. Each such statement is reported and left out before anything is computed, so that it can change
no answer. The statements that remain may still change answers; that is reported too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

import pyoxigraph as ox

from ..catalogue.query import text_of
from ..rdf.rows import Term
from ..rdf.store import select
from ..terms import BASE, PREFIXES, expand, iri, short_name, slug
from ..workspace import DERIVED
from .finding import GRAPH, Finding, Severity
from .reading import Contribution, ill_typed, well_typed

CODES = frozenset(
    {
        "contributed-alias",
        "contributed-changes-answer",
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
_ANSWER_NODES = re.compile(r"<[^>]*[/#]derived/(?:verdict|outcome)/")
# From these follow the verdicts that no constraint decides.
_ANSWER_PREDICATES = (expand("gpp:asksNothingOf"), expand("gpp:certifiesNone"))


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
    graph = ox.NamedNode(f"urn:x-contributed:{contribution.path.name}".replace(" ", "-"))
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


def answers(store: ox.Store) -> dict[tuple[str, str, str], set[str]]:
    """Return the verdicts and outcomes of a store.

    Keys are requirement or constraint, label edition and product type, all IRIs; values are sets of codes,
    such as ``{(".../requirement/a", ".../label/b", ".../product/c"): {".../verdict/below"}}``.
    """
    words_by_case: dict[tuple[str, str, str], set[str]] = {}
    for row in select(store, text_of("verdicts-and-outcomes")):
        asked, edition, product = row.iri("asked"), row.iri("edition"), row.iri("product")
        words_by_case.setdefault((asked, edition, product), set()).add(row.iri("word"))
    return words_by_case


def changed_answers(shipped: ox.Store, union: ox.Store) -> Iterable[Finding]:
    """Yield a finding for each conclusion about shipped nodes that a file changes.

    ``union`` is the shipped dataset with the file.
    """
    before, after = answers(shipped), answers(union)
    for key in sorted(before):
        if before[key] != after.get(key, set()):
            asked, edition, product = key
            old, new = (
                " and ".join(sorted(map(slug, words))) or "none"
                for words in (before[key], after.get(key, set()))
            )
            yield _changed(
                asked, edition, f"{slug(asked)}, {slug(edition)}, {slug(product)}: {old} becomes {new}"
            )
    concluded, concludes = conclusions(shipped), conclusions(union)
    subjects = {triple.subject for triple in concluded}
    changes = [("no longer", concluded - concludes)]
    changes.append(
        ("now", {t for t in concludes - concluded if t.subject in subjects and _known(t.object, shipped)})
    )
    for word, triples in changes:
        for triple in sorted(triples, key=str):
            subject, obj = _bare(triple.subject), _bare(triple.object)
            statement = f"{slug(subject)} {short_name(triple.predicate.value)} {slug(obj)}"
            yield _changed(subject, obj, f"{word} concluded: {statement}")


def conclusions(store: ox.Store) -> set[ox.Triple]:
    """Return the triples that the rules derive, without verdicts and outcomes."""
    derived = store.quads_for_pattern(None, None, None, ox.NamedNode(DERIVED))
    return {
        quad.triple
        for quad in derived
        if not _ANSWER_NODES.match(str(quad.subject)) and quad.predicate.value not in _ANSWER_PREDICATES
    }


def _bare(term: Term | ox.Triple) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.Literal) else str(term)


def _known(term: Term | ox.Triple, shipped: ox.Store) -> bool:
    return (
        not isinstance(term, ox.NamedNode)
        or next(shipped.quads_for_pattern(term, None, None), None) is not None
    )


def _changed(focus: str, value: str, message: str) -> Finding:
    return Finding(
        GRAPH,
        Severity.WARNING,
        "contributed-changes-answer",
        focus,
        message,
        value=value,
        problem="The file changes an answer of the shipped graph.",
        solution="Check that this is meant, and that the file's facts have sources.",
    )
