"""Errors before any rule runs: values that do not compare with their property."""

from __future__ import annotations

import pyoxigraph as ox

from ..catalogue.query import text_of
from ..errors import InputError, UnitError
from ..rdf.store import select
from ..terms import short_name, slug


def check_units(store: ox.Store) -> None:
    """Do nothing if every printed value can be compared with others of its property.

    Raises:
        UnitError: naming the first statement whose unit is missing or of another kind of quantity.
    """
    for row in select(store, text_of("units-that-do-not-convert")):
        statement, concept = row.slug("facet"), row.slug("concept")
        wanted = short_name(row.iri("canonical"))
        if row["printed"] is None:
            raise UnitError(
                f"{statement}: the value on {concept} has no unit; state one that converts to {wanted}."
            )
        raise UnitError(
            f"{statement}: {short_name(row.iri('printed'))} does not convert to {wanted}, the unit of {concept}; "
            f"they are different kinds of quantity, or ontology/codes/unit.ttl lacks the conversion."
        )


def check_operators(store: ox.Store) -> None:
    """Do nothing if every operator fits the kind of the property that it bounds.

    Raises:
        InputError: naming the first statement whose operator does not.
    """
    for row in sorted(select(store, text_of("operator-does-not-fit")), key=str):
        statement, operator, concept, kind = (
            slug(row.text(name)) for name in ("focus", "value", "concept", "kind")
        )
        raise InputError(
            f"{statement}: the operator {operator} does not fit {concept}, which is of kind {kind}; "
            "numbers and steps take at-least, more-than, at-most or less-than, yes-or-no properties holds, "
            "lists all-of or one-of, conformity conforms-to, formulas within."
        )
