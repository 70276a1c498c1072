"""The pool and the queues of its workers, with workers that do what the test says; and how a worker reads its queue."""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import socket
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from gppgraph.errors import EngineError
from gppgraph.server.http.refusals import RefusedError
from gppgraph.server.settings import Settings
from gppgraph.server.workers.forkserver import UNKNOWN
from gppgraph.server.workers.framing import FRAME, TaskReader
from gppgraph.server.workers.pool import Pool

pytestmark = pytest.mark.slow

SETTINGS = replace(Settings(), query_seconds=30.0, client_queries=8, waiting_queries=6)
DROPPED = FRAME.pack(0, 0)


class Puppet:
    """The far end of a worker's connection."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.data = bytearray()

    async def frame(self) -> dict[str, Any] | int:
        """Return the next task, or how many of the last are taken back."""
        loop = asyncio.get_running_loop()
        while len(self.data) < FRAME.size or len(self.data) < FRAME.size + FRAME.unpack_from(self.data)[0]:
            piece = await asyncio.wait_for(loop.sock_recv(self.connection, 4096), 10)
            assert piece, "the server closed the connection"
            self.data += piece
        size, back = FRAME.unpack_from(self.data)
        task = bytes(self.data[FRAME.size : FRAME.size + size])
        del self.data[: FRAME.size + size]
        return json.loads(task) if task else back

    async def nothing(self) -> None:
        """Hold that nothing more has come."""
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(asyncio.get_running_loop().sock_recv(self.connection, 1), 0.05)
        assert not self.data

    def say(self, body: bytes, **meta: Any) -> None:
        """Answer the first task of the line."""
        head = json.dumps({"media": "text/plain", **meta}).encode()
        self.connection.sendall(FRAME.pack(len(head), len(body)) + head + body)

    def drop(self) -> None:
        """Say that the first task of the line is dropped."""
        self.connection.sendall(DROPPED)

    def die(self) -> None:
        """Go."""
        self.connection.close()


class PuppetServer:
    """Starts puppets in the place of workers."""

    def __init__(self) -> None:
        self.puppets: list[Puppet] = []
        self.ended: list[int] = []
        self.failing = 0

    def spawn(self, kind: str) -> tuple[int, socket.socket]:
        """Return a puppet's number and the connection to it."""
        if self.failing:
            self.failing -= 1
            raise EngineError("no process")
        ours, theirs = socket.socketpair()
        theirs.setblocking(False)
        self.puppets.append(Puppet(theirs))
        return len(self.puppets) - 1, ours

    def lower(self, pid: int) -> None:
        """Leave priorities as they are."""

    def end(self, pid: int, wait: bool = True) -> int:
        """Note who is ended."""
        self.ended.append(pid)
        return signal.SIGSEGV


Play = Callable[[Pool, PuppetServer], Awaitable[None]]


def play(scene: Play, monkeypatch: pytest.MonkeyPatch, size: int = 3, cores: int = 2) -> None:
    """Run a scene with a pool."""
    monkeypatch.setattr("os.cpu_count", lambda: cores)

    async def run() -> None:
        forkserver = PuppetServer()
        pool = Pool(forkserver, "sealed", size, SETTINGS)  # type: ignore[arg-type]
        await pool.start()
        await asyncio.wait_for(scene(pool, forkserver), 20)
        pool.close()
        await asyncio.gather(*pool._replacements)
        for puppet in forkserver.puppets:
            puppet.connection.close()

    asyncio.run(run())


def ask(pool: Pool, name: str, client: str = "a", seconds: float | None = None) -> asyncio.Task[Any]:
    """Begin a task."""
    return asyncio.ensure_future(pool.run(client, {"name": name}, seconds))


async def settle() -> None:
    """Let what was begun reach the workers."""
    for _ in range(3):
        await asyncio.sleep(0)


async def busy(forkserver: PuppetServer, name: str) -> Puppet:
    """Return the puppet whose next task has this name."""
    for _ in range(1000):
        for puppet in forkserver.puppets:
            with contextlib.suppress(BlockingIOError, OSError):
                puppet.data += puppet.connection.recv(4096)
            if name.encode() in puppet.data:
                assert await puppet.frame() == {"name": name}
                return puppet
        await asyncio.sleep(0.005)
    raise AssertionError(f"nobody has {name}")


