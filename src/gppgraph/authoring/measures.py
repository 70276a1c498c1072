"""Operators and figures with units in one line.

``at-least: 2 YR`` stands for an operator, a value and a unit.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ..terms import PREFIXES
from .context import Terminology
from .form import COMPARISONS, HOLDS, MEMBERSHIPS
from .loader import Mapping, Scalar, Sequence, Value

INTEGER = re.compile(r"[+-]?[0-9]+")
DECIMAL = re.compile(r"[+-]?[0-9]*\.[0-9]+")
OPERATORS = (*COMPARISONS, *MEMBERSHIPS, HOLDS)
_XSD = PREFIXES["xsd"]
_UNIT = PREFIXES["unit"]


def number(text: str) -> Any | None:
    """Return a number as JSON-LD, or ``None`` for any other text.

    Digits stay as printed: ``2`` for "2", ``{"@value": "2.50", "@type": IRI}`` for "2.50".
    """
    if INTEGER.fullmatch(text):
        return int(text) if str(int(text)) == text else {"@value": text, "@type": _XSD + "integer"}
    if DECIMAL.fullmatch(text):
        return {"@value": text, "@type": _XSD + "decimal"}
    return None


def is_quantity(text: str) -> bool:
    """Return whether a text is a number and a unit."""
    first, _, rest = text.partition(" ")
    return bool(rest.strip()) and number(first) is not None


Fail = Callable[[str, int], Exception]


def quantity(words: Terminology, value: Scalar, fail: Fail) -> dict[str, Any]:
    """Return value and unit of ``2 YR`` or ``2``.

    ``2 YR`` gives ``{"value": 2, "unit": IRI}``.

    Raises:
        The exception that ``fail`` makes: the unit is in no list.
    """
    figure, _, unit = value.text.partition(" ")
    properties: dict[str, Any] = {"value": number(figure)}
    if unit := unit.strip():
        properties["unit"] = unit_iri(words, unit, value.line, fail)
    return properties


def unit_iri(words: Terminology, name: str, line: int, fail: Fail) -> str:
    """Return the IRI of a unit.

    A unit must have a conversion in a code list, common or of the workspace.
    """
    from ..spelling import near

    short = name.rpartition(":")[2] if name.startswith(("unit:", "uom:")) else name
    if short in words.units:
        return words.units[short]
    if "://" in name and name in words.units.values():
        return name
    label = name.lower().removesuffix("s")
    close = [words.unit_labels[label]] if label in words.unit_labels else near(name[:80], words.units)
    hint = f" Close matches: {', '.join(close)}." if close else ""
    raise fail(
        f'unit "{name[:80]}" has no conversion; state one in a file of codes/ '
        f"(gpp:convertsTo, gpp:conversionFactor) or use a unit that has one.{hint}",
        line,
    )


def measure(
    words: Terminology,
    operator: str,
    value: Value,
    members: Callable[[Value], list[str]],
    fail: Fail,
) -> dict[str, Any]:
    """Return the properties that an operator and its value stand for.

    ``2 YR`` under ``at-least`` gives ``{"operator": IRI, "value": 2, "unit": IRI}``. ``members`` turns a
    list of names into IRIs.

    Raises:
        The exception that ``fail`` makes: the value does not fit the operator.
    """
    properties: dict[str, Any] = {"operator": words.codes_of("op")[operator]}
    if isinstance(value, Mapping):
        raise fail(f"{operator}: a figure, a name or a list is expected", value.line)
    if isinstance(value, Scalar) and value.is_null:
        return properties
    states = words.codes_of("state")
    if isinstance(value, Scalar) and value.text in states:
        return {**properties, "state": states[value.text]}
    if operator in MEMBERSHIPS:
        return {**properties, "members": members(value)}
    if isinstance(value, Sequence):
        raise fail(f"{operator}: one figure is expected, a list was found", value.line)
    if operator == HOLDS:
        if value.text != "true":
            raise fail(f'{operator}: "true" is expected, "{value.text}" was found', value.line)
        return properties
    if number(value.text.partition(" ")[0]) is not None:
        return {**properties, **quantity(words, value, fail)}
    ranks = words.codes_of("scale")
    if value.text in ranks:
        return {**properties, "printed-rank": ranks[value.text]}
    from ..spelling import near

    close = near(value.text[:80], [*states, *ranks])
    hint = f" Close matches: {', '.join(close)}." if close else ""
    raise fail(
        f'{operator}: "{value.text[:60]}" is neither a figure with its unit (2 YR) nor a known rank or state.{hint}',
        value.line,
    )


def unit_name(words: Terminology, iri: str) -> str:
    """Return the shortest name that reads back as the same unit."""
    from ..terms import curie

    short = iri.rsplit("/", 1)[-1]
    return short if words.units.get(short) == iri else curie(iri)
