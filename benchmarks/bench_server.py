"""The server against Oxigraph's own over the same graph, as ratios in one run, with eight clients.

Both servers run at once on this machine and are asked in turn, query by query; the load comes from two processes
with raw keep-alive connections, so that the clients cost little. The clients share the cores with the servers:
their own share is printed as the throughput of /health, which no worker sees.

    python benchmarks/bench_server.py                # lookups, joins, aggregates, static pages
    python benchmarks/bench_server.py --soak 3600    # an hour of mixed load, with memory every minute

Targets: 0.25 of the Oxigraph server's throughput for lookups, 0.7 for joins, 0.9 for aggregates.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import selectors
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from pathlib import Path

from gppgraph import snapshot
from gppgraph.terms import sparql_prologue

CLIENTS, SECONDS = 8, 4.0
QUERIES = {
    "lookup": (
        0.25,
        [
            f"SELECT ?p ?o WHERE {{ <https://w3id.org/gppgraph/id/label/{name}> ?p ?o }}"
            for name in ("tco-certified-8", "tco-certified-9", "nordic-swan-7", "epeat-2018")
        ],
    ),
    "join": (
        0.7,
        [
            sparql_prologue()
            + f"""SELECT ?requirement ?constraint ?concept ?value WHERE {{
  ?requirement cccev:isDerivedFrom set:{name} ; cccev:hasRequirement ?constraint ; gpp:topic ?topic .
  ?constraint cccev:constrains ?concept ; gpp:printedValue ?value .
  ?criterion cccev:hasRequirement ?other . ?other cccev:constrains ?concept . }}"""
            for name in ("dk-desktop-2023", "eu-gpp-2021")
        ],
    ),
    "aggregate": (
        0.9,
        [
            "SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) WHERE { ?s ?p ?o } GROUP BY ?p ORDER BY DESC(?n)",
        ],
    ),
}


def request(port: int, path: str, query: str | None = None) -> bytes:
    """Return the bytes of a request."""
    target = f"{path}?query={urllib.parse.quote(query, safe='')}" if query else path
    accept = "application/sparql-results+json" if query else "*/*"
    return f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: {accept}\r\n\r\n".encode()


def complete(data: bytearray) -> tuple[bool, int]:
    """Return whether a response has arrived whole, and its status."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return False, 0
    head = bytes(data[:end]).lower()
    status = int(head[9:12])
    place = head.find(b"content-length:")
    if place >= 0:
        length = int(head[place + 15 :].split(b"\r\n", 1)[0])
        return len(data) >= end + 4 + length, status
    return data.endswith(b"0\r\n\r\n"), status


def client(port: int, requests: list[bytes], seconds: float, connections: int, queue: object) -> None:
    """Send requests over so many connections, one at a time on each; report durations and failures."""
    selector = selectors.DefaultSelector()
    durations, failed, turn = [], 0, os.getpid()
    for _ in range(connections):
        connection = socket.create_connection(("127.0.0.1", port))
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        turn += 1
        connection.sendall(requests[turn % len(requests)])
        selector.register(connection, selectors.EVENT_READ, [bytearray(), time.perf_counter()])
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        for key, _ in selector.select(1):
            state, connection = key.data, key.fileobj
            piece = connection.recv(1 << 18)
            if not piece:
                raise SystemExit("the server closed a connection")
            state[0] += piece
            whole, status = complete(state[0])
            if whole:
                durations.append(time.perf_counter() - state[1])
                failed += status != 200
                turn += 1
                state[0], state[1] = bytearray(), time.perf_counter()
                connection.sendall(requests[turn % len(requests)])
    queue.put((durations, failed))  # type: ignore[attr-defined]


