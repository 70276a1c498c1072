"""Entity tags: the tag of a body, and whether a client has that body already."""

from __future__ import annotations

import hashlib


def etag(body: bytes) -> str:
    """Return the entity tag of a body: 32 quoted hexadecimal digits of its SHA-256."""
    return f'"{hashlib.sha256(body).hexdigest()[:32]}"'


def matches(header: str | None, tag: str) -> bool:
    """Return whether an ``If-None-Match`` header names the tag."""
    if not header:
        return False
    return header.strip() == "*" or tag in (entry.strip().removeprefix("W/") for entry in header.split(","))
