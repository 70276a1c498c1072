"""The objects that every worker has in memory when it starts."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from ...catalogue.query import Query
from ...graph import Graph
from ..documents import Documents
from ..settings import Settings


@dataclass(frozen=True, slots=True)
class WorkerState:
    """The loaded graph and data read from it once, shared by all workers."""

    graph: Graph
    store: ox.Store
    documents: Documents
    catalogue: dict[str, Query]
    settings: Settings
