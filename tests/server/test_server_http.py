"""What clients do with HTTP, to one server over a tiny world: doubtful heads, odd paths, many connections, answers unread."""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from collections.abc import Iterator

import pytest

from gppgraph.server.http.middleware import ResponseSender
from gppgraph.server.http.responses import CHUNK
from gppgraph.terms import BASE
from serving import QUERY, Served, unharmed

pytestmark = pytest.mark.slow

WORLD = f"<{BASE}id/label/l1> <{BASE}ns#p> <{BASE}id/label/l2> <{BASE}graph/w> .\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for every case: the same process, the same data afterwards."""
    with unharmed(tmp_path_factory.mktemp("http"), WORLD) as running:
        yield running


POST = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
SECOND = b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (POST + b"Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SECOND, 400),
        (POST + b"Content-Length: 6\r\nContent-Length: 7\r\n\r\nASK {}" + SECOND, 400),
        (POST + b"Content-Length: +6\r\n\r\nASK {}" + SECOND, 400),
        (POST + b"Content-Length: -6\r\n\r\nASK {}" + SECOND, 400),
        (POST + b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n" + SECOND, 400),
        (POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n" + SECOND, 400),
        (POST + b"Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nASK {}\r\n0\r\n\r\n" + SECOND, 400),
        (b"GET /health HTTP/1.1\nHost: x\n\n" + SECOND, 400),
        (b"GET /health HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n" + SECOND, 400),
        (b"GET /health HTTP/1.1\r\nHost: x\r\nX: a\x00b\r\n\r\n" + SECOND, 400),
        (b"GET /health HTTP/1.1\r\n\r\n" + SECOND, 400),
        (b"GET /health HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" + SECOND, 400),
        ("GET /health HTTP/1.1\r\nHost: æøå.example\r\n\r\n".encode() + SECOND, 400),
        (b"CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example:443\r\n\r\n" + SECOND, 400),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + SECOND, 400),
        (b"GET /health HTTP/1.1\r\nHost: x\r\n" + b"a: b\r\n" * 100 + b"\r\n" + SECOND, 431),
        (b"FOO /health HTTP/1.1\r\nHost: x\r\n\r\n" + SECOND, 400),
    ],
    ids=[
        "length-and-chunks",
        "two-lengths",
        "plus",
        "minus",
        "unknown-coding",
        "space-before-colon",
        "endless-chunk",
        "bare-line-feed",
        "folded",
        "null",
        "no-host",
        "two-hosts",
        "host-not-ascii",
        "connect",
        "http2",
        "many-headers",
        "no-method",
    ],
)
def test_a_doubtful_head_ends_the_connection(server: Served, data: bytes, status: int) -> None:
    """One answer, and none to what is smuggled behind."""
    received = server.raw(data, 3)
    assert received.startswith(f"HTTP/1.1 {status} ".encode())
    assert received.count(b"HTTP/1.1 ") == 1
    assert b"statements" not in received


