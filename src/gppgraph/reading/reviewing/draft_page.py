"""The review of a draft as one HTML page, without a network or a server."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...authoring.context import Terminology
from ...languages import Words
from ...output.html import render
from ..drafts import ProposedFact
from .decision_record import STATES
from .draft_record import ReviewDraft
from .one_proposal import as_yaml, following, split
from .proposal_words import changed, in_words

# The keys of the page, in the order of its help.
KEYS = (
    ("accept", "a"),
    ("edit", "e"),
    ("reject", "x"),
    ("split", "p"),
    ("join", "j"),
    ("undo", "u"),
    ("back", "b"),
    ("skip", "s"),
    ("more-text", "t"),
    ("download", "d"),
    ("save", "Control+Enter"),
    ("cancel", "Escape"),
)
# Words that the script of the page writes.
WRITTEN = (
    *STATES,
    *(f"sign-{state}" for state in STATES),
    "open",
    "progress",
    "settles",
    "not-kept",
    "other-draft",
    "no-decisions",
    "name-yourself",
    "empty-yaml",
    "give-reason",
)


def as_page(
    draft: ReviewDraft,
    proposals: Sequence[ProposedFact],
    settles: Mapping[str, int],
    words: Terminology,
    language: str = "en",
    reviewer: str = "",
) -> str:
    """Return the page on which proposals are reviewed in their given order."""
    said = Words(language, __package__)
    return render(
        "draft_review.html",
        title=said.fill("title", name=draft.draft.title or draft.draft.name),
        language=language,
        text_language=draft.draft.language,
        reviewer=reviewer,
        words=said,
        keys=KEYS,
        draft={
            "digest": draft.digest,
            "text": draft.document.text,
            "items": [
                _item(draft, entry, settles.get(entry.id, 0), words) | {"change": changed(entry, words, said)}
                for entry in proposals
            ],
            "words": {name: said[name] for name in WRITTEN},
        },
    )


def _item(draft: ReviewDraft, proposal: ProposedFact, settles: int, words: Terminology) -> dict[str, object]:
    start, end = draft.span(proposal)
    found = following(proposal, draft, words)
    return {
        "id": proposal.id,
        "title": draft.title(proposal),
        "kind": proposal.kind,
        "words": in_words(proposal.form, words),
        "path": " › ".join(draft.headings(proposal)),
        "start": start,
        "end": end,
        "settles": settles,
        "why": [
            (name, f"{why.says} [{why.at}]" if why.at else why.says) for name, why in proposal.why.items()
        ],
        "doubts": proposal.doubts,
        "yaml": as_yaml({proposal.id: dict(proposal.form)}),
        "split": as_yaml(split(proposal, draft)),
        "join": as_yaml({proposal.id: found[1]}) if found else "",
        "next": found[0].id if found else "",
    }
