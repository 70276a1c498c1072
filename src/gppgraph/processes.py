"""Work on what strangers wrote, in a process that may be stopped."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from .errors import GppGraphError, LimitError

Result = TypeVar("Result")

SECONDS = 120.0
MEGABYTES = 4096


def limited(
    work: Callable[..., Result], *arguments: Any, seconds: float = SECONDS, megabytes: int = MEGABYTES
) -> Result:
    """Return what ``work(*arguments)`` returns, run in another process within limits.

    Raises:
        LimitError: the time is up, the memory is used up, or the process died.
        GppGraphError: whatever of that tree ``work`` raised.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(theirs, megabytes, work, arguments), daemon=True)
    process.start()
    theirs.close()
    try:
        if not ours.poll(seconds):
            raise LimitError(f"stopped after {seconds:g} seconds; nothing can be said")
        try:
            done, result = ours.recv()
        except EOFError:
            process.join(5)
            raise LimitError(
                f"stopped: more than {megabytes} MB of memory were needed, or the process failed"
            ) from None
    finally:
        if process.is_alive():
            process.kill()
        process.join()
        ours.close()
    if not done:
        raise result
    value: Result = result
    return value


def _run(
    connection: Connection, megabytes: int, work: Callable[..., Any], arguments: tuple[Any, ...]
) -> None:
    try:
        import resource

        size = megabytes * 1024 * 1024
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    except (ImportError, ValueError, OSError):  # not every system has it
        pass
    try:
        answer: tuple[bool, Any] = (True, work(*arguments))
    except MemoryError:
        answer = (False, LimitError(f"stopped: more than {megabytes} MB of memory were needed"))
    except GppGraphError as error:
        answer = (False, _portable(error))
    except RecursionError:
        answer = (False, LimitError("stopped: nested too deeply"))
    connection.send(answer)
    connection.close()


def _portable(error: GppGraphError) -> GppGraphError:
    """Return an error that survives the way between processes."""
    kind = type(error) if type(error).__init__ is Exception.__init__ else GppGraphError
    return kind(str(error))
