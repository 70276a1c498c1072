"""The site that is being written: what every page draws on, and its files."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .pairs import Pairs
from .world import World

if TYPE_CHECKING:
    from markupsafe import Markup

    from ..graph import Graph


@dataclass
class Site:
    """What every page draws on, and the files written so far."""

    graph: Graph
    world: World
    pairs: Pairs
    languages: tuple[str, ...]
    base: str
    target: Path
    paths: set[str] = field(default_factory=set)
    pages: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    links: dict[tuple[str, int, str], Markup] = field(default_factory=dict)
    _folders: set[str] = field(default_factory=set)

    @property
    def editions(self) -> list[str]:
        """Slugs of the label editions, in natural order."""
        return self.facts["editions"]  # type: ignore[no-any-return]

    def write(self, name: str, data: bytes | str) -> None:
        """Write one file of the site."""
        path = os.path.join(self.target, name)
        folder = os.path.dirname(path)
        if folder not in self._folders:
            os.makedirs(folder, exist_ok=True)
            self._folders.add(folder)
        with open(path, "wb") as stream:
            stream.write(data.encode() if isinstance(data, str) else data)
