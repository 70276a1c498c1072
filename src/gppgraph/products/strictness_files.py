"""The strictness of a requirement as a picture (SVG) and as a page (HTML)."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

from ..languages import Words
from ..output.html import render
from .offers import PACKAGE
from .strictness import NOT_STATED, Counts, Strictness, share_text

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 720, 380, 60, 60, 20, 90


class _Point(NamedTuple):
    """A threshold of the curve: its place, and heights of proved and possible."""

    x: float
    proved: float
    possible: float
    counts: Counts
    is_demanded: bool


def points(found: Strictness) -> list[_Point]:
    """Return the points of the curve, from the most lenient threshold on."""
    across = (WIDTH - LEFT - RIGHT) / max(1, len(found.curve) - 1)
    return [
        _Point(
            LEFT + place * across,
            _height(entry.proved, entry.products),
            _height(entry.proved + entry.unknown, entry.products),
            entry,
            found.demanded is not None and entry.group == f"{found.demanded:g}",
        )
        for place, entry in enumerate(found.curve)
    ]


def _height(part: int, whole: int) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - part / whole if whole else 1.0)


def svg(found: Strictness, language: str = "en") -> str:
    """Return the curve as SVG, with a band for products that are unknown."""
    return render("strictness.svg", picture="title", **picture_values(found, Words(language, PACKAGE)))


def html(found: Strictness, language: str = "en") -> str:
    """Return a page with the picture and its tables."""
    words = Words(language, PACKAGE)
    return render(
        "strictness.html",
        language=language,
        picture="title",
        not_stated=NOT_STATED,
        share_text=partial(share_text, words),
        **picture_values(found, words),
    )


def picture_values(found: Strictness, words: Words) -> dict[str, Any]:
    """Return the values from which the template of the picture is drawn."""
    return {
        "found": found,
        "words": words,
        "points": points(found),
        "width": WIDTH,
        "height": HEIGHT,
        "left": LEFT,
        "top": TOP,
        "right": WIDTH - RIGHT,
        "bottom": HEIGHT - BOTTOM,
    }
