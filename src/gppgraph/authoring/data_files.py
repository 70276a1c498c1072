"""Data files of all forms, read as quads in their named graphs.

The forms are Turtle, TriG, JSON-LD and YAML; a folder may hold all of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from ..errors import SourceError
from ..rdf.turtle import laid_out, parse_error
from ..terms import slug
from ..workspace import YAML, Source, configuration, layers, root, sources
from .context import Stamp, context_address, context_under, stamp, terminology
from .naming import Naming
from .read import lines, triples

_FORMATS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".trig": ox.RdfFormat.TRIG,
    ".jsonld": ox.RdfFormat.JSON_LD,
}


def naming(base: Path | None = None) -> Naming:
    """Return the names of a workspace.

    Raises:
        SourceError: a code list, or a file of the graph that it extends, cannot be read.
    """
    base = base or root()
    borrowed: frozenset[str] = frozenset()
    for layer in layers(base)[:-1]:
        borrowed |= _described(layer, stamp(*(source.path.parent for source in sources(layer))))
    return Naming(configuration(base).base, terminology(base).own_codes, borrowed)


@lru_cache(maxsize=4)
def _described(base: Path, _changed: Stamp) -> frozenset[str]:
    """Return the IRIs of the things that the files of a workspace describe."""
    return frozenset(
        quad.subject.value
        for source in sources(base)
        for quad in parse_file(source)
        if isinstance(quad.subject, ox.NamedNode)
    )


def forget() -> None:
    """Forget the lines of files that were read, for a process in which files change."""
    lines.cache_clear()


def parse_file(source: Source) -> list[ox.Quad]:
    """Return the quads of one data file, all in its named graph.

    Raises:
        SourceError: with file and line, if it cannot be read.
    """
    graph = ox.NamedNode(source.graph)
    if source.path.suffix in YAML:
        words = terminology(source.workspace)
        names = naming(source.workspace)
        stated = triples(source.path, words)
        _refuse_borrowed(source, stated, names)
        return [ox.Quad(t.subject, t.predicate, t.object, graph) for t in names.place_triples(stated)]
    try:
        content = source.path.read_bytes()
    except OSError as error:
        raise SourceError(source.path, f"cannot be read: {error.strerror}") from error
    kind = _FORMATS[source.path.suffix]
    if kind == ox.RdfFormat.JSON_LD:
        content = with_local_context(source.path, content, source.workspace)
    try:
        quads = [ox.Quad(q.subject, q.predicate, q.object, graph) for q in ox.parse(content, format=kind)]
        if source.workspace and len(layers(source.workspace)) > 1:
            names = naming(source.workspace)
            _refuse_borrowed(source, names.form_triples(quad.triple for quad in quads), names)
        return quads
    except SyntaxError as error:
        raise parse_error(source.path, error) from error
    except ValueError as error:
        raise SourceError(source.path, str(error).splitlines()[0]) from error


def _refuse_borrowed(source: Source, stated: Iterable[ox.Triple], names: Naming) -> None:
    """Refuse a file that describes a thing of the graph that its workspace extends."""
    for triple in stated if names.borrowed else ():
        if isinstance(triple.subject, ox.NamedNode) and triple.subject.value in names.borrowed:
            name = triple.subject.value
            line = lines(source.path, source.workspace).get(name) if source.path.suffix in YAML else None
            raise SourceError(
                source.path,
                f'"{slug(name)}" exists already in the graph that is extended; choose another name',
                line,
            )


def load_files(files: Iterable[Source]) -> ox.Store:
    """Return a store with every file in its named graph."""
    store = ox.Store()
    for source in files:
        store.extend(parse_file(source))
    return store


def authored(source: Source) -> set[ox.Triple]:
    """Return the statements of a data file under the names of the authoring form.

    Raises:
        SourceError: with file and line, if it cannot be read.
    """
    return set(naming(source.workspace).form_triples(quad.triple for quad in parse_file(source)))


def turtle_of(path: Path) -> str:
    """Return a YAML file and its translations as Turtle.

    The Turtle is in the layout of the project.

    Raises:
        SourceError: it cannot be read.
    """
    return laid_out(ox.serialize(triples(path), format=ox.RdfFormat.TURTLE) or b"")


def with_local_context(path: Path, content: bytes, workspace: Path | None = None) -> bytes:
    """Return JSON-LD with the published context in place of its address.

    The address is that of ``context.jsonld`` of the shipped graph or of the workspace, once and at the top of the
    document. Nothing is fetched, and other remote contexts are refused.

    Raises:
        SourceError: it names another remote context, or is no JSON.
    """
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise SourceError(path, f"is not JSON: {error}") from error
    base = configuration(workspace).base
    named = document.get("@context") if isinstance(document, dict) else None
    is_own = named == context_address(base)
    replaced = is_own or named == context_address()
    if replaced:
        words = terminology(workspace)
        document["@context"] = context_under(words, base) if is_own else words.context
    todo: list[Any] = [document]
    while todo:
        node = todo.pop()
        if isinstance(node, list):
            todo += node
        elif isinstance(node, dict):
            for key, value in node.items():
                contexts = value if isinstance(value, list) else [value]
                if key in ("@context", "@import") and any(isinstance(item, str) for item in contexts):
                    raise SourceError(
                        path,
                        "remote contexts are disabled: write the context into the file, or name "
                        f"{context_address(base)} alone and at the top",
                    )
                todo.append(value)
    return json.dumps(document, ensure_ascii=False).encode() if replaced else content
