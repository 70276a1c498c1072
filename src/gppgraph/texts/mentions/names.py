"""Names of the vocabulary in a text, whatever their case, endings and hyphens."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property

from ..read.plain import Plain
from ..vocabulary.vocabulary import Form, Vocabulary
from .mention import ORDER, Mention

_WORD = re.compile(r"[^\W_]+")


class Names:
    """Finds names; what is the name of several things keeps them as candidates."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    @cached_property
    def _context(self) -> dict[str, re.Pattern[str]]:
        return {
            role: re.compile(self.vocabulary.alternation(role), re.IGNORECASE)
            for role in ("label-context", "act-context")
        }

    def forms(self, plain: Plain, kinds: frozenset[str] | None = None) -> Iterator[tuple[int, int, Form]]:
        """Yield where forms of some kinds stand."""
        index, endings = self.vocabulary.index, self.vocabulary.endings
        for match in _WORD.finditer(plain.text):
            word = match[0].lower()
            keys = [word]
            for ending in endings:
                if word.endswith(ending) and len(word) - len(ending) >= 3:
                    keys.append(word[: -len(ending)])
            bare = word.rstrip("0123456789")
            if bare != word and bare:
                keys.append(bare)
                keys += [
                    bare[: -len(ending)]
                    for ending in endings
                    if bare.endswith(ending) and len(bare) - len(ending) >= 3
                ]
            for key in dict.fromkeys(keys):
                for pattern, form in index.get(key, ()):
                    if kinds is not None and form.kind not in kinds:
                        continue
                    hit = pattern.match(plain.text, match.start())
                    if hit:
                        yield hit.start(), hit.end(), form

    def find(self, plain: Plain) -> Iterator[Mention]:
        """Yield where names stand."""
        places: dict[tuple[int, int, str], list[Form]] = {}
        hits = list(self.forms(plain, frozenset(ORDER)))
        sure = [(start, end) for start, end, form in hits if form.kind == "label" and not form.context]
        for start, end, form in hits:
            if form.context and not (
                self._in_context(plain, start, end, form.kind)
                or (form.kind == "label" and self._beside(plain, start, end, sure))
            ):
                continue
            if form.together and not self._together(plain, start, form):
                continue
            if form.kind == "act" and not form.language and re.match(r"-\d", plain.text[end : end + 2]):
                continue  # an order number
            if (
                not form.language
                and form.text.isalpha()
                and form.text.istitle()
                and form.context
                and start
                and plain.text[start - 1] == "-"
            ):
                continue
            if form.kind == "label" and self._company.match(plain.text, end):
                continue
            if not self._as_name(plain.text[start:end], form) or self._as_verb(plain, start, end, form):
                continue
            places.setdefault((start, end, form.kind), []).append(form)
        for (start, end, kind), found in places.items():
            words = plain.text[start:end].lower()
            forms = [form for form in found if form.text.lower() == words] or found  # inflected otherwise
            if all(form.edition for form in forms):
                yield Mention(kind, start, end, iri=forms[0].iri, score=0.0, why="needs an edition")
                continue
            things = tuple(dict.fromkeys(form.iri for form in forms))
            score = 1.0 if len(things) == 1 else round(1 / len(things), 2)
            yield Mention(
                kind, start, end, iri=things[0] if len(things) == 1 else "", candidates=things if len(things) > 1 else (),
                score=0.8 if forms[0].context else score,
                why=f'"{forms[0].text}" in the vocabulary' + (", with a word of the field beside it" if forms[0].context else ""),
            )  # fmt: skip

    def _together(self, plain: Plain, start: int, form: Form) -> bool:
        """Return whether the sentence has one of the words that a form is only meant with."""
        first, last = plain.sentence(start)
        return any(
            re.search(rf"(?<!\w){re.escape(word)}", plain.text[first:last], re.IGNORECASE)
            for word in form.together
        )

    @cached_property
    def _joint(self) -> re.Pattern[str]:
        return re.compile(
            rf"\s?[,/]\s?|,?\s{self.vocabulary.alternation('conjunction', 'disjunction')}\s", re.IGNORECASE
        )

    def _beside(self, plain: Plain, start: int, end: int, sure: list[tuple[int, int]]) -> bool:
        """Return whether a doubtful name stands in a list with a name that is sure."""
        return any(
            self._joint.fullmatch(plain.text, last, start) is not None
            if last <= start
            else self._joint.fullmatch(plain.text, end, first) is not None
            for first, last in sure[bisect_left(sure, (start - 80,)) : bisect_left(sure, (end + 12,))]
            if 0 <= start - last < 12 or 0 <= first - end < 12
        )

    @cached_property
    def _company(self) -> re.Pattern[str]:
        """What follows a name that is part of the name of a company."""
        return re.compile(
            rf"(?:\s[A-ZÆØÅÄÖ][\w&]{{1,30}}){{0,3}},?\s{self.vocabulary.alternation('company')}"
        )

    def _as_name(self, words: str, form: Form) -> bool:
        """Return whether a label of several words has its capitals: otherwise the words mean what they say."""
        wanted, given = form.text.split(), words.split()
        if form.kind != "label" or len(wanted) < 2 or len(wanted) != len(given):
            return True
        return all(one[:1].isupper() >= two[:1].isupper() for one, two in zip(given, wanted, strict=True))

    @cached_property
    def _verb_before(self) -> re.Pattern[str]:
        return re.compile(self.vocabulary.alternation("verb-marker") + r"\s$", re.IGNORECASE)

    def _as_verb(self, plain: Plain, start: int, end: int, form: Form) -> bool:
        """Return whether an English word for a product is a verb here ("we monitor")."""
        if (
            form.kind != "product"
            or form.language != "en"
            or plain.text[start:end].lower() != form.text.lower()
        ):
            return False
        return self._verb_before.search(plain.text, max(0, start - 20), start) is not None

    def _in_context(self, plain: Plain, start: int, end: int, kind: str) -> bool:
        role = "act-context" if kind == "act" else "label-context"
        first, last = plain.sentence(start)
        return any(
            bool(self._context[role].search(part)) for part in (plain.text[first:start], plain.text[end:last])
        )
