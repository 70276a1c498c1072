"""Single demands and products: each result has a near miss beside it."""

from __future__ import annotations

from datetime import date
from typing import Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gppgraph.products.certificates import with_labels
from gppgraph.products.demands import (
    Alternative,
    Band,
    Constraint,
    DemandedFigure,
    DemandedRequirement,
    Demands,
    Start,
)
from gppgraph.products.evaluate import evaluate_table
from gppgraph.products.expressions import compare
from gppgraph.products.limits import Limits, Sum
from gppgraph.products.proofs import Proofs
from gppgraph.products.relation import Interval

TYPES = frozenset({"notebook-computer", "tablet"})
LEAVES = TYPES | {"smartphone"}
LIMITS = Limits(
    {"F": (Sum(("base", "adders"), frozenset({"list"}), frozenset(), True),)}, {"below-limit": "energy"}
)
ANY_START = Start(False, frozenset({"purchase", "delivery"}), frozenset({"purchase"}))


def way(*figures: DemandedFigure, **scope: Any) -> Alternative:
    """Return an alternative of some figures."""
    return Alternative("R.c1", figures, **{"start": ANY_START, **scope})


def demand(*ways: Alternative, **other: Any) -> DemandedRequirement:
    """Return a requirement with one constraint."""
    constraint = Constraint("R.c1", TYPES, ways)
    base = DemandedRequirement("R", "set", "R", None, TYPES, frozenset({"new"}), True, (constraint,))
    return base._replace(**other)


def result(wanted: DemandedRequirement, proofs: Proofs | None = None, **cells: Any) -> dict[str, Any] | None:
    """Return the row of one product, ``None`` if the requirement asks nothing of it."""
    row = {"item": "a", "product_type": "tablet", **cells}
    table = ibis.memtable(pa.Table.from_pylist([row], _schema(row)))
    found = evaluate_table(table, Demands((wanted,), LEAVES), proofs, LIMITS).to_pyarrow().to_pylist()
    return found[0] if found else None


def _schema(row: dict[str, Any]) -> pa.Schema:
    kinds = {
        "low": pa.float64(),
        "high": pa.float64(),
        "members": pa.list_(pa.string()),
        "reaches": pa.list_(pa.string()),
        "labels__valid": pa.list_(pa.string()),
    }
    truths = {"open", "holds", "complete"}
    return pa.schema(
        [
            (
                name,
                pa.bool_()
                if {name.rsplit("_", 1)[-1]} & truths
                else kinds.get(name, kinds.get(name.rsplit("__")[-1], pa.string())),
            )
            for name in row
        ]
    )


def word(wanted: DemandedRequirement, **cells: Any) -> str | None:
    """Return the result of one product."""
    found = result(wanted, **cells)
    return found and found["result"]


CYCLES = DemandedFigure("cycles", "more-than", 300.0, "cycle")
LEFT = DemandedFigure("left", "at-least", 80.0, "percent", "cycles")


@pytest.mark.parametrize(
    ("operator", "cells", "expected"),
    [
        ("at-least", {"low": 24.0, "high": 24.0}, "proved"),
        ("at-least", {"low": 23.9, "high": 24.0}, "unknown"),
        ("at-least", {"high": 24.0}, "unknown"),
        ("at-least", {"high": 24.0, "high_open": True}, "failed"),
        ("at-least", {"low": 24.0}, "proved"),
        ("at-least", {"low": None, "high": None}, "unknown"),
        ("more-than", {"low": 24.0, "high": 24.0}, "failed"),
        ("more-than", {"low": 24.0, "low_open": True}, "proved"),
        ("more-than", {"low": 24.0, "high": 30.0}, "unknown"),
        ("at-most", {"low": 24.0, "high": 24.0}, "proved"),
        ("at-most", {"low": 24.0}, "unknown"),
        ("at-most", {"low": 24.0, "low_open": True}, "failed"),
        ("less-than", {"low": 24.0, "high": 24.0}, "failed"),
        ("less-than", {"high": 24.0, "high_open": True}, "proved"),
    ],
)
def test_an_interval_proves_where_all_of_it_meets_the_number_and_fails_where_nothing_does(
    operator: str, cells: dict[str, Any], expected: str
) -> None:
    """The ends decide, and whether they belong to the interval."""
    wanted = demand(way(DemandedFigure("x", operator, 24.0)))
    assert word(wanted, **{f"x__{name}": value for name, value in cells.items()}) == expected


