"""The server against others over the same data, as ratios in one run, with eight clients.

SPARQL is held against Oxigraph's own server, pages against file servers (``python -m http.server``, and nginx where
it is installed). Both sides run at once on this machine and are asked in turn, so that a busy machine slows both; the
medians of the paired ratios count. An answer of ours passes through twice as many processes as one of the others, and
each waits for its turn, so that a busy machine still slows ours more: there, measure with --first. The clients share the cores with the servers. Processor time per request is
printed too, because it does not depend on what else the machine does.

Every lookup asks for another of some hundred things, and no answer of a query is kept by the server.

    python benchmarks/bench_server.py                            # everything, five rounds of four seconds each
    python benchmarks/bench_server.py --only lookup --first --seconds 1.5    # on a busy machine, by its administrator
    python benchmarks/bench_server.py --soak 3600                # mixed load with hostile clients, memory every minute

Targets: 0.25 of the Oxigraph server's throughput for lookups, 0.7 for joins, 0.9 for aggregates; pages as fast as
``python -m http.server``.
"""

from __future__ import annotations

import argparse
import contextlib
import multiprocessing
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx
import pyoxigraph as ox
from http_load import before_all_else, connect, cpu, load, memory

from gppgraph.build import current
from gppgraph.build.parts import open_parts, part_names
from gppgraph.terms import BASE, sparql_prologue

_JOIN = """SELECT ?requirement ?constraint ?concept ?value WHERE {
  ?requirement cccev:isDerivedFrom set:NAME ; cccev:hasRequirement ?constraint ; gpp:topic ?topic .
  ?constraint cccev:constrains ?concept ; gpp:printedValue ?value .
  ?criterion cccev:hasRequirement ?other . ?other cccev:constrains ?concept . }"""
