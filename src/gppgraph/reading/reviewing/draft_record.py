"""A draft as its reviewers see it: each proposal beside its passage."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ...errors import SourceError
from ..drafts import DRAFT, Draft, ProposedFact, load_draft
from ..structure import SourceDocument, load_document, span_of

# A form of the authoring form, such as {"title": {"da": "Garanti"}, "products": ["tablet"]}.
Tree = dict[str, Any]


@dataclass(frozen=True)
class ReviewDraft:
    """A draft with the document that it was read from."""

    folder: Path
    draft: Draft
    document: SourceDocument

    @cached_property
    def digest(self) -> str:
        """A digest of proposals and text, which tells drafts apart."""
        said = [self.document.sha256, *(f"{entry.id} {entry.digest}" for entry in self.draft.proposals)]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()

    def span(self, proposal: ProposedFact) -> tuple[int, int]:
        """Return the offsets of the passage of a proposal.

        A fact that is gone has no passage, and stands at the beginning.
        """
        return (0, 0) if proposal.change == "gone" and not proposal.at else span_of(proposal.at)

    def title(self, proposal: ProposedFact) -> str:
        """Return the id of a proposal with its title, or with that of its criterion."""
        parent = self.draft.by_id.get(proposal.parent)
        named = proposal.form.get("our-title") or proposal.form.get("title")
        if not named and parent:
            named = parent.form.get("our-title") or parent.form.get("title")
        if isinstance(named, dict):
            named = next(iter(named.values()), "")
        return f"{proposal.id} {named}" if named else proposal.id

    def headings(self, proposal: ProposedFact) -> tuple[str, ...]:
        """Return the headings above the passage of a proposal, the outermost first."""
        start, _ = self.span(proposal)
        place = bisect_right(self.document.blocks, start, key=lambda entry: entry.start) - 1
        if place < 0:
            return ()
        block = self.document.blocks[place]
        own = " ".join(filter(None, (block.number, block.title)))
        return (*block.path, own) if own else block.path


def opened_draft(folder: Path) -> ReviewDraft:
    """Return the draft of a folder.

    Raises:
        SourceError: a file is missing or not of its form, draft and text do not belong together, or a passage is
            outside of the text.
    """
    made = ReviewDraft(folder, load_draft(folder), load_document(folder))
    if made.draft.sha256 != made.document.sha256:
        raise SourceError(folder / DRAFT, "is of another text than the document; read the document again")
    length = len(made.document.text)
    for proposal in made.draft.proposals:
        try:
            start, end = made.span(proposal)
        except (ValueError, IndexError) as error:
            problem = f'"{proposal.id}" has no passage; expected offsets and a digest under "at:"'
            raise SourceError(folder / DRAFT, problem) from error
        if not 0 <= start <= end <= length:
            raise SourceError(
                folder / DRAFT, f'"{proposal.id}" ends at {end}, but the text has {length} characters'
            )
    return made
