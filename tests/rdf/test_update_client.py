"""Updates that are sent to a server: authentication, redirects, retries, and the errors that users see."""

from __future__ import annotations

import contextlib
import http.server
import threading
from base64 import b64encode
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

import servers
from gppgraph.errors import EngineError
from gppgraph.rdf import update_client
from gppgraph.rdf.update_client import UpdateClient

pytestmark = pytest.mark.slow

Seen = list[tuple[str, str, bytes]]  # path, authorization, body


@contextlib.contextmanager
def answering(*responses: tuple[int, dict[str, str], bytes]) -> Iterator[tuple[str, Seen]]:
    """Run a server that gives these responses in turn, the last one for ever; yield its address and what it saw."""
    seen: Seen = []
    waiting = list(responses)

    class Handler(http.server.BaseHTTPRequestHandler):
        """Gives the next response."""

        def do_POST(self) -> None:
            """Answer."""
            body = self.rfile.read(int(self.headers["Content-Length"]))
            seen.append((self.path, self.headers.get("Authorization", ""), body))
            status, headers, content = waiting.pop(0) if len(waiting) > 1 else waiting[0]
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/update", seen
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let retries follow at once."""
    monkeypatch.setattr(update_client, "time", SimpleNamespace(sleep=lambda _: None))


def send(url: str, user: str | None = None, password: str | None = None, timeout: float = 5) -> None:
    """Send an update."""
    UpdateClient(url, user, password, timeout).send(url, b"body", "text/plain", "POST")


def test_a_password_is_sent_only_when_the_server_asks_for_it_and_then_at_once() -> None:
    challenge = {"WWW-Authenticate": 'Basic realm="x"'}
    with answering((401, challenge, b""), (204, {}, b"")) as (url, seen):
        client = UpdateClient(url, "user", "secret", 5)
        for _ in range(2):
            client.send(url, b"body", "text/plain", "POST")
    basic = f"Basic {b64encode(b'user:secret').decode()}"
    assert [(authorization, body) for _, authorization, body in seen] == [
        ("", b"body"),
        (basic, b"body"),
        (basic, b"body"),
    ]


def test_digest_goes_before_basic_authentication() -> None:
    both = {"WWW-Authenticate": 'Digest realm="x", nonce="n", qop="auth", algorithm=MD5'}
    with answering((401, both, b""), (401, both, b""), (204, {}, b"")) as (url, seen):
        send(url, "user", "secret")
    assert seen[0][1] == ""
    assert seen[-1][1].startswith('Digest username="user"')
    assert "secret" not in str(seen)


def test_without_a_user_or_with_a_wrong_one_the_error_says_where_to_set_it() -> None:
    challenge = {"WWW-Authenticate": 'Basic realm="x"'}
    for user in (None, "wrong"):
        with (
            answering((401, challenge, b"")) as (url, _),
            pytest.raises(EngineError, match=r"refuses \(401\); set GPPGRAPH_USER and GPPGRAPH_PASSWORD"),
        ):
            send(url, user, "secret")


def test_a_redirect_is_not_followed_with_a_password() -> None:
    with answering((204, {}, b"")) as (other, seen_there):
        redirect = {"Location": other}
        with answering((307, redirect, b"")) as (url, _), pytest.raises(EngineError, match="answers 307"):
            send(url, "user", "secret")
    assert seen_there == []


def test_a_busy_server_is_asked_again_and_another_refusal_is_not() -> None:
    with answering((503, {}, b""), (429, {}, b""), (204, {}, b"")) as (url, seen):
        send(url)
    assert len(seen) == 3
    with answering((503, {}, b"")) as (url, seen):
        with pytest.raises(EngineError, match=r"answers 503 \(tried 4 times\); run the command again"):
            send(url)
        assert len(seen) == 4
    with answering((400, {}, b"line 3:\n  unknown prefix")) as (url, seen):
        with pytest.raises(EngineError, match=r"answers 400: line 3: unknown prefix$"):
            send(url)
        assert len(seen) == 1


def test_a_web_page_is_no_success() -> None:
    page = b"<!DOCTYPE html><html><form></form></html>"
    with answering((200, {}, page)) as (url, _), pytest.raises(EngineError, match="answers a web page"):
        send(url)


def test_a_server_that_is_down_or_slow_is_told_apart() -> None:
    url = f"http://127.0.0.1:{servers.free_port()}/update"
    with pytest.raises(EngineError, match=r"cannot be reached: .*refused.* \(tried 4 times\)"):
        send(url)
    with servers.bad() as base, pytest.raises(EngineError, match=r"did not answer within 0\.2 seconds"):
        send(f"{base}/slow", timeout=0.2)