_AGGREGATE = (
    "SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) WHERE { ?s ?p ?o } GROUP BY ?p ORDER BY DESC(?n)"
)
TARGETS = {"lookup": 0.25, "join": 0.7, "aggregate": 0.9}
PAGE = 24 * 1024  # bytes: the size of a published page of a requirement
CUT = "SELECT * { ?s ?p ?o . ?x ?y ?z }"  # an answer that is cut
KILLED = (  # queries that a limit of time, memory or size stops
    "SELECT (COUNT(*) AS ?c) { ?a ?b ?c1 . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "SELECT ?x9 { BIND('aaaaaaaaaa' AS ?x0) "
    + " ".join(f"BIND(CONCAT({', '.join([f'?x{n}'] * 10)}) AS ?x{n + 1})" for n in range(9))
    + " }",
    "SELECT * { ?a ?b ?c1 . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?i",
    "ASK " + "{" * 3000 + "}" * 3000,
)


def queries(folder: Path) -> dict[str, list[str]]:
    """Return the queries of each kind; a lookup for every few of the things that the snapshot describes."""
    things = sorted(
        {
            quad.subject.value
            for quad in open_parts(folder, part_names(folder, "asserted"))
            if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(BASE + "id/")
        }
    )
    return {
        "lookup": [f"SELECT ?p ?o WHERE {{ <{thing}> ?p ?o }}" for thing in things[:: len(things) // 400]],
        "join": [
            sparql_prologue() + _JOIN.replace("NAME", name) for name in ("dk-desktop-2023", "eu-gpp-2021")
        ],
        "aggregate": [_AGGREGATE],
    }


def request(port: int, path: str, query: str | None = None) -> bytes:
    """Return the bytes of a request."""
    target = f"{path}?query={quote(query, safe='')}" if query else path
    accept = "application/sparql-results+json" if query else "*/*"
    return f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: {accept}\r\n\r\n".encode()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True)
class Running:
    """A server: its port and process."""

    port: int
    pid: int


@contextlib.contextmanager
def running(command: list[str], port: int, path: str) -> Iterator[Running]:
    """Run a server that answers at a path for as long as the block lasts."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            try:
                httpx.get(f"http://127.0.0.1:{port}{path}", timeout=2)
                break
            except httpx.TransportError:
                time.sleep(0.2)
        else:
            raise SystemExit(f"{command[0]} does not answer")
        yield Running(port, process.pid)
    finally:
        process.terminate()
        process.wait()


def own(*options: str) -> contextlib.AbstractContextManager[Running]:
    """Run our server."""
    port = free_port()
    command = [sys.executable, "-m", "gppgraph", "serve", "--port", str(port), "--per-client", "64", *options]
    return running(command, port, "/health")


@contextlib.contextmanager
def oxigraph(folder: Path) -> Iterator[Running]:
    """Run Oxigraph's server over the snapshot."""
    program = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    if program is None:
        raise SystemExit("the program oxigraph is missing: pip install oxigraph")
    port = free_port()
    with running([program, "serve", "--bind", f"127.0.0.1:{port}", "--union-default-graph"], port, "/") as it:
        quads = b"".join(path.read_bytes() for path in sorted(folder.rglob("*.trig")))
        headers = {"Content-Type": "application/trig"}
        store = f"http://127.0.0.1:{port}/store"
        httpx.post(store, content=quads, headers=headers, timeout=300).raise_for_status()
        yield it


@dataclass(frozen=True)
class Measured:
    """What one load of one server showed."""

    rate: float  # responses per second
    late: float  # 99th percentile of the durations, ms
    cost: float  # microseconds of processor time per response, all processes of the server


def measure(server: Running, requests: list[bytes], options: argparse.Namespace) -> Measured:
    """Load a server; end the program if a request fails."""
    if options.first:
        time.sleep(options.seconds)  # the others' turn
    before = cpu(server.pid)
    with before_all_else(server.pid, options.first):
        found = load(server.port, requests, options.seconds)
    if set(found.statuses) != {200}:
        raise SystemExit(f"statuses {dict(found.statuses)}; where there are none, give more --seconds")
    return Measured(found.rate, found.late, (cpu(server.pid) - before) / len(found.durations) * 1e6)


def report(name: str, target: float | None, pairs: list[tuple[Measured, Measured]]) -> bool:
    """Print the medians of paired rounds; return whether the ratio of throughput meets the target."""
    ratios = sorted(ours.rate / theirs.rate for ours, theirs in pairs)

    def middle(side: int, what: str) -> float:
        return statistics.median(getattr(pair[side], what) for pair in pairs)

    ratio = statistics.median(ratios)
    numbers = "".join(
        f"{middle(side, what):>9.{digits}f}"
        for what, digits in (("rate", 0), ("late", 1), ("cost", 0))
        for side in (0, 1)
    )
    print(
        f"{name:<28}{ratio:>6.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f}){target or '':>7}{numbers}", flush=True
    )
    return target is None or ratio >= target


def sparql(ours: Running, folder: Path, options: argparse.Namespace) -> bool:
    """Compare with Oxigraph's server."""
    met = True
    with oxigraph(folder) as theirs:
        for name, texts in queries(folder).items():
            if options.only not in (None, name):
                continue
            pairs = [
                (
                    measure(ours, [request(ours.port, "/sparql", text) for text in texts], options),
                    measure(theirs, [request(theirs.port, "/query", text) for text in texts], options),
                )
                for _ in range(options.rounds)
            ]
            met &= report(f"{name} : oxigraph", TARGETS[name], pairs)
    return met


def pages(ours: Running, site: Path, options: argparse.Namespace) -> bool:
    """Compare pages with those of file servers."""
    met, port = True, free_port()
    baselines = {
        "http.server": [
            sys.executable,
            "-m",
            "http.server",
            str(port),
            "--bind",
            "127.0.0.1",
            "-d",
            str(site),
        ]
    }
    if nginx := shutil.which("nginx", path=f"{os.environ['PATH']}{os.pathsep}/usr/sbin"):
        settings = site.parent / "nginx.conf"
        settings.write_text(
            f"daemon off; pid {site.parent}/nginx.pid; error_log /dev/null; worker_processes 2; events {{}}\n"
            f"http {{ access_log off; server {{ listen 127.0.0.1:{port}; root {site}; }} }}\n"
        )
        site.parent.chmod(0o755)  # nginx reads as another user
        baselines["nginx"] = [nginx, "-c", str(settings)]
    for name, command in baselines.items():
        with running(command, port, "/page0.html") as theirs:
            asked = [f"/page{n}.html" for n in range(50)]
            pairs = [
                (
                    measure(ours, [request(ours.port, path) for path in asked], options),
                    measure(theirs, [request(theirs.port, path) for path in asked], options),
                )
                for _ in range(options.rounds)
            ]
            met &= report(f"page : {name}", 1.0 if name == "http.server" else None, pairs)
    return met


def write_pages(site: Path) -> None:
    """Write files of the size of pages."""
    site.mkdir()
    for number in range(50):
        (site / f"page{number}.html").write_text(f"<!DOCTYPE html><title>{number}</title>" + "x" * PAGE)


def dawdle(port: int, end: float) -> None:
    """Be clients that never finish: a head by letters, a body that does not come, an answer that nobody reads."""
    large = request(port, "/sparql", CUT)
    starts = (
        b"GET / HTTP/1.1\r\nX: ",
        b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n",
        large,
    )
    held: list[tuple[socket.socket, float]] = []
    turn = 0
    while time.monotonic() < end:
        while len(held) < 24:
            connection = connect(port, "127.0.0.3")
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.sendall(starts[turn % len(starts)])
            turn += 1
            held.append((connection, time.monotonic() + 45))
        for entry in list(held):
            connection, until = entry
            try:
                connection.send(b"x")
                gone = time.monotonic() > until
            except OSError:
                gone = True
            if gone:
                connection.close()
                held.remove(entry)
        time.sleep(1)


def soak(server: Running, folder: Path, seconds: float) -> bool:
    """Load the server with everything at once; print its memory; return whether it stayed flat."""
    port = server.port
    asked = queries(folder)
    mixed = [
        *(request(port, "/sparql", text) for text in asked["lookup"][:60] + asked["join"]),
        *(request(port, f"/page{number}.html") for number in range(20)),
        *(
            request(port, path)
            for path in (
                "/id/label/tco-certified-8.ttl",
                "/id/label/tco-certified-9.jsonld",
                "/id/label/no-such-label",
                "/id/label/epeat-2018",
                "/api/satisfy?requirement=dk-desktop-2023.basis.TS3&label=tco-certified-8",
                "/api/explain?requirement=dk-desktop-2023.basis.TS3&label=tco-certified-8",
                "/api/search?q=batteri",
                "/api/queries/verdicts/results?requirement=dk-desktop-2023.basis.TS3",
                "/metrics",
                "/health",
            )
        ),
        *(request(port, f"/api/search?q=batteri{number}") for number in range(20)),
    ]
    heavy = [request(port, "/sparql", text) for text in (*KILLED, *asked["aggregate"], CUT)]
    step = min(60.0, seconds / 6)
    readings: list[float] = []
    statuses: Counter[int] = Counter()
    end = time.monotonic() + seconds
    context = multiprocessing.get_context("fork")
    slow = context.Process(target=dawdle, args=(port, end), daemon=True)
    slow.start()
    print(f"{'responses/s':>12}{'p99 ms':>8}{'server':>8}{'all':>7}  MiB that no other process shares")
    while time.monotonic() < end:
        hostile = context.Process(target=load, args=(port, heavy, step, 2, "127.0.0.2"))
        hostile.start()
        found = load(port, mixed, step)
        hostile.join()
        statuses += found.statuses
        taken = memory(server.pid)
        readings.append(taken.get(server.pid, 0))
        print(
            f"{found.rate:>12.0f}{found.late:>8.0f}{readings[-1]:>8.1f}{sum(taken.values()):>7.0f}",
            flush=True,
        )
    slow.join()
    metrics = httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=10).text
    print(*(row for row in metrics.splitlines() if "_total{" in row and "pool" in row), sep="\n")
    print("statuses of the mixed load:", dict(sorted(statuses.items())))
    half = len(readings) // 2 or 1
    first, second = readings[:half], readings[half:] or readings
    print(
        f"server, least in the halves {min(first):.1f} and {min(second):.1f} MiB, most {max(first):.1f} and {max(second):.1f}"
    )
    # Answers on their way to slow readers come and go; what grows without end raises the least.
    return min(second) <= 1.1 * min(first) and not {0, 500} & set(statuses)


def main() -> int:
    """Run the servers and the load; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--only", choices=[*TARGETS, "page"], help="one kind of load only")
    parser.add_argument("--rounds", type=int, default=5, help="paired rounds of each (default: 5)")
    parser.add_argument("--seconds", type=float, default=4.0, help="length of one load (default: 4)")
    parser.add_argument(
        "--first", action="store_true", help="run before everything else on a busy machine (needs root)"
    )
    parser.add_argument("--soak", type=float, metavar="SECONDS", help="mixed load for so long instead")
    options = parser.parse_args()
    folder = current.ensure()
    with tempfile.TemporaryDirectory() as place:
        site = Path(place) / "site"
        write_pages(site)
        if options.soak:
            with own("--site", str(site), "--timeout", "5") as ours:
                return 0 if soak(ours, folder, options.soak) else 1
        print(
            f"{'':<28}{'ratio, median':>13}{'target':>14}{'ours/s':>9}{'theirs/s':>9}"
            f"{'p99 ms':>9}{'theirs':>9}{'us CPU':>9}{'theirs':>9}"
        )
        met = True
        with own("--site", str(site)) as ours:
            if options.only != "page":
                met &= sparql(ours, folder, options)
            if options.only in (None, "page"):
                met &= pages(ours, site, options)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())
