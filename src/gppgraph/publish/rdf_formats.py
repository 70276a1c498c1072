"""Triples as bytes in the published formats, and the JSON-LD context.

The order of triples is always the same. The context is that of the authoring form.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import pyoxigraph as ox

from ..authoring.context import CONTEXT as CONTEXT_FILE
from ..authoring.context import CONTEXT_ADDRESS as CONTEXT
from ..authoring.context import terminology
from ..terms import PREFIXES, iri
from ..terms import curie as _curie
from ..workspace import root
from .addresses import FORMATS

curie = cache(_curie)
_TYPE, _STRING = iri("rdf", "type"), iri("xsd", "string")
_RDF = {"ttl": ox.RdfFormat.TURTLE, "rdf": ox.RdfFormat.RDF_XML}


def context() -> str:
    """Return the published JSON-LD context."""
    return (root() / CONTEXT_FILE).read_text(encoding="utf-8")


def used(triples: Iterable[ox.Triple]) -> dict[str, str]:
    """Return the prefixes that triples use."""
    iris = {
        term.value
        for triple in triples
        for term in (triple.subject, triple.predicate, triple.object)
        if isinstance(term, ox.NamedNode)
    }
    names = {curie(name).partition(":")[0] for name in iris} | {"xsd"}
    return {name: space for name, space in sorted(PREFIXES.items()) if name in names}


def ordered(triples: Iterable[ox.Triple]) -> list[ox.Triple]:
    """Return triples in a fixed order."""
    return [triple for _, triple in sorted({str(triple): triple for triple in triples}.items())]


def every(triples: Iterable[ox.Triple]) -> dict[str, bytes]:
    """Return triples in each of the formats."""
    in_order = ordered(triples)
    prefixes = used(in_order)
    return {form: _bytes(in_order, form, prefixes) for form in FORMATS}


def serialize(triples: Iterable[ox.Triple], form: str) -> bytes:
    """Return triples in one of the formats ``ttl``, ``jsonld``, ``rdf`` and ``nt``."""
    in_order = ordered(triples)
    return _bytes(in_order, form, used(in_order))


def _bytes(triples: list[ox.Triple], form: str, prefixes: dict[str, str]) -> bytes:
    if form == "jsonld":
        return (
            json.dumps({"@context": CONTEXT, "@graph": nodes(triples)}, ensure_ascii=False, indent=1).encode()
            + b"\n"
        )
    if form == "nt":
        return "".join(f"{triple} .\n" for triple in triples).encode()
    if form == "rdf":  # the writer declares rdf: itself
        prefixes = {name: space for name, space in prefixes.items() if name != "rdf"}
    return ox.serialize(triples, format=_RDF[form], prefixes=prefixes) or b""


def nodes(triples: Iterable[ox.Triple]) -> list[dict[str, Any]]:
    """Return triples as JSON-LD nodes with the prefixes of the context."""
    by_subject: dict[str, dict[str, Any]] = {}
    for triple in triples:
        subject = _name(triple.subject)
        node = by_subject.setdefault(subject, {"@id": subject})
        if triple.predicate.value == _TYPE and isinstance(triple.object, ox.NamedNode):
            node.setdefault("@type", []).append(_compact(triple.object.value))
        else:
            node.setdefault(_compact(triple.predicate.value), []).append(_value(triple.object))
    return list(by_subject.values())


@cache
def _compact(name: str) -> str:
    """Return an IRI as ``prefix:name`` if the context has the prefix, else whole.

    Prefixes that are also keys or codes, such as ``topic``, are not in the context.
    """
    short = _curie(name)
    prefix = short.partition(":")[0]
    return short if terminology().context.get(prefix) == PREFIXES.get(prefix, "") else name


def _name(term: Any) -> str:
    return f"_:{term.value}" if isinstance(term, ox.BlankNode) else _compact(term.value)


def _value(term: Any) -> Mapping[str, str] | str:
    if not isinstance(term, ox.Literal):
        return {"@id": _name(term)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype.value == _STRING:
        return term.value
    return {"@value": term.value, "@type": _compact(term.datatype.value)}
