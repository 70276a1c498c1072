"""A command as a whole process: its end, its exit code, and what it does before its answer."""

from __future__ import annotations

import shlex
import subprocess
import sys
from pathlib import Path

import pytest

GPPGRAPH = [sys.executable, "-m", "gppgraph"]
SATISFY = [
    "satisfy",
    "--requirement",
    "dk-desktop-2023.basis.TS3",
    "--label",
    "tco-certified-8",
    "--format",
    "json",
]
FULL = Path("/dev/full")


@pytest.mark.parametrize("words", [SATISFY, ["show", "tco-certified-8"], ["satisfy", "--help"]])
def test_an_answer_reaches_a_pipe_whole(words: list[str]) -> None:
    """The process ends without freeing its objects; nothing that it wrote is lost by that."""
    program = f"import sys\nfrom gppgraph.cli import main\nsys.exit(main({words!r}))"
    ordinary = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    whole = subprocess.run([*GPPGRAPH, *words], capture_output=True, check=True)
    assert len(whole.stdout) > 500
    assert (ordinary.stdout, ordinary.stderr) == (whole.stdout, whole.stderr)


@pytest.mark.parametrize(
    ("words", "code"), [(SATISFY, 0), ([*SATISFY, "--verdict", "satisfies"], 1), (["satsify"], 2)]
)
def test_the_exit_code_is_that_of_the_answer(words: list[str], code: int) -> None:
    """A script decides by it."""
    assert subprocess.run([*GPPGRAPH, *words], capture_output=True).returncode == code


@pytest.mark.skipif(not FULL.exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("words", [SATISFY, ["show", "tco-certified-8"]])
def test_a_full_disk_is_one_line_and_exit_code_two(words: list[str]) -> None:
    """A script must not take a cut answer for an empty one, which has exit code 1."""
    with FULL.open("wb") as full:
        done = subprocess.run([*GPPGRAPH, *words], stdout=full, stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (
        2,
        "gppgraph: stdout cannot be written: No space left on device.\n",
    )


def test_a_closed_stdout_is_one_line_and_exit_code_two() -> None:
    """A service may start a program without it."""
    command = f"exec {shlex.join([*GPPGRAPH, *SATISFY])} >&-"
    done = subprocess.run(["sh", "-c", command], stderr=subprocess.PIPE, text=True)
    assert (done.returncode, done.stderr) == (2, "gppgraph: stdout is closed; name a file with --output.\n")


def test_a_reader_that_has_read_enough_is_no_error() -> None:
    """``gppgraph ... | head`` ends quietly, also where the answer is longer than the buffer of a pipe."""
    words = ["satisfy", "--set", "dk-desktop-2023", "--format", "csv"]
    process = subprocess.Popen([*GPPGRAPH, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait() == 0


@pytest.mark.parametrize(("modules", "said"), [("atexit", b""), ("atexit, threading", b"done")])
def test_threads_log_handlers_and_children_see_the_end_of_the_process(modules: str, said: bytes) -> None:
    """What registers for the end of a process imports ``threading``; then the process ends in the ordinary way."""
    program = (
        f"import sys, {modules}\natexit.register(sys.stderr.write, 'done')\n"
        f"sys.argv[1:] = {SATISFY!r}\nfrom gppgraph.cli import program\nsys.exit(program())"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stderr == said


def test_a_short_answer_compiles_no_source() -> None:
    """The first annotation that Python compiles from text takes a millisecond, of some thirty for an answer."""
    program = (
        "import sys\nseen = []\n"
        "sys.addaudithook(lambda event, values: seen.append(values) if event == 'compile' else None)\n"
        f"from gppgraph.cli import main\nmain({SATISFY!r})\n"
        "texts = [text for text, name in seen if name == '<string>']\n"
        "print([text for text in texts if 'lambda _cls' not in str(text)], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"
