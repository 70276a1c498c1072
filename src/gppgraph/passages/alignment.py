"""Find a passage in a new version of its text, without any graph.

The project does not keep sentences of its sources. It keeps an *imprint* of each text: twelve bits of a hash
per word, too few to recover the word, but enough to align the old text with the new one word by word.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

_JOINERS = "\u00ad\u200b\u200c\u200d\u2060\ufeff"  # invisible marks inside words
_WORD = re.compile(rf"\w[\w{_JOINERS}]*")
_UNSEEN = str.maketrans("", "", _JOINERS)
_SIGNS = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033", '"')
    | dict.fromkeys("\u2018\u2019\u201a\u201b\u2039\u203a\u2032\u00b4`", "'")
)
_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
_VALUES = {letter: value for value, letter in enumerate(_ALPHABET)}

SEED = 5  # number of consecutive words that anchor an alignment
LEAST = 0.5  # a place with less similarity is not the same passage
_MARGIN = 12  # signs that may stand between a word and the edge of a passage
_GAP = 3000  # longest stretch of words that is aligned without an anchor


def digest(text: str) -> str:
    """Return the first sixteen hexadecimal digits of the SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def plain(text: str) -> str:
    """Return a text with one form each of white space, dash and quotation mark."""
    folded = unicodedata.normalize("NFC", text).translate(_UNSEEN).translate(_SIGNS)
    return re.sub(r" ?- ?", "-", " ".join(folded.split()))


@lru_cache(maxsize=65536)
def _mark(word: str) -> int:
    folded = unicodedata.normalize("NFC", word.translate(_UNSEEN)).casefold()
    return int.from_bytes(hashlib.sha256(b"gppgraph " + folded.encode()).digest()[:2], "big") & 0xFFF


@dataclass(frozen=True, slots=True)
class IndexedText:
    """A text, the offsets of its words, and their marks."""

    text: str
    spans: tuple[tuple[int, int], ...]
    marks: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> IndexedText:
        """Return a text with its words indexed."""
        spans = tuple(match.span() for match in _WORD.finditer(text))
        return cls(text, spans, tuple(_mark(text[start:end]) for start, end in spans))

    def words(self, start: int, end: int) -> tuple[int, int]:
        """Return the range of words that lie wholly between two offsets."""
        first = bisect_left(self.spans, (start, 0))
        last = first
        while last < len(self.spans) and self.spans[last][1] <= end:
            last += 1
        return first, last


def packed(marks: Sequence[int]) -> str:
    """Return marks as text, two letters each."""
    return "".join(_ALPHABET[mark >> 6] + _ALPHABET[mark & 63] for mark in marks)


def unpacked(letters: str) -> tuple[int, ...]:
    """Return the marks from a text of ``packed``."""
    return tuple(
        _VALUES[letters[place]] << 6 | _VALUES[letters[place + 1]] for place in range(0, len(letters) - 1, 2)
    )


@dataclass(frozen=True, slots=True)
class Imprint:
    """The imprint of a passage.

    ``first`` and ``last`` are the range of its words, ``lead`` and ``tail`` the number of signs before and
    after them.
    """

    digest: str
    plain: str
    first: int
    last: int
    lead: int
    tail: int

    @classmethod
    def of(cls, text: IndexedText, start: int, end: int) -> Imprint:
        """Return the imprint of a passage between two offsets."""
        first, last = text.words(start, end)
        content = text.text[start:end]
        lead = text.spans[first][0] - start if last > first else 0
        tail = end - text.spans[last - 1][1] if last > first else 0
        return cls(digest(content), digest(plain(content)), first, last, lead, tail)


@dataclass(frozen=True, slots=True)
class AlignedSpan:
    """The place of a passage in the new text, and its similarity to the old one."""

    start: int
    end: int
    digest: str
    similarity: float
    exact: bool
    plain: bool
    new_words: tuple[str, ...] = ()
    lost_words: int = 0


