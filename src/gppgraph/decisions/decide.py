"""Walk a decision table of the graph to a route that meets the climate duty.

Questions, routes and their grounds are data; this module only asks and shows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Protocol, TextIO

from ..errors import InputError, SourceError, UnknownNameError
from ..spelling import near
from ..terms import short_name

YES, NO = ("yes", "y", "ja", "j", "true"), ("no", "n", "nei", "false")


class Answered(Protocol):
    """The rows of a query."""

    @property
    def rows(self) -> list[dict[str, str | None]]:
        """Rows of plain strings."""


class Queryable(Protocol):
    """An object that answers queries of the catalogue."""

    def query(self, name_or_text: str, **params: Any) -> Answered:
        """Return the answer."""


@dataclass(frozen=True, slots=True)
class Step:
    """A question; each answer leads to another step or to a route."""

    iri: str
    name: str
    question: str
    help: str | None
    yes: str
    no: str


@dataclass(frozen=True, slots=True)
class Table:
    """The decision table of a country for the days in ``[valid_from, valid_until)``."""

    iri: str
    title: str
    country: str
    day: str
    valid_from: str
    valid_until: str | None
    first: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A ground, condition or text of a route."""

    text: str
    label: str | None = None
    iri: str | None = None
    relation: str | None = None
    confidence: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Route:
    """The end of a walk: status of the duty, grounds, and texts to write."""

    iri: str
    name: str
    title: str
    confidence: str
    status: tuple[Item, ...] = ()
    conditions: tuple[Item, ...] = ()
    grounds: tuple[Item, ...] = ()
    places: tuple[Item, ...] = ()
    recommended_places: tuple[Item, ...] = ()
    notice_codes: tuple[Item, ...] = ()
    provisions: tuple[Item, ...] = ()
    guidance: tuple[Item, ...] = ()
    precedents: tuple[Item, ...] = ()
    remarks: tuple[Item, ...] = ()


_FIELDS = {  # kind of a row -> field of Route, in the order of the fields
    "status": "status",
    "condition": "conditions",
    "grounds": "grounds",
    "place": "places",
    "recommended-place": "recommended_places",
    "notice-code": "notice_codes",
    "provision": "provisions",
    "guidance": "guidance",
    "precedent": "precedents",
    "remark": "remarks",
}


@dataclass(frozen=True, slots=True)
class Walk:
    """The answers that were used, and the route or open question they lead to."""

    table: Table
    path: tuple[tuple[str, bool], ...]
    route: Route | None
    pending: Step | None
    unused: tuple[str, ...]


def decision_steps(graph: Queryable, country: str | None, day: date | str) -> Table:
    """Return the decision table that applies in ``country`` on ``day``.

    Without a country the only one with a table is taken.

    Raises:
        InputError: the day is no date, no table applies, or more than one does.
    """
    when = _day(day)
    rows = graph.query("decision-steps", **_params(country, when)).rows
    tables = sorted({str(row["table"]) for row in rows})
    if len(tables) != 1:
        all_rows = graph.query("decision-steps", **_params(country, None)).rows
        raise InputError(_wrong_number(country, when, rows, all_rows))
    head = rows[0]
    return Table(
        iri=tables[0],
        title=str(head["title"]),
        country=str(head["country"]),
        day=when,
        valid_from=str(head["validFrom"]),
        valid_until=head["validUntil"],
        first=str(head["first"]),
        steps=tuple(
            Step(
                str(r["step"]), str(r["name"]), str(r["question"]), r["help"], str(r["ifYes"]), str(r["ifNo"])
            )
            for r in sorted(rows, key=lambda row: int(row["position"] or 0))
        ),
    )


