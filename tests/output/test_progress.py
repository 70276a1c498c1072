"""Steps of long work on stderr: on a terminal, in a log, and not at all."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest

from gppgraph.output.progress import progress

PROGRAM = """
import sys
from gppgraph.output.progress import progress
with progress() as show:
    show("reading Turtle")
    show("3 of 4 linked", 3, 4)
print("done", "rich" in sys.modules)
"""


def test_a_terminal_shows_steps_that_are_gone_in_the_end() -> None:
    """The words and the part that is done; the line is cleared before the result is printed."""
    leader, follower = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80"}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], stdout=subprocess.PIPE, stderr=follower, env=environment, check=True
    )
    os.close(follower)
    shown = os.read(leader, 65536).decode()
    os.close(leader)
    assert done.stdout == b"done True\n"
    assert "gppgraph: reading Turtle" in shown
    assert "gppgraph: 3 of 4 linked" in shown
    assert "75%" in shown
    assert shown.rstrip().endswith("\x1b[2K")


def test_a_log_gets_nothing_and_rich_is_not_loaded() -> None:
    """Where nobody looks nothing is drawn."""
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"done False\n", b"")


def test_a_log_gets_a_line_for_each_tenth_where_that_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    """A log of hundreds of files stays short."""
    with progress(lines=True) as show:
        for number in range(1, 101):
            show(f"{number} of 100 linked", number, 100)
    lines = capsys.readouterr().err.splitlines()
    assert lines[0] == "gppgraph: 1 of 100 linked"
    assert lines[1:] == [f"gppgraph: {number} of 100 linked" for number in range(10, 101, 10)]


def test_a_log_gets_a_line_for_each_step_where_that_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    """Minutes of work do not pass in silence."""
    with progress(steps=True) as show:
        show("reading verdicts")
        show("writing pages")
    assert capsys.readouterr().err == "gppgraph: reading verdicts\ngppgraph: writing pages\n"
