"""Limits of formulas computed from their terms, beside the limits stated.

The figures of terms are those of the graph; ``terms.yaml`` says from which inputs of a source a term is taken.
"""

from __future__ import annotations

import ast
import operator
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, NamedTuple

from ..catalogue.query import text_of
from ..errors import MissingExtraError

if TYPE_CHECKING:
    import pyarrow as pa

    from ..dataset import Dataset
    from .evidence import Evidence

FILE = "terms.yaml"
UNIT = "kilowatt-hour-per-year"  # of allowances, stated limits and measured figures
MEASURED = "typical-energy-consumption__measured"
DECIDING = ("verified", "secondary")  # confidences of figures that may decide
_OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


class FormulaTerm(NamedTuple):
    """A term of a formula; it has a value, or an expression over letters."""

    name: str
    kind: str
    products: frozenset[str]
    value: Decimal | None
    unit: str | None
    expression: str | None
    confidence: str


class ComputedLimit(NamedTuple):
    """The limit of one item by the terms of a formula, in kWh a year.

    ``least`` is the sum of the terms that are known; allowances are never negative. It is the limit where ``missing``
    is empty. ``missing`` has each term that is not known, with the reason. ``rests_on`` has the confidences of the
    terms in the sum. ``base`` is the base allowance alone. Figures are ``None`` where they are unknown.
    """

    item: str
    formula: str | None
    least: Decimal | None
    missing: tuple[str, ...]
    rests_on: tuple[str, ...]
    base: Decimal | None
    stated_base: Decimal | None
    stated: Decimal | None
    measured: Decimal | None
    step: Decimal

    @property
    def limit(self) -> Decimal | None:
        """The computed limit, ``None`` where a term is missing."""
        return None if self.missing else self.least

    @property
    def exceeds_stated(self) -> bool | None:
        """Whether the item uses more than the limit of its own row."""
        return None if self.measured is None or self.stated is None else self.measured > self.stated

    @property
    def exceeds_computed(self) -> bool | None:
        """Whether the item uses more than the computed limit.

        One that uses at most the terms known keeps within it, whatever is missing.
        """
        if self.measured is None or self.least is None:
            return None
        if self.measured <= self.least:
            return False
        return None if self.missing else True

    @property
    def differs(self) -> bool | None:
        """Whether computed and stated limit differ by more than rounding.

        With terms missing they differ where the terms known, or the base allowances, already do.
        """
        rounding = self.step / 2
        if None not in (self.base, self.stated_base) and self.base != self.stated_base:
            return True
        if self.least is None or self.stated is None:
            return None
        if self.least - self.stated > rounding:
            return True
        return None if self.missing else self.stated - self.least > rounding


def read_terms(graph: Dataset) -> dict[str, list[FormulaTerm]]:
    """Return the terms of each formula of the graph that allow energy."""
    about: dict[tuple[str, str], Any] = {}
    products: dict[tuple[str, str], set[str]] = {}
    for row in graph.select(text_of("formula-terms")):
        key = (row.slug("formula"), row.slug("term"))
        about[key] = row
        products.setdefault(key, set()).update(filter(None, [row.slug_or_none("product")]))
    terms: dict[str, list[FormulaTerm]] = {}
    for (formula, name), row in about.items():
        term = FormulaTerm(
            name,
            row.text("kind"),
            frozenset(products[formula, name]),
            row.number_or_none("value"),
            row.slug_or_none("unit"),
            row.text_or_none("expression"),
            row.slug("confidence"),
        )
        if term.kind in ("base", "adder"):
            terms.setdefault(formula, []).append(term)
    return terms


@cache
def shipped_sources() -> Mapping[str, Any]:
    """Return the content of ``terms.yaml``, by formula.

    Raises:
        MissingExtraError: the extra "products" is not installed.
    """
    try:
        import yaml
    except ImportError as error:
        raise MissingExtraError("computing limits", "products") from error
    content: Mapping[str, Any] = yaml.safe_load(
        resources.files(__package__).joinpath(FILE).read_text(encoding="utf-8")
    )
    return content


def computed_limits(graph: Dataset, evidence: Evidence) -> list[ComputedLimit]:
    """Return the limit of each item of a source that has a measured figure."""
    rows = (row for row in evidence.products.to_pylist() if _number(row, MEASURED) is not None)
    return list(limits_of_rows(rows, read_terms(graph), shipped_sources()))


def limit_table(found: Iterable[ComputedLimit]) -> pa.Table:
    """Return limits as a table, whose columns docs/products.md describes."""
    import pyarrow as pa

    numbers = ("limit", "least", "stated", "base", "stated_base", "measured")
    flags = ("differs", "exceeds_stated", "exceeds_computed")
    schema = pa.schema(
        [
            ("item", pa.string()),
            ("formula", pa.string()),
            *((name, pa.float64()) for name in numbers),
            *((name, pa.bool_()) for name in flags),
            ("rests_on", pa.list_(pa.string())),
            ("missing", pa.list_(pa.string())),
        ]
    )
    rows = []
    for entry in found:
        row = {name: getattr(entry, name) for name in schema.names}
        rows.append(row | {name: None if row[name] is None else float(row[name]) for name in numbers})
    return pa.Table.from_pylist(rows, schema)


