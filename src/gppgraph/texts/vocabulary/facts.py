"""The statements of a snapshot that names and codes are made of."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from ...terms import PREFIXES, iri

_SHOWN = ("prefLabel", "altLabel", "notation", "closeMatch", "broadMatch", "broader", "inScheme")
_OURS = (
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
    "celex",
    "notation",
    "covers",
    "coverageUnclear",
    "symbol",
    "country",
)


@dataclass(slots=True)
class Facts:
    """The statements that names are made of, by subject and property."""

    values: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]]

    def get(self, subject: str, name: str) -> list[ox.NamedNode | ox.Literal]:
        """Return the values of a property (its local name)."""
        return self.values.get(subject, {}).get(name, [])

    def texts(self, subject: str, *names: str) -> list[tuple[str, str]]:
        """Return texts with their languages."""
        return [
            (value.value, (value.language or "") if isinstance(value, ox.Literal) else "")
            for name in names
            for value in self.get(subject, name)
        ]

    def one(self, subject: str, name: str) -> str:
        """Return the first value, or nothing."""
        found = self.get(subject, name)
        return found[0].value if found else ""

    def of_type(self, *types: str) -> list[str]:
        """Return the subjects of a type, sorted."""
        wanted = {iri("gpp", name) for name in types}
        return sorted(
            subject
            for subject, properties in self.values.items()
            if any(value.value in wanted for value in properties.get("type", ()))
        )


def read_facts(folder: Path) -> Facts:
    """Return what the asserted parts of a snapshot say about names; lines about other things are passed over."""
    keys = {
        **{iri("skos", name): name for name in _SHOWN},
        **{iri("gpp", name): name for name in _OURS},
        iri("rdf", "type"): "type",
        iri("dcterms", "identifier"): "identifier",
        iri("dcterms", "title"): "title",
        iri("dcat", "isVersionOf"): "isVersionOf",
        iri("cccev", "isDerivedFrom"): "isDerivedFrom",
        iri("eli", "is_part_of"): "is_part_of",
        iri("gpp", "canonicalUnit"): "canonicalUnit",
    }
    wanted = re.compile(
        rb"^<[^>]*> <(?:" + b"|".join(re.escape(key.encode()) for key in keys) + rb")> [^\n]*\n", re.MULTILINE
    )
    passages = f"<{PREFIXES['passage']}".encode()
    values: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = defaultdict(lambda: defaultdict(list))
    for path in sorted((folder / "asserted").glob("*.nq")):
        data = b"".join(line for line in wanted.findall(path.read_bytes()) if not line.startswith(passages))
        for quad in ox.parse(data, format=ox.RdfFormat.N_QUADS):
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
                values[quad.subject.value][keys[quad.predicate.value]].append(quad.object)
    return Facts({subject: dict(properties) for subject, properties in values.items()})
