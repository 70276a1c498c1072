"""Structure, by SHACL: two engines behind one function.

pySHACL is the reference; the engine of the package ``shacl`` is the fast one. Both get copies of the triples,
no inference and no imports. Data conforms to a shape that matches nothing in every engine, so shapes and
focus nodes are counted here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from ..catalogue.query import text_of
from ..errors import ShapesError
from ..rdf.store import select
from ..terms import PREFIXES, iri, short_name, slug
from .finding import GRAPH, Finding, Severity
from .lint import lint

if TYPE_CHECKING:
    import rdflib

FAST, REFERENCE, BOTH = "fast", "reference", "both"
ENGINES_DIFFER = "engines-differ"
_SH = PREFIXES["sh"]
_TYPE = ox.NamedNode(iri("rdf", "type"))
_SUBCLASS = ox.NamedNode(iri("rdfs", "subClassOf"))
_LABEL = ox.NamedNode(iri("skos", "prefLabel"))


@dataclass(frozen=True, slots=True, order=True)
class Result:
    """One validation result; terms are written as in N-Triples."""

    focus: str
    path: str
    value: str
    shape: str
    component: str
    severity: str


@dataclass(frozen=True, slots=True)
class Checked:
    """The results of an engine, and the focus nodes of each shape.

    ``differing`` are results that only one of two engines has.
    """

    results: frozenset[Result]
    focus_nodes: dict[str, frozenset[str]]
    differing: frozenset[Result] = frozenset()

    @property
    def shapes(self) -> int:
        """The number of shapes that have a focus node."""
        return sum(1 for nodes in self.focus_nodes.values() if nodes)

    @property
    def nodes(self) -> int:
        """The number of different focus nodes."""
        return len(frozenset().union(*self.focus_nodes.values()))

    @property
    def idle(self) -> list[str]:
        """The shapes without a focus node, sorted."""
        return sorted(shape for shape, nodes in self.focus_nodes.items() if not nodes)


def triples(quads: Iterable[ox.Quad]) -> str:
    """Return the different triples of ``quads`` as N-Triples, sorted."""
    return "".join(sorted({f"{quad.triple} .\n" for quad in quads}))


def check(data: str, shapes: str, engine: str = FAST) -> Checked:
    """Return the results of an engine on ``data`` under ``shapes``, both N-Triples.

    Raises:
        ShapesError: the engine is missing or fails, no shape is found, or none has a focus node.
    """
    problems = _linted(shapes)
    if problems:
        raise ShapesError(f"nothing was checked: {'; '.join(problems)}")
    focus = focus_nodes(data, shapes)
    if not focus:
        raise ShapesError("0 shapes: nothing was checked")
    if not any(focus.values()):
        raise ShapesError(f"0 focus nodes under {len(focus)} shapes: nothing was checked")
    runs = {FAST: (_fast,), REFERENCE: (_reference,), BOTH: (_fast, _reference)}.get(engine)
    if runs is None:
        raise ShapesError(f'unknown SHACL engine "{engine}": use {FAST}, {REFERENCE} or {BOTH}')
    results = [frozenset(run(data, shapes)) for run in runs]
    return Checked(frozenset().union(*results), focus, results[0] ^ results[-1])


@lru_cache(maxsize=8)
def _linted(shapes: str) -> tuple[str, ...]:
    return tuple(lint(shapes))


def focus_nodes(data: str, shapes: str) -> dict[str, frozenset[str]]:
    """Return the focus nodes of each shape with a target.

    Names are written as in N-Triples, such as ``{"<.../shape/Label>": frozenset({"<.../label/tco>"})}``.
    """
    store, shape_store = ox.Store(), ox.Store()
    store.load(data, format=ox.RdfFormat.N_TRIPLES)
    shape_store.load(shapes, format=ox.RdfFormat.N_TRIPLES)
    nodes_by_shape: dict[str, frozenset[str]] = {}
    for row in select(shape_store, text_of("shape-targets")):
        shape, way = str(row.term("shape")), row.iri("way").removeprefix(_SH)
        if way == "targetNode":
            nodes = {str(row.term("what"))}
        elif way == "targetSubjectsOf":
            predicate = ox.NamedNode(row.iri("what"))
            nodes = {str(quad.subject) for quad in store.quads_for_pattern(None, predicate, None)}
        elif way == "targetObjectsOf":
            predicate = ox.NamedNode(row.iri("what"))
            nodes = {str(quad.object) for quad in store.quads_for_pattern(None, predicate, None)}
        else:
            nodes = {
                str(quad.subject)
                for kind in _with_subclasses(store, ox.NamedNode(row.iri("what")))
                for quad in store.quads_for_pattern(None, _TYPE, kind)
            }
        nodes_by_shape[shape] = nodes_by_shape.get(shape, frozenset()) | nodes
    return nodes_by_shape


def _with_subclasses(store: ox.Store, top: ox.NamedNode) -> set[Any]:
    classes, todo = {top}, [top]
    while todo:
        for quad in store.quads_for_pattern(None, _SUBCLASS, todo.pop()):
            if isinstance(quad.subject, ox.NamedNode) and quad.subject not in classes:
                classes.add(quad.subject)
                todo.append(quad.subject)
    return classes


def _fast(data: str, shapes: str) -> Iterable[Result]:
    try:
        import shacl
    except ImportError as error:
        raise ShapesError('the fast SHACL engine is missing: install "gppgraph[validate]"') from error
    try:
        report = shacl.Shapes.from_text(shapes, format="ntriples").validate_text(data, format="ntriples")
    except Exception as error:
        raise ShapesError(f"the fast SHACL engine refused the shapes: {_first_line(error)}") from error
    return [
        Result(
            result.focus_node,
            result.path or "",
            result.value or "",
            result.source_shape or "",
            result.component,
            result.severity,
        )
        for result in report.results
    ]


def _reference(data: str, shapes: str) -> Iterable[Result]:
    try:
        import pyshacl
        import rdflib
        import rdflib.plugins.sparql
    except ImportError as error:
        raise ShapesError('pySHACL is missing: install "gppgraph[validate]"') from error
    rdflib.plugins.sparql.SPARQL_LOAD_GRAPHS = False
    data_graph = rdflib.Graph().parse(data=data, format="nt")
    shapes_graph = rdflib.Graph().parse(data=shapes, format="nt")
    try:
        _, report, text = pyshacl.validate(
            data_graph, shacl_graph=shapes_graph, inference="none", do_owl_imports=False, js=False
        )
    except Exception as error:
        raise ShapesError(f"pySHACL refused the shapes: {_first_line(error)}") from error
    if not isinstance(report, rdflib.Graph):
        raise ShapesError(f"pySHACL refused the shapes: {str(text).splitlines()[0]}")
    return list(_results(report))


def _results(report: rdflib.Graph) -> Iterable[Result]:
    import rdflib

    sh = rdflib.Namespace(_SH)
    details = set(report.objects(None, sh.detail))
    for node in report.subjects(rdflib.RDF.type, sh.ValidationResult):
        if node in details:  # a detail of another result
            continue

        def get(name: str, node: Any = node) -> str:
            term: Any = report.value(node, sh[name])
            return "" if term is None else _canonical(term)

        def local(name: str, node: Any = node) -> str:
            return str(report.value(node, sh[name])).removeprefix(_SH)

        yield Result(
            get("focusNode"),
            get("resultPath"),
            get("value"),
            get("sourceShape"),
            local("sourceConstraintComponent"),
            local("resultSeverity"),
        )


def _canonical(term: Any) -> str:
    """Return an rdflib term in N-Triples as Oxigraph writes it."""
    import rdflib

    if isinstance(term, rdflib.Literal):
        return str(
            ox.Literal(str(term), language=term.language)
            if term.language
            else ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype or rdflib.XSD.string)))
        )
    return str(term.n3())


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:300]


def messages(shapes: ox.Store) -> dict[str, str]:
    """Return the English message of each shape.

    The message may be one of the shape or of its query.
    """
    rows = select(shapes, text_of("shape-messages"))
    return {str(row.term("shape")): row.text("message") for row in rows}


def findings(results: Iterable[Result], texts: dict[str, str]) -> list[Finding]:
    """Return results as findings of the graph, with the CURIE of the shape as code."""
    return sorted(
        (
            Finding(
                section=GRAPH,
                severity=Severity.of(result.severity),
                code=short_name(_bare(result.shape)),
                focus=_bare(result.focus),
                message=_message(result, texts),
                value=_bare(result.value) or None,
                path=_bare(result.path) or None,
                problem="A node of this form is not understood, or understood wrongly, by the rules.",
                solution=texts.get(result.shape, "Correct the node."),
            )
            for result in results
        ),
        key=Finding.key,
    )


def differences(checked: Checked) -> list[Finding]:
    """Return a finding for each result that only one of two engines has."""
    return sorted(
        (
            Finding(
                section=GRAPH,
                severity=Severity.VIOLATION,
                code=ENGINES_DIFFER,
                focus=_bare(result.focus),
                message=f"only one engine finds {short_name(_bare(result.shape))}, {result.component}",
                value=_bare(result.value) or None,
                path=_bare(result.path) or None,
                problem="The two SHACL engines differ, so that one of them is wrong.",
                solution="Report it, and rely on neither until it is settled.",
            )
            for result in checked.differing
        ),
        key=Finding.key,
    )


def _message(result: Result, texts: dict[str, str]) -> str:
    text = texts.get(result.shape, result.component)
    value = f" Found: {slug(_bare(result.value))}." if result.value else ""
    return text + value


def _bare(term: str) -> str:
    """Return the IRI or lexical form of a term in N-Triples syntax."""
    if term.startswith("<") and term.endswith(">"):
        return term[1:-1]
    if term.startswith('"'):
        return term[1 : term.rindex('"')]
    return term
