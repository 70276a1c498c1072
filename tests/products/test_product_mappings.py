"""A mapping is data: it names only what the graph has, and a fault in it is told with its line."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from gppgraph.errors import SourceError, UnknownNameError
from gppgraph.graph import Graph, load
from gppgraph.products.mappings import find_mapping, mapping_files
from places import ROOT

MAPPINGS = sorted((ROOT / "mappings").glob("*.yaml"))
SMALL = """title: A list
document: https://example.org/
form: table
item:
  model: [Model]
  type: {column: Kind, codes: {Laptop: notebook-computer}}
values:
- concept: manufacturer-warranty-duration
  column: Warranty
  unit: YR
  meaning: Years of warranty.
"""


@pytest.fixture(scope="module")
def graph() -> Graph:
    """The shipped graph."""
    return load()


@pytest.mark.parametrize("path", MAPPINGS, ids=lambda path: path.stem)
def test_every_mapping_names_only_what_the_graph_has(graph: Graph, path: Path) -> None:
    """Concepts, units, components, product types and editions are checked when a mapping is read."""
    mapping = find_mapping(graph, path.stem)
    assert mapping.title
    assert mapping.sample


def test_the_schema_is_a_json_schema() -> None:
    """A misspelt keyword in the schema would let every mapping pass."""
    schema = json.loads((ROOT / "ontology" / "product-mapping.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    assert not jsonschema.Draft202012Validator(schema).is_valid({**yaml.safe_load(SMALL), "colums": 1})
    assert jsonschema.Draft202012Validator(schema).is_valid(yaml.safe_load(SMALL))


@pytest.mark.parametrize(
    ("old", "new", "line", "told"),
    [
        (
            "manufacturer-warranty-duration",
            "manufacturer-waranty-duration",
            8,
            "manufacturer-warranty-duration",
        ),
        ("unit: YR", "unit: W", 8, 'unit "W" does not convert to uom:calendar-month'),
        ("notebook-computer", "notebok-computer", 6, "notebook-computer"),
        ("unit: YR", "uint: YR", 8, "uint"),
        ("  unit: YR\n", "", 8, "needs its unit"),
        ("form: table", "form: tabel", 3, "tabel"),
        ("title: A list", "title: [A list", 2, "is no YAML"),
    ],
)
def test_a_fault_is_told_with_its_line(
    graph: Graph, tmp_path: Path, old: str, new: str, line: int, told: str
) -> None:
    """A name that is nearly right is proposed."""
    path = tmp_path / "mine.yaml"
    path.write_text(SMALL.replace(old, new))
    with pytest.raises(SourceError) as caught:
        find_mapping(graph, str(path))
    assert caught.value.line == line
    assert told in str(caught.value)


def test_a_name_without_a_mapping_gets_near_matches(graph: Graph) -> None:
    """The names are those of the files."""
    with pytest.raises(UnknownNameError, match="energy-star-computers-8"):
        find_mapping(graph, "energy-star-computer-8")


def test_a_workspace_adds_and_replaces_mappings(tmp_path: Path) -> None:
    """Its own mapping counts before the shipped one of the same name."""
    (tmp_path / "gppgraph.toml").write_text(
        'base = "https://example.org/gpp/"\nname = "Mine"\ntitle = "Mine"\n'
    )
    folder = tmp_path / "mappings"
    folder.mkdir()
    for name in ("mine", "boavizta"):
        (folder / f"{name}.yaml").write_text(SMALL)
    found = mapping_files(tmp_path)
    assert (found["mine"].parent, found["boavizta"].parent) == (folder, folder)
    assert found["bidder-sheet"].parent == ROOT / "mappings"
