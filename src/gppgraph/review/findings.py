"""Findings: messages about places in a text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..languages import Words
from ..terms import slug
from ..texts.figures.thresholds import Threshold
from ..texts.linked import Linked
from ..texts.mentions.mention import Mention

SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True, slots=True)
class ReviewFinding:
    """A message about a place in a text, its rule (``code``) and its sources (slugs)."""

    code: str
    severity: str
    start: int
    end: int
    quote: str
    message: str
    advice: str
    sources: tuple[str, ...]


def finding(
    code: str,
    severity: str,
    at: Mention | Threshold,
    words: Words,
    sources: Iterable[str] = (),
    **values: object,
) -> ReviewFinding:
    """Return a finding at a mention or figure, worded by its code."""
    return ReviewFinding(
        code=code,
        severity=severity,
        start=at.start,
        end=at.end,
        quote=at.text,
        message=words.fill(code, **values),
        advice=words.get(f"{code}-advice"),
        sources=tuple(sources),
    )


def unknown_numbers(linked: Linked, words: Words, text_words: Words) -> Iterator[ReviewFinding]:
    """Yield numbers that the graph does not have, with the nearest one as a question."""
    for mention in linked.mentions:
        if mention.doubt:
            near = map(slug, mention.candidates)
            question = mention.doubt.said(text_words)
            yield finding("number-not-known", "warning", mention, words, near, question=question)
