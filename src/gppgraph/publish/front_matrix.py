"""The matrix of the front page: table, best answers, and data that filter it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..languages import Words
from ..spelling import natural
from ..terms import slug
from ..verdicts.first_screen import nearness, ranked, sentence
from ..verdicts.five_lines import rows_of
from ..verdicts.law import LawVerdict
from ..verdicts.satisfy import Verdict
from .pairs import GRADE_LETTERS, edition_days, grade, matrix_data
from .site import Site
from .site_words import SiteWords


@dataclass(frozen=True, slots=True)
class MatrixTable:
    """The matrix that is shown without a script.

    ``unread`` are editions of which no criterion was read, ``law`` are the verdicts by law on its first day.
    """

    set: str
    product: str
    requirements: list[str]
    editions: list[str]
    unread: list[str]
    cells: dict[tuple[str, str], Verdict]
    law: dict[str, LawVerdict]


def table(site: Site) -> MatrixTable | None:
    """Return the matrix of the default set, ``None`` for a graph without verdicts."""
    statements, first = site.statements, site.configuration.defaults
    owners = {
        statements.one(statements.find("req", name), "cccev:isDerivedFrom") or "" for name, _ in site.pairs
    }
    if not owners:
        return None
    default = statements.find("set", first.set)
    owner = default if default in owners else min(owners)
    product = first.product or min(entry.product for verdicts in site.pairs.values() for entry in verdicts)
    cells: dict[tuple[str, str], Verdict] = {}
    for (requirement, edition), verdicts in site.pairs.items():
        thing = statements.find("req", requirement)
        if statements.one(thing, "cccev:isDerivedFrom") != owner:
            continue
        level = statements.one(thing, "gpp:ambitionLevel")
        if owner == default and first.level and level and slug(level) != first.level:
            continue
        for entry in verdicts:
            if entry.product == product and entry.verdict not in ("not-specified", "not-applicable"):
                cells[requirement, edition] = entry
    covering = {edition for (_, edition), entry in cells.items() if entry.verdict != "not-covered"}
    ordered = edition_days(statements, covering)
    return MatrixTable(
        set=owner,
        product=statements.find("product", product),
        requirements=sorted({requirement for requirement, _ in cells}, key=natural),
        editions=[entry.edition for entry in ordered if entry.read],
        unread=[entry.edition for entry in ordered if not entry.read],
        cells=cells,
        law={
            requirement: entry
            for found in [*site.law.verdicts.values()][:1]
            for (requirement, of_product), entry in found.items()
            if of_product == product
        },
    )


def best_answers(site: Site, language: str) -> dict[str, list[tuple[str, str]]]:
    """Return the answers on each requirement of the first table, the best first.

    Each is a label edition with a sentence, for example ``{"dk-desktop-2023.basis.TS3": [("tco-certified-10",
    "TCO Certified, generation 10 may prove it; the criteria text decides")]}``. They are for no day; a reader
    takes the first whose certificates can be valid. Editions of which nothing was read have none.
    """
    shown = table(site)
    if shown is None:
        return {}
    words = Words(language, "gppgraph.verdicts")
    find, label = site.statements.find, site.statements.label
    titles = {edition: label(find("label", edition), language)[0] for edition in shown.editions}
    answers = {}
    for requirement in shown.requirements:
        cells = [
            _on_no_day(shown.cells[requirement, edition])
            for edition in shown.editions
            if (requirement, edition) in shown.cells
        ]
        rows = {entry.edition: rows_of(site.cases, entry).reasons for entry in cells}
        near = {(requirement, edition): nearness(reasons) for edition, reasons in rows.items() if reasons}
        answers[requirement] = [
            (entry.edition, sentence(entry, near[key].reason if key in near else None, titles, words))
            for entry in ranked(cells, near, shown.editions)
            for key in [(requirement, entry.edition)]
        ]
    return answers


def first_answers(site: Site, language: str) -> dict[str, str]:
    """Return the best answer on each requirement for a page without a script.

    A label edition with an end of its certificates on record comes after the others.
    """
    ended = {entry.edition for entry in edition_days(site.statements, site.editions) if entry.end}
    return {
        requirement: min(answers, key=lambda entry: entry[0] in ended)[1]
        for requirement, answers in best_answers(site, language).items()
        if answers
    }


def _on_no_day(verdict: Verdict) -> Verdict:
    """Return a verdict as if it were not known whether a certificate is valid."""
    refused = "false" in (verdict.content, verdict.admitted)
    return verdict._replace(currency="undetermined", proves="false" if refused else "undetermined")


def data(site: Site, words: SiteWords) -> dict[str, Any]:
    """Return the data that the matrix filters by a script.

    ``best`` has the answers on the requirements of the first table, for its product type, the best first: the
    place of the label edition among ``editions``, and the sentence. ``law`` has the verdicts by law.
    """
    values = matrix_data(site.statements, words, site.pairs, site.configuration.defaults)
    places = {entry["id"]: place for place, entry in enumerate(values["editions"])}
    best = {
        requirement: [(places[edition], said) for edition, said in answers]
        for requirement, answers in best_answers(site, words.language).items()
    }
    return {**values, "best": best, "law": _law(site, values)}


def _law(site: Site, values: dict[str, Any]) -> dict[str, Any]:
    """Return the verdicts by law for the script, as letters.

    For example ``{"days": ["2026-11-30", "2027-02-18"], "cells": {"4": ["uunns", "uusns"]}}``: by the place of the
    requirement, a word per day with a letter per product type.
    """
    products = {entry["id"]: place for place, entry in enumerate(values["products"])}
    cells: dict[str, list[str]] = {}
    for place, entry in enumerate(values["requirements"]):
        words = []
        for found in site.law.of(entry["id"]).values():
            letters = ["n"] * len(products)
            for product, verdict in found.items():
                if product in products:
                    letters[products[product]] = GRADE_LETTERS[grade(verdict)]
            words.append("".join(letters))
        if any(set(word) - set("nx") for word in words):
            cells[str(place)] = words
    return {"days": [*site.law.verdicts], "cells": cells}
