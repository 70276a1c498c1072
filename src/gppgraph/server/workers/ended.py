"""The errors of tasks whose worker ended by itself."""

from __future__ import annotations

import signal
from typing import NamedTuple

from ..http.refusals import RefusedError
from ..settings import MEBIBYTE, Settings
from .forkserver import UNKNOWN


class EndOfWorker(NamedTuple):
    """The reason why a worker ended, for metrics, and the error of its task."""

    reason: str
    error: RefusedError


def end_of_worker(ending_signal: int, settings: Settings) -> EndOfWorker:
    """Return reason and error for a worker that a signal ended.

    A worker that needs more memory than it may have aborts; nothing in it kills it.
    """
    if ending_signal in (signal.SIGKILL, signal.SIGTERM, UNKNOWN):
        error = RefusedError(503, "something outside ended the process that worked on this.", 1)
        return EndOfWorker("outside", error)
    if ending_signal == signal.SIGABRT:
        return EndOfWorker("memory", memory_error(settings))
    reason = "the query is too large or too deep: it ended the process that read it."
    return EndOfWorker("crash", RefusedError(400, reason))


def memory_error(settings: Settings) -> RefusedError:
    """Return the error of a task that needs more memory than it may have."""
    return RefusedError(422, f"stopped at the memory limit of {settings.query_memory // MEBIBYTE} MiB.")
