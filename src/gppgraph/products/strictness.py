"""The strictness of a requirement: products that meet it, also by threshold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from ..errors import InputError, UnknownNameError
from ..languages import Words
from ..spelling import near
from ..verdicts.question import question
from .demands import (
    NUMERIC,
    Alternative,
    Constraint,
    DemandedFigure,
    DemandedRequirement,
    Demands,
    read_demands,
)
from .evaluate import wide

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from ibis.expr.types import Table

    from ..dataset import Dataset

NOT_STATED = "not stated"  # the group of products whose type or year is missing
STEPS = 24  # thresholds of a curve, beside the demanded one
DRAWS, SEED = 2000, 17
FEWEST_BRANDS = 5  # with fewer an interval would say nothing


class Counts(NamedTuple):
    """Products of a group by result, and brands with a product that meets it.

    ``share`` is that of the products that meet it among those of which it is known, between ``share_low`` and
    ``share_high`` with 95 % confidence; ``None`` where it is not known, or too few brands give no interval.
    """

    group: str
    products: int
    proved: int
    failed: int
    unknown: int
    brands: int
    brands_left: int
    share: float | None
    share_low: float | None
    share_high: float | None


class Strictness(NamedTuple):
    """A requirement over a sample of products.

    ``curve`` counts the products by threshold, in the order of strictness, for the constraint with the number
    alone; ``varied`` is its property, with ``operator``, ``demanded`` value and ``unit``. They are empty where the
    requirement demands no number. ``sample`` says which products the sample holds.
    """

    requirement: str
    sample: str
    whole: Counts
    by_type: tuple[Counts, ...]
    by_year: tuple[Counts, ...]
    varied: str | None
    operator: str | None
    demanded: float | None
    unit: str | None
    curve: tuple[Counts, ...]


def strictness(
    graph: Dataset,
    products: Table,
    requirement: str,
    *,
    vary: str | None = None,
    sample: str = "",
    **options: Any,
) -> Strictness:
    """Return counts of the products that meet a requirement, also by threshold.

    ``vary`` is the property of the number, by default the first. ``options`` are ``product``, ``state`` and
    ``values``, as for ``satisfy``. Confidence intervals are drawn from brands, since models of one brand are alike,
    and are the same in every run.

    Raises:
        UnknownNameError: a name is not known, or the requirement has no number of the property.
    """
    demands = read_demands(graph, question(graph.register, requirement=requirement, **options))
    if not demands.requirements:
        raise InputError(f"{requirement}: asks nothing of these product types that is formalised.")
    demand = demands.requirements[0]
    found = _number(demand, vary)
    asked = products.filter(
        products.product_type.isin(sorted(demand.products)) | products.product_type.isnull()
    )
    thresholds = _thresholds(asked, found[1]) if found else []
    varied = [_with_threshold(demand, found, value) for value in thresholds] if found else []
    judged = _judged(products, Demands((demand, *varied), demands.leaves))
    return Strictness(
        requirement=demand.requirement,
        sample=sample,
        whole=_counts("all", judged, demand.requirement),
        by_type=_by_group(judged, demand.requirement, "product_type"),
        by_year=_by_group(judged, demand.requirement, "year"),
        varied=found[1].concept if found else None,
        operator=found[1].operator if found else None,
        demanded=found[1].value if found else None,
        unit=found[1].unit if found else None,
        curve=tuple(
            _counts(f"{value:g}", judged, entry.requirement)
            for value, entry in zip(thresholds, varied, strict=True)
        ),
    )


def _number(demand: DemandedRequirement, vary: str | None) -> tuple[Constraint, DemandedFigure] | None:
    """Return the number of a requirement that is varied, with its constraint."""
    numbers = [
        (constraint, figure)
        for constraint in demand.constraints
        for way in constraint.alternatives
        for figure in way.figures
        if figure.operator in NUMERIC and figure.value is not None
    ]
    if vary is None:
        return numbers[0] if numbers else None
    for constraint, figure in numbers:
        if figure.concept == vary:
            return constraint, figure
    names = sorted({figure.concept for _, figure in numbers})
    raise UnknownNameError("number of the requirement", vary, near(vary, names), names)


def _thresholds(products: Table, figure: DemandedFigure) -> list[float]:
    """Return thresholds in the order of strictness.

    They are values that products have, evenly by rank, and the demanded one.
    """
    import numpy as np

    columns = [
        name for name in (f"{figure.column}__low", f"{figure.column}__high") if name in products.columns
    ]
    values: set[float] = {float(figure.value or 0.0)}
    for name in columns:
        present = np.unique(products[name].to_pyarrow().drop_null().to_numpy())
        if len(present):
            places = np.linspace(0, len(present) - 1, min(STEPS, len(present))).round().astype(int)
            values |= {float(value) for value in present[places]}
    return sorted(values, reverse=figure.operator in ("at-most", "less-than"))


def _with_threshold(
    demand: DemandedRequirement, varied: tuple[Constraint, DemandedFigure] | None, value: float
) -> DemandedRequirement:
    """Return the constraint of a number as a requirement, with another value."""
    assert varied is not None
    constraint, figure = varied

    def replaced(way: Alternative) -> Alternative:
        figures = (entry._replace(value=value) if entry == figure else entry for entry in way.figures)
        return way._replace(figures=tuple(figures))

    name = f"{constraint.name} {value!r}"
    ways = tuple(map(replaced, constraint.alternatives))
    alone = constraint._replace(name=name, products=demand.products, alternatives=ways)
    return demand._replace(requirement=name, formalised=True, constraints=(alone,), bands=())


class _Judged(NamedTuple):
    """Results by requirement, brands and groups, with one entry for each product."""

    results: dict[str, np.ndarray[Any, Any]]
    applies: np.ndarray[Any, Any]
    brands: np.ndarray[Any, Any]
    groups: dict[str, np.ndarray[Any, Any]]


PROVED, FAILED, OPEN = 1, 0, 2


def _judged(products: Table, demands: Demands) -> _Judged:
    import numpy as np
    import pyarrow.compute as pc

    about = [
        name
        for name in ("brand", "product_type", "placed_on_market", "registered_on")
        if name in products.columns
    ]
    result = wide(products, demands, about=about).to_pyarrow()
    first = demands.requirements[0].requirement
    applies = result[f"{first} applies"].fill_null(True).to_numpy()
    nothing = np.full(result.num_rows, "", dtype=object)

    def texts(name: str) -> np.ndarray[Any, Any]:
        return result[name].fill_null("").to_numpy() if name in about else nothing

    years = nothing
    for name in ("registered_on", "placed_on_market"):
        if name in about:
            stated = pc.fill_null(pc.cast(pc.year(result[name]), "string"), "").to_numpy(zero_copy_only=False)
            years = np.where(stated == "", years, stated)
    return _Judged(
        {demand.requirement: _results(result, demand.requirement) for demand in demands.requirements},
        applies,
        np.unique(texts("brand").astype(str), return_inverse=True)[1],
        {"product_type": texts("product_type"), "year": years},
    )


def _results(result: pa.Table, name: str) -> np.ndarray[Any, Any]:
    """Return 1 where a requirement is proved, 0 where it fails, 2 where unknown."""
    import numpy as np

    applies, holds = result[f"{name} applies"], result[name]
    known = applies.fill_null(False).to_numpy() & holds.is_valid().to_numpy()
    return np.where(known, holds.fill_null(False).to_numpy(), OPEN).astype(np.int8)


def _by_group(judged: _Judged, requirement: str, name: str) -> tuple[Counts, ...]:
    import numpy as np

    values = judged.groups[name]
    return tuple(
        _counts(value or NOT_STATED, judged, requirement, values == value)
        for value in sorted(set(np.unique(values[judged.applies].astype(str))))
    )


def _counts(
    group: str, judged: _Judged, requirement: str, inside: np.ndarray[Any, Any] | None = None
) -> Counts:
    import numpy as np

    chosen = judged.applies if inside is None else judged.applies & inside
    results, brands = judged.results[requirement][chosen], judged.brands[chosen]
    proved, failed = results == PROVED, results == FAILED
    good, bad = int(proved.sum()), int(failed.sum())
    low, high = _interval(brands, proved, failed)
    return Counts(
        group,
        len(results),
        good,
        bad,
        len(results) - good - bad,
        len(np.unique(brands)),
        len(np.unique(brands[proved])),
        good / (good + bad) if good + bad else None,
        low,
        high,
    )


def _interval(
    brands: np.ndarray[Any, Any], proved: np.ndarray[Any, Any], failed: np.ndarray[Any, Any]
) -> tuple[float | None, float | None]:
    """Return the ends of the 95 % interval of a share, by drawing brands."""
    import numpy as np

    known = proved | failed
    names, places = np.unique(brands[known], return_inverse=True)
    if len(names) < FEWEST_BRANDS:
        return None, None
    good = np.bincount(places, weights=proved[known], minlength=len(names))
    every = np.bincount(places, minlength=len(names)).astype(float)
    chance = np.random.default_rng(SEED)
    drawn = chance.multinomial(len(names), np.full(len(names), 1 / len(names)), size=DRAWS)
    shares = (drawn @ good) / (drawn @ every)
    low, high = np.quantile(shares, (0.025, 0.975))
    return float(low), float(high)


def share_text(words: Words, counts: Counts) -> str:
    """Return a share with its interval, such as ``41 % (33 to 52 %)``."""
    if counts.share is None:
        return ""
    text = f"{100 * counts.share:.0f} %"
    if counts.share_low is None or counts.share_high is None:
        return text
    low, high = (f"{100 * end:.0f}" for end in (counts.share_low, counts.share_high))
    return f"{text} ({words.fill('strict-range', low=low, high=high)})"


def rows(found: Strictness) -> list[dict[str, Any]]:
    """Return one row per group of products: all, type, year and threshold."""
    parts: Iterable[tuple[str, Sequence[Counts]]] = (
        ("all", (found.whole,)),
        ("product type", found.by_type),
        ("year", found.by_year),
        (f"threshold of {found.varied}", found.curve),
    )
    return [{"by": name, **entry._asdict()} for name, entries in parts for entry in entries]
