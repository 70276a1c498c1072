"""A task of the review, chosen by the options of the command."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ...authoring.context import Terminology
from ...errors import InputError
from ...files import write_file
from ..decided import ReviewDecision
from .decision_record import STATES, Decisions, Judge, kept
from .draft_record import ReviewDraft, opened_draft
from .given_decisions import given
from .page_decisions import read_decisions
from .review_order import VERDICTS, Cell, cells_waiting, ordered, verdicts_settled

if TYPE_CHECKING:
    from ...dataset import Dataset
    from .agreement import Agreement
    from .terminal_review import Ask, Editor, Say

# Opens the graph; only the order by verdicts needs it.
Opener = Callable[[], "Dataset"]


class ReviewProgress(NamedTuple):
    """The number of proposals by state, and the ids of those that are open."""

    counts: Mapping[str, int]
    open: tuple[str, ...]

    def as_record(self) -> dict[str, Any]:
        """Return plain values, such as ``{"accepted": 3, "open": ["6.1"]}``."""
        return {**self.counts, "open": list(self.open)}

    def as_line(self) -> str:
        """Return one line, such as ``3 accepted, 0 edited, 1 rejected, 2 open``."""
        parts = [f"{count} {state}" for state, count in self.counts.items()]
        return ", ".join([*parts, f"{len(self.open)} open"])


def standing(decisions: Decisions) -> ReviewProgress:
    """Return how far a reviewer is."""
    proposals = decisions.draft.draft.proposals
    states = [entry.state for entry in decisions.made.values()]
    return ReviewProgress(
        {state: states.count(state) for state in STATES},
        tuple(entry.id for entry in proposals if entry.id not in decisions.made),
    )


def take_in(values: Mapping[str, Any], words: Terminology) -> list[ReviewProgress]:
    """Take in the decisions of a file and of options, all of them or none.

    The result has one entry for each reviewer of them.

    Raises:
        InputError: a decision is not of its form; nothing is kept.
        SourceError: the draft or the file cannot be read, or the file is about another draft.
    """
    draft = opened_draft(Path(values["review"]))
    reviewer = reviewer_of(values)
    new: list[ReviewDecision] = []
    if values["decisions"]:
        new += read_decisions(Path(values["decisions"]), draft, words, reviewer)
    if values["decide"]:
        new += given(values["decide"], Judge(draft, words, reviewer))
    result = []
    for name in dict.fromkeys(entry.reviewer for entry in new):
        decisions = kept(draft, name)
        decisions.put(entry for entry in new if entry.reviewer == name)
        result.append(standing(decisions))
    return result


def write_page(values: Mapping[str, Any], words: Terminology, open_graph: Opener) -> None:
    """Write the page of a review to the file of ``html``.

    Raises:
        InputError: the folder holds no draft.
        OutputError: the page cannot be written.
    """
    from .draft_page import as_page

    draft = opened_draft(Path(values["review"]))
    cells = _cells(values, draft, words, open_graph)
    proposals, settles = ordered(draft, values["order"], cells), verdicts_settled(draft, cells)
    page = as_page(draft, proposals, settles, words, values["lang"] or "en", reviewer_of(values))
    write_file(Path(values["html"]), page)


def compare_reviewers(values: Mapping[str, Any], words: Terminology) -> Agreement:
    """Return how far two reviewers agree.

    Each is a file of the page, or a name in the decisions of the draft.

    Raises:
        InputError: not two are named, or a name has no decisions.
        SourceError: a file is none of decisions, or is about another draft.
    """
    from .agreement import compared

    draft = opened_draft(Path(values["review"]))
    if len(values["compare"]) != 2:
        raise InputError("--compare needs two reviewers: files of the page, or names; give it twice.")
    first, second = (_made_by(draft, name, words) for name in values["compare"])
    return compared(draft, first, second)


def _made_by(draft: ReviewDraft, name: str, words: Terminology) -> Mapping[str, ReviewDecision]:
    path = Path(name)
    if path.is_file():
        found = read_decisions(path, draft, words, path.stem)
        return {entry.proposal: entry for entry in found}
    made = kept(draft, name).made
    if not made:
        raise InputError(f'"{name}" is no file, and no reviewer of {draft.folder}.')
    return made


def in_terminal(
    values: Mapping[str, Any], words: Terminology, open_graph: Opener, ask: Ask, say: Say, editor: Editor
) -> ReviewProgress:
    """Review a draft by questions and answers.

    Raises:
        InputError: the reviewer has no name, or the folder holds no draft.
    """
    from .terminal_review import TerminalReview

    if not reviewer_of(values):
        raise InputError("a decision needs the name of its reviewer; name yourself with --reviewer.")
    draft = opened_draft(Path(values["review"]))
    decisions = kept(draft, reviewer_of(values))
    cells = _cells(values, draft, words, open_graph)
    proposals, settles = ordered(draft, values["order"], cells), verdicts_settled(draft, cells)
    TerminalReview(decisions, proposals, settles, words, ask, say, editor).run()
    return standing(decisions)


def reviewer_of(values: Mapping[str, Any]) -> str:
    """Return the name of the reviewer, empty if there is none."""
    return (values["reviewer"] or "").strip()


def _cells(
    values: Mapping[str, Any], draft: ReviewDraft, words: Terminology, open_graph: Opener
) -> Mapping[str, set[Cell]]:
    return cells_waiting(open_graph(), draft, words) if values["order"] == VERDICTS else {}
