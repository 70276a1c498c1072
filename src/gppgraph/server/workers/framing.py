"""What goes over the connection between server and worker, and how a worker reads it.

A frame is two sizes and what they measure: of a task its own and none; of an answer its head and its body.
"""

from __future__ import annotations

import os
import socket
import struct
from collections import deque

FRAME = struct.Struct(">II")


class Inbox:
    """The tasks that have come and are not begun. An empty one says how many of the last are taken back."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._part = bytearray()
        self._tasks: deque[bytes | None] = deque()

    def take(self) -> bytes | None:
        """Return the next task, ``None`` for one that was taken back; end the process when there is no more."""
        if self._tasks:
            self._receive(socket.MSG_DONTWAIT)  # it may be taken back by now
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
        part = self._part
        part += piece
        while len(part) >= FRAME.size:
            size, back = FRAME.unpack_from(part)
            end = FRAME.size + size
            if len(part) < end:
                break
            if size:
                self._tasks.append(bytes(part[FRAME.size : end]))
            for place in range(
                1, min(back, len(self._tasks)) + 1
            ):  # those that are begun are not here any more
                self._tasks[-place] = None
            del part[:end]
