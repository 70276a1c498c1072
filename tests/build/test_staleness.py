"""A snapshot is rebuilt when a file has changed, and its files are hashed only when they may have."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gppgraph import workspace
from gppgraph.build import staleness


@pytest.fixture
def world(tmp_path: Path) -> tuple[Path, Path]:
    """Return a snapshot's folder, with nothing in it but its digest, and the folder it was built from."""
    root, folder = tmp_path / "root", tmp_path / "snapshot"
    for name in ("ontology/gpp.ttl", "ontology/rules/10.rq", "data/a.ttl"):
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text("# one")
    folder.mkdir()
    (folder / "digest").write_text(workspace.digest(root) + "\n")
    return folder, root


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an hour pass since the files were written."""
    now = staleness.time.time_ns() + 3600 * 10**9
    monkeypatch.setattr("gppgraph.build.staleness.time.time_ns", lambda: now)


def no_digest(base: Path) -> str:
    """Stand in for the digest where it must not be needed."""
    raise AssertionError("hashed")


@pytest.mark.usefixtures("later")
def test_untouched_files_are_hashed_once(world: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing every file at every call would take longer than the answer."""
    assert staleness.is_fresh(*world)
    monkeypatch.setattr(workspace, "digest", no_digest)
    assert staleness.is_fresh(*world)


def test_young_files_are_hashed_every_time(world: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """A file written in this tick of the clock could change again with the same size and times."""
    assert staleness.is_fresh(*world)
    monkeypatch.setattr(workspace, "digest", no_digest)
    with pytest.raises(AssertionError, match="hashed"):
        staleness.is_fresh(*world)


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize(
    "name", ["ontology/rules/10.rq", "data/a.ttl", "data/new/b.ttl", "queries/answers/q.rq"]
)
def test_a_change_is_noticed(world: tuple[Path, Path], name: str) -> None:
    """Also one that keeps size and time of modification, as a copy with kept times does."""
    folder, root = world
    assert staleness.is_fresh(folder, root)
    file = root / name
    file.parent.mkdir(parents=True, exist_ok=True)
    before = file.stat() if file.exists() else None
    file.write_text("# two")
    if before:
        os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert not staleness.is_fresh(folder, root)


@pytest.mark.usefixtures("later")
def test_a_removed_file_is_noticed(world: tuple[Path, Path]) -> None:
    """What is no longer there must not be answered from."""
    folder, root = world
    assert staleness.is_fresh(folder, root)
    (root / "data" / "a.ttl").unlink()
    assert not staleness.is_fresh(folder, root)


@pytest.mark.usefixtures("later")
def test_another_snapshot_is_not_taken_for_the_one_recorded(world: tuple[Path, Path]) -> None:
    """The record is about a snapshot; one built from other files since does not fit."""
    folder, root = world
    assert staleness.is_fresh(folder, root)
    (folder / "digest").write_text("0" * 64 + "\n")
    assert not staleness.is_fresh(folder, root)


@pytest.mark.usefixtures("later")
def test_a_snapshot_in_a_read_only_place_is_usable(
    world: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot be recorded costs time, no more."""

    def refuse(path: Path, content: str) -> None:
        raise staleness.OutputError(str(path))

    monkeypatch.setattr("gppgraph.files.write_file", refuse)
    assert staleness.is_fresh(*world)
