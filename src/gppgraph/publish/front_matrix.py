"""The matrix of the front page: table, best answers, and data that filter it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..languages import Words, in_language
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


# Answers on a requirement for a product type, the best first: a label edition with a sentence.
Answers = list[tuple[str, str]]


def best_answers(site: Site, language: str) -> dict[tuple[str, str], Answers]:
    """Return the answers by product type and requirement.

    For example ``{("tablet", "dk-desktop-2023.basis.TS3"): [("tco-certified-10", "TCO Certified, generation 10 may
    prove it; the criteria text decides")]}``. They are for no day; a reader on a day leaves out the editions that
    are not current then.
    """
    words = Words(language, "gppgraph.verdicts")
    order = [entry.edition for entry in edition_days(site.statements, site.editions) if entry.read]
    label, find = site.statements.label, site.statements.find
    titles = {edition: label(find("label", edition), language)[0] for edition in order}
    cells: dict[tuple[str, str], list[Verdict]] = {}
    for verdicts in site.pairs.values():
        for entry in verdicts:
            cells.setdefault((entry.product, entry.requirement), []).append(_on_no_day(entry))
    answers: dict[tuple[str, str], Answers] = {}
    for case, entries in sorted(cells.items()):
        rows = {entry.edition: rows_of(site.cases, entry).reasons for entry in entries}
        near = {(case[1], edition): nearness(reasons) for edition, reasons in rows.items() if reasons}
        found = [
            (entry.edition, sentence(entry, near[key].reason if key in near else None, titles, words))
            for entry in ranked(entries, near, order)
            for key in [(entry.requirement, entry.edition)]
        ]
        if found:
            answers[case] = found
    return answers


def first_answers(
    site: Site, shown: MatrixTable | None, answers: Mapping[tuple[str, str], Answers]
) -> dict[str, str]:
    """Return the best answer on each requirement for a page without a script.

    A label edition with an end of its certificates on record comes after the others.
    """
    if shown is None:
        return {}
    ended = {entry.edition for entry in edition_days(site.statements, site.editions) if entry.end}
    found = {
        requirement: answers.get((slug(shown.product), requirement)) for requirement in shown.requirements
    }
    return {
        requirement: min(entries, key=lambda entry: entry[0] in ended)[1]
        for requirement, entries in found.items()
        if entries
    }


def _on_no_day(verdict: Verdict) -> Verdict:
    """Return a verdict as if it were not known whether a certificate is valid."""
    refused = "false" in (verdict.content, verdict.admitted)
    return verdict._replace(currency="undetermined", proves="false" if refused else "undetermined")


def data(site: Site, words: SiteWords, answers: Mapping[tuple[str, str], Answers]) -> dict[str, Any]:
    """Return the data that the front door and the matrix filter by a script.

    ``best`` has the answers by product type and requirement, the best first: the place of the label edition among
    ``editions``, and that of the sentence among ``texts``. ``law`` has the verdicts by law, ``countries`` and
    ``states`` the names of countries and of states of goods.
    """
    values = matrix_data(site.statements, words, site.pairs, site.configuration.defaults)
    places = {entry["id"]: place for place, entry in enumerate(values["editions"])}
    texts = {
        text: place for place, text in enumerate(sorted({text for f in answers.values() for _, text in f}))
    }
    best: dict[str, dict[str, list[tuple[int, int]]]] = {}
    for (product, requirement), found in answers.items():
        best.setdefault(product, {})[requirement] = [
            (places[edition], texts[text]) for edition, text in found
        ]
    states = sorted({state for entry in values["requirements"] for state in entry["states"]})
    label, find = site.statements.label, site.statements.find
    return {
        **values,
        "best": best,
        "texts": [*texts],
        "law": _law(site, values),
        "countries": {
            entry.code: in_language(entry.names, words.language) for entry in site.configuration.countries
        },
        "states": {state: label(find("goods", state), words.language)[0] for state in states},
    }


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
