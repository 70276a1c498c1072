"""A review as a server's worker answers it. Knows no files: the text comes with the task and goes with the answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from ...graph import Graph
from ...publish.addresses import LANGUAGES, page
from ...publish.site_words import Words
from ...review.report_html import fragment
from ...review.report_json import as_record
from ...review.review import review
from ...texts.linker import Linker
from ...texts.read.readers import Text
from ...values import parse_day


@cache
def linker(graph: Graph) -> Linker:
    """Return the linker of a graph, which has read its vocabulary; a server makes it before it forks workers."""
    made = Linker(graph)
    assert made.reader
    return made


def answer(
    task: Mapping[str, Any], graph: Graph, places: Mapping[str, tuple[str, str]]
) -> tuple[dict[str, Any], bytes]:
    """Return the review of the task's text as JSON or as a piece of HTML; ``places`` are documents of IRIs."""
    source = Text(Words(task["lang"])["review-paste"], "txt", task["text"])
    day = parse_day(task["as_of"])
    result = review(graph, source, task["country"], day, linker(graph), task["lang"])
    if not task["html"]:
        body = json.dumps(as_record(result), ensure_ascii=False).encode()
        return {"media": "application/json"}, body

    def link(address: str) -> str | None:
        if address not in places:
            return None
        path, place = places[address]
        file = page(path, task["lang"], LANGUAGES[0]) if task["site"] else f"{path}.html"
        return f"/{file}#{place}" if place else f"/{file}"

    return {"media": "text/html"}, fragment(result, Words(task["lang"]), link).encode()
