"""What a bidder with given labels has proved, what remains, and by which proofs it can be shown.

What a label does for one constraint is decided by ``queries/answers/remaining-standing.rq``; this module takes
the best of several labels; ``remaining_forms`` writes the checklist.
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
from ..rdf.store import select, text
from ..terms import slug
from . import satisfy as verdicts
from .needed_parts import for_question
from .question import Question, question
from .wording import read_bounds

if TYPE_CHECKING:
    from ..dataset import Dataset


@dataclass(frozen=True, slots=True)
class Proof:
    """One accepted way to prove a requirement; everything in it is needed together."""

    evidence: tuple[str, ...]
    words: str
    labels: tuple[str, ...]
    methods: tuple[str, ...]
    conditions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One constraint and the best that any of the labels does for it."""

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
    """One requirement: ``status`` is proved, together, uncertain, partly or remaining.

    "together": every part is proved, but no one label proves them all, and sources speak of a label that meets
    the requirement. "uncertain": every part is met, but admission or validity of a certificate is not known.
    """

    requirement: str
    code: str
    title: str
    level: str | None
    kind: str
    status: str
    formal: bool
    parts: tuple[Part, ...]
    proofs: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class Checklist:
    """Everything that a bidder with these labels has to show."""

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
    """Return what remains to be proved in a tender.

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
    store = for_question(graph, ask)
    named: dict[str, Term] = {
        "product": ox.NamedNode(ask.products[0]),
        "state": ox.NamedNode(ask.state),
        "language": ox.Literal(language),
    }
    rows = [
        row
        for edition in ask.sets
        for row in select(store, text_of("remaining-parts"), {**named, "set": ox.NamedNode(edition)})
        if not ask.levels or text(row["level"]) in ask.levels
    ]
    standing = _standing(store, ask)
    proofs = _proofs(store, graph, ask, language)
    bounds = read_bounds(store)
    titles = verdicts.read_titles(store, language)
    entries: dict[str, list[Row]] = {}
    for row in rows:
        entries.setdefault(text(row["requirement"]) or "", []).append(row)
    result = []
    for requirement, found in entries.items():
        parts, by_label = [], []
        for row in found:
            if row["constraint"] is None:
                continue
            constraint = text(row["constraint"]) or ""
            candidates = standing.get(constraint, [])
            best = candidates[0] if candidates else None
            by_label.append(
                {text(entry["edition"]) for entry in candidates if text(entry["standing"]) == "proved"}
            )
            inventory = bounds.rows(constraint)
            parts.append(
                Part(
                    constraint=slug(constraint),
                    row=inventory[0] if inventory else None,
                    required=bounds.describe(constraint),
                    words=text(row["words"]) or "",
                    standing=(text(best["standing"]) or "") if best else "open",
                    outcome=slug(text(best["outcome"]) or "") if best else "not-covered",
                    edition=slug(text(best["edition"]) or "") if best else None,
                    criterion=slug(text(best["criterion"]) or "") or None if best else None,
                )
            )
        formal = text(found[0]["formal"]) == "true"
        result.append(
            Entry(
                requirement=slug(requirement),
                code=text(found[0]["code"]) or "",
                title=titles.get(requirement, ""),
                level=slug(text(found[0]["level"]) or "") or None,
                kind=slug(text(found[0]["kind"]) or ""),
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
        state=slug(ask.state),
        day=ask.day.isoformat(),
        values={name: str(value) for name, value in ask.values.items()},
        entries=tuple(result),
    )


def _standing(store: Any, ask: Question) -> dict[str, list[Row]]:
    """Return what each label does for each constraint, the best first."""
    day = ox.Literal(ask.day.isoformat(), datatype=verdicts.DATE)
    found: dict[str, list[Row]] = {}
    for edition in ask.editions:
        bound: dict[str, Term] = {
            "edition": ox.NamedNode(edition),
            "product": ox.NamedNode(ask.products[0]),
            "day": day,
        }
        for row in select(store, text_of("remaining-standing"), bound):
            found.setdefault(text(row["constraint"]) or "", []).append(row)
    for rows in found.values():
        rows.sort(
            key=lambda row: (int(text(row["rank"]) or "9"), text(row["edition"]), text(row["criterion"]))
        )
    return found


def _status(parts: Sequence[Part], by_label: Sequence[Iterable[str | None]], formal: bool) -> str:
    """Return the status of a requirement from the standing of its parts."""
    standings = {part.standing for part in parts}
    if parts and formal and standings == {"proved"}:
        common = frozenset.intersection(*(frozenset(entry) for entry in by_label))
        return "proved" if common else "together"
    if parts and formal and standings <= {"proved", "uncertain"}:
        return "uncertain"
    return "partly" if "proved" in standings or "uncertain" in standings else "remaining"


def _proofs(store: Any, graph: Dataset, ask: Question, language: str) -> dict[str, list[Proof]]:
    """Return the accepted proofs of each requirement, one per list."""
    if not graph.endpoint:  # labels of the codes are in a part of their own
        from ..build import parts

        needed = ["asserted/codes-evidence", *(f"asserted/{slug(entry)}" for entry in ask.sets)]
        store = graph.over(parts.open_parts(graph.folder, needed))
    lists: dict[str, dict[str, list[Row]]] = {}
    for edition in ask.sets:
        bound: dict[str, Term] = {"set": ox.NamedNode(edition), "language": ox.Literal(language)}
        for row in select(store, text_of("accepted-proofs"), bound):
            requirement, name = text(row["requirement"]) or "", text(row["list"]) or ""
            lists.setdefault(requirement, {}).setdefault(name, []).append(row)
    return {
        requirement: [_proof(rows) for _, rows in sorted(entries.items())]
        for requirement, entries in lists.items()
    }


def _proof(rows: Sequence[Row]) -> Proof:
    def names(*columns: str) -> tuple[str, ...]:
        return tuple(
            dict.fromkeys(slug(text(row[column]) or "") for row in rows for column in columns if row[column])
        )

    kinds = {
        text(row["evidence"]): text(row["label"]) or slug(text(row["evidence"]) or "")
        for row in rows
        if row["evidence"]
    }
    return Proof(
        evidence=tuple(kinds.values()),
        words=text(rows[0]["words"]) or "",
        labels=names("scheme", "edition"),
        methods=names("method"),
        conditions=names("condition"),
    )
