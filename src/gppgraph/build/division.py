"""Which statement goes to which part of the snapshot (see ``parts``)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pyoxigraph as ox

from ..catalogue.query import named_in, text_of
from ..rdf.store import sorted_lines
from ..terms import BASE, iri, slug
from ..workspace import DERIVED, ENTAILED
from .former import Former, part_of
from .merging import merge_part
from .owners import COMMON, case_namespaces, owners
from .parts import PAIRWISE, write_part
from .touched import Touched

# Statements that these queries do not read are put aside: most questions are about verdicts.
QUERIES_ON_VERDICTS = (
    "verdicts",
    "outcomes",
    "reasons",
    "largest-values",
    "bounds",
    "requirement-titles",
    "unit-forms",
    "requirement-states",
    "label-editions",
    "accepted-pairs",
    "certificate-ends",
)
_REACHES = f"<{iri('gpp', 'reachesScopeOf')}>".encode()
_PAIRWISE = frozenset(f"<{iri('gpp', name)}>".encode() for name in PAIRWISE)


def write_parts(
    store: ox.Store,
    folder: Path,
    bases: Sequence[str] = (BASE,),
    former: Former | None = None,
    touched: Touched | None = None,
) -> dict[str, int]:
    """Write the parts of the snapshot; return the number of statements of each part.

    ``bases`` are the base IRIs of its things, that of conclusions first.

    With ``former``, the parts of unchanged files are copied from it. With ``touched`` as well, conclusions on pairs
    of units of which none is touched are taken over from it; ``store`` may lack them.
    """
    read = {
        f"<{predicate}>".encode() for predicate in named_in(text_of(name) for name in QUERIES_ON_VERDICTS)
    }
    divide = _Division(owners(store), bases)
    for kind in ("asserted", "derived"):
        (folder / kind).mkdir()
    counts: dict[str, int] = {}
    for graph in sorted(named.value for named in store.named_graphs() if isinstance(named, ox.NamedNode)):
        if former and graph not in {ENTAILED, DERIVED, *former.changed}:
            counts |= former.copy([part_of(graph)], folder)
            continue
        parts: dict[str, list[bytes]] = {}
        for line in sorted_lines(store, graph):
            subject, predicate, rest = line.split(b" ", 2)
            if graph == ENTAILED:
                name = "entailed"
            elif graph == DERIVED:
                name = divide.part(subject, predicate, rest.split(b" ")[0])
            else:
                name = part_of(graph)
            parts.setdefault(name, []).append(line)
        if graph == DERIVED and former and touched:
            for name in sorted({*parts, *_on_pairs(former.counts)}):
                if _is_on_pairs(name):
                    lines = [line for line in parts.pop(name, ()) if touched.has(line)]
                    counts |= merge_part(folder, former, name, lines, touched)
        for name, lines in parts.items():
            counts[name] = len(lines)
            if name.startswith(("asserted/", "derived/")) and not _is_on_pairs(name):
                unread = [line for line in lines if line.split(b" ", 2)[1] not in read]
                lines = [line for line in lines if line.split(b" ", 2)[1] in read]
                if unread:
                    write_part(folder, name, graph, unread, rest=True)
            if lines:
                write_part(folder, name, graph, lines)
    return counts


def on_pairs(lines: Iterable[bytes], bases: Sequence[str] = (BASE,)) -> Iterator[bytes]:
    """Yield the derived statements on pairs.

    They are lines of N-Triples; ``bases`` are the base IRIs of things, that of conclusions first.
    """
    cases = tuple(f"<{space}".encode() for space in case_namespaces(bases[0]))
    things = tuple(f"<{base}".encode() for base in bases)
    for line in lines:
        subject, predicate, _ = line.split(b" ", 2)
        pairwise = predicate in _PAIRWISE and subject.startswith(things)
        if pairwise or predicate == _REACHES or subject.startswith(cases):
            yield line


def _on_pairs(parts: Iterable[str]) -> Iterator[str]:
    return (part for part in parts if _is_on_pairs(part))


def _is_on_pairs(part: str) -> bool:
    """Return whether a part has conclusions on two editions, or on statements of two."""
    return part.startswith("pairs/") or "--" in part


class _Division:
    """The parts of derived statements, by the editions that they are about."""

    def __init__(self, owner: Callable[[str], str], bases: Sequence[str]) -> None:
        self.owner = owner
        self.bases = tuple(bases)
        self.cases = case_namespaces(bases[0])

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
        return f"{kind}/{self.owner(slug(thing))}" if thing.startswith(self.bases) else f"derived/{COMMON}"
