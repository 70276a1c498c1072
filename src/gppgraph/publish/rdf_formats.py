"""Triples as bytes in the published formats, and the JSON-LD context.

The order of triples is always the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import pyoxigraph as ox

from ..terms import BASE, PREFIXES, iri
from ..terms import curie as _curie
from .addresses import FORMATS

curie = cache(_curie)
CONTEXT = BASE + "context.jsonld"
_TYPE, _STRING = iri("rdf", "type"), iri("xsd", "string")
_RDF = {"ttl": ox.RdfFormat.TURTLE, "rdf": ox.RdfFormat.RDF_XML}


def context() -> str:
    """Return the JSON-LD context, with every prefix of the project.

    Names in JSON-LD are therefore those of Turtle.
    """
    names: dict[str, Any] = {"@version": 1.1}
    names |= {name: {"@id": space, "@prefix": True} for name, space in sorted(PREFIXES.items())}
    return json.dumps({"@context": names}, indent=2) + "\n"


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
    """Return triples as JSON-LD nodes with compact names."""
    by_subject: dict[str, dict[str, Any]] = {}
    for triple in triples:
        subject = _name(triple.subject)
        node = by_subject.setdefault(subject, {"@id": subject})
        if triple.predicate.value == _TYPE and isinstance(triple.object, ox.NamedNode):
            node.setdefault("@type", []).append(curie(triple.object.value))
        else:
            node.setdefault(curie(triple.predicate.value), []).append(_value(triple.object))
    return list(by_subject.values())


def _name(term: Any) -> str:
    return f"_:{term.value}" if isinstance(term, ox.BlankNode) else curie(term.value)


def _value(term: Any) -> Mapping[str, str] | str:
    if not isinstance(term, ox.Literal):
        return {"@id": _name(term)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    if term.datatype.value == _STRING:
        return term.value
    return {"@value": term.value, "@type": curie(term.datatype.value)}
