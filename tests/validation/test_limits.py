"""A validation tells its steps, and at a limit what it did not reach."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gppgraph.cli import main
from gppgraph.errors import LimitError
from gppgraph.validation import run
from gppgraph.validation.finding import GRAPH, Finding, Severity
from gppgraph.validation.steps import Reached, run_steps

ONE = Finding(GRAPH, Severity.WARNING, "one", "urn:a", "first", problem="p", solution="s")
TWO = Finding(GRAPH, Severity.VIOLATION, "two", "urn:b", "second", problem="p", solution="s")


def test_each_step_is_told_with_the_findings_before_it() -> None:
    """Whoever listens knows at any time what was found and what is left."""
    told: list[Reached] = []
    found = run_steps([("a", lambda: [TWO]), ("b", list), ("c", lambda: [ONE])], lambda it: it, told.append)
    assert set(found) == {ONE, TWO}
    assert told == [
        Reached(0, 3, ("a", "b", "c"), ()),
        Reached(1, 3, ("b", "c"), (TWO,)),
        Reached(2, 3, ("c",), ()),
    ]


@pytest.mark.parametrize(("only", "findings"), [((), (ONE, TWO)), (("two",), (TWO,))])
def test_a_report_at_a_limit_has_what_was_found_and_names_what_is_left(
    only: tuple[str, ...], findings: tuple[Finding, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It cannot be taken for a whole one: exit code 2, whatever was found."""

    def stopped(*_: object, each: Callable[[Reached], None], **limits: Any) -> None:
        assert (limits["seconds"], limits["processor"]) == (5, None)
        each(Reached(0, 3, ("a", "b", "c"), ()))
        each(Reached(1, 3, ("b", "c"), (ONE, TWO)))
        raise LimitError("stopped after 5 seconds; nothing can be said", "time")

    monkeypatch.setattr(run, "run_limited", stopped)
    report = run.validate_limited([tmp_path / "x.ttl"], only, "fast", tmp_path, seconds=5)
    assert set(report.findings) == set(findings)
    assert report.unchecked == ("stopped after 5 seconds; not reached: b, c",)
    assert report.exit_code("never") == 2


def test_a_contributed_file_has_a_limit_of_processor_time(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whoever sends a file must not take a machine, and a busy machine must not refuse it."""
    seen: dict[str, Any] = {}

    def limited(*_: object, **limits: Any) -> run.Report:
        seen.update(limits)
        return run.Report("x", "fast")

    monkeypatch.setattr(run, "run_limited", limited)
    run.validate_limited([tmp_path / "x.ttl"], (), "fast", tmp_path)
    assert (seen["seconds"], seen["processor"]) == (None, run.PROCESSOR)
    assert "megabytes" not in seen


@pytest.mark.slow
def test_the_command_stops_at_its_limit(capsys: pytest.CaptureFixture[str]) -> None:
    """A limit of a moment: nothing is reached, and it is said in any form."""
    assert main(["data", "validate", "--limit", "0.01", "--format", "json"]) == 2
    report = json.loads(capsys.readouterr().out)
    assert report["unchecked"] == ["stopped after 0.01 seconds; not reached: everything"]


@pytest.mark.slow
def test_one_check_is_reached_within_a_generous_limit(capsys: pytest.CaptureFixture[str]) -> None:
    """The process with a limit gives the report of the one without."""
    words = ["data", "validate", "--only", "reference-dangles", "--fail-on", "never", "--format", "json"]
    assert main([*words, "--limit", "900"]) == 0
    limited = json.loads(capsys.readouterr().out)
    assert main(words) == 0
    assert limited == json.loads(capsys.readouterr().out)
