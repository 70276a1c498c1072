"""Add the entailments of the ontology about our own terms to ``graph/entailed``.

The rules of the stage ``closure`` follow the axioms that the ontology uses: classes and properties below
others, and symmetric properties. They keep what owlrl, a complete implementation of OWL RL, keeps of the
shipped graph once triples that are no RDF, that say nothing and that are about other vocabularies are left out.
"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from ..workspace import ENTAILED
from .rules import CLOSURE, conclude, read_rules


def entail(store: ox.Store, base: Path | None = None) -> None:
    """Apply the rules of the closure until no new statement follows.

    Raises:
        QueryError: a rule file names no stage or is no CONSTRUCT query.
    """
    rules = read_rules((CLOSURE,), base)
    graph = ox.NamedNode(ENTAILED)
    before = -1
    while len(store) > before:
        before = len(store)
        for rule in rules:
            store.bulk_load(
                conclude(store, rule), format=ox.RdfFormat.N_TRIPLES, to_graph=graph, lenient=True
            )
