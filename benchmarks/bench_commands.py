"""Whole-process times of the command line and the build, as ratios against a named baseline in one run.

Baseline of the commands: a bare Python process that imports pyoxigraph and exits.
Baseline of the build: rdflib parses, owlrl computes the closure of everything, rdflib runs the same rules.

    python benchmarks/bench_commands.py            # commands
    python benchmarks/bench_commands.py --build    # the build too; the baseline is slow: minutes
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time

BASELINE = [sys.executable, "-c", "import pyoxigraph"]
GPPGRAPH = [sys.executable, "-m", "gppgraph"]
SATISFY = ["satisfy", "--requirement", "dk-desktop-2023.basis.TS3", "--label", "tco-certified-8"]
COMMANDS = {
    "gppgraph --help": (["--help"], 4),
    "gppgraph satisfy, one requirement and label, JSON": ([*SATISFY, "--format", "json"], 5),
    "gppgraph satisfy, the same, table": (SATISFY, None),
    "gppgraph satisfy, the same, with a buyer value": (
        [*SATISFY, "--set-value", "X=4", "--format", "json"],
        None,
    ),
    "gppgraph matrix (every label)": (["matrix"], None),
    "gppgraph explain": (["explain", "dk-desktop-2023.basis.TS3", "tco-certified-8"], None),
}
PLAIN_PIPELINE = """
import rdflib, owlrl
from gppgraph.sources import rules, sources
graph = rdflib.Graph()
for source in sources():
    graph.parse(source.path, format="turtle")
owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
for path in rules():
    for triple in list(graph.query(path.read_text(encoding="utf-8"))):
        graph.add(triple)
"""


def seconds(command: list[str]) -> float:
    """Return the wall time of one run of a command."""
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=os.environ)
    return time.perf_counter() - begin


def commands(runs: int = 9) -> bool:
    """Print the ratios of the commands, interleaved with the baseline; return whether targets are met."""
    seconds([*GPPGRAPH, *SATISFY])  # builds the snapshot if need be
    met = True
    print(f"{'command':<56}{'median s':>9}{'ratio':>7}{'target':>8}")
    for name, (options, target) in COMMANDS.items():
        pairs = [(seconds(BASELINE), seconds([*GPPGRAPH, *options])) for _ in range(runs)]
        ratio = statistics.median(own / base for base, own in pairs)
        met = met and (target is None or ratio <= target)
        print(f"{name:<56}{statistics.median(own for _, own in pairs):>9.3f}{ratio:>7.1f}{target or '':>8}")
    return met


def build() -> None:
    """Print the time of the build against the plain pipeline on the same data."""
    own = seconds(
        [*GPPGRAPH, "build", "--output", os.path.join(os.environ.get("TMPDIR", "/tmp"), "gppgraph-bench")]
    )
    print(f"gppgraph build {own:.1f} s; plain pipeline running ...", flush=True)
    plain = seconds([sys.executable, "-c", PLAIN_PIPELINE])
    print(f"rdflib + owlrl + rdflib SPARQL {plain:.1f} s: the build takes {own / plain:.2f} of it")


if __name__ == "__main__":
    fine = commands()
    if "--build" in sys.argv:
        build()
    sys.exit(0 if fine else 1)
