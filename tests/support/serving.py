"""The server of the project as a process of its own, a client that changes nothing it is told to send, a witness."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pyoxigraph as ox

from gppgraph.build.register import FILE, KINDS, Register, as_json
from gppgraph.workspace import digest
from servers import await_server, free_port

FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"


@dataclass
class Answer:
    """A response, read whole."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def media(self) -> str:
        """The media type without parameters."""
        return self.headers.get("content-type", "").split(";")[0]

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass
class Served:
    """A running server."""

    port: int
    pid: int
    log: Path
    process: subprocess.Popen[bytes] = field(repr=False)

    def ask(
        self,
        path: str,
        method: str = "GET",
        body: bytes | str | None = None,
        seconds: float = 30,
        **headers: str,
    ) -> Answer:
        """Send one request, its path as it is; ``content_type`` stands for Content-Type."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=seconds)
        try:
            connection.putrequest(method, path, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name.replace("_", "-"), value)
            data = body.encode() if isinstance(body, str) else body
            if data is not None:
                connection.putheader("Content-Length", str(len(data)))
            connection.endheaders()
            if data is not None:
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    connection.send(data)
            response = connection.getresponse()
            return Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        finally:
            connection.close()

    def sparql(self, text: str, **headers: str) -> Answer:
        """Send a query in a form by POST."""
        return self.ask("/sparql", "POST", urlencode({"query": text}), content_type=FORM, **headers)

    def get(self, text: str, **headers: str) -> Answer:
        """Send a query by GET."""
        return self.ask(f"/sparql?query={quote(text, safe='')}", **headers)

    def alive(self) -> bool:
        """Return whether the very process that was started still answers."""
        return self.process.poll() is None and self.ask("/health").status == 200

    def raw(self, data: bytes, seconds: float = 10) -> bytes:
        """Send bytes and return what comes back until the server closes, or time is up."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as connection:
            connection.sendall(data)
            received = b""
            with contextlib.suppress(TimeoutError, ConnectionResetError):
                while piece := connection.recv(65536):
                    received += piece
            return received


@contextlib.contextmanager
def serving(folder: Path, *options: str, environment: Mapping[str, str] | None = None) -> Iterator[Served]:
    """Run ``gppgraph serve`` on a free loopback port for as long as the block lasts."""
    port = free_port()
    log = folder / "serve.log"
    command = [sys.executable, "-m", "gppgraph", "serve", "--port", str(port), *options]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, stdout=output, stderr=output, env={**os.environ, **(environment or {})}
        )
        try:
            assert await_server(f"http://127.0.0.1:{port}/health", process, 120), log.read_text()
            yield Served(port, process.pid, log, process)
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextlib.contextmanager
def unharmed(folder: Path, quads: str) -> Iterator[Served]:
    """Serve a small world under close limits, and hold that the process and its data stay as they were."""
    environment = small_world(folder / "snapshot", quads)
    with serving(folder, "--timeout", "2", "--memory", "256", environment=environment) as running:
        before = running.ask("/health").json["statements"]
        yield running
        assert running.alive()
        assert running.process.pid == running.pid
        assert running.ask("/health").json["statements"] == before
        errors = [
            row for row in running.log.read_text().splitlines() if "Traceback" in row or '"error"' in row
        ]
        assert errors == []


def small_world(folder: Path, quads: str) -> dict[str, str]:
    """Write N-Quads as a snapshot; return the environment in which it is served."""
    (folder / "asserted").mkdir(parents=True)
    world = ox.parse(quads, format=ox.RdfFormat.N_QUADS)
    (folder / "asserted" / "world.trig").write_bytes(ox.serialize(world, format=ox.RdfFormat.TRIG) or b"")
    empty = Register({kind: {} for kind in KINDS}, {}, {}, {}, [])
    (folder / FILE).write_text(as_json(empty))
    (folder / "digest").write_text(digest() + "\n")
    return {"GPPGRAPH_SNAPSHOT": str(folder)}


class Witness:
    """Listens on a loopback port and counts connections, whatever they say."""

    def __init__(self) -> None:
        self.seen = 0
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.socket.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = self.socket.accept()
                self.seen += 1
                connection.close()

    def close(self) -> None:
        """Stop listening."""
        self.socket.close()
