"""Figures that a text asks for: value, unit, comparison, property and scope."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from ...terms import iri, slug
from ..mentions.finder import Finder
from ..mentions.mention import Mention
from ..mentions.names import FormPlace
from ..read.plain_text import PlainText
from .code_facts import CodeFacts, read_code_facts
from .numbers import Figure, Numbers
from .properties import Properties, within
from .scope import Scope, ScopePlace, ScopeReader


@dataclass(frozen=True, slots=True)
class Threshold:
    """A figure that a text asks for, with the property (``concept``) that it bounds.

    ``start`` and ``end`` are places of the text as it was read; ``sentence`` is the place of its sentence.
    ``operator`` is the one of the property where the text does not compare; then ``stated`` is false.
    ``value`` is the weaker end of a range that bounds one property, and ``until`` the other end.
    ``scope`` and ``products`` are empty where the text states none.
    """

    start: int
    end: int
    text: str
    concept: str
    operator: str
    value: Decimal
    unit: str
    stated: bool
    score: float
    why: str
    sentence: int = 0
    until: Decimal | None = None
    scope: tuple[Scope, ...] = ()
    products: tuple[str, ...] = ()


class _Read(NamedTuple):
    """A figure of the plain text and the threshold made of it."""

    figure: Figure
    threshold: Threshold


class _MentionPlace(NamedTuple):
    """A mention and its place in the plain text."""

    start: int
    mention: Mention


class FigureReader:
    """Reads figures by words and by facts about units and properties."""

    def __init__(self, finder: Finder, folder: Path) -> None:
        self.finder = finder
        self.vocabulary = finder.vocabulary
        self.folder = folder
        self.numbers = Numbers(finder.vocabulary)
        self.scopes = ScopeReader(finder.vocabulary)

    @cached_property
    def _facts(self) -> CodeFacts:
        return read_code_facts(self.folder)

    @cached_property
    def _properties(self) -> Properties:
        return Properties(self.vocabulary, self.numbers, self._facts)

    def read(self, source: str, mentions: Iterable[Mention] = ()) -> list[Threshold]:
        """Return the figures in a text that bound a property of the graph.

        ``mentions`` are those of the text: products and standards beside a figure belong to its scope.
        """
        plain = self.vocabulary.plain(source)
        places = sorted(
            set(self.finder.names.forms(plain, _KINDS)),
            key=lambda place: (place.start, place.end, place.form.iri, place.form.text),
        )
        cues = [place for place in places if place.form.kind in ("concept", "other-quantity")]
        scopes = self.scopes.find(plain, places)
        conditions = [entry for entry in scopes if entry.scope.property == "onlyIf"]
        figures = list(self.numbers.find(plain))
        entries = [
            _Read(figure, threshold)
            for figure in figures
            if not any(entry.start < figure.end and figure.start < entry.end for entry in conditions)
            for threshold in self._thresholds(plain, figure, cues, figures)
        ]
        named = sorted(
            (_MentionPlace(plain.from_original(mention.start), mention) for mention in mentions), key=_START
        )
        return [
            replace(
                entry.threshold,
                scope=tuple(self._scope(plain, entry, entries, scopes, named)),
                products=_products(plain, entry.figure, named),
            )
            for entry in entries
        ]

    @cached_property
    def _operators(self) -> dict[str, str]:
        """The operators of properties that are compared in one way only."""
        return {form.iri: form.operator for form in self.vocabulary.forms if form.operator}

    def _thresholds(
        self, plain: PlainText, figure: Figure, cues: Sequence[FormPlace], figures: Sequence[Figure]
    ) -> Iterator[Threshold]:
        """Yield the thresholds of a figure.

        They are two for a range that bounds two properties, and one for each property that shares a figure.
        """
        ends = [
            (value, bounded)
            for value in figure.values
            for bounded in self._properties.bounded(plain, figure, cues, value, figures)
        ]
        start, stop = plain.to_original(figure.start, figure.end)
        sentence = plain.places[plain.sentence(figure.start)[0]]
        seen: set[str] = set()
        for end, (concept, unit, score, why) in ends:
            if concept in seen:
                continue
            seen.add(concept)
            facts = self._facts.properties.get(concept)
            usual = "at-most" if facts and facts.stricter == "lower" else "at-least"
            operator = self._operators.get(concept) or figure.operator or iri("op", usual)
            value, until = end, None
            bounding = [value for value, bounded in ends if bounded.concept == concept]
            if len(bounding) == 2 and len(figure.values) == 2:
                weaker = max if slug(operator) in ("at-most", "less-than") else min
                value = weaker(figure.values)
                until = next((other for other in figure.values if other != value), None)
                score, why = min(score, 0.6), why + "; a range"
            yield Threshold(
                start=start,
                end=stop,
                text=plain.original[start:stop],
                concept=concept,
                operator=operator,
                value=value,
                unit=unit,
                stated=bool(figure.operator),
                score=score,
                why=why,
                sentence=sentence,
                until=until,
            )

    def _scope(
        self,
        plain: PlainText,
        entry: _Read,
        entries: Sequence[_Read],
        scopes: Sequence[ScopePlace],
        mentions: Sequence[_MentionPlace],
    ) -> Iterator[Scope]:
        """Yield the scope that the sentence or row of a figure states, if it fits."""
        first, last = plain.row(entry.figure.start) or plain.sentence(entry.figure.start)
        figures = [other.figure for other in within(entries, lambda other: other.figure.start, first, last)]
        concept = entry.threshold.concept
        facts = self._facts.properties.get(concept)
        period = self._facts.fits(iri("unit", "YR"), concept)
        product = facts is not None and iri("party", "product") in facts.parties
        seen: set[tuple[str, str]] = set()
        for place in within(scopes, _START, first, last):
            scope = place.scope
            if (scope.property, scope.value) in seen:
                continue
            if (scope.property == "periodStart" and not period) or (scope.property == "binds" and product):
                continue
            if min(figures, key=lambda other: self._distance(plain, other, place)) is entry.figure:
                seen.add((scope.property, scope.value))
                yield scope
        standards = [
            named
            for named in within(mentions, _START, first, last)
            if named.mention.kind == "standard" and named.mention.iri
        ]
        measured = bool(standards) and self._is_measured(plain, first, last, standards[0].start)
        methods = {mention.edition or mention.iri: mention.text for _, mention in standards if measured}
        if len(methods) == 1:
            yield from (Scope("testMethod", standard, words) for standard, words in methods.items())
        elif methods:
            yield Scope("scopeUnknown", iri("dimension", "test-method"), ", ".join(sorted(methods.values())))
        equivalent = self._or_equivalent.search(plain.text, first, last) if methods else None
        if equivalent:
            yield Scope("orEquivalent", "true", equivalent[0])

    @cached_property
    def _measured(self) -> re.Pattern[str]:
        return re.compile(self.vocabulary.alternation("measured"), re.IGNORECASE)

    @cached_property
    def _by_standard(self) -> re.Pattern[str]:
        return re.compile(rf"{self.vocabulary.alternation('conformity-before')}\s$", re.IGNORECASE)

    def _is_measured(self, plain: PlainText, first: int, last: int, standard: int) -> bool:
        """Return whether a sentence says that something is measured by its standard."""
        by = self._by_standard.search(plain.text, max(first, standard - 40), standard)
        return by is not None or self._measured.search(plain.text, first, last) is not None

    @cached_property
    def _or_equivalent(self) -> re.Pattern[str]:
        return re.compile(self.vocabulary.alternation("or-equivalent"), re.IGNORECASE)

    def _distance(self, plain: PlainText, figure: Figure, place: ScopePlace) -> tuple[float, int, int]:
        gap = place.start - figure.end if place.start >= figure.end else figure.start - place.end
        return (
            self._properties.figures_between(plain, figure, place.start, place.end),
            max(gap, 0),
            figure.start,
        )


_START = attrgetter("start")
_KINDS = frozenset({"concept", "scope", "component", "other-quantity"})


def _products(plain: PlainText, figure: Figure, mentions: Sequence[_MentionPlace]) -> tuple[str, ...]:
    """Return the product types named by the sentence, row or heading of a figure."""
    spans = [plain.row(figure.start) or plain.sentence(figure.start), *plain.headings(figure.start)]
    for first, last in spans:
        products = {
            product
            for _, mention in within(mentions, _START, first, last)
            if mention.kind == "product"
            for product in ((mention.iri,) if mention.iri else mention.candidates)
        }
        if products:
            return tuple(sorted(products))
    return ()
