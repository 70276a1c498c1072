"""The scope of a figure that its sentence states.

Scope is the start of a period, the bound party, the state of the goods, a condition, and the parts of the goods.
A statement that is not understood gives no scope, nor does a list of parts with an unknown part. A figure
without scope is compared in its widest sense, so that no constraint wrongly counts as satisfying it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from ...terms import PREFIXES
from ..mentions.names import FormPlace
from ..read.plain_text import PlainText
from ..vocabulary.vocabulary import Vocabulary

# The property of a constraint that a code of each list is a value of.
_PROPERTIES = {
    "start": "periodStart",
    "party": "binds",
    "goods": "appliesToState",
    "condition": "onlyIf",
    "concept": "hasFacet",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """A scope of a figure: property (a local name of ``gpp:``), value and words."""

    property: str
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class ScopePlace:
    """A statement on scope with its place in the plain text."""

    start: int
    end: int
    scope: Scope


class _Part(NamedTuple):
    """A part of the goods with its place in the plain text."""

    start: int
    end: int
    iri: str


class ScopeReader:
    """Finds statements on scope by the words of a vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def find(self, plain: PlainText, places: Sequence[FormPlace]) -> list[ScopePlace]:
        """Return the scopes stated by forms of the kinds "scope" and "component"."""
        stated = [
            ScopePlace(start, end, Scope(_property(form.iri), form.iri, plain.text[start:end]))
            for start, end, form in places
            if form.kind == "scope"
        ]
        parts = {_Part(start, end, form.iri) for start, end, form in places if form.kind == "component"}
        return sorted(
            {*stated, *self._parts(plain, _unambiguous(parts))},
            key=lambda entry: (entry.start, -entry.end, entry.scope.value),
        )

    @cached_property
    def _joint(self) -> re.Pattern[str]:
        words = self.vocabulary.alternation
        return re.compile(
            rf"\s?(?:,|/|{words('conjunction', 'disjunction')}|,\s{words('conjunction', 'disjunction')})\s?(?:{words('determiner')}\s)?",
            re.IGNORECASE,
        )

    @cached_property
    def _before(self) -> dict[str, re.Pattern[str]]:
        words = self.vocabulary.alternation
        return {
            name: re.compile(rf"{words(role)}\s(?:{words('determiner')}\s){{0,2}}$", re.IGNORECASE)
            for role, name in (("exempt", "exempts"), ("reach", "reaches"))
        }

    def _parts(self, plain: PlainText, parts: Sequence[_Part]) -> Iterator[ScopePlace]:
        """Yield parts listed after a word for reach or exemption, if all are understood."""
        for group in self._lists(plain, parts):
            first, last = group[0].start, group[-1].end
            begin = plain.sentence(first)[0]
            if self._joint.match(plain.text, last):
                continue  # the list goes on with an unknown part
            for name, pattern in self._before.items():
                if pattern.search(plain.text, max(begin, first - 40), first):
                    for start, end, part in group:
                        yield ScopePlace(start, end, Scope(name, part, plain.text[start:end]))
                    break

    def _lists(self, plain: PlainText, parts: Sequence[_Part]) -> Iterator[list[_Part]]:
        """Yield groups of parts between which only commas and conjunctions stand."""
        group: list[_Part] = []
        for part in parts:
            if group and not self._joint.fullmatch(plain.text, group[-1].end, part.start):
                yield group
                group = []
            group.append(part)
        if group:
            yield group


def _property(code: str) -> str:
    return next(name for scheme, name in _PROPERTIES.items() if code.startswith(PREFIXES[scheme]))


def _unambiguous(parts: Iterable[_Part]) -> list[_Part]:
    """Return parts of which none lies in another or shares its place with another."""
    result: list[_Part] = []
    ordered = sorted(parts, key=lambda part: (part.start, -part.end, part.iri))
    for part in ordered:
        same = [other for other in ordered if other[:2] == part[:2]]
        if len(same) == 1 and not (result and part.start < result[-1].end):
            result.append(part)
    return result
