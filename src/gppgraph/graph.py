"""The graph as a Python object: ``gppgraph.load()`` and what can be asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

from .build import parts
from .errors import InputError, MissingExtraError
from .rdf.store import Queried, Row, Term, text
from .spelling import Register, near
from .terms import BASE, PREFIXES, slug
from .verdicts import needed_parts
from .verdicts.question import Question, question

if TYPE_CHECKING:
    import pandas
    import rdflib

    from .rdf.engines import Engine
    from .verdicts.explain import Proof
    from .verdicts.satisfy import Verdict


class Answer(NamedTuple):
    """The answer to a query: column names and rows of RDF terms."""

    columns: tuple[str, ...]
    terms: tuple[Row, ...]

    @property
    def rows(self) -> list[dict[str, str | None]]:
        """Rows as plain strings: IRIs and literals alike, ``None`` where unbound."""
        return [{name: text(row[name]) for name in self.columns} for row in self.terms]

    def to_pandas(self) -> pandas.DataFrame:
        """Return the rows as a data frame (needs the extra ``pandas``)."""
        try:
            import pandas as pd
        except ImportError as error:
            raise MissingExtraError("a data frame", "pandas") from error
        return pd.DataFrame(self.rows, columns=list(self.columns))


class Graph:
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
        """What answers queries over the whole dataset."""
        return self.over(None)

    def over(self, store: ox.Store | None) -> Engine:
        """Return the chosen engine over a part of the dataset, over all of it for ``None``; a server has it all."""
        from .rdf import engines

        if self.endpoint:
            return engines.Remote(self.endpoint, self.timeout)
        if self.engine_name == "rdflib":
            return engines.Rdflib(as_rdflib(self.store if store is None else store), self.timeout)
        return engines.Oxigraph(self.store if store is None else store, self.timeout)

    def satisfy(self, *, language: str = "en", constraints: bool = True, **options: Any) -> list[Verdict]:
        """Return verdicts: which label editions satisfy which requirements.

        Options: ``requirement``, ``set``, ``label``, ``product``, ``verdict`` (a name or several), ``level``,
        ``state`` ("new"), ``as_of`` (a day, today where not given), ``values`` (buyer values such as ``{"X": 4}``).
        Without ``constraints`` verdicts come sooner, without what decides them.

        Raises:
            UnknownNameError, InputError: an option is not understood.
        """
        from .verdicts.satisfy import answer

        ask = question(self.register, **options)
        if self.endpoint or ask.values:
            store = self.for_question(ask)
        else:
            store = self._guarded(
                needed_parts.for_answer(self.folder, self.register["homes"], ask, constraints)
            )
        return answer(store, ask, language, constraints)

    def for_question(self, ask: Question) -> Queried:
        """Return an engine over what a question about verdicts needs, derived anew for buyer values.

        Raises:
            InputError: buyer values are given and a server is asked, which cannot derive.
        """
        if self.endpoint and ask.values:
            raise InputError("buyer values are derived on this machine; leave out --endpoint or --set-value.")
        if self.endpoint:
            return self.engine
        read = needed_parts.for_values if ask.values else needed_parts.for_question
        return self._guarded(read(self.folder, self.register["homes"], ask))

    def for_proof(self, ask: Question) -> Queried:
        """Return an engine over what the proof of verdicts on named requirements needs."""
        return (
            self.engine
            if self.endpoint
            else self._guarded(needed_parts.for_proof(self.folder, self.register["homes"], ask))
        )

    def _guarded(self, store: ox.Store) -> Queried:
        """Return a store with the guards of its engine; our own queries need none, and the import takes time."""
        return store if self.engine_name == "oxigraph" and self.timeout is None else self.over(store)

    def explain(
        self, requirement: str, edition: str, product: str | None = None, as_of: date | str | None = None
    ) -> list[Proof]:
        """Return the proof behind the verdicts on a requirement and a label edition, one per product type."""
        from .verdicts.explain import explain

        return explain(self, requirement, edition, product, as_of)

    def query(self, name_or_text: str, parameters: Mapping[str, Any] | None = None, **more: Any) -> Answer:
        """Return the answer to a catalogue query (by name) or to SPARQL text.

        Parameters are bound to variables, never put into the text. A name of ours (``tco-certified-8``),
        a CURIE, an IRI or a literal is understood by the type that the header gives.
        """
        from .catalogue.binding import ask

        return ask(self, name_or_text, {**(parameters or {}), **more})

    @cached_property
    def _things(self) -> dict[str, tuple[str, ...]]:
        found: dict[str, set[str]] = {}
        for quad in self.store:
            if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(BASE):
                found.setdefault(slug(quad.subject.value), set()).add(quad.subject.value)
        return {name: tuple(sorted(iris, key=_importance)) for name, iris in found.items()}

    def things(self, name: str) -> tuple[str, ...]:
        """Return the IRIs of ours whose last part is ``name``, letters' case aside: the thing itself before its passages."""
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
        """Return a copy as an rdflib dataset, its default graph being the union (needs the extra ``build``)."""
        return as_rdflib(self.store)


def as_rdflib(store: ox.Store) -> rdflib.Dataset:
    """Return a copy of a store as an rdflib dataset, its default graph being the union (extra ``build``)."""
    try:
        import rdflib
    except ImportError as error:
        raise MissingExtraError("the engine rdflib", "build") from error
    dataset = rdflib.Dataset(default_union=True)
    data = ox.serialize(iter(store), format=ox.RdfFormat.N_QUADS)
    dataset.parse(data=data, format="nquads")
    return dataset


def _importance(iri: str) -> tuple[int, str]:
    """Return a key that puts requirements, labels and the like before their passages, proofs and data files."""
    ours = (prefix for prefix, namespace in PREFIXES.items() if namespace.startswith(BASE))
    order = [PREFIXES[prefix] for prefix in sorted(ours, key=lambda prefix: prefix == "graph")]
    return next(
        (place for place, namespace in enumerate(order) if iri.startswith(namespace)), len(order)
    ), iri


def load(engine: str = "oxigraph", endpoint: str | None = None, timeout: float | None = None) -> Graph:
    """Return the shipped graph, or that of the checkout, built first if its files have changed.

    ``engine`` is "oxigraph" or "rdflib"; with ``endpoint`` queries go to a SPARQL 1.1 server that holds the
    published dataset. ``timeout`` is in seconds and for each query.

    Raises:
        InputError: there is no such engine.
    """
    if engine not in ("oxigraph", "rdflib"):
        raise InputError(f'engine "{engine}" is not one of oxigraph, rdflib.')
    return Graph(parts.ensure(), engine, endpoint, timeout)
