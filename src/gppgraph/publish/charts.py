"""What people would rather look at than read: figures on a scale, and when certificates are valid.

A chart is a table whose rows carry a drawing beside their words, so that the words alone tell the same.
Places are shares of the width of the drawing, between 0 and 100.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ..languages import number
from ..terms import iri, slug
from . import constraints
from .pairs import certificate, natural
from .site_words import Words
from .world import World

COLUMNS = ("NO", "DK", "EU", "other", "law", "label")
# Where figures differ more than this, equal steps stand for equal factors.
_WIDE = 100
_EDGE = 3.0


@dataclass(frozen=True, slots=True)
class Statement:
    """What one entry states about a property, and its place on the scale if it is a figure."""

    owner: str
    edition: str | None
    level: str | None
    bound: str
    optional: bool
    place: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """The statements about a property, by country, law and labels, with the marks of their scale."""

    groups: list[tuple[str, list[Statement]]]
    marks: list[tuple[float, str]]
    unit: str
    logarithmic: bool


def figures(world: World, words: Words, concept: str) -> Figures:
    """Return what is stated about a property; no scale where fewer than two figures compare."""
    found: dict[tuple[str, str], Decimal | None] = {}
    units: set[str | None] = set()
    for node in world.sources(concept, "cccev:constrains"):
        owner = constraints.owner_of(world, node)
        if owner is None:
            continue
        bound = constraints.describe(world, words, node)
        stated = world.one(node, "gpp:value")
        if stated is not None:
            units.add(world.one(node, "gpp:unit"))
        shown = bound.removeprefix(world.label(concept, words.language)[0]).removeprefix(":").strip()
        found.setdefault((owner, shown), Decimal(stated) if stated else None)
    values = sorted({value for value in found.values() if value is not None})
    comparable = len(values) > 1 and len(units) == 1
    logarithmic = comparable and values[0] > 0 and values[-1] / values[0] > _WIDE
    groups: dict[str, list[Statement]] = {}
    for (owner, bound), value in sorted(
        found.items(), key=lambda item: (item[1] is None, item[1] or 0, natural(item[0][0]))
    ):
        edition = world.one(owner, "cccev:isDerivedFrom")
        place = _place(value, values, logarithmic) if comparable and value is not None else None
        groups.setdefault(_column(world, owner, edition), []).append(
            Statement(
                owner,
                edition,
                world.one(owner, "gpp:ambitionLevel"),
                bound,
                slug(world.one(owner, "gpp:bindingness") or "") == "optional",
                place,
            )
        )
    return Figures(
        [(name, groups[name]) for name in COLUMNS if name in groups],
        _marks(values, logarithmic, words.language) if comparable else [],
        world.units.heading(next(iter(units)), words.language) if comparable else "",
        logarithmic,
    )


def _column(world: World, owner: str, edition: str | None) -> str:
    if "/id/criterion/" in owner:
        return "label"
    if "/id/requirement/" not in owner:
        return "law"
    country = world.one(edition, "gpp:country") if edition else None
    return country if country in COLUMNS else "other"


def _place(value: Decimal, values: list[Decimal], logarithmic: bool) -> float:
    if logarithmic:
        share = (value / values[0]).ln() / (values[-1] / values[0]).ln()
    else:
        least = min(values[0], Decimal(0))
        share = (value - least) / (values[-1] - least)
    return round(_EDGE + float(share) * (100 - 2 * _EDGE), 2)


def _marks(values: list[Decimal], logarithmic: bool, language: str) -> list[tuple[float, str]]:
    """Return the figures that have room to be printed along the scale, from both ends inwards."""
    marks = [(_place(value, values, logarithmic), number(value, language)) for value in values]
    kept = [marks[0]]
    for mark in marks[1:-1]:
        if mark[0] - kept[-1][0] >= 12 and marks[-1][0] - mark[0] >= 12:
            kept.append(mark)
    if marks[-1][0] - kept[-1][0] < 8:
        kept.pop()
    return [*kept, marks[-1]]


@dataclass(frozen=True, slots=True)
class Life:
    """When certificates under a label edition can be valid; ``before`` and ``after`` are what no source dates."""

    edition: str
    dates: dict[str, str | bool | None]
    issuing: tuple[float, float] | None
    valid: tuple[float, float] | None
    before: tuple[float, float] | None
    after: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """The lives of label editions by scheme, and the years along the scale."""

    groups: list[tuple[str | None, list[Life]]]
    years: list[tuple[float, int]]


def timeline(world: World, editions: list[str]) -> Timeline:
    """Return the lives of label editions, drawn from the first known year to two years after the last."""
    dates = {edition: certificate(world, iri("label", edition)) for edition in editions}
    known = [
        date.fromisoformat(value)
        for entry in dates.values()
        for key, value in entry.items()
        if key in ("from", "until", "end") and value
    ]
    if not known:
        return Timeline([], [])
    first, last = min(known).year, max(known).year + 2
    begin, whole = date(first, 1, 1).toordinal(), (date(last, 1, 1) - date(first, 1, 1)).days

    def place(day: str) -> float:
        return round(100 * (date.fromisoformat(day).toordinal() - begin) / whole, 2)

    groups: dict[str | None, list[Life]] = {}
    for edition in editions:
        life = dates[edition]
        scheme = world.one(iri("label", edition), "dcat:isVersionOf")
        groups.setdefault(scheme, []).append(
            _life(edition, life, {key: place(life[key]) for key in ("from", "until", "end") if life[key]})
        )
    step = 5 if last - first > 12 else 2
    years = [(place(f"{year}-01-01"), year) for year in range(first, last) if year % step == 0]
    return Timeline(sorted(groups.items(), key=lambda item: natural(item[0] or "")), years)


def _life(edition: str, dates: dict[str, str | bool | None], places: dict[str, float]) -> Life:
    start, until, end = (places.get(key) for key in ("from", "until", "end"))

    def span(left: float | None, right: float | None) -> tuple[float, float] | None:
        return (left, round(right - left, 2)) if left is not None and right is not None else None

    last = end if end is not None else until
    return Life(
        edition,
        dates,
        span(start, until if until is not None else end),
        span(until, end),
        span(0.0, last) if start is None else None,
        span(last if last is not None else start, 100.0) if end is None else None,
    )
