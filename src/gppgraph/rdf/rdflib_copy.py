"""A copy of a store in rdflib, for the rdflib engine and for users of rdflib."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox

from ..errors import MissingExtraError

if TYPE_CHECKING:
    import rdflib


def as_rdflib(store: ox.Store) -> rdflib.Dataset:
    """Return a copy of a store as an rdflib dataset; its default graph is the union.

    Raises:
        MissingExtraError: the extra ``build`` is not installed.
    """
    try:
        import rdflib
    except ImportError as error:
        raise MissingExtraError("the engine rdflib", "build") from error
    dataset = rdflib.Dataset(default_union=True)
    data = ox.serialize(iter(store), format=ox.RdfFormat.N_QUADS)
    dataset.parse(data=data, format="nquads")
    return dataset
