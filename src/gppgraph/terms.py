"""Namespaces, the table of prefixes, and conversions of IRI, CURIE and slug.

The base IRI is written here and nowhere else in the code.
"""

from __future__ import annotations

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

# Longest namespace first, so that the most specific prefix wins.
_BY_NAMESPACE = sorted(PREFIXES.items(), key=lambda item: -len(item[1]))


def curie(iri: str) -> str:
    """Return ``prefix:name`` for an IRI in a namespace of the table, else the IRI."""
    for prefix, namespace in _BY_NAMESPACE:
        if iri.startswith(namespace):
            name = iri[len(namespace) :]
            if name and "/" not in name and "#" not in name:
                return f"{prefix}:{name}"
    return iri


def slug(iri: str) -> str:
    """Return the local name of an IRI of this graph, the CURIE of a foreign one."""
    if iri.startswith(BASE):
        return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]
    return curie(iri)


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
