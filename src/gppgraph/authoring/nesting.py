"""The places of nodes in an authoring file.

A node stands under a section or under another node. A passage may be described at a node that reads it.
"""

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
    """The places of ``nodes``, which hold objects by subject and predicate.

    ``children`` are the nodes under a node by its keys, such as ``{IRI: {"shall": [IRI, IRI]}}``.
    ``own_passage`` is the node at which a passage is described, by the passage. ``placed`` are all nodes
    under other nodes and all such passages.
    """

    def __init__(self, nodes: Nodes, base: str, words: Terminology) -> None:
        """Find the places of all nodes of the file ``base``."""
        self.nodes, self.base, self.words = nodes, base, words
        self.order = sorted(nodes, key=natural)
        self.children: dict[str, dict[str, list[str]]] = {node: {} for node in nodes}
        self.placed: set[str] = set()
        self.own_passage: dict[str, str] = {}
        self._pointing: dict[str, dict[str, list[str]]] = {}
        self._nest()
        self._place_passages()

    def classes(self, node: str) -> tuple[str, ...]:
        """Return the classes of a node by their names in the form.

        A class without a name is written with its prefix.
        """
        names = self.words.class_names
        return tuple(
            sorted(names.get(term.value) or curie(term.value) for term in self.nodes[node].get(TYPE, []))
        )

    def split(self, node: str) -> tuple[str, str]:
        """Return prefix and local name of a node; the prefix is empty for a foreign IRI."""
        prefix, colon, local = curie(node).partition(":")
        return (prefix, local) if colon and prefix in PREFIXES else ("", node)

    def _nest(self) -> None:
        """Find the nodes that stand under other nodes."""
        for node in self.order:
            for key, place in NESTED.items():
                term = self.words.terms[key]
                children = self._candidates(node, term)
                fitting = [child for child in children if self._fits(node, child, key, place)]
                if fitting and len(fitting) == len(children):
                    self.children[node][key] = sorted(fitting, key=natural)
                    self.placed.update(fitting)

    def _candidates(self, node: str, term: Term) -> list[str]:
        if not term.reverse:
            objects = self.nodes[node].get(term.iri, [])
            return (
                [item.value for item in objects] if all(isinstance(o, ox.NamedNode) for o in objects) else []
            )
        return [
            child
            for child in self._by_value(term.iri).get(node, [])
            if self._fits(node, child, term.name, NESTED[term.name])
        ]

    def _by_value(self, predicate: str) -> dict[str, list[str]]:
        """Return the nodes with a single value of a property, by that value."""
        if predicate not in self._pointing:
            by_value = self._pointing.setdefault(predicate, {})
            for node in self.order:
                if predicate in self.nodes[node] and len(self.nodes[node][predicate]) == 1:
                    by_value.setdefault(self.nodes[node][predicate][0].value, []).append(node)
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

    def _place_passages(self) -> None:
        """Find the nodes at which passages are described.

        It is the node of the same name, or else the only node that reads the passage.
        """
        readers: dict[str, list[str]] = {}
        for node in self.order:
            if _DERIVED in self.nodes[node]:
                for item in self.nodes[node][_DERIVED]:
                    readers.setdefault(item.value, []).append(node)
        for passage in self.order:
            if passage in self.placed or self.classes(passage) != SECTIONS[PASSAGES].classes:
                continue
            local = self.split(passage)[1]
            owners = [node for node in readers.get(passage, []) if self.split(node)[1] == local]
            if not owners and len(readers.get(passage, [])) == 1 and self._is_offsets(passage):
                owners = readers[passage]
            if owners and passage != owners[0]:
                self.own_passage[passage] = owners[0]
                self.placed.add(passage)

    def _is_offsets(self, passage: str) -> bool:
        """Return whether a passage can be written in one word."""
        predicates = set(self.nodes[passage]) - {TYPE, self.words.terms["document"].iri}
        return predicates == {self.words.terms[name].iri for name in ("start", "end", "digest")}

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