@pytest.mark.parametrize("end", [float("nan"), float("inf"), float("-inf")])
@pytest.mark.parametrize("operator", ["at-least", "more-than", "at-most", "less-than"])
def test_an_end_that_is_no_finite_number_decides_nothing(operator: str, end: float) -> None:
    """Engines sort what is no number above every number; it must not pass for a high one."""
    assert word(demand(way(DemandedFigure("x", operator, 24.0))), x__low=end, x__high=end) == "unknown"


def test_figures_of_one_measurement_make_up_for_one_another_and_so_do_not_fail() -> None:
    """Sixty per cent after a thousand cycles do not say how much is left after three hundred."""
    wanted = demand(way(CYCLES, LEFT))

    def cells(cycles: float, left: float | None) -> dict[str, Any]:
        beside = {f"cycles__facet__left__{end}": left for end in ("low", "high")}
        return {"cycles__low": cycles, "cycles__high": cycles, **beside}

    assert word(wanted, **cells(301, 80)) == "proved"
    assert word(wanted, **cells(300, 80)) == "failed"
    assert word(wanted, **cells(1000, 60)) == "unknown"
    assert word(wanted, **cells(200, 85)) == "unknown"
    assert word(wanted, **cells(301, None)) == "unknown"
    assert word(wanted, cycles__low=301.0, cycles__high=301.0, left__low=80.0, left__high=80.0) == "unknown"


def test_a_list_that_may_be_longer_lacks_nothing() -> None:
    """Only a complete list fails, and conformity to something else never does."""
    both = demand(
        way(DemandedFigure("ports", "all-of", members=(frozenset({"a"}), frozenset({"b", "wide"}))))
    )
    assert word(both, ports__members=["a", "wide"]) == "proved"
    assert word(both, ports__members=["a"]) == "unknown"
    assert word(both, ports__members=["a"], ports__complete=True) == "failed"
    some = demand(way(DemandedFigure("ports", "one-of", members=(frozenset({"a"}), frozenset({"b"})))))
    assert word(some, ports__members=["b"]) == "proved"
    assert word(some, ports__members=["c"], ports__complete=True) == "failed"
    conforms = demand(way(DemandedFigure("ports", "conforms-to", members=(frozenset({"a"}),))))
    assert word(conforms, ports__members=["c"], ports__complete=True) == "unknown"


def test_scope_that_evidence_does_not_speak_of_leaves_the_result_open() -> None:
    """A period for batteries says nothing of displays, and an exemption saves what would fail."""
    years = DemandedFigure("years", "at-least", 24.0)
    start = Start(True, frozenset({"delivery", "end-of-production"}), frozenset({"purchase", "delivery"}))
    parts = demand(way(years, reaches=(frozenset({"battery"}), frozenset({"display"})), start=start))
    good, bad = {"years__low": 24.0, "years__high": 24.0}, {"years__low": 12.0, "years__high": 12.0}
    both, one = {"years__reaches": ["battery", "display"]}, {"years__reaches": ["battery"]}
    delivered = {"years__from": "delivery"}
    assert word(parts, **good, **both, **delivered) == "proved"
    assert word(parts, **good, **one, **delivered) == "unknown"
    assert word(parts, **good, **both) == "unknown"
    assert word(parts, **good, **both, years__from="purchase") == "unknown"
    assert word(parts, **bad, **one, **delivered) == "failed"
    assert word(parts, **bad, **one, years__from="end-of-production") == "unknown"
    assert word(demand(way(years, narrowed=("exemption",))), **bad) == "unknown"
    assert word(demand(way(years, narrowed=("exemption",))), **good) == "proved"
    assert word(demand(way(years, open=("test-method",))), **good) == "unknown"


def test_one_way_of_a_choice_is_enough_and_all_must_fail() -> None:
    """A way that is not formalised might be met."""
    ports, price = DemandedFigure("ports", "at-least", 1.0), DemandedFigure("price", "at-most", 0.0)
    wanted = demand(way(ports), way(price))
    none = {"ports__low": 0.0, "ports__high": 0.0}
    assert word(wanted, **none, price__low=0.0, price__high=0.0) == "proved"
    assert word(wanted, **none) == "unknown"
    assert word(wanted, **none, price__low=5.0, price__high=5.0) == "failed"
    assert word(demand(way(ports), way()), **none) == "unknown"