def test_quick_tasks_stand_in_line_at_one_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(pool: Pool, forkserver: PuppetServer) -> None:
        first, second = ask(pool, "one"), ask(pool, "two")
        await settle()
        last = forkserver.puppets[-1]
        assert [await last.frame(), await last.frame()] == [{"name": "one"}, {"name": "two"}]
        last.say(b"1")
        last.say(b"2")
        assert [(await first)[1], (await second)[1]] == [b"1", b"2"]
        assert (pool.alive, len(pool.busy), pool.waiting_tasks, pool.client_tasks, pool.running_tasks) == (
            3,
            0,
            0,
            {},
            {},
        )

    play(scene, monkeypatch)


def test_what_waits_behind_a_slow_task_goes_to_another_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(pool: Pool, forkserver: PuppetServer) -> None:
        slow, two, three = ask(pool, "slow"), ask(pool, "two"), ask(pool, "three", "b")
        await settle()
        late = await busy(forkserver, "slow")
        assert [await late.frame(), await late.frame()] == [{"name": "two"}, {"name": "three"}]
        other = next(puppet for puppet in forkserver.puppets[::-1] if puppet is not late)
        assert await other.frame() == {"name": "two"}
        other.say(b"2")
        assert (await two)[1] == b"2"
        assert await other.frame() == {"name": "three"}
        other.say(b"3")
        assert (await three)[1] == b"3"
        assert await late.frame() == 2
        assert not slow.done()
        late.say(b"1")
        late.drop()
        late.drop()
        assert (await slow)[1] == b"1"
        await asyncio.sleep(0.02)
        assert (len(pool.idle), pool.slow, pool.running_tasks) == (3, 0, {})

    play(scene, monkeypatch)


def test_a_task_that_was_begun_as_it_was_taken_back_is_answered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(pool: Pool, forkserver: PuppetServer) -> None:
        slow, two = ask(pool, "slow"), ask(pool, "two")
        await settle()
        late = await busy(forkserver, "slow")
        assert await late.frame() == {"name": "two"}
        other = next(puppet for puppet in forkserver.puppets[::-1] if puppet is not late)
        assert await other.frame() == {"name": "two"}
        late.say(b"1")
        late.say(b"from the first")  # it had begun the task
        assert ((await slow)[1], (await two)[1]) == (b"1", b"from the first")
        other.say(b"from the second")
        await asyncio.sleep(0.02)
        assert (len(pool.idle), pool.running_tasks, pool.client_tasks) == (3, {}, {})
        again = ask(pool, "again")
        (await busy(forkserver, "again")).say(b"again")
        assert (await again)[1] == b"again"

    play(scene, monkeypatch)


def test_a_worker_gets_nothing_new_while_it_has_what_was_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(pool: Pool, forkserver: PuppetServer) -> None:
        one, two = ask(pool, "one"), ask(pool, "two")
        await settle()
        puppet = await busy(forkserver, "one")
        assert [await puppet.frame(), await puppet.frame()] == [{"name": "two"}, 1]
        puppet.say(b"1")
        assert (await one)[1] == b"1"
        pool.quick = True
        three = ask(pool, "three")
        await settle()
        await puppet.nothing()
        puppet.die()  # what it had was taken back, and is not lost with it
        other = await busy(forkserver, "two")
        other.say(b"2")
        (await busy(forkserver, "three")).say(b"3")
        assert [(await two)[1], (await three)[1]] == [b"2", b"3"]

    play(scene, monkeypatch)


def test_after_a_slow_answer_the_next_task_wakes_a_worker_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(pool: Pool, forkserver: PuppetServer) -> None:
        slow = ask(pool, "slow")
        puppet = await busy(forkserver, "slow")
        await asyncio.sleep(0.05)
        puppet.say(b"")
        await slow
        one, two, three = ask(pool, "one"), ask(pool, "two"), ask(pool, "three")
        await settle()
        first, second = await busy(forkserver, "one"), await busy(forkserver, "two")
        assert first is not second
        assert pool.waiting_tasks == 1  # two cores, two workers at work
        first.say(b"")
        second.say(b"")
        (await busy(forkserver, "three")).say(b"")
        await asyncio.gather(one, two, three)

    play(scene, monkeypatch)


