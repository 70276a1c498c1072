"""The ways of proof that requirements accept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ..catalogue.query import text_of
from ..rdf.rows import Row, Term
from ..rdf.store import select
from ..terms import iri, slug
from .names_of_things import StoredNames
from .question import Question

if TYPE_CHECKING:
    from ..dataset import Dataset


@dataclass(frozen=True, slots=True)
class EvidenceOption:
    """One accepted way of proof; all parts of it are needed together.

    ``issuers`` say who issues a proof of the kinds, where the kind tells it; ``standards`` are the printed codes of
    the ``methods``.
    """

    evidence: tuple[str, ...]
    words: str
    labels: tuple[str, ...]
    methods: tuple[str, ...]
    conditions: tuple[str, ...]
    issuers: tuple[str, ...] = ()
    standards: tuple[str, ...] = ()


def read_proofs(graph: Dataset, ask: Question, language: str) -> dict[str, list[EvidenceOption]]:
    """Return the accepted ways of proof of each requirement, by its IRI.

    Each list of evidence types is one way.
    """
    store = graph.engine if graph.endpoint else None
    if store is None:  # the names of codes and standards are in parts of their own
        from ..build import parts

        homes = graph.register.homes
        standards = [
            entry for name in ("Standard", "StandardEdition") for entry in homes.get(iri("gpp", name), ())
        ]
        needed = ["codes-evidence", *map(slug, ask.sets), *standards]
        store = graph.over(
            parts.open_parts(graph.folder, [f"asserted/{name}" for name in dict.fromkeys(needed)])
        )
    names = StoredNames(store, graph.register, language)
    lists: dict[str, dict[str, list[Row]]] = {}
    for edition in ask.sets:
        bound: dict[str, Term] = {"set": ox.NamedNode(edition), "language": ox.Literal(language)}
        for row in select(store, text_of("accepted-proofs"), bound):
            requirement, name = row.iri("requirement"), row.iri("list")
            lists.setdefault(requirement, {}).setdefault(name, []).append(row)
    return {
        requirement: [_proof(rows, names) for _, rows in sorted(entries.items())]
        for requirement, entries in lists.items()
    }


def _proof(rows: Sequence[Row], names: StoredNames) -> EvidenceOption:
    def slugs(*columns: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row.slug(column) for row in rows for column in columns if row[column]))

    kinds = {
        row.iri("evidence"): row.text_or_none("label") or row.slug("evidence")
        for row in rows
        if row["evidence"]
    }
    methods = dict.fromkeys(row.iri("method") for row in rows if row["method"])
    return EvidenceOption(
        evidence=tuple(kinds.values()),
        words=rows[0].text_or_none("words") or "",
        labels=slugs("scheme", "edition"),
        methods=slugs("method"),
        conditions=slugs("condition"),
        issuers=tuple(dict.fromkeys(row.text("issuer") for row in rows if row["issuer"])),
        standards=tuple(names.text(method, "dcterms:identifier") or slug(method) for method in methods),
    )
