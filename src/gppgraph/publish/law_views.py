"""Pages on requirements by law: verdicts by day, and duties as a drawing."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from ..verdicts.law import LawVerdict
from .charts import Bar, YearScale, year_scale
from .pagecontext import Page


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A duty of law that gives a constraint, as words and as a bar.

    ``products`` are the product types for which it does, ``given_for`` the things, none for all, ``units``
    the conditions of the units that it binds. Without ``begins`` the first day is not known.
    """

    constraint: str
    text: Markup
    outcome: str
    begins: str | None
    ends: str | None
    bar: Bar
    act: str
    duty: str
    article: str | None
    products: tuple[str, ...]
    given_for: tuple[str, ...]
    units: tuple[str, ...]
    doubtful: bool


@dataclass(frozen=True, slots=True)
class LawView:
    """The part of one requirement that law gives.

    ``days`` has the verdicts by day, for each of ``products`` that the requirement is for.
    """

    products: list[str]
    days: dict[str, dict[str, LawVerdict]]
    rows: list[DutyRow]
    scale: YearScale | None


def view(page: Page, requirement: str) -> LawView:
    """Return the part of one requirement, by slug, that law gives."""
    site = page.site
    days = site.law.of(requirement)
    spans = site.law.spans.get(requirement, [])
    dated = [day for span in spans for day in (span.begins, span.ends) if day]
    scale = year_scale([*dated, *days]) if dated else None
    grouped: dict[tuple[object, ...], list[str]] = {}
    for span in spans:
        grouped.setdefault(tuple(span._replace(product="")), []).append(span.product)
    rows = []
    for span in spans:
        products = grouped.pop(tuple(span._replace(product="")), None)
        if products is None:
            continue
        constraint = site.statements.find("req", span.constraint)
        rows.append(
            DutyRow(
                constraint=constraint,
                text=page.text(constraint, "dcterms:description"),
                outcome=span.outcome,
                begins=span.begins,
                ends=span.ends,
                bar=scale.bar(span.begins, span.ends) if scale else (0.0, 100.0),
                act=site.statements.find("act", span.act),
                duty=site.statements.find("law", span.duty),
                article=span.article,
                products=tuple(products),
                given_for=span.given_for,
                units=span.units,
                doubtful=span.doubtful,
            )
        )
    return LawView(
        products=sorted({product for found in days.values() for product in found}),
        days=days,
        rows=rows,
        scale=scale,
    )
