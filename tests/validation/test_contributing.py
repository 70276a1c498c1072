"""The documented path to contribute a fact works as written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gppgraph.cli import main
from gppgraph.operations import SPELLINGS

pytestmark = pytest.mark.slow


def test_commands_that_the_page_names_exist(root: Path) -> None:
    """A contributor types what the page says."""
    page = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = {tuple(words.split()) for words in re.findall(r"gppgraph((?: [a-z][a-z-]*)+)", page)}
    assert {words for words in named if not any(words[:count] in SPELLINGS for count in (1, 2, 3))} == set()


def test_template_is_valid(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Whoever starts from the template starts without findings."""
    assert main(["validate", str(root / "docs" / "templates" / "label-edition.yaml")]) == 0
    assert "conforms" in capsys.readouterr().out