def load(port: int, requests: list[bytes], seconds: float) -> tuple[float, float, int]:
    """Return requests per second, the 99th percentile of their durations in ms, and how many failed."""
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    processes = [
        context.Process(target=client, args=(port, requests, seconds, CLIENTS // 2, queue)) for _ in range(2)
    ]
    for process in processes:
        process.start()
    found = [queue.get(timeout=seconds + 120) for _ in processes]
    for process in processes:
        process.join()
    durations = [duration for part, _ in found for duration in part]
    late = statistics.quantiles(durations, n=100)[98] if len(durations) > 1 else float("nan")
    return len(durations) / seconds, late * 1000, sum(failed for _, failed in found)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait(url: str) -> None:
    """Return when the address answers."""
    for _ in range(600):
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"{url} does not answer")


def memory(pid: int) -> dict[int, float]:
    """Return the memory of a process and its descendants: MiB that no other process shares."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
    family = {pid}
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    found = {}
    for member in sorted(family):
        try:
            lines = Path(f"/proc/{member}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        found[member] = sum(int(row.split()[1]) for row in lines if row.startswith("Private_")) / 1024
    return found


def compare(ours: int, theirs: int) -> bool:
    """Print throughput and p99 as ratios; return whether the targets are met."""
    met = True
    print(
        f"{'':<12}{'ours/s':>9}{'theirs/s':>10}{'ratio':>8}{'target':>8}{'p99 ms':>9}{'theirs':>9}{'ratio':>8}"
    )
    for name, (target, queries) in QUERIES.items():
        rounds = []
        for _ in range(3):
            own = load(ours, [request(ours, "/sparql", query) for query in queries], SECONDS)
            other = load(theirs, [request(theirs, "/query", query) for query in queries], SECONDS)
            if own[2] or other[2]:
                raise SystemExit(f"{name}: {own[2]} and {other[2]} requests failed")
            rounds.append((own[0] / other[0], own, other))
        ratio, own, other = sorted(rounds)[1]
        met = met and ratio >= target
        print(
            f"{name:<12}{own[0]:>9.0f}{other[0]:>10.0f}{ratio:>8.2f}{target:>8}{own[1]:>9.1f}{other[1]:>9.1f}{own[1] / other[1]:>8.2f}",
            flush=True,
        )
    for name, path in (("health", "/health"), ("data file", "/id/label/tco-certified-8.ttl")):
        own = load(ours, [request(ours, path)], SECONDS)
        print(f"{name:<12}{own[0]:>9.0f}{'':>34}{own[1]:>9.1f}", flush=True)
    return met


def soak(port: int, pid: int, seconds: float) -> bool:
    """Load the server with everything at once; print its memory; return whether it stayed flat."""
    mixed = [request(port, "/sparql", query) for _, queries in QUERIES.values() for query in queries] + [
        request(port, "/id/label/tco-certified-8.ttl"),
        request(port, "/api/satisfy?requirement=dk-desktop-2023.basis.TS3&label=tco-certified-8"),
        request(port, "/api/search?q=batteri"),
        request(port, "/sparql", "SELECT * WHERE { ?s ?p ?o . ?x ?y ?z }"),
    ]
    step = min(60.0, seconds / 6)
    readings = []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        rate, late, failed = load(port, mixed, step)
        family = memory(pid)
        readings.append(sum(family.values()))
        print(
            f"{rate:>7.0f}/s  p99 {late:>7.0f} ms  failed {failed}  private memory {readings[-1]:>6.0f} MiB "
            f"(server {family.get(pid, 0):.0f}) in {len(family)} processes",
            flush=True,
        )
    half = len(readings) // 2 or 1
    growth = max(readings[half:]) / max(readings[:half]) if len(readings) > 1 else 1.0
    print(f"largest in the second half / in the first: {growth:.2f} (target: at most 1.1)")
    return growth <= 1.1


def main() -> int:
    """Run the servers and the load; return the exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument(
        "--soak", type=float, metavar="SECONDS", help="mixed load for so long, with memory readings"
    )
    options = parser.parse_args()
    folder = snapshot.ensure()
    program = shutil.which("oxigraph", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
    ours, theirs = free_port(), free_port()
    with tempfile.TemporaryDirectory() as place:
        command = [sys.executable, "-m", "gppgraph", "serve", "--port", str(ours), "--per-client", "64"]
        running = [subprocess.Popen(command, stderr=subprocess.DEVNULL)]
        try:
            wait(f"http://127.0.0.1:{ours}/health")
            if options.soak:
                return 0 if soak(ours, running[0].pid, options.soak) else 1
            if program is None:
                print("the program oxigraph is missing: pip install oxigraph", file=sys.stderr)
                return 2
            listen = ["--bind", f"127.0.0.1:{theirs}", "--union-default-graph"]
            running.append(
                subprocess.Popen(
                    [program, "serve", *listen], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
                )
            )
            wait(f"http://127.0.0.1:{theirs}/")
            dump = Path(place) / "all.nq"
            with dump.open("wb") as output:
                for path in sorted(folder.rglob("*.nq")):
                    output.write(path.read_bytes())
            send = urllib.request.Request(
                f"http://127.0.0.1:{theirs}/store", dump.read_bytes(), {"Content-Type": "application/n-quads"}
            )
            urllib.request.urlopen(send, timeout=300).close()
            return 0 if compare(ours, theirs) else 1
        finally:
            for process in running:
                process.terminate()
                process.wait()


if __name__ == "__main__":
    sys.exit(main())
