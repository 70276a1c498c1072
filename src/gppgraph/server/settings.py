"""The limits of the server and their defaults."""

from __future__ import annotations

import os
from dataclasses import dataclass

from ..texts.read.source_text import PASTED

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """Address, number of workers and limits; sizes in bytes, times in seconds."""

    host: str = "127.0.0.1"
    port: int = 8765
    # One client may hold all workers but one, and its long queries should leave a core to others.
    workers: int = 2 * (os.cpu_count() or 1) + 1
    api_workers: int = 2
    query_seconds: float = 10.0
    review_seconds: float = 20.0
    query_memory: int = 512 * MEBIBYTE  # beyond the memory of the loaded graph
    longest_query: int = 100_000  # characters
    longest_body: int = 1 * MEBIBYTE
    longest_text: int = PASTED  # characters
    longest_url: int = 16 * 1024
    longest_headers: int = 32 * 1024
    most_headers: int = 100
    most_fields: int = 64
    largest_answer: int = 8 * MEBIBYTE  # a larger answer is cut after `most_rows` rows and marked as cut
    most_rows: int = 10_000
    client_queries: int = 16  # of one client, running or waiting
    waiting_queries: int = 128  # of all clients
    client_unsent: int = 64 * MEBIBYTE  # of large answers that one client has asked for and not read
    head_seconds: float = 10.0  # from the first byte of a request to the last byte of its head
    body_seconds: float = 20.0
    write_seconds: float = 30.0  # for a client to read 64 KiB
    idle_seconds: int = 15
    connections: int = 1024

    def limits(self) -> dict[str, str]:
        """Return the limits that a client may meet.

        For example ``{"time for one query": "10 seconds"}``.
        """
        return {
            "time for one query": f"{self.query_seconds:g} seconds",
            "memory for one query": f"{self.query_memory // MEBIBYTE} MiB",
            "length of a query": f"{self.longest_query} characters",
            "length of an address": f"{self.longest_url} bytes; a longer query comes by POST",
            "answer sent whole": f"up to {self.largest_answer // MEBIBYTE} MiB",
            "rows of a larger answer": f"{self.most_rows}, and it is said that it is cut",
            "queries of one client at a time": str(self.client_queries),
            "connections of one client": str(self.client_connections),
            "answers of one client that wait to be read": f"{self.client_unsent // MEBIBYTE} MiB",
        }

    @property
    def client_connections(self) -> int:
        """The number of connections that one client may keep open."""
        return min(self.connections, 8 * self.client_queries)
