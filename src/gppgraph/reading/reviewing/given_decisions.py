"""Decisions that a script gives on the command line."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ...authoring.loader import read_text
from ...errors import InputError
from ..decided import ReviewDecision
from .decision_record import Judge, proposal_of

FORM = "ID=accept, ID=reject:REASON or ID=edit:FILE"


def given(entries: Iterable[str], judge: Judge) -> list[ReviewDecision]:
    """Return the decisions of texts.

    For example ``4.2.c1=accept`` or ``4.3=reject:no demand``.

    Raises:
        InputError: a text is not of that form, names no proposal, or lacks a reason.
        SourceError: the file of an edit is not of the authoring form.
    """
    made: list[ReviewDecision] = []
    for entry in entries:
        name, _, said = entry.partition("=")
        verb, _, rest = said.partition(":")
        proposal = proposal_of(judge.draft, name.strip())
        if said.strip() == "accept":
            made += judge.accept(proposal)
        elif verb == "reject":
            made += judge.reject(proposal, rest)
        elif verb == "edit" and rest:
            made += judge.edit(proposal, read_text(Path(rest)))
        else:
            raise InputError(f'--decide "{entry[:80]}" is not of the form {FORM}.')
    return made
