"""The statements of a snapshot from which names and codes are read."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from ...build.parts import statements
from ...terms import iri

_SKOS = ("prefLabel", "altLabel", "closeMatch", "broadMatch", "broader")
_GPP = (
    "form",
    "standsFor",
    "wordRole",
    "togetherWith",
    "plausibleFrom",
    "plausibleTo",
    "needsContext",
    "needsEdition",
    "actKind",
    "statedValue",
    "translatedTitle",
    "covers",
    "coverageUnclear",
    "country",
)


@dataclass(slots=True)
class Facts:
    """Values by subject (an IRI) and property (its local name)."""

    values: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]]

    def get(self, subject: str, name: str) -> list[ox.NamedNode | ox.Literal]:
        """Return the values of a property (its local name)."""
        return self.values.get(subject, {}).get(name, [])

    def texts(self, subject: str, *names: str) -> list[tuple[str, str]]:
        """Return the texts of some properties, each with its language or nothing."""
        return [
            (value.value, (value.language or "") if isinstance(value, ox.Literal) else "")
            for name in names
            for value in self.get(subject, name)
        ]

    def one(self, subject: str, name: str) -> str:
        """Return the first value of a property, or nothing."""
        values = self.get(subject, name)
        return values[0].value if values else ""

    def of_type(self, *types: str) -> list[str]:
        """Return the subjects of some classes, given by their local names, sorted."""
        classes = {iri("gpp", name) for name in types}
        return sorted(
            subject
            for subject, properties in self.values.items()
            if any(value.value in classes for value in properties.get("type", ()))
        )


def read_facts(folder: Path) -> Facts:
    """Return the facts about names that the asserted parts of a snapshot state."""
    keys = {
        **{iri("skos", name): name for name in _SKOS},
        **{iri("gpp", name): name for name in _GPP},
        iri("rdf", "type"): "type",
        iri("dcterms", "identifier"): "identifier",
        iri("dcterms", "title"): "title",
        iri("dcterms", "isPartOf"): "isPartOf",
        iri("dcat", "isVersionOf"): "isVersionOf",
        iri("cccev", "isDerivedFrom"): "isDerivedFrom",
        iri("eli", "is_part_of"): "is_part_of",
    }
    values: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = defaultdict(lambda: defaultdict(list))
    for quad in statements(folder, keys):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
            values[quad.subject.value][keys[quad.predicate.value]].append(quad.object)
    return Facts({subject: dict(properties) for subject, properties in values.items()})
