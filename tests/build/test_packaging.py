"""The files that install, check and package the project agree with each other."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from facts import copy_vocabulary
from gppgraph.build.snapshot import write_snapshot
from gppgraph.catalogue import query
from gppgraph.cli import main
from gppgraph.errors import MissingExtraError

pytestmark = pytest.mark.slow

PIN = re.compile(r"[A-Za-z0-9._-]+==[A-Za-z0-9.!]+")
NAME = re.compile(r"[A-Za-z0-9._-]+")


@pytest.fixture(scope="module")
def project(root: Path) -> dict:
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def pins(root: Path) -> list[str]:
    lines = (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


def normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_constraints_are_plain_pins(pins: list[str]) -> None:
    """A host, a hash or a path in a pin would tie the install to one machine."""
    assert [] == [line for line in pins if not PIN.fullmatch(line)]


def test_every_declared_dependency_is_pinned(project: dict, pins: list[str]) -> None:
    """An unpinned dependency makes two installs of one commit differ."""
    declared = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    for extra in project["project"]["optional-dependencies"].values():
        declared += extra
    names = {normalised(NAME.match(line)[0]) for line in declared} - {"gppgraph"}
    assert set() == names - {normalised(line.split("==")[0]) for line in pins}


def test_all_takes_every_extra_a_reader_may_want(project: dict) -> None:
    """`pip install gppgraph[all]` must not lack a feature."""
    extras = project["project"]["optional-dependencies"]
    (line,) = extras["all"]
    named = set(line.removeprefix("gppgraph[").removesuffix("]").split(","))
    assert set(extras) - {"all", "test", "dev"} == named


def test_every_make_target_has_a_help_line(root: Path) -> None:
    """`make` alone is how a contributor finds the commands."""
    text = (root / "Makefile").read_text(encoding="utf-8")
    phony = set(re.search(r"^\.PHONY: (.*)$", text, re.MULTILINE)[1].split())
    documented = set(re.findall(r"^([a-z-]+):.* ## \S", text, re.MULTILINE))
    assert phony == documented


def test_citation_names_the_released_version(root: Path, project: dict) -> None:
    """A citation of another version than the one installed misleads."""
    text = (root / "CITATION.cff").read_text(encoding="utf-8")
    assert project["project"]["version"] == re.search(r"^version: (\S+)$", text, re.MULTILINE)[1]


def test_the_catalogue_needs_no_yaml_in_a_wheel(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The core installs without it; a wheel has the headers beside the queries."""
    with_yaml = {query.name: query for query in query.catalogue()}
    shutil.copytree(root / "queries", tmp_path / "queries")
    (tmp_path / "queries" / query.HEADERS).write_text(query.headers(root), encoding="utf-8")
    for module in ("catalogue.query", "workspace"):
        monkeypatch.setattr(f"gppgraph.{module}.root", lambda: tmp_path)
    monkeypatch.setitem(sys.modules, "yaml", None)
    query._shipped_headers.cache_clear()
    without = {query.name: query for query in query.catalogue()}
    query._shipped_headers.cache_clear()
    assert with_yaml.keys() == without.keys()
    assert all(with_yaml[name]._replace(path=None) == without[name]._replace(path=None) for name in without)
    own = tmp_path.parent / "own.rq"
    own.write_text("#+ summary: mine\n\nASK {}")
    with pytest.raises(MissingExtraError, match=r"gppgraph\[build\]"):
        query.read(own)


def test_a_missing_library_is_told_with_its_extra(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who installed the core alone gets a line that says what to install, not a traceback."""
    monkeypatch.setitem(sys.modules, "rdflib", None)
    assert main(["format", "--check"]) == 2
    assert "pip install 'gppgraph[build]'" in capsys.readouterr().err


@pytest.mark.parametrize(
    "command",
    [
        ["satisfy", "--set", "dk-desktop-2023", "--label", "tco-certified-8", "--format", "json"],
        ["explain", "dk-desktop-2023.basis.TS3", "tco-certified-8"],
    ],
    ids=lambda command: command[0],
)
def test_an_answer_waits_for_no_library_of_pages(command: list[str]) -> None:
    """What is asked most often starts without templates and without the rules of languages."""
    program = (
        "import sys; from gppgraph.cli import main; code = main(sys.argv[1:]); "
        "print(*sorted({'babel', 'docxtpl', 'jinja2', 'rdflib'} & set(sys.modules)), file=sys.stderr); sys.exit(code)"
    )
    answer = subprocess.run(
        [sys.executable, "-c", program, *command], capture_output=True, text=True, check=True
    )
    assert answer.stderr.strip() == ""


def test_the_core_builds_the_graph(tmp_path: Path, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build reads Turtle, closes it and applies the rules without rdflib and owlrl."""
    for module in ("rdflib", "owlrl"):
        monkeypatch.setitem(sys.modules, module, None)
    copy_vocabulary(tmp_path)
    counts = write_snapshot(tmp_path, tmp_path / "snapshot").statements
    assert counts["entailed"] > 0
    assert counts["asserted"] > counts["derived"] > 0
