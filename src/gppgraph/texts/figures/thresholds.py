"""Figures that a text asks for: value, unit, comparison, what they bound, and for which scope."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from operator import itemgetter
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox

from ...build.parts import open_parts
from ...catalogue.query import text_of
from ...rdf.store import select, text
from ...terms import iri, slug
from ..mentions.finder import Finder
from ..mentions.mention import Mention
from ..read.plain import Plain
from ..vocabulary.vocabulary import Form
from .numbers import Figure, Numbers
from .scope import Placed, Scope, ScopeReader

_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Threshold:
    """A figure in a text. ``operator`` is that of the text, or that of the property where the text only names a value.

    ``until`` is the other end of a range that bounds one property: what is asked for then is not certain, and
    ``value`` is the end that asks for less. ``scope`` and ``products`` are empty where the text does not say.
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


@dataclass(frozen=True, slots=True)
class _Read:
    """A figure of which the property is known."""

    figure: Figure
    threshold: Threshold


class Reader:
    """Reads figures by one vocabulary and the facts on units and properties of a store."""

    def __init__(self, finder: Finder, folder: Path) -> None:
        self.finder = finder
        self.vocabulary = finder.vocabulary
        self.folder = folder
        self.numbers = Numbers(finder.vocabulary)
        self.scopes = ScopeReader(finder.vocabulary)

    @cached_property
    def _codes(self) -> ox.Store:
        return open_codes(self.folder)

    @cached_property
    def _units(self) -> dict[str, tuple[str, float]]:
        """Units, what they convert to, and by which factor."""
        return {
            text(row["unit"]) or "": (text(row["to"]) or "", float(text(row["by"]) or 1))
            for row in select(self._codes, text_of("unit-conversions"))
        }

    @cached_property
    def _facts(self) -> tuple[dict[str, str], dict[str, str], dict[str, str], dict[str, set[str]]]:
        """Units and what they convert to; unit, direction and bound parties of properties."""
        rows = select(
            self._codes,
            text_of("concept-facts"),
        )
        canonical = {text(row["concept"]) or "": text(row["unit"]) or "" for row in rows}
        units = {unit: to for unit, (to, _) in self._units.items()}
        ways = {text(row["concept"]) or "": slug(text(row["way"]) or "") for row in rows}
        parties: dict[str, set[str]] = {}
        for row in rows:
            parties.setdefault(text(row["concept"]) or "", set()).add(text(row["party"]) or "")
        return units, canonical, ways, parties

    def read(self, source: str, mentions: Iterable[Mention] = ()) -> list[Threshold]:
        """Return the figures in a text that are about a property of the graph.

        ``mentions`` are those of the text: products and standards beside a figure belong to its scope.
        """
        plain = self.vocabulary.even(source)
        forms = sorted(
            set(self.finder.names.forms(plain, frozenset({"concept", "scope", "component"}))),
            key=lambda cue: (cue[0], cue[1], cue[2].iri, cue[2].text),
        )
        cues = [cue for cue in forms if cue[2].kind == "concept"]
        placed = self.scopes.find(plain, forms)
        conditions = [entry for entry in placed if entry.scope.property == "onlyIf"]
        found = [
            _Read(figure, threshold)
            for figure in self.numbers.find(plain)
            if not any(entry.start < figure.end and figure.start < entry.end for entry in conditions)
            for threshold in self._thresholds(plain, figure, cues)
        ]
        places = sorted(
            ((plain.forward(mention.start), mention) for mention in mentions), key=lambda place: place[0]
        )
        return [
            replace(entry.threshold, scope=tuple(self._scope(plain, entry, found, placed, places)), products=_products(plain, entry.figure, places))
            for entry in found
        ]  # fmt: skip

    def _thresholds(
        self, plain: Plain, figure: Figure, cues: Sequence[tuple[int, int, Form]]
    ) -> Iterator[Threshold]:
        """Yield what a figure bounds: for a range one property at each end, or one that stays open between them."""
        ends = [(value, *self._concept(plain, figure, cues, value)) for value in figure.values]
        known = [end for end in ends if end[1]]
        fixed = {form.iri: form.operator for _, _, form in cues if form.operator}
        _, _, ways, _ = self._facts
        start, stop = plain.back(figure.start, figure.end)
        sentence = plain.places[plain.sentence(figure.start)[0]]
        for value, concept, unit, score, why in known:
            lower = ways.get(concept) == "lower"
            operator = fixed.get(concept) or figure.operator or iri("op", "at-most" if lower else "at-least")
            until = None
            if len({end[1] for end in known}) == 1 and len(figure.values) == 2:
                weaker = max if slug(operator) in ("at-most", "less-than") else min
                value = weaker(figure.values)
                until = (
                    next(end for end in figure.values if end != value)
                    if len(set(figure.values)) > 1
                    else None
                )
                score, why = min(score, 0.6), why + "; a range"
            yield Threshold(
                start, stop, plain.original[start:stop], concept, operator, value, unit,
                bool(figure.operator), score, why, sentence, until,
            )  # fmt: skip
            if until is not None:
                return

    def _concept(
        self, plain: Plain, figure: Figure, cues: Sequence[tuple[int, int, Form]], value: Decimal
    ) -> tuple[str, str, float, str]:
        """Return what a value bounds with the unit meant: by words of its sentence, its table row or its column."""
        for span, where in (
            (plain.sentence(figure.start), "in the same sentence"),
            (self._run_in(plain, figure), "in the heading before it"),
            (plain.row(figure.start), "in the same row"),
            (plain.column_head(figure.start), "at the head of the column"),
        ):
            if span is None:
                continue
            found = self._nearest(plain, figure, cues, value, span)
            if found:
                concept, unit, score, words = found
                return concept, unit, score, f'"{words.strip()}" {where}'
        return "", "", 0.0, ""

    def _run_in(self, plain: Plain, figure: Figure) -> tuple[int, int] | None:
        """Return where the numbered heading is that a line begins with, if nothing but a comparison follows it ("5.4 Warranty. At least 3 years")."""
        first, _ = plain.sentence(figure.start)
        heading = _RUN_IN.search(plain.text, max(0, first - 60), first)
        return (
            heading.span() if heading and self._compared.fullmatch(plain.text, first, figure.start) else None
        )

    @cached_property
    def _compared(self) -> re.Pattern[str]:
        return re.compile(rf"{self.vocabulary.alternation('before')}\s", re.IGNORECASE)

    def _nearest(
        self,
        plain: Plain,
        figure: Figure,
        cues: Sequence[tuple[int, int, Form]],
        value: Decimal,
        span: tuple[int, int],
    ) -> tuple[str, str, float, str] | None:
        conversions, canonical, _, _ = self._facts
        first, last = span
        sentence = plain.text[first:last]
        options: list[tuple[tuple[float, ...], str, str, str]] = []
        for start, end, form in cues[bisect_left(cues, (first,)) :]:
            if start >= last:
                break
            if end > last or (start < figure.end and end > figure.start and end - start <= 4):
                continue
            unit = next(
                (unit for unit in figure.units if conversions.get(unit) == canonical.get(form.iri)), ""
            )
            if not unit or (form.together and not any(_has(sentence, word) for word in form.together)):
                continue
            compared = float(value) * self._units[unit][1]
            if (form.low is not None and compared < form.low) or (
                form.high is not None and compared > form.high
            ):
                continue
            gap = start - figure.end if start >= figure.end else figure.start - end
            other = self._between(plain, figure, start, end)
            near = max(gap, 0) / 10 - 3 * bool(form.together) - min(end - start, 30) / 10
            options.append(((other, near, start), form.iri, unit, plain.text[start:end]))
        if not options:
            return None
        options.sort()
        best = options[0]
        rivals = {option[1] for option in options if option[0][0] == best[0][0]} - {best[1]}
        return best[1], best[2], 0.7 if rivals else 0.9, best[3]

    @cached_property
    def _conjunction(self) -> re.Pattern[str]:
        return re.compile(self.vocabulary.alternation("conjunction") + r"|,", re.IGNORECASE)

    def _between(self, plain: Plain, figure: Figure, start: int, end: int) -> float:
        """Return how many other figures stand between a figure and a word: the word is about the nearer one."""
        between = plain.text[figure.end : start] if start >= figure.end else plain.text[end : figure.start]
        apart = start >= figure.end and self._conjunction.search(between) is not None
        return self.numbers.count(between) + 0.5 * between.count(";") + (0.5 if apart else 0.0)

    def _scope(
        self,
        plain: Plain,
        entry: _Read,
        all_read: Sequence[_Read],
        placed: Sequence[Placed],
        mentions: Sequence[tuple[int, Mention]],
    ) -> Iterator[Scope]:
        """Yield what the sentence or the table row of a figure says of its scope, where it fits what is bounded."""
        first, last = plain.row(entry.figure.start) or plain.sentence(entry.figure.start)
        beside = [other.figure for other in _within(all_read, lambda other: other.figure.start, first, last)]
        conversions, canonical, _, parties = self._facts
        concept = entry.threshold.concept
        period = canonical.get(concept) == conversions.get(iri("unit", "YR"))
        product = iri("party", "product") in parties.get(concept, set())
        seen: set[tuple[str, str]] = set()
        for place in _within(placed, lambda place: place.start, first, last):
            scope = place.scope
            if (scope.property, scope.value) in seen:
                continue
            if (scope.property == "periodStart" and not period) or (scope.property == "binds" and product):
                continue
            if min(beside, key=lambda other: self._distance(plain, other, place)) is entry.figure:
                seen.add((scope.property, scope.value))
                yield scope
        methods = {
            mention.edition or mention.iri: mention.text
            for _, mention in _within(mentions, _START, first, last)
            if mention.kind == "standard" and mention.iri
        }
        if len(methods) == 1:
            yield from (Scope("testMethod", thing, words) for thing, words in methods.items())
        elif methods:
            yield Scope("scopeUnknown", iri("dimension", "test-method"), ", ".join(sorted(methods.values())))
        equivalent = self._or_equivalent.search(plain.text, first, last) if methods else None
        if equivalent:
            yield Scope("orEquivalent", "true", equivalent[0])

    @cached_property
    def _or_equivalent(self) -> re.Pattern[str]:
        return re.compile(self.vocabulary.alternation("or-equivalent"), re.IGNORECASE)

    def _distance(self, plain: Plain, figure: Figure, place: Placed) -> tuple[float, int, int]:
        gap = place.start - figure.end if place.start >= figure.end else figure.start - place.end
        return self._between(plain, figure, place.start, place.end), max(gap, 0), figure.start


