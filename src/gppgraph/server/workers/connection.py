"""The connection to one worker: tasks go out in a line, and every one is answered in its turn.

A worker may have its next tasks before it has answered the last one, so that it need not fall asleep between them;
tasks that it has not begun can be taken back.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from dataclasses import dataclass
from typing import Any, Protocol

from .framing import FRAME

SPARE = 64 * 1024

Answer = tuple[dict[str, Any], bytes]


@dataclass(slots=True, eq=False)
class Task:
    """What a client wants of a worker."""

    client: str
    data: bytes
    seconds: float  # how long it may take
    since: float  # when it came
    answer: asyncio.Future[Answer]


class Owner(Protocol):
    """Who hears of what workers do."""

    def answered(self, wire: Wire, meta: dict[str, Any] | None, body: bytes, taken: float) -> None:
        """Take an answer to the first task of the line, after so many seconds; no meta: the task was dropped."""

    def lost(self, wire: Wire) -> None:
        """Take note that a worker is gone."""


class Wire(asyncio.Protocol):
    """A worker as the server sees it."""

    def __init__(self, owner: Owner, largest: int) -> None:
        self.pid = 0
        self.line: deque[Task] = deque()  # what the worker has, the first in work
        self.begun = 0.0  # when the first became the first
        self.prompt = True  # the first has not taken long yet
        self.slow = False  # it has taken so long that the worker does not count any more
        self.recalled: set[Task] = (
            set()
        )  # those in the line that were taken back; while there are any, none is added
        self._owner, self._largest = owner, largest
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._part = bytearray()  # of an answer that has not come whole

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the connection."""
        self._transport = transport  # type: ignore[assignment]

    def connection_lost(self, exc: Exception | None) -> None:
        """Say that the worker is gone."""
        self._transport = None
        self._owner.lost(self)

    def give(self, task: Task) -> None:
        """Put a task at the end of the worker's line."""
        if not self.line:
            self.begun = self._loop.time()
        self.line.append(task)
        if self._transport is not None:  # where it is gone, `lost` follows
            self._transport.write(FRAME.pack(len(task.data), 0) + task.data)

    def recall(self) -> list[Task]:
        """Take back what is not in work, and return it, the last first; the worker may begin one in this moment."""
        if self.recalled:
            return []
        tasks = list(self.line)[:0:-1]
        self.recalled.update(tasks)
        if tasks and self._transport is not None:
            self._transport.write(FRAME.pack(0, len(tasks)))
        return tasks

    def close(self) -> None:
        """Close the connection."""
        if self._transport is not None:
            self._transport.abort()

    @property
    def closed(self) -> bool:
        """Whether the worker is gone."""
        return self._transport is None

    def data_received(self, data: bytes) -> None:
        """Take answers, whole or in parts."""
        part = self._part
        part += data
        start = 0
        while len(part) - start >= FRAME.size:
            head, body = FRAME.unpack_from(part, start)
            middle = start + FRAME.size + head
            if head > SPARE or body > 2 * self._largest or not self.line:
                self._distrust(f"{head} and {body} bytes")
                return
            if not head and self.line[0] not in self.recalled:
                self._distrust("it dropped a task that was not taken back")
                return
            if len(part) < middle + body:
                break
            try:
                meta = json.loads(part[start + FRAME.size : middle]) if head else None
            except (ValueError, RecursionError) as error:
                self._distrust(type(error).__name__)
                return
            if head and not isinstance(meta, dict):
                self._distrust("no object")
                return
            start = middle + body
            now = self._loop.time()
            taken, self.begun = now - self.begun, now
            self._owner.answered(self, meta, bytes(memoryview(part)[middle:start]), taken)
        del part[:start]

    def _distrust(self, what: str) -> None:
        """Close the connection to a worker that says what no worker of ours says."""
        if self.line and not self.line[0].answer.done():
            self.line[0].answer.set_exception(ValueError(f"a worker gave what is no answer: {what}"))
        self.close()
