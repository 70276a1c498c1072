"""The loop of a worker, a process that may be ended at any moment.

A sealed worker runs SPARQL of clients; it can open neither files nor connections, and its memory is limited. An
open worker runs the operations of the REST interface, which read parts of the snapshot.
"""

from __future__ import annotations

import json
import os
import socket
import traceback
from collections.abc import Mapping
from typing import Any, NoReturn

from ...errors import GppGraphError, UnknownNameError
from ..http.etags import etag
from .framing import FRAME, Reply, TaskReader
from .query_answers import NotAcceptableError
from .state import WorkerState
from .tasks import run_task


def serve(connection: socket.socket, state: WorkerState) -> NoReturn:
    """Answer tasks in their order until the server is gone."""
    reader = TaskReader(connection)
    while True:
        task = reader.next_task()
        if task is None:
            connection.sendall(FRAME.pack(0, 0))
            continue
        (meta, body), fatal = attempt(json.loads(task), state)
        if fatal:
            meta["last"] = True
        if body:
            meta["tag"] = etag(body)  # computed here, because the server has less time than its workers
        head = json.dumps(meta).encode()
        connection.sendall(FRAME.pack(len(head), len(body)) + head + body)
        if fatal:
            os._exit(1)


def attempt(task: Mapping[str, Any], state: WorkerState) -> tuple[Reply, bool]:
    """Return the reply to a task, and whether the worker should end after it.

    Every failure is a reply.
    """
    try:
        return run_task(task, state), False
    except UnknownNameError as error:
        return _failure(error, "unknown-name", near=list(error.candidates)), False
    except GppGraphError as error:
        return _failure(error, "wrong"), False
    except NotAcceptableError as error:
        return _failure(error, "not-acceptable", offered=error.offered), False
    except RecursionError:
        return _failure("the query is nested too deeply.", "wrong"), True
    except MemoryError:
        return _failure("", "memory"), True
    except BaseException as error:  # a panic of the engine is no Exception
        trace = traceback.format_exc(limit=-8)
        return _failure(type(error).__name__, "internal", trace=trace[-4000:]), True


def _failure(error: Exception | str, kind: str, **details: Any) -> Reply:
    return Reply({"error": str(error), "kind": kind, **details}, b"")
