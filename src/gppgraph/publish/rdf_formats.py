"""Triples as bytes in the published formats, and the JSON-LD context.

The order of triples is always the same. The context is that of the authoring form.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from ..authoring.context import CONTEXT as CONTEXT_FILE
from ..authoring.context import context_address, context_under, terminology
from ..terms import BASE, PREFIXES, Prefixes, iri
from ..workspace import configuration, root

_TYPE, _STRING = iri("rdf", "type"), iri("xsd", "string")
_RDF = {"ttl": ox.RdfFormat.TURTLE, "rdf": ox.RdfFormat.RDF_XML}


@cache
def prefixes(base: str = BASE) -> Prefixes:
    """Return the table of prefixes of a graph with a base."""
    return Prefixes(base)


def context(workspace: Path | None = None) -> str:
    """Return the published JSON-LD context of a workspace.

    Its things and its own codes have its base.
    """
    if (base := configuration(workspace).base) == BASE:
        return (root() / CONTEXT_FILE).read_text(encoding="utf-8")
    own = context_under(terminology(workspace), base)
    return json.dumps({"@context": own}, ensure_ascii=False, indent=2) + "\n"


def used(triples: Iterable[ox.Triple], base: str = BASE) -> dict[str, str]:
    """Return the prefixes that triples use."""
    iris = {
        term.value
        for triple in triples
        for term in (triple.subject, triple.predicate, triple.object)
        if isinstance(term, ox.NamedNode)
    }
    table = prefixes(base)
    names = {table.curie(name).partition(":")[0] for name in iris} | {"xsd"}
    return {name: space for name, space in sorted(table.namespaces.items()) if name in names}


def ordered(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Return triples in a fixed order."""
    return [triple for _, triple in sorted({str(triple): triple for triple in triples}.items())]


def every(triples: Iterable[ox.Triple], forms: Iterable[str], base: str = BASE) -> dict[str, bytes]:
    """Return triples of a graph with a base in each of some formats."""
    in_order = ordered(triples)
    declared = used(in_order, base)
    return {form: _bytes(in_order, form, declared, base) for form in forms}


def serialize(triples: Iterable[ox.Triple], form: str, base: str = BASE) -> bytes:
    """Return triples in one of the formats ``ttl``, ``jsonld``, ``rdf`` and ``nt``."""
    in_order = ordered(triples)
    return _bytes(in_order, form, used(in_order, base), base)


def _bytes(triples: list[ox.Triple], form: str, prefixes: dict[str, str], base: str) -> bytes:
    if form == "jsonld":
        content = {"@context": context_address(base), "@graph": nodes(triples, base)}
        return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    if form == "nt":
        return "".join(f"{triple} .\n" for triple in triples).encode()
    if form == "rdf":  # the writer declares rdf: itself
        prefixes = {name: space for name, space in prefixes.items() if name != "rdf"}
    return ox.serialize(triples, format=_RDF[form], prefixes=prefixes) or b""


def nodes(triples: Iterable[ox.Triple], base: str = BASE) -> list[dict[str, Any]]:
    """Return triples of a graph with a base as JSON-LD nodes.

    They have the prefixes of the context.
    """
    by_subject: dict[str, dict[str, Any]] = {}
    for triple in triples:
        subject = _name(triple.subject, base)
        node = by_subject.setdefault(subject, {"@id": subject})
        if triple.predicate.value == _TYPE and isinstance(triple.object, ox.NamedNode):
            node.setdefault("@type", []).append(compact(triple.object.value, base))
        else:
            node.setdefault(compact(triple.predicate.value, base), []).append(_value(triple.object, base))
    return list(by_subject.values())


@cache
def compact(name: str, base: str) -> str:
    """Return an IRI as ``prefix:name`` if the context has the prefix, else whole.

    Prefixes that are also keys or codes, such as ``topic``, are not in the context.
    """
    short = prefixes(base).curie(name)
    prefix = short.partition(":")[0]
    return short if terminology().context.get(prefix) == PREFIXES.get(prefix, "") else name


def _name(term: Any, base: str) -> str:
    return f"_:{term.value}" if isinstance(term, ox.BlankNode) else compact(term.value, base)


def _value(term: Any, base: str) -> Mapping[str, str] | str:
    if not isinstance(term, ox.Literal):
        return {"@id": _name(term, base)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype.value == _STRING:
        return term.value
    return {"@value": term.value, "@type": compact(term.datatype.value, base)}
