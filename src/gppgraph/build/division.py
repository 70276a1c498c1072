"""Which statement goes to which part of the snapshot (see ``parts``)."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from ..catalogue.query import named_in, text_of
from ..rdf.store import select
from ..terms import BASE, PREFIXES, iri, slug
from ..workspace import DERIVED, ENTAILED
from .parts import PAIRWISE, write_part

# Statements that these queries do not read are put aside: most questions are about verdicts.
QUERIES_ON_VERDICTS = ("verdicts", "outcomes", "largest-values", "bounds", "requirement-titles", "unit-forms")
_REACHES = f"<{iri('gpp', 'reachesScopeOf')}>".encode()
_PAIRWISE = frozenset(f"<{iri('gpp', name)}>".encode() for name in PAIRWISE)


def write_parts(store: ox.Store, folder: Path) -> dict[str, int]:
    """Write the parts of the snapshot; return the number of statements by kind."""
    read = {
        f"<{predicate}>".encode() for predicate in named_in(text_of(name) for name in QUERIES_ON_VERDICTS)
    }
    owner = owners(store)
    for kind in ("asserted", "derived"):
        (folder / kind).mkdir()
    counts: dict[str, int] = {}
    for graph in sorted(named.value for named in store.named_graphs() if isinstance(named, ox.NamedNode)):
        parts: dict[tuple[str, bool], list[bytes]] = {}
        for line in _sorted_lines(store, graph):
            subject, predicate, rest = line.split(b" ", 2)
            if graph == ENTAILED:
                name = "entailed"
            elif graph == DERIVED:
                name = _part_of_conclusion(subject, predicate, rest.split(b" ")[0], owner)
            else:
                name = f"asserted/{slug(graph)}"
            divided = name.startswith(("asserted/", "derived/")) and "--" not in name
            parts.setdefault((name, divided and predicate not in read), []).append(line)
        for (name, unread), lines in parts.items():
            write_part(folder, name, graph, lines, rest=unread)
            kind = name.partition("/")[0]
            counts[kind] = counts.get(kind, 0) + len(lines)
    return counts


def _sorted_lines(store: ox.Store, graph: str) -> list[bytes]:
    """Return the statements of a graph as N-Triples lines in the order of their bytes."""
    data = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(graph)) or b""
    return sorted(data.splitlines(keepends=True))


def owners(store: ox.Store) -> Callable[[str], str]:
    """Return a function from the slug of a node to the slug of its edition.

    A node of no edition has ``common``.
    """
    editions = sorted(
        {row.slug("edition") for row in select(store, text_of("editions"))}, key=len, reverse=True
    )

    @cache
    def owner(name: str) -> str:
        return next(
            (edition for edition in editions if name == edition or name.startswith(edition + ".")), "common"
        )

    return owner


def _part_of_conclusion(subject: bytes, predicate: bytes, value: bytes, owner: Callable[[str], str]) -> str:
    """Return the part of a derived statement."""
    thing = subject.decode()[1:-1]
    if predicate == _REACHES:  # a case of two editions, as verdicts are
        return f"derived/{owner(slug(value.decode()[1:-1]))}--{owner(slug(thing))}"
    for kind in ("verdicts", "outcomes"):
        if thing.startswith(PREFIXES[kind]):
            left, right = thing[len(PREFIXES[kind]) :].split("--")[:2]
            return f"derived/{owner(left)}--{right}"
    kind = "pairs" if predicate in _PAIRWISE else "derived"
    return f"{kind}/{owner(slug(thing))}" if thing.startswith(BASE) else "derived/common"
