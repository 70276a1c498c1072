"""Codes with their names, and the property that a sentence is most like."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from ..terms import PREFIXES, iri, slug
from ..texts.figures.code_facts import open_codes

_GRAM = 5  # letters of the pieces of words that are compared, so that endings and compounds count less
_SHORTEST = 4  # letters of a word of a name that must be found
_WORD = re.compile(r"[^\W\d_]{2,}")
_TOKEN = re.compile(r"\w+")
_SPELLED = 0.75  # least share of the words of a text that a name has
_TEXTS = ("prefLabel", "altLabel", "hiddenLabel")


class Alike(NamedTuple):
    """A property and its likeness to a sentence, from 0 to 1.

    ``margin`` is its lead over the next one, ``named`` the weighted share of the words of its name that the sentence
    has.
    """

    concept: str
    likeness: float
    margin: float
    named: float = 0.0


@dataclass(frozen=True, slots=True)
class CodeEntry:
    """A code with its kind (a slug, of a property) and its names by language."""

    iri: str
    kind: str
    names: Mapping[str, tuple[str, ...]]
    described: Mapping[str, tuple[str, ...]]


class CodeNames:
    """The codes of one snapshot by their names."""

    def __init__(self, folder: Path) -> None:
        self.store = open_codes(folder)

    @cached_property
    def entries(self) -> dict[str, CodeEntry]:
        """Every code by its IRI."""
        names: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        described: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for found, properties in ((names, _TEXTS), (described, ("definition",))):
            for name in properties:
                for quad in self.store.quads_for_pattern(None, ox.NamedNode(iri("skos", name)), None):
                    if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.Literal):
                        found[quad.subject.value][quad.object.language or ""].append(quad.object.value)
        kinds = {
            quad.subject.value: slug(quad.object.value)
            for quad in self.store.quads_for_pattern(None, ox.NamedNode(iri("gpp", "kind")), None)
            if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode)
        }
        return {
            code: CodeEntry(
                code,
                kinds.get(code, ""),
                {language: tuple(texts) for language, texts in sorted(names[code].items())},
                {language: tuple(texts) for language, texts in sorted(described[code].items())},
            )
            for code in sorted(names)
        }

    def objects(self, code: str, name: str) -> list[str]:
        """Return the things that a code refers to by a property (an IRI)."""
        quads = self.store.quads_for_pattern(ox.NamedNode(code), ox.NamedNode(name), None)
        return sorted(quad.object.value for quad in quads if isinstance(quad.object, ox.NamedNode))

    def of_list(self, prefix: str) -> list[CodeEntry]:
        """Return the codes under a prefix, such as ``level``."""
        return [entry for code, entry in self.entries.items() if code.startswith(PREFIXES[prefix])]

    def levels(self, language: str) -> dict[str, str]:
        """Return the levels by their names in lower case; a name of several is left out."""
        found: dict[str, set[str]] = defaultdict(set)
        for entry in self.of_list("level"):
            for spoken, names in entry.names.items():
                if spoken in (language, "en") or not language:
                    for name in names:
                        found[name.lower()].add(entry.iri)
        return {name: min(codes) for name, codes in found.items() if len(codes) == 1}

    def likeness_of(self, prefix: str, language: str) -> Likeness:
        """Return the comparison of sentences in a language with the codes under a prefix."""
        return Likeness(self.of_list(prefix), language)

    def likeness(self, language: str, kinds: Iterable[str] = ()) -> Likeness:
        """Return the comparison of sentences in a language with properties of some kinds."""
        wanted = frozenset(kinds)
        concepts = [entry for entry in self.of_list("concept") if not wanted or entry.kind in wanted]
        return Likeness(concepts, language)


class Likeness:
    """Compares sentences with properties by pieces of words."""

    def __init__(self, entries: Sequence[CodeEntry], language: str) -> None:
        texts = {entry.iri: _said(entry, language) for entry in entries}
        pieces = {code: Counter(_pieces(text)) for code, text in texts.items()}
        frequency = Counter(piece for counts in pieces.values() for piece in counts)
        self._weight = {
            piece: math.log((1 + len(pieces)) / (0.5 + count)) for piece, count in frequency.items()
        }
        self._vectors = {code: self._vector(counts) for code, counts in pieces.items()}
        self._names = {entry.iri: _names(entry, language) for entry in entries}

    @property
    def codes(self) -> Iterable[str]:
        """The properties that are compared."""
        return self._vectors.keys()

    def _vector(self, counts: Mapping[str, int]) -> dict[str, float]:
        vector = {
            piece: (1 + math.log(count)) * self._weight[piece]
            for piece, count in counts.items()
            if piece in self._weight
        }
        length = math.sqrt(sum(value * value for value in vector.values())) or 1.0
        return {piece: value / length for piece, value in vector.items()}

    def nearest(self, text: str, among: Iterable[str] | None = None) -> Alike | None:
        """Return the property that a text is most like, if it is like any."""
        vector = self._vector(Counter(_pieces(text)))
        chosen = self._vectors if among is None else {code: self._vectors[code] for code in among}
        ranked = sorted(
            (
                (sum(value * other.get(piece, 0.0) for piece, value in vector.items()), code)
                for code, other in chosen.items()
            ),
            reverse=True,
        )
        if not ranked or ranked[0][0] <= 0:
            return None
        second = ranked[1][0] if len(ranked) > 1 else 0.0
        best = ranked[0][1]
        return Alike(best, ranked[0][0], ranked[0][0] - second, self.named(best, text))

    def named(self, code: str, text: str) -> float:
        """Return the share of the words of a name that a text has."""
        pieces = set(_pieces(text))
        return max((self._share(name, pieces) for name in self._names[code]), default=0.0)

    def spelled(self, text: str) -> str:
        """Return the one code with nearly the same words as a text, or nothing.

        All words of its name stand in the text. Short words count as well: "USB-C to USB Type-A" is "USB-C to USB-A" and not "USB-C to VGA".
        """
        words = set(_TOKEN.findall(text.lower()))
        found = {
            code
            for code, names in self._names.items()
            for name in names
            if (own := set(_TOKEN.findall(name.lower()))) <= words
            and len(own) >= _SPELLED * len(words)
            and len(own) > 1
        }
        return min(found) if len(found) == 1 else ""

    def _share(self, name: str, pieces: Collection[str]) -> float:
        total = found = 0.0
        for word in _WORD.findall(name.lower()):
            if len(word) < _SHORTEST:
                continue
            own = list(_pieces(word))
            weight = max(self._weight.get(piece, 0.0) for piece in own)
            total += weight
            found += weight * any(piece in pieces for piece in own)
        return found / total if total else 0.0


def _said(entry: CodeEntry, language: str) -> str:
    """Return names, twice, and definition of a code in a language."""
    names = " ".join(_names(entry, language))
    described = " ".join(entry.described.get(language) or entry.described.get("en", ()))
    return f"{names} {names} {described}"


def _names(entry: CodeEntry, language: str) -> tuple[str, ...]:
    return entry.names.get(language) or entry.names.get("en", ())


def _pieces(text: str) -> Iterator[str]:
    for word in _WORD.findall(text.lower()):
        if len(word) < _GRAM:
            yield f" {word} "
        else:
            yield from (word[place : place + _GRAM] for place in range(len(word) - _GRAM + 1))
