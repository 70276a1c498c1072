"""Around every request: limits on its head, headers that protect the reader, CORS, log and metrics."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .answers import CHUNK, problem
from .logs import Log
from .metrics import Metrics
from .settings import Settings

_POLICY = b"content-security-policy"
_PAGE = (
    _POLICY,
    b"default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; "
    b"font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
)
_DATA = _POLICY, b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox"
_ALWAYS = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"ETag, Link, Location, Retry-After, Warning, X-SPARQL-MaxRows"),
]
_PREFLIGHT = [
    (b"access-control-allow-methods", b"GET, HEAD, POST, OPTIONS"),
    (b"access-control-allow-headers", b"Accept, Content-Type, If-None-Match"),
    (b"access-control-max-age", b"86400"),
    (b"allow", b"GET, HEAD, POST, OPTIONS"),
]
_ROUTES = frozenset({"sparql", "api", "health", "metrics"})


class Edge:
    """The outermost application."""

    def __init__(
        self,
        app: ASGIApp,
        direct: Mapping[str, Callable[[Request], Awaitable[Response]]],
        settings: Settings,
        log: Log,
        metrics: Metrics,
    ) -> None:
        self.app, self.direct = app, direct  # ``direct`` is reached without the router, which takes time
        self.settings, self.log, self.metrics = settings, log, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begin = time.perf_counter()
        status, sent = 0, 0

        async def guarded(message: Message) -> None:
            nonlocal status, sent
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message.get("headers", ()), *_ALWAYS, _policy(message)]
                await send(message)
                return
            content = message.get("body", b"")
            sent += len(content)
            if len(content) <= CHUNK:
                await send(message)
                return
            for start in range(0, len(content), CHUNK):  # so that a slow reader holds little
                last = start + CHUNK >= len(content)
                await send(
                    {
                        "type": "http.response.body",
                        "body": content[start : start + CHUNK],
                        "more_body": message.get("more_body", False) or not last,
                    }
                )

        scope.setdefault("state", {})
        failure = None
        try:
            if scope["method"] == "OPTIONS":
                await guarded({"type": "http.response.start", "status": 204, "headers": _PREFLIGHT})
                await guarded({"type": "http.response.body"})
            elif (excess := self._excess(scope)) is not None:
                await problem(*excess, {"Connection": "close"})(scope, receive, guarded)
            elif scope["path"] in self.direct:
                response = await self.direct[scope["path"]](Request(scope, receive))
                await response(scope, receive, guarded)
            else:
                await self.app(scope, receive, guarded)
        except Exception as error:
            failure = repr(error)
            if not status:
                words = "an error of the server; it is in its log."
                await problem(500, words)(scope, receive, guarded)
        finally:
            seconds = time.perf_counter() - begin
            route = scope["path"].partition("/")[2].partition("/")[0]
            self.metrics.count(route if route in _ROUTES else "things", status, seconds)
            client = scope.get("client")
            details = {
                "client": client[0] if client else None,
                "method": scope["method"],
                "path": scope["path"],
                "status": status,
                "ms": round(seconds * 1000, 1),
                "bytes": sent,
            }
            if failure or scope["state"].get("trace"):
                details["error"] = failure or scope["state"]["trace"]
            self.log("request", **details)

    def _excess(self, scope: Scope) -> tuple[int, str] | None:
        """Return status and words for a head that is too large or has a path that is no text."""
        if len(scope["raw_path"]) + len(scope["query_string"]) > self.settings.longest_url:
            return 414, f"the address is longer than {self.settings.longest_url} bytes; send a query by POST."
        if sum([len(name) + len(value) for name, value in scope["headers"]]) > self.settings.longest_headers:
            return 431, f"the headers are larger than {self.settings.longest_headers} bytes."
        if "\x00" in scope["path"]:
            return 400, "the address holds a null."
        return None


def _policy(message: Message) -> tuple[bytes, bytes]:
    for name, value in message["headers"]:
        if name == b"content-type" and value.startswith(b"text/html"):
            return _PAGE
    return _DATA
