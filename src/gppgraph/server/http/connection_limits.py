"""Limits of connections: their number, and times to send and to read.

uvicorn limits idle connections only; this module adds the other timers and the limit on the head.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from ..settings import Settings

_LARGEST_BUFFER = 16 * 1024


class _BufferedTransport:
    """A transport that sends the bytes of one turn of the event loop together.

    Head and body of a small response are one packet.
    """

    def __init__(self, transport: asyncio.Transport, loop: asyncio.AbstractEventLoop) -> None:
        self._transport, self._loop = transport, loop
        self._parts: list[bytes] = []
        self._size = 0
        for name in ("abort", "get_extra_info", "is_closing", "pause_reading", "resume_reading"):
            setattr(self, name, getattr(transport, name))

    def write(self, data: bytes) -> None:
        """Buffer bytes; send a large buffer at once.

        So the transport can say that it is full.
        """
        if not self._parts:
            self._loop.call_soon(self._flush)
        self._parts.append(data)
        self._size += len(data)
        if self._size > _LARGEST_BUFFER:
            self._flush()

    def _flush(self) -> None:
        if self._parts and not self._transport.is_closing():
            self._transport.write(b"".join(self._parts))
        self._parts.clear()
        self._size = 0

    def close(self) -> None:
        """Send the buffer and close."""
        self._flush()
        self._transport.close()


def limited_protocol(settings: Settings) -> type[asyncio.Protocol]:
    """Return the protocol class for uvicorn with the limits of the settings."""

    open_connections: Counter[str] = Counter()  # of each client

    class LimitedProtocol(HttpToolsProtocol):
        """An HTTP connection with a timer for each part of a request and its answer."""

        def __init__(self, *arguments: Any, **options: Any) -> None:
            super().__init__(*arguments, **options)
            self._timers: dict[str, asyncio.TimerHandle] = {}
            self._part = "head"  # the part of a request that is being read
            self._head_size = 0
            self._finished_parts = 0  # heads and bodies that were read to their end

        def _start_timer(self, name: str, seconds: float) -> None:
            if name not in self._timers:
                self._timers[name] = self.loop.call_later(seconds, self._expire, name)

        def _stop_timer(self, name: str) -> None:
            timer = self._timers.pop(name, None)
            if timer is not None:
                timer.cancel()

        def _expire(self, name: str) -> None:
            self._timers.pop(name, None)
            if self.transport is not None:
                self.transport.abort()

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(_BufferedTransport(transport, self.loop))  # type: ignore[arg-type]
            self._start_timer("head", settings.head_seconds)
            self._client_host = self.client[0] if self.client else "unknown"
            open_connections[self._client_host] += 1
            if open_connections[self._client_host] > settings.client_connections:
                transport.abort()

        def connection_lost(self, exc: Exception | None) -> None:
            open_connections[self._client_host] -= 1
            if not open_connections[self._client_host]:
                del open_connections[self._client_host]
            for name in list(self._timers):
                self._stop_timer(name)
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            finished_before = self._finished_parts
            super().data_received(data)
            if self._part == "body":
                self._start_timer("body", settings.body_seconds)
            elif finished_before == self._finished_parts:  # the whole piece belongs to one head
                self._start_timer("head", settings.head_seconds)
                self._head_size += len(data)
                if self._head_size > 2 * settings.longest_headers:
                    self.transport.abort()

        def on_headers_complete(self) -> None:
            self._part = "body"
            self._finished_parts += 1
            if self._timers:
                self._stop_timer("head")
            super().on_headers_complete()

        def on_message_complete(self) -> None:
            if self._timers:
                self._stop_timer("body")
            self._part, self._head_size = "head", 0
            self._finished_parts += 1
            super().on_message_complete()

        def pause_writing(self) -> None:
            self._start_timer("write", settings.write_seconds)
            super().pause_writing()

        def resume_writing(self) -> None:
            self._stop_timer("write")
            super().resume_writing()

    return LimitedProtocol
