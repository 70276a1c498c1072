"""The content of a mapping: which cells become which columns of evidence."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .called_names import CalledNames

CATEGORY = "{category}"


@dataclass(frozen=True, slots=True)
class MappedInterval:
    """A figure with its ends; an end that is not known is infinite."""

    low: float = -math.inf
    high: float = math.inf
    low_open: bool = False
    high_open: bool = False


@dataclass(frozen=True, slots=True)
class NamedCell:
    """A name that every row has, or the headings of a column with its codes.

    A code ``None`` stands for a cell that says nothing. With ``called``, cells hold names that people give.
    """

    name: str | None = None
    headings: tuple[str, ...] = ()
    codes: Mapping[str, str | None] | None = None
    called: bool = False


@dataclass(frozen=True, slots=True)
class CellReading:
    """The way in which a cell becomes a value.

    ``units`` has the factor of each word that may follow a number; that of the empty word is for a bare number.
    ``codes`` has what a text stands for: an interval, a truth value, or names of members.
    """

    headings: tuple[str, ...]
    always: MappedInterval | bool | tuple[str, ...] | None
    units: Mapping[str, float]
    bound: str
    codes: Mapping[str, MappedInterval | bool | tuple[str, ...]]
    between: str | None
    complete: bool


@dataclass(frozen=True, slots=True)
class MappedValue:
    """One group of columns of evidence.

    It is for a concept, a facet of one, or an input of formulas. ``name`` begins the names of its columns, such
    as ``battery-charge-cycles``.
    """

    name: str
    kind: str
    reading: CellReading
    categories: tuple[str, ...] | None
    types: tuple[str, ...] | None
    start: str | None = None
    reaches: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class MappedCertificate:
    """A certificate that each row states, or those rows whose cell names its edition."""

    edition: NamedCell
    tier: NamedCell | None
    start: tuple[str, ...]
    end: tuple[str, ...]
    number: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ProductMapping:
    """A mapping whose names were all found in the graph.

    ``called`` finds the things that people call by a name.
    """

    name: str
    path: Path
    title: str
    sample: str
    form: str
    records: str
    delimiter: str
    decimal: str
    dates: tuple[str, ...]
    unknown: tuple[str, ...]
    key: tuple[tuple[str, ...], ...]
    model: tuple[tuple[str, ...], ...]
    brand: tuple[str, ...]
    type: NamedCell | None
    state: NamedCell | None
    registered_on: tuple[str, ...]
    placed_on_market: tuple[str, ...]
    markets: tuple[tuple[str, ...], str] | None
    categories: Mapping[str, str]
    values: tuple[MappedValue, ...]
    certificates: tuple[MappedCertificate, ...]
    left_out: tuple[tuple[tuple[str, ...], str], ...]
    called: CalledNames

    def columns(self) -> list[tuple[str, ...]]:
        """Return the headings of each column that is read; a file has one of a tuple.

        A category stands as ``{category}``. Several columns may make up a key or the name of a model.
        """
        columns = [*self.key, *self.model, self.brand]
        columns += [cell.headings for cell in (self.type, self.state) if cell]
        columns += [self.registered_on, self.placed_on_market, self.markets[0] if self.markets else ()]
        for certificate in self.certificates:
            columns += [certificate.edition.headings, certificate.start, certificate.end, certificate.number]
            columns += [certificate.tier.headings] if certificate.tier else []
        columns += [value.reading.headings for value in self.values]
        return [headings for headings in columns if headings]

    def headings(self) -> set[str]:
        """Return every heading that is read, a category in its words."""
        return {heading for column in self.columns() for group in self.spelled(column) for heading in group}

    def spelled(self, column: tuple[str, ...]) -> list[tuple[str, ...]]:
        """Return the headings of a column in each category that has it."""
        if not any(CATEGORY in heading for heading in column):
            return [column]
        within = [value.categories for value in self.values if value.reading.headings == column]
        categories = {
            category: None for names in within for category in (self.categories if names is None else names)
        }
        return [self.in_category(column, category) for category in categories]

    def categories_of(self, value: MappedValue) -> tuple[str | None, ...]:
        """Return the categories that have a value, only ``None`` for one of the whole row."""
        if not any(CATEGORY in heading for heading in value.reading.headings):
            return (None,)
        return value.categories if value.categories is not None else tuple(self.categories)

    def in_category(self, headings: Iterable[str], category: str | None) -> tuple[str, ...]:
        """Return headings with the words of a category."""
        words = self.categories[category] if category is not None else ""
        return tuple(heading.replace(CATEGORY, words) for heading in headings)
