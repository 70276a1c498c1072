"""Values as users write them: a day, a number, a buyer value."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from .errors import InputError


def parse_day(value: date | str | None) -> date:
    """Return a day; for ``None`` it is today.

    Raises:
        InputError: the text is no date of the form YYYY-MM-DD.
    """
    if value is None:
        return date.today()
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise InputError(f'"{value}" is no date; write it as YYYY-MM-DD, for example 2026-07-01.') from error


def parse_number(name: str, value: Any) -> Decimal:
    """Return a number of at most ten digits before and nine after the point.

    Raises:
        InputError: the text is no such number; the message names ``name``.
    """
    try:
        number = Decimal(str(value))
    except ArithmeticError as error:
        raise InputError(
            f'the value of {name}, "{value}", is no number; write for example {name}=4.'
        ) from error
    if not number.is_finite() or number.copy_abs() > 10**9 or (number and number.adjusted() < -9):
        raise InputError(f"the value of {name}, {value}, is out of range.")
    return number


def parse_buyer_values(entries: Iterable[str], option: str) -> dict[str, str]:
    """Return entries of the form ``X=4`` as a mapping, such as ``{"X": "4"}``.

    Raises:
        InputError: an entry is not of this form; the message begins with ``option``.
    """
    values = {}
    for entry in entries:
        name, equals, value = entry.partition("=")
        if not equals or not name.strip() or not value.strip():
            raise InputError(f'{option} "{entry}" is not of the form X=4.')
        values[name.strip()] = value.strip()
    return values
