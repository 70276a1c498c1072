"""Data files of all forms, read as quads in their named graphs.

The forms are Turtle, TriG, JSON-LD and YAML; a folder may hold all of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from ..errors import SourceError
from ..rdf.turtle import laid_out, parse_error
from ..workspace import YAML, Source
from .context import CONTEXT_ADDRESS, terminology
from .read import triples

_FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".jsonld": ox.RdfFormat.JSON_LD,
}
_REMOTE = (
    "remote contexts are disabled: write the context into the file, or name "
    f"{CONTEXT_ADDRESS} alone and at the top"
)


def parse_file(source: Source) -> list[ox.Quad]:
    """Return the quads of one data file, all in its named graph.

    Raises:
        SourceError: with file and line, if it cannot be read.
    """
    graph = ox.NamedNode(source.graph)
    if source.path.suffix in YAML:
        return [ox.Quad(t.subject, t.predicate, t.object, graph) for t in triples(source.path)]
    try:
        content = source.path.read_bytes()
    except OSError as error:
        raise SourceError(source.path, f"cannot be read: {error.strerror}") from error
    kind = _FORMATS[source.path.suffix]
    if kind == ox.RdfFormat.JSON_LD:
        content = with_local_context(source.path, content)
    try:
        quads = ox.parse(content, format=kind)
        return [ox.Quad(quad.subject, quad.predicate, quad.object, graph) for quad in quads]
    except SyntaxError as error:
        raise parse_error(source.path, error) from error
    except ValueError as error:
        raise SourceError(source.path, str(error).splitlines()[0]) from error


def load_files(files: Iterable[Source]) -> ox.Store:
    """Return a store with every file in its named graph."""
    store = ox.Store()
    for source in files:
        store.extend(parse_file(source))
    return store


def turtle_of(path: Path) -> str:
    """Return a YAML file and its translations as Turtle.

    The Turtle is in the layout of the project.

    Raises:
        SourceError: it cannot be read.
    """
    return laid_out(ox.serialize(triples(path), format=ox.RdfFormat.TURTLE) or b"")


def with_local_context(path: Path, content: bytes) -> bytes:
    """Return JSON-LD with the published context in place of its address.

    The address stands for ``ontology/context.jsonld``, once and at the top of the document. Nothing is fetched,
    and other remote contexts are refused.

    Raises:
        SourceError: it names another remote context, or is no JSON.
    """
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise SourceError(path, f"is not JSON: {error}") from error
    replaced = isinstance(document, dict) and document.get("@context") == CONTEXT_ADDRESS
    if replaced:
        document["@context"] = terminology().context
    todo: list[Any] = [document]
    while todo:
        node = todo.pop()
        if isinstance(node, list):
            todo += node
        elif isinstance(node, dict):
            for key, value in node.items():
                contexts = value if isinstance(value, list) else [value]
                if key in ("@context", "@import") and any(isinstance(item, str) for item in contexts):
                    raise SourceError(path, _REMOTE)
                todo.append(value)
    return json.dumps(document, ensure_ascii=False).encode() if replaced else content
