"""Sentences that demand something, and the constraints that are read from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .drafts import Why
from .structure import Block


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence with its block, and the sentence before its list."""

    start: int
    end: int
    text: str
    block: Block
    lead: str = ""


@dataclass
class ReadConstraint:
    """A constraint or an unformalised demand, as read from a span of the text."""

    start: int
    end: int
    form: dict[str, Any]
    kind: str = "constraint"
    why: dict[str, Why] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    modality: str = "mandatory"


def short_unit(unit: str) -> str:
    """Return the short name of a unit in the authoring form, such as ``YR``."""
    return unit.rpartition("/")[2]
