"""Load over raw keep-alive connections, and what it costs the processes that answer: time and memory."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import selectors
import socket
import statistics
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_TICK = os.sysconf("SC_CLK_TCK")


def complete(data: bytearray) -> int:
    """Return the status of a response that has arrived whole, 0 for one that has not."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return 0
    head = bytes(data[:end]).lower()
    place = head.find(b"content-length:")
    if place >= 0:
        whole = len(data) >= end + 4 + int(head[place + 15 :].split(b"\r\n", 1)[0])
    else:
        whole = data.endswith(b"0\r\n\r\n")
    return int(head[9:12]) if whole else 0


def connect(port: int, source: str) -> socket.socket:
    """Return a connection to a loopback port from a loopback address."""
    connection = socket.create_connection(("127.0.0.1", port), source_address=(source, 0))
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _client(
    port: int, requests: list[bytes], seconds: float, connections: int, source: str, queue: Any
) -> None:
    """Send requests over so many connections, one at a time on each; report durations and statuses."""
    selector = selectors.DefaultSelector()
    durations: list[float] = []
    statuses: Counter[int] = Counter()
    turn = os.getpid() * 7919
    end = time.perf_counter() + seconds

    def begin(connection: socket.socket) -> None:
        nonlocal turn
        turn += 1
        selector.register(connection, selectors.EVENT_READ, (bytearray(), time.perf_counter()))
        connection.sendall(requests[turn % len(requests)])

    for _ in range(connections):
        begin(connect(port, source))
    while time.perf_counter() < end:
        for key, _ in selector.select(1):
            (data, sent), connection = key.data, key.fileobj
            assert isinstance(connection, socket.socket)
            try:
                piece = connection.recv(1 << 18)
            except ConnectionResetError:
                piece = b""
            data += piece
            status = complete(data)
            if piece and not status:
                continue
            selector.unregister(connection)
            statuses[status] += 1
            if status:
                durations.append(time.perf_counter() - sent)
            head = bytes(data[: data.find(b"\r\n\r\n")]).lower()
            if not piece or head.startswith(b"http/1.0") or b"connection: close" in head:
                connection.close()
                connection = connect(port, source)
            begin(connection)
    queue.put((durations, statuses))


@dataclass
class Load:
    """What a load showed: durations in seconds, how often each status came (0: the connection was closed)."""

    seconds: float
    durations: list[float]
    statuses: Counter[int]

    @property
    def rate(self) -> float:
        """Responses per second."""
        return len(self.durations) / self.seconds

    @property
    def late(self) -> float:
        """The 99th percentile of the durations in ms."""
        return (
            statistics.quantiles(self.durations, n=100)[98] * 1000
            if len(self.durations) > 1
            else float("nan")
        )


def load(
    port: int, requests: list[bytes], seconds: float, connections: int = 8, source: str = "127.0.0.1"
) -> Load:
    """Return what so many connections, half of them in each of two processes, saw."""
    context = multiprocessing.get_context("fork")
    queue = context.Queue()
    processes = [
        context.Process(target=_client, args=(port, requests, seconds, connections // 2, source, queue))
        for _ in range(2)
    ]
    for process in processes:
        process.start()
    found = [queue.get(timeout=seconds + 120) for _ in processes]
    for process in processes:
        process.join()
    durations = [duration for part, _ in found for duration in part]
    return Load(seconds, durations, sum((part for _, part in found), Counter()))


def family(pid: int) -> list[int]:
    """Return a process and its descendants."""
    parents = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return sorted(found)


def cpu(pid: int) -> float:
    """Return the seconds of processor time that a process and its living descendants have taken."""
    ticks = 0
    for member in family(pid):
        try:
            row = Path(f"/proc/{member}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        ticks += int(row[11]) + int(row[12])
    return ticks / _TICK


@contextlib.contextmanager
def before_all_else(pid: int, wanted: bool) -> Iterator[None]:
    """Let a server and the clients of this program run before everything else on the machine, where that is wanted.

    Only the administrator may ask for it. Other programs stand still meanwhile, so keep it short.
    """
    members = [*family(pid), os.getpid()] if wanted else []
    threads = [int(entry.name) for member in members for entry in Path(f"/proc/{member}/task").glob("*")]
    for thread in threads:
        os.sched_setscheduler(thread, os.SCHED_RR, os.sched_param(5))
    try:
        yield
    finally:
        for thread in threads:
            with contextlib.suppress(OSError):  # it may have ended
                os.sched_setscheduler(thread, os.SCHED_OTHER, os.sched_param(0))


def memory(pid: int) -> dict[int, float]:
    """Return the memory of a process and its descendants: MiB that no other process shares."""
    found = {}
    for member in family(pid):
        try:
            lines = Path(f"/proc/{member}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        found[member] = sum(int(row.split()[1]) for row in lines if row.startswith("Private_")) / 1024
    return found
