"""Products held against requirements: proved, failed or unknown.

The result is a relation of Ibis, which DuckDB, Polars, Spark and other engines run alike.
"""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from functools import reduce
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

import ibis

from ..errors import InputError
from ..terms import slug
from ..verdicts.accepted_proofs import read_proofs
from ..verdicts.question import Question, question
from . import expressions
from .certificates import current_editions, given_by_labels, named_editions, with_labels
from .demands import (
    NUMERIC,
    Alternative,
    Constraint,
    DemandedFigure,
    DemandedRequirement,
    Demands,
    read_demands,
)
from .duties import given_by_law
from .expressions import UPPER
from .limits import Limits, shipped_limits
from .proofs import Proofs
from .relation import Products, completed

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, NumericValue, StringValue, StructValue, Table, Value

    from ..graph import Graph

PROVED, FAILED, UNKNOWN = "proved", "failed", "unknown"
# Columns of products that the result repeats.
ABOUT = ("item", "model", "brand", "product_type")
COLUMNS = (*ABOUT, "requirement", "result", "by", "failed", "missing", "closes", "margin", "unit", "share")


COUNTED = ("requirement", "items", "proved", "failed", "unknown")


class Evaluation(NamedTuple):
    """The demands of a question and their relation, which is not yet run."""

    demands: Demands
    table: Table


def evaluate(
    graph: Graph,
    products: Table,
    certificates: Table | None = None,
    *,
    label_evidence: bool = False,
    law: bool = False,
    criteria: str | None = None,
    **options: Any,
) -> Evaluation:
    """Return the requirements of a question held against products.

    ``evaluate_table`` describes the columns.

    ``options`` are those of ``satisfy``: ``set``, ``level``, ``product``, ``requirement``, ``state``, ``as_of`` and
    ``values``. With ``label_evidence`` a certificate that is valid on the day proves what its label edition meets,
    where the source admits the label; with ``law`` the law of the day proves what it gives of units that are placed on
    the market on it. ``criteria`` is a label edition against whose mandatory criteria the products are held, in place
    of requirements of sets.

    Raises:
        UnknownNameError, InputError: an option is not understood.
    """
    ask = question(graph.register, **options)
    if criteria is not None:
        ask = ask._replace(sets=(graph.register.resolve("edition", criteria),), requirements=(), levels=())
    demands = read_demands(graph, ask)
    if not demands.requirements:
        raise InputError("no requirement is asked of these product types; gppgraph matrix shows which are.")
    proofs = Proofs()
    if options.get("product"):
        kinds = sorted(map(slug, ask.products))
        products = products.filter(products.product_type.isin(kinds) | products.product_type.isnull())
    if label_evidence and certificates is not None:
        named = named_editions(certificates) & graph.register.names["edition"].keys()
        verdicts = graph.satisfy(**options, label=sorted(named)) if named else []
        proofs = proofs._replace(label=given_by_labels(verdicts))
        products = with_labels(products, certificates, ask.day, current_editions(verdicts))
    if law:
        proofs = proofs._replace(law=given_by_law(graph.law(**options)))
    return Evaluation(demands, evaluate_table(products, demands, proofs, accepted=_accepted(graph, ask)))


def _accepted(graph: Graph, ask: Question) -> dict[str, str]:
    """Return the ways of proof that each requirement accepts, in words."""
    ways = read_proofs(graph, ask, "en")
    return {
        slug(requirement): " or ".join(
            dict.fromkeys(" and ".join((*way.evidence, *way.labels)) for way in options)
        )
        for requirement, options in ways.items()
    }


class Judged(NamedTuple):
    """One requirement over all products, as expressions in three values.

    ``parts`` has each constraint with what is measured or stated, and with any proof.
    """

    demand: DemandedRequirement
    applies: BooleanValue
    holds: BooleanValue
    parts: tuple[tuple[Constraint, BooleanValue, BooleanValue], ...]


def prepared(table: Table, demands: Demands, limits: Limits) -> Products:
    """Return products with a column for each figure and constraint.

    Requirements refer to the columns; expressions that repeat one another would grow with every step.
    """
    products = Products(completed(table), demands.leaves, limits)
    constraints = [entry for demand in demands.requirements for entry in demand.constraints]
    ways = [way for constraint in constraints for way in constraint.alternatives if not way.open]
    groups = {
        *(demand.products for demand in demands.requirements),
        *(entry.products for entry in constraints),
    }
    products = products.computing(
        {
            **{
                (figure, way.formulas): expressions.figure(products, figure, way)
                for way in ways
                for figure in way.figures
            },
            **{group: products.among(group) for group in sorted(groups, key=sorted)},
        }
    )
    return products.computing({entry.name: expressions.measured(products, entry) for entry in constraints})


