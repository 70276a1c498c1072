"""Problems of shapes that SHACL engines pass over silently.

An engine ignores terms that it does not know and reports that the data conforms.
"""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox

from ..terms import PREFIXES

_SH = PREFIXES["sh"]
_KNOWN = {
    "NodeShape",
    "PropertyShape",
    "SPARQLConstraint",
    "PrefixDeclaration",
    "Violation",
    "Warning",
    "Info",
    "IRI",
    "BlankNode",
    "Literal",
    "BlankNodeOrIRI",
    "BlankNodeOrLiteral",
    "IRIOrLiteral",
    "targetClass",
    "targetNode",
    "targetSubjectsOf",
    "targetObjectsOf",
    "property",
    "path",
    "severity",
    "message",
    "name",
    "description",
    "order",
    "group",
    "defaultValue",
    "deactivated",
    "inversePath",
    "alternativePath",
    "zeroOrMorePath",
    "oneOrMorePath",
    "zeroOrOnePath",
    "class",
    "datatype",
    "nodeKind",
    "minCount",
    "maxCount",
    "minExclusive",
    "minInclusive",
    "maxExclusive",
    "maxInclusive",
    "minLength",
    "maxLength",
    "pattern",
    "flags",
    "languageIn",
    "uniqueLang",
    "equals",
    "disjoint",
    "lessThan",
    "lessThanOrEquals",
    "not",
    "and",
    "or",
    "xone",
    "node",
    "qualifiedValueShape",
    "qualifiedMinCount",
    "qualifiedMaxCount",
    "qualifiedValueShapesDisjoint",
    "closed",
    "ignoredProperties",
    "hasValue",
    "in",
    "sparql",
    "select",
    "prefixes",
    "declare",
    "prefix",
    "namespace",
}
# From a shape or path to the shapes and paths that it needs.
_REFERENCES = frozenset(
    (
        *(
            _SH + name
            for name in (
                "property",
                "node",
                "not",
                "and",
                "or",
                "xone",
                "qualifiedValueShape",
                "path",
                "inversePath",
                "alternativePath",
                "zeroOrMorePath",
                "oneOrMorePath",
                "zeroOrOnePath",
            )
        ),
        PREFIXES["rdf"] + "first",
        PREFIXES["rdf"] + "rest",
    )
)
_UNSUPPORTED = {
    "js": "JavaScript is not run",
    "JSConstraint": "JavaScript is not run",
    "rule": "rules in shapes are not run",
    "deactivated": "not every engine honours it; remove the shape",
}


def lint(shapes: str) -> list[str]:
    """Return the problems of shapes in N-Triples, sorted.

    These are terms that are not of SHACL or not checked here, and queries that would fetch something.
    """
    problems: set[str] = set()
    for triple in ox.parse(shapes, format=ox.RdfFormat.N_TRIPLES):
        for term in (triple.predicate, triple.object):
            if isinstance(term, ox.NamedNode) and term.value.startswith(_SH):
                name = term.value.removeprefix(_SH)
                if name in _UNSUPPORTED:
                    problems.add(f"sh:{name}: {_UNSUPPORTED[name]}")
                elif name not in _KNOWN:
                    problems.add(f"sh:{name} is no term of SHACL, or one that is not checked here")
        if triple.predicate.value == _SH + "select" and isinstance(triple.object, ox.Literal):
            problem = _refused(triple.object.value)
            if problem:
                problems.add(problem)
    return sorted(problems | _cycles(shapes))


def _cycles(shapes: str) -> set[str]:
    """Return a problem for each shape or path that is reached from itself.

    Engines differ on recursive shapes, and a path without an end has no meaning.
    """
    steps: dict[object, set[object]] = {}
    for triple in ox.parse(shapes, format=ox.RdfFormat.N_TRIPLES):
        if triple.predicate.value in _REFERENCES:
            steps.setdefault(triple.subject, set()).add(triple.object)
    state: dict[object, bool] = {}  # False while the nodes below are looked at, True afterwards
    problems = set()
    for start in sorted(steps, key=str):
        todo: list[tuple[object, bool]] = [(start, False)]
        while todo:
            node, left = todo.pop()
            if left:
                state[node] = True
                continue
            if node in state:
                continue
            state[node] = False
            todo.append((node, True))
            for following in sorted(steps.get(node, ()), key=str):
                if state.get(following) is False:
                    problems.add(f"{following}: a shape or path that leads back to itself; break the circle")
                todo.append((following, False))
    return problems


def _refused(query: str) -> str | None:
    """Return the reason to refuse a query, ``None`` if there is none.

    The parsed query decides, not its text.
    """
    from pyparsing.exceptions import ParseException
    from rdflib.plugins.sparql.parser import parseQuery

    prologue = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())
    try:
        tree = parseQuery(prologue + query)
    except (ParseException, RecursionError) as error:
        return f"a query in the shapes is not understood: {str(error).splitlines()[0]}"
    todo: list[Any] = [tree]
    while todo:
        node = todo.pop()
        name = getattr(node, "name", "")
        if name == "ServiceGraphPattern":
            return "SERVICE in a query of the shapes is refused: nothing is fetched"
        if name == "DatasetClause":
            return "FROM in a query of the shapes is refused: nothing is fetched"
        if isinstance(node, dict):
            todo += list(node.values())
        elif isinstance(node, list) or hasattr(node, "asList"):
            todo += list(node)
    return None
