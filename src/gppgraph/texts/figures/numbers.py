"""Numbers with unit and comparison: "at least three years", "3-5 years", "80 %"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from ...terms import iri
from ..read.plain_text import NOTE, PlainText
from ..vocabulary.vocabulary import Vocabulary

_DIGITS = r"[-+]?[1-9]\d{0,2}(?:[ .]\d{3}){1,4}(?![\d])|[-+]?[1-9]\d{0,2}(?:,\d{3}){1,3}(?![\d])|[-+]?\d{1,9}(?:[.,]\d{1,6})?"
_NUMBER = rf"(?<![\w.,])(?<![^\W\d_][-+/])(?P<digits>{_DIGITS})"
# The next line of a cell that has a column of letters beside it.
_NEXT_LINE = re.compile(r"[ ]{2,40}[A-Z][ ]{0,20}\n[ ]{1,40}\Z")
_ENGLISH_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(?:,\d{3})+")
_THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}(?:[ .]\d{3})+")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with its unit and its span in the plain text.

    ``values`` are two for a range, in the order of the text. ``units`` are all units (IRIs) that the written
    one can mean ("mo." a month). ``operator`` is an IRI, empty where the text does not compare.
    """

    start: int
    end: int
    values: tuple[Decimal, ...]
    units: tuple[str, ...]
    operator: str


