"""Errors that refuse a request with a status and a reason."""

from __future__ import annotations


class ProtocolError(Exception):
    """A request does not follow the protocol: status of the response, and reason."""

    def __init__(self, status: int, reason: str) -> None:
        self.status, self.reason = status, reason
        super().__init__(reason)


class RefusedError(Exception):
    """A pool refused or stopped a task: status, reason, seconds until a retry."""

    def __init__(self, status: int, reason: str, retry: int | None = None) -> None:
        self.status, self.reason, self.retry = status, reason, retry
        super().__init__(reason)
