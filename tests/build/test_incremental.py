"""A build that takes over parts of a former snapshot gives the bytes of a build of everything."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gppgraph.authoring.data_files import parse_file
from gppgraph.build import former, preconditions, touched
from gppgraph.build.snapshot import write_snapshot
from gppgraph.workspace import Source
from reasoner_worlds import CODES, texts
from rule_worlds import CODES as COMMON_CODES
from rule_worlds import PROLOGUE

pytestmark = pytest.mark.slow

SET, LABEL, OTHER = "dk-desktop-2023", "tco-certified-9", "tco-certified-8"
TEXT = Path("data/translations/da") / f"{LABEL}.yaml"


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file below a folder."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def differing(root: Path, folder: Path) -> list[str]:
    """Build what changed in one folder and everything in another; return the files that differ."""
    write_snapshot(root, folder / "kept")
    shutil.rmtree(folder / "anew", ignore_errors=True)
    write_snapshot(root, folder / "anew")
    one, two = contents(folder / "kept"), contents(folder / "anew")
    return sorted(name for name in one.keys() | two.keys() if one.get(name) != two.get(name))


class Seen:
    """The files that were parsed, and the units that were found to be touched, since the last look."""

    def __init__(self) -> None:
        self.parsed: list[str] = []
        self.units: list[frozenset[str] | None] = []

    def look(self) -> tuple[list[str], list[frozenset[str] | None]]:
        """Return both, and begin anew."""
        seen = sorted(self.parsed), self.units
        self.parsed, self.units = [], []
        return seen


@pytest.fixture
def seen(monkeypatch: pytest.MonkeyPatch) -> Seen:
    """Watch the builds of this test."""
    record, find = Seen(), touched.touched

    def parsing(source: Source) -> object:
        record.parsed.append(source.path.stem)
        return parse_file(source)

    def finding(*arguments: object) -> object:
        found = find(*arguments)
        record.units.append(found and found.names)
        return found

    monkeypatch.setattr(former, "parse_file", parsing)
    monkeypatch.setattr(touched, "touched", finding)
    return record


@pytest.fixture(scope="module")
def built(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped files with few editions, and its snapshot ``kept``."""
    top = tmp_path_factory.mktemp("built")
    files = top / "files"
    for name in ("ontology", "codes", "queries"):
        shutil.copytree(root / name, files / name)
    shutil.copyfile(root / "gppgraph.toml", files / "gppgraph.toml")
    names = (SET, "no-it-2019", LABEL, OTHER, "nordic-swan-7", "tco-certified", "nordic-swan", "sources")
    for path in (root / "data").rglob("*"):
        if path.stem in names and path.is_file():
            target = files / path.relative_to(root)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    write_snapshot(files, top / "kept")
    return top


@pytest.fixture
def world(built: Path, tmp_path: Path) -> Path:
    """The same for one test; the record of what the snapshot was built from is made anew."""
    shutil.copytree(built / "files", tmp_path / "files")
    write_snapshot(tmp_path / "files", tmp_path / "kept")
    return tmp_path


def replaced(path: Path, pattern: str, by: str) -> None:
    """Replace the first place that a pattern finds in a file."""
    text = path.read_text(encoding="utf-8")
    assert re.search(pattern, text), (path, pattern)
    path.write_text(re.sub(pattern, by, text, count=1), encoding="utf-8")


def edition(world: Path, name: str) -> Path:
    """Return the file of an edition."""
    return next((world / "files" / "data").glob(f"[cl]*/{name}.yaml"))


def test_a_changed_value_touches_its_requirement_or_label(world: Path, seen: Seen) -> None:
    """One file is parsed, and only pairs with the changed requirement or label are judged anew."""
    replaced(
        edition(world, SET),
        r"service-agreement-duration: {at-least: 2 YR",
        "service-agreement-duration: {at-least: 1 YR",
    )
    assert differing(world / "files", world) == []
    parsed, units = seen.look()
    assert parsed == [SET]
    assert units[0] is not None
    assert {name.count(".") for name in units[0] if name.startswith(f"{SET}.")} == {2}
    assert LABEL not in units[0]
    replaced(edition(world, LABEL), r"cycles: {at-least: 300", "cycles: {at-least: 200")
    assert differing(world / "files", world) == []
    parsed, units = seen.look()
    assert parsed == [LABEL]
    assert units[0] is not None
    assert LABEL in units[0]
    assert not {name for name in units[0] if name.startswith((SET, OTHER, "nordic"))}


def test_a_text_touches_no_conclusion(world: Path, seen: Seen) -> None:
    """Translations are read again with their file; no rule reads them."""
    replaced(world / "files" / TEXT, "Titlerne er taget", "Titler er taget")
    assert differing(world / "files", world) == []
    assert seen.look() == ([LABEL], [frozenset()])


def test_without_a_change_nothing_is_parsed(world: Path, seen: Seen) -> None:
    """The second build of the same files takes everything over."""
    assert differing(world / "files", world) == []
    assert seen.look() == ([], [frozenset()])


def added(files: Path) -> None:
    copy = files / "data" / "labels" / "nordic-swan-9.yaml"
    text = (files / "data" / "labels" / "nordic-swan-7.yaml").read_text(encoding="utf-8")
    copy.write_text(text.replace("nordic-swan-7", "nordic-swan-9"), encoding="utf-8")


def removed(files: Path) -> None:
    for path in files.rglob("nordic-swan-7.yaml"):
        path.unlink()


def rule(files: Path) -> None:
    replaced(
        files / "ontology" / "rules" / "44-sufficient-scope.rq", "op:at-least op:more-than", "op:at-least"
    )


