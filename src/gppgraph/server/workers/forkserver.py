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
import time
from collections.abc import Mapping
from typing import Any, NoReturn

from ...errors import EngineError
from ...processes import bound_memory
from . import sandbox, worker
from .state import WorkerState

UNKNOWN = -1  # the signal that ended a worker of a fork server which is gone itself
_ENDING: set[int] = set()  # workers that were killed and are not gone yet, in the process that forked them
_LOW = 10  # how nice a process with a slow task is
_REPLY_SECONDS = 5.0


class ForkServer:
    """Starts and ends workers by messages to the process that forks them.

    A keeper stands between: it forks that process anew when something ends it. Both are forked before the server
    has threads, which must not be forked.
    """

    def __init__(self, state: WorkerState) -> None:
        if not hasattr(os, "fork"):
            raise EngineError("gppgraph serve needs an operating system with fork (Linux, macOS, WSL).")
        self._lock = threading.Lock()
        self._orders = 0
        self._control, other_end = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._control.settimeout(_REPLY_SECONDS)
        gc.collect()
        gc.freeze()  # keeps the pages of the loaded graph shared
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if self.pid == 0:
            self._control.close()
            _keep(other_end, state)
        other_end.close()

    def spawn(self, kind: str) -> tuple[int, socket.socket]:
        """Start a worker; return its process id and the connection to it.

        ``kind`` is "sealed" or "open".

        Raises:
            EngineError: the system cannot start another process.
            OSError: the process that forks workers does not answer.
        """
        reply, descriptors = self._ask({"spawn": kind})
        if "pid" not in reply or not descriptors:
            raise EngineError(f"no worker can be started: {reply.get('error', '')}")
        return reply["pid"], socket.socket(fileno=descriptors[0])

    def end(self, pid: int, wait: bool = True) -> int:
        """End a worker; return the number of the signal that ended it, 0 if none did.

        ``UNKNOWN`` is returned for a worker that the process has not forked, and without ``wait`` for one that
        has not ended yet: a process of low priority may take seconds for that.
        """
        reply, _ = self._ask({"end": pid, "wait": wait})
        ending_signal: int = reply["signal"]
        return ending_signal

    def lower(self, pid: int) -> None:
        """Give a worker a low priority, which it keeps."""
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, pid, _LOW)

    def _ask(self, order: dict[str, Any]) -> tuple[dict[str, Any], list[int]]:
        """Send an order; return the reply to it and open files that came with it.

        Replies to earlier orders, whose wait was given up, are dropped.
        """
        with self._lock:
            self._orders += 1
            self._control.send(json.dumps({**order, "order": self._orders}).encode())
            while True:
                message, descriptors, _, _ = socket.recv_fds(self._control, 4096, 1)
                reply: dict[str, Any] = json.loads(message)
                if reply["order"] == self._orders:
                    return reply, list(descriptors)
                for descriptor in descriptors:
                    os.close(descriptor)

    def close(self) -> None:
        """End all workers and the processes that fork them."""
        with self._lock, contextlib.suppress(OSError):
            self._control.send(b'{"close": true}')
            self._control.close()
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)


def _keep(control: socket.socket, state: WorkerState) -> NoReturn:
    """Fork the process that forks workers, and again whenever something ends it."""
    try:
        sandbox.die_with_parent()
        sandbox.reset_signals()
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the server says when to end
        while True:
            pid = os.fork()
            if pid == 0:
                _fork_on_demand(control, state)
            _, status = os.waitpid(pid, 0)
            if status == 0:  # as the server said
                break
            time.sleep(0.1)
    finally:
        os._exit(0)


def _fork_on_demand(control: socket.socket, state: WorkerState) -> NoReturn:
    """Start and end workers as the server says, until the server is gone."""
    sandbox.die_with_parent()
    sandbox.reset_signals()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # the server says when to end
    children: set[int] = set()
    code = 1
    try:
        while True:
            order = json.loads(control.recv(4096) or b'{"close": true}')
            if "close" in order:
                code = 0
                break
            _ENDING.difference_update([pid for pid in _ENDING if os.waitpid(pid, os.WNOHANG)[0]])
            if "spawn" in order:
                _spawn(control, state, order, children)
            elif "end" in order:
                reply = {"order": order["order"], "signal": _end(order["end"], order["wait"], children)}
                control.send(json.dumps(reply).encode())
    finally:
        for pid in children:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        os._exit(code)


def _spawn(control: socket.socket, state: WorkerState, order: Mapping[str, Any], children: set[int]) -> None:
    kind, number = order["spawn"], order["order"]
    server_end, worker_end = socket.socketpair()
    try:
        pid = os.fork()
    except OSError as error:
        control.send(json.dumps({"order": number, "error": error.strerror}).encode())
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
    socket.send_fds(control, [json.dumps({"order": number, "pid": pid}).encode()], [server_end.fileno()])
    server_end.close()


def _end(pid: int, wait: bool, children: set[int]) -> int:
    """End a child; return the number of the signal that ended it.

    A process that is not a child of this one is not ended.
    """
    if pid not in children:
        return UNKNOWN
    children.discard(pid)
    ended, status = os.waitpid(pid, os.WNOHANG)
    if not ended:
        os.kill(pid, signal.SIGKILL)
        if not wait:
            _ENDING.add(pid)
            return UNKNOWN
        _, status = os.waitpid(pid, 0)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
