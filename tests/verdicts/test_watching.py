"""``gppgraph data build --watch``: an author sees what a change does to verdicts while writing."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gppgraph.authoring.context import terminology
from gppgraph.authoring.data_files import forget
from gppgraph.build.parts import open_parts
from gppgraph.terms import iri
from rule_worlds import CODES, PROLOGUE

pytestmark = pytest.mark.slow

SECONDS = 120
SET = """
set:s a gpp:CriteriaSetEdition .
req:s.r a gpp:TechnicalSpecification ; cccev:isDerivedFrom set:s ; gpp:status status:specified ; gpp:fullyFormalised true ;
    gpp:confidence confidence:verified ; gpp:appliesToProduct product:notebook ; cccev:hasRequirement req:s.r.c1 .
req:s.r.c1 a gpp:Constraint ; cccev:constrains concept:spare-parts ; gpp:operator op:at-least ; gpp:printedValue 2 ;
    gpp:printedUnit unit:YR ; gpp:binds party:product ; gpp:confidence confidence:verified .
"""
LABEL = """
label:l a gpp:LabelEdition ; gpp:covers product:notebook ; gpp:confidence confidence:verified .
crit:l.w a gpp:LabelCriterion ; cccev:isDerivedFrom label:l ; gpp:bindingness binding:mandatory ;
    gpp:confidence confidence:verified ; gpp:appliesToProduct product:notebook ; cccev:hasRequirement crit:l.w.c1 .
crit:l.w.c1 a gpp:Constraint ; cccev:constrains concept:spare-parts ; gpp:operator op:at-least ; gpp:printedValue YEARS ;
    gpp:printedUnit unit:YR ; gpp:binds party:product ; gpp:confidence confidence:verified .
"""


@pytest.fixture
def files(root: Path, tmp_path: Path) -> Path:
    """A folder of facts with one requirement and one label, which asks for three years."""
    top = tmp_path / "files"
    shutil.copytree(root / "ontology" / "rules", top / "ontology" / "rules")
    shutil.copytree(root / "queries" / "answers", top / "queries" / "answers")
    (top / "ontology" / "world.ttl").write_text(PROLOGUE + CODES, encoding="utf-8")
    (top / "data").mkdir()
    (top / "data" / "s.ttl").write_text(PROLOGUE + SET, encoding="utf-8")
    written(top, "3")
    return top


def written(files: Path, years: str) -> None:
    """Write the label with a number of years."""
    (files / "data" / "l.ttl").write_text(PROLOGUE + LABEL.replace("YEARS", years), encoding="utf-8")


class Watching:
    """A process that watches, and the lines that it says."""

    def __init__(self, files: Path, target: Path) -> None:
        command = [sys.executable, "-m", "gppgraph", "data", "build", "--watch"]
        self.process = subprocess.Popen(
            [*command, "--root", str(files), "--output", str(target)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )
        self.lines: list[str] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            self.lines.append(line.rstrip("\n"))

    def line(self, number: int) -> str:
        """Return a line once it is said."""
        end = time.monotonic() + SECONDS
        while len(self.lines) <= number and time.monotonic() < end:
            time.sleep(0.05)
        return self.lines[number]


@pytest.fixture
def watching(files: Path, tmp_path: Path) -> Iterator[Watching]:
    """The command over these files."""
    started = Watching(files, tmp_path / "snapshot")
    yield started
    started.process.kill()
    started.process.wait()


def test_each_change_is_built_and_its_verdicts_are_named(
    watching: Watching, files: Path, tmp_path: Path
) -> None:
    """Time and verdicts, an error with its line, the next change, and a clean end."""
    assert watching.line(0).startswith("gppgraph: built in ")
    assert watching.line(0).endswith(f" s; watching {files}, Ctrl-C ends it")
    written(files, "1")
    assert watching.line(1).endswith(" s; 1 verdict changed")
    assert watching.line(2) == "  s.r, l: satisfies becomes below (notebook)"
    written(files, "no number")
    line = PROLOGUE.count("\n") + 5
    assert watching.line(3).startswith(f"gppgraph: {files / 'data' / 'l.ttl'}:{line}: ")
    written(files, "1.0")
    assert watching.line(4).endswith(" s; 0 verdicts changed")
    written(files, "2")
    assert watching.line(6) == "  s.r, l: below becomes satisfies (notebook)"
    os.kill(watching.process.pid, signal.SIGINT)
    assert watching.process.wait(SECONDS) == 0
    assert watching.line(7) == "gppgraph: no longer watching"
    assert sorted(path.name for path in tmp_path.iterdir() if "snapshot-" in path.name) == []
    assert len(open_parts(tmp_path / "snapshot")) > 100


def test_code_lists_are_read_again(tmp_path: Path) -> None:
    """The codes that YAML files are read with must not outlive their file."""
    (tmp_path / "codes").mkdir()
    known = terminology(tmp_path).codes
    code = iri("product", "chair-of-one-leg")
    (tmp_path / "codes" / "product.ttl").write_text(
        f"<{code}> <{iri('skos', 'inScheme')}> <{iri('codes', 'product')}> .\n", encoding="utf-8"
    )
    forget()
    assert terminology(tmp_path).codes - known == {code}
    forget()
