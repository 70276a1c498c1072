"""The words of sentences about verdicts, taken from the statements of a site."""

from __future__ import annotations

from dataclasses import dataclass

from ..languages import reading_rank
from .statements import Statements


@dataclass(frozen=True, slots=True)
class SiteNames:
    """Names in one language, as ``verdicts.names_of_things.Names`` has them."""

    statements: Statements
    language: str

    def find(self, prefix: str, name: str) -> str:
        """Return the IRI of a thing by the prefix of its kind and its slug."""
        return self.statements.find(prefix, name)

    def text(self, thing: str, *properties: str) -> str:
        """Return the text of the properties in the reader's language, empty without one."""
        texts = [self.statements.text(thing, name, self.language) for name in properties]
        found = [
            (reading_rank(entry[1], self.language), place, entry[0])
            for place, entry in enumerate(texts)
            if entry
        ]
        return min(found)[2] if found else ""

    def values(self, thing: str, *properties: str) -> list[str]:
        """Return the values of the properties, sorted."""
        return sorted(set(self.statements.values(thing, *properties)))
