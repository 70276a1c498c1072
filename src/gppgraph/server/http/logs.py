"""One line of JSON for every event. What a client sends cannot end a line or look like another one."""

from __future__ import annotations

import json
import logging
import sys
import time
from functools import lru_cache
from typing import Any, TextIO

_DELETE = "\x7f"
_LONGEST = 1000
_encoded = json.JSONEncoder(default=str).encode


@lru_cache(maxsize=2)
def _stamp(second: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(second))


def line(event: str, **details: Any) -> str:
    """Return an event as one line of ASCII: controls and letters beyond ASCII are escaped."""
    for key, value in details.items():
        if isinstance(value, str) and len(value) > _LONGEST:
            details[key] = value[:_LONGEST] + "..."
    text = _encoded({"time": _stamp(int(time.time())), "event": event, **details})
    return text.replace(_DELETE, "\\u007f")


class Log:
    """Writes events; a reader that went away ends no request."""

    def __init__(self, stream: TextIO | None = None) -> None:
        self.stream = stream or sys.stderr

    def __call__(self, event: str, **details: Any) -> None:
        """Write one event."""
        try:
            self.stream.write(line(event, **details) + "\n")
            self.stream.flush()
        except (OSError, ValueError):
            return


class Handler(logging.Handler):
    """Hands what the HTTP server logs to our log."""

    def __init__(self, log: Log) -> None:
        super().__init__()
        self.log = log

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record as an event."""
        details = {"message": record.getMessage()}
        if record.exc_info and record.exc_info[1]:
            details["error"] = repr(record.exc_info[1])
        self.log(record.levelname.lower(), **details)
