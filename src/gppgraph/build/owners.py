"""Which edition a thing belongs to, by its name."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import cache

import pyoxigraph as ox

from ..catalogue.query import text_of
from ..rdf.store import select
from ..terms import namespace

COMMON = "common"


def editions(store: ox.Store) -> frozenset[str]:
    """Return the slugs of label editions, criteria sets and acts."""
    return frozenset(row.slug("edition") for row in select(store, text_of("editions")))


def case_namespaces(base: str) -> tuple[str, ...]:
    """Return the namespaces of verdicts and outcomes.

    A name in them begins with the names of the two that are compared.
    """
    return tuple(namespace(kind, base) for kind in ("verdicts", "outcomes"))


def owners(store: ox.Store) -> Callable[[str], str]:
    """Return a function from the slug of a node to the slug of its edition.

    A node of no edition has ``common``.
    """
    return owner_among(editions(store), lambda _: COMMON)


def owner_among(names: Collection[str], otherwise: Callable[[str], str]) -> Callable[[str], str]:
    """Return a function from the slug of a thing to its owner among some names.

    The owner is the longest name that the slug begins with; after the name stands a dot or nothing. ``otherwise`` gives the answer where it begins with none.
    """

    @cache
    def owner(slug: str) -> str:
        name = slug
        while name and name not in names:
            name = name.rpartition(".")[0]
        return name or otherwise(slug)

    return owner
