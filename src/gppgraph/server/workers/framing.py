"""Frames on the connection between server and worker, and how a worker reads them.

A frame is two sizes followed by bytes. The server sends the size of a task and the number 0; or the size 0 and the
number of its last tasks that it withdraws. A worker sends the sizes of the description and the body of a reply;
two zeros say that it has dropped a withdrawn task.
"""

from __future__ import annotations

import os
import socket
import struct
from collections import deque
from typing import Any, NamedTuple

FRAME = struct.Struct(">II")


class Reply(NamedTuple):
    """The answer of a worker to a task: its description, and the body of the response.

    For example ``Reply({"media": "text/csv", "tag": '"5f2a..."'}, b"label\\r\\n")``. The description has ``cut``, a
    number of rows, if the body is cut. For a failure it is for example ``{"error": 'query "cq0" not found.',
    "kind": "unknown-name", "near": ["cq01"]}``; the kinds are unknown-name, not-acceptable (with ``offered``),
    wrong, memory and internal (with ``trace``).
    """

    meta: dict[str, Any]
    body: bytes


class TaskReader:
    """Reads the tasks of a worker, and marks those that the server withdraws."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._buffer = bytearray()
        self._tasks: deque[bytes | None] = deque()

    def next_task(self) -> bytes | None:
        """Wait for the next task and return it, ``None`` for a withdrawn one.

        The process ends if the server is gone.
        """
        if self._tasks:
            self._receive(socket.MSG_DONTWAIT)  # the task may be withdrawn by now
        while not self._tasks:
            self._receive(0)
        return self._tasks.popleft()

    def _receive(self, flags: int) -> None:
        try:
            piece = self._connection.recv(1 << 16, flags)
        except BlockingIOError:
            return
        if not piece:
            os._exit(0)
        buffer = self._buffer
        buffer += piece
        while len(buffer) >= FRAME.size:
            size, withdrawn = FRAME.unpack_from(buffer)
            end = FRAME.size + size
            if len(buffer) < end:
                break
            if size:
                self._tasks.append(bytes(buffer[FRAME.size : end]))
            # A withdrawn task that was started is not in the queue any more.
            for place in range(1, min(withdrawn, len(self._tasks)) + 1):
                self._tasks[-place] = None
            del buffer[:end]
