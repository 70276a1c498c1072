"""Acts of a country by kind, day and number ("forskrift 12. august 2016 nr. 974")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from ..read.plain_text import PlainText
from ..vocabulary.vocabulary import Vocabulary
from .mention import Mention

_DATED = re.compile(r"[A-Z]{3}-(?P<year>\d{4})-\d\d-\d\d-(?P<number>\d{1,5})(?!\d)")
_NUMBERED = re.compile(r"[A-Z]{3}-(?P<number>\d{1,5})-(?P<year>\d{4})(?!\d)")


class NationalActs:
    """Finds acts of a country by their numbers, known to the graph or not."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    @cached_property
    def _acts(self) -> dict[tuple[str, str], set[str]]:
        """Acts by year and number; the number counts anew each year."""
        acts: dict[tuple[str, str], set[str]] = {}
        for identifier, act in self.vocabulary.numbers.items():
            for pattern in (_DATED, _NUMBERED):
                for match in pattern.finditer(identifier):
                    acts.setdefault((match["year"], match["number"]), set()).add(act)
        return acts

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        words = self.vocabulary.alternation
        kind = rf"(?<!\w)(?:{self.vocabulary.spellings('national-act')})"
        sign, of = words("number-sign"), words("of-act")
        day = rf"\d{{1,2}}\.?\s{words('month')}\s"
        return re.compile(
            rf"{kind}\s(?:(?:{of}\s)?{day}(?P<year>(?:19|20)\d\d)\s{sign}\s?(?P<number>\d{{1,5}})(?!\d)"
            rf"|{sign}\s?(?P<number2>\d{{1,5}})\s{of}\s(?:{day}|\d{{1,2}}[/.\-]\d{{1,2}}[/.\-])(?P<year2>(?:19|20)\d\d)(?!\d))",
            re.IGNORECASE,
        )

    def find(self, plain: PlainText) -> Iterator[Mention]:
        """Yield the acts of a text that are named by their number."""
        for match in self._pattern.finditer(plain.text):
            year, number = match["year"] or match["year2"], match["number"] or match["number2"]
            yield self._mention(match, year, number)
        for match in _DATED.finditer(plain.text):
            if match[0] not in self.vocabulary.numbers:
                yield self._mention(match, match["year"], match["number"])

    def _mention(self, match: re.Match[str], year: str, number: str) -> Mention:
        acts = sorted(self._acts.get((year, number), ()))
        if len(acts) == 1:
            return Mention("act", match.start(), match.end(), iri=acts[0], why="number of an act")
        return Mention(
            "act",
            match.start(),
            match.end(),
            candidates=tuple(acts),
            score=0.5,
            why="reads as an act that the graph does not have",
        )
