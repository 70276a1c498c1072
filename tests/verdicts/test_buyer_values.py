"""Conclusions with a buyer's values are drawn once for questions that share them."""

from __future__ import annotations

from typing import Any

import pytest

from gppgraph.graph import load
from gppgraph.verdicts import buyer_values
from gppgraph.verdicts.needed_parts import REMEMBERED, for_question
from gppgraph.verdicts.question import question

ASKED = {"requirement": "dk-desktop-2023.basis.TS3", "label": "tco-certified-9"}


def test_questions_that_differ_in_type_state_or_day_share_their_conclusions(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Another value, requirement or label is another question, and the oldest of many is forgotten."""
    graph = load()
    derived: list[dict[str, Any]] = []
    monkeypatch.setattr(buyer_values, "put", lambda store, ask, base: derived.append(ask.values))

    def ask(**options: Any) -> object:
        return for_question(graph, question(graph.register, **{**ASKED, "values": {"X": 3}, **options}))

    first = ask(product="notebook-computer")
    assert ask(product="tablet", state="refurbished", as_of="2024-01-01") is first
    assert len(derived) == 1
    others = [
        ask(values={"X": 4}),
        ask(label="tco-certified-10"),
        ask(requirement="dk-desktop-2023.basis.TS25"),
    ]
    assert all(other is not first for other in others)
    assert ask() is first
    for years in range(5, 5 + REMEMBERED):
        ask(values={"X": years})
    assert ask() is not first
