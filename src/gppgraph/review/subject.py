"""The text under review, with its parts that findings need."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pyoxigraph as ox

from ..languages import Words
from ..terms import iri, slug
from ..texts.linked import Linked
from ..texts.linker import Linker
from ..texts.read.plain_text import PlainText
from ..texts.stages import Stages
from ..texts.vocabulary.vocabulary import Vocabulary


@dataclass(frozen=True)
class TextUnderReview:
    """A linked text, reviewed for a country and a day in the language of some words."""

    linker: Linker
    linked: Linked
    country: str
    day: date
    words: Words

    @property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary that the text was linked with."""
        return self.linker.finder.vocabulary

    @cached_property
    def plain(self) -> PlainText:
        """The text prepared for matching."""
        return self.vocabulary.plain(self.linked.source.text)

    @cached_property
    def products(self) -> set[str]:
        """The narrowest product types that the text is about."""
        return self.linker.products(self.linked.mentions, self.linked.codes)

    @cached_property
    def stages(self) -> Stages:
        """The finder of the stage that the headings above a place name."""
        return Stages(self.vocabulary)

    def names_alternatives(self, words: str) -> bool:
        """Return whether a line says that one of several ways is enough."""
        return re.search(self.vocabulary.alternation("alternatives"), words, re.IGNORECASE) is not None

    @property
    def day_literal(self) -> ox.Literal:
        """The day as a parameter of queries."""
        return ox.Literal(self.day.isoformat(), datatype=ox.NamedNode(iri("xsd", "date")))

    @property
    def country_literal(self) -> ox.Literal:
        """The country as a parameter of queries."""
        return ox.Literal(self.country.upper())

    def sentence(self, place: int) -> tuple[int, int]:
        """Return the span, in the plain text, of the sentence around a place of the text."""
        return self.plain.sentence(self.plain.from_original(place))

    def name(self, concept: str) -> str:
        """Return the name of a property, which in English is made from its IRI."""
        english = slug(concept).replace("-", " ")
        if self.words.language == "en":
            return english
        return self.vocabulary.labels[self.words.language].get(concept, english)
