"""Figures that a text asks for: value, unit, comparison and what they bound."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from ..snapshot import open_parts
from ..store import select, text
from ..terms import iri, slug, sparql_prologue
from .finder import Finder
from .plain import Plain
from .vocabulary import Form


@dataclass(frozen=True, slots=True)
class Threshold:
    """A figure in a text. ``operator`` is that of the text, or that of the property where the text only names a value."""

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


_NUMBER = r"(?P<sign>(?<![\w\d])[-+])?(?<![\w.,])(?P<digits>\d{1,3}(?:[ .]\d{3}){1,4}(?![\d])|\d{1,9}(?:[.,]\d{1,6})?)"


class Reader:
    """Reads figures by one vocabulary and the facts on units and properties of a store."""

    def __init__(self, finder: Finder, folder: Path) -> None:
        self.finder = finder
        self.vocabulary = finder.vocabulary
        self.folder = folder

    @cached_property
    def _facts(self) -> tuple[dict[str, str], dict[str, str], dict[str, str], dict[str, str]]:
        """Units and what they convert to; properties with unit, direction and measurement."""
        store = open_codes(self.folder)
        units = {
            text(row["unit"]) or "": text(row["to"]) or ""
            for row in select(
                store, sparql_prologue() + "SELECT ?unit ?to WHERE { ?unit gpp:convertsTo ?to }"
            )
        }
        rows = select(
            store,
            sparql_prologue()
            + "SELECT ?concept ?unit ?way ?measurement WHERE { ?concept gpp:canonicalUnit ?unit . OPTIONAL { ?concept gpp:stricter ?way } OPTIONAL { ?concept gpp:measurement ?measurement } }",
        )
        canonical = {text(row["concept"]) or "": text(row["unit"]) or "" for row in rows}
        ways = {text(row["concept"]) or "": slug(text(row["way"]) or "") for row in rows}
        measurements = {text(row["concept"]) or "": text(row["measurement"]) or "" for row in rows}
        return units, canonical, ways, measurements

    @cached_property
    def _value(self) -> re.Pattern[str]:
        numerals = "|".join(dict.fromkeys(re.escape(form) for form, _, _ in self.vocabulary.role("numeral")))
        units = []
        for form, _, _ in self.vocabulary.role("unit"):
            units.append(re.escape(form).replace(r"\ ", r"\s") + (r"(?![\w/])" if form[-1].isalnum() else ""))
        joined, whole = "|".join(dict.fromkeys(units)), self.vocabulary.alternation("whole")
        return re.compile(
            rf"(?:{_NUMBER}|(?<![\w])(?P<word>{numerals})(?![\wæøå]*[a-zæøå]{{4}}))(?P<bracket>\s?\(\d+\))?(?P<gap>[\s\-]{{0,2}}|\s{whole}\s)(?P<unit>{joined})",
            re.IGNORECASE,
        )

    @cached_property
    def _units(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for form, _, thing in self.vocabulary.role("unit"):
            found.setdefault(form.lower(), [])
            if thing not in found[form.lower()]:
                found[form.lower()].append(thing)
        return found

    @cached_property
    def _numerals(self) -> dict[str, Decimal]:
        return {form.lower(): Decimal(value) for form, _, value in self.vocabulary.role("numeral")}

    @cached_property
    def _comparisons(self) -> tuple[list[tuple[re.Pattern[str], str]], list[tuple[re.Pattern[str], str]]]:
        filler = self.vocabulary.alternation("filler")
        before = [
            (re.compile(_bounded(form) + rf"(?:\s{filler})?[\s:]{{0,2}}$", re.IGNORECASE), value)
            for form, _, value in self.vocabulary.role("before")
        ]
        after = [
            (re.compile(r"\s?" + _bounded(form), re.IGNORECASE), value)
            for form, _, value in self.vocabulary.role("after")
        ]
        return before, after

    def read(self, source: str) -> list[Threshold]:
        """Return the figures in a text that are about a property of the graph."""
        plain = self.vocabulary.even(source)
        cues = sorted(
            {
                (start, end, form)
                for start, end, form in self.finder.names.forms(plain, frozenset({"concept"}))
            },
            key=lambda cue: (cue[0], cue[1], cue[2].iri, cue[2].text),
        )
        found = []
        for match in self._value.finditer(plain.text):
            threshold = self._one(plain, match, cues)
            if threshold:
                found.append(threshold)
        return found

    def _one(
        self, plain: Plain, match: re.Match[str], cues: Sequence[tuple[int, int, Form]]
    ) -> Threshold | None:
        if re.match(r"\s?[-–]\s?\d", plain.text[match.end() : match.end() + 4]) and match["unit"] == "":
            return None
        value = self._number(match)
        if value is None or re.search(r"\d\s?-\s?$", plain.text[max(0, match.start() - 4) : match.start()]):
            return None
        units = self._units.get(re.sub(r"\s", " ", match["unit"].lower()), [])
        operator, stated = self._operator(plain, match)
        concept, unit, score, why = self._concept(plain, match, cues, units, value)
        if not concept:
            return None
        _, _, ways, _ = self._facts
        operator = operator or (
            iri("op", "at-most") if ways.get(concept) == "lower" else iri("op", "at-least")
        )
        start, end = plain.back(match.start(), match.end())
        return Threshold(
            start,
            end,
            plain.original[start:end],
            concept,
            operator,
            value,
            unit,
            stated,
            score,
            why,
            plain.places[plain.sentence(match.start())[0]],
        )

    def _number(self, match: re.Match[str]) -> Decimal | None:
        if match["word"]:
            return self._numerals.get(match["word"].lower())
        digits = match["digits"]
        if re.fullmatch(r"\d{1,3}(?:[ .]\d{3})+", digits):
            digits = re.sub(r"[ .]", "", digits)
        value = Decimal(digits.replace(",", "."))
        return -value if match["sign"] == "-" else value

    def _operator(self, plain: Plain, match: re.Match[str]) -> tuple[str, bool]:
        before, after = self._comparisons
        head = plain.text[max(0, match.start() - 40) : match.start()]
        for pattern, value in before:
            if pattern.search(head):
                return value, True
        for pattern, value in after:
            if pattern.match(plain.text, match.end()):
                return value, True
        return "", False

    def _concept(
        self,
        plain: Plain,
        match: re.Match[str],
        cues: Sequence[tuple[int, int, Form]],
        units: list[str],
        value: Decimal,
    ) -> tuple[str, str, float, str]:
        conversions, canonical, _, _ = self._facts
        first, last = plain.sentence(match.start())
        sentence = plain.text[first:last]
        options: list[tuple[tuple[float, ...], str, str, str]] = []
        for start, end, form in cues:
            if (
                start < first
                or end > last
                or (start < match.end() and end > match.start() and end - start <= 4)
            ):
                continue
            unit = next((unit for unit in units if conversions.get(unit) == canonical.get(form.iri)), "")
            if not unit or (form.together and not any(_has(sentence, word) for word in form.together)):
                continue
            compared = float(value) * (12 if form.high and slug(unit) == "unit:YR" else 1)
            if (form.low is not None and compared < form.low) or (
                form.high is not None and compared > form.high
            ):
                continue
            gap = start - match.end() if start >= match.end() else match.start() - end
            other = self._between(plain, match, start, end)
            options.append(
                (
                    (other, max(gap, 0) / 10 - 3 * bool(form.together) - min(end - start, 30) / 10, start),
                    form.iri,
                    unit,
                    plain.text[start:end],
                )
            )
        if not options:
            return "", "", 0.0, ""
        options.sort()
        best = options[0]
        rivals = {option[1] for option in options if option[0][0] == best[0][0]} - {best[1]}
        score = 0.9 if not rivals else 0.7
        return best[1], best[2], score, f'"{best[3].strip()}" in the same sentence'

    @cached_property
    def _conjunction(self) -> re.Pattern[str]:
        return re.compile(self.vocabulary.alternation("conjunction") + r"|,", re.IGNORECASE)

    def _between(self, plain: Plain, match: re.Match[str], start: int, end: int) -> float:
        """Return how many other figures stand between a figure and a word: the word is about the nearer one."""
        between = plain.text[match.end() : start] if start >= match.end() else plain.text[end : match.start()]
        apart = start >= match.end() and self._conjunction.search(between) is not None
        return len(self._value.findall(between)) + 0.5 * between.count(";") + (0.5 if apart else 0.0)


def _bounded(form: str) -> str:
    pattern = re.escape(form).replace(r"\ ", r"\s")
    return (r"(?<!\w)" if form[0].isalnum() else "") + pattern


def _has(sentence: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}", sentence, re.IGNORECASE) is not None


def open_codes(folder: Path) -> ox.Store:
    """Return a store with the code lists of a snapshot."""
    return open_parts(
        folder, [f"asserted/{path.stem}" for path in sorted((folder / "asserted").glob("codes-*.nq"))]
    )
