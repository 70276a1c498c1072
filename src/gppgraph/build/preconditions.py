"""Errors before any rule runs: values that do not compare with their property."""

from __future__ import annotations

from collections.abc import Iterable

import pyoxigraph as ox

from ..authoring.described import described
from ..catalogue.query import text_of
from ..errors import InputError, UnitError
from ..rdf.store import select
from ..terms import short_name, slug
from ..workspace import Source


def check_units(store: ox.Store, sources: Iterable[Source]) -> None:
    """Do nothing if every printed value can be compared with others of its property.

    Raises:
        UnitError: naming the first statement whose unit is missing or of another kind of quantity, with file and line.
    """
    for row in select(store, text_of("units-that-do-not-convert")):
        statement, concept = _statement(store, row.text("facet"), sources), row.slug("concept")
        wanted = short_name(row.iri("canonical"))
        if row["printed"] is None:
            raise UnitError(
                f"{statement}: the value on {concept} has no unit; state one that converts to {wanted}."
            )
        raise UnitError(
            f"{statement}: {short_name(row.iri('printed'))} does not convert to {wanted}, the unit of {concept}; "
            f"they are different kinds of quantity, or ontology/codes/unit.ttl lacks the conversion."
        )


def check_operators(store: ox.Store, sources: Iterable[Source]) -> None:
    """Do nothing if every operator fits the kind of the property that it bounds.

    Raises:
        InputError: naming the first statement whose operator does not, with file and line.
    """
    for row in sorted(select(store, text_of("operator-does-not-fit")), key=str):
        operator, concept, kind = (slug(row.text(name)) for name in ("value", "concept", "kind"))
        statement = _statement(store, row.text("focus"), sources)
        raise InputError(
            f"{statement}: the operator {operator} does not fit {concept}, which is of kind {kind}; "
            "numbers and steps take at-least, more-than, at-most or less-than, yes-or-no properties holds, "
            "lists all-of or one-of, conformity conforms-to, formulas within."
        )


def _statement(store: ox.Store, node: str, sources: Iterable[Source]) -> str:
    """Return the name of a statement after its file and line, where it has them."""
    name = slug(node)
    if node.startswith("_:"):
        return name
    found = described(store, ox.NamedNode(node), {source.graph: source for source in sources})
    if found is None:
        return name
    source, line = found
    return f"{source.path}:{line}: {name}" if line else f"{source.path}: {name}"
