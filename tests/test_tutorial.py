"""The tutorial runs from top to bottom, and says what the graph says."""

from __future__ import annotations

import importlib.util
import json
from types import ModuleType
from typing import Any

import pytest

from places import ROOT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def script() -> ModuleType:
    """The script that stores the outputs."""
    spec = importlib.util.spec_from_file_location("tutorial", ROOT / "scripts" / "tutorial.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def cells() -> list[dict[str, Any]]:
    """The code cells of the notebook."""
    notebook = json.loads((ROOT / "docs" / "tutorial.ipynb").read_text(encoding="utf-8"))
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def test_checked_cells_print_what_is_stored(script: ModuleType, cells: list[dict[str, Any]]) -> None:
    """Run scripts/tutorial.py if this fails and the new output is right."""
    pd = pytest.importorskip("pandas")
    with pd.option_context(*(entry for name in _SET for entry in (name, pd.get_option(name)))):
        found = script.executed(script.read())
    checked = [
        (script.text_of(cell["outputs"]), script.text_of(outputs))
        for cell, outputs in zip(cells, found, strict=True)
        if "checked" in cell["metadata"].get("tags", ())
    ]
    assert len(checked) >= 6
    for stored, printed in checked:
        assert stored
        assert printed == stored


_SET = ("display.width", "display.max_columns", "display.max_colwidth")


def test_magic_is_left_out_and_the_last_expression_shown(script: ModuleType) -> None:
    source = ["%pip install nothing\n", "!false\n", "print('a')\n", "x = 1\n", "x + 1"]
    notebook = {
        "cells": [{"cell_type": "markdown", "source": ["text"]}, {"cell_type": "code", "source": source}]
    }
    assert script.text_of(script.executed(notebook)[0]) == "a\n2"


def test_every_cell_was_run_in_order(cells: list[dict[str, Any]]) -> None:
    assert [cell["execution_count"] for cell in cells] == list(range(1, len(cells) + 1))
