"""Verdicts as records: which label edition satisfies which requirement, and why.

Everything that is decided here is decided by the rules and by ``queries/answers/``;
this module binds the options and pairs up the rows.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import pyoxigraph as ox

from ..catalogue.query import text_of
from ..dataset import Dataset
from ..languages import reading_rank
from ..rdf.rows import Row
from ..rdf.store import Queried, select
from ..spelling import natural
from ..terms import iri, slug
from .circumstances import CertificatesEnd, Circumstances, StatedAcceptance, read_circumstances
from .needed_parts import for_answer
from .question import Question, question
from .wording import FEW, Bounds, read_bounds

DATE = ox.NamedNode(iri("xsd", "date"))
# Outcomes that are not open; the query ``reasons`` has no row about them.
WITHOUT_REASON = frozenset({"met", "below", "silent", "out-of-reach"})


class Settling(NamedTuple):
    """The label edition or criteria set that settles an open part, and the clause."""

    document: str
    clause: str | None


class Outcome(NamedTuple):
    """The outcome of one constraint with a label edition, in words of the code list.

    ``because`` is the reason of an open outcome, ``dimensions`` what is not known of a scope, ``neighbour`` a
    criterion on the same topic that does not compare. The rest of a text that is not formalised has the slug of
    its requirement as ``constraint``.
    """

    constraint: str
    row: str | None
    rows: tuple[str, ...]
    concept: str | None
    outcome: str
    required: str
    offered: str | None
    label_criterion: str | None
    margin: Decimal | None
    unit: str | None
    up_to: Decimal | None
    confidence: str | None
    because: str | None = None
    dimensions: tuple[str, ...] = ()
    neighbour: str | None = None
    settled_by: tuple[Settling, ...] = ()


class Verdict(NamedTuple):
    """One verdict with everything behind it. IRIs are given as slugs.

    ``at_least`` and ``at_most`` are "none", "part" or "all" of the requirement: what is proved if all that is not
    known turns out against the edition, and in its favour.
    ``proves``, ``content``, ``admitted`` and ``currency`` are "true", "false" or "undetermined".
    ``because`` are the reasons why constraints are open, ``settled_by`` the texts that settle them.
    ``up_to`` is the largest buyer value still satisfied, in the unit that the source prints, where the
    requirement has one parameter; ``margin`` and ``unit`` are given where one number is compared.
    ``accepted_by_source`` is what the source itself states, and ``certificates_end`` an end of certificates that is
    near; both decide nothing.
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
    content: str
    admitted: str
    admission: str
    currency: str
    up_to: Decimal | None
    margin: Decimal | None
    unit: str | None
    confidence: str
    because: tuple[str, ...] = ()
    settled_by: tuple[Settling, ...] = ()
    constraints: tuple[Outcome, ...] = ()
    accepted_by_source: StatedAcceptance | None = None
    certificates_end: CertificatesEnd | None = None


def satisfy(
    dataset: Dataset, *, language: str = "en", constraints: bool = True, **options: Any
) -> list[Verdict]:
    """Return the verdicts that the options ask for; see ``question`` for them.

    Without ``constraints`` they come without these, and without what stands beside them.
    """
    ask = question(dataset.register, **options)
    store = for_answer(dataset, ask, constraints)
    verdicts = answer(store, ask, language, constraints)
    return with_circumstances(verdicts, read_circumstances(dataset, store, ask)) if constraints else verdicts


def with_circumstances(verdicts: Iterable[Verdict], circumstances: Circumstances) -> list[Verdict]:
    """Return verdicts with stated acceptances, and ends of certificates that are near."""
    return [
        verdict._replace(
            accepted_by_source=circumstances.accepted.get((verdict.requirement, verdict.edition)),
            certificates_end=circumstances.ends.get(verdict.edition),
        )
        for verdict in verdicts
    ]


def answer(store: Queried, ask: Question, language: str = "en", constraints: bool = True) -> list[Verdict]:
    """Return the verdicts on a question, by requirement, edition and product.

    Without ``constraints`` they come without their constraints, and so without limits, margins and reasons.
    """
    wanted = _wanted(ask)
    rows = [row for row in _rows(store, ask) if wanted(row)]
    outcomes = _outcomes(store, ask) if constraints else {}
    titles = read_titles(store, language, ask.requirements)
    result = []
    for row in rows:
        key = (row.iri("requirement"), row.iri("edition"), row.iri("product"))
        specified = row.slug("verdict") not in ("not-applicable", "not-specified", "not-covered")
        result.append(_verdict(row, titles.get(key[0], ""), outcomes.get(key, ()) if specified else ()))
    return sorted(result, key=_order)


