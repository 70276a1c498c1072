"""Namespaces, the table of prefixes, and conversions of IRI, CURIE and slug.

The base IRI is written here and nowhere else in the code. A workspace has a base of its own, and below it the same
paths: ``id/requirement/``, ``code/product/``, ``graph/``. A name can therefore be told from its path, whatever the base.
"""

from __future__ import annotations

import re

BASE = "https://w3id.org/gppgraph/"

_IDS = {
    "set": "set",
    "req": "requirement",
    "scheme": "scheme",
    "label": "label",
    "crit": "criterion",
    "std": "standard",
    "act": "act",
    "clause": "clause",
    "law": "legal-requirement",
    "doc": "document",
    "passage": "passage",
    "note": "note",
    "ref": "reference",
    "proof": "proof",
    "statement": "statement",
    "agent": "agent",
    "guide": "guidance",
    "word": "word",
}
_CODES = {
    "product": "product",
    "goods": "goods",
    "component": "component",
    "substance": "substance",
    "topic": "topic",
    "concept": "concept",
    "op": "operator",
    "uom": "unit",
    "level": "level",
    "ctype": "criterion-type",
    "status": "status",
    "binding": "bindingness",
    "party": "party",
    "start": "period-start",
    "condition": "condition",
    "evidence": "evidence",
    "scale": "scale",
    "member": "member",
    "formula": "formula",
    "dimension": "dimension",
    "state": "value-state",
    "modality": "modality",
    "verdict": "verdict",
    "outcome": "outcome",
    "extent": "extent",
    "reason": "reason",
    "confidence": "confidence",
    "admission": "admission",
    "kind": "kind",
    "direction": "direction",
    "measurement": "measurement",
    "jurisdiction": "jurisdiction",
    "day": "decisive-day",
}

PREFIXES: dict[str, str] = {
    "gpp": BASE + "ns#",
    "gsh": BASE + "shapes#",
    "graph": BASE + "graph/",
    "codes": BASE + "code/",
    **{prefix: f"{BASE}id/{path}/" for prefix, path in _IDS.items()},
    **{prefix: f"{BASE}code/{path}/" for prefix, path in _CODES.items()},
    "outcomes": BASE + "derived/outcome/",
    "verdicts": BASE + "derived/verdict/",
    "cccev": "http://data.europa.eu/m8g/",
    "epo": "http://data.europa.eu/a4g/ontology#",
    "eli": "http://data.europa.eu/eli/ontology#",
    "cpv": "http://data.europa.eu/cpv/cpv/",
    "dcterms": "http://purl.org/dc/terms/",
    "dcat": "http://www.w3.org/ns/dcat#",
    "void": "http://rdfs.org/ns/void#",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "prof": "http://www.w3.org/ns/dx/prof/",
    "prov": "http://www.w3.org/ns/prov#",
    "qudt": "http://qudt.org/schema/qudt/",
    "unit": "http://qudt.org/vocab/unit/",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "vann": "http://purl.org/vocab/vann/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

# A name under any base: the path of its namespace, and the local name. Names under ours need no compiled pattern.
_LAYOUT = (
    rf"[/#]((?:id/(?:{'|'.join(_IDS.values())})|code/[a-z-]+|derived/(?:outcome|verdict)|graph)/)([^/#]+)$"
)
_BY_PATH = {
    namespace[len(BASE) :]: prefix for prefix, namespace in PREFIXES.items() if namespace.startswith(BASE)
}

# Longest namespace first, so that the most specific prefix wins.
_BY_NAMESPACE = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))


def curie(iri: str) -> str:
    """Return ``prefix:name`` for an IRI in a namespace of the table, else the IRI."""
    return _compact(iri, _BY_NAMESPACE)


def _compact(iri: str, table: list[tuple[str, str]]) -> str:
    for prefix, namespace in table:
        if iri.startswith(namespace):
            name = iri[len(namespace) :]
            if name and "/" not in name and "#" not in name:
                return f"{prefix}:{name}"
    return iri


class Prefixes:
    """The table of prefixes of a graph with another base."""

    def __init__(self, base: str) -> None:
        own = ("graph", "outcomes", "verdicts", *_IDS)
        self.namespaces = PREFIXES | {prefix: namespace(prefix, base) for prefix in own}
        self._table = sorted(self.namespaces.items(), key=lambda item: -len(item[1]))

    def curie(self, iri: str) -> str:
        """Return ``prefix:name`` for an IRI in a namespace of the table, else the IRI."""
        return _compact(iri, self._table)


def short_name(iri: str) -> str:
    """Return the CURIE of an IRI for readers: also of a graph with another base.

    It stands for one thing within a graph only: ``req:chairs.R1`` for ``https://example.org/id/requirement/chairs.R1``.
    """
    found = None if iri.startswith(BASE) else re.search(_LAYOUT, iri)
    if found and found[1] in _BY_PATH:
        return f"{_BY_PATH[found[1]]}:{found[2]}"
    return curie(iri)


def slug(iri: str) -> str:
    """Return the local name of an IRI under any base, the CURIE of a foreign one."""
    if iri.startswith(BASE):
        return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
    found = re.search(_LAYOUT, iri)
    return found[2] if found else curie(iri)


def is_named_here(iri: str) -> bool:
    """Return whether an IRI names a thing of a graph like this one, under any base."""
    return iri.startswith(BASE) or re.search(_LAYOUT, iri) is not None


def namespace(prefix: str, base: str) -> str:
    """Return the namespace of a prefix of this graph under another base."""
    return base + PREFIXES[prefix].removeprefix(BASE)


def expand(name: str) -> str:
    """Return the IRI of a CURIE with a prefix of the table, else the name."""
    prefix, colon, local = name.partition(":")
    if colon and prefix in PREFIXES and not local.startswith("//"):
        return PREFIXES[prefix] + local
    return name


def iri(prefix: str, local: str) -> str:
    """Return the IRI of a prefix and a local name."""
    return PREFIXES[prefix] + local


def sparql_prologue() -> str:
    """Return ``PREFIX`` lines for every prefix of the table."""
    return "".join(f"PREFIX {prefix}: <{iri_}>\n" for prefix, iri_ in sorted(PREFIXES.items()))
