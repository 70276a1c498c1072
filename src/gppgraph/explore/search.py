"""Find things by words in four languages, with typing errors and compounds.

The texts come from the graph (``queries/answers/search-texts.rq``), and so do synonyms: the single words that
are names of one code (``search-synonyms.rq``). tantivy's analysers find stems, rapidfuzz finds similar words.
A hit tells its text and the reason.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from ..build import parts
from ..catalogue.query import text_of
from ..errors import InputError, MissingExtraError
from ..rdf.rows import Row
from ..rdf.store import select
from ..terms import slug

if TYPE_CHECKING:
    from ..dataset import Dataset

KINDS = ("topic", "concept", "requirement", "criterion", "label", "set", "standard", "act", "law", "product")
LANGUAGES = {"da": "danish", "nb": "norwegian", "nn": "norwegian", "en": "english"}
WEIGHTS = {
    "title": 1.0,
    "translated title": 0.95,
    "other name": 0.95,
    "search word": 0.9,
    "code": 1.0,
    "name": 0.9,
    "definition": 0.45,
    "description": 0.4,
    "constraint": 0.6,
}
# Kinds that users look for most come first among equal hits.
PRIOR = {"topic": 0.06, "label": 0.06, "requirement": 0.05, "concept": 0.04, "standard": 0.04, "act": 0.04}
LEAST = 0.4


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing with its score and the reason for it."""

    name: str
    kind: str
    title: str
    score: float
    why: str


@dataclass(frozen=True, slots=True)
class _Text:
    thing: str
    field: str
    text: str
    stems: frozenset[str]


def _stemmers() -> dict[str, Callable[[str], list[str]]]:
    try:
        import tantivy
    except ImportError as error:
        raise MissingExtraError("search", "search") from error
    return {
        language: tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.stemmer(language))
        .build()
        .analyze
        for language in dict.fromkeys(LANGUAGES.values())
    }


def _folded(word: str) -> str:
    """Return a word with one form for letters that are typed in several ways."""
    return word.replace("ø", "o").replace("ö", "o").replace("æ", "ae").replace("ä", "ae").replace("å", "a")


