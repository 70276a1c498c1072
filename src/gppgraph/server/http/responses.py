"""Responses: problems, redirects, bodies with their validators. Knows no routes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ..workers.pool import RefusedError
from .etags import etag, matches

CHUNK = 64 * 1024


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None, **more: Any) -> Response:
    """Return an error as ``application/problem+json``."""
    body = json.dumps({"status": status, "detail": detail, **more}, ensure_ascii=False).encode()
    return Response(body, status, dict(headers or {}), "application/problem+json")


def refused(error: RefusedError) -> Response:
    """Return why a task was not taken or was stopped."""
    return problem(
        error.status, error.reason, {"Retry-After": str(error.retry)} if error.retry is not None else None
    )


def from_worker(meta: Mapping[str, Any], vary: str = "Accept") -> Response:
    """Return the response to what a worker could not do."""
    kind, words = meta["kind"], meta["error"]
    if kind == "unknown-name":
        return problem(404, words, near=meta["near"])
    if kind == "not-acceptable":
        return problem(406, f"none of the accepted formats is given; {words}", {"Vary": vary})
    if kind == "wrong":
        return problem(400, words)
    return problem(500, "an error of the server; it is in its log.")


def body(
    request: Request,
    content: bytes,
    media: str,
    vary: str | None = None,
    headers: Iterable[tuple[str, str]] = (),
    tag: str | None = None,
    seconds: int = 300,
) -> Response:
    """Return a body with its validator, or 304."""
    tag = tag or etag(content)
    named = {"ETag": tag, "Cache-Control": f"public, max-age={seconds}", **dict(headers)}
    if vary:
        named["Vary"] = vary
    if matches(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=named)
    charset = "; charset=utf-8" if media.startswith("text/") else ""
    return Response(content, 200, {**named, "Content-Type": media + charset})
