"""Expansion of authoring files to plain JSON-LD.

Defaults are filled in, short forms are spelt out, and nodes are named after their places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from ..errors import SourceError
from ..spelling import near
from ..terms import PREFIXES, iri
from . import measures
from .context import CODES, Term, Terminology
from .defaults import filled
from .form import (
    DEFAULTS,
    HOLDS,
    NESTED,
    OTHER,
    PASSAGE_KEY,
    PASSAGE_NAME,
    PASSAGES,
    SECTIONS,
    Spot,
    full_iri,
    iri_in,
    is_full,
    local_name,
)
from .loader import Mapping, Scalar, Sequence, Value

ENGLISH = "en"
# A passage as a single text: its name if it differs from that of the node, its offsets, its digest.
OFFSETS = re.compile(r"(?:(\S+) )?([0-9]+)-([0-9]+) ([0-9a-f]{16})")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{1,8})*")
Node = dict[str, Any]


@dataclass(slots=True)
class Expanded:
    """The nodes of a file as JSON-LD, with the line and English texts of each.

    ``english`` holds texts by node and key: ``{(IRI, "title"): ["Battery life"]}``.
    """

    nodes: list[Node] = field(default_factory=list)
    lines: dict[str, int] = field(default_factory=dict)
    english: dict[tuple[str, str], list[str]] = field(default_factory=dict)


def expand_file(path: Path, document: Mapping, words: Terminology) -> Expanded:
    """Return the nodes that ``document`` stands for.

    ``path`` gives the base of their names and is named in errors.

    Raises:
        SourceError: with file and line.
    """
    return _Expander(path, words, document).run()


class _Expander:
    def __init__(self, path: Path, words: Terminology, document: Mapping) -> None:
        self.path, self.words, self.document = path, words, document
        self.base = path.name.removesuffix(path.suffix)
        self.expanded = Expanded()
        self.defaults: dict[str, Mapping] = {}

    def fail(self, problem: str, line: int) -> SourceError:
        return SourceError(self.path, problem, line)

    def unknown(self, kind: str, name: str, names: Iterable[str], line: int) -> SourceError:
        close = near(name[:80], names)
        hint = f" Close matches: {', '.join(close)}." if close else ""
        return self.fail(f'{kind} "{name[:80]}" is not known.{hint}', line)

    def run(self) -> Expanded:
        values = self.document.values
        if DEFAULTS in values:
            self._read_defaults(self.mapping(values[DEFAULTS], DEFAULTS))
        for name, value in values.items():
            line = self.document.lines[name]
            if name == DEFAULTS:
                continue
            if name == OTHER:
                self.section(name, Spot(None), value)
            elif name in SECTIONS:
                self.section(name, SECTIONS[name], value)
            else:
                raise self.unknown("section", name, [*SECTIONS, OTHER, DEFAULTS], line)
        return self.expanded

    def _read_defaults(self, value: Mapping) -> None:
        places = {*SECTIONS, *NESTED}
        for name, defaults in value.values.items():
            if name not in places:
                raise self.unknown("place of defaults", name, places, value.lines[name])
            self.defaults[name] = self.mapping(defaults, name)

    def section(self, name: str, place: Spot, value: Value) -> None:
        nodes = self.mapping(value, name)
        if place.single:
            line = self.document.lines[name]
            self.expanded.nodes.append(self.node(nodes, line, place.prefix or "", self.base, name, place))
            return
        for key, item in nodes.values.items():
            line = nodes.lines[key]
            if is_full(key) or place.prefix is None:
                prefix, local = self.split(key, line)
            else:
                prefix, local = place.prefix, local_name(place.prefix, self.base, key)
            self.expanded.nodes.append(self.node(item, line, prefix, local, name, place))

    def split(self, name: str, line: int) -> tuple[str, str]:
        """Return prefix (empty for a foreign IRI) and local name of a full name."""
        prefix, _, local = name.partition(":")
        if prefix in PREFIXES and not local.startswith("//"):
            return prefix, local
        if not _IRI.fullmatch(name) or ("//" not in name and prefix != "urn"):
            raise self.unknown("prefix", prefix, PREFIXES, line)
        return "", name

    def mapping(self, value: Value, name: str) -> Mapping:
        if isinstance(value, Scalar) and value.is_null:
            return Mapping(value.line)
        if not isinstance(value, Mapping):
            raise self.fail(f'"{name}" holds a {_kind(value)}; expected lines with keys', value.line)
        return value

    def node(self, value: Value, line: int, prefix: str, local: str, where: str, place: Spot) -> Node:
        """Return a node with the nodes under it."""
        name = iri(prefix, local) if prefix else local
        if not _IRI.fullmatch(name):
            raise self.fail(f'"{local}" makes no name: blanks and <>"{{}}|\\^` are not allowed', line)
        if name in self.expanded.lines:
            raise self.fail(f'"{local}" is used twice; first in line {self.expanded.lines[name]}', line)
        self.expanded.lines[name] = line
        if where == PASSAGES and isinstance(value, Scalar):
            value = self.offsets(value)
        content = self.mapping(value, local)
        if where in self.defaults:
            content = filled(content, self.defaults[where], local.removeprefix(f"{self.base}."), self.mapping)
        node: Node = {"id": name}
        types = content.values.get("type")
        classes = list(place.classes)
        if types is not None:
            classes = [] if _is_null(types) else [self.type_iri(item) for item in _items(types)]
        if classes:
            node["type"] = classes
        for key, item in content.values.items():
            if key != "type":
                self.put_unless_null(node, key, item, content.lines[key], prefix, local)
        return node

    def type_iri(self, value: Value) -> str:
        name = self.scalar(value).text
        if is_full(name):
            return self.iri(name, value.line)
        if name not in self.words.classes:
            raise self.unknown("type", name, self.words.classes, value.line)
        return name

    def offsets(self, value: Scalar) -> Value:
        """Return a passage that is written as ``9833-10036 31f954cf3d3d8d6e`` in full."""
        match = OFFSETS.fullmatch(value.text)
        if not match:
            if value.is_null:
                return value
            raise self.fail(
                f'"{value.text[:60]}" is no passage; expected offsets and a digest of 16 digits, '
                "such as 9833-10036 31f954cf3d3d8d6e",
                value.line,
            )
        parts = dict(zip(("start", "end", "digest"), match.groups()[1:], strict=True))
        return Mapping(
            value.line,
            {key: Scalar(text, True, value.line) for key, text in parts.items()},
            dict.fromkeys(parts, value.line),
        )

    def put_unless_null(self, node: Node, key: str, value: Value, line: int, prefix: str, local: str) -> None:
        """Add a key and its value; ``null`` adds only an operator, without a value."""
        if key in measures.OPERATORS or not _is_null(value):
            self.put(node, key, value, line, prefix, local)
        elif is_full(key):
            self.split(key, line)
        elif key not in self.keys:
            raise self.unknown("key", key, self.keys, line)

    @cached_property
    def keys(self) -> list[str]:
        """The short keys that a node may have."""
        words = self.words
        return [*words.terms, *measures.OPERATORS, *words.codes_of("concept"), *NESTED]

    def put(self, node: Node, key: str, value: Value, line: int, prefix: str, local: str) -> None:
        """Add the statements of a key and its value to a node."""
        words = self.words
        if key == PASSAGE_KEY:
            self.add(node, key, [self.passage(item, local) for item in _items(value)], line)
        elif key in NESTED and isinstance(value, Mapping):
            self.add(node, key, self.children(key, value, prefix, local), line)
        elif key in measures.OPERATORS:
            for name, values in measures.measure(words, key, value, self.members, self.fail).items():
                self.add(node, name, values, line)
        elif key == "value" and isinstance(value, Scalar) and measures.is_quantity(value.text):
            for name, values in measures.quantity(words, value, self.fail).items():
                self.add(node, name, values, line)
        elif key == "unit":
            self.add(node, key, [self.unit(item) for item in _items(value)], line)
        elif key in words.terms:
            self.add(node, key, self.values(node, words.terms[key], value), line)
        elif key in words.codes_of("concept"):
            self.concept(node, key, value, line, prefix, local)
        elif is_full(key):
            prefix, local = self.split(key, line)
            self.add(node, iri(prefix, local) if prefix else local, self.raw_values(value), line)
        else:
            raise self.unknown("key", key, self.keys, line)

    def add(self, node: Node, key: str, value: Any, line: int) -> None:
        if key in node:
            raise self.fail(f'"{key}" is said twice of one node, here and in a short form', line)
        node[key] = value[0] if isinstance(value, list) and len(value) == 1 else value

    def concept(self, node: Node, key: str, value: Value, line: int, prefix: str, local: str) -> None:
        """Add a concept and its demand, such as ``{more-than: 300 cycle}``."""
        self.add(node, "concept", self.words.codes_of("concept")[key], line)
        if isinstance(value, Scalar):
            if value.text != HOLDS:
                raise self.fail(f'"{key}" needs an operator, such as {{at-least: 2 YR}}, or "holds"', line)
            self.put(node, HOLDS, Scalar("true", True, line), line, prefix, local)
            return
        for name, item in self.mapping(value, key).values.items():
            assert isinstance(value, Mapping)
            self.put_unless_null(node, name, item, value.lines[name], prefix, local)

    def children(self, key: str, value: Mapping, prefix: str, local: str) -> list[Node]:
        place = NESTED[key]
        nodes = []
        for name, item in value.values.items():
            line = value.lines[name]
            if is_full(name):
                own_prefix, own_local = self.split(name, line)
            else:
                own_prefix, own_local = place.prefix or prefix, f"{local}.{name}"
            nodes.append(self.node(item, line, own_prefix, own_local, key, place))
        return nodes

    def passage(self, value: Value, local: str) -> Any:
        """Return a passage that is described here, or the name of another one."""
        name = ""
        if isinstance(value, Scalar):
            match = OFFSETS.fullmatch(value.text)
            if not match and " " in value.text:
                self.offsets(value)  # raises the error that names the expected form
            if not match:
                return self.reference(self.words.terms[PASSAGE_KEY], value)
            name = match[1] or ""
        elif isinstance(value, Mapping) and PASSAGE_NAME in value.values:
            name = self.scalar(value.values[PASSAGE_NAME]).text
            rest = {key: item for key, item in value.values.items() if key != PASSAGE_NAME}
            value = Mapping(value.line, rest, value.lines)
        place = SECTIONS[PASSAGES]
        prefix = place.prefix or ""
        if name:
            local = local_name(prefix, self.base, name)
            prefix, local = self.split(name, value.line) if is_full(name) else (prefix, local)
        return self.node(value, value.line, prefix, local, PASSAGES, place)

    def members(self, value: Value) -> list[str]:
        return [self.reference(self.words.terms["members"], item) for item in _items(value)]

    def unit(self, value: Value) -> str:
        return measures.unit_iri(self.words, self.scalar(value).text, value.line, self.fail)

    def values(self, node: Node, term: Term, value: Value) -> Any:
        """Return the values of a property as JSON-LD."""
        if term.form == "text":
            return self.texts(node, term, value)
        if isinstance(value, Mapping) or any(isinstance(item, Mapping) for item in _items(value)):
            return self.raw_values(value)
        result: list[Any] = []
        for item in _items(value):
            scalar = self.scalar(item)
            if term.form == "iri":
                result.append(self.reference(term, scalar))
            elif term.form == "any" and scalar.plain:
                figure = measures.number(scalar.text)
                result.append(scalar.text if figure is None else figure)
            else:
                result.append(scalar.text)
        return result

    def texts(self, node: Node, term: Term, value: Value) -> Any:
        """Return texts by language; a text without a language is English."""
        if isinstance(value, Mapping) and "@value" in value.values:
            return self.raw_values(value)
        if not isinstance(value, Mapping):
            value = Mapping(value.line, {ENGLISH: value}, {ENGLISH: value.line})
        by_language: dict[str, Any] = {}
        for language, item in value.values.items():
            if not _LANGUAGE.fullmatch(language) and language != "none":
                raise self.fail(
                    f'"{language}" is no language; expected en, nb, da ...', value.lines[language]
                )
            texts = [self.scalar(text).text for text in _items(item)]
            if language == ENGLISH:
                self.expanded.english[node["id"], term.name] = texts
            by_language["@none" if language == "none" else language] = texts[0] if len(texts) == 1 else texts
        return by_language

    def raw_values(self, value: Value) -> list[Any]:
        """Return values as JSON-LD, such as ``{"@value": "2"}`` or ``{"@id": IRI}``."""
        result: list[Any] = []
        for item in _items(value):
            if isinstance(item, Mapping):
                raw = {key: self.scalar(part).text for key, part in item.values.items()}
                if "@value" not in raw or set(raw) - {"@value", "@type", "@language"}:
                    raise self.fail('a value is expected: a text, or "@value" with "@type"', item.line)
                if "@type" in raw:
                    raw["@type"] = self.iri(raw["@type"], item.line)
                result.append(raw)
            else:
                result.append({"@id": self.iri(self.scalar(item).text, item.line, any_code=True)})
        return result

    def scalar(self, value: Value) -> Scalar:
        if not isinstance(value, Scalar):
            raise self.fail(f"a single value is expected, a {_kind(value)} was found", value.line)
        return value

    def reference(self, term: Term, value: Value) -> str:
        """Return the IRI that a name stands for as a value of ``term``."""
        name = self.scalar(value).text
        if is_full(name):
            return self.iri(name, value.line)
        if term.namespace is None:
            raise self.fail(
                f'{term.name}: "{name[:80]}" needs a prefix, such as label:{name[:80]}', value.line
            )
        target = self.iri(iri_in(term.namespace, self.base, name), value.line, any_code=True)
        if term.namespace.startswith(CODES) and target not in self.words.codes:
            raise self.unknown(term.name, name, self.words.names.get(term.namespace, ()), value.line)
        return target

    def iri(self, name: str, line: int, any_code: bool = False) -> str:
        """Return the IRI of a full name; refuse unlisted codes unless ``any_code``."""
        prefix, _, local = name.partition(":")
        full = full_iri(name)
        if full == name and "//" not in name and prefix != "urn":
            raise self.unknown("prefix", prefix, PREFIXES, line)
        if not _IRI.fullmatch(full):
            raise self.fail(f'"{name[:80]}" is no IRI', line)
        if full.startswith(CODES) and full not in self.words.codes and not any_code:
            namespace = full[: full.rindex("/") + 1]
            raise self.unknown(prefix, local, self.words.names.get(namespace, ()), line)
        return full


def _items(value: Value) -> list[Value]:
    return value.values if isinstance(value, Sequence) else [value]


def _is_null(value: Value) -> bool:
    return isinstance(value, Scalar) and value.is_null


def _kind(value: Value) -> str:
    return {Scalar: "text", Sequence: "list", Mapping: "mapping"}[type(value)]