class Index:
    """The stemmed texts of the graph, ready for search."""

    def __init__(self, rows: Iterable[Row], names: Iterable[Row] = (), stop: Iterable[Row] = ()) -> None:
        """Read texts, synonyms and stop words.

        ``names`` are single words, those of one thing being synonyms.
        """
        self.stop = frozenset(row.text("word").lower() for row in stop)
        self._analysers = _stemmers()
        self._names: dict[str, set[str]] = {}
        for row in names:
            self._names.setdefault(row.iri("thing"), set()).add(row.text("word"))
        self.kinds: dict[str, str] = {}
        self.titles: dict[str, dict[str, str]] = {}
        self.texts: list[_Text] = []
        seen = set()
        for row in rows:
            thing, kind, field, words = row["thing"], row["kind"], row["field"], row["text"]
            if thing is None or kind is None or field is None or not isinstance(words, ox.Literal):
                continue
            language = words.language or ""
            self.kinds[thing.value] = kind.value
            if field.value in ("title", "translated title"):
                self.titles.setdefault(thing.value, {}).setdefault(language, words.value)
            self._add(thing.value, field.value, words.value, language)
            if thing.value not in seen:
                seen.add(thing.value)
                name = slug(thing.value).replace("-", " ").replace(".", " ")
                self._add(thing.value, "name", name, "en")
        self.postings: dict[str, list[int]] = {}
        for number, entry in enumerate(self.texts):
            for stem in entry.stems:
                self.postings.setdefault(stem, []).append(number)

    def _add(self, thing: str, field: str, words: str, language: str) -> None:
        self.texts.append(_Text(thing, field, words, frozenset(self.stems(words, language))))

    def stems(self, words: str, language: str = "") -> set[str]:
        """Return the stems of a text in one language, without one in all languages."""
        languages = [LANGUAGES[language]] if language in LANGUAGES else list(self._analysers)
        return {
            _folded(stem)
            for name in languages
            for stem in self._analysers[name](words.lower())
            if stem not in self.stop
        }

    @cached_property
    def _synonyms(self) -> dict[str, set[str]]:
        by_stem: dict[str, set[str]] = {}
        for group in self._names.values():
            stems = set().union(*(self.stems(word) for word in group))
            for stem in stems:
                by_stem.setdefault(stem, set()).update(stems)
        return by_stem

    def _weight(self, stem: str) -> float:
        """Return the weight of a stem; rare stems have more."""
        return 1 + math.log(1 + len(self.texts) / (1 + len(self.postings.get(stem, ()))))

    def alike(self, word: str, misspelt: bool = True) -> dict[str, tuple[float, str]]:
        """Return the stems that a word may mean, each with certainty and reason.

        For example ``{"batteri": (1.0, "word"), "akku": (0.85, "synonym")}``.
        """
        from rapidfuzz import fuzz, process

        best: dict[str, tuple[float, str]] = {}

        def add(stem: str, sure: float, how: str) -> None:
            if stem in self.postings and best.get(stem, (0.0, ""))[0] < sure:
                best[stem] = (sure, how)

        typed = self.stems(word)
        for stem in typed:
            add(stem, 1.0, "word")
        parts = set().union(*(self._parts(stem) for stem in typed)) - typed
        for stem in typed | parts:
            sure = 1.0 if stem in typed else 0.5
            how = "word" if stem in typed else "part of the compound"
            add(stem, sure, how)
            for other in self._synonyms.get(stem, ()):
                add(other, 0.85 * sure, "synonym")
        for stem in typed:
            if len(stem) >= 5:
                for other in self.postings:
                    if len(other) > len(stem) >= 5 and (other.startswith(stem) or other.endswith(stem)):
                        add(other, 0.8, "compound with the word")
            if misspelt and len(stem) >= 4 and not stem.isdigit():
                for other, ratio, _ in process.extract(
                    stem, self._vocabulary, scorer=fuzz.ratio, score_cutoff=78, limit=8
                ):
                    add(other, 0.9 * (ratio / 100) ** 2, "spelt alike")
                    for meant in self._synonyms.get(other, ()):
                        add(meant, 0.75 * (ratio / 100) ** 2, "synonym")
        return best

    @cached_property
    def _vocabulary(self) -> list[str]:
        return [stem for stem in self.postings if len(stem) > 3 and not stem.isdigit()]

    @cached_property
    def _pieces(self) -> set[str]:
        return {stem for stem in (*self._vocabulary, *self._synonyms) if len(stem) >= 4}

    def _parts(self, stem: str) -> set[str]:
        """Return the words of a compound as stems.

        The result is empty if a part of it is no word of the index.
        """
        for cut in range(len(stem) - 4, 3, -1):
            head = stem[:cut]
            tail = stem[cut:]
            heads = [
                piece
                for piece in (head, head.removesuffix("s"), head.removesuffix("e"))
                if piece in self._pieces
            ]
            tails = self.stems(tail) | {tail}
            tails &= self._pieces
            if heads and tails:
                return {heads[0], min(tails, key=len)}
        return set()

    def _whole_compounds(self, word: str) -> dict[int, float]:
        """Return the texts with every part of a compound, or a synonym of it.

        Keys are numbers of texts, values the certainty, for example ``{12: 0.98}``.
        """
        certainty: dict[int, float] = {}
        for stem in self.stems(word):
            parts = self._parts(stem)
            if len(parts) < 2:
                continue
            sure = [
                {
                    position: 0.98 if meant == part else 0.92
                    for meant in sorted({*self._synonyms.get(part, ()), part}, key=part.__eq__)
                    for position in self.postings.get(meant, ())
                }
                for part in sorted(parts)
            ]
            for position in set(sure[0]).intersection(*sure[1:]):
                certainty[position] = max(
                    certainty.get(position, 0.0), min(entry[position] for entry in sure)
                )
        return certainty

    def search(
        self, words: str, kinds: Sequence[str] = (), language: str = "en", count: int = 10
    ) -> list[Hit]:
        """Return the things that match words best, each with the reason.

        Raises:
            InputError: there are no words to look for.
        """
        from rapidfuzz import fuzz

        typed = [word for word in split(unicodedata.normalize("NFC", words)) if word not in self.stop]
        if not typed:
            raise InputError("there is nothing to look for; type a word or two.")
        meanings = [self.alike(word) for word in typed]
        weights = [
            max((self._weight(stem) for stem, (sure, _) in alike.items() if sure >= 0.7), default=8.0)
            for alike in meanings
        ]
        best: dict[str, dict[int, tuple[float, str]]] = {}
        for number, alike in enumerate(meanings):
            for stem, (sure, how) in alike.items():
                for position in self.postings[stem]:
                    entry = self.texts[position]
                    score = sure * WEIGHTS[entry.field]
                    slots = best.setdefault(entry.thing, {})
                    if slots.get(number, (0.0, ""))[0] < score:
                        slots[number] = (score, f'{how} "{typed[number]}" in {entry.field}: {entry.text}')
        for number, word in enumerate(typed):
            for position, sure in self._whole_compounds(word).items():
                entry = self.texts[position]
                score = sure * WEIGHTS[entry.field]
                slots = best.setdefault(entry.thing, {})
                if slots.get(number, (0.0, ""))[0] < score:
                    slots[number] = (score, f'parts of "{word}" in {entry.field}: {entry.text}')
        hits = []
        lowered = " ".join(typed)
        total = sum(weights)
        for thing, slots in best.items():
            kind = self.kinds[thing]
            if kinds and kind not in kinds:
                continue
            score = sum(weights[number] * value for number, (value, _) in slots.items()) / total
            titles = self.titles.get(thing, {})
            near = max(
                (
                    fuzz.ratio(lowered, title.lower())
                    for title in (*titles.values(), slug(thing).replace("-", " "))
                ),
                default=0.0,
            )
            total_score = 0.75 * score + 0.2 * near / 100 + PRIOR.get(kind, 0.0)
            if score >= LEAST:
                why = max(slots.values())[1]
                hits.append(Hit(slug(thing), kind, self.title(thing, language), round(total_score, 3), why))
        return sorted(hits, key=lambda hit: (-hit.score, hit.kind, hit.name))[:count]

    def title(self, thing: str, language: str) -> str:
        """Return the title of a thing in a language or a closely related one."""
        titles = self.titles.get(thing, {})
        order = {"nn": ("nn", "nb", "da", "en"), "nb": ("nb", "nn", "da", "en"), "da": ("da", "nb", "en")}
        for choice in (*order.get(language, (language, "en")), *sorted(titles)):
            if choice in titles:
                return titles[choice]
        return slug(thing)


def split(words: str) -> list[str]:
    """Return the words of a phrase in lower case, at most the first forty."""
    return "".join(c if c.isalnum() else " " for c in words.lower()[:600]).split()[:40]


def index(graph: Dataset) -> Index:
    """Return the index of a graph; only asserted parts are read."""
    store = parts.open_parts(graph.folder, parts.part_names(graph.folder, "asserted"))
    return Index(select(store, text_of("search-texts")), *word_lists(store))


def word_lists(store: ox.Store) -> tuple[list[Row], list[Row]]:
    """Return the synonyms and the stop words of a graph, one row each."""
    return list(select(store, text_of("search-synonyms"))), list(select(store, text_of("search-stop-words")))


def as_rows(hits: Iterable[Hit]) -> list[dict[str, Any]]:
    """Return hits as plain records."""
    from dataclasses import asdict

    return [asdict(hit) for hit in hits]
