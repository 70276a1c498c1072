"""The choices of a buyer, held against the graph before anything is drafted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ..catalogue.query import text_of
from ..errors import InputError, UnknownNameError
from ..rdf.rows import Row, Term
from ..rdf.store import Queried, select
from ..spelling import near
from ..terms import iri, slug
from ..verdicts.question import Question
from .requirement_sentences import RequirementSentence
from .specification import USUAL

if TYPE_CHECKING:
    from ..dataset import Dataset

# Rows of ``remaining-parts`` by requirement, with the product types for which each is asked.
AskedParts = dict[str, list[tuple[str, Row]]]


def refuse_no_level(graph: Dataset, ask: Question, chosen: Sequence[str]) -> None:
    """Refuse a set of several levels without a chosen level.

    Raises:
        InputError: requirements of several levels would stand side by side.
    """
    (criteria_set,) = ask.sets
    levels = [slug(level) for level in graph.register.levels.get(criteria_set, ())]
    if len(levels) > 1 and not ask.levels and not chosen:
        raise InputError(
            f"{slug(criteria_set)} has several levels; choose one by --level: {', '.join(levels)}."
        )


def read_parts(store: Queried, ask: Question, language: str) -> AskedParts:
    """Return the parts of the requirements of every level.

    They are those on the chosen product types.
    """
    found: AskedParts = {}
    for product in ask.products:
        named: dict[str, Term] = {
            "set": ox.NamedNode(ask.sets[0]),
            "product": ox.NamedNode(product),
            "language": ox.Literal(language),
            **({"state": ox.NamedNode(ask.state)} if ask.state else {}),
        }
        for row in select(store, text_of("remaining-parts"), named):
            found.setdefault(row.iri("requirement"), []).append((product, row))
    return found


def chosen_requirements(graph: Dataset, ask: Question, parts: AskedParts, chosen: Sequence[str]) -> list[str]:
    """Return the requirements of the tender, as IRIs in the order of the set.

    A choice is the slug of a requirement, or its printed code at the chosen level.

    Raises:
        UnknownNameError: a choice names no requirement; the message has near matches.
        InputError: the set asks nothing under a choice, not of these products, or two choices contradict.
    """
    at_level = [
        name
        for name, rows in parts.items()
        if not ask.levels or rows[0][1].iri_or_none("level") in ask.levels
    ]
    if not chosen:
        if not at_level:
            raise InputError(
                f"{slug(ask.sets[0])} asks nothing of {', '.join(map(slug, ask.products))} at this level; "
                "choose another level or product type."
            )
        return at_level
    codes: dict[str, list[str]] = defaultdict(list)
    for name in at_level:
        if code := parts[name][0][1].text_or_none("code"):
            codes[code.casefold()].append(name)
    wanted = [_one(graph, ask, parts, codes, name) for name in chosen]
    return [name for name in parts if name in wanted]


def _one(
    graph: Dataset, ask: Question, parts: AskedParts, codes: Mapping[str, Sequence[str]], name: str
) -> str:
    """Return the requirement that one choice names."""
    by_code = codes.get(name.casefold(), ())
    if len(by_code) == 1:
        return by_code[0]
    if by_code:
        raise InputError(
            f'"{name}" is the code of several requirements: {", ".join(map(slug, by_code))}. Name one of them.'
        )
    known = graph.register.names["requirement"]
    found = known.get(name) or next(
        (entry for level in ask.levels for entry in _below(graph, ask, level, name)), None
    )
    if found is None:
        offered = [slug(entry) for entry in parts]
        candidates = near(name, [*offered, *(code.upper() for code in codes)])
        raise UnknownNameError("requirement", name, candidates, sorted(offered))
    if not slug(found).startswith(f"{slug(ask.sets[0])}."):
        raise InputError(f"{slug(found)} is no requirement of {slug(ask.sets[0])}; draft each set by itself.")
    if found not in parts:
        raise InputError(
            f"{slug(found)} asks nothing of {', '.join(map(slug, ask.products))} in this state of goods; "
            "leave it out, or choose another product type, state or level "
            f"(gppgraph show {slug(found)} tells what it is for)."
        )
    return found


def _below(graph: Dataset, ask: Question, level: str, name: str) -> Iterable[str]:
    """Yield the requirement of a set whose slug ends with a level and a code."""
    tail = f".{slug(level).split('-', 1)[-1]}.{name}".casefold()
    for entry, found in graph.register.names["requirement"].items():
        if entry.casefold() == f"{slug(ask.sets[0])}{tail}".casefold():
            yield found


def refuse_contradictions(
    levels: Mapping[str, str | None], sentences: Mapping[str, Sequence[RequirementSentence]]
) -> None:
    """Refuse requirements of two levels that contradict each other.

    They bound one property with different figures.

    ``levels`` and ``sentences`` are by requirement; both demand something of the same product type.

    Raises:
        InputError: two requirements contradict each other; the message names both and the figures.
    """
    bounds: dict[tuple[str, str, str], dict[tuple[str, ...], str]] = defaultdict(dict)
    for requirement, entries in sentences.items():
        for entry in entries:
            for product in entry.products:
                for figure in {said.property for said in entry.figures}:
                    values = tuple(
                        sorted(
                            f"{said.operator} {said.value} {said.unit}"
                            for said in entry.figures
                            if said.property == figure
                        )
                    )
                    of_level = bounds[figure, product, "|".join(entry.scope)]
                    for other_values, other in of_level.items():
                        if other_values != values and levels[other] != levels[requirement]:
                            raise InputError(
                                f"{slug(other)} and {slug(requirement)} both bound {figure}: "
                                f"{', '.join(other_values)} and {', '.join(values)}; choose one of them."
                            )
                    of_level.setdefault(values, requirement)


def usual_state() -> str:
    """Return the IRI of the state of goods that is meant unless another is said."""
    return iri("goods", USUAL)
