"""Time and memory of products held against sixty requirements, against the bare comparisons of DuckDB on the same columns.

Bare: two comparisons per requirement, of both ends of its interval with the threshold, counted over all products.
Ours: the expressions of the demands, with product types, open ends, missing values and three results per requirement.
Each run is a process of its own that begins with the file; the writing of expressions and of SQL is part of ours.
Ratios are those of the least of a few runs.

    python benchmarks/bench_products.py                    # 10,000, 100,000 and 1,000,000 products
    python benchmarks/bench_products.py --most 100000      # without the largest
"""

from __future__ import annotations

import argparse
import json
import math
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REQUIREMENTS, PROPERTIES, TYPES = (
    60,
    30,
    ("notebook-computer", "desktop-computer", "tablet", "computer-display"),
)
SIZES = (10_000, 100_000, 1_000_000)
BOUND, MEMORY, GROWTH = 2.0, 4.0, 1.1  # times the bare comparisons, GiB, exponent


def threshold(number: int) -> float:
    """Return the demanded value of a requirement."""
    return float(10 + number)


def types_of(number: int) -> tuple[str, ...]:
    """Return the product types of a requirement."""
    return TYPES[: 1 + number % len(TYPES)]


def write(path: Path, count: int) -> None:
    """Write products with intervals of thirty properties, a third of them missing."""
    import duckdb

    columns = []
    for place in range(PROPERTIES):
        name = f"property-{place}"
        seed = f"hash(i * {PROPERTIES} + {place})"
        low = f"({seed} % 1000) / 10.0"
        columns += [
            f"""CASE WHEN {seed} % 3 > 0 THEN {low} END AS "{name}__low" """,
            f"""CASE WHEN {seed} % 3 > 0 THEN {low} + ({seed} % 7) END AS "{name}__high" """,
            f"""{seed} % 5 = 0 AS "{name}__low_open" """,
            f"""{seed} % 7 = 0 AS "{name}__high_open" """,
        ]
    kinds = " ".join(f"WHEN {place} THEN '{name}'" for place, name in enumerate(TYPES))
    duckdb.sql(
        f"COPY (SELECT 'item ' || i AS item, CASE i % {len(TYPES)} {kinds} END AS product_type, "
        f"{', '.join(columns)} FROM range({count}) AS rows(i)) TO '{path}' (FORMAT parquet)"
    )


def bare(path: Path) -> list[tuple[int, int]]:
    """Return the products on either side of the threshold of each requirement, by hand-written SQL."""
    import duckdb

    parts = []
    for number in range(REQUIREMENTS):
        name, value = f"property-{number % PROPERTIES}", threshold(number)
        parts += [
            f'count(*) FILTER ("{name}__low" >= {value})',
            f'count(*) FILTER ("{name}__high" < {value})',
        ]
    found = duckdb.sql(f"SELECT {', '.join(parts)} FROM '{path}'").fetchall()[0]
    return [(found[place], found[place + 1]) for place in range(0, len(found), 2)]


def ours(path: Path) -> list[tuple[int, int]]:
    """Return the products that meet and fail each requirement, by the expressions of demands."""
    import ibis

    from gppgraph.products.demands import (
        Alternative,
        Constraint,
        DemandedFigure,
        DemandedRequirement,
        Demands,
    )
    from gppgraph.products.evaluate import counted_wide

    demands = []
    for number in range(REQUIREMENTS):
        kinds = frozenset(types_of(number))
        figure = DemandedFigure(f"property-{number % PROPERTIES}", "at-least", threshold(number), "count")
        constraint = Constraint(f"R{number}.c1", kinds, (Alternative(f"R{number}.c1", (figure,)),))
        demands.append(
            DemandedRequirement(
                f"R{number}", "set", None, None, kinds, frozenset({"new"}), True, (constraint,)
            )
        )
    table = ibis.duckdb.connect().read_parquet(path)
    found = counted_wide(table, Demands(tuple(demands), frozenset(TYPES)))
    return [(entry.proved, entry.failed) for entry in found]


def measure(kind: str, path: Path) -> dict[str, float]:
    """Return seconds and the peak of memory in GiB of one run in a process of its own."""
    done = subprocess.run(
        [sys.executable, __file__, "--run", kind, str(path)], check=True, capture_output=True, text=True
    )
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def run(kind: str, path: Path) -> None:
    """Run one side and print what it took as JSON."""
    import duckdb  # noqa: F401  both sides import it

    if kind == "ours":
        import ibis  # noqa: F401
    begin = time.perf_counter()
    (ours if kind == "ours" else bare)(path)
    seconds = time.perf_counter() - begin
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(json.dumps({"seconds": seconds, "memory": memory}))


def main() -> int:
    """Print times, ratios, memory and growth; exit code 1 if a bound is passed."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--most", type=int, default=SIZES[-1])
    options.add_argument("--repeat", type=int, default=3)
    options.add_argument("--run", nargs=2, metavar=("KIND", "FILE"), help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.run:
        run(chosen.run[0], Path(chosen.run[1]))
        return 0
    sizes = [size for size in SIZES if size <= chosen.most]
    best: dict[int, float] = {}
    wrong = False
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            path = Path(folder) / f"{size}.parquet"
            write(path, size)
            runs: dict[str, list[dict[str, float]]] = {"bare": [], "ours": []}
            for turn in range(chosen.repeat):  # in turn, so that a busy machine strikes both
                for kind in runs:
                    print(
                        f"{size:>9,} {kind} {turn + 1}/{chosen.repeat}", end="\r", file=sys.stderr, flush=True
                    )
                    runs[kind].append(measure(kind, path))
            times = {kind: min(found["seconds"] for found in each) for kind, each in runs.items()}
            memory = max(found["memory"] for found in runs["ours"])
            best[size] = times["ours"]
            ratio = times["ours"] / times["bare"]
            print(
                f"{size:>9,} products: bare {times['bare']:.3f} s, ours {times['ours']:.3f} s, "
                f"{ratio:.2f} times, {memory:.2f} GiB"
            )
            wrong |= memory > MEMORY or (size == SIZES[-1] and ratio > BOUND)
    if len(sizes) > 1:
        growth = math.log(best[sizes[-1]] / best[sizes[0]]) / math.log(sizes[-1] / sizes[0])
        print(f"growth from {sizes[0]:,} to {sizes[-1]:,}: n^{growth:.2f}")
        wrong |= growth > GROWTH
    return int(wrong)


if __name__ == "__main__":
    raise SystemExit(main())
