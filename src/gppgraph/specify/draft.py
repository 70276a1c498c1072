"""Drafts a specification: requirements with proofs, labels, law and checks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from ..catalogue.query import text_of
from ..languages import WRITTEN, Words, interface_language
from ..rdf.rows import Row
from ..rdf.store import Queried, select
from ..spelling import natural
from ..terms import slug
from ..texts.mentions.finder import Finder
from ..verdicts import law, satisfy
from ..verdicts.accepted_proofs import EvidenceOption, read_proofs
from ..verdicts.law import LawVerdict
from ..verdicts.names_of_things import StoredNames, title
from ..verdicts.needed_parts import for_answer, for_law, for_telling
from ..verdicts.question import Question, question
from ..verdicts.wording import Bounds, read_bounds
from .current_names import CurrentNames
from .requirement_sentences import RequirementSentence, SentenceWriter
from .specification import (
    AWARD,
    KINDS,
    GivenByLaw,
    PointBand,
    ProvingLabel,
    Specification,
    SpecifiedRequirement,
)
from .tender_choice import (
    AskedParts,
    chosen_requirements,
    read_parts,
    refuse_contradictions,
    refuse_no_level,
    usual_state,
)

if TYPE_CHECKING:
    from ..dataset import Dataset

PACKAGE = "gppgraph.specify"
# Whose law is named too where it is not known to hold in the country.
_UNION = "eu"
# The outcome of a constraint that law gives.
_MET = "met"


def specify(
    graph: Dataset,
    *,
    set: str,
    level: str | None = None,
    product: str | Sequence[str],
    state: str | None = None,
    values: Mapping[str, Any] | None = None,
    choose: Sequence[str] = (),
    country: str | None = None,
    as_of: date | str | None = None,
    language: str = "en",
    finder: Finder | None = None,
) -> Specification:
    """Return the draft of a specification.

    Without ``choose`` it has every requirement of the level; without ``country`` the law is that of the set's.
    Drafting many, hand on one ``finder`` of names.

    Raises:
        UnknownNameError, InputError: a choice is not understood, contradicts another, or is not to be had.
    """
    words = Words(language, PACKAGE, WRITTEN)
    ask = question(
        graph.register,
        set=set,
        level=level,
        product=product,
        state=state,
        as_of=as_of,
        values=dict(values or {}),
    )
    refuse_no_level(graph, ask, choose)
    return _Drafter(graph, ask, words, country, finder).draft(choose)


class _Drafter:
    """Reads the parts of one draft and puts them together."""

    def __init__(
        self, graph: Dataset, ask: Question, words: Words, country: str | None, finder: Finder | None
    ) -> None:
        self.graph, self.words = graph, words
        self.ask = ask if ask.state else ask._replace(state=usual_state())
        self.country = (country or self._country_of_set()).lower()
        self.reading = interface_language(words.language)
        self.store = for_telling(graph, self.ask._replace(editions=()))
        self.names = StoredNames(graph.engine, graph.register, words.language)
        self.current = CurrentNames(graph, self.ask.day, finder)

    def _country_of_set(self) -> str:
        names = StoredNames(self.graph.engine, self.graph.register, "en")
        return names.text(self.ask.sets[0], "gpp:country") or self.graph.configuration.defaults.country

    def draft(self, choose: Sequence[str]) -> Specification:
        """Return the specification with the chosen requirements."""
        ask, words = self.ask, self.words
        parts = read_parts(self.store, ask, self.reading)
        wanted = chosen_requirements(self.graph, ask, parts, choose)
        bounds = read_bounds(self.store)
        writer = SentenceWriter(words, bounds.units, self.names)
        sentences = {name: self._sentences(parts[name], bounds, writer) for name in wanted}
        must = [name for name in wanted if _kind(parts[name][0][1]) != AWARD]
        refuse_contradictions(
            {name: parts[name][0][1].slug_or_none("level") for name in wanted},
            {name: sentences[name] for name in must},
        )
        titles = satisfy.read_titles(self.store, words.language)
        narrowed = ask._replace(requirements=tuple(wanted)) if choose else ask
        labels = self._labels(narrowed, wanted)
        by_law = self._law(narrowed)
        proofs = read_proofs(self.graph, ask, self.reading)
        bands = self._bands()
        requirements = [
            self._requirement(
                name,
                parts,
                titles.get(name, ""),
                sentences[name],
                proofs.get(name, ()),
                labels.get(slug(name), ()),
                by_law.get(slug(name), ()),
                bands.get(name, ()),
                bounds,
            )
            for name in wanted
        ]
        requirements.sort(key=lambda entry: (KINDS.index(entry.kind), natural(entry.requirement)))
        levels = tuple(dict.fromkeys(entry.level for entry in requirements if entry.level))
        things = {slug(product): title(self.names, product) for product in ask.products}
        if ask.state:
            things[slug(ask.state)] = title(self.names, ask.state)
        things |= {
            slug(level): title(self.names, level)
            for level in self.graph.register.levels.get(ask.sets[0], ())
            if slug(level) in levels
        }
        return Specification(
            set=slug(ask.sets[0]),
            title=title(self.names, ask.sets[0]),
            source=self.names.text(ask.sets[0], "gpp:url"),
            levels=levels,
            products=tuple(map(slug, ask.products)),
            state=slug(ask.state or ""),
            country=self.country,
            day=ask.day.isoformat(),
            language=words.language,
            values={name: str(value) for name, value in ask.values.items()},
            things=things,
            requirements=tuple(requirements),
        )

    def _sentences(
        self, rows: Sequence[tuple[str, Row]], bounds: Bounds, writer: SentenceWriter
    ) -> tuple[RequirementSentence, ...]:
        """Return the sentences of a requirement, one for each constraint."""
        products: dict[str, list[str]] = {}
        described: dict[str, str] = {}
        for product, row in rows:
            if constraint := row.iri_or_none("constraint"):
                products.setdefault(constraint, []).append(slug(product))
                described[constraint] = row.text_or_none("words") or ""
        award = _kind(rows[0][1]) == AWARD
        return tuple(
            writer.write(
                constraint,
                bounds.figures.get(constraint, {}),
                award,
                described[constraint],
                products[constraint],
            )
            for constraint in sorted(products, key=natural)
        )

    def _requirement(
        self,
        name: str,
        parts: AskedParts,
        named: str,
        sentences: tuple[RequirementSentence, ...],
        proofs: Iterable[EvidenceOption],
        labels: Iterable[ProvingLabel],
        given: Iterable[GivenByLaw],
        bands: Iterable[PointBand],
        bounds: Bounds,
    ) -> SpecifiedRequirement:
        rows = parts[name]
        first = rows[0][1]
        said, shown = tuple(map(self._renamed, sentences)), tuple(filter(None, map(self._proof, proofs)))
        current = tuple(map(self.current.rename, shown))
        formal = first.flag("formal") and not any(entry.open for entry in sentences)
        return SpecifiedRequirement(
            requirement=slug(name),
            code=first.text_or_none("code") or "",
            title=named,
            level=first.slug_or_none("level"),
            kind=_kind(first),
            products=tuple(dict.fromkeys(slug(product) for product, _ in rows)),
            formal=formal,
            sentences=said,
            proofs=current,
            labels=tuple(labels),
            law=tuple(given),
            bands=tuple(bands),
            checks=tuple(self._checks(formal, sentences, bounds, said != sentences or current != shown)),
            source=self._source(name),
        )

    def _renamed(self, sentence: RequirementSentence) -> RequirementSentence:
        """Return a sentence that names nothing which has ended."""
        rename = self.current.rename
        return replace(
            sentence,
            text=rename(sentence.text),
            alternatives=tuple(map(rename, sentence.alternatives)),
            scope=tuple(map(rename, sentence.scope)),
        )

    def _source(self, requirement: str) -> str:
        """Return the address of the text of a requirement, else that of its set."""
        for passage in self.names.values(requirement, "prov:wasDerivedFrom"):
            for document in (passage, *self.names.values(passage, "oa:hasSource")):
                if url := self.names.text(document, "gpp:url"):
                    return url
        return self.names.text(self.ask.sets[0], "gpp:url")

    def _proof(self, proof: EvidenceOption) -> str:
        joined = f" {self.words['and']} ".join(proof.evidence)
        head = ": ".join(filter(None, (joined, proof.words.removesuffix("."))))
        methods = self.words.fill("by-method", methods=", ".join(proof.standards)) if proof.standards else ""
        return f"{head}{methods}"

    def _checks(
        self, formal: bool, sentences: Iterable[RequirementSentence], bounds: Bounds, renamed: bool
    ) -> Iterator[str]:
        """Yield the points that the buyer has still to look at."""
        if renamed:
            yield self.words["check-edition"]
        if not formal:
            yield self.words["check-source"]
        unsure = {
            sure
            for entry in sentences
            if (sure := bounds.confidence(self.graph.register.iri("req", entry.constraint)))
            not in (None, "verified")
        }
        if unsure:
            yield self.words["check-unsure"]
        parameters = {
            parameter
            for entry in sentences
            for alternatives in [bounds.figures.get(self.graph.register.iri("req", entry.constraint), {})]
            for figures in alternatives.values()
            for figure in figures.values()
            for parameter in figure.get("parameterName", ())
        }
        for parameter in sorted(parameters - set(self.ask.values)):
            yield self.words.fill("check-value", name=parameter)

    def _labels(self, ask: Question, wanted: Sequence[str]) -> dict[str, list[ProvingLabel]]:
        """Return the labels that prove a requirement on the day, by its slug."""
        store = for_answer(self.graph, ask, outcomes=False)
        proving: dict[tuple[str, str], list[str]] = {}
        concerned: dict[str, dict[str, None]] = {}
        names = {slug(name) for name in wanted}
        for verdict in satisfy.answer(store, ask, self.reading, constraints=False):
            if verdict.requirement not in names or verdict.verdict in ("not-applicable", "not-specified"):
                continue
            concerned.setdefault(verdict.requirement, {})[verdict.product] = None
            if verdict.proves == "true":
                proving.setdefault((verdict.requirement, verdict.edition), []).append(verdict.product)
        found: dict[str, list[ProvingLabel]] = {}
        for (requirement, edition), products in sorted(proving.items(), key=lambda item: natural(item[0][1])):
            whole = len(products) == len(concerned[requirement])
            named = title(self.names, self.graph.register.iri("label", edition))
            found.setdefault(requirement, []).append(
                ProvingLabel(edition, named, tuple(sorted(products)), whole)
            )
        return found

    def _law(self, ask: Question) -> dict[str, list[GivenByLaw]]:
        """Return the acts on the subject of each requirement, by its slug."""
        found: dict[str, list[GivenByLaw]] = {}
        store = for_law(self.graph, ask)
        for requirement, entries in self._by_law(store, ask, self.country).items():
            whole = all(entry.at_least == "all" for entry in entries)
            given = _given_parts(entries)
            for act in sorted(_acts(entries) | set(given)):
                named = self._act(self.graph.register.iri("act", act))
                found.setdefault(requirement, []).append(
                    GivenByLaw(act, named, given.get(act, ()), whole, holds=True)
                )
        if self.country != _UNION:
            for requirement, entries in self._by_law(store, ask, _UNION).items():
                held = {entry.act for entry in found.get(requirement, ())}
                for act in sorted(_acts(entries) - held):
                    named = self._act(self.graph.register.iri("act", act))
                    found.setdefault(requirement, []).append(GivenByLaw(act, named, (), False, holds=False))
        return found

    def _by_law(self, store: Queried, ask: Question, place: str) -> dict[str, list[LawVerdict]]:
        """Return the verdicts by the law of a place, by requirement."""
        narrowed = law.narrowing(self.graph, place, None)
        verdicts: dict[str, list[LawVerdict]] = {}
        for verdict in law.answer(store, ask, narrowed, self.reading, True):
            if verdict.verdict not in ("not-applicable", "not-specified"):
                verdicts.setdefault(verdict.requirement, []).append(verdict)
        return verdicts

    def _act(self, act: str) -> str:
        """Return the short name of an act with its number."""
        number = self.names.text(act, "dcterms:identifier")
        named = self.names.text(act, "skos:altLabel") or title(self.names, act)
        return f"{named} ({number})" if number and number not in named else named

    def _bands(self) -> dict[str, list[PointBand]]:
        found: dict[str, list[PointBand]] = {}
        for row in select(
            self.graph.engine, text_of("demanded-bands"), {"set": ox.NamedNode(self.ask.sets[0])}
        ):
            lower, upper = row.number_or_none("lower"), row.number_or_none("upper")
            found.setdefault(row.iri("requirement"), []).append(
                PointBand(
                    None if lower is None else float(lower),
                    row["lowerInclusive"] is not None and row.flag("lowerInclusive"),
                    None if upper is None else float(upper),
                    row["upperInclusive"] is not None and row.flag("upperInclusive"),
                    float(row.number("share")),
                )
            )
        return found


def _kind(row: Row) -> str:
    return row.slug("kind").removeprefix("gpp:")


def _acts(verdicts: Iterable[LawVerdict]) -> set[str]:
    """Return the acts with a duty on the properties asked for."""
    return {duty.act for entry in verdicts for outcome in entry.constraints for duty in outcome.duties}


def _given_parts(verdicts: Sequence[LawVerdict]) -> dict[str, tuple[str, ...]]:
    """Return the constraints that each act gives for every product type asked about."""
    given: dict[tuple[str, str], int] = {}
    asked: dict[str, int] = {}
    for verdict in verdicts:
        for outcome in verdict.constraints:
            asked[outcome.constraint] = asked.get(outcome.constraint, 0) + 1
            acts = {duty.act for duty in outcome.duties if duty.gives == _MET}
            for act in acts if outcome.outcome == _MET else ():
                given[act, outcome.constraint] = given.get((act, outcome.constraint), 0) + 1
    found: dict[str, list[str]] = {}
    for (act, constraint), count in given.items():
        if count == asked[constraint]:
            found.setdefault(act, []).append(constraint)
    return {act: tuple(sorted(parts, key=natural)) for act, parts in found.items()}
