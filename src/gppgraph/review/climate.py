"""The route of the Norwegian climate and environment rule that a text takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import pyoxigraph as ox

from ..catalogue.query import text_of
from ..dataset import Dataset
from ..decisions.decide import Item, Route, Table, decision_routes, decision_steps, follow
from ..errors import InputError
from ..output.html import one_line
from ..terms import iri
from .subject import TextUnderReview

_NAMES = {True: "yes", False: "no"}


class ToldAnswer(NamedTuple):
    """The answer to a step that a text gives, with its words for it."""

    step: str
    answer: str
    words: str


class AssumedAnswer(NamedTuple):
    """The answer to a step that is assumed where the text gives none."""

    step: str
    answer: str


@dataclass(frozen=True, slots=True)
class Branch:
    """An answer to the open question, the next question or route, and its grounds."""

    answer: str
    leads: str
    grounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Climate:
    """The route of the rule that a text takes, or the question that it leaves open.

    ``duty`` is the state of the duty on this route, ``rests`` its provisions. ``branches`` are the answers to
    the open question. ``questions`` has the questions of the answered steps. ``foreign`` are those of all these
    texts that the graph has in English only.
    """

    table: str
    told: tuple[ToldAnswer, ...]
    assumed: tuple[AssumedAnswer, ...]
    route: str
    open: str
    grounds: tuple[str, ...]
    duty: tuple[str, ...]
    rests: tuple[str, ...]
    branches: tuple[Branch, ...]
    questions: Mapping[str, str]
    foreign: frozenset[str] = frozenset()


class TableTexts:
    """The texts of decision tables in a language, or else in English."""

    def __init__(self, graph: Dataset, language: str) -> None:
        self.language = language
        self.foreign: set[str] = set()
        self._translations: dict[tuple[str, str], str] = {}
        if language != "en":
            rows = graph.select(text_of("decision-texts"), {"language": ox.Literal(language)})
            self._translations = {(row.iri("thing"), row.text("english")): row.text("own") for row in rows}

    def translate(self, thing: str | None, english: str) -> str:
        """Return an English text of a thing in the language, if translated.

        A text without translation is added to ``foreign``.
        """
        if thing is not None and (thing, english) in self._translations:
            return self._translations[thing, english]
        if self.language != "en":
            self.foreign.add(english)
        return english

    def of(self, items: Iterable[Item]) -> tuple[str, ...]:
        """Return the texts of items."""
        return tuple(self.translate(item.iri, item.text) for item in items)


def climate_route(subject: TextUnderReview) -> Climate | None:
    """Return the route through the decision table of country and day, if any."""
    graph = subject.linker.graph
    try:
        table = decision_steps(graph, subject.country.upper(), subject.day)
    except InputError:
        return None
    steps = {step.name for step in table.steps}
    by_text = _answers_of_text(subject)
    answers = {step: answer for step, answer in _assumed_answers(subject).items() if step in steps}
    answers |= {step: answer for step, (answer, _) in by_text.items() if step in steps}
    routes = decision_routes(graph, table)
    walk = follow(table, routes, answers)
    path = dict(walk.path)
    texts = TableTexts(graph, subject.words.language)
    route, pending = walk.route, walk.pending
    return Climate(
        table=texts.translate(table.iri, table.title),
        told=tuple(
            ToldAnswer(step, _NAMES[answer], one_line(by_text[step][1]))
            for step, answer in path.items()
            if step in by_text
        ),
        assumed=tuple(
            AssumedAnswer(step, _NAMES[answer]) for step, answer in path.items() if step not in by_text
        ),
        route=texts.translate(route.iri, route.title) if route else "",
        open=texts.translate(pending.iri, pending.question) if pending else "",
        grounds=texts.of(route.grounds) if route else (),
        duty=texts.of(route.status) if route else (),
        rests=tuple(texts.translate(None, item.label or item.text) for item in route.provisions)
        if route
        else (),
        branches=tuple(_branches(table, routes, answers, pending.name, texts)) if pending else (),
        questions={
            step.name: texts.translate(step.iri, step.question) for step in table.steps if step.name in path
        },
        foreign=frozenset(texts.foreign),
    )


def _answers_of_text(subject: TextUnderReview) -> dict[str, tuple[bool, str]]:
    """Return the answers that a text gives, by step, with the words that give them."""
    vocabulary, linked = subject.vocabulary, subject.linked
    answers: dict[str, tuple[bool, str]] = {}
    for role in sorted(vocabulary.roles):
        for prefix, answer in (("answers-yes:", True), ("answers-no:", False)):
            if role.startswith(prefix) and (
                match := re.search(vocabulary.alternation(role), subject.plain.text, re.IGNORECASE)
            ):
                for step in role[len(prefix) :].split():
                    answers[step] = (answer, match[0])
    weight = _weight(subject)
    if weight is not None:
        share, words = weight
        answers["award-criteria"] = answers["weighted"] = (True, words)
        answers["thirty-percent"] = (share >= 30, words)
    of_set = next((entry for entry in linked.compared if entry.kind == "set"), None)
    if of_set is not None:  # a figure of a criteria set is a climate and environmental requirement
        for step, _, _ in vocabulary.role("told-by-requirements"):
            answers.setdefault(step, (True, linked.thresholds[of_set.threshold].text))
    return answers


def _assumed_answers(subject: TextUnderReview) -> dict[str, bool]:
    """Return the answers that are assumed where a text gives none, by step."""
    return {
        word.form: role == "assumed-yes"
        for role in ("assumed-yes", "assumed-no")
        for word in subject.vocabulary.role(role)
    }


def _branches(
    table: Table, routes: Mapping[str, Route], answers: Mapping[str, bool], pending: str, texts: TableTexts
) -> Iterator[Branch]:
    """Yield both answers to the pending step, with the route or question after each."""
    for answer in (True, False):
        walk = follow(table, routes, {**answers, pending: answer})
        route, further = walk.route, walk.pending
        leads: tuple[str, ...] = ()
        if route:
            leads = (texts.translate(route.iri, route.title), *texts.of(route.status))
        elif further:
            leads = (texts.translate(further.iri, further.question),)
        sentence = ". ".join(leads)
        if texts.foreign.issuperset(leads):
            texts.foreign.add(sentence)
        yield Branch(_NAMES[answer], sentence, texts.of(route.grounds) if route else ())


def _weight(subject: TextUnderReview) -> tuple[float, str] | None:
    """Return the weight of climate and environment in percent, and the words for it."""
    vocabulary, plain = subject.vocabulary, subject.plain
    climate, weigh = (
        re.compile(vocabulary.alternation(role), re.IGNORECASE) for role in ("climate", "weight")
    )
    percent = "|".join(
        re.escape(form) for form, _, unit in vocabulary.role("unit") if unit == iri("unit", "PERCENT")
    )
    for match in re.finditer(rf"(?<![\d.,])(\d{{1,2}}(?:,\d+)?)\s?(?:{percent})", plain.text, re.IGNORECASE):
        first, last = plain.sentence(match.start())
        words = plain.text[max(first, match.start() - 80) : min(last, match.end() + 60)]
        if climate.search(words) and weigh.search(plain.text[max(0, first - 200) : last]):
            return float(match[1].replace(",", ".")), words
    return None
