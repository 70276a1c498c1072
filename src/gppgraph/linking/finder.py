"""Where a text names something of the graph.

Every mention has its place in the text as it was handed over, what it names, the edition or that none is stated,
a score and a reason. What could be several things keeps its candidates; a number that the graph does not have
comes with the nearest one as a question, never as a correction.
"""

from __future__ import annotations

from dataclasses import replace

from .acts import Acts
from .codes import Conventions, CriterionCodes
from .editions import LabelEditions
from .mentions import Mention, longest
from .names import Names
from .plain import Plain
from .standards import Standards
from .vocabulary import Vocabulary


class Finder:
    """Finds mentions by one vocabulary; patterns are made once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.names = Names(vocabulary)
        self._standards = Standards(vocabulary)
        self._acts = Acts(vocabulary)
        self._conventions = Conventions(vocabulary)
        self._codes = CriterionCodes(vocabulary)
        self._editions = LabelEditions(vocabulary)

    def find(self, text: str, country: str | None = None) -> list[Mention]:
        """Return the mentions in a text, in its order, none inside another."""
        plain = self.vocabulary.even(text)
        found = [
            *self.names.find(plain),
            *self._standards.find(plain),
            *self._acts.find(plain),
            *self._conventions.find(plain),
            *self._codes.find(plain),
        ]
        result = []
        for mention in self._extended(plain, longest(found)):
            if mention.kind == "no-mention":
                continue
            start, end = plain.back(mention.start, mention.end)
            result.append(replace(mention, start=start, end=end, text=text[start:end]))
        return self._codes.settled(result, country)

    def _extended(self, plain: Plain, mentions: list[Mention]) -> list[Mention]:
        products = [
            leaf
            for mention in mentions
            if mention.kind == "product"
            for leaf in self.vocabulary.leaves.get(mention.iri, ())
        ]
        result: list[Mention] = []
        for mention in mentions:
            if result and mention.start < result[-1].end:
                continue
            if mention.kind == "label":
                result += self._editions.read(plain, mention, frozenset(products))
            elif mention.kind == "act" and mention.iri:
                result.append(self._acts.with_provision(plain, mention, result[-1].end if result else 0))
            else:
                result.append(mention)
        return result
