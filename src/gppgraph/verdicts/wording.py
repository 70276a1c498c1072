"""A constraint as one line of text: concept, operator, value, unit, scope."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

import pyoxigraph as ox

from ..catalogue.query import text_of
from ..rdf.store import Queried, select
from ..terms import slug
from .units import Units, read_units

# Values of a figure by local name of the property; values are IRIs or lexical forms,
# such as {"operator": ["https://.../code/operator/at-least"], "printedValue": ["36"]}.
Figure = Mapping[str, Sequence[str]]
SIGNS = {"at-least": "≥", "more-than": ">", "at-most": "≤", "less-than": "<"}
SCOPE = (
    "periodStart",
    "reaches",
    "partMassOver",
    "exempts",
    "onlyIf",
    "availableTo",
    "testMethod",
    "scopeUnknown",
)
# For more constraints than these one query over all is quicker than one query for each.
FEW = 24


class Wording:
    """Words for the parts of a constraint, with the English names of codes.

    A subclass has the names in a reader's language.
    """

    joins: Mapping[str, str] = {"with": "with", "or": "or"}

    def __init__(self, units: Units) -> None:
        self.units = units

    def names(self, codes: Iterable[str]) -> str:
        """Return the names of codes, separated by commas."""
        return ", ".join(slug(code).replace("-", " ") for code in codes)

    def concept(self, code: str) -> str:
        """Return the name of a property for the beginning of a line."""
        return self.names([code])

    def operator(self, name: str) -> str:
        """Return the sign or the words of an operator (a local name)."""
        return SIGNS.get(name) or {"holds": "yes"}.get(name) or name.replace("-", " ")

    def state(self, code: str) -> str:
        """Return the words for a value that is not a number, such as "value not known"."""
        name = slug(code)
        return _STATES.get(name, name)

    def members(self, codes: Iterable[str]) -> str:
        """Return the members of a list, or the step of a scale."""
        return ", ".join(map(slug, codes))

    def scope(self, name: str, values: Sequence[str]) -> str:
        """Return one limit of the scope in words, such as "for battery, keyboard"."""
        return f"{_SCOPE_WORDS[name]} {self.names(values)}" if name in _SCOPE_WORDS else ""

    def quantity(self, figure: Figure) -> str:
        """Return the value of a figure as it is printed, with its unit."""
        if "printedValue" in figure:
            value = number(figure["printedValue"][0])
            category = "one" if value == "1" else "other"
            return f"{value} {self.units.after(_unit(figure), category, 'en')}".strip()
        return self.members(figure.get("printedRank", ()) or figure.get("member", ()))

    def open_value(self, figure: Figure) -> str:
        """Return the words in place of a value that is not a number."""
        return f"({self.state(figure['valueState'][0])})"

    def figure(self, figure: Figure) -> str:
        """Return one figure in words: concept, operator, value and scope."""
        concept = self.concept(figure["constrains"][0]) if "constrains" in figure else ""
        operator = self.operator(slug(figure["operator"][0])) if "operator" in figure else ""
        value = self.quantity(figure)
        if not value and "valueState" in figure:
            operator, value = "", self.open_value(figure)
        scope = [self.scope(name, figure[name]) for name in SCOPE if name in figure]
        return " ".join(filter(None, (concept, operator, value, *scope)))

    def constraint(self, alternatives: Iterable[Iterable[Figure]]) -> str:
        """Return a constraint in words.

        Alternatives are joined by "or", the figures of one alternative by "with".
        """
        lines = [
            f" {self.joins['with']} ".join(filter(None, map(self.figure, figures)))
            for figures in alternatives
        ]
        return f" {self.joins['or']} ".join(filter(None, lines))


_STATES = {
    "unknown": "value not known",
    "no-number": "no number stated",
    "buyer-sets": "set by the buyer",
    "unformalised": "not formalised",
}
_SCOPE_WORDS = {
    "periodStart": "from",
    "reaches": "for",
    "partMassOver": "in parts over (g)",
    "exempts": "except",
    "onlyIf": "only if",
    "availableTo": "available to",
    "scopeUnknown": "scope not known:",
}


def _unit(figure: Figure) -> str | None:
    return next(iter(figure.get("printedUnit", ())), None)


class Bounds(NamedTuple):
    """The figures of constraints, and the forms of units.

    ``figures`` has them by IRI of constraint, alternative and node.
    """

    figures: Mapping[str, Mapping[str, Mapping[str, Figure]]]
    units: Units

    def concepts(self, constraint: str) -> list[str]:
        """Return the slugs of the properties of a constraint, one per alternative."""
        return [slug(code) for code in self._of_alternatives(constraint, "constrains")]

    def rows(self, constraint: str) -> tuple[str, ...]:
        """Return the inventory rows of a constraint and its alternatives."""
        rows = [
            row
            for figures in self.figures.get(constraint, {}).values()
            for figure in figures.values()
            for row in figure.get("row", ())
        ]
        return tuple(dict.fromkeys(rows))

    def confidence(self, constraint: str) -> str | None:
        """Return the confidence of a constraint."""
        return next(map(slug, self._of_alternatives(constraint, "confidence")), None)

    def has_parameter(self, constraint: str) -> bool:
        """Return whether the buyer sets the value of a constraint."""
        return "parameterName" in self.figures.get(constraint, {}).get(constraint, {}).get(constraint, {})

    def describe(self, constraint: str) -> str:
        """Return a constraint in words."""
        return Wording(self.units).constraint(
            [figures[node] for node in sorted(figures, key=lambda node: node != alternative)]
            for alternative, figures in self.figures.get(constraint, {}).items()
        )

    def _of_alternatives(self, constraint: str, name: str) -> list[str]:
        values = [
            value
            for alternative, figures in self.figures.get(constraint, {}).items()
            for value in figures.get(alternative, {}).get(name, ())
        ]
        return list(dict.fromkeys(values))


def read_bounds(store: Queried, constraints: Collection[str] | None = None) -> Bounds:
    """Return the figures of constraints, for ``None`` those of all constraints."""
    query = text_of("bounds")
    if constraints is not None and len(constraints) <= FEW:
        rows = [
            row
            for name in sorted(constraints)
            for row in select(store, query, {"constraint": ox.NamedNode(name)})
        ]
    else:
        rows = select(store, query)
    figures: dict[str, dict[str, dict[str, dict[str, list[str]]]]] = {}
    units = set()
    for row in rows:
        constraint, alternative, node = (row.text(name) for name in ("constraint", "alternative", "figure"))
        figure = figures.setdefault(constraint, {}).setdefault(alternative, {}).setdefault(node, {})
        name = row.slug("property").removeprefix("cccev:")
        figure.setdefault(name, []).append(row.text("value"))
        if name == "printedUnit":
            units.add(row.text("value"))
    return Bounds(figures, read_units(store, units if len(units) <= FEW else None))


def number(value: str) -> str:
    """Return a decimal without needless zeros."""
    try:
        return f"{Decimal(value).normalize():f}"
    except ArithmeticError:
        return value
