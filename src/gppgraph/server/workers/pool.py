"""The workers as the server sees them: a fair queue in front, a deadline behind every task.

Waking a worker takes longer than a cheap query. While answers come quickly, tasks therefore stand in line at one
worker that stays awake; the line is short, and taken back as soon as its first task is not quick. No more workers
than cores are set to work at once, because each further one only takes caches and turns from the others; one that
is slow no longer counts, so that a slow query keeps nobody waiting.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
from collections import Counter, OrderedDict, deque
from collections.abc import Mapping
from typing import Any

from ...errors import EngineError
from ..settings import Settings
from .connection import Answer, Task, Wire
from .forkserver import Nursery

_QUICK = 0.003  # seconds: while answers take less, the next tasks stand in line
_SLOW = 0.025  # seconds: a worker that takes longer leaves its core's place to another one
_LINE = 4  # tasks at one worker
_encoded = json.JSONEncoder().encode


class RefusedError(Exception):
    """The task is not taken, or was stopped: the status to answer with, and why."""

    def __init__(self, status: int, reason: str, retry: int | None = None) -> None:
        self.status, self.reason, self.retry = status, reason, retry
        super().__init__(reason)


class Pool:
    """So many workers of one kind. Of one client so many tasks may run or wait, and one worker is left to others."""

    def __init__(self, nursery: Nursery, kind: str, size: int, settings: Settings) -> None:
        self.nursery, self.kind, self.size, self.settings = nursery, kind, size, settings
        self.share = max(1, size - 1)
        self.abreast = min(size, os.cpu_count() or 1)
        self.idle: list[Wire] = []
        self.busy: dict[Wire, None] = {}
        self.slow = 0  # how many of the busy ones are slow
        self.quick = True  # the last answer came quickly, and so may the next
        self.waiting: OrderedDict[str, deque[Task]] = OrderedDict()
        self.queued = 0  # how many tasks wait for a worker
        self.held: Counter[str] = Counter()  # tasks of each client, with a worker or waiting
        self.running: Counter[str] = Counter()  # those with a worker
        self.ended = {"time": 0, "memory": 0, "crash": 0}
        self.refused = 0
        self._watching = False
        self._closed = False
        self._replacing: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Start the workers."""
        for _ in range(self.size):
            await self._spawn()

    def close(self) -> None:
        """Take no more notice of workers that go."""
        self._closed = True

    @property
    def alive(self) -> int:
        """How many workers there are."""
        return len(self.idle) + len(self.busy)

    async def run(self, client: str, task: Mapping[str, Any], seconds: float | None = None) -> Answer:
        """Return what a worker answers to the task; ``seconds`` stands for the limit of a query.

        Raises:
            RefusedError: the client or everybody asks too much, or a limit stopped the task.
        """
        if self.held[client] >= self.settings.client_queries:
            self.refused += 1
            words = f"at most {self.settings.client_queries} queries of one client at a time."
            raise RefusedError(429, words, 2)
        if self.queued >= self.settings.waiting_queries:
            self.refused += 1
            raise RefusedError(503, "too many queries are waiting.", 5)
        loop = asyncio.get_running_loop()
        limit = seconds or self.settings.query_seconds
        asked = Task(client, _encoded(task).encode(), limit, loop.time(), loop.create_future())
        self.held[client] += 1
        try:
            self._enqueue(asked)
            self._dispatch()
            if not self._watching:
                self._watching = True
                loop.call_later(_QUICK, self._watch, loop)
            meta, body = await asked.answer
        finally:
            self.held[client] -= 1
            if not self.held[client]:
                del self.held[client]
        if meta.get("kind") == "memory":
            self.ended["memory"] += 1
            raise self._memory()
        return meta, body

    def _enqueue(self, task: Task, first: bool = False) -> None:
        queue = self.waiting.get(task.client)
        if queue is None:
            queue = self.waiting[task.client] = deque()
            if first:
                self.waiting.move_to_end(task.client, last=False)
        (queue.appendleft if first else queue.append)(task)
        self.queued += 1

    def _dispatch(self) -> None:
        """Give tasks to workers for as long as there are both."""
        while self.queued and (wire := self._taker()) is not None:
            task = self._next()
            if task is None:
                return
            self.running[task.client] += 1
            if not wire.line:
                self.busy[self.idle.pop()] = None
            wire.give(task)

    def _taker(self) -> Wire | None:
        """Return the worker that the next task goes to: one that is awake, or a free one."""
        if self.quick:
            for wire in self.busy:
                if len(wire.line) < _LINE and wire.prompt and not wire.recalled:
                    return wire
        if self.idle and len(self.busy) - self.slow < self.abreast:
            return self.idle[-1]  # the one that was at work last
        return None

    def _next(self) -> Task | None:
        """Take a task of the client whose turn it is from the queue."""
        for client in list(self.waiting):
            queue = self.waiting[client]
            while queue and queue[0].answer.done():
                queue.popleft()
                self.queued -= 1
            if queue and self.running[client] < self.share:
                task = queue.popleft()
                self.queued -= 1
                if queue:
                    self.waiting.move_to_end(client)
                else:
                    del self.waiting[client]
                return task
            if not queue:
                del self.waiting[client]
        return None

    def _left(self, task: Task) -> None:
        """Take note that a task is with no worker any more."""
        self.running[task.client] -= 1
        if self.running[task.client] <= 0:
            del self.running[task.client]

    def answered(self, wire: Wire, meta: dict[str, Any] | None, body: bytes, taken: float) -> None:
        """Hand over what a worker says to the first task of its line; ``None`` where it has dropped the task."""
        task = self._first(wire)
        if meta is not None:
            self.quick = taken < _QUICK
            if not task.answer.done():
                task.answer.set_result((meta, body))
            if meta.get("last"):
                self._replace(wire)
                return
        self._awake(wire)
        if not wire.line:
            del self.busy[wire]
            self.idle.append(wire)
        self._dispatch()

    def _awake(self, wire: Wire) -> None:
        wire.prompt = True
        if wire.slow:
            wire.slow = False
            self.slow -= 1

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Look at the clock: end what takes too long, and give away what waits behind something slow."""
        now = loop.time()
        for wire in list(self.busy):
            taken = now - wire.begun
            if taken > wire.line[0].seconds:
                self._stop(wire)
            elif taken > _QUICK:
                wire.prompt = False
                if taken > _SLOW and not wire.slow:
                    wire.slow = True
                    self.slow += 1
                for task in wire.recall():
                    self._left(task)
                    self._enqueue(task, first=True)
        for client, queue in list(self.waiting.items()):
            while queue and now - queue[0].since > 2 * self.settings.query_seconds:
                self._give_up(queue.popleft())
            if not queue:
                del self.waiting[client]
        self._dispatch()
        self._watching = bool(self.busy or self.queued)
        if self._watching:
            loop.call_later(_QUICK, self._watch, loop)

    def _give_up(self, task: Task) -> None:
        self.queued -= 1
        if not task.answer.done():
            task.answer.set_exception(RefusedError(503, "no worker became free in time.", 5))

    def _stop(self, wire: Wire) -> None:
        self.ended["time"] += 1
        task = self._first(wire)
        if not task.answer.done():
            words = f"stopped at the time limit of {task.seconds:g} seconds."
            task.answer.set_exception(RefusedError(422, words))
        self._replace(wire)

    def lost(self, wire: Wire) -> None:
        """Take note that a worker is gone; the first task of its line ended it."""
        if not self._closed and (wire in self.busy or wire in self.idle):
            guilty = wire.line and wire.line[0] not in wire.recalled  # or it is with another worker
            self._replace(wire, self._first(wire) if guilty else None)

    def _first(self, wire: Wire) -> Task:
        """Take the task that a worker was at out of its line."""
        task = wire.line.popleft()
        if task in wire.recalled:
            wire.recalled.remove(task)
        else:
            self._left(task)
        return task

    def _replace(self, wire: Wire, unfinished: Task | None = None) -> None:
        """End a worker and have another; what it has not begun goes to others."""
        self.busy.pop(wire, None)
        if wire in self.idle:
            self.idle.remove(wire)
        self._awake(wire)
        for task in reversed(wire.line):
            if task not in wire.recalled:
                self._left(task)
                self._enqueue(task, first=True)
        wire.line.clear()
        replacing = asyncio.get_running_loop().create_task(self._renew(wire, unfinished))
        self._replacing.add(replacing)
        replacing.add_done_callback(self._replacing.discard)

    async def _renew(self, wire: Wire, unfinished: Task | None) -> None:
        wire.close()
        try:
            ended = await asyncio.get_running_loop().run_in_executor(None, self.nursery.end, wire.pid)
        except OSError:  # the nursery is gone, and its workers with it
            ended = signal.SIGKILL
        if unfinished is not None and not unfinished.answer.done():
            unfinished.answer.set_exception(self._crashed(ended))
        await self._spawn()

    def _crashed(self, ended: int) -> RefusedError:
        if ended in (signal.SIGABRT, signal.SIGKILL):
            self.ended["memory"] += 1
            return self._memory()
        self.ended["crash"] += 1
        return RefusedError(400, "the query is too large or too deep: it ended the process that read it.")

    def _memory(self) -> RefusedError:
        mebibytes = self.settings.query_memory // (1024 * 1024)
        return RefusedError(422, f"stopped at the memory limit of {mebibytes} MiB.")

    async def _spawn(self) -> None:
        """Have one worker more; where the system gives none, ask again."""
        loop = asyncio.get_running_loop()
        while not self._closed:
            try:
                pid, connection = await loop.run_in_executor(None, self.nursery.spawn, self.kind)
            except (EngineError, OSError):
                await asyncio.sleep(1)
                continue
            connection.setblocking(False)
            _, wire = await loop.create_connection(
                lambda: Wire(self, self.settings.largest_answer), sock=connection
            )
            wire.pid = pid
            self.idle.append(wire)
            if wire.closed:  # it went at once
                self.lost(wire)
            self._dispatch()
            return
