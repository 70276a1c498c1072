"""Figures whose property no word beside them names, read by the whole sentence.

A figure is taken where its unit fits exactly one of the properties that the sentence names, or where a substance
stands right behind it and exactly one property is about shares of substances in parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from ..terms import iri, slug
from ..texts.figures.code_facts import CodeFacts
from ..texts.figures.numbers import Figure
from ..texts.linker import Linker
from .code_names import CodeNames
from .drafts import Why
from .read_constraints import ReadConstraint, Sentence, short_unit

_NEAR = 16  # characters between a figure and the substance that it is a share of


class _Substance(NamedTuple):
    iri: str
    words: str


class FiguresLeft:
    """Reads the figures that the words beside them leave open."""

    def __init__(self, linker: Linker, codes: CodeNames, facts: CodeFacts, language: str) -> None:
        self.linker = linker
        self.codes = codes
        self.facts = facts
        self.language = language

    def read(self, sentence: Sentence) -> Iterator[ReadConstraint]:
        """Yield the constraints of the figures of a sentence that are compared in words."""
        plain = self.linker.finder.vocabulary.plain(sentence.text)
        for figure in self.linker.reader.numbers.find(plain):
            if not figure.operator or len(figure.values) != 1:
                continue
            substance = self._substance(plain.text[figure.end :])
            named = self._of_substances(figure) if substance else self._named(sentence.text, figure)
            if len(named) != 1:
                continue
            concept = named[0]
            unit = next(unit for unit in figure.units if self.facts.fits(unit, concept))
            start, end = plain.to_original(figure.start, figure.end)
            measure = {slug(figure.operator): f"{figure.values[0]:f} {short_unit(unit)}"}
            form: dict[str, Any] = {slug(concept): measure}
            read = ReadConstraint(sentence.start, sentence.end, form)
            said = "the only property that fits the unit and that the sentence names"
            if substance:
                form["reaches"] = f"substance:{slug(substance.iri)}"
                said = f'"{substance.words}" behind the figure, a share of a substance'
            read.why[slug(concept)] = Why(said, f"{sentence.start + start}-{sentence.start + end}")
            read.doubts.append("no word right beside the figure names the property")
            yield read

    def _named(self, text: str, figure: Figure) -> Sequence[str]:
        """Return the properties that a sentence names and a unit fits."""
        plain = self.linker.finder.vocabulary.plain(text)
        lower = text.lower()
        return sorted(
            {
                place.form.iri
                for place in self.linker.finder.names.forms(plain, frozenset({"concept"}))
                if any(self.facts.fits(unit, place.form.iri) for unit in figure.units)
                and (not place.form.together or any(word.lower() in lower for word in place.form.together))
            }
        )

    def _of_substances(self, figure: Figure) -> Sequence[str]:
        """Return the properties on shares of any substance that a unit fits."""
        wanted = {iri("dimension", "substance"), iri("dimension", "component")}
        return [
            entry.iri
            for entry in self.codes.of_list("concept")
            if wanted <= set(self.codes.objects(entry.iri, iri("gpp", "scopeDimension")))
            and not self.codes.objects(entry.iri, iri("gpp", "measuresSubstance"))
            and any(self.facts.fits(unit, entry.iri) for unit in figure.units)
        ]

    def _substance(self, behind: str) -> _Substance | None:
        """Return the substance that stands right behind a figure."""
        found = self._by_name and self._substances.search(behind, 0, _NEAR + 40)
        if not found or found.start() > _NEAR:
            return None
        return _Substance(self._by_name[found[0].lower()], found[0])

    @cached_property
    def _by_name(self) -> dict[str, str]:
        return {
            name.lower(): entry.iri
            for entry in self.codes.of_list("substance")
            for name in (*entry.names.get(self.language, ()), *entry.names.get("en", ()))
        }

    @cached_property
    def _substances(self) -> re.Pattern[str]:
        names = sorted(self._by_name, key=lambda name: (-len(name), name))
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)", re.IGNORECASE)
