"""Time of the build by stage, against the plain pipeline on the same files, each in a process of its own.

Plain: rdflib parses, owlrl computes the closure of everything, rdflib runs the same rules one after the other.
Some rules take rdflib very long, so a run of it ends after a bound; what it then took is a lower limit, printed with ">".

    python benchmarks/bench_build.py                  # one set and one label, then everything; up to 10 minutes
    python benchmarks/bench_build.py --bound 3600     # seconds that the plain pipeline may take for each
"""

from __future__ import annotations

import argparse
import contextlib
import subprocess
import sys
import time

COMMON = """
import sys, time
from gppgraph.sources import rules, sources

wanted = sys.argv[1].split()
files = [s for s in sources() if not wanted or "/ontology/" in str(s.path) or s.path.stem in wanted]
begin = time.perf_counter()

def done(stage):
    global begin
    print(stage, time.perf_counter() - begin, flush=True)
    begin = time.perf_counter()
"""
OURS = """
from gppgraph.closure import entail
from gppgraph.derive import derive
from gppgraph.store import load_files

store = load_files(files)
done("parse")
store.extend(entail(store))
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
for path in rules():
    for triple in list(graph.query(path.read_text(encoding="utf-8"))):
        graph.add(triple)
    print(path.stem, 0, flush=True)
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


def main() -> int:
    """Print a table for each world."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--bound", type=float, default=300, help="seconds for the plain pipeline (default: 300)"
    )
    bound = parser.parse_args().bound
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
