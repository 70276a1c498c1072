"""Figures on a scale, and the periods in which certificates are valid.

A chart is a table with a drawing in each row; the words of the row are complete without it.
Places are shares of the width of the drawing, between 0 and 100.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..languages import number
from ..spelling import natural
from ..terms import slug
from . import constraints
from .pairs import CertificateDays, certificate_days
from .site_words import SiteWords
from .statements import Statements

# Columns beside those of the countries.
OTHER_COLUMNS = ("other", "law", "label")
# Where figures differ more than this, equal steps stand for equal factors.
_WIDE = 100
_EDGE = 3.0


@dataclass(frozen=True, slots=True)
class Demand:
    """A value that one requirement, criterion or law sets for a property.

    ``place`` is its place on the scale, ``None`` if the value is no figure.
    """

    owner: str
    edition: str | None
    level: str | None
    bound: str
    optional: bool
    place: float | None


@dataclass(frozen=True, slots=True)
class FigureChart:
    """The values set for a property, grouped by country, law and labels.

    ``marks`` are the labelled places of the scale.
    """

    groups: list[tuple[str, list[Demand]]]
    marks: list[tuple[float, str]]
    unit: str
    logarithmic: bool


def figures(
    statements: Statements, words: SiteWords, concept: str, countries: Sequence[str] = ()
) -> FigureChart:
    """Return the values set for a property, by country, law and labels.

    There is no scale if fewer than two figures compare.
    """
    demands: dict[tuple[str, str], Decimal | None] = {}
    units: set[str | None] = set()
    label = statements.label(concept, words.language)[0]
    for node in statements.sources(concept, "cccev:constrains"):
        owner = constraints.owner_of(statements, node)
        if owner is None:
            continue
        value = statements.one(node, "gpp:value")
        if value is not None:
            units.add(statements.one(node, "gpp:unit"))
        bound = constraints.describe(statements, words, node).removeprefix(label).removeprefix(":").strip()
        demands.setdefault((owner, bound), Decimal(value) if value else None)
    values = sorted({value for value in demands.values() if value is not None})
    comparable = len(values) > 1 and len(units) == 1
    logarithmic = comparable and values[0] > 0 and values[-1] / values[0] > _WIDE
    groups: dict[str, list[Demand]] = {}
    for (owner, bound), figure in sorted(
        demands.items(), key=lambda item: (item[1] is None, item[1] or 0, natural(item[0][0]))
    ):
        edition = statements.one(owner, "cccev:isDerivedFrom")
        demand = Demand(
            owner,
            edition,
            statements.one(owner, "gpp:ambitionLevel"),
            bound,
            slug(statements.one(owner, "gpp:bindingness") or "") == "optional",
            _place(figure, values, logarithmic) if comparable and figure is not None else None,
        )
        groups.setdefault(_column(statements, owner, edition, countries), []).append(demand)
    return FigureChart(
        [(name, groups[name]) for name in (*countries, *OTHER_COLUMNS) if name in groups],
        _marks(values, logarithmic, words.language) if comparable else [],
        _unit(statements, next(iter(units)), words.language) if comparable else "",
        logarithmic,
    )


def _unit(statements: Statements, unit: str | None, language: str) -> str:
    """Return the unit of a scale, or the title of a code that is no unit."""
    return statements.units.heading(unit, language) or (statements.label(unit, language)[0] if unit else "")


def _column(statements: Statements, owner: str, edition: str | None, countries: Sequence[str]) -> str:
    if "/id/criterion/" in owner:
        return "label"
    if "/id/requirement/" not in owner:
        return "law"
    country = statements.one(edition, "gpp:country") if edition else None
    return country if country and country in countries else "other"


def _place(value: Decimal, values: list[Decimal], logarithmic: bool) -> float:
    if logarithmic:
        share = (value / values[0]).ln() / (values[-1] / values[0]).ln()
    else:
        least = min(values[0], Decimal(0))
        share = (value - least) / (values[-1] - least)
    return round(_EDGE + float(share) * (100 - 2 * _EDGE), 2)


def _marks(values: list[Decimal], logarithmic: bool, language: str) -> list[tuple[float, str]]:
    """Return the marks with room for their text, from both ends inwards."""
    marks = [(_place(value, values, logarithmic), number(value.normalize(), language)) for value in values]
    result = [marks[0]]
    for mark in marks[1:-1]:
        if mark[0] - result[-1][0] >= 12 and marks[-1][0] - mark[0] >= 12:
            result.append(mark)
    if marks[-1][0] - result[-1][0] < 8:
        result.pop()
    return [*result, marks[-1]]


# The left end and the width of a bar.
Bar = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Life:
    """The period in which certificates under a label edition can be valid.

    ``before`` and ``after`` are the parts that no source dates.
    """

    edition: str
    dates: CertificateDays
    issuing: Bar | None
    valid: Bar | None
    before: Bar | None
    after: Bar | None


@dataclass(frozen=True, slots=True)
class YearScale:
    """A scale from the first year of some days to two years after the last."""

    begin: int
    whole: int
    years: list[tuple[float, int]]

    def place(self, day: str | None) -> float | None:
        """Return the place of a day, ``None`` for a day that is not known."""
        return (
            round(100 * (date.fromisoformat(day).toordinal() - self.begin) / self.whole, 2) if day else None
        )

    def bar(self, begins: str | None, ends: str | None) -> Bar:
        """Return the bar of a span, which goes to the edge where an end is not known."""
        left, right = self.place(begins) or 0.0, self.place(ends)
        return left, round((100.0 if right is None else right) - left, 2)


def year_scale(days: Iterable[str]) -> YearScale:
    """Return the scale on which some days have a place, one at least."""
    years = [date.fromisoformat(day).year for day in days]
    first, last = min(years), max(years) + 2
    begin, whole = date(first, 1, 1).toordinal(), (date(last, 1, 1) - date(first, 1, 1)).days
    step = 5 if last - first > 12 else 2
    marks = [year for year in range(first, last) if year % step == 0]
    return YearScale(
        begin,
        whole,
        [(round(100 * (date(year, 1, 1).toordinal() - begin) / whole, 2), year) for year in marks],
    )


@dataclass(frozen=True, slots=True)
class Timeline:
    """The lives of label editions by scheme, and the years along the scale."""

    groups: list[tuple[str | None, list[Life]]]
    years: list[tuple[float, int]]


def timeline(statements: Statements, editions: list[str]) -> Timeline:
    """Return the periods of label editions on a common scale.

    It goes from the first dated year to two years after the last.
    """
    dates = {edition: certificate_days(statements, statements.find("label", edition)) for edition in editions}
    dated = [day for entry in dates.values() for day in (entry.start, entry.until, entry.end) if day]
    if not dated:
        return Timeline([], [])
    scale = year_scale(dated)
    groups: dict[str | None, list[Life]] = {}
    for edition, days in dates.items():
        scheme = statements.one(statements.find("label", edition), "dcat:isVersionOf")
        places = [scale.place(day) for day in (days.start, days.until, days.end)]
        life = _life(edition, days, *places)
        groups.setdefault(scheme, []).append(life)
    return Timeline(sorted(groups.items(), key=lambda item: natural(item[0] or "")), scale.years)


def _life(
    edition: str, dates: CertificateDays, start: float | None, until: float | None, end: float | None
) -> Life:
    def bar(left: float | None, right: float | None) -> Bar | None:
        return (left, round(right - left, 2)) if left is not None and right is not None else None

    last = end if end is not None else until
    return Life(
        edition,
        dates,
        bar(start, until if until is not None else end),
        bar(until, end),
        bar(0.0, last) if start is None else None,
        bar(last if last is not None else start, 100.0) if end is None else None,
    )
