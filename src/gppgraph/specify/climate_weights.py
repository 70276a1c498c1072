"""The weight or rank that law asks of climate and environment."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from ..catalogue.query import text_of
from ..errors import UnknownNameError
from ..rdf.store import select
from ..terms import iri

if TYPE_CHECKING:
    from ..dataset import Dataset

_SHARE, _RANK = iri("unit", "PERCENT"), iri("uom", "rank")


class ClimateWeights(NamedTuple):
    """The least share, or the last rank, of climate and environment by law.

    ``share`` is the least part of the weights in percent, ``rank`` the last place that is enough; ``None`` where
    the law asks for none. ``provisions`` are those that say so, such as ``("§ 5b (2) sentence 1",)``.
    """

    share: float | None
    rank: int | None
    provisions: tuple[str, ...]


def climate_weights(graph: Dataset, country: str, day: date) -> ClimateWeights | None:
    """Return the weights of the law of a country on a day.

    It is ``None`` where the graph knows of none."""
    try:
        place = graph.register.resolve("jurisdiction", country)
    except UnknownNameError:
        return None
    when = ox.Literal(day.isoformat(), datatype=ox.NamedNode(iri("xsd", "date")))
    rows = select(graph.engine, text_of("climate-weights"), {"day": when, "place": ox.NamedNode(place)})
    shares = [float(row.number("value")) for row in rows if row.iri("unit") == _SHARE]
    ranks = [int(row.number("value")) for row in rows if row.iri("unit") == _RANK]
    if not rows:
        return None
    return ClimateWeights(
        max(shares, default=None),
        min(ranks, default=None),
        tuple(dict.fromkeys(row.text("clause") for row in rows)),
    )
