"""Proofs by law: duties, articles, days and the units that they bind."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from ..catalogue.query import text_of
from ..languages import Words
from ..rdf.rows import Term
from ..rdf.store import Queried, select
from .explain import asked_lines, places
from .law import Duty, LawOutcome, LawVerdict, answer, narrowing
from .law_timeline import LawSpan, read_spans
from .needed_parts import for_law
from .places import Place
from .question import question

if TYPE_CHECKING:
    from ..build.register import Register
    from ..dataset import Dataset


class LawStep(NamedTuple):
    """One constraint of a proof, with its places and those of each duty."""

    outcome: LawOutcome
    statement: str | None
    asked_at: tuple[Place, ...]
    duties_at: tuple[tuple[Place, ...], ...]


class LawProof(NamedTuple):
    """The verdict by law on a requirement and a product type, step by step.

    ``timeline`` has the days on which law gives parts of it, before and after the day of the verdict.
    """

    verdict: LawVerdict
    requirement_at: tuple[Place, ...]
    steps: tuple[LawStep, ...]
    timeline: tuple[LawSpan, ...]


def explain_law(
    graph: Dataset,
    requirement: str,
    product: str | None = None,
    as_of: date | str | None = None,
    language: str = "en",
    jurisdiction: str | None = None,
    units: str | None = None,
) -> list[LawProof]:
    """Return the proofs of a requirement by law, one per product type.

    Raises:
        UnknownNameError: a name stands for nothing.
    """
    ask = question(graph.register, requirement=requirement, product=product or (), as_of=as_of)
    store = for_law(graph, ask, places=True)
    narrowed = narrowing(graph, jurisdiction, units)
    verdicts = answer(store, ask, narrowed, language, constraints=True)
    asked: dict[str, Term] = {"requirement": ox.NamedNode(ask.requirements[0])}
    place = {name: value for name, value in narrowed.items() if name == "jurisdiction"}
    spans = [span for entries in read_spans(store, {**asked, **place}).values() for span in entries]
    return [
        LawProof(
            verdict,
            places(store, ask.requirements[0], None),
            tuple(_step(store, graph.register, outcome) for outcome in verdict.constraints),
            tuple(span for span in spans if span.product == verdict.product),
        )
        for verdict in verdicts
    ]


def _step(store: Queried, names: Register, outcome: LawOutcome) -> LawStep:
    asked = names.iri("req", outcome.constraint)
    about = select(store, text_of("statement-of-fact"), {"fact": ox.NamedNode(asked)})
    return LawStep(
        outcome=outcome,
        statement=next((row.text("statement") for row in about if row["statement"]), None),
        asked_at=places(store, asked, None),
        duties_at=tuple(
            places(store, names.iri("law", duty.duty), duty.confidence) for duty in outcome.duties
        ),
    )


def as_text(proofs: Iterable[LawProof], language: str = "en") -> str:
    """Return proofs as text, the sentences in ``language``."""
    words = Words(language, "gppgraph.verdicts")
    return "\n\n".join(_text(proof, words) for proof in proofs) + "\n"


def _text(proof: LawProof, words: Words) -> str:
    verdict = proof.verdict
    lines = [
        f"{verdict.requirement} ({verdict.title}) by law ({verdict.jurisdiction}, {verdict.day}) for "
        f"{verdict.product}: {verdict.verdict.upper()}",
        f"  {words['law-extent'].format(least=verdict.at_least, most=verdict.at_most)}",
        f"  confidence: {verdict.confidence}",
        f"  {words['law-older-stock']}",
    ]
    if verdict.obeys:
        lines.append(f"  {words['law-obeys']}")
    lines += [f"  read at: {place}" for place in proof.requirement_at]
    for number, step in enumerate(proof.steps, 1):
        outcome = step.outcome
        lines += asked_lines(number, outcome, step.statement, step.asked_at)
        if outcome.reason:
            lines.append(f"     open:    {outcome.reason}")
        for duty, read_at in zip(outcome.duties, step.duties_at, strict=True):
            if outcome.outcome == "met" and duty.gives == "below":
                continue
            lines += _duty(duty, words)
            lines += [f"              {place}" for place in read_at]
    if proof.timeline:
        lines.append(f"  {words['law-timeline']}")
        lines += [f"     {_moment(span, verdict.day, words)}" for span in proof.timeline]
    return "\n".join(lines)


def _moment(span: LawSpan, today: str, words: Words) -> str:
    """Return a line of the timeline.

    For example "2025-06-20: eu-gpp-2021.core.TS6.c1 met by 32023R1670, Annex II, B 1.2(4)".
    """
    begins = span.begins or words["law-day-not-known"]
    if span.begins and span.begins > today:
        begins = f"{begins} ({words['law-next']})"
    said = f"{begins}: {span.constraint} {span.outcome}"
    if span.given_for:
        said += f" ({words['law-given-for']} {', '.join(span.given_for)})"
    said += f"; {span.act}, {span.article or ''}".rstrip(", ")
    if span.units:
        said += f"; {words['law-units']} {', '.join(span.units)}"
    if span.doubtful:
        said += f"; {words['law-doubtful']}"
    return said + (f"; {words['law-until'].format(day=span.ends)}" if span.ends else "")


def _duty(duty: Duty, words: Words) -> list[str]:
    """Return the lines on one duty: outcome, place, days and units."""
    lines = [
        f"     {duty.gives}: {duty.offered} ({duty.duty})",
        f"              {duty.act}, {duty.article or ''}".rstrip(", ") + f"; {_days(duty, words)}",
    ]
    if duty.given_for:
        lines.append(f"              {words['law-given-for']} {', '.join(duty.given_for)}")
    if duty.units:
        lines.append(f"              {words['law-units']} {', '.join(duty.units)}")
    if duty.margin is not None:
        lines.append(f"              {words['law-margin']} {duty.margin:+f} {duty.unit or ''}".rstrip())
    if duty.up_to is not None:
        lines.append(f"              {words['law-up-to']} {duty.up_to.normalize():f}")
    return lines


def _days(duty: Duty, words: Words) -> str:
    """Return the days of a duty in words.

    For example "for units placed on the market from 2025-06-20".
    """
    if duty.valid_from is None:
        return words["law-day-not-known"]
    begins = words[f"law-from-{duty.decisive or 'conduct'}"].format(day=duty.valid_from)
    return begins + (f" {words['law-until'].format(day=duty.valid_until)}" if duty.valid_until else "")
