"""From which day law gives which part of a requirement."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..catalogue.query import text_of
from ..rdf.rows import Row, Term
from ..rdf.store import Queried, select
from ..spelling import natural

# What law gives, whole or for some things.
GIVING = ("met", "in-part")


class LawSpan(NamedTuple):
    """The days on which a duty of law gives a constraint, half-open.

    Without ``begins`` or ``ends`` the day is not known, or there is none. ``given_for`` are the things for which
    the duty gives the constraint, none for all; ``units`` the conditions of the units of the type that it binds
    where others are not bound. ``doubtful`` says that it is not known whether the duty holds in the jurisdiction.
    """

    requirement: str
    constraint: str
    product: str
    outcome: str
    duty: str
    act: str
    article: str | None
    begins: str | None
    ends: str | None
    given_for: tuple[str, ...]
    units: tuple[str, ...]
    doubtful: bool


def read_spans(store: Queried, narrowed: dict[str, Term]) -> dict[str, list[LawSpan]]:
    """Return the spans in which law gives parts of each requirement.

    The earliest is first.

    For example ``{"eu-gpp-2021.core.TS6": [LawSpan(constraint="eu-gpp-2021.core.TS6.c1", begins="2025-06-20", ...)]}``.
    ``narrowed`` binds ``requirement``, ``product`` or ``jurisdiction`` of the query ``law-timeline``.
    """
    grouped: dict[tuple[str, ...], list[Row]] = {}
    for row in select(store, text_of("law-timeline"), narrowed):
        if row.slug("outcome") in GIVING:
            key = tuple(row.iri(name) for name in ("requirement", "constraint", "product", "duty"))
            grouped.setdefault(key, []).append(row)
    found: dict[str, list[LawSpan]] = {}
    for rows in grouped.values():
        span = _span(rows)
        found.setdefault(span.requirement, []).append(span)
    return {
        requirement: sorted(
            spans,
            key=lambda span: (span.begins or "", natural(span.constraint), span.product, natural(span.duty)),
        )
        for requirement, spans in found.items()
    }


def _span(rows: list[Row]) -> LawSpan:
    row = rows[0]

    def names(column: str) -> tuple[str, ...]:
        return tuple(sorted({entry.slug(column) for entry in rows if entry[column] is not None}))

    return LawSpan(
        requirement=row.slug("requirement"),
        constraint=row.slug("constraint"),
        product=row.slug("product"),
        outcome=row.slug("outcome"),
        duty=row.slug("duty"),
        act=row.slug("act"),
        article=row.text_or_none("article"),
        begins=row.text_or_none("from"),
        ends=row.text_or_none("until"),
        given_for=names("given_for"),
        units=names("units"),
        doubtful=row.flag("doubtful"),
    )


def changes(spans: Iterable[LawSpan], day: str) -> list[str]:
    """Return the days after a day on which law gives more or less, sorted."""
    days = {end for span in spans if not span.doubtful for end in (span.begins, span.ends) if end}
    return sorted(entry for entry in days if entry > day)
