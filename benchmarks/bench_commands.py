"""Whole-process times of the command line, as ratios against a bare Python process that imports pyoxigraph and exits.

python benchmarks/bench_commands.py
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
    "gppgraph satisfy, one requirement and label, JSON": ([*SATISFY, "--format", "json"], 4),
    "gppgraph satisfy, the same, table": (SATISFY, None),
    "gppgraph satisfy, the same, with a buyer value": (
        [*SATISFY, "--set-value", "X=4", "--format", "json"],
        None,
    ),
    "gppgraph matrix (every label)": (["matrix"], None),
    "gppgraph explain": (["explain", "dk-desktop-2023.basis.TS3", "tco-certified-8"], None),
}


def seconds(command: list[str]) -> float:
    """Return the wall time of one run of a command, its modules compiled before, as those of an installed package."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment)
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


if __name__ == "__main__":
    sys.exit(0 if commands() else 1)
