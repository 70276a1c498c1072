"""What a person should look at, and the accepted mappings in the form of SSSOM."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
import yaml

from gppgraph.cli import main
from gppgraph.explore.links import SSSOM_COLUMNS, alike, proposals, sssom
from gppgraph.graph import Graph, load


@pytest.fixture(scope="module")
def graph() -> Graph:
    """The graph that ships."""
    return load()


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("battery charge cycles", "charge cycles of battery", True),
        ("Spare part availability", "Spare parts availability", True),
        ("ILO convention 29", "ILO convention 98", False),
        ("battery", "warranty", False),
    ],
)
def test_names_alike(first: str, second: str, same: bool) -> None:
    """Word order and endings do not matter; a figure does."""
    assert bool(alike([("a", first), ("b", second)], 0.85)) is same


def test_one_thing_is_not_alike_itself() -> None:
    """Two labels of one thing are no duplicate."""
    assert alike([("a", "battery"), ("a", "battery")]) == []


def test_proposals_are_of_the_three_kinds(graph: Graph) -> None:
    """Each is a name of the graph that `show` understands."""
    found = proposals(graph)
    assert {entry.kind for entry in found} <= {"no-topic", "alone", "alike"}
    assert all(entry.thing and entry.note for entry in found)
    assert all(entry.other for entry in found if entry.kind == "alike")


def test_sssom_is_read_by_its_own_map(graph: Graph) -> None:
    """Every CURIE has its prefix in the map of the file."""
    lines = sssom(graph).splitlines()
    head = yaml.safe_load("\n".join(line[1:] for line in lines if line.startswith("#")))
    rows = list(
        csv.DictReader(
            io.StringIO("\n".join(line for line in lines if not line.startswith("#"))), delimiter="\t"
        )
    )
    assert tuple(rows[0]) == SSSOM_COLUMNS
    for row in rows:
        for column in ("subject_id", "predicate_id", "object_id", "mapping_justification"):
            prefix, colon, local = row[column].partition(":")
            assert colon
            assert local
            assert prefix in head["curie_map"], row
    assert {row["mapping_justification"] for row in rows} == {"semapv:ManualMappingCuration"}
    assert {row["predicate_id"] for row in rows} >= {"skos:broadMatch", "gpp:renders"}
    assert lines == sssom(graph).splitlines()


def test_command_writes_the_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The export goes to a file, the proposals to the terminal."""
    target = tmp_path / "mappings.sssom.tsv"
    assert main(["link-check", "--sssom", str(target)]) == 0
    assert target.read_text(encoding="utf-8").startswith("#curie_map:\n")
    assert main(["link-check", "--kind", "alike", "--format", "csv"]) in (0, 1)
    assert capsys.readouterr().out.startswith("kind,thing,other,note\n")
