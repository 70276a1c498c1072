"""The page on the questions is the one that their headers give."""

from __future__ import annotations

from pathlib import Path

from gppgraph.catalogue.docs import page
from gppgraph.graph import load


def test_page_is_current(root: Path) -> None:
    written = (root / "docs" / "questions.md").read_text(encoding="utf-8")
    assert written == page(load()), "write it anew: gppgraph query --docs docs/questions.md"
