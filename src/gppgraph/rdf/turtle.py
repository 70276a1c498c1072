"""Turtle in one layout: sorted, one subject a block, only the prefixes used."""

from __future__ import annotations

import re
from pathlib import Path

from ..errors import SourceError
from ..spelling import near
from ..terms import BASE, PREFIXES, Prefixes


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
    """Return the text of the Turtle file ``path`` in the layout of the project.

    Raises:
        SourceError: the file cannot be read or is not Turtle.
    """
    import pyoxigraph

    try:
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(path, f"cannot be read: {error.strerror}") from error
    try:  # Oxigraph is strict; rdflib accepts text that is no Turtle.
        for _ in pyoxigraph.parse(content, format=pyoxigraph.RdfFormat.TURTLE):
            pass
    except SyntaxError as error:
        raise parse_error(path, error) from error
    return laid_out(content)


def laid_out(content: str | bytes, base: str = BASE) -> str:
    """Return Turtle of a graph with a base in the layout of the project."""
    import rdflib

    graph = rdflib.Graph(bind_namespaces="none")
    for prefix, namespace in Prefixes(base).namespaces.items():
        graph.bind(prefix, namespace)
    graph.parse(data=content, format="turtle")
    return graph.serialize(format="longturtle").strip() + "\n"
