"""The server's end of the connection to a worker, with a queue of tasks.

A worker may have its next tasks before it has answered the first, so that it need not sleep between them.
Tasks that it has not started can be withdrawn.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass
from typing import Any, Protocol

from ..http.refusals import RefusedError
from .framing import FRAME, Reply

TRIAL = 0.1  # seconds that a task may run on the last worker while others wait
_LARGEST_META = 64 * 1024


@dataclass(slots=True, eq=False)
class Task:
    """A task of a client for a worker; times in seconds of the event loop's clock."""

    client: str
    data: bytes
    seconds: float  # limit on its running time
    created_at: float
    reply: asyncio.Future[Reply]
    slow: bool = False  # it is known to run for long, and gets no worker that others need

    def refuse(self, reason: str) -> None:
        """Refuse the task, which may be asked for again later."""
        if not self.reply.done():
            self.reply.set_exception(RefusedError(503, reason, 5))


class ConnectionCallbacks(Protocol):
    """Callbacks of a worker connection."""

    def task_answered(
        self, connection: WorkerConnection, meta: dict[str, Any] | None, body: bytes, seconds: float
    ) -> None:
        """Take the reply to the first task of the queue, which ran for ``seconds``.

        ``meta`` is ``None`` if the worker dropped the task.
        """

    def worker_lost(self, connection: WorkerConnection) -> None:
        """Take note that the worker is gone."""


class WorkerConnection(asyncio.Protocol):
    """The connection to a worker, with the tasks that the worker has."""

    def __init__(self, callbacks: ConnectionCallbacks, largest_answer: int) -> None:
        self.pid = 0
        self.queue: deque[Task] = deque()  # the first is in work
        self.started_at = 0.0  # when the first task became the first
        self.quick = True  # the first task has not run for long yet
        self.lowered = False  # it has a low priority
        self.slow = False  # the first task has run so long that the worker does not count as busy
        # Tasks of the queue that were withdrawn; while there are any, no task is added.
        self.withdrawn: set[Task] = set()
        self._callbacks, self._largest_answer = callbacks, largest_answer
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._buffer = bytearray()  # the beginning of a reply

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Store the transport."""
        self._transport = transport  # type: ignore[assignment]

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell that the worker is gone."""
        self._transport = None
        self._callbacks.worker_lost(self)

    def submit(self, task: Task) -> None:
        """Add a task to the end of the worker's queue."""
        if not self.queue:
            self.started_at = self._loop.time()
        self.queue.append(task)
        if self._transport is not None:  # without a worker, `worker_lost` follows
            self._transport.write(FRAME.pack(len(task.data), 0) + task.data)

    def withdraw(self) -> list[Task]:
        """Withdraw all tasks but the first, and return them, the last first.

        The worker may start one of them at the same moment.
        """
        if self.withdrawn:
            return []
        tasks = list(self.queue)[:0:-1]
        self.withdrawn.update(tasks)
        if tasks and self._transport is not None:
            self._transport.write(FRAME.pack(0, len(tasks)))
        return tasks

    def close(self) -> None:
        """Close the connection."""
        if self._transport is not None:
            self._transport.abort()

    def is_slow(self, now: float) -> bool:
        """Return whether the first task is known to be slow, or has run for long."""
        return bool(self.queue) and (self.queue[0].slow or now - self.started_at > TRIAL)

    @property
    def closed(self) -> bool:
        """Whether the worker is gone."""
        return self._transport is None

    def data_received(self, data: bytes) -> None:
        """Read replies, whole or in parts."""
        buffer = self._buffer
        buffer += data
        start = 0
        while len(buffer) - start >= FRAME.size:
            meta_size, body_size = FRAME.unpack_from(buffer, start)
            meta_end = start + FRAME.size + meta_size
            if meta_size > _LARGEST_META or body_size > 2 * self._largest_answer or not self.queue:
                self._fail(f"{meta_size} and {body_size} bytes")
                return
            if not meta_size and self.queue[0] not in self.withdrawn:
                self._fail("it dropped a task that was not withdrawn")
                return
            if len(buffer) < meta_end + body_size:
                break
            try:
                meta = json.loads(buffer[start + FRAME.size : meta_end]) if meta_size else None
            except (ValueError, RecursionError) as error:
                self._fail(type(error).__name__)
                return
            if meta_size and not isinstance(meta, dict):
                self._fail("no object")
                return
            start = meta_end + body_size
            now = self._loop.time()
            seconds, self.started_at = now - self.started_at, now
            self._callbacks.task_answered(self, meta, bytes(memoryview(buffer)[meta_end:start]), seconds)
        del buffer[:start]

    def _fail(self, problem: str) -> None:
        """Fail the first task and close the connection: no sound worker sends such bytes."""
        if self.queue and not self.queue[0].reply.done():
            self.queue[0].reply.set_exception(ValueError(f"a worker gave what is no answer: {problem}"))
        self.close()
