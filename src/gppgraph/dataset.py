"""An opened snapshot: names, statements, and an engine for queries."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from .build import parts
from .errors import QueryError
from .rdf.rows import Row, Term
from .rdf.store import Queried
from .spelling import Register, near
from .terms import BASE, PREFIXES, slug

if TYPE_CHECKING:
    import rdflib

    from .rdf.answer import Answer
    from .rdf.engines import Engine


class Dataset:
    """The whole graph, read from its snapshot part by part as it is needed."""

    def __init__(
        self,
        folder: Path,
        engine: str = "oxigraph",
        endpoint: str | None = None,
        timeout: float | None = None,
    ) -> None:
        self.folder = folder
        self.engine_name, self.endpoint, self.timeout = engine, endpoint, timeout

    @cached_property
    def register(self) -> Register:
        """Names by kind, with the IRIs that they stand for."""
        return parts.names(self.folder)

    @cached_property
    def store(self) -> ox.Store:
        """The complete dataset: asserted graphs, ``graph/entailed`` and ``graph/derived``."""
        return parts.open_parts(self.folder)

    @cached_property
    def engine(self) -> Engine:
        """The engine over the whole dataset."""
        return self.over(None)

    def over(self, store: ox.Store | None) -> Engine:
        """Return the chosen engine over ``store``, over the whole dataset for ``None``.

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
        """Return a store with the guards of its engine, if an engine or limit was chosen.

        Our own queries on Oxigraph need no guards, and importing them takes time.
        """
        return store if self.engine_name == "oxigraph" and self.timeout is None else self.over(store)

    def query(self, name_or_text: str, parameters: Mapping[str, Any] | None = None, **more: Any) -> Answer:
        """Return the answer to a catalogue query (by name) or to SPARQL text.

        Parameters are bound to variables, never put into the text. A name of ours (``tco-certified-8``),
        a CURIE, an IRI or a literal is understood by the type that the header gives.
        """
        from .catalogue.binding import bind, find

        query = find(name_or_text)
        bindings = bind(query, {**(parameters or {}), **more}, self)
        try:
            return self.engine.ask(query.text, bindings)
        except QueryError as error:
            raise QueryError(f"{query.path or query.name}: {error}") from error

    @cached_property
    def _things(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, set[str]] = {}
        for quad in self.store:
            if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(BASE):
                found.setdefault(slug(quad.subject.value), set()).add(quad.subject.value)
        return {name: tuple(sorted(iris, key=_importance)) for name, iris in found.items()}

    def things(self, name: str) -> tuple[str, ...]:
        """Return our IRIs that end in ``name``, in any case, things before their passages."""
        if name in self._things:
            return self._things[name]
        return tuple(
            iri for entry, iris in self._things.items() if entry.lower() == name.lower() for iri in iris
        )

    def near(self, name: str) -> list[str]:
        """Return names of things most like ``name``."""
        return near(name, (entry for entry in self._things if "--" not in entry))

    def select(self, query: str, bindings: Mapping[str, Term] | None = None) -> list[Row]:
        """Return the rows of SPARQL over the union of all graphs."""
        return self.engine.select(query, bindings)

    def to_rdflib(self) -> rdflib.Dataset:
        """Return a copy as an rdflib dataset; its default graph is the union."""
        from .rdf.rdflib_copy import as_rdflib

        return as_rdflib(self.store)


def _importance(iri: str) -> tuple[int, str]:
    """Return a key that sorts things before their passages, proofs and data files."""
    ours = (prefix for prefix, namespace in PREFIXES.items() if namespace.startswith(BASE))
    order = [PREFIXES[prefix] for prefix in sorted(ours, key=lambda prefix: prefix == "graph")]
    return next(
        (place for place, namespace in enumerate(order) if iri.startswith(namespace)), len(order)
    ), iri
