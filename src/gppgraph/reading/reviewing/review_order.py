"""The order of a review: proposals first whose facts would settle most verdicts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from heapq import heapify, heappop, heappush
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


def ordered(draft: ReviewDraft, order: str, cells: Mapping[str, Set[Cell]]) -> list[ProposedFact]:
    """Return the proposals by verdicts, or as the document has them.

    By verdicts, each next fact is that for which most cells wait that no fact before it has; ``cells`` has those of
    each proposal by id. A criterion comes before its first part. Facts for which nothing waits come last, in the order
    of the document.
    """
    by_place = sorted(draft.draft.proposals, key=lambda entry: draft.span(entry)[0])
    by_place.sort(key=lambda entry: _place_of_criterion(draft, entry))
    if order == DOCUMENT:
        return by_place
    chosen: dict[str, ProposedFact] = {}
    while waiting := [entry for entry in by_place if entry.id not in chosen and cells.get(entry.id)]:
        _choose(waiting, draft, cells, chosen)
    return [*chosen.values(), *(entry for entry in by_place if entry.id not in chosen)]


def _place_of_criterion(draft: ReviewDraft, proposal: ProposedFact) -> tuple[int, bool]:
    criterion = draft.draft.by_id.get(proposal.parent, proposal)
    return draft.span(criterion)[0], proposal is not criterion


def _choose(
    waiting: Sequence[ProposedFact],
    draft: ReviewDraft,
    cells: Mapping[str, Set[Cell]],
    chosen: dict[str, ProposedFact],
) -> None:
    """Add proposals to the chosen ones until no cell is left that none of them has.

    The number of new cells is divided by the number of reviews that it takes, which is two where the criterion was not
    reviewed yet. It only falls while others are chosen, but for the parts of a criterion that comes in: these are
    counted again.
    """
    seen: set[Cell] = set()

    def gain(entry: ProposedFact) -> float:
        reviews = 1 + (entry.parent in draft.draft.by_id and entry.parent not in chosen)
        return len(cells[entry.id] - seen) / reviews

    heap = [(-gain(entry), place, entry) for place, entry in enumerate(waiting)]
    heapify(heap)
    while heap:
        _, place, entry = heappop(heap)
        now = gain(entry)
        if entry.id in chosen or not now:
            continue
        if heap and (-now, place) > heap[0][:2]:
            heappush(heap, (-now, place, entry))
            continue
        criterion = draft.draft.by_id.get(entry.parent)
        if criterion is not None and criterion.id not in chosen:
            chosen[criterion.id] = criterion
            for again, part in enumerate(waiting):
                if part.parent == criterion.id and part is not entry:
                    heappush(heap, (-gain(part), again, part))
        chosen[entry.id] = entry
        seen |= cells[entry.id]


def verdicts_settled(draft: ReviewDraft, cells: Mapping[str, Set[Cell]]) -> dict[str, int]:
    """Return the number of cells by id of the proposal whose fact they wait for.

    A criterion settles what its parts settle together.
    """
    together = {name: set(found) for name, found in cells.items()}
    for proposal in draft.draft.proposals:
        if proposal.parent in together:
            together[proposal.parent] |= cells[proposal.id]
    return {name: len(found) for name, found in together.items()}


def cells_waiting(graph: Dataset, draft: ReviewDraft, words: Terminology) -> dict[str, set[Cell]]:
    """Return the open cells by id of the proposal whose fact they wait for.

    A cell waits where its requirement asks for a property of the proposal, for a product type of the proposal. A
    scheme without verdicts is new: its cells are the requirements and product types that ask for the property.
    """
    waiting = _waiting(graph, draft)
    leaves = {slug(product): {*map(slug, below)} for product, below in graph.register.leaves.items()}
    cells: dict[str, set[Cell]] = {}
    for proposal in draft.draft.proposals:
        found = cells[proposal.id] = set()
        parent = draft.draft.by_id.get(proposal.parent, proposal)
        for concept, _, part in figures(proposal.form, words):
            named = part.get("products") or proposal.form.get("products") or parent.form.get("products")
            types = _types(named, leaves)
            found.update(cell for cell in waiting[concept] if not types or cell[2] in types)
    return cells


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
