"""Properties that a sentence names without a figure: yes or no, lists, conformity.

A property is taken where the sentence is like its name and definition, has most words of its name, and no other
property is nearer. The members of a list must all be understood, and so must the standards or provisions.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from ..terms import PREFIXES, iri, slug
from ..texts.mentions.mention import Mention
from .code_names import Alike, CodeNames, Likeness
from .drafts import Why
from .read_constraints import ReadConstraint, Sentence
from .running_lists import enumerations, provisions_before
from .signals import Signals
from .structure import Block, SourceDocument

_LIKE, _LEAD, _NAMED = 0.3, 0.04, 0.6
_ALL = 0.99
# A sentence so like a yes-or-no property that a property of another kind may be as near.
_SURE = 0.6
_WORDS = re.compile(r"\w+")
_SETS = ("member-of-set", "conformity")
_LIKE_SET, _LEAD_SET = 0.4, 0.05
_FEW = 2
# A sentence so like one property, and so far from the next, that half of the words of its name are enough.
_PLAINLY, _LEAD_PLAINLY, _HALF = 0.6, 0.2, 0.5
# The lead of a member over the next one with which half of the words of its name are enough as well.
_LEAD_MEMBER = 0.15
# Share of the words of the name that an item has whose neighbours are about the same topic.
_NAMED_BESIDE = 0.4


class SentenceProperties:
    """Reads properties from the sentences of one document."""

    def __init__(
        self,
        codes: CodeNames,
        document: SourceDocument,
        signals: Signals,
        mentions: Sequence[Mention],
        find: Callable[[str], Sequence[Mention]],
        strict: bool,
    ) -> None:
        self.named = _ALL if strict else _NAMED
        self.like = _LIKE_SET if strict else _LIKE
        self.strict = strict
        self.codes = codes
        self.document = document
        self.signals = signals
        self.mentions = mentions
        self.find = find

    @cached_property
    def _every(self) -> Likeness:
        return self.codes.likeness(self.document.language)

    @cached_property
    def _yes_or_no(self) -> Likeness:
        return self.codes.likeness(self.document.language, ("boolean",))

    @cached_property
    def _members(self) -> Likeness:
        return self.codes.likeness_of("member", self.document.language)

    def read(self, sentence: Sentence) -> Iterator[ReadConstraint]:
        """Yield the constraint of a sentence, if a property is surely meant."""
        said = sentence.text if self.strict else f"{sentence.text} {sentence.lead}"
        if not self.signals.bindingness["mandatory"].search(said):
            return
        if self.signals.pattern("conditional").match(sentence.text.lstrip("•-– ")):
            return  # the condition would be lost
        best = self._every.nearest(sentence.text)
        if best is None:
            return
        kind = self.codes.entries[best.concept].kind
        if kind in _SETS and self._surely(best):
            read = self._of_set(sentence, best, kind)
            if read:
                yield read
                return
        alike = self._yes_or_no.nearest(sentence.text)
        if not (alike and self._is_meant(alike, best)):
            alike = self._beside(sentence)
        if alike:
            concept = slug(alike.concept)
            read = ReadConstraint(sentence.start, sentence.end, {concept: "holds"})
            read.why[concept] = _because(alike, sentence)
            self._bind(read, alike.concept)
            yield read

    def _surely(self, best: Alike) -> bool:
        """Return whether a list or conformity is surely meant."""
        plainly = best.likeness >= _PLAINLY and best.margin >= _LEAD_PLAINLY and not self.strict
        named = min(self.named, _HALF) if plainly else self.named
        return best.likeness >= _LIKE_SET and best.margin >= _LEAD_SET and best.named >= named

    def _beside(self, sentence: Sentence) -> Alike | None:
        """Return the property of an item that its neighbours make plain.

        Where two other items of a list surely mean properties of one topic, a short item ("collection (take-back
        scheme)") is compared with the other properties of that topic only.
        """
        lead = sentence.block.lead
        if self.strict or not lead:
            return None
        meant: set[str] = set()
        for block in self.document.blocks:
            if block.lead != lead or block.id == sentence.block.id:
                continue
            text = self.document.text[block.start : block.end]
            alike, best = self._yes_or_no.nearest(text), self._every.nearest(text)
            if alike and best and self._is_meant(alike, best):
                meant.add(alike.concept)
        topics = Counter(topic for concept in meant for topic in self._topics(concept))
        common = [topic for topic, count in topics.items() if count >= _FEW]
        if len(common) != 1:
            return None
        among = [
            concept
            for concept in self._yes_or_no.codes
            if common[0] in self._topics(concept) and concept not in meant
        ]
        alike = self._yes_or_no.nearest(sentence.text, among)
        if alike is None or alike.likeness < _LIKE or alike.margin < _LEAD or alike.named < _NAMED_BESIDE:
            return None
        return alike

    def _topics(self, concept: str) -> list[str]:
        return self.codes.objects(concept, iri("gpp", "topic"))

    def _is_meant(self, alike: Alike, best: Alike) -> bool:
        if alike.likeness < self.like or alike.margin < _LEAD or alike.named < self.named:
            return False
        return alike.concept == best.concept or (alike.likeness >= _SURE and best.margin < _LEAD_SET)

    def _of_set(self, sentence: Sentence, best: Alike, kind: str) -> ReadConstraint | None:
        """Return a constraint on a list or conformity, if all values are known."""
        concept = slug(best.concept)
        if kind == "conformity":
            operator, said = "conforms-to", self._conformity(sentence)
        elif said := self._listed(sentence):
            operator = "one-of" if self._offers_choice(sentence) else "all-of"
        else:
            operator, said = "all-of", self._running(sentence)
        if not said:
            return None
        read = ReadConstraint(sentence.start, sentence.end, {concept: {operator: said}})
        read.why[concept] = _because(best, sentence)
        self._bind(read, best.concept)
        return read

    def _conformity(self, sentence: Sentence) -> list[str]:
        """Return the standards and provisions of a sentence, unless one is unknown."""
        named: list[str] = []
        for mention in self.mentions:
            if not sentence.start <= mention.start < sentence.end or mention.kind not in ("standard", "act"):
                continue
            thing = mention.edition or mention.iri
            if not thing:
                return []
            if mention.kind == "act" and not mention.edition:
                provisions = self._provisions(sentence, mention)
                if provisions is None:
                    return []
                named += provisions
                continue
            prefix = "clause" if thing.startswith(PREFIXES["clause"]) else "std"
            named.append(f"{prefix}:{slug(thing)}")
        return sorted(set(named))

    def _provisions(self, sentence: Sentence, act: Mention) -> list[str] | None:
        """Return the provisions before an act; ``None`` if one is unknown."""
        before = self.document.text[sentence.start : act.start]
        found: list[str] = []
        for phrase in provisions_before(before, act.text, self.signals):
            editions = [entry.edition for entry in self.find(phrase) if entry.kind == "act"]
            if len(editions) != 1 or not editions[0].startswith(PREFIXES["clause"]):
                return None
            found.append(f"clause:{slug(editions[0])}")
        return found

    def _listed(self, sentence: Sentence) -> list[str]:
        """Return the members that the items below a sentence name, all or none."""
        return self._all_members(
            [self.document.text[block.start : block.end] for block in self._items(sentence)]
        )

    def _offers_choice(self, sentence: Sentence) -> bool:
        """Return whether a sentence, or the first or last word of an item, says "or"."""
        alternative = self.signals.pattern("alternative")
        items = [self.document.text[block.start : block.end] for block in self._items(sentence)]
        edges = [
            word for item in items for words in [_WORDS.findall(item)] for word in (words[:1] + words[-1:])
        ]
        return bool(alternative.search(sentence.text)) or any(map(alternative.fullmatch, edges))

    def _running(self, sentence: Sentence) -> list[str]:
        """Return the members that a sentence without items lists, all or none."""
        if self.strict or self._items(sentence):
            return []
        lists = (self._all_members(parts) for parts in enumerations(sentence.text, self.signals))
        return next(filter(None, lists), [])

    def _items(self, sentence: Sentence) -> list[Block]:
        return [block for block in self.document.blocks if block.lead == sentence.block.id]

    def _all_members(self, items: Sequence[str]) -> list[str]:
        """Return the members that items name, if each names another one."""
        found = [self._member(item) for item in items]
        members = set(found)
        return sorted(members) if all(found) and len(members) == len(found) >= _FEW else []

    def _member(self, text: str) -> str:
        """Return the member that an item names."""
        plain = re.sub(r"\([^)]*\)", " ", text)
        if exact := self._members.spelled(plain):
            return slug(exact)
        alike = self._members.nearest(plain)
        if alike is None or alike.likeness < _LIKE:
            return ""
        far = alike.likeness >= _LIKE_SET and alike.margin >= _LEAD_MEMBER
        return slug(alike.concept) if alike.named >= (_HALF if far else _NAMED) else ""

    def _bind(self, read: ReadConstraint, concept: str) -> None:
        parties = sorted(map(slug, self.codes.objects(concept, iri("gpp", "binds"))))
        if parties:
            read.form["binds"] = parties if len(parties) > 1 else parties[0]
            read.why["binds"] = Why("the parties that the property binds")
        else:
            read.doubts.append("no words say who is bound")


def _because(alike: Alike, sentence: Sentence) -> Why:
    said = f"the sentence is like name and definition of the property ({alike.likeness:.2f})"
    return Why(said, f"{sentence.start}-{sentence.end}")
