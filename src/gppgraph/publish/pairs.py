"""Verdicts by requirement and label edition, and the data of the matrix page.

The page filters these data by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from ..configuration import Defaults
from ..graph import Graph
from ..spelling import natural
from ..terms import iri, slug
from ..verdicts.five_lines import CasesRead, rows_of
from ..verdicts.label_editions import EditionDays, newest_first
from ..verdicts.satisfy import Outcome, Verdict
from .site_words import SiteWords
from .statements import Statements

# Verdicts of pages are for no particular day, since pages show the dates that a verdict depends on.
_ANY_DAY = date(1, 1, 1)
# Letters of verdicts in the data of the matrix; the order is that of pages.
LETTERS = {
    "satisfies": "s",
    "partly": "p",
    "gives-value": "g",
    "optional": "o",
    "below": "b",
    "silent": "i",
    "out-of-reach": "r",
    "undetermined": "u",
    "not-covered": "c",
    "not-applicable": "n",
    "not-specified": "x",
}
# Grades of verdicts of which one end is known, by verdict and the two ends, with their letters.
GRADES = {
    ("undetermined", "none", "part"): "undetermined-half",
    ("partly", "part", "all"): "partly-half",
}
GRADE_LETTERS = {**LETTERS, "undetermined-half": "h", "partly-half": "a"}
ADMISSIONS = {"label": "l", "possibly": "q", "value-only": "v", "not-admitted": "n"}
CONFIDENCES = {"verified": "v", "secondary": "s", "inferred": "i", "recalled": "r"}

# Verdicts by the slugs of a requirement and a label edition.
Pairs = dict[tuple[str, str], list[Verdict]]


def read_pairs(graph: Graph) -> Pairs:
    """Return the verdicts of each requirement and edition.

    They are for new goods, unless the requirement is for goods in another state.
    """
    pairs: Pairs = {}
    for verdict in graph.satisfy(as_of=_ANY_DAY):
        pairs.setdefault((verdict.requirement, verdict.edition), []).append(verdict)
    return dict(sorted(pairs.items()))


def grade(verdict: Verdict) -> str:
    """Return a verdict, or its grade where one end is known.

    For example "undetermined-half".
    """
    return GRADES.get((verdict.verdict, verdict.at_least, verdict.at_most), verdict.verdict)


@dataclass(frozen=True, slots=True)
class Case:
    """A verdict with the product types for which it has the same reasons."""

    verdict: Verdict
    products: tuple[str, ...]


def cases(verdicts: list[Verdict], read: CasesRead) -> list[Case]:
    """Return verdicts grouped with their product types, in the order of pages.

    Those of a group have the same constraints, and the same reasons where these are open.
    """
    groups: dict[tuple[Any, ...], list[Verdict]] = {}
    for verdict in verdicts:
        reasons = tuple(
            tuple(row.text_or_none(name) for name in ("constraint", "reason", "dimension", "criterion"))
            for row in rows_of(read, verdict).reasons
        )
        key = (verdict.verdict, verdict.confidence, verdict.content, verdict.constraints, reasons)
        groups.setdefault(key, []).append(verdict)
    order = list(LETTERS)
    result = [Case(group[0], tuple(entry.product for entry in group)) for group in groups.values()]
    return sorted(result, key=lambda case: (order.index(case.verdict.verdict), case.products))


def shortfalls(statements: Statements, outcome: Outcome) -> list[str]:
    """Return the relations in which a label criterion falls short of a constraint.

    They are names of properties, such as ``["valueWeakerThan"]``.
    """
    if outcome.label_criterion is None or outcome.outcome == "met":
        return []
    asked = statements.find("req", outcome.constraint)
    offered = statements.find("crit", outcome.label_criterion)
    demanded = set(statements.values(asked, "gpp:hasAlternative")) | {asked}
    names = {
        name
        for alternative in (offered, *statements.values(offered, "gpp:hasAlternative"))
        for name, others in statements.relations.get(alternative, {}).items()
        if others & demanded
    }
    return sorted(names)


class CertificateDays(NamedTuple):
    """The days between which certificates under an edition can be valid.

    A day that is not known is ``None``. ``expected`` is an end that is recalled and decides nothing.
    """

    start: str | None
    until: str | None  # the last day of issue
    end: str | None
    end_unknown: bool
    expected: str | None


def certificate_days(statements: Statements, edition: str) -> CertificateDays:
    """Return the days between which certificates under an edition can be valid."""
    return CertificateDays(
        statements.one(edition, "gpp:issuesFrom"),
        statements.one(edition, "gpp:issuesUntil"),
        statements.one(edition, "gpp:certificatesEnd"),
        statements.one(edition, "gpp:certificatesEndUnknown") == "true",
        statements.one(edition, "gpp:certificatesEndExpected"),
    )


def edition_days(statements: Statements, editions: Iterable[str]) -> list[EditionDays]:
    """Return label editions with their days, the newest first."""
    entries = []
    for name in editions:
        edition = statements.find("label", name)
        days = certificate_days(statements, edition)
        start, until, end = (
            date.fromisoformat(day) if day else None for day in (days.start, days.until, days.end)
        )
        criteria = statements.sources(edition, "cccev:isDerivedFrom")
        issued = statements.one(edition, "dcterms:issued") or ""
        entries.append(EditionDays(name, issued, start, until, end, bool(criteria)))
    return newest_first(entries)


def matrix_data(statements: Statements, words: SiteWords, pairs: Pairs, first: Defaults) -> dict[str, Any]:
    """Return the data that the matrix on the front page filters, as plain lists.

    ``first`` is chosen when the page is opened.
    ``cells`` are by "row,column"; each holds a letter per product type, the letter of admission, a letter
    of confidence per product type and, where there are some, the largest buyer values by product type.
    """
    products = sorted({entry.product for verdicts in pairs.values() for entry in verdicts})
    requirements = sorted({requirement for requirement, _ in pairs}, key=natural)
    read = edition_days(statements, {edition for _, edition in pairs})
    editions = [entry.edition for entry in read]
    places = {name: place for place, name in enumerate(products)}
    rows = {name: place for place, name in enumerate(requirements)}
    columns = {name: place for place, name in enumerate(editions)}
    cells = {
        f"{rows[requirement]},{columns[edition]}": _cell(verdicts, places)
        for (requirement, edition), verdicts in pairs.items()
    }

    def label(thing: str) -> str:
        return statements.label(thing, words.language)[0]

    return {
        "first": {"set": first.set, "level": first.level, "product": first.product},
        "products": [{"id": name, "label": label(statements.find("product", name))} for name in products],
        "requirements": [_requirement(statements, words, label, name) for name in requirements],
        "editions": [{**_edition(statements, label, entry.edition), "read": entry.read} for entry in read],
        "verdicts": {
            letter: words.get(f"grade-{name}") or label(iri("verdict", name))
            for name, letter in GRADE_LETTERS.items()
        },
        "classes": {letter: name for name, letter in GRADE_LETTERS.items()},
        "cells": cells,
    }


def _edition(statements: Statements, label: Callable[[str], str], name: str) -> dict[str, Any]:
    days = certificate_days(statements, statements.find("label", name))
    return {
        "id": name,
        "label": label(statements.find("label", name)),
        "from": days.start,
        "until": days.until,
        "end": days.end,
        "unknown": days.end_unknown,
        "expected": days.expected,
    }


def _cell(verdicts: list[Verdict], places: dict[str, int]) -> list[Any]:
    letters, confidences = ["n"] * len(places), ["v"] * len(places)
    limits: dict[str, str] = {}
    for entry in verdicts:
        place = places[entry.product]
        letters[place] = GRADE_LETTERS[grade(entry)]
        confidences[place] = CONFIDENCES[entry.confidence]
        if entry.up_to is not None:
            limits[str(place)] = f"{entry.up_to.normalize():f}"
    cell: list[Any] = ["".join(letters), ADMISSIONS[verdicts[0].admission], "".join(confidences)]
    return [*cell, limits] if limits else cell


def _requirement(
    statements: Statements, words: SiteWords, label: Callable[[str], str], name: str
) -> dict[str, Any]:
    thing = statements.find("req", name)
    edition = statements.one(thing, "cccev:isDerivedFrom") or ""
    level = statements.one(thing, "gpp:ambitionLevel")
    entry: dict[str, Any] = {
        "id": name,
        "code": statements.one(thing, "dcterms:identifier") or name.rsplit(".", 1)[-1],
        "title": label(thing),
        "set": slug(edition),
        "setLabel": label(edition),
        "country": statements.one(edition, "gpp:country") or "",
        "level": slug(level) if level else "",
        "levelLabel": label(level) if level else "",
        "states": [slug(state) for state in statements.values(thing, "gpp:appliesToState")],
    }
    with_parameter = [
        part
        for part in statements.values(thing, "cccev:hasRequirement")
        if statements.one(part, "gpp:parameterName")
    ]
    if with_parameter:
        part = with_parameter[0]
        entry["parameter"] = statements.one(part, "gpp:parameterName")
        entry["floor"] = statements.one(part, "gpp:printedValue")
        entry["unit"] = statements.units.heading(statements.one(part, "gpp:printedUnit"), words.language)
    return entry
