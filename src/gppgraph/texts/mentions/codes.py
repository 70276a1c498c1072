"""Printed codes of criteria ("TS3"), and conventions of the ILO by number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property

from ..read.plain_text import PlainText
from ..vocabulary.vocabulary import Vocabulary
from .mention import Mention


class Conventions:
    """Finds conventions of the ILO by number, one by one in a list."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        words = self.vocabulary.alternation
        number = rf"(?:(?:{words('number-sign')}|C)\s?)?\d{{1,3}}(?!\d|\s?%|[.,]\d)"
        another = rf"(?:\s?,\s?|,?\s{words('conjunction')}\s)"
        return re.compile(
            rf"{words('ilo')}\s(?P<list>{number}(?:{another}{number}){{0,20}})",
            re.IGNORECASE,
        )

    def find(self, plain: PlainText) -> Iterator[Mention]:
        """Yield the conventions of a text."""
        for match in self._pattern.finditer(plain.text):
            first = True
            for digit in re.finditer(r"C?\s?(?P<n>\d{1,3})", match["list"]):
                start = match.start() if first else match.start("list") + digit.start("n")
                end, number = match.start("list") + digit.end("n"), int(digit["n"])
                first = False
                convention = self.vocabulary.conventions.get(number, "")
                why = (
                    "number of a convention"
                    if convention
                    else "reads as a convention that the graph does not have"
                )
                score = 1.0 if convention else 0.5
                yield Mention("convention", start, end, iri=convention, score=score, why=why)


class CriterionCodes:
    """Finds codes of criteria where a sentence is about criteria."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        stems = sorted({code.rstrip("0123456789") for code in self.vocabulary.codes}, key=len, reverse=True)
        return (
            re.compile(
                rf"(?<![\w/\-])(?:{'|'.join(map(re.escape, stems))})[ ]?\d{{1,2}}(?![\w.]\d|\d|[A-Za-z])"
            )
            if stems
            else None
        )

    @cached_property
    def _context(self) -> re.Pattern[str]:
        return re.compile(self.vocabulary.alternation("criterion-context"), re.IGNORECASE)

    def find(self, plain: PlainText, set_named: bool = False) -> Iterator[Mention]:
        """Yield the codes in sentences about criteria.

        A code in brackets counts too, where the text names a set (``set_named``) or after a demand.
        """
        for match in self._pattern.finditer(plain.text) if self._pattern else ():
            code = match[0].replace(" ", "")
            if code not in self.vocabulary.codes:
                continue
            first, last = plain.sentence(match.start())
            if (
                "-" not in code
                and not self._context.search(plain.text[first:last])
                and not (_bracketed(plain, match) and (set_named or self._demanded(plain, match.start() - 1)))
            ):
                continue
            things = tuple(self.vocabulary.codes[code])
            yield Mention(
                "criterion",
                match.start(),
                match.end(),
                iri=things[0] if len(things) == 1 else "",
                candidates=things if len(things) > 1 else (),
                score=0.9,
                why="code of a criterion",
            )

    def _demanded(self, plain: PlainText, bracket: int) -> bool:
        """Return whether the sentence before a bracket demands something."""
        before = plain.text[max(0, bracket - 3) : bracket].rstrip(" ")
        first, last = plain.sentence(max(0, bracket - 3))
        return before.endswith(".") and self._demand.search(plain.text[first:last]) is not None

    @cached_property
    def _demand(self) -> re.Pattern[str]:
        return re.compile(self.vocabulary.alternation("demand"), re.IGNORECASE)

    def narrowed(self, mentions: list[Mention], country: str | None) -> list[Mention]:
        """Return mentions, criteria narrowed to the sets of the country and of the text."""
        sets = {mention.iri for mention in mentions if mention.kind == "set" and mention.iri}
        sets |= {name for name, of in self.vocabulary.countries.items() if country and of == country.upper()}
        result = []
        for mention in mentions:
            if mention.kind == "criterion" and mention.candidates and sets:
                of_sets = tuple(
                    entry for entry in mention.candidates if self.vocabulary.set_of[entry] in sets
                )
                if of_sets:
                    mention = replace(
                        mention,
                        candidates=of_sets if len(of_sets) > 1 else (),
                        iri=of_sets[0] if len(of_sets) == 1 else "",
                    )
            result.append(mention)
        return result


def _bracketed(plain: PlainText, match: re.Match[str]) -> bool:
    """Return whether a code stands alone in brackets."""
    return plain.text[max(0, match.start() - 1) : match.start()] == "(" and plain.text.startswith(
        ")", match.end()
    )
