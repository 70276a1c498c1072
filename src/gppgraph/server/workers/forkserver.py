"""The process that forks workers.

It holds the loaded graph, so that a new worker has the graph at once.

It is forked before the server listens, and has no threads and no connection but the one to the server.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import signal
import socket
import sys
import threading
from typing import NoReturn

from ...errors import EngineError
from ...processes import bound_memory
from . import sandbox, worker
from .state import WorkerState


class ForkServer:
    """Starts and ends workers by messages to the process that forks them."""

    def __init__(self, state: WorkerState) -> None:
        if not hasattr(os, "fork"):
            raise EngineError("gppgraph serve needs an operating system with fork (Linux, macOS, WSL).")
        self._lock = threading.Lock()
        self._control, other_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        gc.collect()
        gc.freeze()  # keeps the pages of the loaded graph shared
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if self.pid == 0:
            self._control.close()
            _fork_on_demand(other_end, state)
        other_end.close()

    def spawn(self, kind: str) -> tuple[int, socket.socket]:
        """Start a worker; return its process id and the connection to it.

        ``kind`` is "sealed" or "open".

        Raises:
            EngineError: the system cannot start another process.
        """
        with self._lock:
            self._control.send(json.dumps({"spawn": kind}).encode())
            message, descriptors, _, _ = socket.recv_fds(self._control, 4096, 1)
        reply = json.loads(message)
        if "pid" not in reply or not descriptors:
            raise EngineError(f"no worker can be started: {reply.get('error', '')}")
        return reply["pid"], socket.socket(fileno=descriptors[0])

    def end(self, pid: int) -> int:
        """End a worker; return the number of the signal that ended it, 0 if none did."""
        with self._lock:
            self._control.send(json.dumps({"end": pid}).encode())
            ending_signal: int = json.loads(self._control.recv(4096))["signal"]
        return ending_signal

    def close(self) -> None:
        """End all workers and the process that forks them."""
        with self._lock, contextlib.suppress(OSError):
            self._control.send(b'{"close": true}')
            self._control.close()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)


def _fork_on_demand(control: socket.socket, state: WorkerState) -> NoReturn:
    """Start and end workers as the server says, until the server is gone."""
    sandbox.die_with_parent()
    sandbox.reset_signals()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the server says when to end
    children: set[int] = set()
    try:
        while True:
            order = json.loads(control.recv(4096) or b'{"close": true}')
            if "close" in order:
                break
            if "spawn" in order:
                _spawn(control, state, order["spawn"], children)
            elif "end" in order:
                control.send(json.dumps({"signal": _end(order["end"], children)}).encode())
    finally:
        for pid in children:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        os._exit(0)


def _spawn(control: socket.socket, state: WorkerState, kind: str, children: set[int]) -> None:
    server_end, worker_end = socket.socketpair()
    try:
        pid = os.fork()
    except OSError as error:
        control.send(json.dumps({"error": error.strerror}).encode())
        return
    if pid == 0:
        try:
            sandbox.die_with_parent()
            sandbox.reset_signals()
            control.close()
            server_end.close()
            if kind == "sealed":
                worker_end = sandbox.seal(worker_end, state.settings.query_memory)
            else:
                bound_memory(2 * state.settings.query_memory)
            worker.serve(worker_end, state)
        finally:
            os._exit(1)
    children.add(pid)
    worker_end.close()
    socket.send_fds(control, [json.dumps({"pid": pid}).encode()], [server_end.fileno()])
    server_end.close()


def _end(pid: int, children: set[int]) -> int:
    """End a child; return the number of the signal that ended it.

    A process that is not a child of this one is not ended.
    """
    if pid not in children:
        return 0
    children.discard(pid)
    ended, status = os.waitpid(pid, os.WNOHANG)
    if not ended:
        os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
