"""The application profile says in every rendering what ontology and shapes say."""

from __future__ import annotations

import csv
import json
import re
import shlex
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import yaml

from gppgraph.authoring.data_files import load_files, with_local_context
from gppgraph.cli import main
from gppgraph.terms import BASE, curie, expand
from gppgraph.validation.run import validate
from gppgraph.validation.shapes import FAST, check, triples
from gppgraph.workspace import root, vocabulary
from places import ROOT

pytestmark = pytest.mark.slow

PAGE = ROOT / "docs" / "profile.md"
PROFILE = f"{BASE}profile"


@cache
def ontology() -> ox.Store:
    """Every statement of ontology, shapes and code lists."""
    return load_files(vocabulary())


def objects(subject: str, name: str) -> list[str]:
    """The values of a property."""
    quads = ontology().quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(expand(name)), None)
    return sorted(quad.object.value for quad in quads)


@cache
def linkml() -> dict[str, Any]:
    """The LinkML schema."""
    return yaml.safe_load((root() / "ontology" / "profile.linkml.yaml").read_text(encoding="utf-8"))


def test_page_and_schemas_follow_from_ontology_and_shapes() -> None:
    """Run scripts/application_profile if this fails."""
    script = [sys.executable, str(ROOT / "scripts" / "application_profile"), "--check"]
    done = subprocess.run(script, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_description_names_what_there_is() -> None:
    """A shape, code list or file that is not there cannot be followed."""
    shapes = objects(f"{PROFILE}#shapes", "dcterms:hasPart")
    assert len(shapes) > 20
    properties = {part for shape in shapes for part in objects(shape, "sh:property")}
    assert [shape for shape in shapes if "NodeShape" not in str(objects(shape, "rdf:type"))] == []
    assert set(objects(PROFILE, "dcterms:requires")) <= set(shapes)
    assert set(objects(f"{PROFILE}#recommended", "dcterms:hasPart")) <= {*shapes, *properties}
    lists = {curie(node).partition(":in-")[2] for part in properties for node in objects(part, "sh:node")}
    published = {name.rpartition("/")[2] for name in objects(f"{PROFILE}#codes", "prof:hasArtifact")}
    assert lists - published == set()
    lists_of_the_graph = {source.path.stem for source in vocabulary() if source.path.parent.name == "codes"}
    assert published <= lists_of_the_graph
    files = [
        artifact.removeprefix(BASE)
        for part in objects(PROFILE, "prof:hasResource")
        for artifact in objects(part, "prof:hasArtifact")
        if "." in artifact.removeprefix(BASE)
    ]
    assert len(files) == 4
    assert [name for name in files if not (root() / "ontology" / name).is_file()] == []
    roles = {role for part in objects(PROFILE, "prof:hasResource") for role in objects(part, "prof:hasRole")}
    known = (
        "constraints",
        "example",
        "guidance",
        "mapping",
        "schema",
        "specification",
        "validation",
        "vocabulary",
    )
    assert roles <= {f"http://www.w3.org/ns/dx/prof/role/{name}" for name in known}


def test_recommended_is_never_mandatory() -> None:
    """What a shape demands is not only advised."""
    recommended = objects(f"{PROFILE}#recommended", "dcterms:hasPart")
    assert [curie(part) for part in recommended if objects(part, "sh:minCount")] == []


def test_the_page_says_of_a_property_what_its_shape_says() -> None:
    """Obligation, number of values and kind of value, for one property of each kind."""
    text = PAGE.read_text(encoding="utf-8")
    section = text.partition("### Requirement\n")[2].partition("###")[0]
    rows = {
        row.split("|")[1].strip(): [cell.strip() for cell in row.split("|")[2:6]]
        for row in section.splitlines()
        if row.startswith("| `")
    }
    assert rows["`topic`"] == ["`gpp:topic`", "**mandatory**", "1..n", "code of `topic`"]
    assert rows["`edition`"] == ["`cccev:isDerivedFrom`", "**mandatory**", "1..1", "`gpp:Edition`"]
    assert rows["`level`"] == ["`gpp:ambitionLevel`", "recommended", "0..1", "code of `level`"]
    assert rows["`title`"] == [
        "`skos:prefLabel`",
        "**mandatory**",
        "1..n, one per language",
        "text with its language",
    ]
    assert rows["`standards`"] == ["`gpp:citesStandard`", "optional", "0..n", "IRI"]
    assert "| `part-mass-over` | `gpp:partMassOver` | optional | 0..1 | number (more than 0) |" in text
    assert "| `start` | `gpp:start` | optional | 0..1 | `xsd:integer` (0 or more, before `gpp:end`) |" in text


def test_the_example_of_the_page_conforms() -> None:
    """What a reader copies is right; without its unit it would not be."""
    [example] = re.findall(r"^```json\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    everything = list(ontology())
    shapes = triples(quad for quad in everything if "/graph/shapes-" in str(quad.graph_name))
    vocabulary = [quad for quad in everything if "/graph/shapes-" not in str(quad.graph_name)]

    def wrong(text: str) -> list[str]:
        content = with_local_context(PAGE, text.encode())
        quads = [*vocabulary, *ox.parse(content, format=ox.RdfFormat.JSON_LD)]
        return [curie(result.shape[1:-1]) for result in check(triples(quads), shapes, FAST).results]

    assert wrong(example) == []
    assert wrong(example.replace('"unit": "YR",', "")) == ["gsh:PrintedValue-unit"]


def test_the_linkml_schema_names_only_what_it_defines() -> None:
    """Ranges and superclasses are its own or LinkML's; `make linkml` runs LinkML itself on it."""
    schema = linkml()
    own = {*schema["classes"], *schema["enums"]}
    ranges = {
        slot["range"]
        for entry in schema["classes"].values()
        for slot in entry.get("attributes", {}).values()
        if "range" in slot
    }
    assert ranges - own == {"boolean", "date", "decimal", "integer", "string", "uriorcurie"}
    above = {name: entry["is_a"] for name, entry in schema["classes"].items() if "is_a" in entry}
    assert set(above.values()) <= set(schema["classes"])
    assert [name for name, other in above.items() if name == other] == []
    prefixes = set(schema["prefixes"])
    uris = [
        slot["slot_uri"]
        for entry in schema["classes"].values()
        for slot in entry.get("attributes", {}).values()
        if "slot_uri" in slot
    ]
    assert {uri.partition(":")[0] for uri in uris} <= prefixes


def test_the_linkml_schema_has_cardinalities_codes_and_conditions() -> None:
    """One slot of each kind, as the shapes have it."""
    classes = linkml()["classes"]
    requirement = classes["Requirement"]["attributes"]
    assert requirement["topic"]["range"] == "TopicCode"
    assert (requirement["topic"]["required"], requirement["topic"]["multivalued"]) == (True, True)
    assert requirement["level"]["recommended"]
    assert "multivalued" not in requirement["level"]
    assert (requirement["shall"]["range"], requirement["shall"]["inlined_as_list"]) == ("Constraint", True)
    assert classes["Constraint"]["is_a"] == "Alternative"
    assert classes["Concept"]["is_a"] == "Code"
    assert classes["ScoringBand"]["attributes"]["share"]["maximum_value"] == 1
    needs_unit = {
        "preconditions": {"slot_conditions": {"value": {"value_presence": "PRESENT"}}},
        "postconditions": {"slot_conditions": {"unit": {"required": True}}},
    }
    assert needs_unit in classes["Facet"]["rules"]
    codes = linkml()["enums"]["OperatorCode"]["permissible_values"]
    assert codes["at-least"] == {"meaning": f"{BASE}code/operator/at-least"}


def test_an_exported_sheet_has_the_described_columns(tmp_path: Path) -> None:
    """Whoever reads the description finds its columns in every export."""
    text = (root() / "ontology" / "constraints.csv-metadata.json").read_text(encoding="utf-8")
    columns = [column["titles"] for column in json.loads(text)["tableSchema"]["columns"]]
    assert {"name", "under", "property", "operator", "value", "unit"} <= set(columns)
    target = tmp_path / "csv"
    assert main(["export", "--label", "nordic-swan-7", "--format", "csv", "--output", str(target)]) == 0
    with (target / "constraints.csv").open(encoding="utf-8-sig", newline="") as file:
        headings = next(csv.reader(file))
    assert [column for column in columns if column not in headings] == []


def test_commands_of_the_page_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A sender types what the page says, and what is exported names its context's keys."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "conformance").symlink_to(ROOT / "conformance")
    commands = re.findall(r"^\$ gppgraph (.*)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(commands) == 2
    for command in commands:
        if command.startswith("data validate "):  # without the time limit of the command
            report = validate([Path(command.split()[-1])])
            assert (report.outcome, report.findings) == ("conforms", ())
        else:
            assert main(shlex.split(command)) == 0, (command, capsys.readouterr())
    assert json.loads((tmp_path / "nordic-swan-7.jsonld").read_text(encoding="utf-8"))["@graph"]
