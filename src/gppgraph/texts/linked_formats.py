"""The forms of linked texts."""

from __future__ import annotations

from .annotations import as_turtle
from .linked_html import as_html
from .linked_json import as_json
from .linked_text import as_text

WRITERS = {"text": as_text, "json": as_json, "ttl": as_turtle, "html": as_html}
FORMATS = tuple(WRITERS)
