"""The workers as the server sees them: a fair queue in front, a deadline behind every task."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
from collections import OrderedDict, deque
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .nursery import Nursery
from .settings import Settings
from .worker import FRAME

SPARE = 64 * 1024


class RefusedError(Exception):
    """The task is not taken, or was stopped: the status to answer with, and why."""

    def __init__(self, status: int, reason: str, retry: int | None = None) -> None:
        self.status, self.reason, self.retry = status, reason, retry
        super().__init__(reason)


class _Wire(asyncio.Protocol):
    """The connection to a worker: one task out, one reply in."""

    def __init__(self, largest: int) -> None:
        self.largest = largest
        self.transport: asyncio.Transport | None = None
        self.data = bytearray()
        self.waiter: asyncio.Future[tuple[dict[str, Any], bytes]] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self.data += data
        if len(self.data) < FRAME.size:
            return
        meta, body = FRAME.unpack_from(self.data)
        if meta > SPARE or body > 2 * self.largest:
            self._fail(RefusedError(500, "a worker gave an answer that is too large."))
            return
        start = FRAME.size + meta
        if len(self.data) >= start + body and self.waiter and not self.waiter.done():
            self.waiter.set_result(
                (json.loads(self.data[FRAME.size : start]), bytes(self.data[start : start + body]))
            )
            self.data.clear()

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(ConnectionError("the worker went"))

    def _fail(self, error: Exception) -> None:
        if self.waiter and not self.waiter.done():
            self.waiter.set_exception(error)

    async def ask(self, task: Mapping[str, Any], seconds: float) -> tuple[dict[str, Any], bytes]:
        """Send a task and return the reply.

        Raises:
            TimeoutError: it did not come in time.
            ConnectionError: the worker went.
        """
        if self.transport is None or self.transport.is_closing():
            raise ConnectionError("the worker went")
        loop = asyncio.get_running_loop()
        self.waiter = loop.create_future()
        deadline = loop.call_later(seconds, self._fail, TimeoutError())
        try:
            data = json.dumps(task).encode()
            self.transport.write(FRAME.pack(len(data), 0) + data)
            return await self.waiter
        finally:
            deadline.cancel()

    def close(self) -> None:
        """Close the connection."""
        if self.transport is not None:
            self.transport.close()


@dataclass(slots=True)
class _Worker:
    pid: int
    wire: _Wire


class Pool:
    """So many workers of one kind. Of one client so many tasks may run or wait, and one worker is left to others."""

    def __init__(self, nursery: Nursery, kind: str, size: int, settings: Settings) -> None:
        self.nursery, self.kind, self.size, self.settings = nursery, kind, size, settings
        self.share = max(1, size - 1)
        self.idle: list[_Worker] = []
        self.all: set[int] = set()
        self.waiting: OrderedDict[str, deque[asyncio.Future[_Worker]]] = OrderedDict()
        self.running: dict[str, int] = {}
        self.ended = {"time": 0, "memory": 0, "crash": 0}
        self.refused = 0
        self._replacing: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Start the workers."""
        for _ in range(self.size):
            self._hand_over(await self._spawn())

    async def _spawn(self) -> _Worker:
        pid, connection = await asyncio.get_running_loop().run_in_executor(
            None, self.nursery.spawn, self.kind
        )
        connection.setblocking(False)
        _, wire = await asyncio.get_running_loop().create_connection(
            lambda: _Wire(self.settings.largest_answer), sock=connection
        )
        self.all.add(pid)
        return _Worker(pid, wire)

    @property
    def queued(self) -> int:
        """How many tasks wait for a worker."""
        return sum(map(len, self.waiting.values()))

    async def run(
        self, client: str, task: Mapping[str, Any], seconds: float | None = None
    ) -> tuple[dict[str, Any], bytes]:
        """Return what a worker answers to the task; ``seconds`` stands for the limit of a query.

        Raises:
            RefusedError: the client or everybody asks too much, or a limit stopped the task.
        """
        limit = seconds or self.settings.query_seconds
        worker = await self._acquire(client)
        sound = False
        try:
            meta, body = await worker.wire.ask(task, limit)
            sound = not meta.get("last")
        except TimeoutError as error:
            self.ended["time"] += 1
            raise RefusedError(422, f"stopped at the time limit of {limit:g} seconds.") from error
        except ConnectionError as error:
            raise await self._crashed(worker) from error
        finally:
            self._release(client, worker, sound)
        if meta.get("kind") == "memory":
            self.ended["memory"] += 1
            raise self._memory()
        return meta, body

    def _memory(self) -> RefusedError:
        mebibytes = self.settings.query_memory // (1024 * 1024)
        return RefusedError(422, f"stopped at the memory limit of {mebibytes} MiB.")

    async def _crashed(self, worker: _Worker) -> RefusedError:
        ended = await asyncio.get_running_loop().run_in_executor(None, self.nursery.end, worker.pid)
        self.all.discard(worker.pid)
        if ended in (signal.SIGABRT, signal.SIGKILL):
            self.ended["memory"] += 1
            return self._memory()
        self.ended["crash"] += 1
        return RefusedError(400, "the query is too large or too deep: it ended the process that read it.")

    async def _acquire(self, client: str) -> _Worker:
        running = self.running.get(client, 0)
        queue = self.waiting.get(client)
        if running + (len(queue) if queue else 0) >= self.settings.client_queries:
            self.refused += 1
            raise RefusedError(
                429, f"at most {self.settings.client_queries} queries of one client at a time.", 2
            )
        if self.idle and running < self.share and not queue:
            self.running[client] = running + 1
            return self.idle.pop()
        if self.queued >= self.settings.waiting_queries:
            self.refused += 1
            raise RefusedError(503, "too many queries are waiting.", 5)
        loop = asyncio.get_running_loop()
        future: asyncio.Future[_Worker] = loop.create_future()
        self.waiting.setdefault(client, deque()).append(future)
        patience = loop.call_later(2 * self.settings.query_seconds, self._give_up, client, future)
        try:
            return await future
        except asyncio.CancelledError:
            self._forget(client, future)
            if not future.cancelled() and future.exception() is None:  # it came at the very end
                self._release(client, future.result(), True)
            raise
        finally:
            patience.cancel()

    def _give_up(self, client: str, future: asyncio.Future[_Worker]) -> None:
        if not future.done():
            self._forget(client, future)
            future.set_exception(RefusedError(503, "no worker became free in time.", 5))

    def _forget(self, client: str, future: asyncio.Future[_Worker]) -> None:
        if queue := self.waiting.get(client):
            with contextlib.suppress(ValueError):
                queue.remove(future)
            if not queue:
                self.waiting.pop(client, None)

    def _release(self, client: str, worker: _Worker, sound: bool) -> None:
        self.running[client] -= 1
        if not self.running[client]:
            del self.running[client]
        if sound:
            self._hand_over(worker)
            return
        task = asyncio.get_running_loop().create_task(self._replace(worker))
        self._replacing.add(task)
        task.add_done_callback(self._replacing.discard)

    async def _replace(self, worker: _Worker) -> None:
        worker.wire.close()
        if worker.pid in self.all:
            self.all.discard(worker.pid)
            await asyncio.get_running_loop().run_in_executor(None, self.nursery.end, worker.pid)
        self._hand_over(await self._spawn())

    def _hand_over(self, worker: _Worker) -> None:
        """Give a free worker to the client whose turn it is, or keep it."""
        self.idle.append(worker)
        for client in list(self.waiting):
            if not self.idle:
                return
            queue = self.waiting[client]
            while queue and queue[0].done():
                queue.popleft()
            if queue and self.running.get(client, 0) < self.share:
                self.running[client] = self.running.get(client, 0) + 1
                queue.popleft().set_result(self.idle.pop())
                self.waiting.move_to_end(client)
            if not queue:
                self.waiting.pop(client, None)
