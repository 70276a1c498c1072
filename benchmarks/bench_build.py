"""Time of the build by stage, against the plain pipeline on the same files, each in a process of its own.

Plain: rdflib parses, owlrl computes the closure of everything, rdflib runs the same rules one after the other.
Some rules take rdflib very long, so a run of it ends after a bound; what it then took is a lower limit, printed with ">".

    python benchmarks/bench_build.py                  # one set and one label, then everything; up to 10 minutes
    python benchmarks/bench_build.py --bound 3600     # seconds that the plain pipeline may take for each
    python benchmarks/bench_build.py --change         # a whole build, and one after a change to one file
    python benchmarks/bench_build.py --against v1.0   # this commit and another one in turn: build, size, one answer
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

COMMON = """
import sys, time
from gppgraph.build.rules import DERIVING, read_rules
from gppgraph.workspace import sources

wanted = sys.argv[1].split()
files = [s for s in sources() if not wanted or "/ontology/" in str(s.path) or s.path.stem in wanted]
begin = time.perf_counter()

def done(stage):
    global begin
    print(stage, time.perf_counter() - begin, flush=True)
    begin = time.perf_counter()
"""
OURS = """
from gppgraph.authoring.data_files import load_files
from gppgraph.build.closure import entail
from gppgraph.build.rules import derive

store = load_files(files)
done("parse")
entail(store)
done("closure")
derive(store)
done("derive")
"""
PLAIN = """
import owlrl, rdflib

graph = rdflib.Graph()
for source in files:
    graph.parse(source.path, format="turtle")
done("parse")
owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
done("closure")
for rule in read_rules(DERIVING):
    for triple in list(graph.query(rule.text)):
        graph.add(triple)
    print(rule.path.stem, 0, flush=True)
done("derive")
"""
STAGES = ("parse", "closure", "derive")
WORLDS = {
    "TCO Certified 8 on the Danish set": "dk-desktop-2023 tco-certified tco-certified-8 sources",
    "everything": "",
}


def run(program: str, wanted: str, bound: float) -> tuple[dict[str, float], str]:
    """Return the seconds of each stage that ended within a bound, and the last step that ended."""
    process = subprocess.Popen(
        [sys.executable, "-c", COMMON + program, wanted], stdout=subprocess.PIPE, text=True
    )
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(bound)
    process.kill()
    output, _ = process.communicate()
    steps = [line.split() for line in output.splitlines()]
    return {name: float(taken) for name, taken in steps if name in STAGES}, steps[-1][0] if steps else "start"


TOP = Path(__file__).resolve().parents[1]
SATISFY = [
    "satisfy",
    "--requirement",
    "dk-desktop-2023.basis.TS3",
    "--label",
    "tco-certified-8",
    "--format",
    "json",
]


class Cost(NamedTuple):
    """What one run of a program took: seconds on the clock, and seconds of a processor."""

    wall: float
    processor: float


def cost(program: list[str], tree: Path, snapshot: Path) -> Cost:
    """Return the cost of one run of Python with the package of a source tree, its modules compiled before."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"PYTHONPATH": str(tree / "src"), "GPPGRAPH_SNAPSHOT": str(snapshot)}
    begin = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *program], stdout=subprocess.DEVNULL, env=environment, cwd=tree
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(program)} in {tree} ended with exit code {process.returncode}")
    return Cost(time.perf_counter() - begin, usage.ru_utime + usage.ru_stime)


@contextlib.contextmanager
def checked_out(revision: str) -> Iterator[Path]:
    """Give a folder with another commit of this repository."""
    with tempfile.TemporaryDirectory(prefix="gppgraph-against-") as work:
        tree = Path(work) / "tree"
        subprocess.run(["git", "-C", TOP, "worktree", "add", "-q", "--detach", tree, revision], check=True)
        try:
            yield tree
        finally:
            subprocess.run(["git", "-C", TOP, "worktree", "remove", "--force", tree], check=True)


