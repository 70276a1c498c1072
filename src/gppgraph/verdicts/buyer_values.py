"""Put a buyer's values in place of the floors of requirements, and derive anew."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox

from ..catalogue.query import text_of
from ..errors import InputError
from ..rdf.rows import Row
from ..rdf.store import select
from ..terms import iri
from .question import Question


def put(store: ox.Store, ask: Question, base: Path | None = None) -> None:
    """Put the buyer's values in place of the floors and derive anew.

    ``store`` needs the asserted parts of every code list; ``base`` is the folder of its workspace.

    Raises:
        InputError: no constraint of the question has such a parameter, or the value is below its floor.
    """
    from ..build.rules import derive

    for name, value in ask.values.items():
        rows = select(store, text_of("buyer-parameters"), {"name": ox.Literal(name)})
        inside = [row for row in rows if _asked(row, ask)]
        if not inside:
            names = sorted({row.text("other") for row in select(store, text_of("buyer-parameter-names"))})
            raise InputError(
                f'no requirement asked about has a buyer value "{name}"; there are: {", ".join(names) or "none"}.'
            )
        for row in inside:
            floor = row.number_or_none("floor")
            if floor is not None and value < floor:
                raise InputError(
                    f"{name}={value} is below the least value the source allows for "
                    f"{row.slug('constraint')}: {floor}."
                )
            _replace(store, row, value)
    derive(store, base=base)


def _asked(row: Row, ask: Question) -> bool:
    return (not ask.requirements or row.iri("requirement") in ask.requirements) and row.iri("set") in ask.sets


def _replace(store: ox.Store, row: Row, value: Decimal) -> None:
    constraint = ox.NamedNode(row.iri("constraint"))
    graph = ox.NamedNode(row.iri("graph"))
    for name in ("printedValue", "valueState"):
        for quad in list(store.quads_for_pattern(constraint, ox.NamedNode(iri("gpp", name)), None, graph)):
            store.remove(quad)
    literal = ox.Literal(f"{value:f}", datatype=ox.NamedNode(iri("xsd", "decimal")))
    store.add(ox.Quad(constraint, ox.NamedNode(iri("gpp", "printedValue")), literal, graph))
