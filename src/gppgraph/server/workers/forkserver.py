"""The process that forks workers: it holds the loaded graph, so that a new worker has it at once.

It is forked before the server listens and has no threads and no connection but the one to the server.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import signal
import socket
import sys
import threading
from typing import NoReturn

from ...errors import EngineError
from . import worker

_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG


def _die_with_parent() -> None:
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_DEATH_SIGNAL, signal.SIGKILL)


class Nursery:
    """The server's side: spawns and ends workers by asking the process that forks them."""

    def __init__(self, world: worker.World) -> None:
        if not hasattr(os, "fork"):
            raise EngineError("gppgraph serve needs an operating system with fork (Linux, macOS, WSL).")
        self._lock = threading.Lock()
        self._control, other = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        gc.collect()
        gc.freeze()  # keeps the pages of the loaded graph shared
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if self.pid == 0:
            self._control.close()
            _work(other, world)
        other.close()

    def spawn(self, kind: str) -> tuple[int, socket.socket]:
        """Return a new worker of a kind ("sealed" or "open"): its process and the connection to it.

        Raises:
            EngineError: there is no process to be had.
        """
        with self._lock:
            self._control.send(json.dumps({"spawn": kind}).encode())
            message, descriptors, _, _ = socket.recv_fds(self._control, 4096, 1)
        reply = json.loads(message)
        if "pid" not in reply or not descriptors:
            raise EngineError(f"no worker can be started: {reply.get('error', '')}")
        return reply["pid"], socket.socket(fileno=descriptors[0])

    def end(self, pid: int) -> int:
        """End a worker; return the signal that ended it, 0 for none."""
        with self._lock:
            self._control.send(json.dumps({"end": pid}).encode())
            status: int = json.loads(self._control.recv(4096))["signal"]
        return status

    def close(self) -> None:
        """End every worker and the nursery."""
        with self._lock, contextlib.suppress(OSError):
            self._control.send(b'{"close": true}')
            self._control.close()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)


def _work(control: socket.socket, world: worker.World) -> NoReturn:
    """Fork workers on demand until the server goes."""
    _die_with_parent()
    worker.quiet()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the server says when to go
    children: set[int] = set()
    try:
        while True:
            order = json.loads(control.recv(4096) or b'{"close": true}')
            if "close" in order:
                break
            if "spawn" in order:
                _spawn(control, world, order["spawn"], children)
            elif "end" in order:
                control.send(json.dumps({"signal": _end(order["end"], children)}).encode())
    finally:
        for pid in children:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        os._exit(0)


def _spawn(control: socket.socket, world: worker.World, kind: str, children: set[int]) -> None:
    ours, theirs = socket.socketpair()
    try:
        pid = os.fork()
    except OSError as error:
        control.send(json.dumps({"error": error.strerror}).encode())
        return
    if pid == 0:
        try:
            _die_with_parent()
            worker.quiet()
            control.close()
            ours.close()
            if kind == "sealed":
                theirs = worker.seal(theirs, world.settings.query_memory)
            else:
                worker.bound_memory(2 * world.settings.query_memory)
            worker.serve(theirs, world)
        finally:
            os._exit(1)
    children.add(pid)
    theirs.close()
    socket.send_fds(control, [json.dumps({"pid": pid}).encode()], [ours.fileno()])
    ours.close()


def _end(pid: int, children: set[int]) -> int:
    """End a child of ours, never another process; return the signal that ended it."""
    if pid not in children:
        return 0
    children.discard(pid)
    done, status = os.waitpid(pid, os.WNOHANG)
    if not done:
        os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
