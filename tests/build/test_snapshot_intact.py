"""A snapshot that lost or changed a file is known, and a folder is never absent while it is replaced."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gppgraph.build import current, intact, staleness
from gppgraph.files import written_folder


def snapshot(folder: Path) -> Path:
    (folder / "asserted").mkdir(parents=True)
    (folder / "asserted" / "a.trig").write_text("<urn:g> {\n}\n")
    (folder / "digest").write_text("d\n")
    intact.write_digests(folder)
    return folder


@pytest.mark.parametrize("harm", ["change", "cut", "remove", "digests"])
def test_a_damaged_file_is_named(harm: str, tmp_path: Path) -> None:
    folder = snapshot(tmp_path / "snapshot")
    part = folder / "asserted" / "a.trig"
    assert intact.damage(folder) is None
    named = "asserted/a.trig"
    if harm == "change":
        part.write_text("<urn:h> {\n}\n")
    elif harm == "cut":
        part.write_text("<urn")
    elif harm == "remove":
        part.unlink()
    else:
        (folder / intact.FILE).write_text("{")
        named = intact.FILE
    assert intact.damage(folder) == named


def test_bytes_are_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = snapshot(tmp_path / "snapshot")
    assert intact.damage(folder) is None
    monkeypatch.setattr(intact, "_digest", lambda path: pytest.fail(f"{path} is read again"))
    assert intact.damage(folder) is None


def test_a_snapshot_without_digests_is_not_checked(tmp_path: Path) -> None:
    folder = snapshot(tmp_path / "snapshot")
    (folder / intact.FILE).unlink()
    assert intact.damage(folder) is None


def test_a_damaged_snapshot_is_said_and_built_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = snapshot(tmp_path / "snapshot")
    (folder / "digest").unlink()
    built: list[bool] = []
    monkeypatch.setattr(current.workspace, "snapshot_dir", lambda base: folder)
    monkeypatch.setattr(staleness, "is_fresh", lambda folder, root: True)
    monkeypatch.setattr("gppgraph.build.replaceable.obstacle", lambda folder, root: None)
    monkeypatch.setattr(
        "gppgraph.build.snapshot.write_snapshot", lambda root, folder, show, anew: built.append(anew)
    )
    current.ensure(tmp_path)
    assert built == [True]
    assert f"{folder / 'digest'} is damaged or missing; the dataset is built anew." in capsys.readouterr().err


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux exchanges two folders in one step")
def test_a_folder_stands_at_any_time_while_it_is_replaced(tmp_path: Path) -> None:
    """A process that replaces it again and again is killed; the folder is whole before, during and after."""
    target = tmp_path / "site"
    program = (
        "import sys; from pathlib import Path; from gppgraph.files import written_folder\n"
        "while True:\n"
        "    with written_folder(Path(sys.argv[1])) as new:\n"
        "        for name in 'abc': (new / name).write_text(name)\n"
    )
    with written_folder(target) as new:
        for name in "abc":
            (new / name).write_text(name)
    process = subprocess.Popen([sys.executable, "-c", program, str(target)])
    end = time.monotonic() + 1
    while time.monotonic() < end:
        assert target.is_dir()
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert sorted(os.listdir(target)) == ["a", "b", "c"]
