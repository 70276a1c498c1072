"""Texts and values of things, as sentences about verdicts need them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pyoxigraph as ox

from ..catalogue.query import text_of
from ..languages import reading_rank
from ..rdf.rows import Row
from ..rdf.store import Queried, select
from ..terms import expand, short_name

if TYPE_CHECKING:
    from ..build.register import Register

TITLES = ("skos:prefLabel", "gpp:translatedTitle", "dcterms:title")


class Names(Protocol):
    """The words of sentences; things and values are IRIs, properties CURIEs."""

    def find(self, prefix: str, name: str) -> str:
        """Return the IRI of a thing by the prefix of its kind and its slug."""

    def text(self, thing: str, *properties: str) -> str:
        """Return the text of the properties in the reader's language, empty without one."""

    def values(self, thing: str, *properties: str) -> list[str]:
        """Return the values of the properties, sorted."""


class StoredNames:
    """Names that are looked up in a store, in one language."""

    def __init__(self, store: Queried, register: Register, language: str) -> None:
        self.store, self.register, self.language = store, register, language
        self._rows: dict[tuple[str, str], list[Row]] = {}

    def find(self, prefix: str, name: str) -> str:
        """Return the IRI of a thing by the prefix of its kind and its slug."""
        return self.register.iri(prefix, name)

    def text(self, thing: str, *properties: str) -> str:
        """Return the text of the properties in the reader's language, empty without one."""
        found = [
            (reading_rank(row.language("value"), self.language), place, row.text("value"))
            for place, name in enumerate(properties)
            for row in self._read(thing, name)
        ]
        return min(found)[2] if found else ""

    def values(self, thing: str, *properties: str) -> list[str]:
        """Return the values of the properties, sorted."""
        return sorted({row.text("value") for name in properties for row in self._read(thing, name)})

    def _read(self, thing: str, name: str) -> list[Row]:
        key = (thing, name)
        if key not in self._rows:
            bound = {"thing": ox.NamedNode(thing), "property": ox.NamedNode(expand(name))}
            self._rows[key] = list(select(self.store, text_of("values-of-property"), bound))
        return self._rows[key]


def title(names: Names, thing: str) -> str:
    """Return the title of a thing, or its short name."""
    return names.text(thing, *TITLES) or short_name(thing)