def _rows(store: Queried, ask: Question) -> list[Row]:
    """Return the rows of verdicts for the state asked about.

    Without one they are for new goods, and for goods in another state where the requirement is for those only.
    """
    day = ox.Literal(ask.day.isoformat(), datatype=DATE)

    def read(state: str, bindings: Iterable[dict[str, ox.NamedNode]]) -> Iterable[Row]:
        for bound in bindings:
            yield from select(store, text_of("verdicts"), {**bound, "state": ox.NamedNode(state), "day": day})

    if ask.state is not None:
        return [*read(ask.state, _bindings(ask))]
    others = {
        row.iri("requirement"): row.iri("state")
        for row in select(store, text_of("requirement-states"))
        if row.iri("set") in ask.sets
        and row.iri("requirement") in (ask.requirements or [row.iri("requirement")])
    }
    found = [row for row in read(iri("goods", "new"), _bindings(ask)) if row.iri("requirement") not in others]
    narrow = _bindings(ask._replace(requirements=()))
    for requirement, state in others.items():
        found += read(state, [{**bound, "requirement": ox.NamedNode(requirement)} for bound in narrow])
    return found


def _order(verdict: Verdict) -> tuple[Any, ...]:
    return (natural(verdict.requirement), natural(verdict.edition), verdict.product)


def _bindings(ask: Question) -> list[dict[str, ox.NamedNode]]:
    """Return bindings that narrow the query where one name of a kind is asked for."""
    bound: list[dict[str, ox.NamedNode]] = [{}]
    for name, values in (
        ("requirement", ask.requirements),
        ("edition", ask.editions),
        ("product", ask.products),
    ):
        if values and len(values) * len(bound) <= 4:
            bound = [{**entry, name: ox.NamedNode(value)} for entry in bound for value in values]
    return bound


def _wanted(ask: Question) -> Callable[[Row], bool]:
    choices = {
        "requirement": set(ask.requirements),
        "set": set(ask.sets),
        "level": set(ask.levels),
        "edition": set(ask.editions),
        "product": set(ask.products),
        "verdict": set(ask.verdicts),
    }
    active = {name: values for name, values in choices.items() if values}

    def is_wanted(row: Row) -> bool:
        of_set = ask.concerned.get(row.iri("set"))
        return all(row.text_or_none(name) in values for name, values in active.items()) and (
            of_set is None or row.iri("product") in of_set
        )

    return is_wanted


def _outcomes(store: Queried, ask: Question) -> dict[tuple[str, str, str], tuple[Outcome, ...]]:
    """Return outcomes by requirement, edition and product, by the best criterion each."""
    narrowed = _bindings(ask)
    rows = [row for bound in narrowed for row in select(store, text_of("outcomes"), bound)]
    best: dict[tuple[str, ...], Row] = {}
    for row in rows:
        key = tuple(row.iri(name) for name in ("requirement", "edition", "product", "constraint"))
        if key not in best or _further(row, best[key]):
            best[key] = row
    named = {row.text_or_none(name) for row in best.values() for name in ("constraint", "criterion")}
    bounds = read_bounds(store, {name for name in named if name})
    largest = _largest_values(
        store, {constraint for *_, constraint in best if bounds.has_parameter(constraint)}
    )
    is_open = any(row.slug("outcome") not in WITHOUT_REASON for row in best.values())
    reasons = _reasons(store, narrowed) if is_open else {}
    grouped: dict[tuple[str, str, str], list[Outcome]] = {}
    for (requirement, edition, product, constraint), row in sorted(
        best.items(), key=lambda item: natural(item[0][3])
    ):
        up_to = largest.get((constraint, edition, product))
        why = reasons.get((constraint, edition, product), [])
        grouped.setdefault((requirement, edition, product), []).append(_outcome(row, bounds, up_to, why))
    return {key: tuple(entries) for key, entries in grouped.items()}


