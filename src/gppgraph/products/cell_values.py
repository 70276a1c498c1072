"""Expressions that turn cells of text into values: figures, dates, codes, lists.

They are Ibis expressions, so that an engine computes them for all rows at once. A cell that says something and
is not understood has no value and is marked as unread.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import ibis
import ibis.expr.types as ir

from .mapping_vocabulary import BOOLEAN

if TYPE_CHECKING:
    from .product_mapping import CellReading, MappedInterval

_BELOW, _ABOVE = ("<", "<=", "≤"), (">", ">=", "≥")


@ibis.udf.scalar.builtin(signature=(("string", "string"), "timestamp"))
def try_strptime(text, form):  # type: ignore[no-untyped-def]
    """Return the time of a text, null where it is of another form."""


@ibis.udf.scalar.builtin(
    signature=(
        ("string", "string", "array<string>"),
        "struct<sign: string, first: string, second: string, unit: string>",
    )
)
def regexp_extract(text, pattern, names):  # type: ignore[no-untyped-def]
    """Return the groups of a pattern by name, empty texts where it does not match."""


class CellValue(NamedTuple):
    """The columns of a value, and whether its cell was not understood.

    ``columns`` go by the ends of their names, for example ``{"low": ..., "high": ..., "low_open": ...,
    "high_open": ...}``.
    """

    columns: Mapping[str, ir.Value]
    unread: ir.BooleanValue


def said(cell: ir.StringValue, unknown: Iterable[str]) -> ir.StringValue:
    """Return a cell without blanks around it, null where it says nothing."""
    text = cell.replace("\u00a0", " ").strip()
    nothing = ["", *(entry.casefold() for entry in unknown)]
    return ibis.ifelse(text.lower().isin(nothing), ibis.null("string"), text)


def name_text(cell: ir.StringValue) -> ir.StringValue:
    """Return a name without the marks of trade marks, and with single blanks."""
    text = cell.re_replace("[®™©]", "").re_replace(r"\s+", " ").strip()
    return text.nullif("")


def day(text: ir.StringValue, forms: Sequence[str]) -> CellValue:
    """Return a day that is written in one of some forms."""
    times = [try_strptime(text, form).date() for form in forms]
    found = ibis.coalesce(*times)
    return CellValue({"": found}, (text.notnull() & found.isnull()).fill_null(False))


def coded(text: ir.StringValue, codes: Mapping[str, str | None]) -> CellValue:
    """Return the name that a text stands for, in any case of letters."""
    folded = text.lower()
    named = [(code.lower(), name) for code, name in codes.items() if name is not None]
    found = folded.cases(*named, else_=ibis.null("string")) if named else ibis.null("string")
    known = folded.isin([code.lower() for code in codes]) if codes else ibis.literal(False)
    return CellValue({"": found}, (text.notnull() & ~known).fill_null(False))


def entries(text: ir.StringValue, between: str) -> ir.ArrayValue:
    """Return the parts of a text, null for no text."""
    parts = text.split(between).map(lambda part: part.strip()).filter(lambda part: part != "")
    return ibis.ifelse(text.isnull(), ibis.null("array<string>"), parts)


def constant(kind: str, entry: MappedInterval | bool | tuple[str, ...], complete: bool) -> CellValue:
    """Return a value that every row has."""
    read = ibis.literal(False)
    if kind == BOOLEAN:
        return CellValue({"holds": ibis.literal(bool(entry), "boolean")}, read)
    if isinstance(entry, tuple):
        return CellValue(
            {"members": ibis.literal(list(entry), "array<string>"), "complete": ibis.literal(complete)}, read
        )
    assert not isinstance(entry, bool)
    return CellValue(
        {
            "low": _end(entry.low),
            "high": _end(entry.high),
            "low_open": ibis.literal(entry.low_open),
            "high_open": ibis.literal(entry.high_open),
        },
        read,
    )


def _end(number: float) -> ir.Value:
    return ibis.literal(number, "float64") if math.isfinite(number) else ibis.null("float64")


def truth(text: ir.StringValue, reading: CellReading) -> CellValue:
    """Return whether a text says that a property holds."""
    folded = text.lower()
    codes = [(code.lower(), bool(meant)) for code, meant in reading.codes.items()]
    found = folded.cases(*codes, else_=ibis.null("boolean"))
    return CellValue({"holds": found}, (text.notnull() & found.isnull()).fill_null(False))


def members(text: ir.StringValue, reading: CellReading) -> CellValue:
    """Return the members that the entries of a cell stand for.

    A list with an entry that is not understood is not complete.
    """
    parts = entries(text, reading.between) if reading.between else ibis.array([text])
    codes = [(code.lower(), list(meant)) for code, meant in reading.codes.items() if isinstance(meant, tuple)]
    names = [code for code, _ in codes]
    nothing = ibis.literal([], "array<string>")
    found = parts.map(lambda part: part.lower().cases(*codes, else_=nothing)).flatten().unique()
    strange = parts.filter(lambda part: ~part.lower().isin(names)).length() > 0
    absent = text.isnull()
    return CellValue(
        {
            "members": ibis.ifelse(absent | (found.length() == 0), ibis.null("array<string>"), found),
            "complete": ibis.ifelse(absent, ibis.null("boolean"), ibis.literal(reading.complete) & ~strange),
        },
        (~absent & strange).fill_null(False),
    )


def parsed(text: ir.StringValue, reading: CellReading, decimal: str) -> ir.StructValue:
    """Return the parts of a figure as a structure.

    They are ``sign``, ``first``, ``second`` after a dash, and ``unit``. ``5``, ``<5``, ``5-7`` and ``8 cycles``
    have them. The first is empty where the text is no figure.
    """
    figure = {
        ".": r"[+-]?\d+(?:\.\d+)?",
        ",": r"[+-]?\d+(?:,\d+)?",
        # A point or comma before three digits may stand between thousands; then nothing is read.
        "either": r"[+-]?(?:\d+(?:[.,](?:\d{1,2}|\d{4,}))?|0[.,]\d+)",
    }[decimal]
    words = sorted((word for word in reading.units if word), key=len, reverse=True)
    unit = "|".join(re.escape(word) for word in words)
    pattern = rf"^(<=|>=|≤|≥|<|>|=|)\s*({figure})(?:\s*(?:-|–|\.\.)\s*({figure}))?\s*((?i:{unit})?)$"
    return regexp_extract(text, pattern, ["sign", "first", "second", "unit"])


def figure(text: ir.StringValue, parts: ir.StructValue, reading: CellReading) -> CellValue:
    """Return the interval of a figure with its parts, or that of a code."""
    factor = _factor(parts["unit"], reading.units)
    first, second = (_number(parts[name]) * factor for name in ("first", "second"))
    sign, is_range = parts["sign"], parts["second"] != ""
    bare = sign.isin(["", "="])
    has_low = sign.isin(_ABOVE) | (bare & ibis.literal(reading.bound != "at-most"))
    has_high = sign.isin(_BELOW) | (bare & ibis.literal(reading.bound != "at-least"))
    none = ibis.null("float64")
    ordered = (sign == "") & (first <= second)
    low = ibis.cases((is_range & ordered, first), (~is_range & has_low, first), else_=none)
    high = ibis.cases((is_range & ordered, second), (~is_range & has_high, first), else_=none)
    ends: dict[str, ir.Value] = {
        "low": low,
        "high": high,
        "low_open": (sign == ">") & ~is_range,
        "high_open": (sign == "<") & ~is_range,
    }
    codes = {code.lower(): meant for code, meant in reading.codes.items()}
    if codes:
        folded = text.lower()
        known = folded.isin(list(codes))
        for name, expression in ends.items():
            meant = [(code, constant("", entry, False).columns[name]) for code, entry in codes.items()]
            by_code = folded.cases(*meant, else_=ibis.null(expression.type()))
            ends[name] = ibis.ifelse(known, by_code, expression)
    for name in ("low_open", "high_open"):
        ends[name] = ends[name].fill_null(ibis.literal(False))
    unread = text.notnull() & ends["low"].isnull() & ends["high"].isnull()
    return CellValue(ends, unread.fill_null(False))


def _number(text: ir.StringValue) -> ir.FloatingValue:
    return text.replace(",", ".").try_cast("float64")


def _factor(word: ir.StringValue, units: Mapping[str, float]) -> ir.FloatingValue:
    """Return the factor of the word after a number.

    It is null for a bare number without a unit.
    """
    codes = [(unit.lower(), factor) for unit, factor in units.items()]
    return word.lower().cases(*codes, else_=ibis.null("float64")) if codes else ibis.literal(1.0)
