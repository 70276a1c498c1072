"""Answers in the result formats of SPARQL, as Parquet."""

from __future__ import annotations

import io
import json
from xml.etree import ElementTree

import pyoxigraph as ox

from ..errors import MissingExtraError
from ..terms import iri
from .answer import Answer
from .rows import Term

RESULT_FORMATS = ("sparql-json", "sparql-xml", "parquet")
_XML = "http://www.w3.org/2005/sparql-results#"
_STRING = iri("xsd", "string")


def write(answer: Answer, form: str) -> str | bytes:
    """Return an answer in one of ``RESULT_FORMATS``; Parquet comes as bytes.

    Raises:
        MissingExtraError: Parquet is asked for without pandas and pyarrow.
    """
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
