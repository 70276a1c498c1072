"""Flags of labels in a text: demanded, equivalents allowed and so on."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..terms import iri
from ..texts.mentions.mention import Mention
from .subject import TextUnderReview

TYPE_I = iri("evidence", "type-i-ecolabel")
_IN_SENTENCE, _IN_PASSAGE = "sentence:", "passage:"


def label_flags(subject: TextUnderReview, mention: Mention) -> set[str]:
    """Return the flags of a mention of a label or of type I labels.

    Flags are demanded, equivalent (is allowed), edition-in-doubt, as-type-i (the text calls the label one),
    parts-named, and the names behind ``sentence:`` and ``passage:`` of the roles whose words stand in the sentence
    or, for ``passage:``, in the one after it or in one about labels in general.
    """
    plain = subject.plain
    first, last = subject.sentence(mention.start)
    sentence = plain.text[first:last]
    passage = " ".join((sentence, _following(subject, last), *_on_labels_in_general(subject)))
    flags = {
        role.partition(":")[2]
        for role in subject.vocabulary.roles
        for prefix, part in ((_IN_SENTENCE, sentence), (_IN_PASSAGE, passage))
        if role.startswith(prefix) and _has(subject, role, part)
    }
    if _is_demand(subject, sentence) and not _is_about(subject, mention):
        flags.add("demanded")
    if _has(subject, "or-equivalent", passage):
        flags.add("equivalent")
    if mention.candidates:
        flags.add("edition-in-doubt")
    if _is_called_type_i(subject, mention):
        flags.add("as-type-i")
    if _names_parts(subject, first, last):
        flags.add("parts-named")
    return flags


def is_about_labels(mention: Mention) -> bool:
    """Return whether a mention is of a label or of type I labels."""
    return mention.kind == "label" or mention.iri == TYPE_I


def _has(subject: TextUnderReview, role: str, part: str) -> bool:
    """Return whether a part of the text has a word of a role."""
    return re.search(subject.vocabulary.alternation(role), part, re.IGNORECASE) is not None


def _is_demand(subject: TextUnderReview, sentence: str) -> bool:
    """Return whether a sentence, no question, demands something of the tenderer."""
    words = subject.vocabulary.alternation
    of_others = re.sub(rf"{words('buyer')}\s{words('modal')}", "", sentence, flags=re.IGNORECASE)
    return (
        not sentence.rstrip().endswith("?")
        and _has(subject, "demand", of_others)
        and not _has(subject, "no-demand", sentence)
    )


def _is_about(subject: TextUnderReview, label: Mention) -> bool:
    """Return whether a sentence is on a label's own demands ("Svanen krever")."""
    plain = subject.plain
    asks = re.compile(rf"\s{subject.vocabulary.alternation('label-asks')}", re.IGNORECASE)
    return asks.match(plain.text, plain.from_original(label.end - 1) + 1) is not None


def _following(subject: TextUnderReview, place: int) -> str:
    """Return the sentence after a place of the plain text, unless it names a label."""
    plain = subject.plain
    if place >= len(plain.text):
        return ""
    last = plain.sentence(place)[1]
    names_label = any(
        is_about_labels(other) and place <= plain.from_original(other.start) < last
        for other in subject.linked.mentions
    )
    return "" if names_label else plain.text[place:last]


def _on_labels_in_general(subject: TextUnderReview) -> Iterator[str]:
    """Yield the sentences that speak of all labels of the text."""
    plain = subject.plain
    general = re.compile(subject.vocabulary.alternation("label-in-general"), re.IGNORECASE)
    for match in general.finditer(plain.text):
        first, last = plain.sentence(match.start())
        yield plain.text[first:last]


def _is_called_type_i(subject: TextUnderReview, label: Mention) -> bool:
    """Return whether a text calls a label a type I label.

    It does so in "a type I label such as A or B" and in "A or another type I label".
    """
    plain, words = subject.plain, subject.vocabulary.alternation
    joint = rf"(?:[\s,/(]|{words('conjunction', 'disjunction')})*"
    after = rf"[\s,(:]*{words('such-as')}[\s:]{joint}"
    before = rf"\)?{joint}{words('kind-follows')}\s(?:{words('determiner')}\s)?"
    here = plain.from_original(label.start), plain.from_original(label.end)
    sentence = subject.sentence(label.start)
    for other in subject.linked.mentions:
        if other.iri != TYPE_I or subject.sentence(other.start) != sentence:
            continue
        there = plain.from_original(other.start), plain.from_original(other.end)
        pattern, (first, last) = (
            (after, (there[1], here[0])) if there < here else (before, (here[1], there[0]))
        )
        if re.fullmatch(pattern, _without_labels(subject, first, last), re.IGNORECASE):
            return True
    return False


def _without_labels(subject: TextUnderReview, first: int, last: int) -> str:
    """Return a span of the plain text without the labels in it."""
    plain = subject.plain
    text = plain.text[first:last]
    for other in _labels_between(subject, first, last):
        text = text.replace(
            plain.text[plain.from_original(other.start) : plain.from_original(other.end)], "", 1
        )
    return text


def _labels_between(subject: TextUnderReview, first: int, last: int) -> Iterator[Mention]:
    plain = subject.plain
    for other in subject.linked.mentions:
        if other.kind == "label" and first <= plain.from_original(other.start) < last:
            yield other


def _names_parts(subject: TextUnderReview, first: int, last: int) -> bool:
    """Return whether a sentence has the number of a criterion, such as "krav 6.1"."""
    plain, words = subject.plain, subject.vocabulary.alternation
    numbered = rf"{words('criterion-context')}\s(?:{words('number-sign')}\s?)?[A-Z]{{0,3}}\d"
    return re.search(numbered, plain.text[first:last], re.IGNORECASE) is not None
