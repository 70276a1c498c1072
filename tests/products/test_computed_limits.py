"""A limit is the sum of its terms in the graph, and unknown while one of them is."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from gppgraph.graph import Graph, load
from gppgraph.products.computed_limits import (
    UNIT,
    ComputedLimit,
    FormulaTerm,
    computed_limits,
    evaluated,
    limit_table,
    limits_of_rows,
    read_terms,
    shipped_sources,
)
from gppgraph.products.evidence import read_products
from gppgraph.products.mappings import find_mapping

BOX = frozenset({"box"})
TERMS = {
    "F": [
        FormulaTerm("base-low", "base", BOX, Decimal(8), UNIT, None, "verified"),
        FormulaTerm("base-high", "base", BOX, Decimal(14), UNIT, None, "secondary"),
        FormulaTerm("memory", "adder", BOX, None, UNIT, "2.4 + 0.3 * GB", "secondary"),
        FormulaTerm("other-type", "adder", frozenset({"crate"}), Decimal(50), UNIT, None, "verified"),
    ]
}
SOURCES: dict[str, Any] = {
    "F": {
        "sources": ["list"],
        "products": ["box"],
        "step": 0.1,
        "terms": {
            "base-low": {"when": {"category": ["1"]}},
            "base-high": {"when": {"category": ["2"]}},
            "memory": {"of": {"GB": "memory"}},
        },
    }
}


def row(measured: float = 12.8, **changed: Any) -> dict[str, Any]:
    """Return a row whose limit is 8 + 2.4 + 0.3 * 8 = 12.8, as it states too."""
    stated: dict[str, Any] = {
        "typical-energy-consumption__measured": measured,
        "input__base-allowance": 8.0,
        "input__functional-adders": 4.8,
        "input__memory": 8.0,
    }
    numbers = {name: changed.pop(name, value) for name, value in stated.items()}
    ends = {f"{name}__{end}": number for name, number in numbers.items() for end in ("low", "high")}
    return {
        "item": "1",
        "source": "list",
        "product_type": "box",
        "input__category": "1",
        **ends,
        **changed,
    }


def found(terms: list[FormulaTerm] | None = None, **changed: Any) -> ComputedLimit:
    """Return the limit of one row."""
    (limit,) = limits_of_rows([row(**changed)], {"F": terms or TERMS["F"]}, SOURCES)
    return limit


@pytest.mark.parametrize(("measured", "exceeds"), [(12.7, False), (12.8, False), (12.9, True)])
def test_a_product_exactly_at_its_limit_keeps_it(measured: float, exceeds: bool) -> None:
    """In binary fractions 8 + 2.4 + 2.4 is another number than 12.8; the sums are exact."""
    limit = found(measured=measured)
    assert (limit.limit, limit.missing) == (Decimal("12.8"), ())
    assert (limit.exceeds_computed, limit.exceeds_stated, limit.differs) == (exceeds, exceeds, False)


def test_a_limit_rests_on_the_terms_for_the_row_alone() -> None:
    """Another category takes another base, and a term of another product type never counts."""
    assert found().rests_on == ("secondary", "verified")
    high = found(input__category="2")
    assert (high.limit, high.base, high.rests_on) == (Decimal("18.8"), Decimal(14), ("secondary",))
    assert high.differs is True


@pytest.mark.parametrize(
    ("measured", "exceeds"), [(12.8, False), (12.9, None)], ids=["known terms suffice", "they do not"]
)
def test_with_one_adder_missing_nothing_exceeds_the_limit(measured: float, exceeds: bool | None) -> None:
    """The missing term is named; a use within the known terms is within the limit all the same."""
    adder = FormulaTerm("drive", "adder", BOX, Decimal("0.4"), UNIT, None, "verified")
    limit = found([*TERMS["F"], adder], measured=measured)
    assert (limit.limit, limit.least, limit.exceeds_computed) == (None, Decimal("12.8"), exceeds)
    assert limit.missing == ("drive: the source does not say what it needs",)
    assert limit.differs is None


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"confidence": "recalled"}, "memory: its figure is recalled"),
        ({"expression": "tanh(GB)"}, "memory: the graph holds no figure that can be computed"),
        ({"expression": None}, "memory: the graph holds no figure that can be computed"),
        ({"unit": "W"}, "memory: the graph holds no figure that can be computed"),
    ],
)
def test_a_term_without_a_sure_figure_leaves_the_limit_unknown(change: dict[str, Any], reason: str) -> None:
    """A recalled figure does not decide, and another unit is not added up."""
    limit = found([*TERMS["F"][:2], TERMS["F"][2]._replace(**change)])
    assert (limit.limit, limit.least, limit.missing) == (None, Decimal(8), (reason,))


def test_an_input_that_the_row_does_not_state_is_named() -> None:
    """Without memory one adder is missing; without a category no base is known, and nothing is summed."""
    assert found(input__memory=None).missing == ("memory: the row does not state memory",)
    limit = found(input__category=None)
    assert (limit.least, limit.base, limit.differs, limit.exceeds_computed) == (None, None, None, None)
    assert limit.missing[0] == "base allowance: not exactly one is for the row"
    assert found(product_type=None).missing == ("no formula is known for product type unknown",)


@pytest.mark.parametrize(("adders", "differs"), [(4.85, False), (4.86, True), (4.75, False), (4.74, True)])
def test_limits_differ_beyond_the_last_digit_that_is_stated(adders: float, differs: bool) -> None:
    """Half of the last digit is rounding."""
    changed: dict[str, Any] = {"input__functional-adders": adders}
    assert found(**changed).differs is differs


def test_only_plain_arithmetic_is_computed() -> None:
    """Conditions, calls, powers and unknown letters give no figure, and run nothing."""
    assert evaluated("(1.7 + 0.24 * GB) / 2 - 1", {"GB": Decimal(10)}) == Decimal("1.05")
    for text in ("2 if A<3", "tanh(2)", "2 ** 9", "GB", "-GB", "1 / 0", "'a'", "True + 1", ""):
        assert evaluated(text, {}) is None, text


def test_every_term_of_the_file_is_one_of_its_formula_in_the_graph() -> None:
    """A name that the graph lacks would silently count for nothing."""
    terms = read_terms(load())
    for formula, entry in shipped_sources().items():
        assert entry["terms"].keys() <= {term.name for term in terms[formula]}


@pytest.mark.slow
def test_the_list_gives_no_model_all_that_its_limit_needs(shared: Path) -> None:
    """Displays, drives, graphics and ports are not in the list; two entries state another base than the graph."""
    graph: Graph = load()
    path = shared / "realdata" / "energystar-computers-v8-sample.csv"
    limits = computed_limits(graph, read_products([path], find_mapping(graph, "energy-star-computers-8")))
    assert (len(limits), [entry for entry in limits if entry.limit is not None]) == (184, [])
    assert sum(entry.formula is None for entry in limits) == 19
    assert sum(entry.exceeds_computed is False for entry in limits) == 72
    table = limit_table(limits).to_pylist()
    assert [(r["item"][-10:], r["base"], r["stated_base"]) for r in table if r["differs"]] == [
        ("2357260:I1", 9, 14),
        ("2350454:I1", 8, 14),
    ]
    assert [r["item"] for r in table if r["exceeds_stated"]] == ["energy-star-computers-8:2359555:I1"]
