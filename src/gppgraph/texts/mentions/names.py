"""Names of the vocabulary in a text, in any case, with endings and other hyphens."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache, cached_property
from typing import NamedTuple

from ..read.plain_text import PlainText
from ..vocabulary.vocabulary import Form, Vocabulary
from .mention import ORDER, Mention

_PART = 4  # characters of a word that a compound begins with
_ENOUGH = 3  # words of a language that tell the language of a block
# Kinds with everyday words, some of which mean something else in another language ("mat", "made").
_EVERYDAY = frozenset({"product", "topic", "concept", "component", "other-quantity"})
_WORD = re.compile(r"[^\W_]+")


@cache
def _compiled(pattern: str, flags: int) -> re.Pattern[str]:
    return re.compile(pattern, flags)


class FormPlace(NamedTuple):
    """A form of the vocabulary with its span in the plain text."""

    start: int
    end: int
    form: Form


class NameFinder:
    """Finds names; a name of several things gives a mention with these as candidates."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary

    @cached_property
    def _context(self) -> dict[str, re.Pattern[str]]:
        return {
            role: re.compile(self.vocabulary.alternation(role), re.IGNORECASE)
            for role in ("label-context", "act-context")
        }

    def forms(self, plain: PlainText, kinds: frozenset[str]) -> Iterator[FormPlace]:
        """Yield the places of forms of some kinds."""
        foreign = self._foreign(plain)
        blocks = [start for start, _ in foreign]
        for match in _WORD.finditer(plain.text):
            word = match[0].lower()
            candidates = self._candidates.get(word)
            if candidates is None:
                candidates = self._candidates[word] = self._beginning_with(word)
            if not candidates:
                continue
            others = foreign[bisect_right(blocks, match.start()) - 1][1]
            for pattern, form in candidates:
                if form.kind not in kinds or (form.language in others and form.kind in _EVERYDAY):
                    continue
                if hit := pattern.match(plain.text, match.start()):
                    yield FormPlace(hit.start(), hit.end(), form)

    @cached_property
    def _markers(self) -> dict[str, set[str]]:
        """The languages of words that nearly every text has."""
        markers: dict[str, set[str]] = {}
        for form, language, _ in self.vocabulary.role("language-marker"):
            markers.setdefault(form, set()).add(language)
        return markers

    def _foreign(self, plain: PlainText) -> list[tuple[int, frozenset[str]]]:
        """Return the start of each block and the languages that it is certainly not in.

        A block without enough words of a language is taken for one of the language of the whole text. English
        is never certain to be absent.
        """
        counts: list[tuple[int, Counter[str]]] = []
        whole: Counter[str] = Counter()
        start = 0
        for block in plain.text.split("\n\n"):
            count = Counter(
                language for word in _WORD.findall(block) for language in self._markers.get(word.lower(), ())
            )
            counts.append((start, count))
            whole += count
            start += len(block) + 2
        return [(start, self._absent(count) or self._absent(whole)) for start, count in counts]

    def _absent(self, count: Counter[str]) -> frozenset[str]:
        most = max(count.values(), default=0)
        if most < _ENOUGH:
            return frozenset()
        languages = {language for of_word in self._markers.values() for language in of_word}
        return frozenset(language for language in languages - {"en"} if count[language] * 3 < most)

    @cached_property
    def _candidates(self) -> dict[str, list[tuple[re.Pattern[str], Form]]]:
        """The forms that can begin with a word, of the words that were looked up."""
        return {}

    def _beginning_with(self, word: str) -> list[tuple[re.Pattern[str], Form]]:
        """Return the forms that a word with or without an ending can begin."""
        index, endings = self.vocabulary.index, self.vocabulary.endings
        keys = [word]
        bare = word.rstrip("0123456789")
        for stem in dict.fromkeys((word, bare)):
            keys.append(stem)
            keys += [
                stem[: -len(ending)]
                for ending in endings
                if stem.endswith(ending) and len(stem) - len(ending) >= 3
            ]
        stems = list(dict.fromkeys(keys))
        keys += [f"{word[:length]}-" for length in range(_PART, len(word))]
        keys += [f"-{stem[cut:]}" for stem in stems for cut in range(3, len(stem) - 3)]
        return [
            (_compiled(entry.pattern, entry.flags), entry.form)
            for key in dict.fromkeys(keys)
            for entry in index.get(key, ())
        ]

    def find(self, plain: PlainText) -> Iterator[Mention]:
        """Yield the mentions by name; they may overlap."""
        places: dict[tuple[int, int, str], list[Form]] = {}
        hits = list(self.forms(plain, frozenset(ORDER)))
        sure = [(start, end) for start, end, form in hits if form.kind == "label" and not form.context]
        for hit in hits:
            if hit.form.kind == "label" and (suffix := self._label_suffix.match(plain.text, hit.end)):
                form = replace(hit.form, context=False, edition=False)
                places.setdefault((hit.start, suffix.end(), "label"), []).append(form)
            elif self._counts(plain, hit, sure):
                places.setdefault((hit.start, hit.end, hit.form.kind), []).append(hit.form)
        for (start, end, kind), all_forms in places.items():
            words = plain.text[start:end].lower()
            exact = [form for form in all_forms if form.text.lower() == words]
            yield _mention(kind, start, end, exact or all_forms)

    def _counts(self, plain: PlainText, hit: FormPlace, sure: list[tuple[int, int]]) -> bool:
        """Return whether a form is a name at its place.

        ``sure`` are the spans of labels without doubt.
        """
        start, end, form = hit
        if form.context and not (
            self._in_context(plain, start, end, form.kind)
            or (form.kind == "label" and self._in_list(plain, start, end, sure))
        ):
            return False
        if form.together and not self._together(plain, start, form):
            return False
        if form.kind == "act" and not form.language and re.match(r"-\d", plain.text[end : end + 2]):
            return False  # an order number
        if (
            not form.language
            and form.text.isalpha()
            and form.text.istitle()
            and form.context
            and start
            and plain.text[start - 1] == "-"
        ):
            return False
        if form.kind == "label" and self._company.match(plain.text, end):
            return False
        if form.kind == "product" and self._part_follows.match(plain.text, end):
            return False
        return self._has_capitals(plain.text[start:end], form) and not self._is_verb(plain, start, end, form)

    @cached_property
    def _label_suffix(self) -> re.Pattern[str]:
        """The end of a compound with a label in it ("TCO-märkta")."""
        words = self.vocabulary
        return re.compile(
            rf"(?:\s{words.alternation('label-level')})?-(?:{words.spellings('label-suffix')})(?:{words.spellings('ending')})?(?!\w)",
            re.IGNORECASE,
        )

    def _together(self, plain: PlainText, start: int, form: Form) -> bool:
        """Return whether the sentence has one of the words that a form needs beside it."""
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

    def _in_list(self, plain: PlainText, start: int, end: int, sure: list[tuple[int, int]]) -> bool:
        """Return whether a doubtful name stands in a list next to a sure one."""
        return any(
            self._joint.fullmatch(plain.text, last, start) is not None
            if last <= start
            else self._joint.fullmatch(plain.text, end, first) is not None
            for first, last in sure[bisect_left(sure, (start - 80,)) : bisect_left(sure, (end + 12,))]
            if 0 <= start - last < 12 or 0 <= first - end < 12
        )

    @cached_property
    def _part_follows(self) -> re.Pattern[str]:
        """The words after a product that name a part or an accessory of it ("laptop bag")."""
        words = self.vocabulary.spellings
        return re.compile(rf"[\s\-](?:{words('part')})(?:{words('ending')})?(?!\w)", re.IGNORECASE)

    @cached_property
    def _company(self) -> re.Pattern[str]:
        """The words after a label name that make it part of a company name ("Swan Ltd")."""
        return re.compile(
            rf"(?:\s[A-ZÆØÅÄÖ][\w&]{{1,30}}){{0,3}},?\s{self.vocabulary.alternation('company')}"
        )

    def _has_capitals(self, words: str, form: Form) -> bool:
        """Return whether a label of several words has its capitals."""
        expected, written = form.text.split(), words.split()
        if form.kind != "label" or len(expected) < 2 or len(expected) != len(written):
            return True
        return all(one[:1].isupper() >= two[:1].isupper() for one, two in zip(written, expected, strict=True))

    @cached_property
    def _verb_before(self) -> re.Pattern[str]:
        return re.compile(self.vocabulary.alternation("verb-marker") + r"\s$", re.IGNORECASE)

    def _is_verb(self, plain: PlainText, start: int, end: int, form: Form) -> bool:
        """Return whether an English word for a product is a verb ("we monitor")."""
        if (
            form.kind != "product"
            or form.language != "en"
            or plain.text[start:end].lower() != form.text.lower()
        ):
            return False
        return self._verb_before.search(plain.text, max(0, start - 20), start) is not None

    def _in_context(self, plain: PlainText, start: int, end: int, kind: str) -> bool:
        role = "act-context" if kind == "act" else "label-context"
        first, last = plain.sentence(start)
        spans = [(first, start), (end, last)]
        if kind == "label" and plain.is_item(start):
            spans += filter(None, (plain.lead_in(start), next(plain.headings(start), None)))
        return any(bool(self._context[role].search(plain.text, *span)) for span in spans)


def _mention(kind: str, start: int, end: int, forms: list[Form]) -> Mention:
    """Return the mention of forms with the same span, several things as candidates."""
    first = forms[0]
    if all(form.edition for form in forms):
        return Mention(kind, start, end, iri=first.iri, score=0.0, why="needs an edition")
    things = tuple(dict.fromkeys(form.iri for form in forms))
    single = len(things) == 1
    return Mention(
        kind,
        start,
        end,
        iri=things[0] if single else "",
        candidates=() if single else things,
        score=0.8 if first.context else 1.0 if single else round(1 / len(things), 2),
        why=f'"{first.text}" in the vocabulary'
        + (", with a word of the field beside it" if first.context else ""),
    )
