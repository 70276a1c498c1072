"""An endpoint that wants to harm who asks it: bounded, refused in one line, nothing raw on the terminal."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from gppgraph.errors import EngineError
from gppgraph.rdf import engines
from gppgraph.rdf.engines import Remote

pytest.importorskip("SPARQLWrapper")

JSON = "application/sparql-results+json"


def one_row(term: dict[str, str]) -> bytes:
    return json.dumps({"head": {"vars": ["a"]}, "results": {"bindings": [{"a": term}]}}).encode()


BODIES = {
    "/iri": one_row({"type": "uri", "value": "no iri <>"}),
    "/tag": one_row({"type": "literal", "value": "x", "xml:lang": "no tag!"}),
    "/deep": b"[" * 200_000,
    "/list": b"[]",
    "/large": b'{"head": {"vars": []}, "results": {"bindings": []}, "x": "' + b"x" * 2_000_000 + b'"}',
}


class Hostile(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path == "/drip":
            self.send_response(200)
            self.send_header("Content-Type", JSON)
            self.end_headers()
            try:
                while True:
                    self.wfile.write(b" ")
                    time.sleep(0.2)
            except OSError:
                return
        self.send_response(500 if self.path == "/error" else 200)
        self.send_header("Content-Type", JSON)
        self.end_headers()
        try:
            if self.path == "/error":  # an error without an end
                while True:
                    self.wfile.write(b"x" * 1_000_000)
            self.wfile.write(BODIES[self.path])
        except OSError:
            pass

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hostile)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/iri", "no SPARQL result"),
        ("/tag", "no SPARQL result"),
        ("/deep", "JSON is broken"),
        ("/list", "no SPARQL result"),
        ("/large", "more than 1 MB"),
        ("/error", "more than is read"),
        ("/drip", "did not answer within 1 seconds"),
    ],
)
def test_an_endpoint_cannot_harm_who_asks(
    path: str, said: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "LARGEST_ANSWER", 1_000_000 + 48_576)
    monkeypatch.setattr(engines, "REMOTE_MEGABYTES", 64)
    start = time.monotonic()
    with pytest.raises(EngineError, match=said):
        Remote(address + path, timeout=1, retries=1).ask("SELECT * { ?s ?p ?o }")
    assert time.monotonic() - start < 8
