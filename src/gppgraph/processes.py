"""Work in a child process with limits of time and memory."""

from __future__ import annotations

import gc
import signal
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from .errors import GppGraphError, LimitError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Result = TypeVar("Result")

SECONDS = 120.0
MEGABYTES = 4096
_MEGABYTE = 1024 * 1024
# Kinds of messages of a child; the result itself follows the second.
_TOLD, _RESULT = "told", "result"


def run_limited(
    work: Callable[..., Result],
    *arguments: Any,
    seconds: float | None = SECONDS,
    megabytes: int | None = MEGABYTES,
    method: Literal["spawn", "fork"] = "spawn",
    processor: int | None = None,
    each: Callable[[Any], None] | None = None,
) -> Result:
    """Return ``work(*arguments)``, computed in a child process with limits.

    ``megabytes`` is the memory that the child may take beyond that of its start; ``None`` sets no limit. With
    "spawn" the child starts empty, and ``work`` and its arguments are pickled. With "fork" it shares the
    memory of its parent, and only the result is pickled. ``seconds`` are those of the clock, ``processor`` those
    of a processor, which a busy machine does not shorten. With ``each``, ``work`` gets a function as keyword
    ``tell``, and ``each`` is called with all that ``work`` tells on the way.

    Raises:
        LimitError: time or memory is used up, the work nests too deeply, or the child ended without a result.
        GppGraphError: ``work`` raised it.
    """
    import multiprocessing

    if processor and not _tells_resources():
        seconds = processor if seconds is None else seconds
    context = multiprocessing.get_context(method)
    receiver, sender = context.Pipe(duplex=False)
    # mypy knows no common class of the contexts that has Process.
    process = context.Process(  # type: ignore[attr-defined]
        target=_run, args=(sender, megabytes, processor, work, arguments, each is not None), daemon=True
    )
    process.start()
    sender.close()
    try:
        try:
            for told in _told(receiver, seconds):
                if each:
                    each(told)
            succeeded, result = receiver.recv()
        except EOFError:
            process.join(5)
            if process.exitcode == -getattr(signal, "SIGXCPU", 0):
                text = f"stopped after {processor} seconds of processor time; nothing can be said"
                raise LimitError(text, "time") from None
            if process.exitcode in (-getattr(signal, "SIGKILL", 9), -signal.SIGTERM):
                raise LimitError("stopped: something else ended the process", "process") from None
            memory = f"more than {megabytes} MB of memory were needed, or " if megabytes else ""
            raise LimitError(f"stopped: {memory}the process failed", "process") from None
    finally:
        if process.is_alive():
            process.kill()
        process.join()
        receiver.close()
    if not succeeded:
        raise _rebuilt(*result)
    value: Result = result
    return value


def _told(receiver: Connection, seconds: float | None) -> Iterator[Any]:
    """Yield the messages of the child until its result can be received.

    Raises:
        LimitError: the time is used up.
        EOFError: the child ended without a result.
    """
    end = None if seconds is None else time.monotonic() + seconds
    while receiver.poll(None if end is None else max(0.0, end - time.monotonic())):
        kind, content = receiver.recv()
        if kind == _RESULT:
            return
        yield content
    raise LimitError(f"stopped after {seconds:g} seconds; nothing can be said", "time")


def _tells_resources() -> bool:
    """Return whether the system can limit the time of a processor; Windows cannot."""
    return find_spec("resource") is not None


def bound_processor(seconds: int) -> None:
    """Limit the time that this process may use a processor."""
    import resource

    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))


def bound_memory(size: int) -> None:
    """Limit the further memory of this process to ``size`` bytes.

    Core dumps are disabled. Only Linux tells the memory of a process; elsewhere memory is not limited.
    """
    try:
        import resource
    except ImportError:  # Windows
        return
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return
    limit = pages * resource.getpagesize() + size
    _, hard_limit = resource.getrlimit(resource.RLIMIT_AS)
    if hard_limit != resource.RLIM_INFINITY:
        limit = min(limit, hard_limit)
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def _run(
    connection: Connection,
    megabytes: int | None,
    processor: int | None,
    work: Callable[..., Any],
    arguments: tuple[Any, ...],
    telling: bool,
) -> None:
    """Send whether the work succeeded, and its result or error, to the parent."""
    gc.set_threshold(50_000)  # as the command line does; looking for garbage would take a fifth of the time
    if megabytes is not None:
        bound_memory(megabytes * _MEGABYTE)
    if processor and _tells_resources():
        bound_processor(processor)
    keywords = {"tell": lambda content: connection.send((_TOLD, content))} if telling else {}
    try:
        answer: tuple[bool, Any] = (True, work(*arguments, **keywords))
    except MemoryError:
        limit = f"more than {megabytes} MB" if megabytes else "too much"
        answer = (False, _parts(LimitError(f"stopped: {limit} of memory were needed", "memory")))
    except GppGraphError as error:
        answer = (False, _parts(error))
    except RecursionError:
        answer = (False, _parts(LimitError("stopped: nested too deeply", "depth")))
    except Exception as error:  # a fault of this program is told to its parent, in one line
        told = f"stopped by a fault of the program: {type(error).__name__}: {error}"
        answer = (False, _parts(LimitError(told, "process")))
    connection.send((_RESULT, None))
    connection.send(answer)
    connection.close()


def _parts(error: GppGraphError) -> tuple[type[GppGraphError], str, dict[str, Any]]:
    """Return the class, text and attributes of an error.

    An error with a constructor of its own cannot be pickled.
    """
    return type(error), str(error), vars(error)


def _rebuilt(kind: type[GppGraphError], text: str, attributes: dict[str, Any]) -> GppGraphError:
    """Return an error made of its class, text and attributes."""
    error = kind.__new__(kind, text)
    vars(error).update(attributes)
    return error