def limits_of_rows(
    rows: Iterable[Mapping[str, Any]], terms: Mapping[str, list[FormulaTerm]], sources: Mapping[str, Any]
) -> Iterator[ComputedLimit]:
    """Yield the limit of each row of evidence, in the order of the rows."""
    for row in rows:
        formula = next(
            (
                name
                for name, entry in sources.items()
                if row["source"] in entry["sources"] and row["product_type"] in entry["products"]
            ),
            None,
        )
        if formula is None:
            reason = f"no formula is known for product type {row['product_type'] or 'unknown'}"
            yield _limit(row, None, {}, (reason,), Decimal(0))
            continue
        used, missing = _sum(row, terms.get(formula, []), sources[formula])
        yield _limit(row, formula, used, missing, Decimal(str(sources[formula]["step"])))


def _limit(
    row: Mapping[str, Any],
    formula: str | None,
    used: Mapping[FormulaTerm, Decimal],
    missing: tuple[str, ...],
    step: Decimal,
) -> ComputedLimit:
    bases = [value for term, value in used.items() if term.kind == "base"]
    base = bases[0] if len(bases) == 1 else None
    if formula and base is None:
        missing = ("base allowance: not exactly one is for the row", *missing)
    stated_base, adders = _number(row, "input__base-allowance"), _number(row, "input__functional-adders")
    stated = _number(row, "input__stated-limit")
    if stated_base is not None and adders is not None:
        stated = stated_base + adders
    return ComputedLimit(
        row["item"],
        formula,
        None if base is None else sum(used.values(), Decimal(0)),
        missing,
        tuple(sorted({term.confidence for term in used})),
        base,
        stated_base,
        stated,
        _number(row, MEASURED),
        step,
    )


def _sum(
    row: Mapping[str, Any], terms: Iterable[FormulaTerm], source: Mapping[str, Any]
) -> tuple[dict[FormulaTerm, Decimal], tuple[str, ...]]:
    """Return the terms that count for a row with their figures, and those missing."""
    kind = row["product_type"]
    kinds = {kind, source.get("like", {}).get(kind, kind)}
    used, missing = {}, []
    for term in terms:
        if not term.products & kinds:
            continue
        if term.name not in source["terms"]:
            missing.append(f"{term.name}: the source does not say what it needs")
            continue
        taken = source["terms"][term.name]
        texts = {name: row.get(f"input__{name}") for name in taken.get("when", {})}
        unsaid = [name for name, text in texts.items() if text is None]
        if any(text not in taken["when"][name] for name, text in texts.items() if text is not None):
            continue
        letters = {letter: _number(row, f"input__{name}") for letter, name in taken.get("of", {}).items()}
        unsaid += [taken["of"][letter] for letter, number in letters.items() if number is None]
        figure = term.value
        if term.expression and not unsaid:
            figure = evaluated(term.expression, {key: n for key, n in letters.items() if n is not None})
        if unsaid:
            missing.append(f"{term.name}: the row does not state {', '.join(unsaid)}")
        elif term.confidence not in DECIDING:
            missing.append(f"{term.name}: its figure is {term.confidence}")
        elif figure is None or term.unit != UNIT:
            missing.append(f"{term.name}: the graph holds no figure that can be computed")
        else:
            used[term] = figure
    return used, tuple(missing)


def evaluated(expression: str, letters: Mapping[str, Decimal]) -> Decimal | None:
    """Return the figure of an expression of sums, products and quotients.

    ``None`` where it has other functions or conditions, or a letter without a number.
    """
    try:
        return _evaluated(ast.parse(expression, mode="eval").body, letters)
    except (SyntaxError, KeyError, ArithmeticError):
        return None


def _evaluated(node: ast.expr, letters: Mapping[str, Decimal]) -> Decimal:
    match node:
        case ast.BinOp():
            left, right = (_evaluated(part, letters) for part in (node.left, node.right))
            return _OPERATORS[type(node.op)](left, right)  # type: ignore[no-any-return]
        case ast.Name():
            return letters[node.id]
        case ast.Constant(value=int() | float()):
            return Decimal(str(node.value))
    raise KeyError(type(node).__name__)


def _number(row: Mapping[str, Any], name: str) -> Decimal | None:
    """Return an exact figure of a row; ``None`` for one that is no single number."""
    low, high = row.get(f"{name}__low"), row.get(f"{name}__high")
    return None if low is None or low != high else Decimal(str(low))
