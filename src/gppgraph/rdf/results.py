"""Answers in the result formats of SPARQL, as Parquet, and with titles in a language. Asks no query but for titles."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import pyoxigraph as ox

from ..errors import MissingExtraError
from ..terms import iri
from .store import Term

if TYPE_CHECKING:
    from ..graph import Answer, Graph

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
    found = {"head": {"vars": list(answer.columns)}, "results": {"bindings": bindings}}
    return json.dumps(found, ensure_ascii=False, indent=1) + "\n"


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


_TITLES = f"""
PREFIX skos: <{iri("skos", "")}>
PREFIX gpp: <{iri("gpp", "")}>
PREFIX dcterms: <{iri("dcterms", "")}>
SELECT ?thing ?title WHERE {{
  VALUES ?property {{ skos:prefLabel gpp:translatedTitle dcterms:title }}
  ?thing ?property ?title .
}}"""
# Languages that a reader understands when the one asked for is missing.
FALLBACK = {"nn": ("nb", "da"), "nb": ("nn", "da"), "da": ("nb", "nn")}


def titles(graph: Graph, language: str) -> dict[str, str]:
    """Return a title of every thing that has one: in the language, in a near one, in English, in any."""
    order = [language, *FALLBACK.get(language, ()), "en"]
    best: dict[str, tuple[tuple[int, str, str], str]] = {}
    for row in graph.select(_TITLES):
        thing, title = row["thing"], row["title"]
        if thing is None or not isinstance(title, ox.Literal):
            continue
        spoken = title.language or ""
        rank = (order.index(spoken) if spoken in order else len(order), spoken, title.value)
        if thing.value not in best or rank < best[thing.value][0]:
            best[thing.value] = (rank, title.value)
    return {thing: title for thing, (_, title) in best.items()}


def named(
    graph: Graph, answer: Answer, rows: Iterable[dict[str, Any]], language: str
) -> tuple[tuple[str, ...], list[dict[str, Any]]]:
    """Return columns and rows with a title beside every column of things that have titles."""
    known = titles(graph, language)
    told = [
        name
        for name in answer.columns
        if any(isinstance(term := row[name], ox.NamedNode) and term.value in known for row in answer.terms)
    ]
    columns = tuple(
        entry for name in answer.columns for entry in ((name, f"{name} title") if name in told else (name,))
    )
    result = []
    for row, terms in zip(rows, answer.terms, strict=True):
        extra = {
            f"{name} title": known.get(term.value, "") for name in told if (term := terms[name]) is not None
        }
        result.append({**row, **extra})
    return columns, result
