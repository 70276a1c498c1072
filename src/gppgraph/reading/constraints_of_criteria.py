"""Proposed constraints of a criterion, and its sentences that remain.

Every sentence of a criterion that demands something ends in a proposal. One that no property fits is proposed as
unformalised with its place, and nothing of its meaning is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise
from typing import Any

from ..catalogue.query import text_of
from ..rdf.store import select
from ..terms import iri, slug
from ..texts.figures.code_facts import CodeFacts, read_code_facts
from ..texts.figures.thresholds import Threshold
from ..texts.linker import Linker
from .code_names import CodeNames, Likeness
from .drafts import Why
from .figures_left import FiguresLeft
from .passages_of_criteria import DEMAND, CriterionText
from .placeholders import Filled, fill
from .properties_of_sentences import SentenceProperties
from .read_constraints import ReadConstraint, Sentence, short_unit
from .signals import Signals
from .structure import SourceDocument

# Least likeness of title and sentence to a property of which the unit is sure, and lead over the next one.
_LIKE_UNIT, _LEAD_UNIT = 0.25, 0.1
_SURE = 0.6
_REPEATED = re.compile(r"(?<=[\w%])[ ]\((?P<inside>=?[ ]?\d[^()\n]{1,24})\)(?P<following>[ ]\w+)?")
_POINT = re.compile(r"(?<![\d.])[1-9]\d{0,2}\.\d{3}(?![\d.])")
_MODALITIES = ("reported", "mandatory", "recommended", "optional")
# Comparisons that run against the stricter direction of a property, and their opposites.
_AGAINST = {"lower": ("more-than", "at-least"), "higher": ("less-than", "at-most")}
_TURNED = {"more-than": "at-most", "at-least": "less-than", "less-than": "at-least", "at-most": "more-than"}
# Keys of the authoring form by the property of a scope.
_SCOPE_KEYS = {
    "periodStart": "from",
    "binds": "binds",
    "onlyIf": "only-if",
    "reaches": "reaches",
    "exempts": "exempts",
    "testMethod": "test-methods",
    "scopeUnknown": "unknown",
}


class ConstraintReader:
    """Reads the constraints of one document."""

    def __init__(
        self,
        linker: Linker,
        codes: CodeNames,
        document: SourceDocument,
        signals: Signals,
        strict: bool = False,
    ) -> None:
        """Read the mentions and figures of a document.

        ``strict`` asks for every word of the name of a property, as an act speaks of much beside products.
        """
        self.strict = strict
        self.linker = linker
        self.codes = codes
        self.document = document
        self.signals = signals
        self.mentions = linker.finder.find(document.text)
        self.thresholds = linker.reader.read(self._without_repeats(document.text), self.mentions)
        self.plain = linker.finder.vocabulary.plain(document.text)

    def _without_repeats(self, text: str) -> str:
        """Return a text of the same length without repeated figures in brackets.

        "1 000 ppm (0,1 %) of lead" becomes "1 000 ppm of lead" with blanks after "of", so that the words beside the
        figure are near to it.
        """
        numbers = self.linker.reader.numbers

        def blank(match: re.Match[str]) -> str:
            inside = match["inside"]
            figures = list(numbers.find(self.linker.finder.vocabulary.plain(inside)))
            alone = len(figures) == 1 and len(inside.strip()) - (figures[0].end - figures[0].start) <= 2
            following = match["following"] or ""
            return following.ljust(len(match[0])) if alone else match[0]

        return _REPEATED.sub(blank, text)

    @cached_property
    def facts(self) -> CodeFacts:
        """Facts about units and properties."""
        return read_code_facts(self.linker.graph.folder)

    @cached_property
    def _any(self) -> Likeness:
        return self.codes.likeness(self.document.language)

    @cached_property
    def _together(self) -> dict[str, set[str]]:
        """The properties that are measured together with each property."""
        pairs: dict[str, set[str]] = {}
        for row in select(self.linker.graph.store, text_of("concepts-measured-together")):
            pairs.setdefault(row.iri("main"), set()).add(row.iri("further"))
        return pairs

    def sentences(self, criterion: CriterionText) -> Iterator[Sentence]:
        """Yield the sentences of the blocks of a criterion that demand something."""
        bounds = self._bounds
        for block in criterion.of_role(DEMAND):
            lead = self.document.by_id[block.lead] if block.lead else None
            said = self.document.text[lead.start : lead.end] if lead else ""
            inner = [place for place in bounds if block.start < place < block.end]
            for start, end in pairwise([block.start, *inner, block.end]):
                text = self.document.text[start:end].strip(" |\n")
                if text:
                    first = self.document.text.index(text, start)
                    yield Sentence(first, first + len(text), text, block, said)

    @cached_property
    def _bounds(self) -> list[int]:
        return [self.plain.places[place] for place in self.plain.bounds if place < len(self.plain.places)]

    def read(self, criterion: CriterionText) -> list[ReadConstraint]:
        """Return the constraints of a criterion in the order of the text."""
        found: list[ReadConstraint] = []
        forms: list[dict[str, Any]] = []
        leads = {block.lead for block in criterion.of_role(DEMAND) if block.lead}
        for sentence in self.sentences(criterion):
            modality = self.modality(sentence)
            constraints = list(self._of_sentence(sentence, criterion))
            constraints = [entry for entry in constraints if entry.form not in forms]
            if not constraints and modality and sentence.block.id not in leads:
                constraints = [self._unformalised(sentence)]
            forms += [dict(entry.form) for entry in constraints if entry.kind == "constraint"]
            for constraint in constraints:
                constraint.modality = modality or "mandatory"
                found.append(constraint)
        return found

    def modality(self, sentence: Sentence) -> str:
        """Return the bindingness that a sentence, or that before its list, states."""
        for text in (sentence.text, sentence.lead):
            for name in _MODALITIES:
                if self.signals.bindingness[name].search(text):
                    return name
        return ""

    def _of_sentence(self, sentence: Sentence, criterion: CriterionText) -> Iterator[ReadConstraint]:
        if self.signals.pattern("authorities").match(sentence.text):
            return  # an authority is bound, no product and no supplier
        filled = fill(sentence.text, self.linker.finder.vocabulary, self.signals)
        if filled is not None:
            figures = list(self._filled(sentence, filled, criterion))
        else:
            figures = list(self._figures(sentence, criterion))
        yield from figures
        if figures:
            return
        left = []
        for read in self._left.read(sentence) if self._demands(sentence) else ():
            concept = next(iter(read.form))
            if not self.is_against(next(iter(read.form[concept])), iri("concept", concept)):
                self._bind(read, iri("concept", concept))
                left.append(read)
        yield from left or self.properties.read(sentence)

    def _demands(self, sentence: Sentence) -> bool:
        return self.signals.bindingness["mandatory"].search(sentence.text) is not None

    @cached_property
    def _left(self) -> FiguresLeft:
        return FiguresLeft(self.linker, self.codes, self.facts, self.document.language)

    @cached_property
    def properties(self) -> SentenceProperties:
        """The reader of properties that sentences name without a figure."""
        return SentenceProperties(
            self.codes, self.document, self.signals, self.mentions, self.linker.finder.find, self.strict
        )

    def _figures(self, sentence: Sentence, criterion: CriterionText) -> Iterator[ReadConstraint]:
        """Yield the constraints of the figures that a sentence states."""
        inside = [
            entry
            for entry in self.thresholds
            if sentence.start <= entry.start < sentence.end
            and entry.score >= _SURE
            and (entry.stated or not self.strict)
        ]
        facing = [self._facing(entry, sentence) for entry in inside]
        demanded = [entry for entry in facing if not self.is_against(slug(entry.operator), entry.concept)]
        yield from self._constraints(demanded, criterion, sentence)

    def is_against(self, operator: str, concept: str) -> bool:
        """Return whether a comparison runs against the stricter direction of a property.

        Such a figure ("batteries with more than 0.002 % cadmium bear a symbol") says when something else is due.
        """
        facts = self.facts.properties.get(concept)
        return facts is not None and operator in _AGAINST.get(facts.stricter, ())

    def _facing(self, entry: Threshold, sentence: Sentence) -> Threshold:
        """Return a figure with its comparison turned where the sentence forbids."""
        operator = slug(entry.operator)
        if (
            not self.is_against(operator, entry.concept)
            or not entry.stated
            or not self._negated.search(sentence.text)
        ):
            return entry
        turned = _TURNED[operator]
        return replace(entry, operator=iri("op", turned), why=f"{entry.why}; the sentence forbids it")

    @cached_property
    def _negated(self) -> re.Pattern[str]:
        words = self.linker.finder.vocabulary.alternation("negation")
        return re.compile(words, re.IGNORECASE)

    def _constraints(
        self, entries: Iterable[Threshold], criterion: CriterionText, sentence: Sentence
    ) -> Iterator[ReadConstraint]:
        waiting = list(entries)
        while waiting:
            main = waiting.pop(0)
            beside = self._beside(main, waiting)
            if beside:
                waiting = [entry for entry in waiting if entry.start != beside.start]
            elif waiting and (other := self._beside(waiting[0], [main])):
                main, beside = waiting.pop(0), other
            yield self._constraint(main, beside, criterion, sentence)

    def _beside(self, main: Threshold, others: Sequence[Threshold]) -> Threshold | None:
        """Return the figure that is measured together with another one."""
        for further in sorted(self._together.get(main.concept, ())):
            for other in others:
                if self.facts.fits(other.unit, further):
                    return replace(other, concept=further)
        return None

    def _constraint(
        self, entry: Threshold, beside: Threshold | None, criterion: CriterionText, sentence: Sentence
    ) -> ReadConstraint:
        concept = slug(entry.concept)
        said = dict(_measure(entry))
        read = ReadConstraint(sentence.start, sentence.end, {concept: said})
        read.why[concept] = Why(entry.why, f"{entry.start}-{entry.end}")
        if sentence.block.cells:
            cell = sentence.block.cells[0]
            head = self.document.text[cell[0] : cell[1]]
            read.doubts.append(f'a figure of a table; "{head}" at the head of its row may be a condition')
        if not entry.stated:
            read.doubts.append(
                f'no word compares "{entry.text}"; the usual comparison of the property is taken'
            )
        if _POINT.search(entry.text):
            read.doubts.append(f'the point in "{entry.text}" may stand before decimals or before thousands')
        if entry.until is not None:
            read.doubts.append(f'"{entry.text}" is a range; its weaker end is taken')
        for scope in entry.scope:
            if scope.property == "orEquivalent":
                read.form["or-equivalent"] = True
            elif key := _SCOPE_KEYS.get(scope.property):
                target = said if key == "from" else read.form
                _add(target, key, slug(scope.value))
                read.why[key] = Why(f'"{scope.text}" in the same sentence')
        if entry.products:
            _products = [slug(product) for product in entry.products]
            if self._says_products(sentence):
                read.form["products"] = _products if len(_products) > 1 else _products[0]
                read.why["products"] = Why("the product types that the sentence names")
        if beside is not None:
            read.form["with"] = {"f1": {slug(beside.concept): dict(_measure(beside))}}
            read.why["with"] = Why(beside.why, f"{beside.start}-{beside.end}")
        self._bind(read, entry.concept)
        return read

    def _says_products(self, sentence: Sentence) -> bool:
        return any(
            mention.kind == "product" and sentence.start <= mention.start < sentence.end
            for mention in self.mentions
        )

    def _filled(
        self, sentence: Sentence, filled: Filled, criterion: CriterionText
    ) -> Iterator[ReadConstraint]:
        """Yield the constraint of a figure that the buyer sets within a bound."""
        span = f"{sentence.start + filled.start}-{sentence.start + filled.end}"
        entries = self.linker.reader.read(filled.text)
        figures = list(self.linker.reader.numbers.find(self.linker.finder.vocabulary.plain(filled.text)))
        if not figures:
            return
        figure = figures[0]
        chosen = self._by_unit(figure.units, criterion, sentence)
        entry = next((entry for entry in entries if entry.score >= _SURE), None)
        doubts = []
        if chosen and entry and chosen != entry.concept:
            doubts.append(f"{slug(entry.concept)} is possible as well")
            concept = chosen
        elif chosen or entry:
            concept = chosen or entry.concept  # type: ignore[union-attr]
        else:
            return
        unit = next(unit for unit in figure.units if self.facts.fits(unit, concept))
        operator = slug(figure.operator) if figure.operator else "at-least"
        measure: dict[str, Any] = (
            {operator: f"{min(figure.values):f} {short_unit(unit)}"} if filled.bounded else {}
        )
        form: dict[str, Any] = {}
        if filled.bounded:
            measure["buyer-sets"] = filled.name
            form[slug(concept)] = measure
        else:
            form |= {"concept": slug(concept), "operator": operator, "state": "buyer-sets"}
            form |= {"unit": short_unit(unit), "buyer-sets": filled.name}
        read = ReadConstraint(sentence.start, sentence.end, form, doubts=doubts)
        read.why[slug(concept)] = Why(
            entry.why
            if entry and entry.concept == concept
            else "the unit, and the words of title and sentence",
            span,
        )
        read.why["buyer-sets"] = Why("a place that the buyer fills", span)
        for scope in entry.scope if entry else ():
            if scope.property == "periodStart" and filled.bounded:
                measure["from"] = slug(scope.value)
            elif scope.property in ("binds", "onlyIf"):
                _add(form, _SCOPE_KEYS[scope.property], slug(scope.value))
        self._bind(read, concept)
        yield read

    def _by_unit(self, units: Sequence[str], criterion: CriterionText, sentence: Sentence) -> str:
        """Return the property that fits a unit, title and sentence, or nothing."""
        among = [
            concept for concept in self._any.codes if any(self.facts.fits(unit, concept) for unit in units)
        ]
        alike = self._any.nearest(f"{criterion.heading.title} {sentence.text}", among)
        sure = alike and alike.likeness >= _LIKE_UNIT and alike.margin >= _LEAD_UNIT
        return alike.concept if alike and sure else ""

    def _bind(self, read: ReadConstraint, concept: str) -> None:
        """Add the bound parties that the property has, where the sentence names none."""
        if "binds" not in read.form and (facts := self.facts.properties.get(concept)):
            parties = sorted(map(slug, facts.parties))
            if parties:
                read.form["binds"] = parties if len(parties) > 1 else parties[0]
                read.why["binds"] = Why("the parties that the property binds")
        if "binds" not in read.form:
            read.doubts.append("no words say who is bound")

    def _unformalised(self, sentence: Sentence) -> ReadConstraint:
        read = ReadConstraint(sentence.start, sentence.end, {"state": "unformalised"}, kind="unformalised")
        alike = self._any.nearest(sentence.text)
        perhaps = f"; {slug(alike.concept)} is the nearest" if alike and alike.likeness >= _LIKE_UNIT else ""
        read.doubts.append(f"no property of the graph is surely meant{perhaps}; only its place is recorded")
        return read


def _measure(entry: Threshold) -> Iterator[tuple[str, Any]]:
    value = f"{entry.value:f}"
    yield slug(entry.operator), f"{value} {short_unit(entry.unit)}"


def _add(form: dict[str, Any], key: str, value: str) -> None:
    if key not in form:
        form[key] = value
    elif isinstance(form[key], list):
        if value not in form[key]:
            form[key].append(value)
    elif form[key] != value:
        form[key] = [form[key], value]
