"""The tree of an authoring file, made from RDF statements.

The tree is made of dictionaries, lists, texts and ``Unquoted`` words; ``write`` turns it into YAML.
The same statements give the same tree in any order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from ..errors import InputError
from ..spelling import natural
from ..terms import PREFIXES, curie
from . import measures
from .context import CODES, Term, Terminology
from .expand import ENGLISH
from .form import (
    COMPARISONS,
    DEFAULTS,
    HOLDS,
    MEMBERSHIPS,
    NESTED,
    OTHER,
    PASSAGE_KEY,
    PASSAGE_NAME,
    PASSAGES,
    SECTIONS,
    WITH_OPERATOR,
    Spot,
    key_of,
    name_in,
)
from .nesting import TYPE, Object, Standing
from .shorten import shorten
from .translations import digest

_STRING = PREFIXES["xsd"] + "string"
_LANG_STRING = PREFIXES["rdf"] + "langString"
_NUMBERS = {PREFIXES["xsd"] + name for name in ("integer", "decimal")}
# Texts of this project, which it translates; other texts are in the languages of their publisher.
_OURS = frozenset({"description", "remark", "conditions", "purpose", "our-title"})
_ALL = frozenset({"en", "nb", "da"})

# {"set": {"title": "Desktop computers"}, "requirements": {"basis.TS2": {"topic": "energy"}}}
Tree = dict[str, Any]


class Unquoted(str):
    """A word that needs no quotes: a number, a date, ``true``, ``null``."""

    __slots__ = ()


@dataclass(slots=True)
class Compacted:
    """The tree of an authoring file, and the trees of its translations by language."""

    tree: Tree
    translations: dict[str, Tree] = field(default_factory=dict)


def compact(triples: Iterable[ox.Triple], base: str, words: Terminology) -> Compacted:
    """Return the trees of the file ``base`` that stand for ``triples``.

    Raises:
        InputError: there is a node without a name.
    """
    return _Compactor(triples, base, words).run()


class _Compactor:
    def __init__(self, triples: Iterable[ox.Triple], base: str, words: Terminology) -> None:
        self.base, self.words = base, words
        self.nodes: dict[str, dict[str, list[Object]]] = defaultdict(lambda: defaultdict(list))
        for triple in dict.fromkeys(triples):
            if not isinstance(triple.subject, ox.NamedNode) or not isinstance(triple.object, Object):
                raise InputError(
                    f"{triple}: a node without a name cannot be written as YAML; give it an IRI."
                )
            self.nodes[triple.subject.value][triple.predicate.value].append(triple.object)
        self.standing = Standing(self.nodes, base, words)
        self.places: dict[str, list[tuple[str, Tree]]] = defaultdict(list)
        self.texts: dict[str, Tree] = {}

    def run(self) -> Compacted:
        sections: dict[str, Tree] = {}
        for node in self.standing.order:
            if node not in self.standing.placed:
                section, key = self.standing.section(node)
                entry = self.tree(node, section, key)
                if section in SECTIONS and SECTIONS[section].single:
                    sections[section] = entry
                else:
                    sections.setdefault(section, {})[key] = entry
        tree: Tree = {}
        defaults = shorten(self.places, {"type", *self.words.terms})
        for entries in self.places.values():
            for _, node_tree in entries:
                ordered = _ordered(node_tree, self.words)
                node_tree.clear()
                node_tree.update(ordered)
        for name in (*SECTIONS, OTHER):
            if name in sections:
                tree[name] = sections[name]
            if name == "file" and defaults:
                tree[DEFAULTS] = defaults
        return Compacted(tree, {language: _by_name(self.texts[language]) for language in sorted(self.texts)})

    def tree(self, node: str, where: str, key: str) -> Tree:
        """Return the tree of a node, with the nodes under it."""
        statements = {p: sorted(objects, key=_order) for p, objects in self.nodes[node].items() if objects}
        tree: Tree = {}
        place = NESTED[where] if where in NESTED else SECTIONS.get(where, Spot(None))
        if self.standing.classes(node) != tuple(sorted(place.classes)):
            tree["type"] = _one(list(self.standing.classes(node))) or None
        statements.pop(TYPE, None)
        nested = self.standing.children[node]
        for predicate in sorted(statements):
            term, objects = self.words.by_iri.get(predicate), statements[predicate]
            if term is None or not self.fits(term, objects):
                tree[curie(predicate)] = _one([self.raw(item) for item in objects])
            elif term.name == PASSAGE_KEY:
                tree[PASSAGE_KEY] = _one([self.passage(node, item) for item in objects])
            elif term.name == "unit":
                tree["unit"] = _one([measures.unit_name(self.words, item.value) for item in objects])
            elif term.name not in nested:
                tree[term.name] = self.values(term, objects)
        if self.parent_link(node, where):
            tree.pop("from-requirement", None)
        tree = self.with_measure(self.with_unit(tree))
        for name, children in nested.items():
            local = self.standing.split(node)[1]
            tree[name] = {
                self.child_key(local, child): self.tree(child, name, self.child_key(local, child))
                for child in children
            }
        self.translate(node, tree)
        self.places[where].append((self.relative(node), tree))
        return tree

    def relative(self, node: str) -> str:
        return self.standing.split(node)[1].removeprefix(f"{self.base}.")

    def child_key(self, local: str, child: str) -> str:
        own = self.standing.split(child)[1]
        return own.removeprefix(f"{local}.") if own.startswith(f"{local}.") else curie(child)

    def parent_link(self, node: str, where: str) -> bool:
        return where == "references" and node in self.standing.placed

    def passage(self, node: str, item: Object) -> Any:
        name = name_in(PREFIXES["passage"], self.base, item.value)
        if self.standing.own_passage.get(item.value) != node:
            return name
        tree = self.tree(item.value, PASSAGES, "")
        if self.standing.split(item.value)[1] != self.standing.split(node)[1]:
            tree[PASSAGE_NAME] = name
        return tree

    def fits(self, term: Term, objects: list[Object]) -> bool:
        """Return whether a key can have these values.

        Other values stand behind the full name of their property.
        """
        if term.form == "text":
            return all(
                isinstance(o, ox.Literal) and (o.language or o.datatype.value == _STRING) for o in objects
            )
        if term.form != "iri":
            return all(isinstance(o, ox.Literal) and _literal(term, o) is not None for o in objects)
        units = self.words.units.values() if term.name == "unit" else None
        return all(
            isinstance(o, ox.NamedNode)
            and (units is None or o.value in units)
            and (o.value in self.words.codes or not o.value.startswith(CODES))
            for o in objects
        )

    def values(self, term: Term, objects: list[Object]) -> Any:
        """Return the values of a property in the shortest form that reads back the same."""
        if term.form == "text":
            by_language: dict[str, list[str]] = {}
            for item in objects:
                language = item.language if isinstance(item, ox.Literal) else None
                by_language.setdefault(language or "none", []).append(item.value)
            return {language: _one(by_language[language]) for language in sorted(by_language)}
        if term.form == "iri":
            return _one([name_in(term.namespace, self.base, item.value) for item in objects])
        return _one([_literal(term, item) for item in objects if isinstance(item, ox.Literal)])

    def raw(self, item: Object) -> Any:
        if isinstance(item, ox.NamedNode):
            return curie(item.value)
        raw = {"@value": item.value}
        if item.language:
            raw["@language"] = item.language
        elif item.datatype.value != _STRING:
            raw["@type"] = curie(item.datatype.value)
        return raw

    def with_unit(self, tree: Tree) -> Tree:
        """Write a value and its unit as a single text."""
        if isinstance(tree.get("value"), Unquoted) and isinstance(tree.get("unit"), str):
            tree["value"] = Unquoted(f"{tree['value']} {tree.pop('unit')}")
        return tree

    def with_measure(self, tree: Tree) -> Tree:
        """Write operator, figure and concept in short form where that reads back the same."""
        operator = tree.get("operator")
        if operator in (*COMPARISONS, *MEMBERSHIPS, HOLDS):
            value = self.operand(str(operator), tree)
            if value is not None:
                for name in ("operator", "value", "printed-rank", "members"):
                    tree.pop(name, None)
                if value is not _NOTHING and str(value) == tree.get("state"):
                    tree.pop("state")
                tree[str(operator)] = None if value is _NOTHING else value
        concept = tree.get("concept")
        codes = self.words.codes_of("concept")
        if not isinstance(concept, str) or concept not in codes or concept in self.words.terms:
            return tree
        names = (operator, *WITH_OPERATOR)
        inner = {str(name): tree[name] for name in names if name in tree}
        if operator not in inner:
            return tree
        tree = {name: value for name, value in tree.items() if name not in (*names, "concept")}
        tree[concept] = HOLDS if inner == {HOLDS: "true"} else inner
        return tree

    def operand(self, operator: str, tree: Tree) -> Any | None:
        """Return the value of an operator, or ``None`` if it has no short form.

        ``_NOTHING`` stands for an operator without a value.
        """
        value, rank, members, state = (tree.get(n) for n in ("value", "printed-rank", "members", "state"))
        if "unit" in tree or isinstance(value, list | dict) or isinstance(rank, list):
            return None
        operands = [item for item in (value, rank, members) if item is not None]
        if len(operands) > 1:
            return None
        if operator == HOLDS:
            return None if operands else Unquoted("true")
        if not operands:
            codes = self.words.codes_of("state")
            return state if isinstance(state, str) and state in codes else _NOTHING
        if operator in MEMBERSHIPS:
            states = self.words.codes_of("state")
            return None if members is None or members in list(states) else members
        if members is not None or (rank is not None and rank not in self.words.codes_of("scale")):
            return None
        return value if value is None or isinstance(value, Unquoted) else None if rank is None else rank

    # Texts.

    def translate(self, node: str, tree: Tree) -> None:
        """Move translations by this project from a node to their languages.

        The English texts stay, and so do all languages of other publishers.
        """
        originals = {name: value[ENGLISH] for name, value in tree.items() if _in_english(value)}
        for name, value in list(tree.items()):
            term = self.words.terms.get(name)
            if term is None or term.form != "text" or not isinstance(value, dict) or "@value" in value:
                continue
            original = originals.get(name, originals.get("title") if name == "our-title" else None)
            languages = set(value) - {ENGLISH, "none"}
            is_translated = name in _OURS or set(value) == _ALL
            if original is not None and is_translated and languages:
                of = digest(original if isinstance(original, list) else [original])
                for language in languages:
                    self.add_translation(language, node, name, of, value.pop(language))
            if set(value) == {ENGLISH}:
                tree[name] = value[ENGLISH]
            elif not value:
                del tree[name]

    def add_translation(self, language: str, node: str, name: str, of: str, text: Any) -> None:
        """Add a text to the translations of a language."""
        prefix, local = self.standing.split(node)
        section, key = OTHER, curie(node)
        for candidate, place in SECTIONS.items():
            if place.prefix == prefix and (not place.single or local == self.base):
                section, key = candidate, key_of(prefix, self.base, node)
                break
        texts = self.texts.setdefault(language, {}).setdefault(section, {})
        if section in SECTIONS and SECTIONS[section].single:
            texts[name] = {"of": of, "text": text}
        else:
            texts.setdefault(key, {})[name] = {"of": of, "text": text}


def _by_name(texts: Tree) -> Tree:
    """Return the translations of a language in the order of sections and names."""
    names = [*SECTIONS, OTHER]
    single = {name for name, place in SECTIONS.items() if place.single}
    return {
        section: texts[section]
        if section in single
        else {key: texts[section][key] for key in sorted(texts[section], key=natural)}
        for section in sorted(texts, key=names.index)
    }


class _Nothing:
    pass


_NOTHING = _Nothing()


def _literal(term: Term, item: ox.Literal) -> str | None:
    """Return a literal as a word of YAML, or ``None`` if its key has another type."""
    datatype = item.datatype.value
    if item.language:
        return None
    if term.form == "string":
        return item.value if datatype == _STRING else None
    if term.form == "typed":
        return Unquoted(item.value) if datatype == term.datatype and item.value.strip() else None
    if term.form == "any":
        if datatype == _STRING:
            is_number = measures.number(item.value) is not None or measures.is_quantity(item.value)
            return None if is_number else item.value
        figure = measures.number(item.value)
        is_integer = isinstance(figure, int) or (figure is not None and datatype == figure["@type"])
        return Unquoted(item.value) if datatype in _NUMBERS and is_integer and _fits(item) else None
    return None


def _fits(item: ox.Literal) -> bool:
    integer = measures.INTEGER.fullmatch(item.value) is not None
    return integer == item.datatype.value.endswith("integer")


def _in_english(value: Any) -> bool:
    return isinstance(value, dict) and ENGLISH in value


def _one(values: list[Any]) -> Any:
    return values[0] if len(values) == 1 else values


def _order(item: Object) -> tuple[Any, ...]:
    literal = isinstance(item, ox.Literal)
    return literal, natural(item.value), item.value, str(item)


_FIRST = (
    "type",
    "full-title",
    "title",
    "our-title",
    "name",
    "heading",
    "code",
    "edition",
    "level",
    "topic",
    "status",
    "bindingness",
    "goods",
)
_LAST = (
    "description",
    "conditions",
    "purpose",
    "remark",
    "confidence",
    "row",
    PASSAGE_KEY,
    *NESTED,
)


def _ordered(tree: Tree, words: Terminology) -> Tree:
    """Return the keys of a node in the order of the form.

    Its type and names come first, then its demand, other properties and its parts.
    """

    def rank(name: str) -> tuple[int, int, str]:
        if name in _FIRST:
            return 0, _FIRST.index(name), name
        if name in words.codes_of("concept"):
            return 1, 0, name
        if name in measures.OPERATORS:
            return 1, 1, name
        if name in ("products", "excludes"):
            return 1, 2, name
        if name in _LAST:
            return 3, _LAST.index(name), name
        return 2, 0, name

    return {name: tree[name] for name in sorted(tree, key=rank)}
