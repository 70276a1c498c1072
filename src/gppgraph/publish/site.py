"""The site that is being written: the data of its pages, and its files."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from markupsafe import Markup

from ..spelling import natural
from .dumps import Dump
from .pairs import Pairs
from .statements import Statements


@dataclass
class Site:
    """The data of every page, and the files written so far.

    ``paths`` are the pages that can be linked; ``elements`` are links and badges drawn so far, by language,
    depth of the page and thing.
    """

    statements: Statements
    pairs: Pairs
    languages: tuple[str, ...]
    base: str
    target: Path
    digest: str = ""
    dumps: list[Dump] = field(default_factory=list)
    paths: set[str] = field(default_factory=set)
    elements: dict[tuple[str, ...], Markup] = field(default_factory=dict)
    _folders: set[str] = field(default_factory=set)

    @cached_property
    def editions(self) -> list[str]:
        """Slugs of the label editions, in natural order."""
        return sorted({edition for _, edition in self.pairs}, key=natural)

    @property
    def pages(self) -> list[str]:
        """The paths of the pages, sorted."""
        return sorted(self.paths)

    def write(self, name: str, data: bytes | str) -> None:
        """Write one file of the site."""
        path = os.path.join(self.target, name)
        folder = os.path.dirname(path)
        if folder not in self._folders:
            os.makedirs(folder, exist_ok=True)
            self._folders.add(folder)
        with open(path, "wb") as stream:
            stream.write(data.encode() if isinstance(data, str) else data)
