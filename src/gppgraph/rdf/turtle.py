"""Turtle in one layout: sorted, one subject a block, only the prefixes used."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from ..errors import SourceError
from ..spelling import near
from ..terms import BASE, PREFIXES, Prefixes
from .turtle_comments import with_comments


def parse_error(path: Path | str, error: SyntaxError) -> SourceError:
    """Return an error of a Turtle parser with its line and similar prefixes."""
    problem = str(error.msg or error).split("\n")[0]
    undeclared = re.search(r"[Tt]he prefix '?([\w-]*):?'? has not been declared", problem)
    if undeclared:
        close = near(undeclared[1], PREFIXES, 3)
        hint = f" Did you mean {' or '.join(f'{prefix}:' for prefix in close)}?" if close else ""
        problem = f'unknown prefix "{undeclared[1]}:".{hint}'
    return SourceError(path, problem, error.lineno)


def formatted(path: Path) -> str:
    """Return a Turtle file in the layout of the project, with its comments.

    Raises:
        SourceError: the file cannot be read, is not Turtle, or has a comment on a node without a name.
    """
    import pyoxigraph

    try:
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(path, f"cannot be read: {error.strerror}") from error
    try:  # Oxigraph is strict; rdflib accepts text that is no Turtle.
        parser = pyoxigraph.parse(content, format=pyoxigraph.RdfFormat.TURTLE)
        for _ in parser:
            pass
    except SyntaxError as error:
        raise parse_error(path, error) from error
    text, lost = with_comments(content.decode("utf-8-sig"), laid_out(content, own=parser.prefixes))
    if lost is not None:
        problem = (
            "this comment would be lost, since its node has no name; move it above a subject with a name"
        )
        raise SourceError(path, problem, lost)
    return text


def laid_out(content: str | bytes, base: str = BASE, own: Mapping[str, str] | None = None) -> str:
    """Return Turtle of a graph with a base in the layout of the project.

    ``own`` are prefixes of other namespaces, such as ``{"product": "https://example.org/code/product/"}``, which come
    before those of the project.
    """
    import rdflib

    graph = rdflib.Graph(bind_namespaces="none")
    ours = Prefixes(base).namespaces
    others = {prefix: space for prefix, space in (own or {}).items() if space not in ours.values()}
    for prefix, namespace in (ours | others).items():
        graph.bind(prefix, namespace)
    graph.parse(data=content, format="turtle")
    return graph.serialize(format="longturtle").strip() + "\n"
