"""Offers of bidders held against the requirements of a tender.

For each offer and requirement: proved, failed, or to clarify with the question to ask.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from ..languages import Words
from ..terms import expand, iri
from ..verdicts.remaining import Entry, remaining
from ..verdicts.units import units_of
from .demands import Band, DemandedRequirement
from .evaluate import FAILED, PROVED, evaluate
from .evidence import Evidence

if TYPE_CHECKING:
    from ..graph import Graph

PACKAGE = "gppgraph.products"


@dataclass(frozen=True, slots=True)
class OfferAnswer:
    """One offer on one requirement.

    ``result`` is "proved", "failed" or "clarify"; ``by`` are the kinds of proof used. ``failing`` and
    ``missing`` say in words which parts fail and which are not shown, ``question`` asks the bidder for these.
    ``share`` is the share of the points of an award criterion that is certain, ``None`` where it is not known.
    """

    offer: str
    requirement: str
    code: str
    title: str
    result: str
    by: str
    margin: float | None
    unit: str
    failing: tuple[str, ...]
    missing: tuple[str, ...]
    question: str
    bands: str
    share: float | None


@dataclass(frozen=True, slots=True)
class HeldCertificate:
    """A certificate of an offer.

    ``standing`` says in words whether it is valid on the day.
    """

    offer: str
    edition: str
    tier: str
    number: str
    valid_from: date | None
    valid_until: date | None
    valid: bool
    standing: str


@dataclass(frozen=True, slots=True)
class Offer:
    """A model that is offered."""

    offer: str
    brand: str
    model: str
    product_type: str


@dataclass(frozen=True, slots=True)
class Offers:
    """The offers of a file with their answers, and the problems of reading it."""

    set: str
    level: str
    day: date
    values: Mapping[str, str]
    offers: tuple[Offer, ...]
    answers: tuple[OfferAnswer, ...]
    certificates: tuple[HeldCertificate, ...]
    problems: tuple[Mapping[str, Any], ...]


def judge_offers(
    graph: Graph,
    evidence: Evidence,
    *,
    set: str,
    level: str | None = None,
    as_of: date,
    values: Mapping[str, str] | None = None,
    language: str = "en",
) -> Offers:
    """Return the offers of some evidence, held against the requirements of a set.

    Certificates that are valid on the day count as proof where the source admits the label, and so does law in
    force on the day.

    Raises:
        UnknownNameError, InputError: an option is not understood, or the file has no offers.
    """
    import ibis

    if not evidence.products.num_rows:
        raise InputError("the file has no offers that could be read; its problems say why.")
    words = Words(language, PACKAGE)
    asked: dict[str, Any] = {"set": set, "level": level, "as_of": as_of, "values": dict(values or {})}
    evaluation = evaluate(
        graph,
        ibis.memtable(evidence.products),
        ibis.memtable(evidence.certificates),
        label_evidence=True,
        law=True,
        **asked,
    )
    products = evidence.products.to_pylist()
    names = {row["item"]: row["item"].partition(":")[2] for row in products}
    texts = _Texts(graph, words, asked)
    demands = {demand.requirement: demand for demand in evaluation.demands.requirements}
    places = {row["item"]: place for place, row in enumerate(products)}
    order = {requirement: place for place, requirement in enumerate(demands)}
    rows = evaluation.table.to_pyarrow().to_pylist()
    rows.sort(key=lambda row: (places[row["item"]], order[row["requirement"]]))
    states = {row["item"]: row["state"] or "new" for row in products}
    return Offers(
        set,
        level or "",
        as_of,
        dict(values or {}),
        tuple(
            Offer(names[row["item"]], row["brand"] or "", row["model"], row["product_type"] or "")
            for row in products
        ),
        tuple(
            texts.answer(names[row["item"]], row, states[row["item"]], demands[row["requirement"]])
            for row in rows
        ),
        tuple(_certificates(graph, evidence, names, as_of, words)),
        tuple(evidence.problems.to_pylist()),
    )


class _Texts:
    """The words of requirements, read once for each product type and state of goods."""

    def __init__(self, graph: Graph, words: Words, asked: Mapping[str, Any]) -> None:
        self.graph, self.words, self.asked = graph, words, asked
        self._units = units_of(graph)
        self._entries: dict[tuple[str, str], dict[str, Entry]] = {}

    def entry(self, requirement: str, product: str | None, state: str) -> Entry | None:
        """Return a requirement with its parts and accepted proofs in words."""
        if product is None:
            return None
        if (product, state) not in self._entries:
            # The words are those of any label; the first one is as good as another.
            label = sorted(self.graph.register.names["edition"])[0]
            checklist = remaining(
                self.graph,
                label=label,
                product=product,
                state=state,
                language=self.words.language,
                **self.asked,
            )
            self._entries[product, state] = {entry.requirement: entry for entry in checklist.entries}
        return self._entries[product, state].get(requirement)

    def answer(
        self, offer: str, row: Mapping[str, Any], state: str, demand: DemandedRequirement
    ) -> OfferAnswer:
        """Return the answer of a row of the evaluation."""
        entry = self.entry(demand.requirement, row["product_type"], state)
        parts = {part.constraint: part.words or part.required for part in entry.parts} if entry else {}

        def told(names: str | None) -> tuple[str, ...]:
            return tuple(
                parts.get(name, name) for name in (names or "").split() if name != demand.requirement
            )

        result = row["result"] if row["result"] in (PROVED, FAILED) else "clarify"
        missing = told(row["missing"]) if result == "clarify" else ()
        return OfferAnswer(
            offer,
            demand.requirement,
            demand.code or "",
            entry.title if entry else "",
            result,
            row["by"] or "",
            row["margin"],
            self._unit(row["unit"]) if row["margin"] is not None else "",
            told(row["failed"]),
            missing,
            self._question(row, entry, missing, demand) if result == "clarify" else "",
            "; ".join(_band(band, self.words) for band in demand.bands),
            row["share"],
        )

    def _unit(self, name: str | None) -> str:
        """Return the words of a unit that the evaluation names, such as ``months``."""
        if not name:
            return ""
        unit = expand(name) if ":" in name else iri("uom", name)
        return self._units.heading(unit, self.words.language)

    def _question(
        self, row: Mapping[str, Any], entry: Entry | None, missing: Sequence[str], demand: DemandedRequirement
    ) -> str:
        words = self.words
        if row["product_type"] is None:
            return words.fill("ask-type", model=row["model"])
        sentences = []
        if missing:
            sentences.append(words.fill("ask", model=row["model"], parts="; ".join(missing)))
        if demand.requirement in (row["missing"] or "").split() or not missing:
            sentences.append(
                words.fill("ask-text", model=row["model"], code=demand.code or demand.requirement)
            )
        if demand.bands and row["share"] is None:
            bands = "; ".join(_band(band, words) for band in demand.bands)
            sentences.append(words.fill("ask-points", code=demand.code or demand.requirement, bands=bands))
        ways = [option.words.rstrip(".") for option in entry.proofs if option.words] if entry else []
        if ways:
            sentences.append(words.fill("accepted", ways=words["or"].join(ways)) + ".")
        return " ".join(sentences)


def _band(band: Band, words: Words) -> str:
    """Return a band of points in words, such as ``more than 60: 100 %``."""

    def number(value: float) -> str:
        return f"{value:g}"

    if band.lower is not None and band.upper is not None:
        told = words.fill("between", lower=number(band.lower), upper=number(band.upper))
    elif band.lower is not None:
        told = words.fill("from" if band.lower_inclusive else "above", value=number(band.lower))
    elif band.upper is not None:
        told = words.fill("up-to" if band.upper_inclusive else "below", value=number(band.upper))
    else:
        told = ""
    return words.fill("band", range=told, share=number(100 * band.share))


def _certificates(
    graph: Graph, evidence: Evidence, names: Mapping[str, str], day: date, words: Words
) -> Iterator[HeldCertificate]:
    """Yield the certificates of the offers with their standing on the day."""
    rows = evidence.certificates.to_pylist()
    valid: dict[str, str] = {}
    if rows:
        answer = graph.query("cq30-valid-on-a-day", {"day": day})
        valid = {row.slug("edition"): row.text("valid") for row in answer.terms}
    for row in rows:
        start, end, edition = row["valid_from"], row["valid_until"], row["edition"]
        if end is not None and end <= day:
            standing = "ended"
        elif valid.get(edition) == "false":
            standing = "edition-ended"
        elif start is not None and start > day:
            standing = "begins-later"
        elif start is None:
            standing = "no-first-day"
        elif end is None and valid.get(edition) != "true":
            standing = "no-last-day"
        else:
            standing = "valid"
        yield HeldCertificate(
            names[row["item"]],
            edition,
            row["tier"] or "",
            row["number"] or "",
            start,
            end,
            standing == "valid",
            words[standing],
        )
