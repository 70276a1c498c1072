"""Limits of a worker process that the operating system enforces."""

from __future__ import annotations

import contextlib
import ctypes
import os
import resource
import signal
import socket

from ...processes import bound_memory

_PR_SET_PDEATHSIG = 1


def die_with_parent() -> None:
    """Let this process be killed when its parent ends; only Linux can."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def reset_signals() -> None:
    """Ignore interrupts of the terminal, and end on SIGTERM."""
    for name in (signal.SIGINT, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def seal(connection: socket.socket, memory: int) -> socket.socket:
    """Close everything but the connection, for good; return the connection.

    After it the process can open no file or connection and start no process.

    ``memory`` is the number of bytes that the process may take beyond its present memory.
    """
    bound_memory(memory)
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    os.dup2(connection.fileno(), 3, inheritable=False)
    connection.detach()
    os.closerange(4, os.sysconf("SC_OPEN_MAX"))
    for kind, limit in (
        (resource.RLIMIT_NOFILE, 4),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(kind, (limit, limit))
    return socket.socket(fileno=3)
