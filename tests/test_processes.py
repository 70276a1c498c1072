"""Work in a limited child process: its result, its errors, and each limit."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from typing import Any, Literal

import pytest

from gppgraph.errors import LimitError, QueryError, SourceError, UnknownNameError
from gppgraph.processes import run_limited

Method = Literal["spawn", "fork"]
METHODS: tuple[Method, ...] = ("spawn", "fork")


def fail(kind: str) -> None:
    """Raise an error of the tree with a constructor of its own."""
    if kind == "source":
        raise SourceError("a.ttl", "is wrong", 3)
    if kind == "name":
        raise UnknownNameError("label", "tko", ["tco"])
    raise QueryError("no query")


def take(megabytes: int) -> int:
    """Return how many bytes a large object has."""
    return len(bytearray(megabytes * 1024 * 1024))


def recurse(depth: int) -> int:
    """Never return."""
    return recurse(depth + 1)


@pytest.mark.parametrize("method", METHODS)
def test_a_result_comes_back_whole(method: Method) -> None:
    assert run_limited(sorted, [3, 1, 2], seconds=60, method=method) == [1, 2, 3]
    assert (
        len(run_limited(bytes, 3_000_000, seconds=60, method=method)) == 3_000_000
    )  # more than a pipe holds


@pytest.mark.parametrize("method", METHODS)
def test_an_error_comes_back_as_it_was_raised(method: Method) -> None:
    with pytest.raises(SourceError, match=r"^a\.ttl:3: is wrong$") as source:
        run_limited(fail, "source", seconds=60, method=method)
    assert (source.value.path, source.value.line) == ("a.ttl", 3)
    with pytest.raises(UnknownNameError, match=r'^label "tko" not found\. Close matches: tco\.$') as name:
        run_limited(fail, "name", seconds=60, method=method)
    assert name.value.candidates == ("tco",)
    with pytest.raises(QueryError, match=r"^no query$"):
        run_limited(fail, "query", seconds=60, method=method)


@pytest.mark.parametrize(
    ("work", "argument", "limit", "text"),
    [
        (time.sleep, 60, "time", r"^stopped after 3 seconds; nothing can be said$"),
        (take, 900, "memory", r"^stopped: more than 300 MB of memory were needed$"),
        (recurse, 0, "depth", r"^stopped: nested too deeply$"),
        (os._exit, 1, "process", r"^stopped: more than 300 MB of memory were needed, or the process failed$"),
    ],
    ids=["time", "memory", "depth", "process"],
)
def test_each_limit_is_told(work: Any, argument: int, limit: str, text: str) -> None:
    with pytest.raises(LimitError, match=text) as stopped:
        run_limited(work, argument, seconds=3 if limit == "time" else 60, megabytes=300, method="fork")
    assert stopped.value.limit == limit


def test_a_limit_counts_what_the_work_takes_and_not_what_its_process_had() -> None:
    ballast = bytearray(400 * 1024 * 1024)
    assert run_limited(take, 100, seconds=60, megabytes=300, method="fork") == 100 * 1024 * 1024
    with pytest.raises(LimitError):
        run_limited(take, 400, seconds=60, megabytes=300, method="fork")
    assert ballast


def test_a_forked_child_may_use_what_cannot_be_pickled() -> None:
    assert run_limited(lambda: 1, seconds=60, megabytes=None, method="fork") == 1


def tell_and_wait(*, tell: Callable[[str], None]) -> None:
    """Tell two steps and take longer than anybody waits."""
    tell("one")
    tell("two")
    time.sleep(600)


def tell_and_answer(*, tell: Callable[[str], None]) -> str:
    """Tell one step and answer."""
    tell("one")
    return "done"


@pytest.mark.parametrize("method", ["spawn", "fork"])
def test_what_is_told_on_the_way_arrives_before_the_limit(method: Method) -> None:
    """A report can name the steps that were reached."""
    told: list[str] = []
    assert run_limited(tell_and_answer, seconds=60, method=method, each=told.append) == "done"
    with pytest.raises(LimitError, match=r"^stopped after 5 seconds"):
        run_limited(tell_and_wait, seconds=5, method=method, each=told.append)
    assert told == ["one", "one", "two"]


def turn(_: int) -> None:
    """Use a processor for ever."""
    while True:
        pass


def test_time_of_a_processor_is_limited_and_waiting_is_none() -> None:
    """A busy machine does not shorten it."""
    with pytest.raises(LimitError, match=r"^stopped after 1 seconds of processor time; nothing can be said$"):
        run_limited(turn, 0, seconds=None, processor=1, method="fork")
    assert run_limited(time.sleep, 2, seconds=None, processor=1, method="fork") is None
