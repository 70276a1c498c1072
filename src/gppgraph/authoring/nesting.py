"""Where the nodes of a file stand: under which section, or under which other node; where passages are described."""

from __future__ import annotations

from collections.abc import Mapping

import pyoxigraph as ox

from ..spelling import natural
from ..terms import PREFIXES, curie
from .context import Term, Terminology
from .form import FREE, NESTED, OTHER, PASSAGES, SECTIONS, Spot, is_full, key_of

TYPE = PREFIXES["rdf"] + "type"
_DERIVED = PREFIXES["prov"] + "wasDerivedFrom"

Object = ox.NamedNode | ox.Literal
Nodes = Mapping[str, Mapping[str, list[Object]]]


class Standing:
    """Says where each of ``nodes`` stands: subject -> predicate -> objects.

    ``children`` are the nodes under a node by its keys, ``placed`` those that stand under another one or are
    passages described at the node ``own_passage`` names.
    """

    def __init__(self, nodes: Nodes, base: str, words: Terminology) -> None:
        """Decide for all nodes of the file ``base``."""
        self.nodes, self.base, self.words = nodes, base, words
        self.order = sorted(nodes, key=natural)
        self.children: dict[str, dict[str, list[str]]] = {node: {} for node in nodes}
        self.placed: set[str] = set()
        self.own_passage: dict[str, str] = {}
        self._pointing: dict[str, dict[str, list[str]]] = {}
        self._nest()
        self._take_passages()

    def classes(self, node: str) -> tuple[str, ...]:
        """Return the classes of a node by the names that the form gives them, others with their prefix."""
        names = self.words.class_names
        return tuple(
            sorted(names.get(term.value) or curie(term.value) for term in self.nodes[node].get(TYPE, []))
        )

    def split(self, node: str) -> tuple[str, str]:
        """Return prefix and local name of a node; the prefix is empty for a foreign IRI."""
        prefix, colon, local = curie(node).partition(":")
        return (prefix, local) if colon and prefix in PREFIXES else ("", node)

    def _nest(self) -> None:
        """Decide which nodes stand under which others."""
        for node in self.order:
            for key, place in NESTED.items():
                term = self.words.terms[key]
                named = self._named_from(node, term)
                fitting = [child for child in named if self._fits(node, child, key, place)]
                if fitting and len(fitting) == len(named):
                    self.children[node][key] = sorted(fitting, key=natural)
                    self.placed.update(fitting)

    def _named_from(self, node: str, term: Term) -> list[str]:
        if not term.reverse:
            objects = self.nodes[node].get(term.iri, [])
            return (
                [item.value for item in objects] if all(isinstance(o, ox.NamedNode) for o in objects) else []
            )
        return [
            child
            for child in self._of(term.iri).get(node, [])
            if self._fits(node, child, term.name, NESTED[term.name])
        ]

    def _of(self, predicate: str) -> dict[str, list[str]]:
        """Return the nodes that name just one other node by a property, by that node."""
        if predicate not in self._pointing:
            found = self._pointing.setdefault(predicate, {})
            for node in self.order:
                if predicate in self.nodes[node] and len(self.nodes[node][predicate]) == 1:
                    found.setdefault(self.nodes[node][predicate][0].value, []).append(node)
        return self._pointing[predicate]

    def _fits(self, node: str, child: str, key: str, place: Spot) -> bool:
        """Return whether a node can stand under another one."""
        if child not in self.nodes or child in self.placed or child == node:
            return False
        (prefix, local), (child_prefix, child_local) = self.split(node), self.split(child)
        if self.classes(child) != place.classes or not child_prefix:
            return False
        if child_prefix == (place.prefix or prefix) and child_local.startswith(f"{local}."):
            return not is_full(child_local.removeprefix(f"{local}."))
        return key in FREE and child_prefix == (place.prefix or prefix) and not node.startswith(child)

    def _take_passages(self) -> None:
        """Describe a passage where it is read: at the node of its name, or at the only one that names it."""
        readers: dict[str, list[str]] = {}
        for node in self.order:
            if _DERIVED in self.nodes[node]:
                for item in self.nodes[node][_DERIVED]:
                    readers.setdefault(item.value, []).append(node)
        for passage in self.order:
            if passage in self.placed or self.classes(passage) != SECTIONS[PASSAGES].classes:
                continue
            local = self.split(passage)[1]
            named = [node for node in readers.get(passage, []) if self.split(node)[1] == local]
            if not named and len(readers.get(passage, [])) == 1 and self._is_offsets(passage):
                named = readers[passage]
            if named and passage != named[0]:
                self.own_passage[passage] = named[0]
                self.placed.add(passage)

    def _is_offsets(self, passage: str) -> bool:
        """Return whether a passage can be written in one word."""
        said = set(self.nodes[passage]) - {TYPE, self.words.terms["document"].iri}
        return said == {self.words.terms[name].iri for name in ("start", "end", "digest")}

    def section(self, node: str) -> tuple[str, str]:
        """Return section and key of a node that stands under no other."""
        prefix, local = self.split(node)
        classes = self.classes(node)
        best = ""
        for name, place in SECTIONS.items():
            if place.prefix != prefix or (place.single and local != self.base):
                continue
            if place.classes == classes:
                best = name
                break
            if not place.single and (not best or (not place.classes and SECTIONS[best].classes)):
                best = name
        if not best:
            return OTHER, curie(node)
        return best, key_of(prefix, self.base, node)
