"""The profile in LinkML (https://linkml.io), for its generators and validators.

It describes nodes of JSON-LD that lists their values under the keys of the context and names codes by their local
names: `{"id": "...", "type": "LabelCriterion", "topic": ["warranty"], "title": {"en": "Warranty"}}`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from model import PROFILE, Model, Property, Shape

from gppgraph.authoring.form import NESTED
from gppgraph.terms import BASE, PREFIXES, curie, expand

SCHEMA = Path("ontology") / "profile.linkml.yaml"
_HEAD = "# Written by scripts/application_profile from ontology and shapes.\n"
_PREFIXES = ("gpp", "cccev", "dcat", "dcterms", "epo", "oa", "prov", "rdf", "rdfs", "skos", "unit", "xsd")
_TYPES = {"boolean": "boolean", "date": "date", "integer": "integer", "decimal": "decimal", "string": "string"}
_ID = {"identifier": True, "range": "uriorcurie", "required": True}
_TEXT = {
    "description": "A text in one language; texts of a property are keyed by language.",
    "attributes": {"language": {"key": True, "range": "string"}, "text": {"range": "string", "required": True}},
}

Schema = dict[str, Any]


def text(model: Model) -> str:
    """Return the text of the schema."""
    return _HEAD + yaml.safe_dump(schema(model), sort_keys=False, allow_unicode=True, width=110)


def schema(model: Model) -> Schema:
    """Return the schema: a class for each class of the profile, an enumeration for each code list."""
    shapes = [shape for shape in model.shapes if shape.target and shape.properties]
    names = {shape.target: _name(shape.target) for shape in shapes if shape.target}
    classes: Schema = {"Text": _TEXT}
    for shape in shapes:
        classes[_name(shape.target or "")] = _class(model, shape, names)
        for below in shape.below:
            if below not in names:
                classes[_name(below)] = _subclass(model, below, shape.target or "")
    lists = sorted({entry.code_list for shape in shapes for entry in shape.properties if entry.code_list})
    return {
        "id": PROFILE,
        "name": "gppgraph",
        "title": model.english(PROFILE, "dcterms:title"),
        "description": model.english(PROFILE, "dcterms:description"),
        "version": model.one(PROFILE, "owl:versionInfo"),
        "license": model.one(PROFILE, "dcterms:license"),
        "default_prefix": "gpp",
        "default_range": "string",
        "imports": ["linkml:types"],
        "prefixes": {"linkml": "https://w3id.org/linkml/", **{name: PREFIXES[name] for name in _PREFIXES}},
        "classes": classes,
        "enums": {_enum(name): _enumeration(model, name) for name in lists},
    }


def _name(iri: str) -> str:
    return curie(iri).partition(":")[2]


def _enum(code_list: str) -> str:
    return "".join(part.capitalize() for part in code_list.split("-")) + "Code"


def _enumeration(model: Model, code_list: str) -> Schema:
    scheme = f"{BASE}code/{code_list}"
    codes = {name: {"meaning": iri} for name, iri in model.codes(code_list).items()}
    return {
        "description": model.english(scheme, "skos:definition"),
        "enum_uri": scheme,
        "permissible_values": codes,
    }


def _class(model: Model, shape: Shape, names: dict[str, str]) -> Schema:
    above = [names[name] for name in shape.above if name in names]
    head: Schema = {"class_uri": curie(shape.target or ""), "description": shape.definition}
    if above:
        head["is_a"] = above[0]
    own: Schema = {} if above else {"id": {**_ID}, "type": {"designates_type": True, "range": "string"}}
    own |= {entry.key: _slot(model, entry, names) for entry in _with_conditional(model, shape)}
    return {**head, "attributes": own}


def _with_conditional(model: Model, shape: Shape) -> list[Property]:
    """Return the properties of a shape, and those that other shapes give to some of its nodes.

    A facet with a printed value has a unit; LinkML is told that a facet may have both.
    """
    given = [*shape.properties]
    known = {entry.path for entry in given}
    wanted = {expand(name) for name in _CONDITIONAL.get(shape.name, ())}
    for other in model.shapes:
        for entry in other.properties if not other.target else ():
            if entry.path in wanted - known and entry.most != 0:
                known.add(entry.path)
                given.append(entry)
    return given


# Properties that shapes describe by the nodes that have them, by the classes that they are for.
_CONDITIONAL = {
    "Facet": ("gpp:printedValue", "gpp:printedUnit"),
    "Edition": ("gpp:validFrom", "gpp:validUntil"),
}


def _subclass(model: Model, name: str, above: str) -> Schema:
    definition = model.english(name, "skos:definition")
    return {"class_uri": curie(name), "description": definition, "is_a": _name(above)}


def _slot(model: Model, entry: Property, names: dict[str, str]) -> Schema:
    about: Schema = {"slot_uri": curie(entry.path), "description": entry.definition or entry.noun}
    if entry.per_language:
        about |= {"range": "Text", "multivalued": True, "inlined": True}
    elif entry.code_list:
        about["range"] = _enum(entry.code_list)
    elif entry.of_class in names:
        about |= {"range": names[entry.of_class], "inlined": entry.key in NESTED}
        if entry.key in NESTED:
            about["inlined_as_list"] = True
    elif entry.form == "any":
        about["range"] = "decimal"
    elif entry.datatype:
        about["range"] = _TYPES[curie(entry.datatype).partition(":")[2]]
    elif entry.form == "iri" or entry.is_iri:
        about["range"] = "uriorcurie"
    elif entry.pattern:
        about["pattern"] = entry.pattern
    if entry.most is None and not entry.per_language:
        about["multivalued"] = True
    if "minInclusive" in entry.bounds:
        about["minimum_value"] = _number(entry.bounds["minInclusive"])
    if "maxInclusive" in entry.bounds:
        about["maximum_value"] = _number(entry.bounds["maxInclusive"])
    if entry.least:
        about["required"] = True
    elif entry.obligation == "recommended":
        about["recommended"] = True
    return about


def _number(text: str) -> int | float:
    return float(text) if float(text) % 1 else int(float(text))
