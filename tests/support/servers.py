"""SPARQL servers that tests start on loopback ports, and a server that answers badly."""

from __future__ import annotations

import contextlib
import http.server
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx


@dataclass(frozen=True)
class Server:
    """Where a server is asked and where it is fed."""

    name: str
    query: str
    update: str
    user: str | None = None
    password: str | None = None


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def await_server(url: str, process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Return whether the server answers before the time is up."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and process.poll() is None:
        try:
            httpx.get(url, timeout=2)
            return True
        except httpx.TransportError:
            time.sleep(0.2)
    return False


@contextlib.contextmanager
def running(command: list[str], url: str, seconds: float, folder: Path) -> Iterator[bool]:
    """Run a server for as long as the block lasts; yield whether it came up."""
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
        try:
            yield await_server(url, process, seconds)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def oxigraph_program() -> str | None:
    """Return the Oxigraph server's program."""
    beside = Path(sys.executable).with_name("oxigraph")
    return str(beside) if beside.exists() else shutil.which("oxigraph")


@contextlib.contextmanager
def oxigraph(folder: Path) -> Iterator[Server | None]:
    """Run the Oxigraph server over the union of its graphs."""
    program = oxigraph_program()
    if program is None:
        yield None
        return
    port = free_port()
    base = f"http://127.0.0.1:{port}"
    command = [program, "serve", "--bind", f"127.0.0.1:{port}", "--union-default-graph"]
    with running(command, f"{base}/", 20, folder) as up:
        yield Server("oxigraph", f"{base}/query", f"{base}/update") if up else None


VIRTUOSO = """[Database]
DatabaseFile = virtuoso.db
ErrorLogFile = virtuoso.log
LockFile = virtuoso.lck
TransactionFile = virtuoso.trx
xa_persistent_file = virtuoso.pxa
[TempDatabase]
DatabaseFile = virtuoso-temp.db
TransactionFile = virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 10
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
DirsAllowed = .
[HTTPServer]
ServerPort = 127.0.0.1:{web}
ServerThreads = 5
[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryExecutionTime = 300
DefaultQuery = select distinct ?Concept where {{ [] a ?Concept }} LIMIT 100
"""


@contextlib.contextmanager
def virtuoso(folder: Path) -> Iterator[Server | None]:
    """Run Virtuoso 7 on an empty database with its first password."""
    program = shutil.which("virtuoso-t")
    if program is None:
        yield None
        return
    sql, web = free_port(), free_port()
    (folder / "virtuoso.ini").write_text(VIRTUOSO.format(sql=sql, web=web))
    base = f"http://127.0.0.1:{web}"
    command = [program, "+foreground", "+wait", "+configfile", str(folder / "virtuoso.ini")]
    with running(command, f"{base}/sparql", 60, folder) as up:
        yield Server("virtuoso", f"{base}/sparql", f"{base}/sparql-auth", "dba", "dba") if up else None


class Bad(http.server.BaseHTTPRequestHandler):
    """Answers as the path says."""

    def do_POST(self) -> None:
        """Answer badly."""
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        kind, body, code = "application/sparql-results+json", b"{}", 200
        headers: dict[str, str] = {}
        if self.path == "/html":
            kind, body = "text/html", b"<!DOCTYPE html><html><form></form></html>"
        elif self.path == "/cut":
            body = b'{"head": {"vars": ["a"]}, "results": {"bindings": [{"a"'
        elif self.path == "/rows":
            body = b'{"head": {"vars": ["a"]}, "results": {"bindings": []}}'
            headers["X-SPARQL-MaxRows"] = "1000"
        elif self.path == "/busy":
            code = 503
        elif self.path == "/slow":
            time.sleep(3)
        elif self.path == "/short":
            headers["Content-Length"] = "1000"
        elif self.path == "/login":
            code = 401
        with contextlib.suppress(ConnectionError):
            self.send_response(code)
            self.send_header("Content-Type", kind)
            if "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(body)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def bad() -> Iterator[str]:
    """Run a server that answers badly; yield its address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Bad)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
