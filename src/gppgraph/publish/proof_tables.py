"""Ways of proof of each requirement, for the page on missing proofs."""

from __future__ import annotations

from ..graph import Graph
from ..terms import slug
from ..verdicts.accepted_proofs import EvidenceOption, read_proofs
from ..verdicts.checklist import ChecklistWords
from ..verdicts.question import question

# Ways of proof by the slug of a requirement.
Proofs = dict[str, list[EvidenceOption]]


def read(graph: Graph, language: str) -> Proofs:
    """Return the accepted ways of proof of every requirement that names some."""
    found = read_proofs(graph, question(graph.register), language)
    return {slug(requirement): options for requirement, options in sorted(found.items())}


def data(proofs: Proofs, language: str) -> dict[str, list[tuple[str, str, str, str]]]:
    """Return the rows of the table, one for each way of proof.

    A row has its kind, the proof, its issuer and the standard.

    For example ``{"dk-desktop-2023.basis.TS3": [("written documentation", "written documentation: Papers on the
    manufacturer's warranty.", "", "")]}``.
    """
    words = ChecklistWords(language)
    return {
        requirement: [(_kind(option, words), *words.proof(option)) for option in options]
        for requirement, options in proofs.items()
    }


def _kind(option: EvidenceOption, words: ChecklistWords) -> str:
    return f" {words['and']} ".join(option.evidence) or ", ".join(option.labels)
