"""The keys and codes of the authoring form.

Keys are read from ``ontology/context.jsonld``, codes from ``ontology/codes/`` and from ``codes/`` of the workspace.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from ..errors import SourceError
from ..terms import BASE, PREFIXES, slug
from ..workspace import CODES as CODE_FOLDER
from ..workspace import configuration, engine_root, layers, root, vocabulary
from .naming import Naming

CONTEXT = Path("ontology") / "context.jsonld"
# Paths of things, which have the base of their workspace; the vocabulary and its codes are common.
_THINGS = tuple(f"{BASE}{path}/" for path in ("id", "graph", "derived"))
CODES = BASE + "code/"
IN_SCHEME, LABEL = (PREFIXES["skos"] + name for name in ("inScheme", "prefLabel"))
# The names of the graphs of code lists begin with it.
CODE_LISTS = "codes-"


@dataclass(frozen=True, slots=True)
class Term:
    """A key of the form, its property and the form of its values.

    ``datatype`` is the datatype of every value, if there is one; ``namespace`` is the namespace of
    values without a prefix; ``form`` is ``iri``, ``text`` (in a language), ``string``, ``typed`` or
    ``any`` (a number where it looks like one, else a string).
    """

    name: str
    iri: str
    form: str
    datatype: str | None = None
    namespace: str | None = None
    reverse: bool = False


class Terminology:
    """The keys, classes and codes of an ontology."""

    def __init__(
        self,
        context: dict[str, Any],
        codes: frozenset[str],
        units: dict[str, str],
        own_codes: frozenset[str] = frozenset(),
    ) -> None:
        """Read the terms of a JSON-LD ``context``.

        ``codes`` are names of the form, and ``own_codes`` those that the workspace adds; ``units`` holds the
        English label of a unit by its IRI.
        """
        self.context = context
        self.codes = codes
        self.own_codes = own_codes
        prefixes = {name: iri for name, iri in context.items() if isinstance(iri, str) and "//" in iri}
        self.classes: dict[str, str] = {}
        self.terms: dict[str, Term] = {}
        for name, definition in context.items():
            if isinstance(definition, dict):
                self.terms[name] = _term(name, definition, prefixes)
            elif name not in prefixes and ":" in str(definition):
                self.classes[name] = _expanded(definition, prefixes)
        self.by_iri = {term.iri: term for term in self.terms.values() if not term.reverse}
        self.class_names = {iri: name for name, iri in self.classes.items()}
        self.units = {unit.rsplit("/", 1)[1]: unit for unit in sorted(units)}
        self.unit_labels = {label: unit.rsplit("/", 1)[1] for unit, label in sorted(units.items())}

    @cached_property
    def names(self) -> dict[str, dict[str, str]]:
        """The IRIs of codes by namespace and local name.

        For example ``names[CODES + "operator/"]["at-least"]`` is ``CODES + "operator/at-least"``.
        """
        by_namespace: dict[str, dict[str, str]] = {}
        for code in sorted(self.codes):
            namespace, _, name = code.rpartition("/")
            by_namespace.setdefault(namespace + "/", {})[name] = code
        return by_namespace

    @cached_property
    def parsing(self) -> dict[str, Any]:
        """The context without the scoped contexts of properties.

        Only short names need those, and full IRIs are parsed twenty times as fast without them.
        """
        return {
            name: _without_scope(definition) if isinstance(definition, dict) else definition
            for name, definition in self.context.items()
        }

    def codes_of(self, prefix: str) -> dict[str, str]:
        """Return the IRIs of the codes under a prefix, by local name."""
        return self.names.get(PREFIXES[prefix], {})


def _term(name: str, definition: dict[str, Any], prefixes: dict[str, str]) -> Term:
    reverse = "@reverse" in definition
    iri = _expanded(definition["@reverse" if reverse else "@id"], prefixes)
    kind = definition.get("@type")
    if kind in ("@id", "@vocab"):
        namespace = definition.get("@context", {}).get("@vocab")
        return Term(name, iri, "iri", namespace=namespace, reverse=reverse)
    if definition.get("@container") == "@language":
        return Term(name, iri, "text")
    if kind == "@none":
        return Term(name, iri, "any")
    if kind:
        return Term(name, iri, "typed", _expanded(kind, prefixes))
    return Term(name, iri, "string")


def context_address(base: str = BASE) -> str:
    """Return the address of the JSON-LD context of a graph with a base."""
    return base.rstrip("#").rstrip("/") + "/" + CONTEXT.name


def context_under(words: Terminology, base: str) -> dict[str, Any]:
    """Return the context in which short names are those of a workspace with a base.

    Its things are under its base. Of the codes of a list some may be its own: a short name of one is a term of its
    own, as in ``{"@vocab": "https://example.org/shared/product/", "chair": "https://example.org/code/product/chair"}``.
    """
    if base == BASE:
        return words.context
    own: dict[str, dict[str, str]] = {}
    for code in sorted(words.own_codes):
        namespace, _, name = code.rpartition("/")
        own.setdefault(f"{namespace}/", {})[name] = base + code.removeprefix(BASE)

    def under(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: under(item) for key, item in value.items()} | own.get(value.get("@vocab", ""), {})
        is_thing = isinstance(value, str) and value.startswith(_THINGS)
        return base + value.removeprefix(BASE) if is_thing else value

    return {name: under(definition) for name, definition in words.context.items()}


def _without_scope(definition: dict[str, Any]) -> dict[str, Any]:
    plain = {key: value for key, value in definition.items() if key != "@context"}
    return {**plain, "@type": "@id"} if plain.get("@type") == "@vocab" else plain


def _expanded(name: str, prefixes: dict[str, str]) -> str:
    prefix, _, local = name.partition(":")
    return prefixes[prefix] + local


def terminology(base: Path | None = None) -> Terminology:
    """Return the keys and codes of a workspace, read anew if a code list has changed.

    Raises:
        SourceError: the context or a code list cannot be read.
    """
    base = base or root()
    lists = [engine_root(base) / "ontology" / CODE_FOLDER, *(layer / CODE_FOLDER for layer in layers(base))]
    return _terminology(base, stamp(engine_root(base) / "ontology", *lists))


Stamp = tuple[tuple[str, int, int], ...]


def stamp(*folders: Path) -> Stamp:
    """Return path, time and size of each file directly in some folders."""
    return tuple(
        sorted(
            (entry.path, entry.stat().st_mtime_ns, entry.stat().st_size)
            for folder in folders
            if folder.is_dir()
            for entry in os.scandir(folder)
        )
    )


@lru_cache(maxsize=4)
def _terminology(base: Path, _changed: Stamp) -> Terminology:
    path = engine_root(base) / CONTEXT
    try:
        context = json.loads(path.read_text(encoding="utf-8"))["@context"]
    except (OSError, ValueError, KeyError) as error:
        raise SourceError(path, f"is no JSON-LD context: {error}") from error
    codes: set[str] = set()
    own: set[str] = set()
    units: dict[str, str] = {}
    naming = Naming(configuration(base).base)
    for source in vocabulary(base):
        if not slug(source.graph).startswith(CODE_LISTS):
            continue
        try:
            triples = list(ox.parse(source.path.read_bytes(), format=ox.RdfFormat.TURTLE))
        except SyntaxError as error:
            raise SourceError(source.path, str(error.msg), error.lineno) from error
        listed = {triple.subject.value for triple in triples if isinstance(triple.subject, ox.NamedNode)}
        measured = _units(triples)
        if naming.base != BASE and source.workspace == base:
            listed = set(map(naming.form_name, listed))
            _refuse_known(source.path, listed & (codes - own))
            own |= listed
            measured = {naming.form_name(unit): label for unit, label in measured.items()}
        codes |= listed
        units |= measured
    return Terminology(context, frozenset(codes), units, frozenset(own))


def _refuse_known(path: Path, names: set[str]) -> None:
    if names:
        name = min(names).removeprefix(CODES)
        raise SourceError(
            path,
            f'code "{name}" exists already in the graph that is extended; use it, or choose another name',
        )


def _units(triples: Iterable[ox.Triple]) -> dict[str, str]:
    """Return the units of a code list with the label of each in English."""
    units: set[str] = set()
    labels: dict[str, str] = {}
    for triple in triples:
        if not isinstance(triple.subject, ox.NamedNode):
            continue
        name, value = triple.subject.value, triple.object
        if (triple.predicate.value, value) == (IN_SCHEME, ox.NamedNode(CODES + "unit")):
            units.add(name)
        elif triple.predicate.value == LABEL and isinstance(value, ox.Literal) and value.language == "en":
            labels[name] = value.value
    return {unit: labels.get(unit, "") for unit in units}
