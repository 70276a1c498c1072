"""A pool of workers with a fair queue of tasks and a deadline for each task.

Waking a worker takes longer than a cheap query. While answers come quickly, tasks therefore queue at one worker
that stays awake; that queue is short, and withdrawn as soon as its first task is not quick. No more workers than
cores are set to work at once, because each further worker only takes caches and turns from the others; a slow worker
does not count, so that no client waits for a slow query of another.

One worker is always left to tasks that may be quick. A task that turns out to be slow there gives way to those that
wait: it is ended and begins anew among the slow ones, which share the other workers.
"""

from __future__ import annotations

import asyncio
import json
import os
from collections import Counter, OrderedDict, deque
from collections.abc import Mapping
from typing import Any

from ...errors import EngineError
from ..http.refusals import RefusedError
from ..settings import Settings
from .connection import Task, WorkerConnection
from .ended import end_of_worker, memory_error
from .forkserver import UNKNOWN, ForkServer
from .framing import Reply

_QUICK = 0.003  # seconds: while answers take less, the next tasks queue at one worker
_SLOW = 0.025  # seconds: a worker that takes longer leaves its core to another worker
_MOST_KNOWN = 10_000  # clients that are known for slow tasks
_LONGEST_QUEUE = 4  # tasks at one worker
_ENDING = "the server is ending."
_NO_WORKER = "no worker became free in time."
_encode = json.JSONEncoder().encode