def decision_routes(graph: Queryable, table: Table) -> dict[str, Route]:
    """Return the routes of a table by IRI."""
    rows = graph.query("decision-routes", table=table.iri, day=table.day).rows
    heads: dict[str, tuple[str, str, str]] = {}
    items: dict[tuple[str, str], dict[tuple[Any, ...], set[str]]] = {}
    for row in rows:
        kind = str(row["kind"])
        if kind not in _FIELDS:
            raise SourceError("queries/competency/decision-routes.rq", f'unknown kind "{kind}"')
        route = str(row["route"])
        heads[route] = (str(row["name"]), str(row["title"]), str(row["routeConfidence"]))
        key = (
            int(row["position"] or 0),
            row["label"] or "",
            row["relation"] or "",
            str(row["text"]),
            row["item"],
            row["confidence"],
        )
        sources = items.setdefault((route, _FIELDS[kind]), {}).setdefault(key, set())
        if row["source"]:
            sources.add(row["source"])
    return {
        route: Route(route, *head, *(_items(items.get((route, field), {})) for field in _FIELDS.values()))
        for route, head in heads.items()
    }


def _items(sources_by_item: Mapping[tuple[Any, ...], set[str]]) -> tuple[Item, ...]:
    ordered = sorted(
        sources_by_item.items(),
        key=lambda entry: tuple(part or "" if i else part for i, part in enumerate(entry[0])),
    )
    return tuple(
        Item(text, label or None, iri, relation or None, confidence, tuple(sorted(sources)))
        for (_, label, relation, text, iri, confidence), sources in ordered
    )


def walk(graph: Queryable, country: str | None, day: date | str, answers: Mapping[str, bool]) -> Walk:
    """Return the walk by ``answers`` through the table of ``country`` on ``day``.

    ``answers`` maps names of steps to yes or no.

    Raises:
        InputError: as for :func:`decision_steps`.
        UnknownNameError: an answer names no step of the table.
    """
    table = decision_steps(graph, country, day)
    return follow(table, decision_routes(graph, table), answers)


def follow(table: Table, routes: Mapping[str, Route], answers: Mapping[str, bool]) -> Walk:
    """Return the walk by ``answers`` through a table.

    Raises:
        UnknownNameError: an answer names no step of the table.
        SourceError: the table runs in a circle, or leads to something that is neither step nor route.
    """
    steps = {step.iri: step for step in table.steps}
    names = {step.name for step in table.steps}
    for name in answers:
        if name not in names:
            raise UnknownNameError("step", name, near(name, names), sorted(names))
    here = table.first
    path: list[tuple[str, bool]] = []
    while here not in routes:
        step = steps.get(here)
        if step is None:
            raise SourceError(short_name(table.iri), f"{short_name(here)} is neither a step nor a route")
        if any(name == step.name for name, _ in path):
            raise SourceError(short_name(table.iri), f'step "{step.name}" leads back to itself')
        if step.name not in answers:
            return Walk(table, tuple(path), None, step, _unused(answers, path))
        path.append((step.name, answers[step.name]))
        here = step.yes if answers[step.name] else step.no
    return Walk(table, tuple(path), routes[here], None, _unused(answers, path))


def _unused(answers: Iterable[str], path: list[tuple[str, bool]]) -> tuple[str, ...]:
    used = {name for name, _ in path}
    return tuple(sorted(name for name in answers if name not in used))


def _day(day: date | str) -> str:
    try:
        return (day if isinstance(day, date) else date.fromisoformat(day)).isoformat()
    except ValueError as error:
        raise InputError(f'day: "{day}" is no date; expected YYYY-MM-DD.') from error


def _params(country: str | None, day: str | None) -> dict[str, str]:
    return {name: value for name, value in (("country", country), ("day", day)) if value}


def _wrong_number(
    country: str | None, day: str, rows: list[dict[str, str | None]], all_rows: list[dict[str, str | None]]
) -> str:
    if rows:
        countries = sorted({str(row["country"]) for row in rows})
        if country or len(countries) == 1:
            return f"more than one decision table applies on {day}: {', '.join(sorted({str(r['title']) for r in rows}))}."
        return f"decision tables for several countries apply on {day}: {', '.join(countries)}; name one."
    spans = sorted(
        {f"{row['country']} from {row['validFrom']} until {row['validUntil'] or 'now'}" for row in all_rows}
    )
    return (
        f"no decision table for {country or 'any country'} on {day}; there is: {'; '.join(spans) or 'none'}."
    )