class Numbers:
    """Finds figures by the units, numerals and comparisons of a vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    @cached_property
    def _numeral(self) -> str:
        words = "|".join(dict.fromkeys(re.escape(form) for form, _, _ in self.vocabulary.role("numeral")))
        return rf"(?<![\w])(?P<word>{words})"

    @cached_property
    def _figure(self) -> re.Pattern[str]:
        units = dict.fromkeys(
            _letter(form) if len(form) == 1 else re.escape(form).replace(r"\ ", r"\s") + _end(form, language)
            for form, language, _ in self.vocabulary.role(*_UNITS)
        )
        joined, whole = "|".join(units), self.vocabulary.alternation("whole")
        numerals = self.vocabulary.spellings("numeral")
        return re.compile(
            rf"(?:{_NUMBER}|{self._numeral}(?![\wæøå]*[a-zæøå]{{4}})(?!\s?(?-i:{_ONE_LETTER})(?!\w)))"
            rf"\*{{0,3}}(?P<bracket>\s?\((?:\d+|{numerals})\))?(?P<gap>[\s\-]{{0,2}}|\s{whole}\s)(?P<unit>{joined})",
            re.IGNORECASE,
        )

    @cached_property
    def _tenfold(self) -> frozenset[str]:
        """The units that are ten times the one that they stand for, as the bel."""
        return frozenset(form.lower() for form, _, _ in self.vocabulary.role("unit-tenfold"))

    @cached_property
    def _load(self) -> re.Pattern[str]:
        """The words after a share that is the load at which something else is measured."""
        words = self.vocabulary.alternation
        share = r"\d{1,3}\s?%"
        return re.compile(
            rf"(?:\s?(?:[,/]|{words('conjunction', 'disjunction')})\s?{share}){{0,4}}\s?(?:{words('of-load')}\s){{0,3}}{words('load')}",
            re.IGNORECASE,
        )

    @cached_property
    def _negated(self) -> re.Pattern[str]:
        return re.compile(
            rf"{self.vocabulary.alternation('negation')}(?:\s[^\W\d]+){{0,3}}\s$", re.IGNORECASE
        )

    @cached_property
    def _units(self) -> dict[str, tuple[str, ...]]:
        units: dict[str, dict[str, None]] = {}
        for form, _, unit in self.vocabulary.role(*_UNITS):
            units.setdefault(form.lower(), {})[unit] = None
        return {form: tuple(entries) for form, entries in units.items()}

    @cached_property
    def _numerals(self) -> dict[str, Decimal]:
        return {form.lower(): Decimal(value) for form, _, value in self.vocabulary.role("numeral")}

    @cached_property
    def _comparisons(self) -> dict[str, str]:
        """The operators of words before a figure, in lower case."""
        return {form.lower(): value for form, _, value in self.vocabulary.role("before")}

    @cached_property
    def _lengths(self) -> list[int]:
        return sorted({len(form) for form in self._comparisons}, reverse=True)

    @cached_property
    def _filler(self) -> re.Pattern[str]:
        return re.compile(rf"\s{self.vocabulary.alternation('filler')}$", re.IGNORECASE)

    def _comparison_before(self, head: str) -> tuple[str, int]:
        """Return the operator of the last words of a text, and where they begin in it."""
        head = re.sub(r"\s", " ", head).rstrip(" :")
        for ended in dict.fromkeys((head, self._filler.sub("", head))):
            for length in self._lengths:
                words = ended[-length:].lower()
                begin = len(ended) - length
                if words in self._comparisons and not (
                    words[0].isalnum() and begin > 0 and ended[begin - 1].isalnum()
                ):
                    return self._comparisons[words], begin
        return "", 0

    @cached_property
    def _comparison_after(self) -> re.Pattern[str]:
        return re.compile(rf"\s?{_any_of(self._operators_after)}", re.IGNORECASE)

    @cached_property
    def _operators_after(self) -> dict[str, str]:
        return {form.lower(): value for form, _, value in self.vocabulary.role("after")}

    @cached_property
    def _first_of_range(self) -> re.Pattern[str]:
        words = self.vocabulary.alternation
        return re.compile(
            rf"(?P<between>{words('between')}\s)?(?:{_NUMBER}|{self._numeral}(?!\w))"
            rf"(?:\s?(?:-|\.{{2,3}}|…)\s?|\s{words('range')}\s|(?P<and>\s{words('conjunction')}\s))$",
            re.IGNORECASE,
        )

    @cached_property
    def _joint(self) -> re.Pattern[str]:
        """The words between two figures that are the ends of a range."""
        words = self.vocabulary.alternation
        return re.compile(
            rf"\s?(?:-|\.{{2,3}}|…)\s?|\s{words('range')}\s|(?P<and>\s{words('conjunction')}\s)",
            re.IGNORECASE,
        )

    @cached_property
    def _between(self) -> re.Pattern[str]:
        return re.compile(rf"{self.vocabulary.alternation('between')}\s$", re.IGNORECASE)

    def find(self, plain: PlainText) -> Iterator[Figure]:
        """Yield the figures of a text in its order."""
        last: Figure | None = None
        for match in self._figure.finditer(plain.text):
            figure = self._one(plain, match)
            if last is not None and figure is not None and self._joined(plain, last, figure):
                values = (last.values[0], figure.values[-1])
                last = Figure(last.start, figure.end, values, figure.units, last.operator)
                continue
            if last is not None:
                yield last
            last = figure
        if last is not None:
            yield last

    def count(self, text: str) -> int:
        """Return the number of figures in a piece of text."""
        return sum(1 for _ in self._figure.finditer(text))

    def _one(self, plain: PlainText, match: re.Match[str]) -> Figure | None:
        """Return the figure of a match with the first end of its range, if it is a figure."""
        value = self._value(match["digits"], match["word"])
        unit = re.sub(r"\s", " ", match["unit"].lower())
        units = self._units.get(unit, ())
        if value is None or (iri("unit", "PERCENT") in units and self._load.match(plain.text, match.end())):
            return None
        start, sign = self._sign_before(plain, match.start(), units)
        value *= sign
        values: tuple[Decimal, ...] = (value,)
        head = plain.text[max(0, start - 40) : start]
        low = self._first_of_range.search(head)
        first = (
            self._value(low["digits"], low["word"])
            if low and bool(low["and"]) <= bool(low["between"])
            else None
        )
        if low and first is not None:
            start, sign = self._sign_before(plain, start - len(head) + low.start(), units)
            values = first * sign, value
        elif re.search(r"\d\s?-\s?$", head):
            return None  # part of a longer number
        if unit in self._tenfold:
            values = tuple(value * 10 for value in values)
        return Figure(start, match.end(), values, units, self._operator(plain, start, match.end()))

    @cached_property
    def _second_of_range(self) -> re.Pattern[str]:
        return re.compile(rf"\s{self.vocabulary.alternation('range', 'conjunction')}\s\Z", re.IGNORECASE)

    def _sign_before(self, plain: PlainText, start: int, units: Iterable[str]) -> tuple[int, int]:
        """Return the place of a sign before a blank and a number, and 1 or -1.

        A true minus counts with any unit, other signs only with degrees, as in "down to - 30 °C". Without a sign
        the place is ``start``.
        """
        head = plain.text[max(0, start - 48) : start]
        sign = _SIGN.search(head)
        if sign is None:
            return start, 1
        place = start - len(sign[0])
        true_minus = plain.original[plain.places[place]] in "−﹣－"
        before = _NO_SIGN.search(head, 0, sign.start())
        joined = self._second_of_range.search(head, 0, sign.start())
        if before and not joined and (before[0].strip() or not true_minus):
            return start, 1
        if true_minus or not _BELOW_ZERO.isdisjoint(units):
            return place, -1 if sign["sign"] == "-" else 1
        return start, 1

    def _joined(self, plain: PlainText, one: Figure, two: Figure) -> bool:
        """Return whether two figures are the ends of one range ("-20 °C to 60 °C")."""
        if len(one.values) > 1 or len(two.values) > 1 or one.units != two.units or two.operator:
            return False
        joint = self._joint.fullmatch(plain.text, one.end, two.start)
        between = self._between.search(plain.text, max(0, one.start - 12), one.start)
        return joint is not None and (joint["and"] is None or between is not None)

    def _value(self, digits: str | None, word: str | None) -> Decimal | None:
        if digits is None:
            return self._numerals.get(word.lower()) if word else None
        if _THOUSANDS.fullmatch(digits) or _ENGLISH_THOUSANDS.fullmatch(digits):
            digits = re.sub(r"[ .,]", "", digits)
        return Decimal(digits.replace(",", "."))

    def _operator(self, plain: PlainText, start: int, end: int) -> str:
        """Return the operator of the words before or after a figure, or nothing."""
        head = _NEXT_LINE.sub(" ", plain.text[max(0, start - 100) : start])[-60:]
        operator, begin = self._comparison_before(head)
        if operator:
            return _OPPOSITE.get(operator, operator) if self._negated.search(head[:begin]) else operator
        after = self._comparison_after.match(plain.text, end)
        return self._operators_after[re.sub(r"\s", " ", after["form"].lower())] if after else ""


_SIGN = re.compile(r"(?P<sign>[-+])[ ]{1,2}\Z")
# What ends before a dash that is no sign: a figure ("10 °C - 30 °C"), or nothing ("- 30 °C" in a list).
_NO_SIGN = re.compile(r"(?:\d[ ]?\S{0,3}[ ]{0,2}|(?:\A|\n)[ ]{0,40})\Z")
_BELOW_ZERO = frozenset((iri("unit", "DEG_C"),))  # units whose figures often are negative


_UNITS = ("unit", "unit-tenfold")
_ONE_LETTER = "[A-Za-z]"  # of a unit that needs digits before it
_OPPOSITE = {
    iri("op", one): iri("op", other) for one, other in (("more-than", "at-most"), ("less-than", "at-least"))
}


def _letter(form: str) -> str:
    """Return the pattern of a unit of one character, a letter as it is written."""
    return rf"(?-i:{form})(?![\w/])" if form.isalpha() else re.escape(form)


def _end(form: str, language: str) -> str:
    """Return the pattern after a unit.

    A footnote mark may follow a word; after a symbol it is a power ("m2").
    """
    if not form[-1].isalnum():
        return ""
    return rf"(?:(?={NOTE})|(?![\w/]))" if language else r"(?![\w/])"


def _any_of(forms: Iterable[str]) -> str:
    """Return the pattern of several forms, none of which begins inside a word."""
    patterns = (
        (r"(?<!\w)" if form[0].isalnum() else "") + re.escape(form).replace(r"\ ", r"\s") for form in forms
    )
    return f"(?P<form>{'|'.join(patterns)})"