def judge(products: Products, demand: DemandedRequirement, proofs: Proofs) -> Judged:
    """Return a requirement as expressions over the columns of products."""
    parts = []
    for constraint in demand.constraints:
        measured = expressions.measured(products, constraint)
        parts.append((constraint, measured, proofs.with_other(products, constraint.name, measured)))
    asked = [expressions.asked(products, demand, constraint, holds) for constraint, _, holds in parts]
    return Judged(demand, products.applies(demand), expressions.requirement(demand, asked), tuple(parts))


def wide(
    table: Table,
    demands: Demands,
    proofs: Proofs | None = None,
    limits: Limits | None = None,
    about: Sequence[str] = (),
) -> Table:
    """Return one row per item, with two columns per requirement.

    The item and its columns ``about`` come first.

    That of its name is true where it is proved, false where it fails, null where neither is known;
    ``NAME applies`` is false where the requirement asks nothing of the item, null where that is not known.
    """
    products = prepared(table, demands, limits or shipped_limits())
    columns: dict[str, Value] = {name: products.column(name) for name in ("item", *about)}
    for demand in demands.requirements:
        judged = judge(products, demand, proofs or Proofs())
        columns[demand.requirement] = judged.holds
        columns[f"{demand.requirement} applies"] = judged.applies
    return products.table.select(**columns)


def evaluate_table(
    table: Table,
    demands: Demands,
    proofs: Proofs | None = None,
    limits: Limits | None = None,
    accepted: Mapping[str, str] = MappingProxyType({}),
) -> Table:
    """Return one row per item and requirement that asks something of it, or may.

    ``result`` is "proved", "failed" or "unknown"; ``by`` are the kinds of proof used ("measured", "label", "law"),
    ``failed`` and ``missing`` the constraints that fail and that are not known, ``closes`` the proofs that the source
    accepts for what is missing, as ``accepted`` has them by requirement. ``margin`` is how far the item lies
    on the good side of the only number demanded, negative where it fails, in ``unit``; ``share`` is the share of the
    points of an award criterion that is certain.
    """
    products = prepared(table, demands, limits or shipped_limits())
    ways = proofs or Proofs()
    rows = ibis.array(
        [_row(products, judge(products, demand, ways), ways, accepted) for demand in demands.requirements]
    )
    about = [products.column(name).name(name) for name in ABOUT]
    each = products.table.select(*about, row=rows.unnest()).unpack("row")
    return each.filter(each.result.notnull())


class Count(NamedTuple):
    """The number of items that a requirement asks something of, by result."""

    requirement: str
    items: int
    proved: int
    failed: int
    unknown: int


def counted_wide(
    table: Table, demands: Demands, proofs: Proofs | None = None, limits: Limits | None = None
) -> list[Count]:
    """Return the number of items by requirement and result, in one pass."""
    products = prepared(table, demands, limits or shipped_limits())
    numbers: dict[str, Value] = {}
    for place, demand in enumerate(demands.requirements):
        judged = judge(products, demand, proofs or Proofs())
        numbers[f"about {place}"] = judged.applies.fill_null(True).sum()
        numbers[f"proved {place}"] = (judged.applies & judged.holds).sum()
        numbers[f"failed {place}"] = (judged.applies & ~judged.holds).sum()
    row = products.table.aggregate(**numbers).to_pyarrow().to_pylist()[0]
    found = []
    for place, demand in enumerate(demands.requirements):
        about, proved, failed = (row[f"{name} {place}"] or 0 for name in ("about", "proved", "failed"))
        found.append(Count(demand.requirement, about, proved, failed, about - proved - failed))
    return found


def counted(table: Table) -> Table:
    """Return the number of items by requirement and result."""
    numbers = {word: (table.result == word).sum() for word in (PROVED, FAILED, UNKNOWN)}
    return table.group_by("requirement").agg(items=table.count(), **numbers)


def _row(products: Products, judged: Judged, proofs: Proofs, accepted: Mapping[str, str]) -> StructValue:
    """Return the row of a requirement for an item.

    It has no result where the requirement asks nothing of the item.
    """
    demand, numbers = judged.demand, only_numbers(judged.demand)
    missing = _named(products, judged, UNKNOWN)
    return ibis.struct(
        {
            "requirement": ibis.literal(demand.requirement),
            "result": ibis.cases(
                (~judged.applies, ibis.null("string")),
                (judged.applies & judged.holds, PROVED),
                (judged.applies & ~judged.holds, FAILED),
                else_=UNKNOWN,
            ),
            "by": _by(products, judged, proofs),
            "failed": _named(products, judged, FAILED),
            "missing": missing,
            "closes": ibis.cases((missing != "", accepted.get(demand.requirement, "")), else_=""),
            "margin": _margin(products, numbers),
            "unit": ibis.literal(numbers[0].figure.unit or "") if numbers else ibis.null("string"),
            "share": _share(products, demand),
        }
    )


