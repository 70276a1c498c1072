"""The checklist of a bidder with some labels: requirements proved and remaining.

The query ``remaining-standing`` decides the standing of a label on one constraint; this module takes the best
of several labels, and ``checklist`` writes the forms.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from ..catalogue.query import text_of
from ..errors import InputError
from ..languages import LANGUAGES
from ..rdf.rows import Row, Term
from ..rdf.store import select
from ..terms import slug
from . import satisfy as verdicts
from .needed_parts import for_question
from .question import Question, question
from .wording import read_bounds

if TYPE_CHECKING:
    from ..dataset import Dataset


@dataclass(frozen=True, slots=True)
class EvidenceOption:
    """One accepted way of proof; all parts of it are needed together."""

    evidence: tuple[str, ...]
    words: str
    labels: tuple[str, ...]
    methods: tuple[str, ...]
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One constraint and the best standing that a label has on it."""

    constraint: str
    row: str | None
    required: str
    words: str
    standing: str
    outcome: str
    edition: str | None
    criterion: str | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One requirement; its status is the best that the labels reach together.

    The status is proved, together, uncertain, partly or remaining. "together": every part is proved, but no
    single label proves all of them, and sources speak of one label that meets the requirement. "uncertain":
    every part is met, but admission or validity of a certificate is not known.
    """

    requirement: str
    code: str
    title: str
    level: str | None
    kind: str
    status: str
    formal: bool
    parts: tuple[Part, ...]
    proofs: tuple[EvidenceOption, ...]


@dataclass(frozen=True, slots=True)
class Checklist:
    """The requirements of a tender with the standing of a bidder's labels."""

    labels: tuple[str, ...]
    sets: tuple[str, ...]
    levels: tuple[str, ...]
    product: str
    state: str
    day: str
    values: dict[str, str]
    entries: tuple[Entry, ...]


def remaining(
    graph: Dataset,
    *,
    label: str | Sequence[str],
    set: str,
    level: str | None = None,
    product: str,
    state: str = "new",
    as_of: date | str | None = None,
    values: dict[str, Any] | None = None,
    language: str = "en",
) -> Checklist:
    """Return the checklist of a bidder in a tender.

    Raises:
        UnknownNameError: a name stands for nothing.
        InputError: a day or value is not of its form, or the product is a group of several types.
    """
    if language not in LANGUAGES:
        raise InputError(f'--lang "{language}" is not one of {", ".join(LANGUAGES)}.')
    ask = question(
        graph.register,
        set=set,
        level=level,
        label=label,
        product=product,
        state=state,
        as_of=as_of,
        values=values,
    )
    if len(ask.products) != 1:
        names = ", ".join(slug(entry) for entry in ask.products)
        raise InputError(f'"{product}" is a group; choose one product type of: {names}.')
    goods = graph.register.resolve("state", state)
    store = for_question(graph, ask)
    named: dict[str, Term] = {
        "product": ox.NamedNode(ask.products[0]),
        "state": ox.NamedNode(goods),
        "language": ox.Literal(language),
    }
    rows = [
        row
        for edition in ask.sets
        for row in select(store, text_of("remaining-parts"), {**named, "set": ox.NamedNode(edition)})
        if not ask.levels or row.iri_or_none("level") in ask.levels
    ]
    standing = _standing(store, ask)
    proofs = _proofs(store, graph, ask, language)
    bounds = read_bounds(store)
    titles = verdicts.read_titles(store, language)
    entries: dict[str, list[Row]] = {}
    for row in rows:
        entries.setdefault(row.iri("requirement"), []).append(row)
    result = []
    for requirement, members in entries.items():
        parts, by_label = [], []
        for row in members:
            if row["constraint"] is None:
                continue
            constraint = row.iri("constraint")
            candidates = standing.get(constraint, [])
            best = candidates[0] if candidates else None
            by_label.append(
                {entry.iri("edition") for entry in candidates if entry.text("standing") == "proved"}
            )
            inventory = bounds.rows(constraint)
            parts.append(
                Part(
                    constraint=slug(constraint),
                    row=inventory[0] if inventory else None,
                    required=bounds.describe(constraint),
                    words=row.text_or_none("words") or "",
                    standing=best.text("standing") if best else "open",
                    outcome=best.slug("outcome") if best else "not-covered",
                    edition=best.slug("edition") if best else None,
                    criterion=best.slug_or_none("criterion") if best else None,
                )
            )
        formal = members[0].flag("formal")
        result.append(
            Entry(
                requirement=slug(requirement),
                code=members[0].text_or_none("code") or "",
                title=titles.get(requirement, ""),
                level=members[0].slug_or_none("level"),
                kind=members[0].slug("kind"),
                status=_status(parts, by_label, formal),
                formal=formal,
                parts=tuple(parts),
                proofs=tuple(proofs.get(requirement, ())),
            )
        )
    return Checklist(
        labels=tuple(slug(entry) for entry in ask.editions),
        sets=tuple(slug(entry) for entry in ask.sets),
        levels=tuple(slug(entry) for entry in ask.levels),
        product=slug(ask.products[0]),
        state=slug(goods),
        day=ask.day.isoformat(),
        values={name: str(value) for name, value in ask.values.items()},
        entries=tuple(result),
    )


