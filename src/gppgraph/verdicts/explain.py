"""The proof behind a verdict: constraints compared, rules, passages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pyoxigraph as ox

from ..catalogue.query import text_of
from ..languages import Words
from ..rdf.store import Queried, select
from ..terms import expand, iri, is_named_here, slug
from .circumstances import acceptance_told, end_told, read_circumstances
from .five_lines import FiveLines, Teller, read_cases, rows_of
from .five_lines import as_text as five_lines_as_text
from .names_of_things import StoredNames
from .needed_parts import for_proof
from .places import Place
from .question import question
from .satisfy import Outcome, Verdict, answer, with_circumstances
from .units import Units

if TYPE_CHECKING:
    from ..build.register import Register
    from ..dataset import Dataset
    from .law import LawOutcome


@dataclass(frozen=True, slots=True)
class ProofStep:
    """One constraint of a proof, with the reason of its outcome.

    ``asked_at`` are the places of the constraint, ``offered_at`` those of the label criterion.
    """

    outcome: Outcome
    statement: str | None
    rule: str
    why: str
    asked_at: tuple[Place, ...]
    offered_at: tuple[Place, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """A verdict told in five lines, with its steps.

    ``weakest`` names the facts that its confidence comes from.
    """

    verdict: Verdict
    lines: FiveLines
    requirement_at: tuple[Place, ...]
    steps: tuple[ProofStep, ...]
    weakest: tuple[str, ...]


def places(store: Queried, fact: str, confidence: str | None) -> tuple[Place, ...]:
    """Return the places where a fact was read."""
    by_place: dict[tuple[object, ...], Place] = {}
    for row in select(store, text_of("places-of-fact"), {"fact": ox.NamedNode(fact)}):
        source = row.text("source")
        start, end = row.number_or_none("start"), row.number_or_none("end")
        key = (source, row.text_or_none("clause"), start)
        if key not in by_place:
            by_place[key] = Place(
                document=row.text_or_none("title") or slug(source),
                url=row.text_or_none("url")
                or (source if source.startswith("http") and not is_named_here(source) else None),
                clause=row.text_or_none("clause"),
                start=None if start is None else int(start),
                end=None if end is None else int(end),
                confidence=confidence,
            )
    return tuple(by_place.values())


def explain(
    graph: Dataset,
    requirement: str,
    edition: str,
    product: str | None = None,
    as_of: date | str | None = None,
    language: str = "en",
) -> list[Proof]:
    """Return the proofs of a requirement and a label edition, one per product type.

    The five lines of each are in ``language``.

    Raises:
        UnknownNameError: a name stands for nothing.
    """
    ask = question(graph.register, requirement=requirement, label=edition, product=product or (), as_of=as_of)
    store = for_proof(graph, ask)
    read = read_cases(store, ask)
    teller = Teller(StoredNames(store, graph.register, language), language, ask.day)
    return [
        _proof(
            store,
            graph.register,
            verdict,
            teller.tell(verdict, rows_of(read, verdict)),
        )
        for verdict in with_circumstances(answer(store, ask, language), read_circumstances(graph, store, ask))
    ]


def _codes(store: Queried, thing: str, name: str) -> list[str]:
    """Return the values of a property of a thing, as sorted IRIs."""
    rows = select(
        store,
        text_of("values-of-property"),
        {"thing": ox.NamedNode(thing), "property": ox.NamedNode(iri("gpp", name))},
    )
    return sorted(row.text("value") for row in rows)


def _proof(store: Queried, names: Register, verdict: Verdict, lines: FiveLines) -> Proof:
    steps = tuple(_step(store, names, outcome) for outcome in verdict.constraints)
    requirement = names.iri("req", verdict.requirement)
    weakest = [
        entry.label_criterion or entry.constraint
        for entry in verdict.constraints
        if entry.confidence == verdict.confidence
    ]
    if not weakest:
        facts = [(verdict.requirement, requirement), (verdict.edition, names.iri("label", verdict.edition))]
        if verdict.verdict == "not-covered":  # of two equally sure facts the edition is named
            facts.reverse()
        sure = iri("confidence", verdict.confidence)
        weakest = [name for name, fact in facts if sure in _codes(store, fact, "confidence")][:1]
    return Proof(verdict, lines, places(store, requirement, None), steps, tuple(dict.fromkeys(weakest)))


def _step(store: Queried, names: Register, outcome: Outcome) -> ProofStep:
    asked = names.iri("req", outcome.constraint)
    criterion = names.iri("crit", outcome.label_criterion) if outcome.label_criterion else None
    about = select(store, text_of("statement-of-fact"), {"fact": ox.NamedNode(asked)})
    note = None
    reasons: list[str] = []
    if criterion:
        for row in select(store, text_of("statement-of-fact"), {"fact": ox.NamedNode(criterion)}):
            note = note or row.text_or_none("note")
        if outcome.outcome != "met":
            rows = select(
                store,
                text_of("reasons-of-pair"),
                {"asked": ox.NamedNode(asked), "given": ox.NamedNode(criterion)},
            )
            reasons = [row.text("reason") for row in rows]
    concluded = select(
        store, text_of("reason-of-outcome"), {"outcome": ox.NamedNode(iri("outcome", outcome.outcome))}
    )
    why = next((row.text("reason") for row in concluded), "")
    if outcome.outcome == "silent":
        why += ": its record on the topic is stated to be complete"
    if outcome.outcome == "out-of-reach":
        why += _bound(store, asked)
    asked_at = places(store, asked, _confidence(store, asked))
    offered_at = places(store, criterion, outcome.confidence) if criterion else ()
    if _sites(asked_at) & _sites(offered_at):
        reasons.append("the criterion of the label is given as the demanding source reports it")
    if criterion and outcome.outcome == "met":
        reasons += _premises(store, asked, criterion)
    return ProofStep(
        outcome=outcome,
        statement=next((row.text("statement") for row in about if row["statement"]), None),
        rule=", ".join(row.text("rule") for row in concluded),
        why="; ".join([why, *reasons]),
        asked_at=asked_at,
        offered_at=offered_at,
        note=note,
    )


def _confidence(store: Queried, fact: str) -> str | None:
    return next(map(slug, _codes(store, fact, "confidence")), None)


def _sites(places_: Iterable[Place]) -> set[str]:
    """Return the hosts of the pages that places are on."""
    return {urlsplit(place.url).netloc for place in places_ if place.url}


def _premises(store: Queried, asked: str, criterion: str) -> list[str]:
    """Return the premises on which a later start covers a period from purchase."""
    rows = select(
        store,
        text_of("period-premises"),
        {"asked": ox.NamedNode(asked), "given": ox.NamedNode(criterion)},
    )
    return [row.text("reason") for row in rows]


def _bound(store: Queried, constraint: str) -> str:
    ways = _codes(store, constraint, "hasAlternative") or [constraint]
    parties = " and the ".join(sorted({slug(party) for way in ways for party in _codes(store, way, "binds")}))
    return f": it binds the {parties}, and a label speaks for a product and its manufacturer only"


def as_text(proofs: Iterable[Proof], units: Units, language: str = "en") -> str:
    """Return proofs as text; the steps below the five lines are in English."""
    words = Words(language, "gppgraph.verdicts")
    return "\n\n".join(_text(proof, units, words) for proof in proofs) + "\n"


def _unit(outcome: Outcome) -> str | None:
    """Return the IRI of the unit of a margin, if it has one."""
    if outcome.unit is None:
        return None
    return expand(outcome.unit) if ":" in outcome.unit else iri("uom", outcome.unit)


def asked_lines(
    number: int, outcome: Outcome | LawOutcome, statement: str | None, asked_at: Iterable[Place]
) -> list[str]:
    """Return the first lines of a step: its constraint, outcome and demand."""
    return [
        f"  {number}. {outcome.constraint}: {outcome.outcome.upper()}",
        *([f"     {statement}"] if statement else []),
        f"     asked:   {outcome.required or 'not formalised'}",
        *(f"              {place}" for place in asked_at),
    ]


def _text(proof: Proof, units: Units, words: Words) -> str:
    verdict = proof.verdict
    lines = [
        f"{verdict.requirement} ({verdict.title}) by {verdict.edition} for {verdict.product}: {verdict.verdict.upper()}",
        f"  {proof.lines.heading}",
        *five_lines_as_text(proof.lines, words),
        f"  proves: {verdict.proves} (content {verdict.content}, label admitted as proof {verdict.admitted}"
        f" [{verdict.admission}], certificate can be valid {verdict.currency})",
        f"  confidence: {verdict.confidence}, because of {', '.join(proof.weakest)}",
    ]
    if verdict.accepted_by_source:
        lines.append(f"  {acceptance_told(verdict.accepted_by_source, words)}")
    if verdict.certificates_end:
        lines.append(f"  {end_told(verdict.edition, verdict.certificates_end, words)}")
    lines += [f"  read at: {place}" for place in proof.requirement_at]
    for number, step in enumerate(proof.steps, 1):
        outcome = step.outcome
        lines += asked_lines(number, outcome, step.statement, step.asked_at)
        if outcome.offered:
            lines.append(f"     offered: {outcome.offered} ({outcome.label_criterion})")
            lines += [f"              {place}" for place in step.offered_at]
        if outcome.margin is not None:
            category = "one" if abs(outcome.margin) == 1 else "other"
            unit = units.after(_unit(outcome), category, "en")
            lines.append(f"     margin:  {outcome.margin:+f} {unit}".rstrip())
        if outcome.up_to is not None:
            lines.append(f"     met up to a buyer value of {outcome.up_to:f}")
        lines.append(f"     rule:    {step.why} [{step.rule}]")
        if step.note:
            lines.append(f"     note:    {step.note}")
    return "\n".join(lines)
