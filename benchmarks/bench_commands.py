"""Processor time of the command line, as ratios against a bare Python process that imports pyoxigraph and exits.

Each command runs in turn with the bare process, and the least times of each are compared: other work on the machine
can only make them longer.

python benchmarks/bench_commands.py
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

BASELINE = [sys.executable, "-c", "import pyoxigraph"]
GPPGRAPH = [str(Path(sys.executable).with_name("gppgraph"))]
SATISFY = ["satisfy", "--requirement", "dk-desktop-2023.basis.TS3", "--label", "tco-certified-8"]
COMMANDS = {
    "gppgraph --help": (["--help"], 4),
    "gppgraph satisfy, one requirement and label, JSON": ([*SATISFY, "--format", "json"], 3.6),
    "gppgraph satisfy, the same, table": (SATISFY, None),
    "gppgraph satisfy, the same, with a buyer value": (
        [*SATISFY, "--set-value", "X=4", "--format", "json"],
        None,
    ),
    "gppgraph matrix (every label)": (["matrix"], None),
    "gppgraph explain": (["explain", "dk-desktop-2023.basis.TS3", "tco-certified-8"], None),
}


def seconds(command: list[str]) -> float:
    """Return the processor time of one run, its modules compiled before, as those of an installed package."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with exit code {process.returncode}")
    return usage.ru_utime + usage.ru_stime


def commands(runs: int = 25) -> bool:
    """Print the ratios of the commands, interleaved with the baseline; return whether targets are met."""
    seconds([*GPPGRAPH, *SATISFY])  # builds the snapshot if need be
    met = True
    print(f"{'command':<56}{'least ms':>9}{'ratio':>7}{'target':>8}")
    for name, (options, target) in COMMANDS.items():
        pairs = [(seconds(BASELINE), seconds([*GPPGRAPH, *options])) for _ in range(runs)]
        base, own = map(min, zip(*pairs, strict=True))
        met = met and (target is None or own / base <= target)
        print(f"{name:<56}{own * 1000:>9.1f}{own / base:>7.2f}{target or '':>8}")
    return met


if __name__ == "__main__":
    sys.exit(0 if commands() else 1)