def _standing(store: Any, ask: Question) -> dict[str, list[Row]]:
    """Return the standings of labels on each constraint, the best first."""
    day = ox.Literal(ask.day.isoformat(), datatype=verdicts.DATE)
    by_constraint: dict[str, list[Row]] = {}
    for edition in ask.editions:
        bound: dict[str, Term] = {
            "edition": ox.NamedNode(edition),
            "product": ox.NamedNode(ask.products[0]),
            "day": day,
        }
        for row in select(store, text_of("remaining-standing"), bound):
            by_constraint.setdefault(row.iri("constraint"), []).append(row)
    for rows in by_constraint.values():
        rows.sort(
            key=lambda row: (row.number("rank"), row.iri("edition"), row.text_or_none("criterion") or "")
        )
    return by_constraint


def _status(parts: Sequence[Part], by_label: Sequence[Iterable[str]], formal: bool) -> str:
    """Return the status of a requirement from the standing of its parts."""
    standings = {part.standing for part in parts}
    if parts and formal and standings == {"proved"}:
        common = frozenset.intersection(*(frozenset(entry) for entry in by_label))
        return "proved" if common else "together"
    if parts and formal and standings <= {"proved", "uncertain"}:
        return "uncertain"
    return "partly" if "proved" in standings or "uncertain" in standings else "remaining"


def _proofs(store: Any, graph: Dataset, ask: Question, language: str) -> dict[str, list[EvidenceOption]]:
    """Return the accepted ways of proof of each requirement.

    Each list of evidence types is one way.
    """
    if not graph.endpoint:  # the names of codes are in a part of their own
        from ..build import parts

        needed = ["asserted/codes-evidence", *(f"asserted/{slug(entry)}" for entry in ask.sets)]
        store = graph.over(parts.open_parts(graph.folder, needed))
    lists: dict[str, dict[str, list[Row]]] = {}
    for edition in ask.sets:
        bound: dict[str, Term] = {"set": ox.NamedNode(edition), "language": ox.Literal(language)}
        for row in select(store, text_of("accepted-proofs"), bound):
            requirement, name = row.iri("requirement"), row.iri("list")
            lists.setdefault(requirement, {}).setdefault(name, []).append(row)
    return {
        requirement: [_proof(rows) for _, rows in sorted(entries.items())]
        for requirement, entries in lists.items()
    }


def _proof(rows: Sequence[Row]) -> EvidenceOption:
    def names(*columns: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(row.slug(column) for row in rows for column in columns if row[column]))

    kinds = {
        row.iri("evidence"): row.text_or_none("label") or row.slug("evidence")
        for row in rows
        if row["evidence"]
    }
    return EvidenceOption(
        evidence=tuple(kinds.values()),
        words=rows[0].text_or_none("words") or "",
        labels=names("scheme", "edition"),
        methods=names("method"),
        conditions=names("condition"),
    )