def test_a_text_that_says_more_than_its_constraints_is_refuted_by_them_and_never_proved() -> None:
    """What is not formalised stays to be shown."""
    wanted = demand(way(DemandedFigure("x", "at-least", 2.0)), formalised=False)
    found = result(wanted, x__low=2.0, x__high=2.0)
    assert found is not None
    assert (found["result"], found["missing"]) == ("unknown", "R")
    assert word(wanted, x__low=1.0, x__high=1.0) == "failed"


def test_a_requirement_asks_nothing_of_other_types_and_states_and_stays_open_for_unknown_ones() -> None:
    """A phone is left out; a product without a type, or with a group of types, may be meant."""
    wanted = demand(way(DemandedFigure("x", "at-least", 2.0)))
    good, bad = {"x__low": 2.0, "x__high": 2.0}, {"x__low": 1.0, "x__high": 1.0}
    assert word(wanted, product_type="smartphone", **bad) is None
    assert word(wanted, state="refurbished", **bad) is None
    assert word(wanted, state="new", **good) == "proved"
    for kind in (None, "portable-computer-products"):
        assert word(wanted, product_type=kind, **good) == "unknown"
        assert word(wanted, product_type=kind, **bad) == "unknown"


def test_a_sum_that_leaves_allowances_out_proves_and_refutes_nothing() -> None:
    """A certified model may lie above the allowances that a list has columns for."""
    wanted = demand(way(DemandedFigure("energy", "within", members=(frozenset({"F"}),))))
    inputs = {"source": "list", "input__base__low": 10.0, "input__adders__low": 5.0}
    inputs |= {"input__base__high": 10.0, "input__adders__high": 5.0}
    found = result(wanted, **inputs, energy__measured__low=15.0, energy__measured__high=15.0)
    assert found is not None
    assert (found["result"], found["margin"]) == ("proved", 0.0)
    beyond = result(wanted, **inputs, energy__measured__low=16.0, energy__measured__high=16.0)
    assert beyond is not None
    assert (beyond["result"], beyond["margin"]) == ("unknown", -1.0)
    assert (
        word(wanted, **{**inputs, "source": "other"}, energy__measured__low=1.0, energy__measured__high=1.0)
        == "unknown"
    )


def test_points_are_certain_where_the_whole_interval_lies_in_one_band() -> None:
    """Between two bands, and across their ends, no share is certain."""
    bands = (Band(60, False, None, True, 1.0), Band(40, True, 59, True, 0.75), Band(15, True, 24, True, 0.25))
    wanted = demand(way(DemandedFigure("margin", "more-than", 60.0)), bands=bands)

    def share(low: float, high: float) -> float | None:
        found = result(wanted, margin__low=low, margin__high=high)
        assert found is not None
        share: float | None = found["share"]
        return share

    assert [share(61, 61), share(60, 60), share(59, 59), share(40, 59), share(39, 41)] == [
        1.0,
        None,
        0.75,
        0.75,
        None,
    ]
    assert [share(15, 15), share(14.9, 14.9), share(14.9, 15)] == [0.25, 0.0, None]


def test_a_certificate_proves_what_is_not_measured_and_loses_against_what_is() -> None:
    """A label that says otherwise than a measurement leaves the product open."""
    wanted = demand(way(DemandedFigure("x", "at-least", 2.0)))
    proofs = Proofs(label={"R.c1": {"label-1": frozenset({"tablet"})}})
    cells: dict[str, Any] = {"labels__valid": ["label-1"]}
    found = result(wanted, proofs, **cells, x__low=None, x__high=None)
    assert found is not None
    assert (found["result"], found["by"]) == ("proved", "label")
    against = result(wanted, proofs, **cells, x__low=1.0, x__high=1.0)
    assert against is not None
    assert (against["result"], against["missing"]) == ("unknown", "R.c1")
    for other in (
        {"labels__valid": ["label-2"]},
        {"labels__valid": None},
        {**cells, "product_type": "notebook-computer"},
    ):
        missed = result(wanted, proofs, **other)
        assert missed is not None
        assert missed["result"] == "unknown"
    by_law = result(wanted, Proofs(law={"R.c1": {"act": frozenset({"tablet"})}}))
    assert by_law is not None
    assert (by_law["result"], by_law["by"]) == ("proved", "law")


