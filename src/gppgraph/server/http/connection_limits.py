"""The connection: how many a client has, how long it may take to say what it wants, to send it, and to take the answer.

uvicorn limits idle connections only; these timers and the bound on the head are ours.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ..settings import Settings

_HELD = 16 * 1024


class _Gathering:
    """A transport that sends at once what is written in one turn of the loop: head and body are one packet."""

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._parts: list[bytes] = []
        self._size = 0
        for name in ("abort", "get_extra_info", "is_closing", "pause_reading", "resume_reading"):
            setattr(self, name, getattr(transport, name))

    def write(self, data: bytes) -> None:
        """Take bytes; much goes on at once, so that the transport can say that it is full."""
        if not self._parts:
            self._loop.call_soon(self._flush)
        self._parts.append(data)
        self._size += len(data)
        if self._size > _HELD:
            self._flush()

    def _flush(self) -> None:
        if self._parts and not self._transport.is_closing():
            self._transport.write(b"".join(self._parts))
        self._parts.clear()
        self._size = 0

    def close(self) -> None:
        """Send what is left and close."""
        self._flush()
        self._transport.close()


def protocol(settings: Settings) -> type[asyncio.Protocol]:
    """Return the protocol class with the limits of the settings."""

    held: Counter[str] = Counter()  # connections of each client

    class Guarded(HttpToolsProtocol):
        """A connection with deadlines."""

        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self._timers: dict[str, asyncio.TimerHandle] = {}
            self._part = "head"  # the part of a request that is being read
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
            super().connection_made(_Gathering(transport, self.loop))  # type: ignore[arg-type]
            self._arm("head", settings.head_seconds)
            self._host = self.client[0] if self.client else "unknown"
            held[self._host] += 1
            if held[self._host] > settings.client_connections:
                transport.abort()

        def connection_lost(self, exc: Exception | None) -> None:
            held[self._host] -= 1
            if not held[self._host]:
                del held[self._host]
            for name in list(self._timers):
                self._disarm(name)
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            ends = self._ends
            super().data_received(data)
            if self._part == "body":
                self._arm("body", settings.body_seconds)
            elif ends == self._ends:  # nothing ended in this piece: the head goes on
                self._arm("head", settings.head_seconds)
                self._head += len(data)
                if self._head > 2 * settings.longest_headers:
                    self.transport.abort()

        def on_headers_complete(self) -> None:
            self._part = "body"
            self._ends += 1
            if self._timers:
                self._disarm("head")
            super().on_headers_complete()

        def on_message_complete(self) -> None:
            if self._timers:
                self._disarm("body")
            self._part, self._head = "head", 0
            self._ends += 1
            super().on_message_complete()

        def pause_writing(self) -> None:
            self._arm("write", settings.write_seconds)
            super().pause_writing()

        def resume_writing(self) -> None:
            self._disarm("write")
            super().resume_writing()

    return Guarded
