"""The scope of a figure, as far as its sentence states it.

From when a period runs, who is bound, in which state the goods are, under which condition and for which parts.
What is not stated is not read, and a list of parts of which one is not known is not read either:
without a scope a figure is taken in its widest sense, so that nothing satisfies it that might not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from ...terms import PREFIXES
from ..read.plain import Plain
from ..vocabulary.vocabulary import Form, Vocabulary

# What a code of a list says of a constraint.
_PROPERTIES = {
    "start": "periodStart",
    "party": "binds",
    "goods": "appliesToState",
    "condition": "onlyIf",
    "concept": "hasFacet",
}


@dataclass(frozen=True, slots=True)
class Scope:
    """A statement on the scope of a figure: the local name of a property of constraints, its value, and the words."""

    property: str
    value: str
    text: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A statement on scope and where it stands in the even text."""

    start: int
    end: int
    scope: Scope


class ScopeReader:
    """Finds statements on scope."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    def find(self, plain: Plain, forms: Iterable[tuple[int, int, Form]]) -> list[Placed]:
        """Return the statements among forms of the kinds "scope" and "component", in the order of the text."""
        stated = [
            Placed(start, end, Scope(_property(form.iri), form.iri, plain.text[start:end]))
            for start, end, form in forms
            if form.kind == "scope"
        ]
        parts = sorted({(start, end, form.iri) for start, end, form in forms if form.kind == "component"})
        found = [*stated, *self._parts(plain, _longest(parts))]
        return sorted(set(found), key=lambda entry: (entry.start, -entry.end, entry.scope.value))

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

    def _parts(self, plain: Plain, hits: Sequence[tuple[int, int, str]]) -> Iterator[Placed]:
        """Yield the parts that lists name after a word for reach or exemption, where each of a list is known."""
        for group in self._lists(plain, hits):
            first, last = group[0][0], group[-1][1]
            begin = plain.sentence(first)[0]
            if self._joint.match(plain.text, last):
                continue  # the list goes on with something that is not known
            for name, pattern in self._before.items():
                if pattern.search(plain.text, max(begin, first - 40), first):
                    for start, end, part in group:
                        yield Placed(start, end, Scope(name, part, plain.text[start:end]))
                    break

    def _lists(
        self, plain: Plain, hits: Sequence[tuple[int, int, str]]
    ) -> Iterator[list[tuple[int, int, str]]]:
        group: list[tuple[int, int, str]] = []
        for hit in hits:
            if group and not self._joint.fullmatch(plain.text, group[-1][1], hit[0]):
                yield group
                group = []
            group.append(hit)
        if group:
            yield group


def _property(code: str) -> str:
    return next(name for scheme, name in _PROPERTIES.items() if code.startswith(PREFIXES[scheme]))


def _longest(hits: Iterable[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Return hits of which none lies in another; of two names for one place none is sure and none is kept."""
    kept: list[tuple[int, int, str]] = []
    ordered = sorted(hits, key=lambda hit: (hit[0], -hit[1]))
    for hit in ordered:
        same = [other for other in ordered if other[:2] == hit[:2]]
        if len(same) == 1 and not (kept and hit[0] < kept[-1][1]):
            kept.append(hit)
    return kept