def test_slow_workers_leave_room_for_others(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(pool: Pool, forkserver: PuppetServer) -> None:
        pool.quick = False
        tasks = [ask(pool, name, "a") for name in ("a1", "a2", "a3")]
        puppets = [await busy(forkserver, "a1"), await busy(forkserver, "a2")]
        tasks.append(ask(pool, "b1", "b"))
        puppets.append(await busy(forkserver, "b1"))  # the third is left to others
        assert len(set(puppets)) == 3
        for puppet in puppets:
            puppet.say(b"")
        (await busy(forkserver, "a3")).say(b"")
        await asyncio.gather(*tasks)

    play(scene, monkeypatch)


def test_clients_take_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(pool: Pool, forkserver: PuppetServer) -> None:
        pool.quick = False
        tasks = [ask(pool, name, name[0]) for name in ("a1", "a2", "a3", "a4", "b1", "b2")]
        order = []
        for _ in tasks:
            await settle()
            puppet, task = await next_task(forkserver)
            order.append(task)
            await asyncio.sleep(0.005)  # not so quick that tasks stand in line
            puppet.say(b"")
        await asyncio.gather(*tasks)
        assert order == ["a1", "a2", "b1", "a3", "b2", "a4"]

    async def next_task(forkserver: PuppetServer) -> tuple[Puppet, str]:
        while True:
            for puppet in forkserver.puppets:
                with contextlib.suppress(BlockingIOError):
                    puppet.data += puppet.connection.recv(4096)
                if puppet.data:
                    task = await puppet.frame()
                    assert isinstance(task, dict)
                    return puppet, task["name"]
            await asyncio.sleep(0.001)

    play(scene, monkeypatch, size=2, cores=1)


def test_a_crash_ends_the_first_task_only(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(pool: Pool, forkserver: PuppetServer) -> None:
        first, second = ask(pool, "one"), ask(pool, "two")
        await settle()
        puppet = forkserver.puppets[-1]
        assert [await puppet.frame(), await puppet.frame()] == [{"name": "one"}, {"name": "two"}]
        puppet.die()
        with pytest.raises(RefusedError, match="too large or too deep") as refused:
            await first
        assert refused.value.status == 400
        (await busy(forkserver, "two")).say(b"2")
        assert (await second)[1] == b"2"
        await asyncio.gather(*pool._replacements)
        assert (pool.alive, forkserver.ended, pool.ended_workers["crash"]) == (3, [2], 1)

    play(scene, monkeypatch)


def test_a_worker_that_says_it_goes_leaves_its_line_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(pool: Pool, forkserver: PuppetServer) -> None:
        first, second = ask(pool, "one"), ask(pool, "two")
        await settle()
        puppet = forkserver.puppets[-1]
        puppet.say(b"", kind="memory", last=True)
        puppet.die()
        with pytest.raises(RefusedError, match="memory limit"):
            await first
        (await busy(forkserver, "two")).say(b"2")
        assert (await second)[1] == b"2"
        await asyncio.gather(*pool._replacements)
        assert (pool.alive, pool.ended_workers) == (
            3,
            {"time": 0, "memory": 1, "crash": 0, "outside": 0, "way": 0},
        )

    play(scene, monkeypatch)


def test_the_time_limit_ends_the_worker_and_no_other_task(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(pool: Pool, forkserver: PuppetServer) -> None:
        long, other = ask(pool, "long", seconds=0.001), ask(pool, "other")
        await settle()
        with pytest.raises(RefusedError, match=r"time limit of 0\.001 seconds") as refused:
            await long
        assert refused.value.status == 422
        while len(forkserver.puppets) < 4:
            await asyncio.sleep(0.005)
        puppet = await busy(forkserver, "long")  # which has both, and is ended
        assert forkserver.ended == [forkserver.puppets.index(puppet)]
        puppet.data.clear()
        (await busy(forkserver, "other")).say(b"2")
        assert (await other)[1] == b"2"
        assert pool.ended_workers["time"] == 1

    play(scene, monkeypatch)


def test_what_may_be_quick_finds_a_worker_among_slow_tasks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten addresses with slow tasks leave one worker; what was tried there begins anew later."""

    async def scene(pool: Pool, forkserver: PuppetServer) -> None:
        pool.quick = False  # so that no task queues behind another one
        slow = [ask(pool, f"slow{number}", f"client{number}") for number in range(4)]
        await settle()
        await asyncio.sleep(0.05)
        start = asyncio.get_running_loop().time()
        quick = ask(pool, "quick", "other")
        puppet = await busy(forkserver, "quick")
        assert asyncio.get_running_loop().time() - start < 1
        puppet.say(b"1")
        assert (await quick)[1] == b"1"
        assert pool.ended_workers["way"] >= 1
        assert len(pool.waiting_slow) >= 1
        assert not any(task.done() for task in slow)
        for number in forkserver.ended:
            forkserver.puppets[number].data.clear()
        for number in range(4):
            (await busy(forkserver, f"slow{number}")).say(b"2")
        assert [(await task)[1] for task in slow] == [b"2"] * 4

    play(scene, monkeypatch)


def test_a_review_leaves_a_worker_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(pool: Pool, forkserver: PuppetServer) -> None:
        reviews = [
            asyncio.ensure_future(pool.run(client, {"name": f"review{client}"}, slow=True)) for client in "ab"
        ]
        await settle()
        quick = ask(pool, "quick", "c")
        (await busy(forkserver, "quick")).say(b"1")
        assert (await quick)[1] == b"1"
        assert len(pool.waiting_slow) == 1
        for client in "ab":
            (await busy(forkserver, f"review{client}")).say(b"2")
        assert [(await review)[1] for review in reviews] == [b"2", b"2"]
        assert pool.ended_workers["way"] == 0

    play(scene, monkeypatch, size=2)


def test_a_worker_that_is_ended_from_outside_is_no_memory_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(pool: Pool, forkserver: PuppetServer) -> None:
        for ended, status, words in (
            (signal.SIGKILL, 503, "outside"),
            (UNKNOWN, 503, "outside"),
            (signal.SIGABRT, 422, "memory limit"),
        ):
            monkeypatch.setattr(forkserver, "end", lambda pid, wait, ended=ended: ended)
            task = ask(pool, "one")
            (await busy(forkserver, "one")).die()
            with pytest.raises(RefusedError, match=words) as refused:
                await task
            assert refused.value.status == status
            await asyncio.gather(*pool._replacements)

    play(scene, monkeypatch)


def test_the_end_of_the_server_refuses_what_waits_and_then_what_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(pool: Pool, forkserver: PuppetServer) -> None:
        tasks = [ask(pool, f"task{number}", f"client{number}") for number in range(3)]
        await settle()
        await asyncio.sleep(0.03)
        pool.refuse_waiting()
        pool.close()
        for task in tasks:
            with pytest.raises(RefusedError, match="the server is ending") as refused:
                await task
            assert refused.value.status == 503
        with pytest.raises(RefusedError, match="the server is ending"):
            await ask(pool, "late")

    play(scene, monkeypatch, size=2)


def test_an_idle_worker_that_goes_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(pool: Pool, forkserver: PuppetServer) -> None:
        forkserver.failing = 1  # and the system gives another one at the second time only
        forkserver.puppets[0].die()
        await asyncio.sleep(0.05)
        assert (pool.alive, forkserver.ended) == (2, [0])
        await asyncio.gather(*pool._replacements)
        assert (pool.alive, len(forkserver.puppets)) == (3, 4)

    play(scene, monkeypatch)


@pytest.mark.parametrize(
    "said",
    [
        FRAME.pack(1 << 30, 0),
        FRAME.pack(2, 1 << 31),
        DROPPED,
        FRAME.pack(3, 0) + b"{,}",
        FRAME.pack(2, 0) + b"[]",
        FRAME.pack(60000, 0) + b"[" * 60000,
    ],
    ids=["large head", "large body", "drop", "no JSON", "no object", "deep JSON"],
)
def test_a_worker_that_says_what_is_no_answer_is_ended(said: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(pool: Pool, forkserver: PuppetServer) -> None:
        one, two = ask(pool, "one"), ask(pool, "two")
        await settle()
        puppet = await busy(forkserver, "one")
        await asyncio.get_running_loop().sock_sendall(puppet.connection, said)
        with pytest.raises(ValueError, match="what is no answer"):
            await one
        puppet.data.clear()
        (await busy(forkserver, "two")).say(b"2")
        assert (await two)[1] == b"2"
        await asyncio.gather(*pool._replacements)
        assert pool.alive == 3

    play(scene, monkeypatch)


def test_a_large_answer_comes_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(pool: Pool, forkserver: PuppetServer) -> None:
        body = bytes(range(256)) * 8192
        one, two = ask(pool, "one"), ask(pool, "two")
        await settle()
        puppet = await busy(forkserver, "one")
        head = b'{"media": "text/plain"}'
        frame = FRAME.pack(len(head), len(body)) + head + body
        await asyncio.get_running_loop().sock_sendall(puppet.connection, frame + frame[: len(frame) // 2])
        assert (await one)[1] == body
        await asyncio.get_running_loop().sock_sendall(puppet.connection, frame[len(frame) // 2 :])
        assert (await two)[1] == body

    play(scene, monkeypatch)


def test_who_asks_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(pool: Pool, forkserver: PuppetServer) -> None:
        pool.quick = False
        tasks = [ask(pool, f"a{number}") for number in range(8)]
        await settle()
        with pytest.raises(RefusedError, match="at most 8 queries of one client") as refused:
            await pool.run("a", {"name": "a9"})
        assert (refused.value.status, refused.value.retry) == (429, 2)
        assert pool.waiting_tasks == 6
        with pytest.raises(RefusedError, match="too many queries are waiting") as refused:
            await pool.run("b", {"name": "b1"})
        assert (refused.value.status, refused.value.retry, pool.refused_tasks) == (503, 5, 2)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert pool.client_tasks == {}

    play(scene, monkeypatch)


def test_a_task_that_no_worker_takes_in_time_is_given_back(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(pool: Pool, forkserver: PuppetServer) -> None:
        pool.quick = False
        pool.settings = replace(SETTINGS, query_seconds=0.05)
        tasks = [ask(pool, f"a{number}", seconds=30) for number in range(3)]
        await settle()
        with pytest.raises(RefusedError, match="no worker became free in time") as refused:
            await tasks[2]
        assert (refused.value.status, pool.waiting_tasks, pool.waiting) == (503, 0, {})
        (await busy(forkserver, "a0")).say(b"")
        (await busy(forkserver, "a1")).say(b"")
        await asyncio.gather(*tasks[:2])

    play(scene, monkeypatch)


@pytest.fixture
def line() -> Iterator[tuple[socket.socket, TaskReader]]:
    """Yield the server's end of a worker's line and the worker's reader."""
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, TaskReader(theirs)


def framed(*tasks: bytes) -> bytes:
    """Return tasks as they are sent."""
    return b"".join(FRAME.pack(len(task), 0) + task for task in tasks)


def test_a_reader_gives_tasks_in_their_order(line: tuple[socket.socket, TaskReader]) -> None:
    server, reader = line
    server.sendall(framed(b"one", b"two") + framed(b"three")[:5])
    assert [reader.next_task(), reader.next_task()] == [b"one", b"two"]
    server.sendall(framed(b"three")[5:])
    assert reader.next_task() == b"three"


def test_a_reader_drops_what_is_taken_back_before_it_is_begun(line: tuple[socket.socket, TaskReader]) -> None:
    server, reader = line
    server.sendall(framed(b"one", b"two", b"three"))
    assert reader.next_task() == b"one"
    server.sendall(FRAME.pack(0, 2) + framed(b"four"))
    assert [reader.next_task(), reader.next_task(), reader.next_task()] == [None, None, b"four"]


def test_a_reader_keeps_the_first_task_where_all_come_at_once(line: tuple[socket.socket, TaskReader]) -> None:
    server, reader = line
    server.sendall(framed(b"one", b"two") + FRAME.pack(0, 1) + framed(b"three", b"four") + FRAME.pack(0, 1))
    assert [reader.next_task(), reader.next_task(), reader.next_task(), reader.next_task()] == [
        b"one",
        None,
        b"three",
        None,
    ]


def test_a_reader_keeps_what_comes_after_a_late_recall(line: tuple[socket.socket, TaskReader]) -> None:
    server, reader = line
    server.sendall(framed(b"one", b"two"))
    assert [reader.next_task(), reader.next_task()] == [b"one", b"two"]
    server.sendall(FRAME.pack(0, 1) + framed(b"three"))  # the second was begun by then
    assert reader.next_task() == b"three"
