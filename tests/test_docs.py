"""The README shows what the commands really print, and every command's example runs."""

from __future__ import annotations

import contextlib
import importlib.util
import re
from types import ModuleType

import pytest

from gppgraph.cli import main
from gppgraph.operations import members
from places import ROOT


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """scripts/readme.py."""
    spec = importlib.util.spec_from_file_location("readme", ROOT / "scripts" / "readme.py")
    assert spec is not None
    assert spec.loader is not None
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


def test_readme_shows_real_output(script: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run scripts/readme.py if this fails."""
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("NO_COLOR", "1")
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert script.filled(text) == text


def test_the_page_of_commands_is_that_of_the_declarations(script: ModuleType) -> None:
    """Run scripts/readme.py if this fails."""
    assert (ROOT / "docs" / "commands.md").read_text(encoding="utf-8") == script.page()


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    """The first screen of help is complete, and so is that of each group."""
    for group in ((), ("data",), ("data", "sources")):
        with contextlib.suppress(SystemExit):
            assert main([*group, "--help"]) == 0
        text = capsys.readouterr().out
        names = [entry.path[-1] for entry in members(group)]
        assert [name for name in names if not re.search(rf"^    {name}( |$)", text, re.MULTILINE)] == []


def test_the_threat_model_names_tests_that_exist() -> None:
    """Each protection is shown by a test in the file that its letter stands for."""
    text = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8")
    files = dict(re.findall(r"`tests/([\w/]+\.py)` \((\w)\)", text))
    present = {
        letter: set(
            re.findall(r"^def (test_\w+)", (ROOT / "tests" / name).read_text(encoding="utf-8"), re.MULTILINE)
        )
        for name, letter in files.items()
    }
    assert set(present) == {"H", "A", "C", "S", "R", "P", "V"}
    named = re.findall(r"(\w) `(test_\w+)`", text)
    assert len(named) >= 30
    assert [(letter, name) for letter, name in named if name not in present[letter]] == []
    rows = [
        row
        for row in text.splitlines()
        if row.startswith("| ") and "| Protection |" not in row and row.count("|") == 4
    ]
    dangers = rows[rows.index(next(row for row in rows if "SERVICE" in row)) :]
    assert [row for row in dangers if "`test_" not in row] == []


def test_every_page_of_the_documentation_is_in_its_contents() -> None:
    """A page that no menu leads to is not found."""
    contents = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    pages = [path.name for path in (ROOT / "docs").glob("*.md")]
    assert pages
    assert [name for name in pages if not re.search(rf": {re.escape(name)}$", contents, re.MULTILINE)] == []


def test_fragments_of_the_changelog_are_of_a_known_kind() -> None:
    """A file of another name would be left out of the changelog."""
    names = [path.name for path in (ROOT / "changelog.d").iterdir() if path.name != "README.md"]
    kinds = "ontology|data|queries|software"
    assert [name for name in names if not re.fullmatch(rf"[\w-]+\.({kinds})\.md", name)] == []
