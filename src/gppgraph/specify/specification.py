"""The requirement specification of a tender, from a set, a level and wishes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .requirement_sentences import RequirementSentence

AWARD = "AwardCriterion"
# The state of goods that is meant where none is said.
USUAL = "new"
# The kinds of requirements in the order of a tender.
KINDS = (
    "SelectionCriterion",
    "TechnicalSpecification",
    AWARD,
    "ContractPerformanceClause",
)


@dataclass(frozen=True, slots=True)
class ProvingLabel:
    """A label edition whose certificate proves a whole requirement on the day.

    ``products`` are the chosen product types that it proves it for, ``for_all`` whether these are all of them.
    """

    edition: str
    title: str
    products: tuple[str, ...]
    for_all: bool


@dataclass(frozen=True, slots=True)
class GivenByLaw:
    """An act that sets limits on the subject of a requirement on the day.

    ``parts`` are the constraints that it gives for every unit of the chosen types, none where it gives them for
    some units or sets another limit; ``whole`` says that law gives the whole requirement. ``holds`` is false for
    law of the European Union that is not known to hold in the country.
    """

    act: str
    title: str
    parts: tuple[str, ...]
    whole: bool
    holds: bool


@dataclass(frozen=True, slots=True)
class PointBand:
    """A band of results that earns a share of the points; an end of ``None`` is open."""

    lower: float | None
    lower_inclusive: bool
    upper: float | None
    upper_inclusive: bool
    share: float


@dataclass(frozen=True, slots=True)
class SpecifiedRequirement:
    """One requirement of the tender.

    ``kind`` is a class of requirements, such as "AwardCriterion". ``formal`` says that the sentences hold all
    of the source's text. ``products`` are the chosen product types that it applies to. ``proofs`` are accepted
    ways of proof, ``checks`` what the buyer has still to look at, both in words.
    """

    requirement: str
    code: str
    title: str
    level: str | None
    kind: str
    products: tuple[str, ...]
    formal: bool
    sentences: tuple[RequirementSentence, ...]
    proofs: tuple[str, ...]
    labels: tuple[ProvingLabel, ...]
    law: tuple[GivenByLaw, ...]
    bands: tuple[PointBand, ...]
    checks: tuple[str, ...]
    source: str

    @property
    def award(self) -> bool:
        """Whether the requirement earns points."""
        return self.kind == AWARD


@dataclass(frozen=True, slots=True)
class Specification:
    """The requirements of a tender.

    ``things`` has the titles of product types, levels and states of goods by slug.
    """

    set: str
    title: str
    source: str
    levels: tuple[str, ...]
    products: tuple[str, ...]
    state: str
    country: str
    day: str
    language: str
    values: Mapping[str, str]
    things: Mapping[str, str]
    requirements: tuple[SpecifiedRequirement, ...]

    def of_kind(self, kind: str) -> tuple[SpecifiedRequirement, ...]:
        """Return the requirements of one kind."""
        return tuple(entry for entry in self.requirements if entry.kind == kind)
