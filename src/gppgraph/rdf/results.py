"""Answers in the result formats of SPARQL, as RDF, as Parquet."""

from __future__ import annotations

import io
import json
from xml.etree import ElementTree

import pyoxigraph as ox

from ..errors import InputError, MissingExtraError
from ..terms import PREFIXES, iri
from .answer import TRIPLE, Answer
from .rows import Term

_RDF = {"turtle": ox.RdfFormat.TURTLE, "json-ld": ox.RdfFormat.JSON_LD}
RESULT_FORMATS = ("sparql-json", "sparql-xml", "parquet", *_RDF)
_XML = "http://www.w3.org/2005/sparql-results#"
_STRING = iri("xsd", "string")


def write(answer: Answer, form: str) -> str | bytes:
    """Return an answer in one of ``RESULT_FORMATS``; Parquet comes as bytes.

    Raises:
        MissingExtraError: Parquet is asked for without pandas and pyarrow.
        InputError: RDF is asked for, and the answer is no triples.
    """
    if form in _RDF:
        return _rdf(answer, form)
    if form == "sparql-json":
        return sparql_json(answer)
    if form == "sparql-xml":
        return sparql_xml(answer)
    try:
        import pyarrow  # noqa: F401

        frame = answer.to_pandas()
    except ImportError as error:
        raise MissingExtraError("--format parquet", "pandas") from error
    stream = io.BytesIO()
    frame.to_parquet(stream, index=False)
    return stream.getvalue()


def _rdf(answer: Answer, form: str) -> bytes:
    """Return the triples of a CONSTRUCT or DESCRIBE with the prefixes in use."""
    if answer.columns != TRIPLE:
        raise InputError(
            f"--format {form} writes triples; ask by CONSTRUCT or DESCRIBE, or choose csv or sparql-json."
        )
    try:
        triples = [ox.Triple(*(row[name] for name in TRIPLE)) for row in answer.terms]  # type: ignore[arg-type]
    except TypeError as error:
        raise InputError(f"--format {form} writes triples; the answer has rows that are none.") from error
    lines = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
    used = {name: space for name, space in PREFIXES.items() if b"<" + space.encode() in lines}
    return ox.serialize(triples, format=_RDF[form], prefixes=used) or b""


def sparql_json(answer: Answer) -> str:
    """Return SPARQL 1.1 Query Results JSON."""
    bindings = [
        {name: _json(term) for name in answer.columns if (term := row[name]) is not None}
        for row in answer.terms
    ]
    document = {"head": {"vars": list(answer.columns)}, "results": {"bindings": bindings}}
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _json(term: Term) -> dict[str, str]:
    if isinstance(term, ox.NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, ox.BlankNode):
        return {"type": "bnode", "value": term.value}
    entry = {"type": "literal", "value": term.value}
    if term.language:
        entry["xml:lang"] = term.language
    elif term.datatype.value != _STRING:
        entry["datatype"] = term.datatype.value
    return entry


def sparql_xml(answer: Answer) -> str:
    """Return SPARQL Query Results XML."""
    top = ElementTree.Element("sparql", xmlns=_XML)
    head = ElementTree.SubElement(top, "head")
    for name in answer.columns:
        ElementTree.SubElement(head, "variable", name=name)
    results = ElementTree.SubElement(top, "results")
    for row in answer.terms:
        result = ElementTree.SubElement(results, "result")
        for name in answer.columns:
            term = row[name]
            if term is None:
                continue
            entry = _json(term)
            binding = ElementTree.SubElement(result, "binding", name=name)
            attributes: dict[str, str] = {
                key: value for key, value in entry.items() if key not in ("type", "value")
            }
            value = ElementTree.SubElement(binding, entry["type"], attributes)
            value.text = "".join(c for c in entry["value"] if c >= " " or c in "\t\n\r")
    ElementTree.indent(top)
    return '<?xml version="1.0"?>\n' + ElementTree.tostring(top, encoding="unicode") + "\n"