class Alignment:
    """An alignment of the marks of an old text with a new text."""

    def __init__(self, old: Sequence[int], new: IndexedText) -> None:
        self.old, self.new = old, new
        self.matched = align(old, new.marks)
        self._seeds: dict[tuple[int, ...], list[int]] | None = None

    def place(self, imprint: Imprint) -> AlignedSpan | None:
        """Return the place of a passage in the new text, if one is similar enough."""
        best = self._in_order(imprint)
        if best is None or best.similarity < LEAST:
            elsewhere = self._anywhere(imprint)
            if elsewhere and (best is None or elsewhere.similarity > best.similarity):
                best = elsewhere
        return best if best and best.similarity >= LEAST else None

    def _in_order(self, imprint: Imprint) -> AlignedSpan | None:
        """Return the place of a passage by the order of the words around it."""
        hits = [
            place
            for index in range(imprint.first, imprint.last)
            if (place := self.matched[index]) is not None
        ]
        if not hits:
            return None
        low, high = hits[0], hits[-1] + 1
        before = next(i for i in range(imprint.first, imprint.last) if self.matched[i] is not None)
        after = next(i for i in range(imprint.last - 1, -1, -1) if self.matched[i] is not None)
        low -= min(before - imprint.first, low - self._bound(imprint.first - 1, -1) - 1)
        high += min(imprint.last - 1 - after, self._bound(imprint.last, 1) - high)
        return self._judged(imprint, low, high)

    def _bound(self, index: int, step: int) -> int:
        """Return the new place of the nearest matched word outside a passage."""
        while 0 <= index < len(self.old):
            place = self.matched[index]
            if place is not None:
                return place
            index += step
        return -1 if step < 0 else len(self.new.marks)

    def _anywhere(self, imprint: Imprint) -> AlignedSpan | None:
        """Return the place with most sequences of words in common, in any order."""
        size = min(SEED - 1, imprint.last - imprint.first)
        if size == 0:
            return None
        votes: dict[int, int] = {}
        for index in range(imprint.first, imprint.last - size + 1):
            for place in self._places_of(tuple(self.old[index : index + size])):
                votes[(place - index) // 8] = votes.get((place - index) // 8, 0) + 1
        best = None
        for shift in sorted(votes, key=lambda entry: -votes[entry])[:3]:
            low = max(0, imprint.first + shift * 8 - 8)
            high = min(len(self.new.marks), imprint.last + shift * 8 + 16)
            blocks = [
                block
                for block in _matcher(
                    self.old[imprint.first : imprint.last], self.new.marks[low:high]
                ).get_matching_blocks()
                if block.size
            ]
            if blocks:
                start = low + max(0, blocks[0].b - blocks[0].a)
                rest = imprint.last - imprint.first - blocks[-1].a - blocks[-1].size
                end = min(high, low + blocks[-1].b + blocks[-1].size + rest)
                place_ = self._judged(imprint, start, end)
                best = place_ if best is None or place_.similarity > best.similarity else best
        return best

    def _places_of(self, seed: tuple[int, ...]) -> list[int]:
        if self._seeds is None or len(seed) != SEED - 1:
            seeds: dict[tuple[int, ...], list[int]] = {}
            marks = self.new.marks
            for index in range(len(marks) - len(seed) + 1):
                seeds.setdefault(marks[index : index + len(seed)], []).append(index)
            if len(seed) != SEED - 1:
                return seeds.get(seed, [])
            self._seeds = seeds
        return self._seeds.get(seed, [])

    def _judged(self, imprint: Imprint, low: int, high: int) -> AlignedSpan:
        """Return the span from word ``low`` to word ``high``, with its similarity."""
        new = self.new
        matcher = _matcher(self.old[imprint.first : imprint.last], new.marks[low:high])
        start, end = self._edges(imprint, low, high)
        content = new.text[start:end]
        alike = 2 * sum(block.size for block in matcher.get_matching_blocks())
        added = [
            new.text[slice(*new.spans[low + index])]
            for kind, _a, _b, first, last in matcher.get_opcodes()
            if kind != "equal"
            for index in range(first, last)
        ]
        lost = sum(b - a for kind, a, b, _c, _d in matcher.get_opcodes() if kind != "equal")
        return AlignedSpan(
            start,
            end,
            digest(content),
            alike / max(1, imprint.last - imprint.first + high - low),
            digest(content) == imprint.digest,
            digest(plain(content)) == imprint.plain,
            tuple(added),
            lost,
        )

    def _edges(self, imprint: Imprint, low: int, high: int) -> tuple[int, int]:
        """Return the offsets of a passage around some of its words.

        They are those that give the same text, else those with as many signs as before.
        """
        new = self.new
        first, last = new.spans[low][0], new.spans[high - 1][1]
        floor = max(new.spans[low - 1][1] if low else 0, first - _MARGIN)
        ceiling = min(new.spans[high][0] if high < len(new.spans) else len(new.text), last + _MARGIN)
        start, end = max(floor, first - imprint.lead), min(ceiling, last + imprint.tail)
        candidates = [(start, end)]
        candidates += [(s, e) for s in range(first, floor - 1, -1) for e in range(last, ceiling + 1)]
        parts = [(s, e, part) for s, e in candidates if (part := new.text[s:e]) == part.strip()]
        for s, e, part in parts:
            if digest(part) == imprint.digest:
                return s, e
        for s, e, part in parts:
            if digest(plain(part)) == imprint.plain:
                return s, e
        while start < first and new.text[start].isspace():
            start += 1
        while end > last and new.text[end - 1].isspace():
            end -= 1
        return start, end


def _matcher(old: Sequence[int], new: Sequence[int]) -> SequenceMatcher[int]:
    return SequenceMatcher(None, old, new, autojunk=False)


def align(old: Sequence[int], new: Sequence[int]) -> list[int | None]:
    """Return the index in the new text for each old word, ``None`` for a lost word.

    For example ``[0, None, 1]``; the order of words is kept. Sequences of words that are unique in both texts
    anchor the alignment; the words between anchors are compared in detail.
    """
    matched: list[int | None] = [None] * len(old)
    low_old = low_new = 0
    for place_old, place_new in [*_anchors(old, new), (len(old), len(new))]:
        if place_old < low_old or place_new < low_new:
            continue  # inside the sequence that the last anchor was extended to
        high_old, high_new = place_old, place_new
        while high_old > low_old and high_new > low_new and old[high_old - 1] == new[high_new - 1]:
            high_old, high_new = high_old - 1, high_new - 1
            matched[high_old] = high_new
        if high_old - low_old <= _GAP and high_new - low_new <= _GAP:
            gap = _matcher(old[low_old:high_old], new[low_new:high_new])
            for block in gap.get_matching_blocks():
                for step in range(block.size):
                    matched[low_old + block.a + step] = low_new + block.b + step
        while place_old < len(old) and place_new < len(new) and old[place_old] == new[place_new]:
            matched[place_old] = place_new
            place_old, place_new = place_old + 1, place_new + 1
        low_old, low_new = place_old, place_new
    return matched


def _anchors(old: Sequence[int], new: Sequence[int]) -> list[tuple[int, int]]:
    """Return the longest series of unique sequences with the same order in both texts.

    Each is a pair of places, in the old and in the new text, for example ``[(0, 4), (120, 131)]``.
    """
    once_old, once_new = _once(old), _once(new)
    pairs = sorted((place, once_new[run]) for run, place in once_old.items() if run in once_new)
    tails: list[int] = []
    chain: list[int] = []
    back: list[int] = []
    for index, (_, place) in enumerate(pairs):
        at = bisect_left(tails, place)
        if at == len(tails):
            tails.append(place)
            chain.append(index)
        else:
            tails[at] = place
            chain[at] = index
        back.append(chain[at - 1] if at else -1)
    anchors = []
    index = chain[-1] if chain else -1
    while index >= 0:
        anchors.append(pairs[index])
        index = back[index]
    return anchors[::-1]


def _once(marks: Sequence[int]) -> dict[tuple[int, ...], int]:
    places: dict[tuple[int, ...], int] = {}
    often = set()
    for index in range(len(marks) - SEED + 1):
        run = tuple(marks[index : index + SEED])
        if run in places:
            often.add(run)
        places[run] = index
    return {run: place for run, place in places.items() if run not in often}
