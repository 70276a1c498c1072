"""A review in a worker; nothing of the reviewed text is written anywhere."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from ...graph import Graph
from ...publish.addresses import LANGUAGES, page
from ...publish.site_words import SiteWords
from ...review.report_html import fragment
from ...review.report_json import as_record
from ...review.review import review
from ...texts.linker import Linker
from ...texts.read.source_text import Text
from ...values import parse_day
from ..documents import Location
from .framing import Reply


@cache
def linker(graph: Graph) -> Linker:
    """Return the linker of a graph, its vocabulary read.

    The server makes it before it forks workers.
    """
    made = Linker(graph)
    assert made.reader
    return made


def answer(task: Mapping[str, Any], graph: Graph, places: Mapping[str, Location]) -> Reply:
    """Return the review of the task's text as JSON, or as HTML for a page.

    A task is ``{"text": "...", "country": "dk", "as_of": "2026-07-01", "lang": "da", "html": True, "site": True}``;
    ``places`` are the locations of IRIs, to which the HTML links.
    """
    source = Text(SiteWords(task["lang"])["review-paste"], "txt", task["text"])
    day = parse_day(task["as_of"])
    result = review(graph, source, task["country"], day, linker(graph), task["lang"])
    if not task["html"]:
        body = json.dumps(as_record(result), ensure_ascii=False).encode()
        return Reply({"media": "application/json"}, body)

    def link(address: str) -> str | None:
        if address not in places:
            return None
        document, place = places[address]
        file = page(document, task["lang"], LANGUAGES[0]) if task["site"] else f"{document}.html"
        return f"/{file}#{place}" if place else f"/{file}"

    return Reply({"media": "text/html"}, fragment(result, link).encode())
