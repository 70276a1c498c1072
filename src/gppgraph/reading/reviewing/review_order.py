"""The order of a review: proposals first whose facts would settle most verdicts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from ...authoring.context import Terminology
from ...catalogue.query import text_of
from ...terms import slug
from ..drafts import ProposedFact
from .draft_record import ReviewDraft
from .proposal_words import figures

if TYPE_CHECKING:
    from ...dataset import Dataset

VERDICTS, DOCUMENT = "verdicts", "document"
ORDERS = (VERDICTS, DOCUMENT)
# A cell that waits for a fact: requirement, edition (empty for a new label), product type.
Cell = tuple[str, str, str]


def ordered(draft: ReviewDraft, order: str, settles: Mapping[str, int]) -> list[ProposedFact]:
    """Return the proposals by verdicts, or as the document has them.

    A criterion comes before its parts, which stay with it. Criteria that settle as many verdicts stay in the order of
    the document.
    """
    groups: dict[str, list[ProposedFact]] = {}
    for proposal in draft.draft.proposals:
        groups.setdefault(proposal.parent or proposal.id, []).append(proposal)
    by_place = sorted(groups.values(), key=lambda group: draft.span(group[0])[0])
    if order == VERDICTS:
        by_place.sort(key=lambda group: -max(settles.get(entry.id, 0) for entry in group))
        for group in by_place:
            group.sort(key=lambda entry: (bool(entry.parent), -settles.get(entry.id, 0)))
    return [proposal for group in by_place for proposal in group]


def verdicts_settled(graph: Dataset, draft: ReviewDraft, words: Terminology) -> dict[str, int]:
    """Return the number of open cells by id of the proposal whose fact they wait for.

    A cell waits where its requirement asks for a property of the proposal, for a product type of the proposal. A
    scheme without verdicts is new: its cells are the requirements and product types that ask for the property. A
    criterion settles what its parts settle together.
    """
    waiting = _waiting(graph, draft)
    leaves = {slug(product): {*map(slug, below)} for product, below in graph.register.leaves.items()}
    cells: dict[str, set[Cell]] = {proposal.id: set() for proposal in draft.draft.proposals}
    for proposal in draft.draft.proposals:
        parent = draft.draft.by_id.get(proposal.parent, proposal)
        for concept, _, part in figures(proposal.form, words):
            named = part.get("products") or proposal.form.get("products") or parent.form.get("products")
            types = _types(named, leaves)
            found = {cell for cell in waiting[concept] if not types or cell[2] in types}
            cells[proposal.id] |= found
            cells[parent.id] |= found
    return {name: len(found) for name, found in cells.items()}


def _waiting(graph: Dataset, draft: ReviewDraft) -> Mapping[str, set[Cell]]:
    """Return the cells that wait for a fact, by slug of the property."""
    waiting: dict[str, set[Cell]] = defaultdict(set)
    if draft.draft.scheme:
        scheme = ox.NamedNode(graph.expand(f"scheme:{draft.draft.scheme.rpartition(':')[2]}"))
        for row in graph.select(text_of("cells-awaiting-facts"), {"scheme": scheme}):
            cell = (row.iri("requirement"), row.iri("edition"), slug(row.iri("product")))
            waiting[slug(row.iri("concept"))].add(cell)
    if not waiting:
        for row in graph.select(text_of("properties-asked-for")):
            waiting[slug(row.iri("concept"))].add((row.iri("requirement"), "", slug(row.iri("product"))))
    return waiting


def _types(named: Any, leaves: Mapping[str, set[str]]) -> set[str]:
    """Return the product types at the ends of the tree below named ones.

    The result is empty for all.
    """
    names = named if isinstance(named, list) else [named] if named else []
    products = [str(name).rpartition(":")[2] for name in names]
    return {leaf for name in products for leaf in leaves.get(name, {name})}