def test_what_is_unusual_and_allowed_is_answered(server: Served) -> None:
    """Trailers, small chunks, 100-continue, an absolute address, HTTP/1.0, many requests in one packet."""
    chunks = b"".join(b"1\r\n%c\r\n" % letter for letter in b"ASK {}" + b" " * 500)
    ending = POST + b"Connection: close\r\n"
    assert b'"boolean":true' in server.raw(
        ending + b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\nX: y\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(ending + b"Expect: 100-continue\r\nContent-Length: 6\r\n\r\n")
        assert connection.recv(1000).startswith(b"HTTP/1.1 100 ")
        connection.sendall(b"ASK {}")
        assert connection.recv(1000).startswith(b"HTTP/1.1 200 ")
    absolute = b"GET http://evil.example/sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n"
    assert b"evil" not in server.raw(absolute)
    assert server.raw(b"GET /health HTTP/1.0\r\n\r\n").startswith(b"HTTP/1.1 200 ")
    many = SECOND * 19 + SECOND.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    assert server.raw(many).count(b"HTTP/1.1 200 ") == 20


def test_methods_that_nothing_knows_are_refused(server: Served) -> None:
    """405 with the methods that are known, for everything; nothing is echoed by TRACE."""
    for path in ("/sparql", "/id/label/l1", "/api/", "/health", "/"):
        for method in ("PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"):
            answer = server.ask(path, method, cookie="secret=1")
            assert answer.status == 405
            assert "GET" in answer.headers["allow"]
            assert b"secret" not in answer.body
    assert server.ask("/id/label/l1", "OPTIONS").status == 204


def test_an_encoded_body_is_refused(server: Served) -> None:
    """A body that is to be unpacked could grow without end."""
    answer = server.ask("/sparql", "POST", b"\x1f\x8b\x08\x00", content_type=QUERY, content_encoding="gzip")
    assert answer.status == 415
    assert "Content-Encoding" in answer.json["detail"]


def test_conditions_and_codings_of_an_answer(server: Served) -> None:
    """Ranges and codings that are not offered are ignored, as HTTP says; q=0 refuses."""
    plain = server.ask("/id/label/l1.ttl")
    for headers in ({"range": "bytes=0-9"}, {"accept_encoding": "gzip"}, {"if_none_match": '"x", W/"y"'}):
        again = server.ask("/id/label/l1.ttl", **headers)
        assert (again.status, again.body) == (200, plain.body)
    assert server.ask("/id/label/l1", accept="*/*;q=0").status == 406
    assert (
        server.ask("/id/label/l1", accept="text/turtle;q=0, */*;q=0.1").headers["location"].endswith(".html")
    )
    assert server.ask("/id/label/l1", accept="text/html;q=0, */*;q=0.1").headers["location"].endswith(".ttl")
    tag = server.sparql("ASK {}").headers["etag"]
    assert server.get("ASK {}", if_none_match=tag).status == 304


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/id/label/%6c1.ttl", 200),
        ("/id/label/l1%2ettl", 200),
        ("/id//label/l1", 404),
        ("/id/label/l1/", 404),
        ("/ID/label/l1", 404),
        ("/id/label/l1;x=y", 404),
        ("/id/label/l1%3Fx", 404),
        ("/id/label/l1%23x", 404),
        ("/id/label/l1%0d%0aX:%20y", 404),
        ("/%E2%80%AE", 404),
        ("/%", 404),
        ("/%zz", 404),
        ("/id/label/" + "a" * 15_000, 404),
        ("/id/label/" + "a" * 20_000, 414),
    ],
)
def test_a_path_is_read_once(server: Served, path: str, status: int) -> None:
    """Percent-encoding is resolved once, and nothing else is guessed."""
    answer = server.ask(path)
    assert answer.status == status
    assert "x" not in answer.headers


def test_one_client_cannot_hold_all_connections(server: Served) -> None:
    """Beyond 128 a client's connection is closed at once; another client is served."""
    held = [socket.create_connection(("127.0.0.1", server.port), timeout=5) for _ in range(150)]
    try:
        closed = 0
        for connection in held[128:]:
            try:
                closed += connection.recv(1) == b""
            except ConnectionResetError:
                closed += 1
        assert closed == 22
        with socket.create_connection(("127.0.0.1", server.port), 5, ("127.0.0.9", 0)) as other:
            other.sendall(SECOND)
            assert other.recv(100).startswith(b"HTTP/1.1 200 ")
    finally:
        for connection in held:
            connection.close()
    for _ in range(50):  # the server notices that they are gone
        try:
            if server.alive():
                return
        except OSError:
            continue
    raise AssertionError("the server does not answer its client again")


def test_answers_that_nobody_reads_are_bounded() -> None:
    """What a client has asked for and not taken is held in memory, so there is a limit for each client."""
    unsent: Counter[str] = Counter()
    size = 10 * CHUNK

    async def scenario() -> list[list[dict[str, object]]]:
        read = asyncio.Event()
        seen: list[list[dict[str, object]]] = []

        async def one(client: str) -> None:
            messages: list[dict[str, object]] = []
            seen.append(messages)

            async def send(message: object) -> None:
                messages.append(dict(message))  # type: ignore[call-overload]
                if len(messages) == 2 and messages[0]["status"] == 200:
                    await read.wait()

            most = 2 * size if client == "a" else size // 2  # one answer is sent whatever its size
            answer = ResponseSender(send, client, unsent, most)  # type: ignore[arg-type]
            await answer({"type": "http.response.start", "status": 200, "headers": []})
            await answer({"type": "http.response.body", "body": b"x" * size})

        tasks = [asyncio.create_task(one(client)) for client in ("a", "a", "a", "b")]
        await asyncio.sleep(0)
        assert unsent == {"a": 2 * size, "b": size}
        read.set()
        await asyncio.gather(*tasks)
        return seen

    seen = asyncio.run(scenario())
    assert [messages[0]["status"] for messages in seen] == [200, 200, 429, 200]
    assert len(seen[2]) == 2
    for messages in (seen[0], seen[3]):
        assert sum(len(message.get("body", b"")) for message in messages) == size  # type: ignore[arg-type]
        assert [message.get("more_body") for message in messages[1:]] == [True] * 9 + [False]
    assert unsent == {}
