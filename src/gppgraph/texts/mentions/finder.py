"""Mentions: the places where a text names something of the graph.

Every mention has its place in the text as it was read, the thing that it names, its edition if one is stated,
a score and a reason. A name of several things keeps them as candidates; a number that the graph does not have
comes with the nearest one as a question, never as a correction.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from operator import attrgetter

from ..read.plain_text import PlainText
from ..vocabulary.vocabulary import Vocabulary
from .acts import Acts
from .codes import Conventions, CriterionCodes
from .editions import LabelEditions
from .label_documents import LabelDocuments, TypeOne
from .mention import Mention, longest
from .names import NameFinder
from .national_acts import NationalActs
from .standards import Standards

_START = attrgetter("start")


class Finder:
    """Finds mentions by one vocabulary; its patterns are compiled once."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.names = NameFinder(vocabulary)
        self._standards = Standards(vocabulary)
        self._acts = Acts(vocabulary)
        self._national_acts = NationalActs(vocabulary)
        self._conventions = Conventions(vocabulary)
        self._documents = LabelDocuments(vocabulary)
        self._type_one = TypeOne(vocabulary)
        self._codes = CriterionCodes(vocabulary)
        self._editions = LabelEditions(vocabulary)

    def find(self, text: str, country: str | None = None) -> list[Mention]:
        """Return the mentions in a text, in its order, none inside another."""
        plain = self.vocabulary.plain(text)
        named = self._of_named_sets(list(self.names.find(plain)))
        documents = list(self._documents.joined(plain, named))
        overlapping = [
            *self._acts.joined(plain, named, list(self._acts.find(plain))),
            *self._national_acts.find(plain),
            *documents,
            *self._type_one.find(plain),
            *self._standards.find(plain),
            *self._conventions.find(plain),
            *self._codes.find(plain, any(mention.kind == "set" for mention in named)),
        ]
        result = []
        extended = self._extended(plain, longest(overlapping))
        extended += self._editions.resumed(plain, extended)
        for mention in sorted(extended, key=lambda entry: entry.start):
            if mention.kind == "no-mention":
                continue
            start, end = plain.to_original(mention.start, mention.end)
            result.append(replace(mention, start=start, end=end, text=text[start:end]))
        return self._codes.narrowed(result, country)

    def _of_named_sets(self, named: list[Mention]) -> list[Mention]:
        """Return mentions without titles of criteria of sets that the text leaves out."""
        sets = {mention.iri for mention in named if mention.kind == "set"}
        of = self.vocabulary.set_of
        return [
            mention
            for mention in named
            if not sets
            or mention.kind != "criterion"
            or any(of.get(entry) in sets for entry in (mention.iri, *mention.candidates))
        ]

    def _leaves(self, products: Iterable[Mention]) -> frozenset[str]:
        """Return the narrowest product types of mentions of products."""
        return frozenset(
            leaf
            for mention in products
            for product in (mention.iri, *mention.candidates)
            for leaf in self.vocabulary.leaves.get(product, ())
        )

    @cached_property
    def _title_joints(self) -> tuple[re.Pattern[str], re.Pattern[str]]:
        words = self.vocabulary.alternation
        separator = rf"(?:,|,?\s{words('conjunction')})\s"
        item = (
            rf"(?:[^\W\d]+(?:\s[^\W\d]+)?{separator})?"  # "computers", which is no product type of the graph
        )
        return (
            re.compile(rf"\s{words('set-about')}\s{item}", re.IGNORECASE),
            re.compile(rf"{separator}{item}", re.IGNORECASE),
        )

    def _titled(self, plain: PlainText, mention: Mention, following: Iterable[Mention]) -> Mention:
        """Return a set with the product types of its title, which are no demand."""
        joint, between = self._title_joints
        end, count = mention.end, 0
        for product in following:
            if product.kind != "product" or not joint.fullmatch(plain.text, end, product.start):
                break
            end, joint, count = product.end, between, count + 1
        return replace(mention, end=end) if count > 1 else mention

    def _extended(self, plain: PlainText, mentions: list[Mention]) -> list[Mention]:
        """Return mentions with their editions, provisions and product types."""
        result: list[Mention] = []
        products = [mention for mention in mentions if mention.kind == "product"]
        of_text = self._leaves(products)
        for number, mention in enumerate(mentions):
            if result and mention.start < result[-1].end:
                continue
            following = mentions[number + 1] if number + 1 < len(mentions) else None
            if mention.kind == "label" and following and following.kind == "product":
                label = self._editions.of_product(plain, mention, following)
                if label:
                    result.append(label)
                    continue
            if mention.kind == "label":
                first, last = plain.sentence(mention.start)
                near = products[
                    bisect_left(products, first, key=_START) : bisect_left(products, last, key=_START)
                ]
                result += self._editions.read(plain, mention, self._leaves(near) if near else of_text)
            elif mention.kind == "act" and mention.iri:
                act = self._acts.with_provision(plain, mention, result[-1].end if result else 0)
                result.append(act)
                if (act.start, act.end) != (mention.start, mention.end):
                    next_start = following.start if following else len(plain.text)
                    result += self._acts.further(plain, act, next_start)
            elif mention.kind == "set":
                result.append(self._titled(plain, mention, mentions[number + 1 :]))
            else:
                result.append(mention)
        return result
