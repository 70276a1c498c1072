"""The script that records answers agrees with itself and notices what differs."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from gppgraph.terms import BASE, PREFIXES
from serving import small_world

SPECIFICATION = """
server: serve --port {port}
folders:
  copy: [data/standards]
commands:
  sound: data format --check {tmp}/copy/data/standards/en.ttl
  unknown: satsify
  files: query queries/answers/mappings.rq --format csv --output {out}/answer.csv
addresses: [/api/nothing]
values: {day: 2020-06-01}
parameters:
  cq30-valid-on-a-day: [{day: never}]
"""
QUADS = f"""\
<{BASE}id/label/l1> <{PREFIXES["rdf"]}type> <{PREFIXES["gpp"]}LabelEdition> <{BASE}graph/labels> .
<{BASE}id/label/l1> <{PREFIXES["gpp"]}covers> <{BASE}code/product/p> <{BASE}graph/labels> .
<{BASE}id/label/l1> <{PREFIXES["gpp"]}certifies> <{BASE}code/product/p> <{BASE}graph/derived> .
"""
pytestmark = pytest.mark.slow
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def script(root: Path, tmp_path: Path) -> Run:
    """The script over a graph of three statements; returns exit code and output."""
    environment = small_world(tmp_path / "snapshot", QUADS)
    (tmp_path / "spec.yaml").write_text(SPECIFICATION, encoding="utf-8")

    def run(action: str, *options: str, seed: int = 1) -> tuple[int, str]:
        program = [
            sys.executable,
            str(root / "scripts" / "fingerprint"),
            action,
            str(tmp_path / "base.json"),
        ]
        done = subprocess.run(
            [*program, "--spec", str(tmp_path / "spec.yaml"), "--keep", str(tmp_path / "texts"), *options],
            capture_output=True,
            text=True,
            env={**os.environ, **environment, "PYTHONHASHSEED": str(seed)},
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, done.stdout

    return run


def test_two_runs_agree(script: Run) -> None:
    """What is recorded depends on the answers alone."""
    options = ("--only", "quads", "--only", "commands")
    assert script("record", *options)[0] == 0
    assert script("compare", *options, seed=2) == (0, "8 entries, 0 differ\n")


def test_quads_do_not_depend_on_the_files_of_a_snapshot(script: Run, tmp_path: Path) -> None:
    """A snapshot may be split otherwise; a statement that changes is named with its graph."""
    assert script("record", "--only", "quads")[0] == 0
    lines = QUADS.splitlines(keepends=True)

    def write(part: str, quads: str) -> None:
        statements = ox.parse(quads, format=ox.RdfFormat.N_QUADS)
        path = tmp_path / "snapshot" / "asserted" / f"{part}.trig"
        path.write_bytes(ox.serialize(statements, format=ox.RdfFormat.TRIG) or b"")

    write("world", lines[1])
    write("rest", lines[2] + lines[0])
    assert script("compare", "--only", "quads") == (0, "5 entries, 0 differ\n")
    write("rest", lines[2])
    code, output = script("compare", "--only", "quads")
    assert code == 1
    assert "quads: asserted in labels: differs\n" in output
    assert f"    -{lines[0]}" in output
    assert "derived" not in output


def test_queries_are_asked_both_ways(script: Run, tmp_path: Path) -> None:
    """Rows, and errors too; what was asked before is asked again."""
    options = ("--only", "queries", "--match", "cq30*")
    code, output = script("record", *options)
    assert (code, output) == (0, "6 entries recorded\n")
    recorded = json.loads((tmp_path / "base.json").read_text(encoding="utf-8"))["queries"]
    questions = {name.rpartition(" ")[0]: value for name, value in recorded.items()}
    assert sorted(questions) == [f"cq30-valid-on-a-day{end}" for end in ("", "?day=2020-06-01", "?day=never")]
    assert questions["cq30-valid-on-a-day"] != questions["cq30-valid-on-a-day?day=never"]
    assert script("compare", *options, seed=2) == (0, "6 entries, 0 differ\n")


def test_what_differs_is_new_or_gone_is_told(script: Run, tmp_path: Path) -> None:
    """Each entry by name, with the lines that differ where the old text was kept."""
    assert script("record", "--only", "commands")[0] == 0
    specification = tmp_path / "spec.yaml"
    changed = SPECIFICATION.replace("sound: data format --check", "sound: data format --chekc")
    specification.write_text(changed.replace("unknown:", "renamed:"), encoding="utf-8")
    code, output = script("compare", "--only", "commands")
    assert code == 1
    assert "commands: sound: differs\n" in output
    assert "    -0\n    +2\n" in output
    assert "commands: renamed: is new\n" in output
    assert "commands: unknown: is gone\n" in output
    assert output.endswith("3 entries, 3 differ\n")
    assert script("record", "--only", "commands", "--match", "renamed")[0] == 0
    assert script("compare", "--only", "commands")[1].endswith("3 entries, 2 differ\n")
    shutil.rmtree(tmp_path / "texts")
    assert "    -0" not in script("compare", "--only", "commands", "--match", "sound")[1]


def test_files_that_a_command_writes_are_part_of_its_answer(script: Run, tmp_path: Path) -> None:
    """A report goes to a file, and may differ while stdout stays empty."""
    assert script("record", "--only", "commands", "--match", "files")[0] == 0
    specification = tmp_path / "spec.yaml"
    specification.write_text(SPECIFICATION.replace("--format csv", "--format json"), encoding="utf-8")
    assert script("compare", "--only", "commands", "--match", "files")[0] == 1


def test_comparing_without_a_record_says_what_to_do(script: Run) -> None:
    """Nothing agrees with nothing."""
    assert script("compare") == (2, "")
