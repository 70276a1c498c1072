"""Which way of the Norwegian climate and environment rule a text takes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import pyoxigraph as ox

from ..catalogue.query import text_of
from ..dataset import Dataset
from ..decisions.decide import Item, Route, Table, decision_routes, decision_steps, follow
from ..errors import InputError
from ..terms import iri
from ..texts.forms import Linked, flat
from ..texts.linker import Linker
from ..texts.read.plain import Plain
from ..texts.vocabulary.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Branch:
    """An answer to the open question, the route that it leads to or the next question, and the grounds to give."""

    answer: str
    leads: str
    grounds: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Climate:
    """The way of the Norwegian climate rule that a text takes, as far as it tells."""

    table: str
    told: tuple[tuple[str, str, str], ...]  # step, answer, words
    assumed: tuple[tuple[str, str], ...]
    route: str
    open: str
    grounds: tuple[str, ...]
    duty: tuple[str, ...]  # what becomes of it by this route
    rests: tuple[str, ...]  # provisions of the route
    branches: tuple[Branch, ...]  # where the open question would lead
    questions: Mapping[str, str]  # of the steps told and assumed
    foreign: frozenset[str] = frozenset()  # texts of these that the graph has in English only


class Spoken:
    """The texts of decision tables in a language, in English where the graph has no other."""

    def __init__(self, graph: Dataset, language: str) -> None:
        self.own: dict[tuple[str | None, str], str] = {}
        self.foreign: set[str] = set()
        self.language = language
        if language != "en":
            rows = graph.query(text_of("decision-texts"), language=ox.Literal(language)).rows
            self.own = {(row["thing"], str(row["english"])): str(row["own"]) for row in rows}

    def say(self, thing: str | None, english: str) -> str:
        """Return what a thing's English text says, in the language."""
        if (thing, english) in self.own:
            return self.own[thing, english]
        if self.language != "en":
            self.foreign.add(english)
        return english

    def texts(self, items: Iterable[Item]) -> tuple[str, ...]:
        """Return what items say."""
        return tuple(self.say(item.iri, item.text) for item in items)


def climate_route(linker: Linker, linked: Linked, day: date, language: str = "en") -> Climate | None:
    """Return the way that a text takes through the decision table of the day, or nothing if there is no table."""
    vocabulary = linker.finder.vocabulary
    plain = vocabulary.even(linked.source.text)
    answers: dict[str, tuple[bool, str]] = {}
    for role in sorted(vocabulary.roles):
        for prefix, answer in (("answers-yes:", True), ("answers-no:", False)):
            if role.startswith(prefix) and (
                match := re.search(vocabulary.alternation(role), plain.text, re.IGNORECASE)
            ):
                for step in role[len(prefix) :].split():
                    answers[step] = (answer, match[0])
    weight = _weight(vocabulary, plain)
    if weight is not None:
        share, words = weight
        answers["award-criteria"] = answers["weighted"] = (True, words)
        answers["thirty-percent"] = (share >= 30, words)
    asked = next((entry for entry in linked.compared if entry.kind == "set"), None)
    if asked is not None:  # a figure of a criteria set is a climate and environmental requirement
        for step, _, _ in vocabulary.role("told-by-requirements"):
            answers.setdefault(step, (True, linked.thresholds[asked.threshold].text))
    try:
        table = decision_steps(linker.graph, "NO", day)
    except InputError:
        return None
    assumed = {
        form: role == "assumed-yes"
        for role in ("assumed-yes", "assumed-no")
        for form, _, _ in vocabulary.role(role)
    }
    steps = {step.name for step in table.steps}
    given = {
        **{name: value for name, value in assumed.items() if name in steps},
        **{name: value for name, (value, _) in answers.items() if name in steps},
    }
    routes = decision_routes(linker.graph, table)
    reached = follow(table, routes, given)
    path = dict(reached.path)
    told = tuple(
        (name, "yes" if path[name] else "no", flat(answers[name][1])) for name in path if name in answers
    )
    supposed = tuple((name, "yes" if path[name] else "no") for name in path if name not in answers)
    route, pending = reached.route, reached.pending
    spoken = Spoken(linker.graph, language)
    return Climate(
        spoken.say(table.iri, table.title),
        told,
        supposed,
        spoken.say(route.iri, route.title) if route else "",
        spoken.say(pending.iri, pending.question) if pending else "",
        spoken.texts(route.grounds) if route else (),
        spoken.texts(route.status) if route else (),
        tuple(spoken.say(None, item.label or item.text) for item in route.provisions) if route else (),
        tuple(_branches(table, routes, given, pending.name, spoken)) if pending else (),
        {step.name: spoken.say(step.iri, step.question) for step in table.steps if step.name in path},
        frozenset(spoken.foreign),
    )


def _branches(
    table: Table, routes: Mapping[str, Route], given: Mapping[str, bool], pending: str, spoken: Spoken
) -> Iterator[Branch]:
    for answer in (True, False):
        reached = follow(table, routes, {**given, pending: answer})
        route, further = reached.route, reached.pending
        leads: tuple[str, ...] = ()
        if route:
            leads = (spoken.say(route.iri, route.title), *spoken.texts(route.status))
        elif further:
            leads = (spoken.say(further.iri, further.question),)
        whole = ". ".join(leads)
        if spoken.foreign.issuperset(leads):
            spoken.foreign.add(whole)
        yield Branch("yes" if answer else "no", whole, spoken.texts(route.grounds) if route else ())


def _weight(vocabulary: Vocabulary, plain: Plain) -> tuple[float, str] | None:
    """Return the share that climate and environment weigh, with the words that say so."""
    climate, weigh = (
        re.compile(vocabulary.alternation(role), re.IGNORECASE) for role in ("climate", "weight")
    )
    percent = "|".join(
        re.escape(form) for form, _, unit in vocabulary.role("unit") if unit == iri("unit", "PERCENT")
    )
    for match in re.finditer(rf"(?<![\d.,])(\d{{1,2}}(?:,\d+)?)\s?(?:{percent})", plain.text, re.IGNORECASE):
        first, last = plain.sentence(match.start())
        near = plain.text[max(first, match.start() - 80) : min(last, match.end() + 60)]
        if climate.search(near) and weigh.search(plain.text[max(0, first - 200) : last]):
            return float(match[1].replace(",", ".")), near
    return None
