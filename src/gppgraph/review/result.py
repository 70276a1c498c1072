"""The result of a review: a text with its findings and what it covers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..texts.forms import Linked
from .climate import Climate
from .coverage import Covered
from .findings import Finding


@dataclass(frozen=True, slots=True)
class Review:
    """A text with its findings, what it covers, and where the climate rule leads."""

    linked: Linked
    country: str
    day: str
    findings: tuple[Finding, ...]
    coverage: tuple[Covered, ...]
    climate: Climate | None
    things: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # name: IRI and title
    language: str = "en"
