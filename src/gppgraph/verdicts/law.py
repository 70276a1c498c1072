"""Verdicts on requirements by law alone, as records.

Everything that is decided here is decided by the rules and by the queries ``law-verdicts`` and ``law-outcomes``;
this module binds the options and puts the rows together.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from ..catalogue.query import text_of
from ..rdf.rows import Row, Term
from ..rdf.store import Queried, select
from ..spelling import natural
from ..terms import iri, slug
from .needed_parts import for_law
from .question import Question, question
from .satisfy import DATE, read_titles
from .wording import Bounds, read_bounds

if TYPE_CHECKING:
    from ..dataset import Dataset

# The name that stands in the place of a label edition.
LAW = "law"


class Duty(NamedTuple):
    """A duty of law in force on the day, and its outcome for a constraint.

    ``gives`` says so as an outcome of its own. ``valid_from`` and ``valid_until`` are days, half-open, of what
    ``decisive`` says: of placing on the market, say. ``given_for`` are the things for which it gives the constraint,
    none for all; ``units`` the conditions of the units that it binds, ``narrowed_to`` those that not every ordinary
    unit of the product type meets. ``margin`` is in ``unit``, ``up_to`` in the unit that the set prints.
    """

    duty: str
    act: str
    article: str | None
    gives: str
    offered: str
    decisive: str | None
    valid_from: str | None
    valid_until: str | None
    given_for: tuple[str, ...]
    units: tuple[str, ...]
    narrowed_to: tuple[str, ...]
    margin: Decimal | None
    unit: str | None
    up_to: Decimal | None
    confidence: str | None


class LawOutcome(NamedTuple):
    """The outcome of one constraint by law, with the duties in force on it.

    ``reason`` says why it is open.
    """

    constraint: str
    row: str | None
    concept: str | None
    outcome: str
    reason: str | None
    obeys: bool
    required: str
    duties: tuple[Duty, ...]


class LawVerdict(NamedTuple):
    """The verdict on a requirement by the law of a day.

    The fields up to ``confidence`` mean what they mean for a label edition, with "law" as the edition; nothing
    needs to be admitted as proof. ``acts`` are those that give something. ``obeys`` counts the constraints that
    ask for no more than to obey law.
    """

    requirement: str
    code: str | None
    title: str
    level: str | None
    edition: str
    product: str
    state: str
    verdict: str
    at_least: str
    at_most: str
    proves: str
    up_to: Decimal | None
    margin: Decimal | None
    unit: str | None
    confidence: str
    jurisdiction: str
    day: str
    units: str | None
    acts: tuple[str, ...]
    obeys: int
    constraints: tuple[LawOutcome, ...] = ()


def law_verdicts(
    dataset: Dataset,
    *,
    language: str = "en",
    constraints: bool = True,
    jurisdiction: str | None = None,
    units: str | None = None,
    **options: Any,
) -> list[LawVerdict]:
    """Return the verdicts by law that the options ask for; see ``question``.

    Without ``jurisdiction`` it is that of the country of the set. ``units`` is a condition that the units meet,
    such as "slate-tablet". Without ``constraints`` the answer has no outcomes and acts.

    Raises:
        UnknownNameError, InputError: an option is not understood.
    """
    ask = question(dataset.register, **options)
    narrowed = narrowing(dataset, jurisdiction, units)
    return answer(for_law(dataset, ask), ask, narrowed, language, constraints)


def law_answer(
    dataset: Dataset, ask: Question, language: str, *, constraints: bool = False
) -> list[LawVerdict]:
    """Return the verdicts by the law of the country of each set."""
    return answer(for_law(dataset, ask), ask, {}, language, constraints)


def narrowing(dataset: Dataset, jurisdiction: str | None, units: str | None) -> dict[str, Term]:
    """Return the bindings by which the queries on law are narrowed.

    Raises:
        UnknownNameError: there is no such jurisdiction or condition.
    """
    named = (("jurisdiction", "jurisdiction", jurisdiction), ("units", "condition", units))
    return {name: ox.NamedNode(dataset.register.resolve(kind, value)) for name, kind, value in named if value}


def answer(
    store: Queried, ask: Question, narrowed: dict[str, Term], language: str, constraints: bool
) -> list[LawVerdict]:
    """Return the verdicts on a question by requirement and product type."""
    states = _states(store, ask)
    bound = list(_bindings(ask, narrowed, states))
    rows = [row for row in _asked(store, "law-verdicts", ask, bound, states) if _wanted(row, ask)]
    titles = read_titles(store, language, ask.requirements)
    found = _outcomes(store, _asked(store, "law-outcomes", ask, bound, states)) if constraints else {}
    verdicts = [
        _verdict(row, titles, found.get((row.iri("requirement"), row.iri("product")), ())) for row in rows
    ]
    return sorted(verdicts, key=lambda entry: (natural(entry.requirement), entry.product))


def _states(store: Queried, ask: Question) -> dict[str, str]:
    """Return the state of goods of each requirement with an unusual one."""
    if ask.state:
        return {}
    rows = select(store, text_of("requirement-states"))
    return {row.iri("requirement"): row.iri("state") for row in rows if row.iri("set") in ask.sets}


def _usual(ask: Question) -> str:
    return ask.state or iri("goods", "new")


def _bindings(ask: Question, narrowed: dict[str, Term], states: dict[str, str]) -> Iterator[dict[str, Term]]:
    """Yield the bindings with which the queries on law answer a question.

    A few requirements are asked about one by one, as are those for goods in another state.
    """
    given: dict[str, Term] = {"day": ox.Literal(ask.day.isoformat(), datatype=DATE), **narrowed}
    if len(ask.products) == 1:
        given["product"] = ox.NamedNode(ask.products[0])
    for requirement in ask.requirements if 0 < len(ask.requirements) <= 4 else ("",):
        only: dict[str, Term] = {"requirement": ox.NamedNode(requirement)} if requirement else {}
        yield {**given, **only, "state": ox.NamedNode(_usual(ask))}
    for requirement, state in states.items():
        if not ask.requirements or requirement in ask.requirements:
            yield {**given, "requirement": ox.NamedNode(requirement), "state": ox.NamedNode(state)}


def _asked(
    store: Queried, query: str, ask: Question, bound: Iterable[dict[str, Term]], states: dict[str, str]
) -> Iterator[Row]:
    """Yield the rows of a query about goods in the state of the requirement."""
    for entry in bound:
        for row in select(store, text_of(query), entry):
            if row.iri("state") == states.get(row.iri("requirement"), _usual(ask)):
                yield row


def _wanted(row: Row, ask: Question) -> bool:
    return (
        (not ask.requirements or row.iri("requirement") in ask.requirements)
        and row.iri("set") in ask.sets
        and (not ask.levels or row.iri_or_none("level") in ask.levels)
        and row.iri("product") in ask.products
        and (not ask.verdicts or row.iri("verdict") in ask.verdicts)
    )


def _outcomes(store: Queried, asked: Iterable[Row]) -> dict[tuple[str, str], tuple[LawOutcome, ...]]:
    """Return the outcomes of constraints by requirement and product type."""
    grouped: dict[tuple[str, str, str], list[Row]] = {}
    for row in asked:
        key = (row.iri("requirement"), row.iri("product"), row.iri("constraint"))
        grouped.setdefault(key, []).append(row)
    named = {
        row.text_or_none(name) for rows in grouped.values() for row in rows for name in ("constraint", "duty")
    }
    bounds = read_bounds(store, {name for name in named if name})
    result: dict[tuple[str, str], list[LawOutcome]] = {}
    for (requirement, product, constraint), rows in sorted(
        grouped.items(), key=lambda item: natural(item[0][2])
    ):
        result.setdefault((requirement, product), []).append(_outcome(constraint, rows, bounds))
    return {key: tuple(entries) for key, entries in result.items()}


def _outcome(constraint: str, rows: list[Row], bounds: Bounds) -> LawOutcome:
    """Return the outcome of a constraint: that of the row with the lowest step."""
    first = min(rows, key=lambda row: row.number("step"))
    inventory = bounds.rows(constraint)
    by_duty: dict[str, list[Row]] = {}
    for row in rows:
        if row["act"] is not None:
            by_duty.setdefault(row.iri("duty"), []).append(row)
    duties = sorted(by_duty.items(), key=lambda item: (item[1][0].number("step"), natural(item[0])))
    return LawOutcome(
        constraint=slug(constraint),
        row=inventory[0] if inventory else None,
        concept=" ".join(bounds.concepts(constraint)) or None,
        outcome=first.slug("outcome"),
        reason=first.slug_or_none("reason"),
        obeys=first.flag("obeys"),
        required=bounds.describe(constraint),
        duties=tuple(_duty(name, entries, bounds) for name, entries in duties),
    )


def _duty(name: str, rows: list[Row], bounds: Bounds) -> Duty:
    row = rows[0]

    def names(column: str, among: Iterable[Row] = rows) -> tuple[str, ...]:
        return tuple(sorted({entry.slug(column) for entry in among if entry[column] is not None}))

    return Duty(
        duty=slug(name),
        act=row.slug("act"),
        article=row.text_or_none("article"),
        gives=row.slug("outcome"),
        offered=bounds.describe(name),
        decisive=row.slug_or_none("decisive"),
        valid_from=row.text_or_none("valid_from"),
        valid_until=row.text_or_none("valid_until"),
        given_for=names("given_for"),
        units=names("condition"),
        narrowed_to=names("condition", [entry for entry in rows if entry.flag("narrow")]),
        margin=row.number_or_none("margin"),
        unit=row.slug_or_none("unit"),
        up_to=row.number_or_none("largest"),
        confidence=row.slug_or_none("confidence"),
    )


def _verdict(row: Row, titles: dict[str, str], outcomes: tuple[LawOutcome, ...]) -> LawVerdict:
    giving = [duty for entry in outcomes for duty in entry.duties if duty.gives in ("met", "in-part")]
    margins = {duty.margin: duty for duty in giving if duty.margin is not None}
    furthest = margins[max(margins)] if margins and len(outcomes) == 1 else None
    limits = [
        max(duty.up_to for duty in entry.duties if duty.up_to is not None)
        for entry in outcomes
        if any(duty.up_to is not None for duty in entry.duties)
    ]
    word, least, most = (row.slug(name) for name in ("verdict", "at_least", "at_most"))
    specified = word not in ("not-applicable", "not-specified")
    return LawVerdict(
        requirement=row.slug("requirement"),
        code=row.text_or_none("code"),
        title=titles.get(row.iri("requirement"), ""),
        level=row.slug_or_none("level"),
        edition=LAW,
        product=row.slug("product"),
        state=row.slug("state"),
        verdict=word,
        at_least=least,
        at_most=most,
        proves="true" if least == "all" else "undetermined" if most == "all" else "false",
        up_to=min(limits) if limits else None,
        margin=furthest.margin if furthest else None,
        unit=furthest.unit if furthest else None,
        confidence=row.slug("confidence"),
        jurisdiction=row.slug("place"),
        day=row.text("day"),
        units=row.slug_or_none("units"),
        acts=tuple(dict.fromkeys(duty.act for duty in giving)),
        obeys=int(row.number("obeys")),
        constraints=outcomes if specified else (),
    )
