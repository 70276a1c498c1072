"""The log: one line of JSON for each event.

Text of a client cannot end a line or forge another one.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from functools import lru_cache
from typing import Any, TextIO

_DELETE = "\x7f"
_LONGEST_VALUE = 1000
_encode = json.JSONEncoder(default=str).encode


@lru_cache(maxsize=2)
def _timestamp(second: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(second))


def log_line(event: str, **details: Any) -> str:
    """Return an event as one line of ASCII; all other characters are escaped.

    For example ``{"time": "2026-07-01T12:00:00Z", "event": "stop", "message": "ended"}``.
    """
    for key, value in details.items():
        if isinstance(value, str) and len(value) > _LONGEST_VALUE:
            details[key] = value[:_LONGEST_VALUE] + "..."
    text = _encode({"time": _timestamp(int(time.time())), "event": event, **details})
    return text.replace(_DELETE, "\\u007f")


class EventLog:
    """Writes events to a stream, and goes on when the reader of the stream is gone."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stderr

    def __call__(self, event: str, **details: Any) -> None:
        """Write one event."""
        try:
            self.stream.write(log_line(event, **details) + "\n")
            self.stream.flush()
        except (OSError, ValueError):
            return


class EventLogHandler(logging.Handler):
    """Writes the log records of uvicorn as events."""

    def __init__(self, log: EventLog) -> None:
        super().__init__()
        self.log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record as an event."""
        details = {"message": record.getMessage()}
        if record.exc_info and record.exc_info[1]:
            details["error"] = repr(record.exc_info[1])
        self.log(record.levelname.lower(), **details)
