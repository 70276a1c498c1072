"""The checklist of a bidder with some labels: requirements proved and remaining.

The query ``remaining-standing`` decides the standing of a label on one constraint. Every label that speaks is
told, the best known first, so that who holds more labels never learns less. What law gives of units placed on
the market on the day needs no proof; ``checklist`` writes the forms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from ..catalogue.query import text_of
from ..errors import InputError
from ..languages import LANGUAGES
from ..rdf.rows import Row, Term
from ..rdf.store import Queried, select
from ..spelling import natural
from ..terms import iri, slug
from . import satisfy as verdicts
from .accepted_proofs import EvidenceOption, read_proofs
from .circumstances import certificate_ends
from .closing import Closer, Opening, closers
from .first_screen import NOTHING_KNOWN, rank
from .five_lines import FiveLines, Teller, read_cases, rows_of
from .law import law_answer
from .names_of_things import StoredNames, title
from .needed_parts import for_telling
from .parts_answered import SETTLED, Part, PartAnswer, answers_of_law, status, with_law
from .question import Question, question
from .wording import read_bounds

if TYPE_CHECKING:
    from ..dataset import Dataset


@dataclass(frozen=True, slots=True)
class Told:
    """One label on a requirement, in a heading and five lines."""

    edition: str
    verdict: str
    at_least: str
    at_most: str
    proves: str
    lines: FiveLines


@dataclass(frozen=True, slots=True)
class Entry:
    """One requirement; its status is the best that the labels reach together.

    The status is proved, by-law, together, uncertain, partly or remaining. "by-law": law alone gives it. "together":
    every part is proved or given by law, but no single label proves all of them, and sources speak of one label
    that meets the requirement. "uncertain": every part is met, but admission or validity of a certificate is not
    known. ``told`` has the labels that certify the product type, or may do so, the one that proves most first.
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
    told: tuple[Told, ...] = ()


@dataclass(frozen=True, slots=True)
class Ending:
    """A label whose certificates end soon after the day, or probably do."""

    edition: str
    title: str
    day: str
    certain: bool
    confidence: str


@dataclass(frozen=True, slots=True)
class Checklist:
    """The requirements of a tender with the standing of a bidder's labels.

    ``ending`` are labels whose certificates end soon, ``closers`` what closes most of the open parts.
    """

    labels: tuple[str, ...]
    sets: tuple[str, ...]
    levels: tuple[str, ...]
    product: str
    state: str
    day: str
    values: dict[str, str]
    entries: tuple[Entry, ...]
    ending: tuple[Ending, ...] = ()
    closers: tuple[Closer, ...] = ()


class _Case(NamedTuple):
    """A verdict on a requirement, and how it is told."""

    verdict: verdicts.Verdict
    lines: FiveLines


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
        types = ", ".join(slug(entry) for entry in ask.products)
        raise InputError(f'"{product}" is a group; choose one product type of: {types}.')
    store = for_telling(graph, ask)
    names = StoredNames(store, graph.register, language)
    standing = _standing(store, ask)
    cases = _cases(store, ask, names)
    law = {verdict.requirement: verdict for verdict in law_answer(graph, ask, language, constraints=True)}
    proofs = read_proofs(graph, ask, language)
    bounds = read_bounds(store)
    titles = verdicts.read_titles(store, language)
    entries = []
    for requirement, rows in _parts(store, ask, language).items():
        told = cases.get(slug(requirement), [])
        why = {
            (part.constraint, case.verdict.edition): part.because
            for case in told
            for part in case.verdict.constraints
        }
        by_law = law.get(slug(requirement))
        given = answers_of_law(by_law)
        parts = []
        for row in rows:
            if row["constraint"] is None:
                continue
            constraint = row.iri("constraint")
            answers = with_law(
                _answers(standing.get(constraint, ()), why, names), given.get(slug(constraint))
            )
            best = answers[0] if answers else None
            inventory = bounds.rows(constraint)
            parts.append(
                Part(
                    constraint=slug(constraint),
                    row=inventory[0] if inventory else None,
                    required=bounds.describe(constraint),
                    words=row.text_or_none("words") or "",
                    standing=best.standing if best else "open",
                    outcome=best.outcome if best else "not-covered",
                    edition=best.provider if best else None,
                    criterion=best.criterion if best else None,
                    answers=answers,
                )
            )
        formal = rows[0].flag("formal")
        entries.append(
            Entry(
                requirement=slug(requirement),
                code=rows[0].text_or_none("code") or "",
                title=titles.get(requirement, ""),
                level=rows[0].slug_or_none("level"),
                kind=rows[0].slug("kind"),
                status=status(parts, formal, by_law is not None and by_law.at_least == "all"),
                formal=formal,
                parts=tuple(parts),
                proofs=tuple(proofs.get(requirement, ())),
                told=tuple(_told(case) for case in told),
            )
        )
    return Checklist(
        labels=tuple(slug(entry) for entry in ask.editions),
        sets=tuple(slug(entry) for entry in ask.sets),
        levels=tuple(slug(entry) for entry in ask.levels),
        product=slug(ask.products[0]),
        state=state,
        day=ask.day.isoformat(),
        values={name: str(value) for name, value in ask.values.items()},
        entries=tuple(entries),
        ending=tuple(_ending(store, ask, names)),
        closers=closers(_openings(entries, cases, names)),
    )


