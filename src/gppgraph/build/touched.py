"""The units that a change of files touches, or that refer to one of these.

A unit is an edition, or a requirement of a criteria set, and owns the things whose names begin with its own and a
dot. Any other thing is a unit by itself. What the rules conclude about two units follows from the facts about these
two, and from the ontology and its codes: after what follows without a comparison, every rule looks only at pairs
that a rule with ``#+ chooses:`` in its header found. So the conclusions on a pair stay as they are while no fact
about either changed.

A fact is a statement that the rules on pairs read; titles and passages are none. A rule follows references from a
pair, or one reference to it: so a unit is touched too if it refers to a changed one, directly or by others, or if a
changed one refers to it. Where a fact about a code changed, every pair may be touched, and so it may be where things
are not named after their edition.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

import pyoxigraph as ox

from ..catalogue.query import named_in, text_of
from ..rdf.store import select, sorted_lines
from ..terms import BASE, expand, slug
from ..workspace import DERIVED, ENTAILED
from .owners import case_namespaces, editions, owner_among

# The unit of codes and of the terms of the ontology.
_CODES = ""
_TYPE = f"<{expand('rdf:type')}>".encode()


class UnitsOfChange:
    """The units of a graph, by the names of things under some bases.

    They are ``sound`` if each thing begins with the name of its edition, and each part with that of its unit.
    """

    def __init__(self, store: ox.Store, bases: Sequence[str]) -> None:
        self.editions = editions(store)
        rows = select(store, text_of("units-of-change"))
        self.things = [row.iri("thing") for row in rows if row.flag("alone")]
        edition = owner_among(self.editions, _itself)
        parted = [(row.slug("whole"), row.slug("part")) for row in select(store, text_of("names-not-nested"))]
        apart = {edition(name) for names in parted for name in names}  # such a set is one unit
        names = {
            name for name in map(slug, self.things) if name in self.editions or edition(name) not in apart
        }
        self.owner = owner_among(names, _itself)
        self.sound = all(edition(row.slug("thing")) == row.slug("edition") for row in rows) and all(
            self.owner(whole) == self.owner(part) for whole, part in parted
        )
        self._things = tuple(f"<{base}id/".encode() for base in bases)
        self._cases = tuple(f"<{space}".encode() for space in case_namespaces(bases[0]))

    def of(self, line: bytes) -> tuple[str, str]:
        """Return the units of the subject and the object of an N-Triples line.

        For a statement on a verdict or an outcome, they are the two units compared.
        """
        subject, _, rest = line.split(b" ", 2)
        if subject.startswith(self._cases):
            left, right = _slug(subject).split("--")[:2]
            return self.owner(left), right
        return self._of(subject), self._of(rest.rpartition(b" ")[0])

    def _of(self, term: bytes) -> str:
        return self.owner(_slug(term)) if term.startswith(self._things) else _CODES


class Touched:
    """The units that a change touches, and the editions and requirements among them."""

    def __init__(self, names: Collection[str], units: UnitsOfChange) -> None:
        self.names = frozenset(names)
        self.things = [ox.NamedNode(name) for name in units.things if units.owner(slug(name)) in self.names]
        self._units = units
        self._sought = [name.encode() for name in sorted(names)]

    def has(self, line: bytes) -> bool:
        """Return whether a conclusion, a line of N-Triples, is about a touched unit."""
        return self.may_be_in(line) and not self.names.isdisjoint(self._units.of(line))

    def may_be_in(self, text: bytes) -> bool:
        """Return whether a text may name a thing of a touched unit."""
        return any(map(text.__contains__, self._sought))  # a generator would take twice as long


class Before(NamedTuple):
    """The facts before a change.

    ``store`` has the statements of the graphs ``changed``, and all that followed without a comparison.
    ``editions`` has the slugs of editions and acts; a change of these touches all. Where statements are added only,
    it is ``None``: a new edition has pairs of its own.
    """

    store: ox.Store
    changed: frozenset[str]
    editions: frozenset[str] | None


def touched(
    store: ox.Store, before: Before, patterns: Iterable[str], bases: Sequence[str] = (BASE,)
) -> Touched | None:
    """Return the units that a change touches, ``None`` for all.

    ``store`` has all facts and their conclusions without a comparison, ``patterns`` are those of the other rules,
    ``bases`` the base IRIs of things, that of conclusions first.
    """
    units = UnitsOfChange(store, bases)
    if before.editions not in (None, units.editions) or not units.sound:
        return None
    read = {f"<{name}>".encode() for name in named_in(patterns)}
    graphs = [*before.changed, ENTAILED, DERIVED]
    changed = set()
    for line in _facts(before.store, graphs, read) ^ _facts(store, graphs, read):
        one, other = units.of(line)
        if one == _CODES:
            return None
        changed |= {one, other}
    changed.discard(_CODES)
    return Touched(_with_references(changed, store, read, units), units)


def _itself(name: str) -> str:
    """Return the unit of a thing that none owns."""
    return name


def _slug(term: bytes) -> str:
    return slug(term.decode()[1:-1])


def _facts(store: ox.Store, graphs: Iterable[str], names: set[bytes]) -> set[bytes]:
    """Return the statements that rules read.

    ``names`` are the IRIs of predicates and classes that stand in the rules. No rule on pairs asks for the class of a thing.
    """
    facts = set()
    for graph in graphs:
        for line in sorted_lines(store, graph):
            _, predicate, rest = line.split(b" ", 2)
            if predicate in names and (predicate != _TYPE or rest.partition(b" ")[0] in names):
                facts.add(line)
    return facts


def _with_references(
    changed: set[str], store: ox.Store, predicates: set[bytes], units: UnitsOfChange
) -> set[str]:
    """Return changed units with all that refer to them.

    The units that a changed one refers to directly are returned too.
    """
    referring: dict[str, set[str]] = {}
    named: dict[str, set[str]] = {}
    for predicate in predicates if changed else ():
        for quad in store.quads_for_pattern(None, ox.NamedNode(predicate.decode()[1:-1]), None):
            one, two = units.of(f"{quad.subject}  {quad.object} .".encode())
            if one != two and _CODES not in (one, two):
                referring.setdefault(two, set()).add(one)
                named.setdefault(one, set()).add(two)
    found: set[str] = set()
    todo = changed
    while todo:
        found |= todo
        todo = {other for unit in todo for other in referring.get(unit, ())} - found
    return found.union(*(named.get(unit, ()) for unit in changed))
