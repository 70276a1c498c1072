"""Responses: problems, and bodies with their entity tags."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from .etags import etag, matches
from .refusals import RefusedError

CHUNK = 64 * 1024
SERVER_ERROR = "an error of the server; it is in its log."


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None, **more: Any) -> Response:
    """Return an error as ``application/problem+json``.

    ``more`` are further members of its object, such as ``near=["tco-certified-8"]``.
    """
    body = json.dumps({"status": status, "detail": detail, **more}, ensure_ascii=False).encode()
    return Response(body, status, dict(headers or {}), "application/problem+json")


def refused(error: RefusedError) -> Response:
    """Return the response to a task that a pool refused or stopped."""
    return problem(error.status, error.reason, retry_header(error))


def retry_header(error: RefusedError) -> dict[str, str]:
    """Return ``Retry-After``; no header if asking again does not help."""
    return {"Retry-After": str(error.retry)} if error.retry is not None else {}


def from_worker(meta: Mapping[str, Any], vary: str = "Accept") -> Response:
    """Return the response to a task that failed in a worker.

    ``meta`` is the description of its reply; see ``workers.framing.Reply``.
    """
    kind, text = meta["kind"], meta["error"]
    if kind == "unknown-name":
        return problem(404, text, near=meta["near"])
    if kind == "not-acceptable":
        return problem(406, f"none of the accepted formats is given; {text}", {"Vary": vary})
    if kind == "wrong":
        return problem(400, text)
    return problem(500, SERVER_ERROR)


def body(
    request: Request,
    content: bytes,
    media: str,
    vary: str | None = None,
    headers: Iterable[tuple[str, str]] = (),
    tag: str | None = None,
    seconds: int = 300,
) -> Response:
    """Return a body with its entity tag, or 304 if the client has it.

    ``seconds`` is the time for which it may be cached.
    """
    tag = tag or etag(content)
    all_headers = {"ETag": tag, "Cache-Control": f"public, max-age={seconds}", **dict(headers)}
    if vary:
        all_headers["Vary"] = vary
    if matches(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=all_headers)
    charset = "; charset=utf-8" if media.startswith("text/") else ""
    return Response(content, 200, {**all_headers, "Content-Type": media + charset})
