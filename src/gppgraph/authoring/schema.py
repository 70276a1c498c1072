"""The JSON Schema of authoring files.

Editors complete keys, concepts, codes and units with it. It is made from the keys of the form, the code
lists and the shapes. ``gppgraph validate`` finds all other faults, such as dangling references.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from ..terms import PREFIXES, expand
from ..workspace import HIDDEN, vocabulary
from .context import CODES, Term, Terminology, terminology
from .data_files import authored
from .expand import OFFSETS
from .form import (
    COMPARISONS,
    DEFAULTS,
    HOLDS,
    MEMBERSHIPS,
    NESTED,
    OTHER,
    PASSAGE_KEY,
    PASSAGE_NAME,
    SECTIONS,
    Spot,
)

SCHEMA = Path("ontology") / "authoring.schema.json"
_FULL_NAME = {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9+.-]*:"}
_PART_OF_NAME = {"type": "string", "pattern": r"\$(name|last|above)"}  # in defaults
_WORD = {"type": ["string", "number", "boolean"]}  # a text may look like a number
_XSD = PREFIXES["xsd"]
_TYPED = {
    "boolean": {"type": "boolean"},
    "integer": {"type": "integer"},
    "decimal": {"type": "number"},
    "date": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
}

Schema = dict[str, Any]


def schema(base: Path | None = None) -> Schema:
    """Return the JSON Schema of authoring files for the ontology under ``base``.

    Raises:
        SourceError: a file of the ontology cannot be read.
    """
    words = terminology(base)
    ontology = _Ontology(base)
    places = {name: _ref(f"place-{name}") for name in dict.fromkeys([*SECTIONS, *NESTED])}
    sections: Schema = {
        name: places[name] if place.single else {"type": "object", "additionalProperties": places[name]}
        for name, place in SECTIONS.items()
    }
    anything = _ref("node")
    sections[OTHER] = {"type": "object", "additionalProperties": anything}
    sections[DEFAULTS] = {
        "type": "object",
        "description": "What goes without saying of nodes at a place; basis.* is a pattern of names, status=x a condition.",
        "properties": dict.fromkeys(places, anything | {"x-patterns": True}),
        "additionalProperties": False,
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Authoring form of green public procurement criteria and labels",
        "type": "object",
        "properties": sections,
        "additionalProperties": False,
        "definitions": {
            "node": _node(words, ontology, places),
            "measure": _measure(words),
            "unit": _choice(words.units),
            **{f"code-{name}": _choice(codes, ontology) for name, codes in _code_lists(words).items()},
            **{f"place-{name}": _place(name, words, ontology) for name in places},
        },
    }


def path(base: Path) -> Path:
    """Return the file of the schema of a workspace."""
    return base / SCHEMA if (base / "ontology").is_dir() else base / HIDDEN / SCHEMA.name


def text(base: Path | None = None) -> str:
    """Return the text of the schema file in the ontology."""
    return json.dumps(schema(base), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


class _Ontology:
    """The English texts, superclasses and single properties of an ontology."""

    def __init__(self, base: Path | None) -> None:
        self.graph = ox.Store()
        for source in vocabulary(base):
            self.graph.extend(ox.Quad(*triple) for triple in authored(source))

    def objects(self, subject: str, predicate: str) -> list[ox.NamedNode | ox.Literal]:
        quads = self.graph.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(expand(predicate)), None)
        return [quad.object for quad in quads if isinstance(quad.object, ox.NamedNode | ox.Literal)]

    def english(self, subject: str, predicate: str) -> str | None:
        literals = self.objects(subject, predicate)
        return next(
            (term.value for term in literals if isinstance(term, ox.Literal) and term.language == "en"), None
        )

    def single(self, classes: list[str]) -> set[str]:
        """Return the properties that shapes allow once for nodes of these classes."""
        above, todo = set(classes), list(classes)
        while todo:
            for term in self.objects(todo.pop(), "rdfs:subClassOf"):
                if term.value not in above:
                    above.add(term.value)
                    todo.append(term.value)
        target = ox.NamedNode(expand("sh:targetClass"))
        properties: set[str] = set()
        for name in above:
            for quad in self.graph.quads_for_pattern(None, target, ox.NamedNode(name)):
                assert isinstance(quad.subject, ox.NamedNode)
                for shape in self.objects(quad.subject.value, "sh:property"):
                    if any(term.value == "1" for term in self.objects(shape.value, "sh:maxCount")):
                        properties.update(term.value for term in self.objects(shape.value, "sh:path"))
        return properties


def _ref(name: str) -> Schema:
    return {"$ref": f"#/definitions/{name}"}


def _code_lists(words: Terminology) -> dict[str, dict[str, str]]:
    return {
        namespace.removeprefix(CODES).rstrip("/"): codes
        for namespace, codes in words.names.items()
        if namespace.startswith(CODES) and namespace != CODES
    }


def _choice(codes: dict[str, str], ontology: _Ontology | None = None) -> Schema:
    """Return the schema of one of ``codes`` or a full name."""
    listed: Schema = {"enum": sorted(codes)}
    if ontology:
        listed["enumDescriptions"] = [
            ontology.english(codes[name], "skos:definition")
            or ontology.english(codes[name], "skos:prefLabel")
            or name
            for name in sorted(codes)
        ]
    return {"anyOf": [listed, _FULL_NAME, _PART_OF_NAME]}


def _listed(value: Schema) -> Schema:
    """Return the schema of one value, a list of values, or ``null``.

    ``null`` takes back a default.
    """
    return {"anyOf": [value, {"type": "array", "items": value}, {"type": "null"}]}


def _value(term: Term, words: Terminology) -> Schema:
    """Return the schema of the values of a key."""
    if term.form == "text":
        by_language = {"type": "object", "additionalProperties": _listed(_WORD)}
        return {"anyOf": [_listed(_WORD), by_language]}
    if term.name == "unit":
        return _listed(_ref("unit"))
    if term.form == "iri":
        namespace = term.namespace or ""
        is_code_list = namespace.startswith(CODES) and namespace in words.names
        one = (
            _ref("code-" + namespace.removeprefix(CODES).rstrip("/"))
            if is_code_list
            else {"type": ["string", "number"]}
        )
        return _listed(one)
    datatype = (term.datatype or "").removeprefix(_XSD)
    return _listed({"anyOf": [_TYPED.get(datatype, _WORD), _PART_OF_NAME, _raw()]})


def _raw() -> Schema:
    return {"type": "object", "required": ["@value"]}


def _node(words: Terminology, ontology: _Ontology, places: dict[str, Schema]) -> Schema:
    """Return the schema of a node at any place."""
    properties: Schema = {"type": _listed({"anyOf": [{"enum": sorted(words.classes)}, _FULL_NAME]})}
    for name, term in sorted(words.terms.items()):
        properties[name] = _value(term, words)
        if definition := ontology.english(term.iri, "skos:definition"):
            properties[name] = {"description": definition, **properties[name]}
    for name in NESTED:
        inside = {"type": "object", "additionalProperties": places[name]}
        properties[name] = {**properties[name], "anyOf": [inside, *properties[name]["anyOf"]]}
    passage = {"anyOf": [{"type": "string"}, places["passages"]]}
    properties[PASSAGE_KEY] = {**properties[PASSAGE_KEY], **_listed(passage)}
    properties[PASSAGE_NAME] = {"type": "string"}
    properties.update(_operators(words))
    for name, iri in words.codes_of("concept").items():
        if name not in words.terms:
            definition = ontology.english(iri, "skos:definition") or ontology.english(iri, "skos:prefLabel")
            properties[name] = {
                "description": definition or name,
                "anyOf": [{"const": HOLDS}, _ref("measure")],
            }
    return {
        "type": ["object", "null"],
        "properties": properties,
        "patternProperties": {_FULL_NAME["pattern"]: {}, r"[*=]": {"type": "object"}},
        "additionalProperties": False,
    }


def _operators(words: Terminology) -> Schema:
    units = "|".join(sorted(words.units))
    quantity = {"type": ["string", "number"], "pattern": f"^[+-]?[0-9]*\\.?[0-9]+( ({units}|[a-z]+:.+))?$"}
    compared = {"anyOf": [_ref("code-value-state"), _ref("code-scale"), quantity, {"type": "null"}]}
    members = _listed({"type": "string"})
    return {
        **{name: {**compared, "examples": ["2 YR", "80 PERCENT"]} for name in COMPARISONS},
        **dict.fromkeys(MEMBERSHIPS, members),
        HOLDS: {"enum": [True, "unknown", "unformalised"]},
    }


def _measure(words: Terminology) -> Schema:
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            **_operators(words),
            **{name: _value(words.terms[name], words) for name in ("buyer-sets", "from")},
        },
    }


def _place(name: str, words: Terminology, ontology: _Ontology) -> Schema:
    """Return the schema of a node at a place.

    A property that its shape allows once has no list of values.
    """
    place = NESTED.get(name) or SECTIONS[name]
    classes = [words.classes[item] for item in (place.classes or _requirements(words, name, place))]
    single = [
        words.by_iri[iri].name
        for iri in sorted(ontology.single(classes))
        if iri in words.by_iri and words.by_iri[iri].form != "text"
    ]
    rules: list[Schema] = [_ref("node")]
    if single:
        rules.append({"properties": {key: {"not": {"type": "array"}} for key in single}})
    if name == "passages":
        return {"anyOf": [{"type": "string", "pattern": f"^{OFFSETS.pattern}$"}, {"allOf": rules}]}
    return {"allOf": rules}


def _requirements(words: Terminology, name: str, place: Spot) -> list[str]:
    return ["Requirement"] if name == "requirements" and "Requirement" in words.classes else []
