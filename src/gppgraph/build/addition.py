"""The conclusions of a dataset to which statements are added.

Conclusions on two editions that the added statements do not touch are taken over (see ``touched``).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import pyoxigraph as ox

from .. import workspace
from ..rdf.store import sorted_lines
from ..workspace import DERIVED, ENTAILED
from .closure import entail
from .division import on_pairs
from .rules import DERIVING, FACTS, NAMING, STAGING, apply, read_rules
from .touched import Before, touched


def add(dataset: ox.Store, added: Sequence[ox.Quad], base: Path | None = None) -> None:
    """Add statements to a dataset, and conclude anew.

    The dataset has its conclusions; the graphs of the added statements are new to it.

    Raises:
        QueryError: a rule file names no stage or is no CONSTRUCT query.
    """
    bases = workspace.bases(base)
    derived = sorted_lines(dataset, DERIVED)
    known = set(on_pairs(derived, bases))
    graphs = frozenset(quad.graph_name.value for quad in added if isinstance(quad.graph_name, ox.NamedNode))
    before = Before(_without_pairs(dataset, derived, known), graphs, editions=None)
    dataset.clear_graph(ox.NamedNode(ENTAILED))
    dataset.clear_graph(ox.NamedNode(DERIVED))
    dataset.extend(added)
    entail(dataset, base)
    rules = read_rules(DERIVING, base)
    apply(dataset, (rule for rule in rules if rule.stage in FACTS))
    later = [rule for rule in rules if rule.stage not in FACTS]
    change = touched(dataset, before, (rule.pattern for rule in later), bases)
    apply(dataset, later, touched=change)
    apply(dataset, read_rules(NAMING, base))
    dataset.remove_graph(ox.NamedNode(STAGING))
    if change:
        now = sorted_lines(dataset, DERIVED)
        untouched = {line for line in on_pairs(now, bases) if not change.has(line)}
        dataset.clear_graph(ox.NamedNode(DERIVED))
        _load(dataset, (line for line in now if line not in untouched))
        _load(dataset, (line for line in known if not change.has(line)))


def _without_pairs(dataset: ox.Store, derived: Sequence[bytes], known: set[bytes]) -> ox.Store:
    """Return the conclusions that need no comparison."""
    store = ox.Store()
    store.extend(dataset.quads_for_pattern(None, None, None, ox.NamedNode(ENTAILED)))
    _load(store, (line for line in derived if line not in known))
    return store


def _load(store: ox.Store, lines: Iterable[bytes]) -> None:
    graph = ox.NamedNode(DERIVED)
    store.bulk_load(b"".join(lines), format=ox.RdfFormat.N_TRIPLES, to_graph=graph, lenient=True)
