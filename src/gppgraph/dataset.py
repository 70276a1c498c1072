"""An opened snapshot: names, statements, and an engine for queries."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from . import workspace
from .build import parts
from .build.register import Register, read_register
from .errors import QueryError
from .rdf.rows import Row, Term
from .rdf.store import Queried
from .spelling import near
from .terms import BASE, PREFIXES, Prefixes, expand, short_name, slug

if TYPE_CHECKING:
    import rdflib

    from .configuration import Configuration
    from .rdf.answer import Answer
    from .rdf.engines import Engine


class Dataset:
    """The whole graph; parts of its snapshot are read when they are needed."""

    def __init__(
        self,
        folder: Path,
        engine: str = "oxigraph",
        endpoint: str | None = None,
        timeout: float | None = None,
        root: Path | None = None,
    ) -> None:
        """Open the snapshot of a workspace, by default of the shipped graph."""
        self.folder = folder
        self.root = root or workspace.root()
        self.engine_name, self.endpoint, self.timeout = engine, endpoint, timeout

    @cached_property
    def configuration(self) -> Configuration:
        """The configuration of the workspace: publisher, countries, defaults."""
        return workspace.configuration(self.root)

    @cached_property
    def register(self) -> Register:
        """Names by kind, with the IRIs that they stand for."""
        return read_register(self.folder)

    @cached_property
    def namespaces(self) -> Mapping[str, str]:
        """The namespace of each prefix that a query need not declare."""
        base = self.configuration.base
        return PREFIXES if base == BASE else Prefixes(base).namespaces

    @cached_property
    def store(self) -> ox.Store:
        """The complete dataset: asserted graphs, ``graph/entailed`` and ``graph/derived``."""
        return parts.open_parts(self.folder)

    @cached_property
    def engine(self) -> Engine:
        """The engine over the whole dataset."""
        return self.over(None)

    def over(self, store: ox.Store | None) -> Engine:
        """Return the engine of the dataset over ``store``, for ``None`` over all of it.

        A server always answers over the whole dataset.
        """
        from .rdf import engines

        if self.endpoint:
            return engines.Remote(self.endpoint, self.timeout)
        if self.engine_name == "rdflib":
            from .rdf.rdflib_copy import as_rdflib

            return engines.Rdflib(as_rdflib(self.store if store is None else store), self.timeout)
        return engines.Oxigraph(self.store if store is None else store, self.timeout)

    def guarded(self, store: ox.Store) -> Queried:
        """Return a store, wrapped in its engine if an engine or limit was chosen.

        Queries of the package on Oxigraph need no engine, and importing it takes time.
        """
        return store if self.engine_name == "oxigraph" and self.timeout is None else self.over(store)

    def query(self, name_or_text: str, parameters: Mapping[str, Any] | None = None, **more: Any) -> Answer:
        """Return the answer to a catalogue query (by name) or to SPARQL text.

        Parameters are bound to variables, never inserted into the text. A slug (``tco-certified-8``), a
        CURIE, an IRI or a literal is read by the type in the header. Known prefixes need no ``PREFIX`` line.
        """
        from .catalogue.binding import bind, find
        from .rdf.sparql import with_prefixes

        query = find(name_or_text, self.root)
        bindings = bind(query, {**(parameters or {}), **more}, self)
        try:
            return self.engine.ask(with_prefixes(query.text, self.namespaces), bindings)
        except QueryError as error:
            raise QueryError(f"{query.path or query.name}: {error}") from error

    @cached_property
    def _things(self) -> dict[str, tuple[str, ...]]:
        ours = (BASE, *self.register.bases)
        by_name: dict[str, set[str]] = {}
        for quad in self.store:
            if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(ours):
                by_name.setdefault(slug(quad.subject.value), set()).add(quad.subject.value)
        return {name: tuple(sorted(iris, key=_importance)) for name, iris in by_name.items()}

    def things(self, name: str) -> tuple[str, ...]:
        """Return the IRIs of this graph that end in ``name``, in any case.

        Things come before their passages.
        """
        if name in self._things:
            return self._things[name]
        return tuple(
            iri for entry, iris in self._things.items() if entry.lower() == name.lower() for iri in iris
        )

    def expand(self, name: str) -> str:
        """Return the IRI of a CURIE, under the base of the thing; else the name."""
        full = expand(name)
        if full == name or self.register.bases[0] == BASE:
            return full
        return next((iri for iri in self.things(slug(full)) if short_name(iri) == name), full)

    def near(self, name: str) -> list[str]:
        """Return the names of things most like ``name``."""
        return near(name, (entry for entry in self._things if "--" not in entry))

    def select(self, query: str, bindings: Mapping[str, Term] | None = None) -> list[Row]:
        """Return the rows of SPARQL over the union of all graphs."""
        return self.engine.select(query, bindings)

    def to_rdflib(self) -> rdflib.Dataset:
        """Return a copy as an rdflib dataset; its default graph is the union."""
        from .rdf.rdflib_copy import as_rdflib

        return as_rdflib(self.store)


def _importance(iri: str) -> tuple[int, str]:
    """Return a sort key; things come before passages, proofs and data files."""
    return _ORDER.get(short_name(iri).partition(":")[0], len(_ORDER)), iri


# Prefixes of the things of a graph; its files come last.
_ORDER = {
    prefix: place
    for place, prefix in enumerate(
        sorted(
            (prefix for prefix, namespace in PREFIXES.items() if namespace.startswith(BASE)),
            key=lambda prefix: prefix == "graph",
        )
    )
}