def _by(products: Products, judged: Judged, proofs: Proofs) -> StringValue:
    """Return the kinds of proof used, in the order measured, label, law."""
    kinds: dict[str, list[BooleanValue]] = {"measured": [], "label": [], "law": []}
    for constraint, measured, holds in judged.parts:
        about = _about(products, judged.demand, constraint) & holds
        kinds["measured"].append(about & measured)
        for kind, way in (("label", proofs.by_label), ("law", proofs.by_law)):
            found = way(products, constraint.name)
            if found is not None:
                kinds[kind].append(about & measured.isnull() & found)
    return _words([(reduce(operator.or_, ways), kind) for kind, ways in kinds.items() if ways])


def _named(products: Products, judged: Judged, which: str) -> StringValue:
    """Return the names of constraints that fail, or that are not known."""
    named: list[tuple[BooleanValue, str]] = []
    for constraint, _, holds in judged.parts:
        about = _about(products, judged.demand, constraint)
        chosen = ~holds if which == FAILED else holds.isnull()
        named.append((about & chosen, constraint.name))
    if which == UNKNOWN:
        named.append((judged.applies.isnull(), "product_type"))
        if not judged.demand.formalised:
            named.append((ibis.literal(True), judged.demand.requirement))
    return _words(named)


def _about(products: Products, demand: DemandedRequirement, constraint: Constraint) -> BooleanValue:
    """Return whether a constraint is about an item, or may be."""
    if constraint.products >= demand.products:
        return ibis.literal(True)
    return products.among(constraint.products).fill_null(True)


def _words(words: Sequence[tuple[BooleanValue, str]]) -> StringValue:
    """Return the words of the expressions that hold, with a space between."""
    parts = [ibis.cases((holds, f"{word} "), else_="") for holds, word in words]
    return reduce(operator.add, parts).rstrip() if parts else ibis.literal("")


class Number(NamedTuple):
    """The number or limit that a requirement demands of some product types."""

    products: frozenset[str]
    way: Alternative
    figure: DemandedFigure


def only_numbers(demand: DemandedRequirement) -> tuple[Number, ...]:
    """Return the only number that a requirement demands of each product type.

    There is none if it demands several of a type.
    """
    numbers: list[Number] = []
    for constraint in demand.constraints:
        figures = [(way, figure) for way in constraint.alternatives for figure in way.figures]
        if len(figures) != 1 or figures[0][1].operator not in (*NUMERIC, "within"):
            return ()
        if any(constraint.products & other.products for other in numbers):
            return ()
        numbers.append(Number(constraint.products, *figures[0]))
    return tuple(numbers) if len({number.figure.unit for number in numbers}) == 1 else ()


def margin(products: Products, demanded: Alternative, figure: DemandedFigure) -> NumericValue:
    """Return the distance of an item from a number, negative on the bad side.

    It is null where the interval lies on both sides.

    For a limit that may be higher than what is known of it, it is the distance from what is known, so that an item
    beyond it shows although nothing is refuted.
    """
    if figure.operator == "within":
        found, limit = expressions.measured_and_limit(products, figure)
        if found is None or limit is None:
            return ibis.null("float64")
        return ibis.cases(
            (found.high <= limit.low, limit.low - found.high), (found.low > limit.low, limit.low - found.low)
        )
    interval = expressions.interval_of(products, figure, demanded)
    if figure.value is None or interval is None:
        return ibis.null("float64")
    if figure.operator in UPPER:
        good, bad = figure.value - interval.high, figure.value - interval.low
    else:
        good, bad = interval.low - figure.value, interval.high - figure.value
    holds = expressions.compare(interval, str(figure.operator), figure.value)
    return ibis.cases((holds, good), (~holds, bad))


def _margin(products: Products, numbers: Sequence[Number]) -> NumericValue:
    ways = [(products.among(entry.products), margin(products, entry.way, entry.figure)) for entry in numbers]
    return ibis.cases(*ways) if ways else ibis.null("float64")


def _share(products: Products, demand: DemandedRequirement) -> NumericValue:
    """Return the share of points that is certain.

    It is that of the band with the whole interval, and 0 below all bands.
    """
    numbers = only_numbers(demand)
    if len(numbers) != 1 or not demand.bands:
        return ibis.null("float64")
    interval = expressions.interval_of(products, numbers[0].figure, numbers[0].way)
    if interval is None:
        return ibis.null("float64")
    ways = []
    for band in demand.bands:
        ends = []
        if band.lower is not None:
            comparison = "at-least" if band.lower_inclusive else "more-than"
            ends.append(expressions.compare(interval, comparison, band.lower))
        if band.upper is not None:
            comparison = "at-most" if band.upper_inclusive else "less-than"
            ends.append(expressions.compare(interval, comparison, band.upper))
        if ends:
            ways.append((reduce(operator.and_, ends), band.share))
    lowest = min(
        (band for band in demand.bands if band.lower is not None),
        key=lambda band: band.lower or 0.0,
        default=None,
    )
    if lowest is not None and lowest.lower is not None:
        comparison = "less-than" if lowest.lower_inclusive else "at-most"
        ways.append((expressions.compare(interval, comparison, lowest.lower), 0.0))
    return ibis.cases(*ways) if ways else ibis.null("float64")
