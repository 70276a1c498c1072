"""The connection: how long a client may take to say what it wants, to send it, and to take the answer.

uvicorn limits idle connections only; these timers and the bound on the head are ours.
"""

from __future__ import annotations

import asyncio
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from .settings import Settings


def protocol(settings: Settings) -> type[asyncio.Protocol]:
    """Return the protocol class with the limits of the settings."""

    class Guarded(HttpToolsProtocol):
        """A connection with deadlines."""

        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self._timers: dict[str, asyncio.TimerHandle] = {}
            self._in_head = True
            self._head = self._ends = 0

        def _arm(self, name: str, seconds: float) -> None:
            if name not in self._timers:
                self._timers[name] = self.loop.call_later(seconds, self._expire, name)

        def _disarm(self, name: str) -> None:
            timer = self._timers.pop(name, None)
            if timer is not None:
                timer.cancel()

        def _expire(self, name: str) -> None:
            self._timers.pop(name, None)
            if self.transport is not None:
                self.transport.abort()

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self._arm("head", settings.head_seconds)

        def connection_lost(self, exc: Exception | None) -> None:
            for name in list(self._timers):
                self._disarm(name)
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            ends = self._ends
            if self._in_head:
                self._arm("head", settings.head_seconds)
            super().data_received(data)
            if self._in_head and ends == self._ends:  # nothing ended in this piece
                self._head += len(data)
                if self._head > 2 * settings.longest_headers:
                    self.transport.abort()

        def on_headers_complete(self) -> None:
            self._in_head = False
            self._ends += 1
            self._disarm("head")
            self._arm("body", settings.body_seconds)
            super().on_headers_complete()

        def on_message_complete(self) -> None:
            self._disarm("body")
            self._in_head, self._head = True, 0
            self._ends += 1
            super().on_message_complete()

        def pause_writing(self) -> None:
            self._arm("write", settings.write_seconds)
            super().pause_writing()

        def resume_writing(self) -> None:
            self._disarm("write")
            super().resume_writing()

    return Guarded
