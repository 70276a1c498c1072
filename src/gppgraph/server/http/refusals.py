"""Errors that refuse a request with a status and a reason."""

from __future__ import annotations


class ProtocolError(Exception):
    """A request does not follow the protocol: the status of the response, and the reason."""

    def __init__(self, status: int, reason: str) -> None:
        self.status, self.reason = status, reason
        super().__init__(reason)


class RefusedError(Exception):
    """A pool refused or stopped a task: status, reason, and seconds after which to ask again."""

    def __init__(self, status: int, reason: str, retry: int | None = None) -> None:
        self.status, self.reason, self.retry = status, reason, retry
        super().__init__(reason)
