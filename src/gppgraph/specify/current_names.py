"""Texts of sources without the editions and acts that have ended since.

A tender that names a withdrawn edition asks for what nobody can show; without its edition a standard or label is
named as it is on the day, and the buyer is told to look.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ..catalogue.query import text_of
from ..rdf.store import select
from ..terms import iri
from ..texts.mentions.finder import Finder
from ..texts.vocabulary.assembly import load_vocabulary

if TYPE_CHECKING:
    from datetime import date

    from ..dataset import Dataset


class CurrentNames:
    """Names things as they are on a day."""

    def __init__(self, graph: Dataset, day: date, finder: Finder | None = None) -> None:
        self.graph, self.day = graph, day
        self._given = finder

    @cached_property
    def _finder(self) -> Finder:
        return self._given or Finder(load_vocabulary(self.graph.folder))

    @cached_property
    def _instead(self) -> dict[str, str]:
        """The name to use instead of each thing that has ended, by IRI."""
        day = ox.Literal(self.day.isoformat(), datatype=ox.NamedNode(iri("xsd", "date")))
        found: dict[str, str] = {}
        for row in select(self.graph.engine, text_of("outdated-names"), {"day": day}):
            found.setdefault(row.iri("thing"), row.text("name"))
        return found

    def rename(self, text: str) -> str:
        """Return a text with the names that hold on the day."""
        if not any(map(str.isdigit, text)):
            return text  # editions and acts have numbers
        pieces: list[str] = []
        last = 0
        for mention in sorted(self._finder.find(text), key=lambda entry: entry.start):
            name = self._instead.get(mention.edition) or self._instead.get(mention.iri)
            if name and mention.start >= last:
                pieces += (text[last : mention.start], name)
                last = mention.end
        return "".join((*pieces, text[last:]))
