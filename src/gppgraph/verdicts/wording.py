"""What a constraint asks for, put into one readable line: concept, operator, value, unit, scope."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import NamedTuple

import pyoxigraph as ox

from ..rdf.store import Queried, select

Figure = dict[str, list[str]]

OPERATORS = {
    "at-least": "≥",
    "more-than": ">",
    "at-most": "≤",
    "less-than": "<",
    "holds": "yes",
    "all-of": "all of",
    "one-of": "one of",
    "conforms-to": "conforms to",
    "within": "within",
}
STATES = {
    "unknown": "value not known",
    "no-number": "no number stated",
    "buyer-sets": "set by the buyer",
    "unformalised": "not formalised",
}


class Bounds(NamedTuple):
    """The figures of constraints: constraint IRI -> alternative IRI -> figure IRI -> property -> values."""

    figures: Mapping[str, Mapping[str, Mapping[str, Figure]]]

    def concepts(self, constraint: str) -> list[str]:
        """Return the slugs of the main properties that a constraint bounds, one per alternative."""
        found = [
            concept
            for alternative, figures in self.figures.get(constraint, {}).items()
            for concept in figures.get(alternative, {}).get("constrains", [])
        ]
        return list(dict.fromkeys(found))

    def rows(self, constraint: str) -> tuple[str, ...]:
        """Return the inventory rows of a constraint and its alternatives."""
        found = [
            row
            for figures in self.figures.get(constraint, {}).values()
            for figure in figures.values()
            for row in figure.get("row", [])
        ]
        return tuple(dict.fromkeys(found))

    def confidence(self, constraint: str) -> str | None:
        """Return the confidence of a constraint."""
        for alternative, figures in self.figures.get(constraint, {}).items():
            for word in figures.get(alternative, {}).get("confidence", []):
                return word
        return None

    def describe(self, constraint: str) -> str:
        """Return what a constraint asks for; alternatives are joined by "or", figures by "with"."""
        alternatives = [
            " with ".join(
                filter(
                    None,
                    (
                        _figure(figures[name])
                        for name in sorted(figures, key=lambda name: name != alternative)
                    ),
                )
            )
            for alternative, figures in self.figures.get(constraint, {}).items()
        ]
        return " or ".join(filter(None, alternatives))


# Above so many constraints one query over all of them is quicker than one for each.
FEW = 24


def read_bounds(store: Queried, constraints: Collection[str] | None = None) -> Bounds:
    """Return the figures of constraints, their inventory rows included; of every one for ``None``."""
    from ..catalogue.query import text_of

    query = text_of("bounds")
    if constraints is not None and len(constraints) <= FEW:
        rows = [
            row
            for name in sorted(constraints)
            for row in select(store, query, {"constraint": ox.NamedNode(name)})
        ]
    else:
        rows = select(store, query)
    figures: dict[str, dict[str, dict[str, Figure]]] = {}
    for row in rows:
        constraint, alternative, figure = (row.text(name) for name in ("constraint", "alternative", "figure"))
        shown = row.slug("value") if isinstance(row["value"], ox.NamedNode) else row.text("value")
        name = row.slug("property").removeprefix("cccev:")
        entry = figures.setdefault(constraint, {}).setdefault(alternative, {}).setdefault(figure, {})
        entry.setdefault(name, []).append(shown)
    return Bounds(figures)


def number(value: str) -> str:
    """Return a decimal without needless zeros."""
    try:
        return f"{Decimal(value).normalize():f}"
    except ArithmeticError:
        return value


def _figure(figure: Figure) -> str:
    def one(name: str) -> str:
        return figure.get(name, [""])[0]

    parts = [one("constrains").replace("-", " "), OPERATORS.get(one("operator"), one("operator"))]
    if "printedValue" in figure:
        unit = one("printedUnit").removeprefix("unit:")
        parts.append(f"{number(one('printedValue'))} {UNITS.get(unit, unit.replace('-', ' '))}".strip())
    elif "printedRank" in figure:
        parts.append(one("printedRank"))
    elif "member" in figure:
        parts.append(", ".join(figure["member"]))
    elif "valueState" in figure:
        parts[1:] = [f"({STATES.get(one('valueState'), one('valueState'))})"]
    for name, words in SCOPE.items():
        if name in figure:
            parts.append(f"{words} {', '.join(entry.replace('-', ' ') for entry in figure[name])}")
    return " ".join(filter(None, parts))


UNITS = {
    "YR": "years",
    "PERCENT": "%",
    "PPM": "ppm",
    "CentiM": "cm",
    "DEG_C": "°C",
    "HR": "h",
    "GM": "g",
    "W": "W",
    "GigaBYTE": "GB",
}
SCOPE = {
    "periodStart": "from",
    "reaches": "for",
    "partMassOver": "in parts over (g)",
    "exempts": "except",
    "onlyIf": "only if",
    "scopeUnknown": "scope not known:",
}
