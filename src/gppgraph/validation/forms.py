"""The forms that a report can be written in, by name."""

from __future__ import annotations

from collections.abc import Callable

from .page import as_html
from .report import as_json, as_junit, as_sarif, as_text, as_turtle
from .run import Report

FORMATS: dict[str, Callable[[Report], str]] = {
    "text": as_text,
    "json": as_json,
    "sarif": as_sarif,
    "junit": as_junit,
    "ttl": as_turtle,
    "html": as_html,
}
