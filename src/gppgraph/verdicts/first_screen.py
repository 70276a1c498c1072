"""The first screen: labels that can prove something, and the best answers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import pyoxigraph as ox

from ..catalogue.query import text_of
from ..languages import Words
from ..rdf.rows import Row
from ..rdf.store import Queried, select
from .label_editions import EditionDays, newest_first
from .satisfy import Verdict

_PROVES = {"true": 0, "undetermined": 1, "false": 2}
_EXTENTS = {"all": 0, "part": 1, "none": 2}
_ADMISSIONS = {"label": 0, "possibly": 1, "value-only": 2, "not-admitted": 3}
# Where nothing is asked, no label edition has an answer.
ASKS_NOTHING = frozenset(["not-applicable", "not-specified"])
# Reasons why nothing is known of a label edition on a product type.
NOTHING_KNOWN = frozenset(["coverage-not-known", "edition-not-read"])
_NO_ANSWER = ASKS_NOTHING | {"not-covered"}


@dataclass(frozen=True, slots=True)
class Choice:
    """Which label editions have a column, and which are named in one line instead.

    ``shown`` is ordered, the newest first. ``ended`` have no certificate on the day, ``unread`` no criterion on
    record, and ``left_out`` certify no such products.
    """

    shown: tuple[str, ...]
    unread: tuple[str, ...]
    ended: tuple[str, ...]
    left_out: tuple[str, ...]


def choose(
    editions: Iterable[EditionDays], covering: Iterable[str], asked: Iterable[str], day: date
) -> Choice:
    """Return the choice among the editions asked about."""
    asked, covering = set(asked), set(covering)
    shown, unread, ended, left_out = [], [], [], []
    for entry in newest_first(edition for edition in editions if edition.edition in asked):
        if entry.edition not in covering:
            left_out.append(entry.edition)
        elif entry.has_ended(day):
            ended.append(entry.edition)
        elif not entry.read:
            unread.append(entry.edition)
        else:
            shown.append(entry.edition)
    return Choice(tuple(shown), tuple(unread), tuple(ended), tuple(left_out))


class BestAnswer(NamedTuple):
    """The best answer on a requirement, and the label edition that gives it."""

    edition: str
    words: str


class Nearness(NamedTuple):
    """How near the record of an edition comes to an open case.

    The lesser of two is nearer. ``far`` is 0 if a criterion that decides is on record, 1 if one on the same
    topic is, 2 if none is, and 3 if nothing is known of the edition and the product type. ``place`` is that of
    the reason in its list.
    """

    far: int
    place: int
    reason: str


def read_nearness(store: Queried, product: str) -> dict[tuple[str, str], Nearness]:
    """Return how near each edition comes to each requirement that is open.

    ``product`` is an IRI. The keys are a requirement and an edition, such as
    ``("dk-desktop-2023.basis.TS3", "tco-certified-10")``. The reason is the one that is to be settled first.
    """
    rows: dict[tuple[str, str], list[tuple[int, str, int]]] = {}
    for row in select(store, text_of("nearness"), {"product": ox.NamedNode(product)}):
        known = rows.setdefault((row.slug("requirement"), row.slug("edition")), [])
        known.append((int(row.number("rank")), row.slug("reason"), int(row.number("far"))))
    return {case: _nearest(known) for case, known in rows.items()}


def nearness(rows: Iterable[Row]) -> Nearness:
    """Return how near a record comes to a case with these rows of ``reasons``."""
    return _nearest(
        [
            (
                int(row.text("rank")),
                row.slug("reason"),
                0 if row["criterion"] else 1 if row["neighbour"] else 2,
            )
            for row in rows
        ]
    )


def _nearest(known: Sequence[tuple[int, str, int]]) -> Nearness:
    place, reason, _ = min(known)
    far = min(far for _, _, far in known)
    return Nearness(3 if reason in NOTHING_KNOWN else far, place, reason)


def best(
    verdicts: Iterable[Verdict], near: Mapping[tuple[str, str], Nearness], order: Sequence[str]
) -> Verdict | None:
    """Return the verdict that tells most for the bidder.

    It is ``None`` if nothing is asked or certified.
    """
    return next(iter(ranked(verdicts, near, order)), None)


def ranked(
    verdicts: Iterable[Verdict], near: Mapping[tuple[str, str], Nearness], order: Sequence[str]
) -> list[Verdict]:
    """Return the verdicts that are an answer, the one that tells most first.

    Of two that tell the same, that of the edition which stands first in ``order`` comes first.
    """
    places = {edition: place for place, edition in enumerate(order)}
    answers = [entry for entry in verdicts if entry.verdict not in _NO_ANSWER and entry.edition in places]

    def key(entry: Verdict) -> tuple[object, ...]:
        nearest = near.get((entry.requirement, entry.edition), _DECIDED)
        return (*rank(entry), nearest, places[entry.edition])

    return sorted(answers, key=key)


_DECIDED = Nearness(0, 0, "")


def rank(verdict: Verdict) -> tuple[int, ...]:
    """Return the place of a verdict among others, the one that proves most first."""
    return (
        _PROVES[verdict.proves],
        _ADMISSIONS[verdict.admission],
        _EXTENTS[verdict.at_least],
        _EXTENTS[verdict.at_most],
        verdict.currency != "true",
    )


def sentence(verdict: Verdict, reason: str | None, titles: Mapping[str, str], words: Words) -> str:
    """Return the best answer in a sentence, with the reason why it is open.

    For example "TCO Certified 10 may prove it; the criteria text decides".
    """
    ends = f"{verdict.at_least}-{verdict.at_most}"
    proved = "proved" if verdict.proves == "true" else verdict.admission
    names = (f"best-{verdict.verdict}-{ends}", f"best-{ends}-{proved}", f"best-{ends}")
    line = next(filter(None, map(words.get, names)))
    line = line.format(label=titles.get(verdict.edition, verdict.edition))
    settled = verdict.at_least == verdict.at_most or verdict.verdict == "gives-value"
    return line if settled or reason is None else f"{line}; {words[f'decides-{reason}']}"