def _largest_values(
    store: Queried, constraints: Collection[str]
) -> dict[tuple[str, str, str], Decimal | None]:
    """Return the largest buyer values that label editions satisfy.

    The keys are constraint, edition and product.
    """
    bound: list[dict[str, ox.NamedNode]] = [
        {"constraint": ox.NamedNode(name)} for name in sorted(constraints)
    ]
    return {
        (row.iri("constraint"), row.iri("edition"), row.iri("product")): row.number_or_none("largest")
        for entry in (bound if len(bound) <= FEW else [{}])
        for row in select(store, text_of("largest-values"), entry)
    }


def _reasons(
    store: Queried, narrowed: Iterable[dict[str, ox.NamedNode]]
) -> dict[tuple[str, str, str], list[Row]]:
    """Return the rows on why outcomes are open, by constraint, edition and product."""
    found: dict[tuple[str, str, str], list[Row]] = {}
    for bound in narrowed:
        for row in select(store, text_of("reasons"), bound):
            found.setdefault((row.iri("constraint"), row.iri("edition"), row.iri("product")), []).append(row)
    return found


def _further(row: Row, other: Row) -> bool:
    one, two = row.number_or_none("margin"), other.number_or_none("margin")
    return one is not None and (two is None or one > two)


def _outcome(row: Row, bounds: Bounds, up_to: Decimal | None, why: Sequence[Row]) -> Outcome:
    constraint, criterion = row.iri("constraint"), row.iri_or_none("criterion")
    concepts = bounds.concepts(constraint)
    rows = bounds.rows(constraint)
    return Outcome(
        constraint=slug(constraint),
        row=rows[0] if rows else None,
        rows=rows,
        concept=" ".join(concepts) or None,
        outcome=row.slug("outcome"),
        required=bounds.describe(constraint),
        offered=bounds.describe(criterion) if criterion else None,
        label_criterion=slug(criterion) if criterion else None,
        margin=row.number_or_none("margin"),
        unit=row.slug_or_none("unit"),
        up_to=up_to,
        confidence=bounds.confidence(criterion) if criterion else bounds.confidence(constraint),
        because=next((entry.slug("reason") for entry in why), None),
        dimensions=_once(entry.slug_or_none("dimension") for entry in why),
        neighbour=next(iter(_once(entry.slug_or_none("neighbour") for entry in why)), None),
        settled_by=tuple(
            dict.fromkeys(Settling(entry.slug("document"), entry.text_or_none("clause")) for entry in why)
        ),
    )


def _once(names: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in names if name))


def _verdict(row: Row, title: str, outcomes: tuple[Outcome, ...]) -> Verdict:
    margins = [entry for entry in outcomes if entry.margin is not None]
    limits = [entry.up_to for entry in outcomes if entry.up_to is not None]
    return Verdict(
        requirement=row.slug("requirement"),
        code=row.text_or_none("code"),
        title=title,
        level=row.slug_or_none("level"),
        edition=row.slug("edition"),
        product=row.slug("product"),
        state=row.slug("state"),
        verdict=row.slug("verdict"),
        at_least=row.slug("at_least"),
        at_most=row.slug("at_most"),
        proves=row.text("proves"),
        content=row.text("content"),
        admitted=row.text("admitted"),
        admission=row.text("admission"),
        currency=row.text("currency"),
        up_to=min(limits) if limits else None,
        margin=margins[0].margin if len(margins) == 1 else None,
        unit=margins[0].unit if len(margins) == 1 else None,
        confidence=row.slug("confidence"),
        because=_once(entry.because for entry in outcomes),
        settled_by=tuple(dict.fromkeys(place for entry in outcomes for place in entry.settled_by)),
        constraints=outcomes,
    )


def read_titles(store: Queried, language: str, requirements: Collection[str] = ()) -> dict[str, str]:
    """Return a title of each requirement in ``language``, the publisher's before ours.

    With ``requirements``, only of those, unless they are too many to be asked for one by one.
    """
    few = [{"thing": ox.NamedNode(name)} for name in requirements] if len(requirements) <= FEW else []
    best: dict[str, tuple[tuple[int, bool, str], str]] = {}
    for row in (row for bound in few or [{}] for row in select(store, text_of("requirement-titles"), bound)):
        thing, title = row.iri("thing"), row.text("title")
        spoken = row.language("title")
        rank = (reading_rank(spoken, language), row.flag("own"), spoken)
        if thing not in best or (rank, title) < best[thing]:
            best[thing] = (rank, title)
    return {thing: title for thing, (_, title) in best.items()}
