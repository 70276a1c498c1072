"""Middleware around every request: limits, common headers, log and metrics."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from ...publish.hosting import POLICY
from ..settings import Settings
from .logs import EventLog
from .metrics import Metrics
from .responses import CHUNK, SERVER_ERROR, problem

_POLICY = b"content-security-policy"
_ALWAYS = [
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Link, Location, Retry-After, Warning, X-SPARQL-MaxRows"),
]
_DATA = [
    *_ALWAYS,
    (_POLICY, b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"),
]
_PAGE = [  # the last four concern pages only
    *_ALWAYS,
    (_POLICY, POLICY.encode()),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
]
_PREFLIGHT = [
    (b"access-control-allow-methods", b"GET, HEAD, POST, OPTIONS"),
    (b"access-control-allow-headers", b"Accept, Content-Type, If-None-Match"),
    (b"access-control-max-age", b"86400"),
]
_METHODS = ("GET", "HEAD", "POST", "OPTIONS")
_ROUTES = frozenset({"sparql", "api", "health", "metrics"})


class ResponseSender:
    """Sends a response in pieces with the common headers; counts unsent bytes.

    ``unsent`` counts the bytes of large responses that each client has not read yet. A response that would
    bring its client above ``most_unsent`` is replaced by a refusal.
    """

    def __init__(self, send: Send, client: str, unsent: Counter[str], most_unsent: int) -> None:
        self._send, self._client, self._unsent, self._most_unsent = send, client, unsent, most_unsent
        self._head: Message | None = None  # held back until the size of the body is known
        self.status = self.bytes = 0

    async def __call__(self, message: Message) -> None:
        """Send a message of the application."""
        if message["type"] == "http.response.start":
            self._head = message
            return
        content = message.get("body", b"")
        size, large = len(content), len(content) > CHUNK
        if self._head is not None:
            waiting = self._unsent[self._client]
            if large and waiting and waiting + size > self._most_unsent:
                message, content, large = self._refuse(), b"", False
            await self._send_head()
        self.bytes += size
        if not large:
            await self._send(message)
            return
        self._unsent[self._client] += size
        try:
            for start in range(0, size, CHUNK):  # so that the transport holds little for a slow reader
                more = message.get("more_body", False) or start + CHUNK < size
                piece = content[start : start + CHUNK]
                await self._send({"type": "http.response.body", "body": piece, "more_body": more})
        finally:
            self._unsent[self._client] -= size
            if not self._unsent[self._client]:
                del self._unsent[self._client]

    async def _send_head(self) -> None:
        head, self._head = self._head, None
        if head is not None:
            self.status = head["status"]
            head["headers"] = [*head.get("headers", ()), *_common_headers(head)]
            await self._send(head)

    def _refuse(self) -> Message:
        """Replace the head by that of a refusal; return the body of the refusal."""
        reason = "answers to this client wait to be read; read them first."
        refusal = problem(429, reason, {"Retry-After": "5"})
        self._head = {"type": "http.response.start", "status": 429, "headers": refusal.raw_headers}
        return {"type": "http.response.body", "body": refusal.body}


class ServerMiddleware:
    """The outermost application, which checks, answers, logs and counts every request.

    ``direct`` are handlers of paths that are answered without the router, which takes time; ``post_paths`` are
    the paths that take a body.
    """

    def __init__(
        self,
        app: ASGIApp,
        direct: Mapping[str, Callable[[Request], Awaitable[Response]]],
        post_paths: frozenset[str],
        settings: Settings,
        log: EventLog,
        metrics: Metrics,
    ) -> None:
        self.app, self.direct, self.post_paths = app, direct, post_paths
        self.settings, self.log, self.metrics = settings, log, metrics
        self.unsent: Counter[str] = Counter()  # bytes of large responses that each client has not read yet

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start = time.perf_counter()
        client = scope["client"][0] if scope.get("client") else "unknown"
        sender = ResponseSender(send, client, self.unsent, self.settings.client_unsent)
        scope.setdefault("state", {})
        failure = None
        try:
            if scope["method"] == "OPTIONS":
                headers = [*_PREFLIGHT, (b"allow", self._allowed_methods(scope["path"]).encode())]
                await sender({"type": "http.response.start", "status": 204, "headers": headers})
                await sender({"type": "http.response.body"})
            elif scope["method"] not in _METHODS:
                reason = f"{scope['method']} is not understood here."
                await problem(405, reason, {"Allow": self._allowed_methods(scope["path"])})(
                    scope, receive, sender
                )
            elif (refusal := self._refused_head(scope)) is not None:
                await problem(*refusal, {"Connection": "close"})(scope, receive, sender)
            elif scope["path"] in self.direct:
                response = await self.direct[scope["path"]](Request(scope, receive))
                await response(scope, receive, sender)
            else:
                await self.app(scope, receive, sender)
        except Exception as error:
            failure = repr(error)
            if not sender.status:
                await problem(500, SERVER_ERROR)(scope, receive, sender)
        finally:
            seconds = time.perf_counter() - start
            route = scope["path"].partition("/")[2].partition("/")[0]
            self.metrics.count(route if route in _ROUTES else "things", sender.status, seconds)
            details = {
                "client": client,
                "method": scope["method"],
                "path": scope["path"],
                "status": sender.status,
                "ms": round(seconds * 1000, 1),
                "bytes": sender.bytes,
            }
            if failure or scope["state"].get("trace"):
                details["error"] = failure or scope["state"]["trace"]
            self.log("request", **details)

    def _allowed_methods(self, path: str) -> str:
        return ", ".join(method for method in _METHODS if method != "POST" or path in self.post_paths)

    def _refused_head(self, scope: Scope) -> tuple[int, str] | None:
        """Return status and reason if the head is to be refused, else ``None``."""
        headers, settings = scope["headers"], self.settings
        if len(scope["raw_path"]) + len(scope["query_string"]) > settings.longest_url:
            return 414, f"the address is longer than {settings.longest_url} bytes; send a query by POST."
        if len(headers) > settings.most_headers:
            return 431, f"there are more than {settings.most_headers} headers."
        if sum([len(name) + len(value) for name, value in headers]) > settings.longest_headers:
            return 431, f"the headers are larger than {settings.longest_headers} bytes."
        hosts = [value for name, value in headers if name == b"host"]
        if len(hosts) > 1 or (not hosts and scope["http_version"] == "1.1"):
            return 400, "a request names its host once."
        if hosts and not hosts[0].isascii():
            return 400, "the name of the host is to be in ASCII (xn--...)."
        if "\x00" in scope["path"]:
            return 400, "the address holds a null."
        return None


def _common_headers(head: Message) -> list[tuple[bytes, bytes]]:
    """Return the common headers of a page or of data.

    They allow CORS and protect the reader.
    """
    for name, value in head.get("headers", ()):
        if name == b"content-type" and value.startswith(b"text/html"):
            return _PAGE
    return _DATA
