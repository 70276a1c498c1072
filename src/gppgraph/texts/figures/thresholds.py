"""Figures that a text asks for: value, unit, comparison, property and scope."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple, TypeVar

from ...terms import iri, slug
from ..mentions.finder import Finder
from ..mentions.mention import Mention
from ..mentions.names import FormPlace
from ..read.plain_text import PlainText
from .code_facts import CodeFacts, read_code_facts
from .numbers import Figure, Numbers
from .scope import Scope, ScopePlace, ScopeReader

_Item = TypeVar("_Item")


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


class _Bounded(NamedTuple):
    """The property that a value bounds, the unit, and the words that name it."""

    concept: str
    unit: str
    score: float
    words: str


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

    def read(self, source: str, mentions: Iterable[Mention] = ()) -> list[Threshold]:
        """Return the figures in a text that bound a property of the graph.

        ``mentions`` are those of the text: products and standards beside a figure belong to its scope.
        """
        plain = self.vocabulary.plain(source)
        places = sorted(
            set(self.finder.names.forms(plain, frozenset({"concept", "scope", "component"}))),
            key=lambda place: (place.start, place.end, place.form.iri, place.form.text),
        )
        cues = [place for place in places if place.form.kind == "concept"]
        scopes = self.scopes.find(plain, places)
        conditions = [entry for entry in scopes if entry.scope.property == "onlyIf"]
        entries = [
            _Read(figure, threshold)
            for figure in self.numbers.find(plain)
            if not any(entry.start < figure.end and figure.start < entry.end for entry in conditions)
            for threshold in self._thresholds(plain, figure, cues)
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

    def _thresholds(self, plain: PlainText, figure: Figure, cues: Sequence[FormPlace]) -> Iterator[Threshold]:
        """Yield the thresholds of a figure, two for a range that bounds two properties."""
        read = [(value, self._bounded(plain, figure, cues, value)) for value in figure.values]
        ends = [(value, bounded) for value, bounded in read if bounded]
        operators = {form.iri: form.operator for _, _, form in cues if form.operator}
        start, stop = plain.to_original(figure.start, figure.end)
        sentence = plain.places[plain.sentence(figure.start)[0]]
        for end, (concept, unit, score, why) in ends:
            facts = self._facts.properties.get(concept)
            usual = "at-most" if facts and facts.stricter == "lower" else "at-least"
            operator = operators.get(concept) or figure.operator or iri("op", usual)
            value, until = end, None
            if len({bounded.concept for _, bounded in ends}) == 1 and len(figure.values) == 2:
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
            if until is not None:
                return

    def _bounded(
        self, plain: PlainText, figure: Figure, cues: Sequence[FormPlace], value: Decimal
    ) -> _Bounded | None:
        """Return the property of a value by words of its sentence, heading, row or column."""
        for span, where in (
            (plain.sentence(figure.start), "in the same sentence"),
            (self._run_in_heading(plain, figure), "in the heading before it"),
            (plain.row(figure.start), "in the same row"),
            (plain.column_head(figure.start), "at the head of the column"),
        ):
            nearest = self._nearest(plain, figure, cues, value, span) if span else None
            if nearest:
                return nearest._replace(words=f'"{nearest.words.strip()}" {where}')
        return None

    def _run_in_heading(self, plain: PlainText, figure: Figure) -> tuple[int, int] | None:
        """Return the span of a heading on a figure's line ("5.4 Warranty. Two years").

        Only a comparison may stand between them.
        """
        first, _ = plain.sentence(figure.start)
        heading = _RUN_IN_HEADING.search(plain.text, max(0, first - 60), first)
        if heading and self._comparison.fullmatch(plain.text, first, figure.start):
            return heading.span()
        return None

    @cached_property
    def _comparison(self) -> re.Pattern[str]:
        return re.compile(rf"{self.vocabulary.alternation('before')}\s", re.IGNORECASE)

    def _nearest(
        self,
        plain: PlainText,
        figure: Figure,
        cues: Sequence[FormPlace],
        value: Decimal,
        span: tuple[int, int],
    ) -> _Bounded | None:
        """Return the property named nearest to a figure that fits its unit and value."""
        first, last = span
        sentence = plain.text[first:last]
        options: list[tuple[tuple[float, ...], str, str, str]] = []
        for start, end, form in cues[bisect_left(cues, first, key=_START) :]:
            if start >= last:
                break
            if end > last or (start < figure.end and end > figure.start and end - start <= 4):
                continue
            unit = next((unit for unit in figure.units if self._facts.fits(unit, form.iri)), "")
            if not unit or (form.together and not any(_has(sentence, word) for word in form.together)):
                continue
            converted = float(value) * self._facts.conversions[unit].factor
            if (form.low is not None and converted < form.low) or (
                form.high is not None and converted > form.high
            ):
                continue
            gap = start - figure.end if start >= figure.end else figure.start - end
            others = self._figures_between(plain, figure, start, end)
            distance = max(gap, 0) / 10 - 3 * bool(form.together) - min(end - start, 30) / 10
            options.append(((others, distance, start), form.iri, unit, plain.text[start:end]))
        if not options:
            return None
        (best, *_), concept, unit, words = min(options)
        rivals = {option[1] for option in options if option[0][0] == best} - {concept}
        return _Bounded(concept, unit, 0.7 if rivals else 0.9, words)

    @cached_property
    def _conjunction(self) -> re.Pattern[str]:
        return re.compile(self.vocabulary.alternation("conjunction") + r"|,", re.IGNORECASE)

    def _figures_between(self, plain: PlainText, figure: Figure, start: int, end: int) -> float:
        """Return the number of figures between a figure and a word.

        Half a figure is added for each semicolon, and for a conjunction before a word that follows.
        """
        between = plain.text[figure.end : start] if start >= figure.end else plain.text[end : figure.start]
        apart = start >= figure.end and self._conjunction.search(between) is not None
        return self.numbers.count(between) + 0.5 * between.count(";") + (0.5 if apart else 0.0)

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
        figures = [other.figure for other in _within(entries, lambda other: other.figure.start, first, last)]
        concept = entry.threshold.concept
        facts = self._facts.properties.get(concept)
        period = self._facts.fits(iri("unit", "YR"), concept)
        product = facts is not None and iri("party", "product") in facts.parties
        seen: set[tuple[str, str]] = set()
        for place in _within(scopes, _START, first, last):
            scope = place.scope
            if (scope.property, scope.value) in seen:
                continue
            if (scope.property == "periodStart" and not period) or (scope.property == "binds" and product):
                continue
            if min(figures, key=lambda other: self._distance(plain, other, place)) is entry.figure:
                seen.add((scope.property, scope.value))
                yield scope
        methods = {
            mention.edition or mention.iri: mention.text
            for _, mention in _within(mentions, _START, first, last)
            if mention.kind == "standard" and mention.iri
        }
        if len(methods) == 1:
            yield from (Scope("testMethod", standard, words) for standard, words in methods.items())
        elif methods:
            yield Scope("scopeUnknown", iri("dimension", "test-method"), ", ".join(sorted(methods.values())))
        equivalent = self._or_equivalent.search(plain.text, first, last) if methods else None
        if equivalent:
            yield Scope("orEquivalent", "true", equivalent[0])

    @cached_property
    def _or_equivalent(self) -> re.Pattern[str]:
        return re.compile(self.vocabulary.alternation("or-equivalent"), re.IGNORECASE)

    def _distance(self, plain: PlainText, figure: Figure, place: ScopePlace) -> tuple[float, int, int]:
        gap = place.start - figure.end if place.start >= figure.end else figure.start - place.end
        return self._figures_between(plain, figure, place.start, place.end), max(gap, 0), figure.start


_START = attrgetter("start")
_RUN_IN_HEADING = re.compile(
    r"(?m)^[ ]{0,40}\d{1,2}(?:\.\d{1,2}){0,3}\.?[ ][^\W\d][^\n.:|]{1,40}[.:][ \n]{1,2}\Z"
)


def _within(items: Sequence[_Item], start: Callable[[_Item], int], first: int, last: int) -> Sequence[_Item]:
    """Return the items that start in a span; ``items`` are sorted by their start."""
    return items[bisect_left(items, first, key=start) : bisect_left(items, last, key=start)]


def _products(plain: PlainText, figure: Figure, mentions: Sequence[_MentionPlace]) -> tuple[str, ...]:
    """Return the product types named by the sentence, row or heading of a figure."""
    spans = [plain.row(figure.start) or plain.sentence(figure.start), *plain.headings(figure.start)]
    for first, last in spans:
        products = {
            product
            for _, mention in _within(mentions, _START, first, last)
            if mention.kind == "product"
            for product in ((mention.iri,) if mention.iri else mention.candidates)
        }
        if products:
            return tuple(sorted(products))
    return ()


def _has(sentence: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}", sentence, re.IGNORECASE) is not None
