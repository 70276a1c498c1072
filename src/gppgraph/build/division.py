"""Which statement goes to which part of the snapshot (see ``parts``)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import pyoxigraph as ox

from ..catalogue.query import named_in, text_of
from ..rdf.store import select
from ..terms import BASE, iri, namespace, slug
from ..workspace import DERIVED, ENTAILED
from .parts import PAIRWISE, write_part

# Statements that these queries do not read are put aside: most questions are about verdicts.
QUERIES_ON_VERDICTS = (
    "verdicts",
    "outcomes",
    "reasons",
    "largest-values",
    "bounds",
    "requirement-titles",
    "unit-forms",
)
_REACHES = f"<{iri('gpp', 'reachesScopeOf')}>".encode()
_PAIRWISE = frozenset(f"<{iri('gpp', name)}>".encode() for name in PAIRWISE)


def write_parts(store: ox.Store, folder: Path, bases: Sequence[str] = (BASE,)) -> dict[str, int]:
    """Write the parts of the snapshot; return the number of statements by kind.

    ``bases`` are the base IRIs of its things, that of conclusions first.
    """
    read = {
        f"<{predicate}>".encode() for predicate in named_in(text_of(name) for name in QUERIES_ON_VERDICTS)
    }
    divide = _Division(owners(store), bases)
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
                name = divide.part(subject, predicate, rest.split(b" ")[0])
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


class _Division:
    """The parts of derived statements, by the editions that they are about."""

    def __init__(self, owner: Callable[[str], str], bases: Sequence[str]) -> None:
        self.owner = owner
        self.bases = tuple(bases)
        self.cases = tuple(namespace(kind, bases[0]) for kind in ("verdicts", "outcomes"))

    def part(self, subject: bytes, predicate: bytes, value: bytes) -> str:
        """Return the part of a derived statement."""
        thing = subject.decode()[1:-1]
        if predicate == _REACHES:  # a case of two editions, as verdicts are
            return f"derived/{self.owner(slug(value.decode()[1:-1]))}--{self.owner(slug(thing))}"
        for space in self.cases:
            if thing.startswith(space):
                left, right = thing[len(space) :].split("--")[:2]
                return f"derived/{self.owner(left)}--{right}"
        kind = "pairs" if predicate in _PAIRWISE else "derived"
        return f"{kind}/{self.owner(slug(thing))}" if thing.startswith(self.bases) else "derived/common"