def code(files: Path) -> None:
    replaced(
        files / "ontology" / "codes" / "unit.ttl", r"gpp:conversionFactor 12\.0", "gpp:conversionFactor 13.0"
    )


def query(files: Path) -> None:
    replaced(files / "queries" / "answers" / "verdicts.rq", r"gpp:issuesFrom", "gpp:issuesFromThen")


@pytest.mark.parametrize("change", [added, removed, rule, code, query])
def test_other_changes_are_built_as_a_whole(change: Callable[[Path], None], world: Path, seen: Seen) -> None:
    """An edition more or less, a rule, a code list and a query behind verdicts may touch everything."""
    change(world / "files")
    assert differing(world / "files", world) == []
    assert seen.look() == ([], [])


@pytest.mark.parametrize("harm", ["record", "part", "program"])
def test_a_former_snapshot_that_is_not_as_it_was_written_is_not_used(
    harm: str, world: Path, seen: Seen, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A part that somebody edited must not go into the next snapshot."""
    if harm == "record":
        (world / "kept.inputs").write_text("[]", encoding="utf-8")
    elif harm == "part":
        replaced(world / "kept" / "derived" / f"{SET}--{LABEL}.trig", "verdict/below", "verdict/satisfies")
    else:
        monkeypatch.setattr(former, "_program", lambda: "another version")
    assert differing(world / "files", world) == []
    assert seen.look() == ([], [])


def test_anew_takes_nothing_over(world: Path, seen: Seen) -> None:
    write_snapshot(world / "files", world / "kept", anew=True)
    assert seen.look() == ([], [])


# Small worlds in combinations that no source states


def written(files: Path, drawn: dict[str, list[str]], sign: str) -> None:
    """Write one file of facts for each edition; ``sign`` stands between its name and that of an entry."""
    for name, entries in drawn.items():
        nodes = (text.replace("NODE", f"{name}{sign}n{n}") for n, text in enumerate(entries))
        numbered = "".join(nodes)
        (files / "data" / f"facts-{name}.ttl").write_text(PROLOGUE + numbered, encoding="utf-8")


def owner(text: str) -> str:
    """Return the edition of a drawn requirement or criterion."""
    found = re.search(r"isDerivedFrom \w+:(\w)", text)
    assert found is not None
    return found[1]


@st.composite
def changes(draw: st.DrawFn) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Texts by edition, before and after a change of one text."""
    before: dict[str, list[str]] = {name: [] for name in "sefg"}
    for text in draw(st.lists(texts(), min_size=4, max_size=8)):
        before[owner(text)].append(text)
    after = {name: list(entries) for name, entries in before.items()}
    one = draw(texts())
    entries = after[owner(one)]
    if entries and draw(st.booleans()):
        entries[draw(st.integers(0, len(entries) - 1))] = one
    elif entries and draw(st.booleans()):
        entries.pop()
    else:
        entries.append(one)
    return before, after


@pytest.fixture(scope="module")
def bare(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The rules, and the codes of the small worlds."""
    top = tmp_path_factory.mktemp("bare")
    for name in ("rules", "codes"):
        (top / "files" / "ontology" / name).mkdir(parents=True)
    shutil.copytree(root / "ontology" / "rules", top / "files" / "ontology" / "rules", dirs_exist_ok=True)
    shutil.copytree(root / "queries" / "answers", top / "files" / "queries" / "answers")
    (top / "files" / "ontology" / "codes" / "world.ttl").write_text(PROLOGUE + COMMON_CODES + CODES, "utf-8")
    (top / "files" / "data").mkdir()
    return top


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(change=changes(), sign=st.sampled_from([".", ".", "-"]))
def test_any_change_of_a_small_world_gives_the_bytes_of_a_whole_build(
    bare: Path, change: tuple[dict[str, list[str]], dict[str, list[str]]], sign: str
) -> None:
    """Requirements, criteria, scopes and choices in combinations; a change of one of them."""
    before, after = change
    with patch.object(preconditions, "check_units"), patch.object(preconditions, "check_operators"):
        written(bare / "files", before, sign)
        write_snapshot(bare / "files", bare / "kept")
        written(bare / "files", after, sign)
        assert differing(bare / "files", bare) == []


def test_shipped_editions_with_other_seeds_of_hashes(built: Path, tmp_path: Path) -> None:
    """A change of each kind of edition; no order of a set reaches the bytes."""
    shutil.copytree(built / "files", tmp_path / "files")

    def build(target: str, seed: int) -> None:
        program = (
            "from pathlib import Path\nfrom gppgraph.build.snapshot import write_snapshot\n"
            f"write_snapshot(Path({str(tmp_path / 'files')!r}), Path({str(tmp_path / target)!r}))"
        )
        environment = {**os.environ, "PYTHONHASHSEED": str(seed)}
        subprocess.run([sys.executable, "-c", program], check=True, env=environment)

    build("kept", 1)
    for seed, (name, pattern, by) in enumerate(
        [
            ("criteria/no-it-2019", r"at-least: (\d)", r"at-least: 1\1"),
            ("labels/tco-certified-8", r"at-least: (\d)", r"at-least: 1\1"),
            ("labels/tco-certified-9", r"confidence: verified", "confidence: recalled"),
        ],
        2,
    ):
        replaced(tmp_path / "files" / "data" / f"{name}.yaml", pattern, by)
        build("kept", seed)
    build("anew", 9)
    assert contents(tmp_path / "kept") == contents(tmp_path / "anew")
