"""The page on coverage says what the graph holds today."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def coverage(root: Path) -> ModuleType:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("coverage_script", root / "scripts" / "coverage.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["coverage_script"] = module
    spec.loader.exec_module(module)
    return module


def test_page_is_current_and_every_gap_has_a_reason(coverage: ModuleType, shared: Path) -> None:
    """Run `python scripts/coverage.py` after adding data; write a reason for what stays out."""
    assert coverage.main([str(shared / "reference"), "--check"]) == 0


def test_criteria_requirements_and_cross_references_are_complete(coverage: ModuleType, shared: Path) -> None:
    """The target is all of them; proofs may lack where a page names none."""
    entries = list(coverage.Inventory(shared / "reference", coverage.Graph()).entries())
    kinds = {
        "criterion",
        "atomic requirement",
        "cross-reference",
        "label criterion",
        "standard",
        "edition",
        "act",
    }
    missing = [entry.id for entry in entries if entry.kind in kinds and not entry.present]
    assert missing == ["nordic-swan-8"]
    assert sum(entry.kind == "label criterion" for entry in entries) == 274


def test_missing_entry_without_reason_is_told(coverage: ModuleType) -> None:
    """A gap that nobody explained must not pass."""
    entry = coverage.Entry("standards", "standard", "IEC 0", False)
    assert coverage.reason(entry, {"IEC 1": "x"}) is None
    assert coverage.reason(entry, {"IEC *": "not cited"}) == "not cited"
    assert "**no reason given**" in coverage.page([entry], {})


def test_folder_without_inventory(coverage: ModuleType, tmp_path: Path) -> None:
    """A wrong folder is refused, not taken as an empty inventory."""
    assert coverage.main([str(tmp_path)]) == 2
