"""Soak a running server: slow and quick queries, reviews, broken requests, killed processes.

    python scripts/soak.py [SECONDS]

Every second a quick query must be answered within two seconds and ``/health`` must come back after every process that
is killed. At the end the memory of the server must not have grown by more than half. The exit code is 1 otherwise.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from urllib.parse import quote

SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
QUICK = "SELECT ?s { ?s a <https://w3id.org/gppgraph/ns#LabelEdition> } LIMIT 3"
REVIEW = "TCO Certified generation 9, at least 3 years warranty. " * 200
KILL_EVERY = 30  # seconds


def request(port: int, path: str, body: str | None = None, client: str = "127.0.0.1") -> int:
    """Return the status of one request from an address of the loopback; 0 if the connection broke."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=40, source_address=(client, 0))
    try:
        headers = {"Content-Type": "text/plain"} if body else {}
        connection.request("POST" if body else "GET", path, body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


def garbage(port: int, chance: random.Random) -> None:
    """Send bytes that are no request."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 5) as connection:
        head = chance.choice(
            [b"", b"GET /", b"POST /sparql HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n"]
        )
        connection.sendall(head + chance.randbytes(chance.randrange(2_000)))


def children(pid: int) -> list[int]:
    """Return the children of a process."""
    try:
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def memory(pid: int) -> int:
    """Return the resident memory of a process in KiB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))


def healthy(port: int, seconds: float) -> bool:
    """Return whether the server is healthy within some seconds."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if request(port, "/health") == 200:
            return True
        time.sleep(0.2)
    return False


def soak(port: int, pid: int, seconds: float) -> list[str]:
    """Return the faults that the server showed within some seconds."""
    faults: list[str] = []
    end = time.monotonic() + seconds
    chance = random.Random(1)

    def repeat(work: str, number: int) -> None:
        client = f"127.0.0.{number}"
        while time.monotonic() < end:
            if work == "slow":
                request(port, f"/sparql?query={quote(SLOW)}", client=client)
            else:
                request(port, "/api/review?country=dk", REVIEW, client)

    threads = [threading.Thread(target=repeat, args=("slow", number), daemon=True) for number in range(2, 12)]
    threads += [
        threading.Thread(target=repeat, args=("review", number), daemon=True) for number in range(12, 15)
    ]
    for thread in threads:
        thread.start()
    first, killed = memory(pid), time.monotonic()
    while time.monotonic() < end:
        start = time.monotonic()
        status = request(port, f"/sparql?query={quote(QUICK)}", client="127.0.0.99")
        took = time.monotonic() - start
        if status != 200 or took > 2:
            faults.append(f"a quick query at {seconds - (end - start):.0f} s: {status} after {took:.1f} s")
        garbage(port, chance)
        if time.monotonic() - killed > KILL_EVERY:
            killed = time.monotonic()
            keepers = children(pid)
            victims = [child for keeper in keepers for child in children(keeper)]
            victims += [worker for victim in victims for worker in children(victim)]
            if victims:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(chance.choice(victims), signal.SIGKILL)
                if not healthy(port, 15):
                    faults.append("not healthy 15 s after a process was killed")
        time.sleep(1)
    if memory(pid) > 1.5 * first:
        faults.append(f"memory grew from {first} to {memory(pid)} KiB")
    return faults


def main() -> int:
    """Serve, soak and report."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 600
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gppgraph", "serve", "--port", str(port)]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    try:
        if not healthy(port, 120):
            print("the server did not begin", file=sys.stderr)
            return 1
        faults = soak(port, server.pid, seconds)
    finally:
        server.terminate()
        server.wait(20)
    print(json.dumps({"seconds": seconds, "faults": faults}, indent=2))
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
