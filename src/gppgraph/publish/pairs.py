"""Verdicts by requirement and label edition, and the figures of the matrix that a page filters by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from ..terms import iri, slug
from ..verdicts.satisfy import Outcome, Verdict
from .site_words import Words
from .world import World

if TYPE_CHECKING:
    from ..graph import Graph

# A verdict on no day: what depends on one is shown as dates instead.
_ANY_DAY = date(1, 1, 1)
LETTERS = {
    "satisfies": "s",
    "partly": "p",
    "below": "b",
    "silent": "i",
    "undetermined": "u",
    "not-covered": "c",
    "not-applicable": "n",
    "not-specified": "x",
}
ADMISSIONS = {"label": "l", "possibly": "q", "value-only": "v", "not-admitted": "n"}
CONFIDENCES = {"verified": "v", "secondary": "s", "inferred": "i", "recalled": "r"}

Pairs = dict[tuple[str, str], list[Verdict]]


def read_pairs(graph: Graph, world: World) -> Pairs:
    """Return the verdicts of each requirement and edition, in the state of goods that the requirement is for."""
    other: dict[str, list[str]] = {}
    for name, requirement in graph.register["requirement"].items():
        states = [slug(state) for state in world.values(requirement, "gpp:appliesToState")]
        if states and "new" not in states:
            other.setdefault(states[0], []).append(name)
    moved = {name for names in other.values() for name in names}
    found = [entry for entry in graph.satisfy(as_of=_ANY_DAY) if entry.requirement not in moved]
    for state, names in sorted(other.items()):
        found += graph.satisfy(as_of=_ANY_DAY, state=state, requirement=names)
    pairs: Pairs = {}
    for verdict in found:
        pairs.setdefault((verdict.requirement, verdict.edition), []).append(verdict)
    return dict(sorted(pairs.items()))


@dataclass(frozen=True, slots=True)
class Case:
    """Product types for which the same is concluded for the same reasons."""

    verdict: Verdict
    products: tuple[str, ...]


def cases(verdicts: list[Verdict]) -> list[Case]:
    """Return verdicts with the product types that share them, the most telling first."""
    found: dict[tuple[Any, ...], list[Verdict]] = {}
    for verdict in verdicts:
        key = (verdict.verdict, verdict.confidence, verdict.content, verdict.constraints)
        found.setdefault(key, []).append(verdict)
    order = list(LETTERS)
    result = [Case(group[0], tuple(entry.product for entry in group)) for group in found.values()]
    return sorted(result, key=lambda case: (order.index(case.verdict.verdict), case.products))


def shortfalls(world: World, outcome: Outcome) -> list[str]:
    """Return the relations that say why a label criterion does not give a constraint."""
    if outcome.label_criterion is None or outcome.outcome == "met":
        return []
    asked, given = iri("req", outcome.constraint), iri("crit", outcome.label_criterion)
    demanded = set(world.values(asked, "gpp:hasAlternative")) | {asked}
    found = {
        name
        for offered in (given, *world.values(given, "gpp:hasAlternative"))
        for name, others in world.relations.get(offered, {}).items()
        if others & demanded
    }
    return sorted(found)


def binds_nobody_labelled(world: World, constraint: str) -> bool:
    """Return whether a constraint binds only parties that no label speaks for."""
    parties = {slug(party) for party in world.values(constraint, "gpp:binds")}
    return bool(parties) and not {"product", "manufacturer"} & parties


def certificate(world: World, edition: str) -> dict[str, Any]:
    """Return between which days certificates under an edition can be valid, as far as known."""
    return {
        "from": world.one(edition, "gpp:issuesFrom"),
        "until": world.one(edition, "gpp:issuesUntil"),
        "end": world.one(edition, "gpp:certificatesEnd"),
        "unknown": world.one(edition, "gpp:certificatesEndUnknown") == "true",
    }


def matrix_data(world: World, words: Words, pairs: Pairs) -> dict[str, Any]:
    """Return everything that the matrix on the front page filters, as plain lists."""
    products = sorted({entry.product for verdicts in pairs.values() for entry in verdicts})
    requirements = sorted({requirement for requirement, _ in pairs}, key=natural)
    editions = sorted({edition for _, edition in pairs}, key=natural)
    places = {name: place for place, name in enumerate(products)}
    rows = {name: place for place, name in enumerate(requirements)}
    columns = {name: place for place, name in enumerate(editions)}
    cells = {
        f"{rows[requirement]},{columns[edition]}": _cell(verdicts, places)
        for (requirement, edition), verdicts in pairs.items()
    }

    def label(thing: str) -> str:
        return world.label(thing, words.language)[0]

    return {
        "products": [{"id": name, "label": label(iri("product", name))} for name in products],
        "requirements": [_requirement(world, words, label, name) for name in requirements],
        "editions": [
            {"id": name, "label": label(iri("label", name)), **certificate(world, iri("label", name))}
            for name in editions
        ],
        "verdicts": {letter: label(iri("verdict", name)) for name, letter in LETTERS.items()},
        "classes": {letter: name for name, letter in LETTERS.items()},
        "cells": cells,
    }


def _cell(verdicts: list[Verdict], places: dict[str, int]) -> list[Any]:
    letters, sure = ["n"] * len(places), ["v"] * len(places)
    limits: dict[str, str] = {}
    for entry in verdicts:
        place = places[entry.product]
        letters[place] = LETTERS[entry.verdict]
        sure[place] = CONFIDENCES[entry.confidence]
        if entry.up_to is not None:
            limits[str(place)] = f"{entry.up_to.normalize():f}"
    cell: list[Any] = ["".join(letters), ADMISSIONS[verdicts[0].admission], "".join(sure)]
    return [*cell, limits] if limits else cell


def _requirement(world: World, words: Words, label: Any, name: str) -> dict[str, Any]:
    thing = iri("req", name)
    edition = world.one(thing, "cccev:isDerivedFrom") or ""
    level = world.one(thing, "gpp:ambitionLevel")
    entry = {
        "id": name,
        "code": world.one(thing, "dcterms:identifier") or name.rsplit(".", 1)[-1],
        "title": label(thing),
        "set": slug(edition),
        "setLabel": label(edition),
        "country": world.one(edition, "gpp:country") or "",
        "level": slug(level) if level else "",
        "levelLabel": label(level) if level else "",
        "states": [slug(state) for state in world.values(thing, "gpp:appliesToState")],
    }
    named = [
        part for part in world.values(thing, "cccev:hasRequirement") if world.one(part, "gpp:parameterName")
    ]
    if named:
        entry["parameter"] = world.one(named[0], "gpp:parameterName")
        entry["floor"] = world.one(named[0], "gpp:printedValue")
        entry["unit"] = world.units.heading(world.one(named[0], "gpp:printedUnit"), words.language)
    return entry


def natural(name: str) -> list[Any]:
    """Return a key that orders TS2 before TS10."""
    import re

    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", name)]
