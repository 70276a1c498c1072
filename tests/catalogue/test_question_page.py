"""The page on the questions is the one that their headers give."""

from __future__ import annotations

from pathlib import Path

import pytest

from gppgraph.graph import load
from gppgraph.publish.questions_page import page

pytestmark = pytest.mark.slow


def test_page_is_current(root: Path) -> None:
    written = (root / "docs" / "questions.md").read_text(encoding="utf-8")
    assert written == page(load()), "write it anew: gppgraph query --docs docs/questions.md"