class Pool:
    """A pool of ``size`` workers of one kind, "sealed" or "open".

    One client may hold at most ``client_queries`` tasks, running or waiting, and never all workers.
    """

    def __init__(self, forkserver: ForkServer, kind: str, size: int, settings: Settings) -> None:
        self.forkserver, self.kind, self.size, self.settings = forkserver, kind, size, settings
        self.most_running = max(1, size - 1)  # tasks of one client
        self.most_busy = min(size, os.cpu_count() or 1)  # workers, slow ones not counted
        self.idle: list[WorkerConnection] = []
        self.busy: dict[WorkerConnection, None] = {}
        self.slow = 0  # number of busy workers that are slow
        self.quick = True  # the last answer came quickly
        self.waiting: OrderedDict[str, deque[Task]] = OrderedDict()  # by client, the next client first
        self.waiting_tasks = 0
        self.slow_clients: set[str] = set()  # their last task was slow
        self.waiting_slow: deque[Task] = deque()  # tasks that are known to be slow; not among ``waiting``
        self.client_tasks: Counter[str] = Counter()  # of each client, at a worker or waiting
        self.running_tasks: Counter[str] = Counter()  # of each client, at a worker
        self.ended_workers = {"time": 0, "memory": 0, "crash": 0, "outside": 0, "way": 0}
        self.refused_tasks = 0
        self._watching = False
        self._closed = False
        self._replacements: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Start the workers."""
        for _ in range(self.size):
            await self._start_worker()

    def close(self) -> None:
        """Replace no more workers, and refuse waiting and running tasks."""
        self._closed = True
        self.refuse_waiting()
        for worker in self.busy:
            for task in worker.queue:
                task.refuse(_ENDING)

    def refuse_waiting(self) -> None:
        """Refuse the tasks that no worker has begun, as the server ends."""
        for queue in (self.waiting_slow, *self.waiting.values()):
            for task in queue:
                task.refuse(_ENDING)

    @property
    def alive(self) -> int:
        """The number of workers."""
        return len(self.idle) + len(self.busy)

    @property
    def idle_workers(self) -> int:
        """The number of workers without a task."""
        return len(self.idle)

    async def run(
        self, client: str, task: Mapping[str, Any], seconds: float | None = None, slow: bool = False
    ) -> Reply:
        """Return the reply of a worker to a task.

        ``seconds`` replaces the time limit of a query. A ``slow`` task leaves one worker to others.

        Raises:
            RefusedError: the client or all clients have too many tasks, or a limit stopped the task.
        """
        if self.client_tasks[client] >= self.settings.client_queries:
            self.refused_tasks += 1
            reason = f"at most {self.settings.client_queries} queries of one client at a time."
            raise RefusedError(429, reason, 2)
        if self._closed:
            raise RefusedError(503, _ENDING, 5)
        if self.waiting_tasks + len(self.waiting_slow) >= self.settings.waiting_queries:
            self.refused_tasks += 1
            raise RefusedError(503, "too many queries are waiting.", 5)
        loop = asyncio.get_running_loop()
        limit = seconds or self.settings.query_seconds
        slow = slow or client in self.slow_clients
        new_task = Task(client, _encode(task).encode(), limit, loop.time(), loop.create_future(), slow)
        self.client_tasks[client] += 1
        try:
            self._enqueue(new_task)
            self._dispatch()
            if not self._watching:
                self._watching = True
                loop.call_later(_QUICK, self._watch, loop)
            reply = await new_task.reply
        finally:
            self.client_tasks[client] -= 1
            if not self.client_tasks[client]:
                del self.client_tasks[client]
        if reply.meta.get("kind") == "memory":
            self.ended_workers["memory"] += 1
            raise memory_error(self.settings)
        return reply

    def _enqueue(self, task: Task, first: bool = False) -> None:
        """Add a task to the tasks that wait.

        ``first`` gives it, and its client, the next turn.
        """
        if task.slow and self.size > 1:
            (self.waiting_slow.appendleft if first else self.waiting_slow.append)(task)
            return
        queue = self.waiting.get(task.client)
        if queue is None:
            queue = self.waiting[task.client] = deque()
            if first:
                self.waiting.move_to_end(task.client, last=False)
        (queue.appendleft if first else queue.append)(task)
        self.waiting_tasks += 1

    def _dispatch(self) -> None:
        """Submit tasks to workers as long as there are both."""
        while self.waiting_slow and self.idle and self._running_slow() < self.size - 1:
            task = self._next_slow_task()
            if task is None:
                break
            idle = self.idle.pop(0)  # quick tasks take the last one
            self.running_tasks[task.client] += 1
            self.busy[idle] = None
            self._lower(idle)
            idle.submit(task)
        while self.waiting_tasks and (worker := self._next_worker()) is not None:
            task = self._next_task()
            if task is None:
                return
            self.running_tasks[task.client] += 1
            if not worker.queue:
                self.busy[self.idle.pop()] = None
            worker.submit(task)

    def _next_worker(self) -> WorkerConnection | None:
        """Return the worker for the next task: an awake and quick one, or an idle one."""
        if self.quick:
            for worker in self.busy:
                if (
                    len(worker.queue) < _LONGEST_QUEUE
                    and worker.quick
                    and not worker.withdrawn
                    and not worker.queue[0].slow
                ):
                    return worker
        if self.idle and len(self.busy) - self.slow < self.most_busy:
            return self.idle[-1]  # the one that worked last
        return None

    def _next_task(self) -> Task | None:
        """Remove and return the task that has the next turn.

        Turns go around by client; clients that have enough tasks running are skipped.
        """
        for client in list(self.waiting):
            queue = self.waiting[client]
            while queue and queue[0].reply.done():
                queue.popleft()
                self.waiting_tasks -= 1
            if queue and self.running_tasks[client] < self.most_running:
                task = queue.popleft()
                self.waiting_tasks -= 1
                if queue:
                    self.waiting.move_to_end(client)
                else:
                    del self.waiting[client]
                return task
            if not queue:
                del self.waiting[client]
        return None

    def _next_slow_task(self) -> Task | None:
        """Remove and return the first slow task of a client that may run another one."""
        while self.waiting_slow and self.waiting_slow[0].reply.done():
            self.waiting_slow.popleft()
        for task in self.waiting_slow:
            if self.running_tasks[task.client] < self.most_running:
                self.waiting_slow.remove(task)
                return task
        return None

    def _lower(self, worker: WorkerConnection) -> None:
        """Give a worker with a slow task a low priority if the cores do not suffice."""
        if not worker.lowered and len(self.busy) > self.most_busy:
            worker.lowered = True
            self.forkserver.lower(worker.pid)

    def _running_slow(self) -> int:
        """Return the number of workers whose task is slow, or has run for long."""
        now = asyncio.get_running_loop().time()
        return sum(worker.is_slow(now) for worker in self.busy)

    def _count_out(self, task: Task) -> None:
        """Count a task as running at no worker."""
        self.running_tasks[task.client] -= 1
        if self.running_tasks[task.client] <= 0:
            del self.running_tasks[task.client]

    def task_answered(
        self, connection: WorkerConnection, meta: dict[str, Any] | None, body: bytes, seconds: float
    ) -> None:
        """Hand over the reply to the first task of a worker's queue.

        ``meta`` is ``None`` if the worker dropped the task.
        """
        task = self._pop_first(connection)
        if meta is not None:
            self.quick = seconds < _QUICK
            if self.quick:
                self.slow_clients.discard(task.client)
            if not task.reply.done():
                task.reply.set_result(Reply(meta, body))
            if meta.get("last"):
                self._replace(connection)
                return
        self._mark_quick(connection)
        if not connection.queue:
            del self.busy[connection]
            self.idle.insert(0 if connection.lowered else len(self.idle), connection)
        self._dispatch()

    def _mark_quick(self, connection: WorkerConnection) -> None:
        connection.quick = True
        if connection.slow:
            connection.slow = False
            self.slow -= 1

    def _watch(self, loop: asyncio.AbstractEventLoop) -> None:
        """Stop tasks at their time limit, and withdraw those behind a task not quick."""
        now = loop.time()
        for worker in list(self.busy):
            running_time = now - worker.started_at
            if running_time > worker.queue[0].seconds:
                self._stop(worker)
            elif running_time > _QUICK:
                worker.quick = False
                if worker.is_slow(now) and len(self.slow_clients) < _MOST_KNOWN:
                    self.slow_clients.add(worker.queue[0].client)
                if worker.is_slow(now):
                    self._lower(worker)
                if running_time > _SLOW and not worker.slow:
                    worker.slow = True
                    self.slow += 1
                for task in worker.withdraw():
                    self._count_out(task)
                    self._enqueue(task, first=True)
        self._make_way(now)
        while self.waiting_slow and now - self.waiting_slow[0].created_at > 2 * self.settings.query_seconds:
            self.waiting_slow.popleft().refuse(_NO_WORKER)
        for client, queue in list(self.waiting.items()):
            while queue and now - queue[0].created_at > 2 * self.settings.query_seconds:
                self._give_up(queue.popleft())
            if not queue:
                del self.waiting[client]
        self._dispatch()
        self._watching = bool(self.busy or self.waiting_tasks or self.waiting_slow)
        if self._watching:
            loop.call_later(_QUICK, self._watch, loop)

    def _make_way(self, now: float) -> None:
        """End the latest slow task where tasks wait and every worker has a slow one.

        The task is not lost: it begins anew when one of the other workers is free.
        """
        waits = any(
            not task.reply.done() and self.running_tasks[client] < self.most_running
            for client, queue in self.waiting.items()
            for task in queue
        )
        if self.size < 2 or not waits or self.idle or len(self.busy) < self.size:
            return
        if all(worker.is_slow(now) for worker in self.busy):
            tried = [
                worker
                for worker in self.busy
                if not worker.queue[0].slow and worker.queue[0] not in worker.withdrawn
            ]
            if tried:
                worker = max(tried, key=lambda worker: worker.started_at)
                task = self._pop_first(worker)
                task.slow = True
                self.ended_workers["way"] += 1
                self._enqueue(task)
                self._replace(worker)

    def _give_up(self, task: Task) -> None:
        """Fail a task that waited too long."""
        self.waiting_tasks -= 1
        task.refuse(_NO_WORKER)

    def _stop(self, connection: WorkerConnection) -> None:
        """Fail the first task of a worker at its time limit, and replace the worker."""
        self.ended_workers["time"] += 1
        task = self._pop_first(connection)
        if not task.reply.done():
            reason = f"stopped at the time limit of {task.seconds:g} seconds."
            task.reply.set_exception(RefusedError(422, reason))
        self._replace(connection)

    def worker_lost(self, connection: WorkerConnection) -> None:
        """Replace a worker that is gone; the first task of its queue ended it."""
        if not self._closed and (connection in self.busy or connection in self.idle):
            # A withdrawn task is at another worker, and did not end this one.
            is_cause = connection.queue and connection.queue[0] not in connection.withdrawn
            self._replace(connection, self._pop_first(connection) if is_cause else None)

    def _pop_first(self, connection: WorkerConnection) -> Task:
        """Remove and return the task that a worker ran."""
        task = connection.queue.popleft()
        if task in connection.withdrawn:
            connection.withdrawn.remove(task)
        else:
            self._count_out(task)
        return task

    def _replace(self, connection: WorkerConnection, unfinished: Task | None = None) -> None:
        """End a worker and start another; tasks that it has not started go to others."""
        self.busy.pop(connection, None)
        if connection in self.idle:
            self.idle.remove(connection)
        self._mark_quick(connection)
        for task in reversed(connection.queue):
            if task not in connection.withdrawn:
                self._count_out(task)
                self._enqueue(task, first=True)
        connection.queue.clear()
        replacement = asyncio.get_running_loop().create_task(self._end_and_start(connection, unfinished))
        self._replacements.add(replacement)
        replacement.add_done_callback(self._replacements.discard)

    async def _end_and_start(self, connection: WorkerConnection, unfinished: Task | None) -> None:
        connection.close()
        loop = asyncio.get_running_loop()
        try:
            ending_signal = await loop.run_in_executor(
                None, self.forkserver.end, connection.pid, unfinished is not None
            )
        except OSError:  # the fork server is gone, and its workers with it
            ending_signal = UNKNOWN
        if unfinished is not None and not unfinished.reply.done():
            reason, error = end_of_worker(ending_signal, self.settings)
            self.ended_workers[reason] += 1
            unfinished.reply.set_exception(error)
        await self._start_worker()

    async def _start_worker(self) -> None:
        """Start one worker; where the system cannot, try again every second."""
        loop = asyncio.get_running_loop()
        while not self._closed:
            try:
                pid, worker_socket = await loop.run_in_executor(None, self.forkserver.spawn, self.kind)
            except (EngineError, OSError):
                await asyncio.sleep(1)
                continue
            worker_socket.setblocking(False)
            _, connection = await loop.create_connection(
                lambda: WorkerConnection(self, self.settings.largest_answer), sock=worker_socket
            )
            connection.pid = pid
            self.idle.append(connection)
            if connection.closed:  # the worker ended at once
                self.worker_lost(connection)
            self._dispatch()
            return
