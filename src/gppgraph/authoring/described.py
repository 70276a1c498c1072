"""The file and line that describe a node."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from ..terms import short_name
from ..workspace import YAML, Source
from .data_files import naming
from .read import lines as yaml_lines


def described(
    store: ox.Store, node: ox.NamedNode, files: Mapping[str, Source]
) -> tuple[Source, int | None] | None:
    """Return the file that describes a node, and the line where its block starts.

    ``files`` are those of the graph by their named graphs. The line is ``None`` where it is not known, the whole where
    no file describes the node.
    """
    graphs = {
        quad.graph_name.value
        for quad in store.quads_for_pattern(node, None, None)
        if isinstance(quad.graph_name, ox.NamedNode)
    }
    source = min((files[name] for name in graphs if name in files), default=None)
    return (source, _line(source, node.value)) if source else None


def _line(source: Source, node: str) -> int | None:
    path = source.path
    if path.suffix in YAML:
        return yaml_lines(path, source.workspace).get(naming(source.workspace).form_name(node))
    return _lines(path).get(short_name(node)) or _lines(path).get(f"<{node}>")


@lru_cache(maxsize=512)
def _lines(path: Path) -> dict[str, int]:
    """Return the line of each subject in a Turtle file, such as ``{"label:tco": 12}``.

    The file must have the layout of the project, with one block per subject.
    """
    lines: dict[str, int] = {}
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return lines
    for number, line in enumerate(text.splitlines(), start=1):
        if line and not line[0].isspace() and not line.startswith(("@", "PREFIX", "#", ".")):
            lines.setdefault(line.split()[0], number)
    return lines