def parse_answer(typed: str) -> tuple[str, bool]:
    """Return step and answer of a text such as ``STEP=yes``.

    For example ``("in-scope", True)``.

    Raises:
        InputError: it is not of the form ``STEP=yes`` or ``STEP=no``.
    """
    name, equals, value = typed.partition("=")
    answer = _yes_or_no(value)
    if not equals or not name.strip() or answer is None:
        raise InputError(f'answer: "{typed}" is not of the form STEP=yes or STEP=no.')
    return name.strip(), answer


def parse_answers(typed: Iterable[str]) -> dict[str, bool]:
    """Return answers by step.

    Raises:
        InputError: one is malformed, or two contradict each other.
    """
    answers: dict[str, bool] = {}
    for name, answer in map(parse_answer, typed):
        if answers.setdefault(name, answer) != answer:
            raise InputError(f'answer: step "{name}" is answered with yes and with no.')
    return answers


def _yes_or_no(typed: str) -> bool | None:
    word = typed.strip().lower()
    return True if word in YES else False if word in NO else None


def ask(table: Table, routes: Mapping[str, Route], source: TextIO, prompt: TextIO) -> Walk:
    """Ask the questions on ``prompt``, read answers from ``source``, return the walk.

    At the end of ``source`` the walk ends with an open question.
    """
    answers: dict[str, bool] = {}
    print(table.title, file=prompt)
    while True:
        reached = follow(table, routes, answers)
        if reached.pending is None:
            return reached
        step = reached.pending
        hint = f"\n  ({step.help})" if step.help else ""
        print(f"{step.question}{hint}\n[{step.name}] yes/no: ", end="", file=prompt, flush=True)
        line = source.readline()
        if not line:
            print(file=prompt)
            return reached
        answer = _yes_or_no(line)
        if answer is None:
            print('Please answer "yes" or "no".', file=prompt)
        else:
            answers[step.name] = answer


def to_json(reached: Walk) -> str:
    """Return a walk as JSON, IRIs in full."""
    table = {name: value for name, value in asdict(reached.table).items() if name not in ("steps", "first")}
    record = {
        "table": table,
        "answers": [{"step": name, "answer": answer} for name, answer in reached.path],
        "route": asdict(reached.route) if reached.route else None,
        "pending": {"step": reached.pending.name, "question": reached.pending.question}
        if reached.pending
        else None,
        "unused": list(reached.unused),
    }
    return json.dumps(record, ensure_ascii=False, indent=2)


def to_text(reached: Walk) -> str:
    """Return a walk as lines to read."""
    lines = [reached.table.title, f"day: {reached.table.day}"]
    questions = {step.name: step.question for step in reached.table.steps}
    lines += [f"  {name}: {'yes' if answer else 'no'}  {questions[name]}" for name, answer in reached.path]
    if reached.pending is not None:
        return "\n".join([*lines, "", f"open: {reached.pending.name}  {reached.pending.question}"])
    route = reached.route
    if route is None:
        return "\n".join(lines)
    status = ", ".join(item.label or item.text for item in route.status)
    lines += ["", route.title, f"duty: {status} ({_name(route.confidence)})"]
    for heading, items in (
        ("What must hold", route.conditions),
        ("What to write", route.grounds),
        ("Where to write it", route.places),
        ("Where the guidance wants it", route.recommended_places),
        ("Notice code", route.notice_codes),
        ("Rests on", route.provisions),
        ("Guidance", route.guidance),
        ("Cases", route.precedents),
        ("Remarks", route.remarks),
    ):
        if items:
            lines += ["", heading, *(_line(item) for item in items)]
    return "\n".join(lines)


def _line(item: Item) -> str:
    head = f"{item.label}: " if item.label else ""
    marks = [item.relation.replace("-", " ") if item.relation else None, _name(item.confidence)]
    marks += [short_name(source) for source in item.sources]
    tail = "; ".join(mark for mark in marks if mark)
    return f"  - {head}{item.text}" + (f" [{tail}]" if tail else "")


def _name(iri: str | None) -> str:
    return short_name(iri).partition(":")[2] if iri else ""
