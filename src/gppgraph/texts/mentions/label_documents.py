"""Labels by document or class of energy, and type I labels in any wording."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from operator import attrgetter

from ..read.plain_text import PlainText
from ..vocabulary.vocabulary import Edition, Vocabulary
from .mention import Mention


class LabelDocuments:
    """Finds documents of labels ("RAL-UZ 78a") and "energy class A+"."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    @cached_property
    def _document(self) -> re.Pattern[str]:
        words = self.vocabulary.spellings("label-document")
        of, edition, month = map(self.vocabulary.alternation, ("of-act", "edition", "month"))
        return re.compile(
            rf"(?<!\w)(?P<words>{words})[\s\-]?(?P<number>\d{{1,3}}[a-z]?)(?!\w|[.,]\d)(?:[\s,(]{{1,2}}(?:{of}\s)?(?:{edition}\s)?(?:{month}\s)?(?P<dated>(?:19|20)\d\d(?:-\d\d)?)(?!\d)\)?)?"
        )

    @cached_property
    def _schemes(self) -> dict[str, str]:
        return {form: scheme for form, _, scheme in self.vocabulary.role("label-document")}

    @cached_property
    def _energy_class(self) -> re.Pattern[str]:
        words = self.vocabulary.spellings("energy-class")
        return re.compile(rf"(?<!\w)(?P<words>{words}):?\s(?-i:[A-G]\+{{1,3}})", re.IGNORECASE)

    def find(self, plain: PlainText) -> Iterator[Mention]:
        """Yield the labels that a text names by a document or an old class."""
        for match in self._document.finditer(plain.text):
            scheme = self._schemes[match["words"]]
            edition = self._edition(scheme, f"{match['words']} {match['number']}", match["dated"])
            yield Mention(
                "label",
                match.start(),
                match.end(),
                iri=scheme,
                edition=edition.iri if edition else "",
                why="number of a document of the label",
            )
        for match in self._energy_class.finditer(plain.text):
            scheme = self._energy_classes[match["words"].lower()]
            yield Mention("label", match.start(), match.end(), iri=scheme, why="class of the label")

    @cached_property
    def _energy_classes(self) -> dict[str, str]:
        return {form.lower(): scheme for form, _, scheme in self.vocabulary.role("energy-class")}

    def _edition(self, scheme: str, name: str, dated: str | None) -> Edition | None:
        """Return the only edition with a document of that name and year, if one is stated."""
        year = dated or ""
        editions = self.vocabulary.editions.get(scheme, ())
        named = [
            entry
            for entry in editions
            if entry.whole.partition(" (")[0] == name and year in entry.whole.partition(" (")[2]
        ]
        return named[0] if len(named) == 1 else None

    def joined(self, plain: PlainText, named: list[Mention]) -> Iterator[Mention]:
        """Yield the labels of documents, each with a name that stands beside it.

        Such a name is taken out of ``named``. A name before a document that the graph has stays alone: its
        edition is read from the words after it.
        """
        labels = [name for name in named if name.kind == "label"]
        for document in self.find(plain):
            name = next((name for name in labels if self._beside(plain, name, document)), None)
            if name is None:
                yield document
            elif name.start > document.start or not self._known(plain, document):
                named.remove(name)
                start, end = min(name.start, document.start), max(name.end, document.end)
                yield replace(document, start=start, end=end)

    def _beside(self, plain: PlainText, name: Mention, document: Mention) -> bool:
        first, second = sorted((name, document), key=attrgetter("start"))
        near = name.iri == document.iri and second.start - first.end < _NEAR
        return near and _BESIDE.fullmatch(plain.text, first.end, second.start) is not None

    def _known(self, plain: PlainText, document: Mention) -> bool:
        """Return whether the graph has an edition with the document."""
        editions = self.vocabulary.editions.get(document.iri, ())
        words = plain.text[document.start : document.end]
        return any(words.startswith(entry.whole.partition(" (")[0]) for entry in editions)


_NEAR = 40  # characters between the name of a label and its document
_BESIDE = re.compile(r"\s?[,(\-]?\s?(?:[^\W\d]+\s)?")


class TypeOne:
    """Finds type I labels: a type and I or 1 beside a word for a label."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        words, label = self.vocabulary.alternation, self.vocabulary.spellings("label-word")
        ending = self.vocabulary.spellings("ending")
        number = rf"(?<!\w)(?:{self.vocabulary.spellings('type-word')})[\s\-]?(?-i:I|1)(?![\w+.]\w|\w)"
        label = rf"(?:[^\W\d]{{1,20}}[\s\-])?(?:[^\W\d]{{2,12}})?(?:{label})(?:{ending})?(?!\w)"
        joint = words("conjunction", "disjunction")
        beside = rf"(?:[\s\-]{{1,2}}(?!{joint})[^\W\d]{{1,14}}){{0,4}}"
        return re.compile(
            rf"(?:ISO\s)?{number}[\s\-]{{1,2}}(?:{label})|(?<![\w\-])(?:{label}){beside},?\s{{0,2}}\(?{number}",
            re.IGNORECASE,
        )

    @cached_property
    def _alone(self) -> re.Pattern[str]:
        return re.compile(rf"{self.vocabulary.alternation('type-word')}[\s\-]?I(?!\w)")

    @cached_property
    def _label(self) -> re.Pattern[str]:
        return re.compile(rf"(?:{self.vocabulary.spellings('label-word')})", re.IGNORECASE)

    def find(self, plain: PlainText) -> Iterator[Mention]:
        """Yield the places of a text that speak of type I labels."""
        thing = next((value for _, _, value in self.vocabulary.role("type-word")), "")
        for match in self._pattern.finditer(plain.text):
            yield Mention(
                "type-i", match.start(), match.end(), iri=thing, why="a type and a word for a label"
            )
        for match in self._alone.finditer(plain.text):
            first, last = plain.sentence(match.start())
            if self._label.search(plain.text, first, last):
                yield Mention(
                    "type-i", match.start(), match.end(), iri=thing, score=0.8, why="a type of labels"
                )
