"""The decisions of one reviewer on a draft, written whole after each of them."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ...authoring.context import Terminology
from ...errors import InputError
from ...files import write_file
from ...spelling import near
from ..decided import DECISIONS, ReviewDecision, latest, load_decisions
from ..drafts import ProposedFact
from .draft_record import ReviewDraft
from .one_proposal import as_yaml, checked, following, joined_passage

OPEN, ACCEPTED, EDITED, REJECTED = "proposed", "accepted", "edited", "rejected"
STATES = (ACCEPTED, EDITED, REJECTED)


@dataclass
class Decisions:
    """The decisions of one reviewer on a draft, by id of the proposal."""

    draft: ReviewDraft
    reviewer: str
    made: dict[str, ReviewDecision] = field(default_factory=dict)

    def put(self, new: Iterable[ReviewDecision]) -> None:
        """Add decisions to the file of the draft, all of them or none.

        Those that say what counts already are left out.

        Raises:
            OutputError: the file cannot be written; the older one is unchanged.
            SourceError: the older one is not of its form.
        """
        added = [entry for entry in new if self.made.get(entry.proposal) != entry]
        if added:
            path = self.draft.folder / DECISIONS
            lines = [line_of(entry) for entry in (*load_decisions(self.draft.folder), *added)]
            write_file(path, "".join(lines))
        self.made = counting([*self.made.values(), *added])


def line_of(decision: ReviewDecision) -> str:
    """Return a decision as a line of the file, without values that are empty."""
    values = dataclasses.asdict(decision)
    return (
        json.dumps(
            {key: value for key, value in values.items() if value not in ("", None)}, ensure_ascii=False
        )
        + "\n"
    )


def counting(decisions: Iterable[ReviewDecision], reviewer: str = "") -> dict[str, ReviewDecision]:
    """Return the decisions that count, by id of the proposal.

    Those that were taken back are left out.
    """
    return {key: entry for key, entry in latest(decisions, reviewer).items() if entry.state != OPEN}


def kept(draft: ReviewDraft, reviewer: str) -> Decisions:
    """Return the decisions that a reviewer made before.

    Without a name they are those of any reviewer. A decision on a proposal that has changed since counts no longer.

    Raises:
        SourceError: the file is not of its form.
    """
    made = counting(load_decisions(draft.folder), reviewer)
    now = draft.draft.by_id
    return Decisions(
        draft,
        reviewer,
        {key: entry for key, entry in made.items() if key not in now or entry.digest == now[key].digest},
    )


def proposal_of(draft: ReviewDraft, name: str) -> ProposedFact:
    """Return the proposal of an id.

    Raises:
        InputError: there is none; the message has near matches.
    """
    if name not in draft.draft.by_id:
        close = near(name[:80], draft.draft.by_id)
        hint = f" Close matches: {', '.join(close)}." if close else ""
        raise InputError(f'proposal "{name[:80]}" is not in the draft.{hint}')
    return draft.draft.by_id[name]


@dataclass(frozen=True, slots=True)
class Judge:
    """Makes decisions of a reviewer on a day.

    Each method checks what it is given. An empty day is today.

    Raises:
        InputError: the reviewer has no name.
    """

    draft: ReviewDraft
    words: Terminology
    reviewer: str
    day: str = ""

    def __post_init__(self) -> None:
        if not self.reviewer:
            raise InputError("a decision needs the name of its reviewer; name yourself with --reviewer.")

    def accept(self, proposal: ProposedFact) -> list[ReviewDecision]:
        """Accept a proposal as it is.

        Raises:
            SourceError: it is not of the authoring form; it can be edited.
        """
        checked(as_yaml({proposal.id: dict(proposal.form)}), proposal, self.draft, self.words)
        return [self._made(proposal, ACCEPTED)]

    def reject(self, proposal: ProposedFact, reason: str) -> list[ReviewDecision]:
        """Reject a proposal.

        Raises:
            InputError: the reason is empty.
        """
        if not reason.strip():
            raise InputError(f'the rejection of "{proposal.id}" needs a reason.')
        return [self._made(proposal, REJECTED, note=reason.strip())]

    def edit(self, proposal: ProposedFact, text: str) -> list[ReviewDecision]:
        """Replace a proposal by the forms of a text.

        A form under a new id is a proposal of its own.

        Raises:
            SourceError: the text is not of the authoring form.
        """
        forms = checked(text, proposal, self.draft, self.words)
        own = forms.pop(proposal.id)
        if not forms and as_yaml({"": own}) == as_yaml({"": dict(proposal.form)}):
            return [self._made(proposal, ACCEPTED)]
        others = [
            dataclasses.replace(
                self._made(proposal, EDITED, form=form),
                proposal=name,
                kind=proposal.kind,
                parent=proposal.parent,
                at=proposal.at,
                note=f"split from {proposal.id}",
            )
            for name, form in forms.items()
        ]
        return [self._made(proposal, EDITED, form=own), *others]

    def join(self, proposal: ProposedFact, text: str) -> list[ReviewDecision]:
        """Replace a proposal by a text that stands for it and for the next one.

        The next one is rejected.

        Raises:
            InputError: there is no next one of the same kind and criterion.
            SourceError: the text is not of the authoring form.
        """
        found = following(proposal, self.draft, self.words)
        if found is None:
            raise InputError(f'no proposal of the same kind and criterion comes after "{proposal.id}".')
        first, *others = self.edit(proposal, text)
        if first.form is None:
            raise InputError(f'the text has nothing of "{found[0].id}"; edit one, or reject the other.')
        both = dataclasses.replace(first, at=joined_passage(proposal, found[0], self.draft))
        return [both, *others, *self.reject(found[0], joined_into(proposal.id))]

    def take_back(self, proposal: ProposedFact, made: Mapping[str, ReviewDecision]) -> list[ReviewDecision]:
        """Take a decision back, and with it the proposals that it made or joined."""
        notes = (f"split from {proposal.id}", joined_into(proposal.id))
        gone = [entry for key, entry in made.items() if key == proposal.id or entry.note in notes]
        return [
            ReviewDecision(entry.proposal, entry.digest, OPEN, self.reviewer, self._today()) for entry in gone
        ]

    def _made(
        self, proposal: ProposedFact, state: str, form: Mapping[str, Any] | None = None, note: str = ""
    ) -> ReviewDecision:
        return ReviewDecision(
            proposal.id, proposal.digest, state, self.reviewer, self._today(), form, note=note
        )

    def _today(self) -> str:
        return self.day or date.today().isoformat()


def joined_into(name: str) -> str:
    """Return the reason of a rejection for a proposal that was joined into another."""
    return f"joined into {name}"