def test_certificates_count_from_their_first_day_to_the_day_before_their_last() -> None:
    """Without a last day the edition decides, and without a first day nothing is known."""
    day = date(2026, 7, 1)
    rows = [
        ("ends today", "label-1", date(2025, 1, 1), day),
        ("ends tomorrow", "label-1", date(2025, 1, 1), date(2026, 7, 2)),
        ("begins tomorrow", "label-1", date(2026, 7, 2), None),
        ("no last day", "label-1", day, None),
        ("no last day of an old edition", "label-0", day, None),
        ("no first day", "label-1", None, date(2027, 1, 1)),
    ]
    certificates = pa.table(
        {
            "item": [row[0] for row in rows],
            "edition": [row[1] for row in rows],
            "valid_from": pa.array([row[2] for row in rows], pa.date32()),
            "valid_until": pa.array([row[3] for row in rows], pa.date32()),
        }
    )
    products = ibis.memtable(pa.table({"item": [row[0] for row in rows]}))
    table = with_labels(products, ibis.memtable(certificates), day, frozenset({"label-1"}))
    valid = {row["item"] for row in table.to_pyarrow().to_pylist() if row["labels__valid"]}
    assert valid == {"ends tomorrow", "no last day"}


@st.composite
def intervals(draw: st.DrawFn) -> tuple[float | None, float | None, bool, bool]:
    """Return an interval with at least one point."""
    ends = st.one_of(st.none(), st.integers(-3, 3).map(float))
    low, high = draw(ends), draw(ends)
    if low is not None and high is not None and low > high:
        low, high = high, low
    shut = low is not None and low == high
    return low, high, not shut and draw(st.booleans()), not shut and draw(st.booleans())


OPERATORS = ("at-least", "more-than", "at-most", "less-than")


def truths(cases: list[tuple[Any, ...]], value: float) -> dict[str, list[bool | None]]:
    """Return the results of every comparison of intervals with a number, by one query."""
    columns = {name: [case[place] for case in cases] for place, name in enumerate(Interval._fields)}
    kinds = [pa.float64(), pa.float64(), pa.bool_(), pa.bool_()]
    table = ibis.memtable(pa.table(columns, pa.schema(list(zip(Interval._fields, kinds, strict=True)))))
    ends = Interval(*(table[name] for name in Interval._fields))
    found = table.select(**{name: compare(ends, name, value) for name in OPERATORS}).to_pyarrow()
    return {name: found[name].to_pylist() for name in OPERATORS}


@settings(max_examples=25, deadline=None)
@given(st.lists(intervals(), min_size=1, max_size=40), st.integers(-3, 3).map(float))
def test_laws_of_comparisons_hold_for_every_interval(cases: list[tuple[Any, ...]], value: float) -> None:
    """A stricter demand proves the weaker one, opposites exclude each other, and nothing known decides nothing."""
    found, stricter = truths(cases, value), truths(cases, value + 1)
    for place, (low, high, _, _) in enumerate(cases):
        least, more, most, less = (found[name][place] for name in OPERATORS)
        assert (less, most) == tuple(None if one is None else not one for one in (least, more))
        assert more is not True or least is True
        assert least is not False or more is False
        for name in ("at-least", "more-than"):
            assert stricter[name][place] is not True or found[name][place] is True
            assert found[name][place] is not False or stricter[name][place] is False
        if low is None and high is None:
            assert {least, more, most, less} == {None}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(intervals(), intervals()), min_size=1, max_size=40), st.integers(-3, 3).map(float))
def test_knowing_more_of_a_value_never_turns_a_result(
    pairs: list[tuple[tuple[Any, ...], tuple[Any, ...]]], value: float
) -> None:
    """What an interval proves or refutes, each interval inside it proves or refutes too."""
    inside = [(wide, narrow) for wide, narrow in pairs if _within(narrow, wide)]
    if not inside:
        return
    before, after = (
        truths([wide for wide, _ in inside], value),
        truths([narrow for _, narrow in inside], value),
    )
    for name in OPERATORS:
        for known, later in zip(before[name], after[name], strict=True):
            assert known is None or known == later


def _within(narrow: tuple[Any, ...], wide: tuple[Any, ...]) -> bool:
    low = wide[0] is None or (narrow[0] is not None and (narrow[0], narrow[2]) >= (wide[0], wide[2]))
    high = wide[1] is None or (narrow[1] is not None and (-narrow[1], narrow[3]) >= (-wide[1], wide[3]))
    return low and high
