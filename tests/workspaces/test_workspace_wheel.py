"""A publisher needs the wheel only: a workspace from nothing to a site, in an empty folder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def package(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The unpacked wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=root, check=True
    )
    [wheel] = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site-packages")
    return folder / "site-packages"


def run(package: Path, folder: Path, *words: str) -> str:
    """Return what a command of the wheel prints; it must end with exit code 0."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GPPGRAPH_")}
    done = subprocess.run(
        [sys.executable, "-m", "gppgraph", *words],
        cwd=folder,
        env={**environment, "PYTHONPATH": str(package)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_a_workspace_is_made_built_asked_and_published(package: Path, tmp_path: Path) -> None:
    run(package, tmp_path, "init", "w")
    folder = tmp_path / "w"
    run(package, folder, "new", "set", "chairs")
    run(package, folder, "new", "label", "swan")
    assert str(folder / ".gppgraph" / "snapshot") in run(package, folder, "build")
    [verdict] = json.loads(run(package, folder, "satisfy", "--format", "json"))
    assert (verdict["requirement"], verdict["verdict"]) == ("chairs.core.R1", "satisfies")
    run(package, folder, "data", "validate")
    run(package, folder, "publish", "site")
    assert (folder / "site" / "id" / "requirement" / "chairs.core.R1.html").is_file()


def test_the_shipped_graph_is_asked_elsewhere(package: Path, tmp_path: Path) -> None:
    """A workspace changes nothing for who has none; the wheel brings the configuration along."""
    answer = run(
        package, tmp_path, "satisfy", "--requirement", "dk-desktop-2023.basis.TS3", "--label", "tco-certified-8",
        "--product", "notebook-computer", "--format", "json",
    )  # fmt: skip
    assert [verdict["verdict"] for verdict in json.loads(answer)] == ["below"]
    assert "dk-desktop-2023" in run(package, tmp_path, "matrix")
    assert not list(tmp_path.iterdir())
