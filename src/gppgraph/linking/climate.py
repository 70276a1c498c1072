"""Which way of the Norwegian climate and environment rule a text takes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from ..decide import decision_routes, decision_steps, follow
from ..errors import InputError
from ..terms import iri
from .link import Linker
from .plain import Plain
from .render import Linked, flat
from .vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Climate:
    """The way of the Norwegian climate rule that a text takes, as far as it tells."""

    table: str
    told: tuple[tuple[str, str, str], ...]  # step, answer, words
    assumed: tuple[tuple[str, str], ...]
    route: str
    open: str
    grounds: tuple[str, ...]


def climate_route(linker: Linker, linked: Linked, day: date) -> Climate | None:
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
    reached = follow(table, decision_routes(linker.graph, table), given)
    path = dict(reached.path)
    told = tuple(
        (name, "yes" if path[name] else "no", flat(answers[name][1])) for name in path if name in answers
    )
    supposed = tuple((name, "yes" if path[name] else "no") for name in path if name not in answers)
    return Climate(
        table.title, told, supposed, reached.route.title if reached.route else "", reached.pending.question if reached.pending else "",
        tuple(item.text for item in reached.route.grounds) if reached.route else (),
    )  # fmt: skip


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
