"""Check the LinkML rendering of the profile with linkml itself: `make linkml`.

Each node of the valid cases of the conformance suite must fit the JSON Schema that LinkML generates, and must no longer
fit without one of its mandatory properties.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft201909Validator
from linkml.generators.jsonschemagen import JsonSchemaGenerator
from linkml_runtime import SchemaView
from linkml_runtime.linkml_model import SlotDefinition

ROOT = Path(__file__).parents[2]
SCHEMA = ROOT / "ontology" / "profile.linkml.yaml"
Node = dict[str, Any]


def slot_name(key: str) -> str:
    """Return the slot of a key of JSON-LD."""
    return re.sub(r"(?<=[a-z])[A-Z]", lambda found: f"_{found[0].lower()}", key.rpartition(":")[2]).replace(
        "-", "_"
    )


def as_instance(view: SchemaView, node: Node) -> Node:
    """Return a node of JSON-LD as LinkML has it: lists where a slot may have several values."""
    slots = {slot.name: slot for slot in view.class_induced_slots(node["type"])}
    instance = {}
    for key, value in node.items():
        if "://" in key:
            continue  # a statement that the profile says nothing about
        slot = slots[slot_name(key)]
        values = [
            as_instance(view, item) if isinstance(item, dict) and "type" in item else plain(item, slot)
            for item in (value if isinstance(value, list) else [value])
        ]
        instance[slot.name] = values if slot.multivalued and slot.range != "Text" else values[0]
    return instance


def plain(value: Any, slot: SlotDefinition) -> Any:
    """Return a value without its datatype, a thing by its name, and a code by its local name."""
    if isinstance(value, dict) and value.keys() & {"@value", "@id"}:
        value = value.get("@value", value.get("@id"))
    if slot.range == "decimal":
        return float(value)
    return value.rsplit("/", 1)[1] if slot.range.endswith("Code") and "/" in str(value) else value


def nodes() -> Iterator[tuple[str, Node]]:
    """Yield every top node of the valid cases, with the name of its case."""
    for path in sorted((ROOT / "conformance" / "cases" / "valid").glob("*.jsonld")):
        for node in json.loads(path.read_text(encoding="utf-8"))["@graph"]:
            yield path.stem, {**node, "type": node["type"].replace("skos:Concept", "Code")}


def main() -> int:
    """Print what does not fit, and return the exit code."""
    view = SchemaView(str(SCHEMA))
    definitions = json.loads(JsonSchemaGenerator(str(SCHEMA)).serialize())
    faults, checked, refused = [], 0, 0
    for case, node in nodes():
        name = node["type"]
        validator = Draft201909Validator({**definitions, "$ref": f"#/$defs/{name}"})
        instance = as_instance(view, node)
        faults += [f"{case}, {name}: {error.message[:200]}" for error in validator.iter_errors(instance)]
        checked += 1
        for slot in view.class_induced_slots(name):
            if slot.required and slot.name in instance:
                without = {key: value for key, value in instance.items() if key != slot.name}
                if validator.is_valid(without):
                    faults.append(f"{case}, {name}: fits without {slot.name}")
                refused += 1
    print("\n".join([*faults, f"{checked} nodes checked, {refused} times without a mandatory property"]))
    return bool(faults or not checked or not refused)


if __name__ == "__main__":
    sys.exit(main())
