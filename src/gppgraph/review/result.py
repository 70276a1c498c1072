"""The result of a review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from ..texts.linked import Linked
from .climate import Climate
from .coverage import Covered
from .findings import ReviewFinding


class Thing(NamedTuple):
    """The IRI and the title of a thing."""

    iri: str
    title: str


@dataclass(frozen=True, slots=True)
class Review:
    """A text with its findings, its coverage and its route of the climate rule.

    ``things`` has the sources of findings and the requirements of ``coverage`` by name.
    """

    linked: Linked
    country: str
    country_name: str
    day: str
    findings: tuple[ReviewFinding, ...]
    coverage: tuple[Covered, ...]
    climate: Climate | None
    things: Mapping[str, Thing]
    language: str
