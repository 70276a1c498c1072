"""What lies where a snapshot is to go is the user's, unless it was built from the same files."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from gppgraph import workspace
from gppgraph.build import current, replaceable, snapshot
from gppgraph.build.parts import open_parts
from gppgraph.build.snapshot import write_snapshot
from gppgraph.cli import main
from gppgraph.errors import InputError, OutputError

TURTLE = '<https://example.org/{0}> <http://purl.org/dc/terms/title> "{0}"@en .\n'


def sources_of(folder: Path, title: str) -> Path:
    """Return a folder of sources that state one title."""
    for name in ("ontology/gpp.ttl", "data/a.ttl"):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(TURTLE.format(title), encoding="utf-8")
    return folder


class Checkout:
    """The module ``workspace``, but for the folder that it finds; the queries stay those of the real one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def root(self) -> Path:
        """Return the folder of the stand-in."""
        return self.folder

    def __getattr__(self, name: str) -> Any:
        return getattr(workspace, name)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in for the checkout."""
    root = sources_of(tmp_path / "checkout", "ours")
    for module in (current, snapshot):
        monkeypatch.setattr(module, "workspace", Checkout(root))
    return root


@pytest.fixture
def named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that GPPGRAPH_SNAPSHOT names, where nothing is yet."""
    monkeypatch.setenv("GPPGRAPH_SNAPSHOT", str(tmp_path / "named"))
    return tmp_path / "named"


def titles(folder: Path) -> set[str]:
    """Return what the graph of a snapshot states."""
    return {quad.object.value for quad in open_parts(folder, ["asserted/a"])}


def content(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_a_missing_folder_is_built(checkout: Path, named: Path) -> None:
    """The first command in a new place builds."""
    assert current.ensure() == named
    assert titles(named) == {"ours"}


def test_an_empty_folder_is_built(checkout: Path, named: Path) -> None:
    """As one made by ``mktemp -d``."""
    named.mkdir()
    assert titles(current.ensure()) == {"ours"}


def test_a_snapshot_of_ours_is_rebuilt_when_the_files_have_changed(checkout: Path, named: Path) -> None:
    """Answers never come from what the files said before."""
    current.ensure()
    (checkout / "data" / "a.ttl").write_text(TURTLE.format("changed"), encoding="utf-8")
    assert titles(current.ensure()) == {"changed"}


def test_a_snapshot_of_other_files_is_kept_and_used(
    checkout: Path, named: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It may be all that somebody has of them; one line says that it answers."""
    write_snapshot(sources_of(tmp_path / "others", "theirs"), named)
    before = content(tmp_path)
    assert titles(current.ensure()) == {"theirs"}
    assert content(tmp_path) == before
    assert capsys.readouterr().err == (
        f"gppgraph: {named} (GPPGRAPH_SNAPSHOT) was not built from these files; answers come from it as it is.\n"
    )


def test_a_snapshot_put_in_the_place_of_ours_is_kept(checkout: Path, named: Path, tmp_path: Path) -> None:
    """The record beside the folder speaks of the snapshot that was there before."""
    current.ensure()
    shutil.rmtree(named)
    write_snapshot(sources_of(tmp_path / "others", "theirs"), tmp_path / "elsewhere")
    shutil.copytree(tmp_path / "elsewhere", named)
    assert titles(current.ensure()) == {"theirs"}


def test_a_stale_snapshot_with_a_file_of_the_user_is_kept(
    checkout: Path, named: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rebuilding would take the file along."""
    current.ensure()
    (named / "asserted" / "notes.txt").write_text("keep")
    (checkout / "data" / "a.ttl").write_text(TURTLE.format("changed"), encoding="utf-8")
    assert titles(current.ensure()) == {"ours"}
    assert "holds asserted/notes.txt, which is no part of a snapshot" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({"thesis.txt": "keep"}, "holds thesis.txt, which is no part of a snapshot"),
        ({"digest": "0" * 64, "deep/thesis.nq": "keep"}, "holds deep, which is no part of a snapshot"),
        ({"digest": "0" * 64, "names.json": "{}"}, "was not built from these files"),
        ({"digest": "0" * 64, "names.json": "{", "layout": "{layout}"}, "was not built from these files"),
        (
            {"digest": "0" * 64, "names.json": "{}", "layout": "1", "asserted/a.nq": ""},
            "was not built from these files",
        ),
    ],
)
def test_a_folder_with_anything_else_is_refused(
    checkout: Path, named: Path, files: dict[str, str], reason: str
) -> None:
    """One line says what is there; nothing is changed."""
    for name, text in files.items():
        (named / name).parent.mkdir(parents=True, exist_ok=True)
        (named / name).write_text(text.replace("{layout}", workspace.LAYOUT.decode()))
    before = content(named)
    with pytest.raises(InputError) as caught:
        current.ensure()
    assert str(caught.value) == (
        f"GPPGRAPH_SNAPSHOT: {named} {reason}; it is left as it is. "
        "Name a snapshot of this version of gppgraph, or a folder that does not exist yet."
    )
    assert content(named) == before


def test_a_file_in_the_place_of_the_folder_is_refused(checkout: Path, named: Path) -> None:
    """A mistyped name must not cost a file."""
    named.write_text("keep")
    with pytest.raises(InputError, match="is no folder"):
        current.ensure()
    assert named.read_text() == "keep"


def test_build_replaces_no_snapshot_of_other_files(
    checkout: Path, named: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Neither by default, where GPPGRAPH_SNAPSHOT names it, nor with --output."""
    write_snapshot(sources_of(tmp_path / "others", "theirs"), named)
    for options in ([], ["--output", str(named)]):
        assert main(["build", "--root", str(checkout), *options]) == 2
        assert capsys.readouterr().err.strip() == (
            f"gppgraph: {named} was not built from these files: it is no snapshot of ours to replace; "
            "choose another folder or remove it."
        )
        assert titles(named) == {"theirs"}


def test_build_replaces_its_own_snapshot(checkout: Path, tmp_path: Path) -> None:
    """Building twice to one place is what --output is for."""
    for title in ("ours", "changed"):
        (checkout / "data" / "a.ttl").write_text(TURTLE.format(title), encoding="utf-8")
        assert main(["build", "--root", str(checkout), "--output", str(tmp_path / "out")]) == 0
        assert titles(tmp_path / "out") == {title}


def test_a_snapshot_says_nothing_of_the_place_it_was_built_in(tmp_path: Path) -> None:
    """Two builds of the same files give the same bytes; what was built where is recorded beside."""
    built = []
    for name in ("one", "two"):
        write_snapshot(sources_of(tmp_path / name / "root", "same"), tmp_path / name / "out")
        built.append(content(tmp_path / name / "out"))
    assert built[0] == built[1]
    assert not replaceable.obstacle(tmp_path / "one" / "out", tmp_path / "one" / "root")
    with pytest.raises(OutputError):
        write_snapshot(tmp_path / "two" / "root", tmp_path / "one" / "out")
