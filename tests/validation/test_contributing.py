"""The documented path to contribute a fact works as written."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gppgraph.operations import SPELLINGS

pytestmark = pytest.mark.slow


def test_commands_that_the_page_names_exist(root: Path) -> None:
    """A contributor types what the page says."""
    page = (root / "CONTRIBUTING.md").read_text(encoding="utf-8")
    named = {tuple(words.split()) for words in re.findall(r"gppgraph((?: [a-z][a-z-]*)+)", page)}
    assert {words for words in named if not any(words[:count] in SPELLINGS for count in (1, 2, 3))} == set()
