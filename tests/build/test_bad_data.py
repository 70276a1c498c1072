"""Faults in data files: one line that names file and line, exit code 2, nothing half written."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from facts import copy_facts, copy_vocabulary
from gppgraph.cli import main


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Return a small copy of the sources: the ontology and one label."""
    copy_vocabulary(tmp_path / "root")
    copy_facts("tco-certified-8", tmp_path / "root")
    return tmp_path / "root"


PREFIXES = """PREFIX cccev: <http://data.europa.eu/m8g/>
PREFIX concept: <https://w3id.org/gppgraph/code/concept/>
PREFIX gpp: <https://w3id.org/gppgraph/ns#>
PREFIX op: <https://w3id.org/gppgraph/code/operator/>
PREFIX req: <https://w3id.org/gppgraph/id/requirement/>
PREFIX unit: <http://qudt.org/vocab/unit/>
"""
BOUND = "req:x.c1 cccev:constrains concept:manufacturer-warranty-duration ; gpp:operator op:at-least ; gpp:printedValue 2 "


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (PREFIXES + "req:x gpp:row ,, .", ("bad.ttl:7:",)),
        (PREFIXES + "reqq:x gpp:row 1 .", ("bad.ttl:7:", 'unknown prefix "reqq:"', "req:")),
        (PREFIXES + BOUND + ".", ("bad.ttl:7: x.c1", "has no unit", "calendar-month")),
        (
            PREFIXES + BOUND + "; gpp:printedUnit unit:CentiM .",
            ("bad.ttl:7: x.c1", "unit:CentiM does not convert"),
        ),
        (
            PREFIXES + "req:x.c1 cccev:constrains concept:secure-erase-function ; gpp:operator op:at-least .",
            ("bad.ttl:7: x.c1", "at-least does not fit secure-erase-function", "boolean", "holds"),
        ),
        ("\x00\xff", ("bad.ttl",)),
    ],
)
def test_a_fault_is_named(
    copy: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, words: tuple[str, ...]
) -> None:
    """The message says where, what was found and what to do; the target folder is left alone."""
    (copy / "data" / "labels" / "bad.ttl").write_bytes(text.encode("latin-1", "replace"))
    target = tmp_path / "out"
    assert main(["build", "--root", str(copy), "--output", str(target)]) == 2
    error = capsys.readouterr().err.strip()
    assert len(error.splitlines()) == 1
    assert all(word in error for word in words), error
    assert sorted(path.name for path in tmp_path.iterdir()) == ["root"]


def test_a_unit_of_another_kind_is_found_in_yaml(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The line is that of the part, inside its requirement."""
    path = copy / "data" / "labels" / "tco-certified-8.yaml"
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    number = next(number for number, line in enumerate(lines) if " YR" in line)
    lines[number] = lines[number].replace(" YR", " PERCENT")
    path.write_text("".join(lines), encoding="utf-8")
    assert main(["build", "--root", str(copy), "--output", str(copy / "out")]) == 2
    error = capsys.readouterr().err
    assert "unit:PERCENT does not convert" in error
    assert f"tco-certified-8.yaml:{number}: tco-certified-8." in error  # the line above that of the value


def test_a_folder_that_is_no_snapshot_is_not_overwritten(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A mistyped --output must not cost somebody's files."""
    (tmp_path / "precious.txt").write_text("keep")
    assert main(["build", "--output", str(tmp_path)]) == 2
    assert "no snapshot of ours" in capsys.readouterr().err
    assert (tmp_path / "precious.txt").read_text() == "keep"


def test_an_unwritable_output_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file stands where a folder is needed."""
    (tmp_path / "file").write_text("")
    code = main(
        [
            "satisfy",
            "--requirement",
            "dk-desktop-2023.basis.TS3",
            "--output",
            str(tmp_path / "file" / "out.csv"),
        ]
    )
    assert code == 2
    assert "cannot be written" in capsys.readouterr().err


def test_two_builds_give_the_same_bytes(copy: Path, tmp_path: Path) -> None:
    """Whatever the hash seed."""
    copy_facts("no-it-2019", copy)
    built = []
    for seed in ("1", "2"):
        target = tmp_path / seed
        command = [sys.executable, "-m", "gppgraph", "build", "--root", str(copy), "--output", str(target)]
        subprocess.run(
            command, check=True, env={**os.environ, "PYTHONHASHSEED": seed}, stdout=subprocess.DEVNULL
        )
        built.append(
            {path.relative_to(target): path.read_bytes() for path in target.rglob("*") if path.is_file()}
        )
    assert any(b"derived/verdict/" in content for content in built[0].values())
    assert built[0] == built[1]