def against(revision: str, builds: int, answers: int) -> None:
    """Print build time, size of the snapshot and time of one answer of this tree and another commit, run in turn."""
    with checked_out(revision) as other, tempfile.TemporaryDirectory(prefix="gppgraph-against-") as work:
        trees = {"before": other, "after": TOP}
        snapshots = {name: Path(work) / name for name in trees}
        build = {name: [] for name in trees}
        for _ in range(builds):
            for name, tree in trees.items():
                command = ["-m", "gppgraph", "build", "--output", str(snapshots[name])]
                build[name].append(cost(command, tree, snapshots[name]))
        sizes = {
            name: sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
            for name, folder in snapshots.items()
        }
        bare, asked = ({name: [] for name in trees} for _ in range(2))
        for tree, snapshot in zip(trees.values(), snapshots.values(), strict=True):
            cost(["-m", "gppgraph", *SATISFY], tree, snapshot)
        for _ in range(answers):
            for name, tree in trees.items():
                bare[name].append(cost(["-c", "import pyoxigraph"], tree, snapshots[name]))
                asked[name].append(cost(["-m", "gppgraph", *SATISFY], tree, snapshots[name]))
    print(f"{'':<44}{'before':>10}{'after':>10}{'ratio':>8}{'target':>8}")
    for kind in Cost._fields:
        one, two = ([getattr(run, kind) for run in build[name]] for name in trees)
        ratio = statistics.median(after / before for before, after in zip(one, two, strict=True))
        label = f"build, s ({kind})"
        print(
            f"{label:<44}{statistics.median(one):>10.2f}{statistics.median(two):>10.2f}{ratio:>8.2f}{0.5:>8}"
        )
    before, after = sizes.values()
    print(f"{'snapshot, MB':<44}{before / 1e6:>10.1f}{after / 1e6:>10.1f}{after / before:>8.2f}{0.5:>8}")
    for kind in Cost._fields:
        one, two = (
            statistics.median(
                getattr(own, kind) / getattr(base, kind)
                for base, own in zip(bare[name], asked[name], strict=True)
            )
            for name in trees
        )
        label = f"satisfy : import pyoxigraph ({kind})"
        print(f"{label:<44}{one:>10.2f}{two:>10.2f}{two / one:>8.2f}{'3.2':>8}")


# One fact of a label and one of a criteria set; each is written with another value and back in turn.
CHANGES = {
    "a label's limit": ("labels/epeat-2018.yaml", "at-most: 1000 PPM", "at-most: 1001 PPM", 0.25),
    "a demand of a set": (
        "criteria/dk-desktop-2023.yaml",
        "service-agreement-duration: {at-least: 2 YR",
        "service-agreement-duration: {at-least: 3 YR",
        0.25,
    ),
    "one that names six labels": (
        "criteria/dk-desktop-2023.yaml",
        "more-than: 60 PERCENT",
        "more-than: 61 PERCENT",
        None,
    ),
}
FILES = ("ontology", "codes", "data", "lexicon", "queries")


def change(builds: int) -> bool:
    """Print time of whole builds and of builds after a change, run in turn; return whether the target is met."""
    met = True
    with tempfile.TemporaryDirectory(prefix="gppgraph-change-") as work:
        files, snapshot = Path(work) / "files", Path(work) / "snapshot"
        for name in FILES:
            shutil.copytree(TOP / name, files / name)
        shutil.copyfile(TOP / "gppgraph.toml", files / "gppgraph.toml")
        build = ["-m", "gppgraph", "data", "build", "--root", str(files), "--output", str(snapshot)]
        cost(build, TOP, snapshot)
        print(f"{'':<30}{'whole':>7}{'change':>8}{'ratio':>8}{'target':>8}")
        for title, (name, one, other, target) in CHANGES.items():
            path = files / "data" / name
            pairs = []
            for _ in range(builds):
                text = path.read_text(encoding="utf-8")
                path.write_text(
                    text.replace(one, other) if one in text else text.replace(other, one), "utf-8"
                )
                after = cost(build, TOP, snapshot)
                pairs.append((cost([*build, "--anew"], TOP, snapshot), after))
            for kind in Cost._fields:
                whole, after = (min(getattr(run, kind) for run in runs) for runs in zip(*pairs, strict=True))
                met = met and (target is None or after / whole <= target)
                label = f"{title} ({kind})"
                print(f"{label:<30}{whole:>7.2f}{after:>8.2f}{after / whole:>8.2f}{target or '':>8}")
    return met


def main() -> int:
    """Print a table for each world, or one for two commits."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--bound", type=float, default=300, help="seconds for the plain pipeline (default: 300)"
    )
    parser.add_argument("--against", metavar="REVISION", help="compare this tree with another commit instead")
    parser.add_argument("--change", action="store_true", help="measure a build after a change instead")
    parser.add_argument("--builds", type=int, default=3, help="builds of each of the two (default: 3)")
    parser.add_argument("--answers", type=int, default=15, help="answers of each of the two (default: 15)")
    options = parser.parse_args()
    if options.change:
        return 0 if change(options.builds) else 1
    if options.against:
        against(options.against, options.builds, options.answers)
        return 0
    bound = options.bound
    for title, wanted in WORLDS.items():
        ours, _ = run(OURS, wanted, bound)
        begin = time.perf_counter()
        plain, last = run(PLAIN, wanted, bound)
        print(f"{title}\n{'stage':<10}{'gppgraph s':>12}{'plain s':>12}{'ratio':>9}")
        for stage in STAGES:
            sign = "" if stage in plain else ">"
            taken = plain.get(stage, max(0.0, time.perf_counter() - begin - sum(plain.values())))
            print(
                f"{stage:<10}{ours[stage]:>12.2f}{sign + format(taken, '.2f'):>12}{sign + format(taken / ours[stage], '.1f'):>9}"
            )
        if "derive" not in plain:
            print(f"stopped after {bound:.0f} s; the last step that ended was {last}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
