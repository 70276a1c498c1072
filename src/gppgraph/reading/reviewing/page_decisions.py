"""Decisions that the page of a review offers as a file, read with every check."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ...authoring.context import Terminology
from ...errors import GppGraphError, InputError, SourceError
from ...values import parse_day
from ..decided import ReviewDecision
from .decision_record import ACCEPTED, EDITED, REJECTED, STATES, Judge, proposal_of
from .draft_record import ReviewDraft

MAX_BYTES = 16 * 1024 * 1024


def read_decisions(
    path: Path, draft: ReviewDraft, words: Terminology, reviewer: str = ""
) -> list[ReviewDecision]:
    """Return the decisions of a file of the page.

    ``reviewer`` stands in for a reviewer that the file does not name. The rejection of a proposal that was joined
    comes with the proposal that it was joined into.

    Raises:
        SourceError: the file is none of decisions, is about another draft, or an entry is wrong.
    """
    content = _json(path)
    if content.get("draft") != draft.digest:
        raise SourceError(
            path, f"is about another draft than that of {draft.folder}; review the draft as it is now"
        )
    entries = content.get("decisions")
    if not isinstance(entries, list):
        raise SourceError(path, 'has no list "decisions"')
    named = content.get("reviewer")
    name = named.strip() if isinstance(named, str) and named.strip() else reviewer
    made: dict[str, ReviewDecision] = {}
    seen: set[str] = set()
    for number, entry in enumerate(entries, 1):
        try:
            key, decisions = _decided(entry, draft, words, name)
        except GppGraphError as error:
            raise SourceError(path, f"decision {number}: {error}") from error
        if key in seen:
            raise SourceError(path, f'decision {number}: "{key}" is decided twice')
        seen.add(key)
        for decision in decisions:
            other = made.get(decision.proposal)
            if other is not None and other.kind and other != decision:
                raise SourceError(path, f'decision {number}: "{decision.proposal}" is made twice')
            made[decision.proposal] = decision
    return list(made.values())


def _json(path: Path) -> dict[str, Any]:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(path, f"cannot be read: {error.strerror}") from error
    if len(content) > MAX_BYTES:
        raise SourceError(path, f"is too large: {len(content)} bytes, at most {MAX_BYTES}")
    try:
        found = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise SourceError(path, f"is not JSON: {error}", getattr(error, "lineno", None)) from error
    if not isinstance(found, dict):
        raise SourceError(path, 'is no JSON object; expected one with "draft" and "decisions"')
    return found


def _decided(
    entry: object, draft: ReviewDraft, words: Terminology, reviewer: str
) -> tuple[str, list[ReviewDecision]]:
    if not isinstance(entry, dict) or not all(isinstance(value, str) for value in entry.values()):
        raise InputError('is no object of texts; expected "id", "state" and "day".')
    proposal = proposal_of(draft, entry.get("id", ""))
    judge = Judge(draft, words, reviewer, str(parse_day(entry.get("day", ""))))
    state, text = entry.get("state", ""), entry.get("yaml", "")
    if state == ACCEPTED:
        decisions = judge.accept(proposal)
    elif state == REJECTED:
        decisions = judge.reject(proposal, entry.get("reason", ""))
    elif state == EDITED:
        decisions = judge.join(proposal, text) if entry.get("joined") else judge.edit(proposal, text)
    else:
        raise InputError(f'state "{state[:80]}" is not one of {", ".join(STATES)}.')
    return proposal.id, decisions