def _parts(store: Queried, ask: Question, language: str) -> dict[str, list[Row]]:
    """Return the rows of the parts of each requirement."""
    named: dict[str, Term] = {
        "product": ox.NamedNode(ask.products[0]),
        "language": ox.Literal(language),
        **({"state": ox.NamedNode(ask.state)} if ask.state else {}),
    }
    found: dict[str, list[Row]] = {}
    for edition in ask.sets:
        for row in select(store, text_of("remaining-parts"), {**named, "set": ox.NamedNode(edition)}):
            if not ask.levels or row.iri_or_none("level") in ask.levels:
                found.setdefault(row.iri("requirement"), []).append(row)
    return found


def _standing(store: Queried, ask: Question) -> dict[str, list[Row]]:
    """Return the standing of each label on each constraint, the best known first."""
    day = ox.Literal(ask.day.isoformat(), datatype=verdicts.DATE)
    best: dict[str, dict[str, Row]] = {}
    for edition in ask.editions:
        bound: dict[str, Term] = {
            "edition": ox.NamedNode(edition),
            "product": ox.NamedNode(ask.products[0]),
            "day": day,
        }
        for row in select(store, text_of("remaining-standing"), bound):
            by_edition = best.setdefault(row.iri("constraint"), {})
            if edition not in by_edition or _place(row) < _place(by_edition[edition]):
                by_edition[edition] = row
    return {constraint: sorted(rows.values(), key=_place) for constraint, rows in best.items()}


def _answers(
    rows: Iterable[Row], why: Mapping[tuple[str, str], str | None], names: StoredNames
) -> tuple[PartAnswer, ...]:
    """Return the answers on one constraint, the one that is known best first.

    ``why`` has the reason of an open answer by constraint and edition. Of answers with the same standing, one
    whose reason stands earlier in its list is nearer to be known, unless nothing is known of the edition.
    """
    ranked: list[tuple[tuple[Any, ...], int, PartAnswer]] = []
    for row in rows:
        because = why.get((row.slug("constraint"), row.slug("edition")))
        code = iri("reason", because) if because else ""
        answer = PartAnswer(
            provider=row.slug("edition"),
            standing=row.text("standing"),
            outcome=row.slug("outcome"),
            criterion=row.slug_or_none("criterion"),
            because=because,
            reason=title(names, code) if because else "",
        )
        places = names.values(code, "gpp:rank") if because else []
        place = (row.number("rank"), because in NOTHING_KNOWN, *map(int, places))
        ranked.append((place, len(ranked), answer))
    return tuple(answer for _, _, answer in sorted(ranked, key=lambda entry: entry[:2]))


def _place(row: Row) -> tuple[Any, ...]:
    """Return the place of a standing; with a criterion on record more is known."""
    criterion = row.text_or_none("criterion")
    return (row.number("rank"), criterion is None, natural(row.iri("edition")), criterion or "")


def _cases(store: Queried, ask: Question, names: StoredNames) -> dict[str, list[_Case]]:
    """Return the cases of each requirement, the one that proves most first.

    Labels for other products are left out.
    """
    read = read_cases(store, ask)
    teller = Teller(names, names.language, ask.day)
    found: dict[str, list[_Case]] = {}
    for verdict in verdicts.answer(store, ask, names.language):
        if verdict.verdict not in ("not-covered", "not-applicable", "not-specified"):
            case = _Case(verdict, teller.tell(verdict, rows_of(read, verdict)))
            found.setdefault(verdict.requirement, []).append(case)
    for cases in found.values():
        cases.sort(key=lambda case: (rank(case.verdict), natural(case.verdict.edition)))
    return found


def _told(case: _Case) -> Told:
    verdict = case.verdict
    return Told(
        verdict.edition, verdict.verdict, verdict.at_least, verdict.at_most, verdict.proves, case.lines
    )


def _ending(store: Queried, ask: Question, names: StoredNames) -> Iterator[Ending]:
    """Yield the labels whose certificates end soon after the day."""
    ends = certificate_ends(store, ask.editions, ask.day)
    for edition in sorted(ask.editions, key=lambda name: natural(slug(name))):
        if end := ends.get(slug(edition)):
            yield Ending(
                edition=slug(edition),
                title=title(names, edition),
                day=end.day,
                certain=not end.expected,
                confidence=end.confidence,
            )


def _openings(
    entries: Iterable[Entry], cases: Mapping[str, Sequence[_Case]], names: StoredNames
) -> Iterator[Opening]:
    """Yield each open part with each document that settles it, and each proof."""
    for entry in entries:
        if entry.status in SETTLED:
            continue
        name = entry.code or entry.requirement
        open_parts = {part.constraint for part in entry.parts if part.standing not in SETTLED}
        for case in cases.get(entry.requirement, ()):
            for outcome in case.verdict.constraints:
                for place in outcome.settled_by if outcome.constraint in open_parts else ():
                    kind = "set" if place.document in names.register.names["set"] else "label"
                    document = title(names, names.find(kind, place.document))
                    yield Opening(
                        "document", place.document, document, (entry.requirement, outcome.constraint), name
                    )
        for proof in entry.proofs:
            kinds = " + ".join(proof.evidence)
            for part in open_parts if kinds else ():
                yield Opening("proof", kinds, kinds, (entry.requirement, part), name)
