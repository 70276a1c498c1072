"""The property that a figure bounds, by words near it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import cached_property
from math import inf
from operator import attrgetter
from typing import NamedTuple, TypeVar

from ...terms import iri
from ..mentions.names import FormPlace
from ..read.plain_text import PlainText
from ..vocabulary.vocabulary import Vocabulary
from .code_facts import CodeFacts
from .numbers import Figure, Numbers

_Item = TypeVar("_Item")
_START = attrgetter("start")
_FURTHER = 2  # figures more between a figure and a word than between it and the nearest one
_ADJACENT = 4  # characters between a figure and another quantity that is meant for certain
_RUN_IN_HEADING = re.compile(
    r"(?m)^[ ]{0,40}\d{1,2}(?:\.\d{1,2}){0,3}\.?[ ][^\W\d][^\n.:|]{1,40}[.:][ \n]{1,2}\Z"
)


class Bounded(NamedTuple):
    """The property that a value bounds, the unit, and the words that name it.

    ``concept`` is empty for a quantity that is no property of the graph ("contract period").
    """

    concept: str
    unit: str
    score: float
    words: str


class _Option(NamedTuple):
    """A property that words near a figure name; the least ``rank`` is meant."""

    rank: tuple[float, float, int]
    concept: str
    unit: str
    start: int
    end: int


class Properties:
    """Finds the properties that figures bound, by words and by facts about units."""

    def __init__(self, vocabulary: Vocabulary, numbers: Numbers, facts: CodeFacts) -> None:
        self.vocabulary = vocabulary
        self.numbers = numbers
        self.facts = facts

    def bounded(
        self,
        plain: PlainText,
        figure: Figure,
        cues: Sequence[FormPlace],
        value: Decimal,
        figures: Sequence[Figure],
    ) -> list[Bounded]:
        """Return the properties of a value by words in or above its sentence or row."""
        for span, where in self._spans(plain, figure):
            nearest = self._nearest(plain, figure, cues, value, span, figures) if span else []
            if nearest:
                return [
                    entry._replace(words=f'"{entry.words.strip()}" {where}')
                    for entry in nearest
                    if entry.concept
                ]
        return []

    def _spans(self, plain: PlainText, figure: Figure) -> Iterator[tuple[tuple[int, int] | None, str]]:
        """Yield the spans that may name the property of a figure, the nearest first."""
        place = figure.start
        yield plain.sentence(place), "in the same sentence"
        yield plain.clauses(place), "in the clause before it"
        yield self._run_in_heading(plain, figure), "in the heading before it"
        yield plain.row(place), "in the same row"
        yield plain.column_head(place), "at the head of the column"
        yield plain.aligned_head(place), "at the head of the column"
        if self._comparison_or_nothing.fullmatch(plain.text, plain.line_start(place), place):
            yield plain.line_above(place, figure.end), "in the line above"
        yield plain.lead_in(place), "in the line that introduces the list"
        if figure.operator or plain.is_item(place):
            yield self._heading(plain, figure), "in the heading above"

    def _heading(self, plain: PlainText, figure: Figure) -> tuple[int, int] | None:
        """Return the span of the nearest heading above a figure."""
        return next((span for span in plain.headings(figure.start) if span[1] <= figure.start), None)

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

    @cached_property
    def _comparison_or_nothing(self) -> re.Pattern[str]:
        return re.compile(rf"[\s\-•*]{{0,40}}(?:{self.vocabulary.alternation('before')}\s?)?", re.IGNORECASE)

    def _nearest(
        self,
        plain: PlainText,
        figure: Figure,
        cues: Sequence[FormPlace],
        value: Decimal,
        span: tuple[int, int],
        figures: Sequence[Figure],
    ) -> list[Bounded]:
        """Return the property named nearest to a figure that fits its unit and value.

        Others follow that share the figure ("bromine and chlorine").
        """
        options = list(self._options(plain, figure, cues, value, span, figures))
        if not options:
            return []
        best = min(options)
        rivals = {option.concept for option in options if option.rank[0] == best.rank[0]} - {best.concept}
        score = 0.7 if rivals - {""} else 0.9
        chosen = [best, *self._sharing(plain, figure, best, options, figures)]
        return [
            Bounded(option.concept, option.unit, score, plain.text[option.start : option.end])
            for option in chosen
        ]

    def _options(
        self,
        plain: PlainText,
        figure: Figure,
        cues: Sequence[FormPlace],
        value: Decimal,
        span: tuple[int, int],
        figures: Sequence[Figure],
    ) -> Iterator[_Option]:
        """Yield the properties and other quantities in a span that fit unit and value."""
        first, last = span
        around = self._around(plain, figure, span)
        part = self._part(plain, figure, figures)
        inside = within(cues, _START, first, last)
        middle = bisect_left(inside, figure.start, key=_START)
        fewest = inf
        for side in (reversed(inside[:middle]), inside[middle:]):
            for place in side:
                option = self._option(plain, figure, place, value, last, around, part)
                if option is None:
                    continue
                if option.rank[0] > fewest + _FURTHER:
                    break  # what follows on this side is further away, and cannot be meant
                fewest = min(fewest, option.rank[0])
                yield option

    def _option(
        self,
        plain: PlainText,
        figure: Figure,
        place: FormPlace,
        value: Decimal,
        last: int,
        around: str,
        part: str,
    ) -> _Option | None:
        """Return a property or other quantity if it fits unit and value."""
        start, end, form = place
        other = form.kind == "other-quantity"
        fits = self.facts.same_quantity if other else self.facts.fits
        unit = next((unit for unit in figure.units if fits(unit, form.iri)), "")
        inside = start < figure.end and end > figure.start
        if end > last or (inside and (other or (end - start <= 4 and unit != iri("uom", "count")))):
            return None
        if not unit or (form.together and not any(_has(around, word) for word in form.together)):
            return None
        converted = float(value) * self.facts.conversions[unit].factor
        if (form.low is not None and converted < form.low) or (
            form.high is not None and converted > form.high
        ):
            return None
        gap = start - figure.end if start >= figure.end else figure.start - end
        others = self.figures_between(plain, figure, start, end)
        sure = gap <= _ADJACENT if other else any(_has(part, word) for word in form.together)
        distance = max(gap, 0) / 10 - 3 * sure - min(end - start, 30) / 10
        return _Option((others, distance, start), "" if other else form.iri, unit, start, end)

    def _around(self, plain: PlainText, figure: Figure, span: tuple[int, int]) -> str:
        """Return span, sentence and headings of a figure in lower case."""
        spans = {
            span,
            plain.sentence(figure.start),
            plain.title_above(figure.start),
            self._heading(plain, figure),
        }
        return "\n".join(plain.text[slice(*one)] for one in sorted(filter(None, spans))).lower()

    @cached_property
    def _apart(self) -> re.Pattern[str]:
        return re.compile(rf";|{self.vocabulary.alternation('conjunction')}", re.IGNORECASE)

    def _part(self, plain: PlainText, figure: Figure, figures: Sequence[Figure]) -> str:
        """Return the part of a sentence about a figure, in lower case.

        Between two figures a conjunction or a semicolon divides them.
        """
        first, last = plain.sentence(figure.start)
        others = within(figures, _START, first, last)
        if others and others[0].end <= figure.start:
            for divided in self._apart.finditer(plain.text, others[0].end, figure.start):
                first = divided.end()
        for other in others[bisect_left(others, figure.end, key=_START) :]:
            if found := list(self._apart.finditer(plain.text, figure.end, other.start)):
                last = min(last, found[-1].start())
                break
        return plain.text[first:last].lower()

    @cached_property
    def _shared(self) -> re.Pattern[str]:
        """The words between two properties that share a figure."""
        words = self.vocabulary.alternation
        joint = words("conjunction", "disjunction")
        return re.compile(rf"-?\s?(?:,|/|&|,?\s?{joint})\s?(?:{words('determiner')}\s)?-?", re.IGNORECASE)

    def _sharing(
        self,
        plain: PlainText,
        figure: Figure,
        best: _Option,
        options: Sequence[_Option],
        figures: Sequence[Figure],
    ) -> Iterator[_Option]:
        """Yield options beside the best one to which no other figure is nearer."""
        group, seen = [best], {best.concept}
        for option in sorted(options, key=attrgetter("start")):
            if option.concept in seen or not option.concept:
                continue
            if any(self._beside(plain, one, option) for one in group):
                near = within(figures, _START, *plain.sentence(figure.start))
                rivals = [other for other in near if self._alike(other, figure)]
                between = any(_between(figure, option, other) for other in rivals)
                if not between and min(rivals, key=lambda other: _apart(other, option)) is figure:
                    group.append(option)
                    seen.add(option.concept)
                    yield option

    def _alike(self, one: Figure, two: Figure) -> bool:
        return any(self.facts.same_quantity(first, second) for first in one.units for second in two.units)

    def _beside(self, plain: PlainText, one: _Option, two: _Option) -> bool:
        first, second = sorted((one, two), key=attrgetter("start"))
        return self._shared.fullmatch(plain.text, first.end, second.start) is not None

    @cached_property
    def _conjunction(self) -> re.Pattern[str]:
        return re.compile(self.vocabulary.alternation("conjunction") + r"|,", re.IGNORECASE)

    def figures_between(self, plain: PlainText, figure: Figure, start: int, end: int) -> float:
        """Return the number of figures between a figure and a word.

        Half a figure is added for each semicolon, and for a conjunction before a word that follows.
        """
        between = plain.text[figure.end : start] if start >= figure.end else plain.text[end : figure.start]
        apart = start >= figure.end and self._conjunction.search(between) is not None
        return self.numbers.count(between) + 0.5 * between.count(";") + (0.5 if apart else 0.0)


def _between(figure: Figure, option: _Option, other: Figure) -> bool:
    return figure.end <= option.start < other.start or other.end <= option.start < figure.start


def _apart(figure: Figure, option: _Option) -> int:
    return max(option.start - figure.end, figure.start - option.end)


def within(items: Sequence[_Item], start: Callable[[_Item], int], first: int, last: int) -> Sequence[_Item]:
    """Return the items that start in a span; ``items`` are sorted by their start."""
    return items[bisect_left(items, first, key=start) : bisect_left(items, last, key=start)]


def _has(sentence: str, word: str) -> bool:
    """Return whether a sentence in lower case has a word that begins so."""
    word = word.lower()
    place = sentence.find(word)
    while place > 0 and sentence[place - 1].isalnum() and word[0].isalnum():
        place = sentence.find(word, place + 1)
    return place >= 0