_START = itemgetter(0)
_RUN_IN = re.compile(r"(?m)^[ ]{0,40}\d{1,2}(?:\.\d{1,2}){0,3}\.?[ ][^\W\d][^\n.:|]{1,40}[.:][ \n]{1,2}\Z")


def _within(items: Sequence[_Item], start: Callable[[_Item], int], first: int, last: int) -> Sequence[_Item]:
    """Return those of items, sorted by where they start, that start in a span."""
    return items[bisect_left(items, first, key=start) : bisect_left(items, last, key=start)]


def _products(plain: Plain, figure: Figure, mentions: Sequence[tuple[int, Mention]]) -> tuple[str, ...]:
    """Return the product types that the sentence or table row of a figure names, or a heading above it."""
    spans = [plain.row(figure.start) or plain.sentence(figure.start), *plain.headings(figure.start)]
    for first, last in spans:
        named = {
            thing
            for _, mention in _within(mentions, _START, first, last)
            if mention.kind == "product"
            for thing in ((mention.iri,) if mention.iri else mention.candidates)
        }
        if named:
            return tuple(sorted(named))
    return ()


def _has(sentence: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}", sentence, re.IGNORECASE) is not None


def open_codes(folder: Path) -> ox.Store:
    """Return a store with the code lists of a snapshot."""
    return open_parts(
        folder, [f"asserted/{path.stem}" for path in sorted((folder / "asserted").glob("codes-*.nq"))]
    )
