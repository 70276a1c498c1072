"""Comparison of two editions by the properties that they bound.

``queries/answers/compare-pairs.rq`` decides from derived statements which side is stricter, and in which
respect; this module resolves the names, and filters and pairs the rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ..catalogue.query import text_of
from ..errors import UnknownNameError
from ..rdf.engines import Engine
from ..rdf.rows import Row, Term
from ..spelling import near
from ..terms import short_name, slug
from ..values import parse_day
from .wording import Bounds, read_bounds

if TYPE_CHECKING:
    from ..dataset import Dataset

LAW = "law"
RELATIONS = ("equal", "left-stricter", "right-stricter", "neither", "unknown", "left-only", "right-only")
COLUMNS = ("topic", "concept", "left", "right", "relation", "why", "left_requirement", "right_requirement")


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: editions, or some levels of a set.

    ``day`` limits law to the days on which it applies.
    """

    name: str
    editions: tuple[str, ...]
    levels: tuple[str, ...] = ()
    day: date | None = None

    def holds(self, row: Row) -> bool:
        """Return whether a constraint belongs to this side.

        A constraint of law belongs to it only on the days on which it applies.
        """
        if self.levels and row.iri_or_none("level") not in self.levels:
            return False
        if self.day is None:
            return True
        start, end = row.text_or_none("from"), row.text_or_none("until")
        return (start is None or start <= self.day.isoformat()) and (
            end is None or self.day.isoformat() < end
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """The demands of both sides on one property, and the stricter side."""

    topic: str
    concept: str
    left: str
    right: str
    relation: str
    why: str
    left_requirement: str
    right_requirement: str
    left_constraint: str
    right_constraint: str
    products: tuple[str, ...]


def side(graph: Dataset, name: str, as_of: date | str | None = None) -> Side:
    """Return the side of a name.

    A name is a set, ``set/level``, a label edition, an act, or ``law`` on a day.

    Raises:
        UnknownNameError: the name stands for nothing; the message has near matches.
    """
    day = parse_day(as_of)
    if name == LAW:
        acts = tuple(row.iri("act") for row in graph.select(text_of("acts-with-constraints")))
        return Side(f"law on {day.isoformat()}", acts, day=day)
    edition, _, level = name.partition("/") if "://" not in name else (name, "", "")
    register = graph.register
    for kind in ("set", "edition"):
        try:
            iri = register.resolve(kind, edition)
        except UnknownNameError:
            continue
        levels = tuple(register.resolve_level(level, [iri])) if level else ()
        return Side(name, (iri,), levels)
    acts = tuple(row.iri("act") for row in graph.select(text_of("acts-with-constraints")))
    if match := [act for act in acts if edition in (slug(act), act, short_name(act))]:
        return Side(name, tuple(match), day=day if as_of else None)
    names = [*register.names["set"], *register.names["edition"], *(slug(act) for act in acts), LAW]
    raise UnknownNameError("edition", edition, near(edition, names))


def compare(
    graph: Dataset,
    left: str,
    right: str,
    *,
    product: str | None = None,
    topic: str | None = None,
    as_of: date | str | None = None,
) -> list[Comparison]:
    """Return the comparisons of two editions, sorted by topic and property.

    Raises:
        UnknownNameError: a name stands for nothing.
    """
    one, two = side(graph, left, as_of), side(graph, right, as_of)
    products = _products(graph, product)
    wanted_topic = _topic(graph, topic)
    engine = graph.engine
    constraints = {
        key: _constraints(engine, one_side, products) for key, one_side in (("left", one), ("right", two))
    }
    bounds = read_bounds(engine)
    rows: dict[tuple[str, str, str], dict[str, set[str]]] = {}
    for row in _pairs(engine, one, two, products):
        key = tuple(row.iri(name) for name in ("concept", "leftConstraint", "rightConstraint"))
        if key[1] not in constraints["left"] or key[2] not in constraints["right"]:
            continue
        entry = rows.setdefault((key[0], key[1], key[2]), {})
        for name in ("relation", "product"):
            entry.setdefault(name, set()).add(slug(row.text(name)))
        if row["reason"] is not None:
            entry.setdefault("why", set()).add(f"{row.text('weaker')}: {row.text('reason')}")
    result = []
    paired: dict[str, set[tuple[str, str]]] = {"left": set(), "right": set()}
    for (concept, first, second), entry in rows.items():
        paired["left"].add((first, concept))
        paired["right"].add((second, concept))
        result.append(
            _comparison(
                concept,
                constraints,
                bounds,
                first,
                second,
                min(entry["relation"]),
                entry.get("why", ()),
                entry,
            )
        )
    for this, other in (("left", "right"), ("right", "left")):
        for constraint, members in constraints[this].items():
            for concept in sorted({row.iri("concept") for row in members}):
                if (constraint, concept) not in paired[this]:
                    first, second = (constraint, "") if this == "left" else ("", constraint)
                    about = {"product": {row.slug("product") for row in members}}
                    silent = (f"{other}: nothing on record",)
                    result.append(
                        _comparison(
                            concept, constraints, bounds, first, second, f"{this}-only", silent, about
                        )
                    )
    on_topic = [entry for entry in result if wanted_topic is None or wanted_topic in entry.topic.split(", ")]
    return sorted(
        on_topic,
        key=lambda entry: (entry.topic, entry.concept, entry.left_constraint, entry.right_constraint),
    )


def _products(graph: Dataset, product: str | None) -> list[str] | None:
    if product is None:
        return None
    return graph.register.leaves[graph.register.resolve("product", product)]


def _topic(graph: Dataset, topic: str | None) -> str | None:
    if topic is None:
        return None
    topics = [row.iri("topic") for row in graph.select(text_of("topics"))]
    names = {slug(entry): entry for entry in topics}
    name = slug(graph.expand(topic)) if ":" in topic else topic
    if name not in names:
        raise UnknownNameError("topic", topic, near(name, names))
    return name


def _bound(products: list[str] | None) -> Iterable[dict[str, Term]]:
    return [{}] if products is None else [{"product": ox.NamedNode(entry)} for entry in products]


def _constraints(engine: Engine, one_side: Side, products: list[str] | None) -> dict[str, list[Row]]:
    """Return the rows of each constraint of a side."""
    rows: dict[str, list[Row]] = {}
    for edition in one_side.editions:
        for bound in _bound(products):
            for row in engine.select(
                text_of("compare-constraints"), {**bound, "edition": ox.NamedNode(edition)}
            ):
                if one_side.holds(row):
                    rows.setdefault(row.iri("constraint"), []).append(row)
    return rows


def _pairs(engine: Engine, one: Side, two: Side, products: list[str] | None) -> Iterable[Row]:
    for first in one.editions:
        for second in two.editions:
            for bound in _bound(products):
                yield from engine.select(
                    text_of("compare-pairs"),
                    {**bound, "left": ox.NamedNode(first), "right": ox.NamedNode(second)},
                )


def _comparison(
    concept: str,
    constraints: dict[str, dict[str, list[Row]]],
    bounds: Bounds,
    left: str,
    right: str,
    relation: str,
    why: Iterable[str],
    entry: dict[str, set[str]],
) -> Comparison:
    rows = [*constraints["left"].get(left, ()), *constraints["right"].get(right, ())]
    reasons = list(why)
    for name, members in (
        ("left", constraints["left"].get(left, ())),
        ("right", constraints["right"].get(right, ())),
    ):
        if any(row.slug_or_none("binding") == "optional" for row in members):
            reasons.append(f"{name}: optional only")
    topics = sorted(
        {row.slug("topic") for row in rows if row.iri("concept") == concept and row["topic"] is not None}
    )
    return Comparison(
        topic=", ".join(topics),
        concept=slug(concept),
        left=bounds.describe(left) if left else "",
        right=bounds.describe(right) if right else "",
        relation=relation,
        why="; ".join(sorted(reasons)),
        left_requirement=_requirement(constraints["left"].get(left, ())),
        right_requirement=_requirement(constraints["right"].get(right, ())),
        left_constraint=slug(left) if left else "",
        right_constraint=slug(right) if right else "",
        products=tuple(sorted(entry.get("product", ()))),
    )


def _requirement(rows: Iterable[Row]) -> str:
    return ", ".join(sorted({row.slug("requirement") for row in rows}))
