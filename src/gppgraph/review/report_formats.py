"""The forms of a review except docx, which needs the file (see ``comments``)."""

from __future__ import annotations

from .report_html import as_html
from .report_json import as_json
from .report_markdown import as_markdown

WRITERS = {"md": as_markdown, "json": as_json, "html": as_html}
FORMATS = tuple(WRITERS)
