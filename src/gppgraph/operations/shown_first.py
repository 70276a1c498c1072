"""The set, level and product of a question that names none."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..errors import SourceError, UnknownNameError
from ..terms import slug

if TYPE_CHECKING:
    from ..graph import Graph


def default(graph: Graph, kind: str, sets: Iterable[str] = ()) -> list[str]:
    """Return the default set, level or product, in a list that may be empty.

    ``sets`` are the sets that have the level. For example ``default(graph, "set")`` is ``["dk-desktop-2023"]``.

    Raises:
        SourceError: the graph has none of that name.
    """
    configuration, register = graph.configuration, graph.register
    name: str = getattr(configuration.defaults, kind)
    try:
        if name and kind == "level":
            register.resolve_level(name, [register.resolve("set", entry) for entry in sets])
            return [name]
        return [slug(register.resolve(kind, name))] if name else []
    except UnknownNameError as error:
        raise SourceError(configuration.path, f"defaults.{kind}: {error}") from error
