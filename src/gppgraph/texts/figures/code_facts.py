"""Facts of the code lists about units and properties."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from ...build.parts import open_parts, part_names
from ...catalogue.query import text_of
from ...rdf.store import select


class Conversion(NamedTuple):
    """The unit that another one converts to, and the factor."""

    unit: str
    factor: float


class PropertyFacts(NamedTuple):
    """Unit, stricter direction (lower, higher, empty) and bound parties of a property."""

    unit: str
    stricter: str
    parties: frozenset[str]


@dataclass(frozen=True, slots=True)
class CodeFacts:
    """Conversions by unit and facts by property; units and properties are IRIs."""

    conversions: dict[str, Conversion]
    properties: dict[str, PropertyFacts]

    def fits(self, unit: str, concept: str) -> bool:
        """Return whether a figure in a unit can bound a property."""
        conversion, facts = self.conversions.get(unit), self.properties.get(concept)
        return conversion is not None and facts is not None and conversion.unit == facts.unit

    def same_quantity(self, unit: str, other: str) -> bool:
        """Return whether two units measure the same quantity."""
        one, two = self.conversions.get(unit), self.conversions.get(other)
        return one is not None and two is not None and one.unit == two.unit


def open_codes(folder: Path) -> ox.Store:
    """Return a store with the code lists of a snapshot."""
    codes = [part for part in part_names(folder, "asserted") if part.startswith("asserted/codes-")]
    return open_parts(folder, codes)


def read_code_facts(folder: Path) -> CodeFacts:
    """Return the facts of a snapshot about units and properties."""
    store = open_codes(folder)
    conversions = {
        row.iri("unit"): Conversion(row.iri("to"), float(row.number("by")))
        for row in select(store, text_of("unit-conversions"))
    }
    rows = select(store, text_of("concept-facts"))
    parties: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        if party := row.iri_or_none("party"):
            parties[row.iri("concept")].add(party)
    properties = {
        row.iri("concept"): PropertyFacts(
            row.iri("unit"), row.slug_or_none("way") or "", frozenset(parties[row.iri("concept")])
        )
        for row in rows
    }
    return CodeFacts(conversions, properties)
