"""The criteria of each set that are closest to a sentence by their words.

The texts of a criterion are its titles, its constraints, and the names of the properties that they bound, in
every language (``queries/answers/criteria-texts.rq``). A word of the sentence has more weight if few criteria
have it; its stem, the parts of a compound and the synonyms of the graph count less than the word.
``docs/linking.md`` has measurements, and a comparison with embeddings.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ..build import parts
from ..catalogue.query import text_of
from ..errors import InputError, UnknownNameError
from ..rdf.store import select
from ..spelling import near
from ..terms import slug
from .search import WEIGHTS, Index, split, word_lists

if TYPE_CHECKING:
    from ..dataset import Dataset


@dataclass(frozen=True, slots=True)
class Closest:
    """A criterion close to a sentence.

    ``score`` is the share of the sentence's weight that words of the criterion have.
    """

    set: str
    name: str
    title: str
    score: float
    why: str


class Criteria:
    """The criteria of the sets, ready to be compared with sentences."""

    def __init__(self, index: Index) -> None:
        self.index = index

    @cached_property
    def _rarity(self) -> dict[str, float]:
        """The weight of each stem; a stem of few criteria has more."""
        texts, things = self.index.texts, len({entry.thing for entry in self.index.texts})
        return {
            stem: math.log(1 + things / len({texts[place].thing for place in places}))
            for stem, places in self.index.postings.items()
        }

    def closest(
        self, sentence: str, sets: Sequence[str] = (), language: str = "en", count: int = 3
    ) -> list[Closest]:
        """Return the ``count`` criteria of each set closest to a sentence, best first.

        Raises:
            InputError: the sentence has no words.
            UnknownNameError: there is no such set.
        """
        words = list(dict.fromkeys(word for word in split(sentence) if word not in self.index.stop))
        if not words:
            raise InputError("there is nothing to look for; write a sentence.")
        names = sorted({_set(thing) for thing in self.index.kinds})
        for name in sets:
            if name not in names:
                raise UnknownNameError("set", name, near(name, names), names)
        whole = 0.0
        total: dict[str, float] = {}
        reasons: dict[str, list[tuple[float, str]]] = {}
        for word in words:
            best = dict(self._by_word(word))
            whole += max(best.values(), default=math.log(1 + len(self.index.kinds)))
            for thing, score in best.items():
                total[thing] = total.get(thing, 0.0) + score
                reasons.setdefault(thing, []).append((score, word))
        hits = [
            Closest(
                _set(thing), slug(thing), self.index.title(thing, language), round(score / whole, 3),
                ", ".join(word for _, word in sorted(reasons[thing], key=lambda entry: (-entry[0], entry[1]))),
            )
            for thing, score in total.items()
        ]  # fmt: skip
        hits.sort(key=lambda hit: (hit.set, -hit.score, hit.name))
        order = sets or names
        return [hit for name in order for hit in [hit for hit in hits if hit.set == name][: max(0, count)]]

    def _by_word(self, word: str) -> Iterator[tuple[str, float]]:
        best: dict[str, float] = {}
        for stem, (sure, _) in self.index.alike(word, misspelt=False).items():
            for place in self.index.postings[stem]:
                entry = self.index.texts[place]
                score = sure * self._rarity[stem] * WEIGHTS[entry.field]
                best[entry.thing] = max(best.get(entry.thing, 0.0), score)
        yield from best.items()


def _set(thing: str) -> str:
    return slug(thing).partition(".")[0]


def criteria(graph: Dataset) -> Criteria:
    """Return the criteria of a graph; only asserted parts are read."""
    store = parts.open_parts(graph.folder, parts.part_names(graph.folder, "asserted"))
    return Criteria(Index(select(store, text_of("criteria-texts")), *word_lists(store)))
