"""Content negotiation: the offered media type or language that a client prefers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

_LONGEST_HEADER = 4096  # characters; the rest is ignored


def _ranges(header: str) -> list[tuple[str, float]]:
    """Return the ranges of a header with their weights.

    For example ``[("text/html", 1.0), ("*/*", 0.5)]``.

    A range with a malformed weight is left out.
    """
    ranges = []
    for entry in header.split(",")[:100]:
        name, *parameters = (part.strip().lower() for part in entry.split(";"))
        weight = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip() == "q":
                try:
                    weight = float(value)
                except ValueError:
                    weight = -1.0
        if name and 0 <= weight <= 1:
            ranges.append((name, weight))
    return ranges


def negotiate(header: str | None, offered: Sequence[str]) -> str | None:
    """Return the offered media type with the highest weight, else ``None``.

    Of equal weights the first offered wins. A missing or malformed header accepts everything.
    """
    return _negotiate((header or "")[:_LONGEST_HEADER], tuple(offered))


@lru_cache(maxsize=256)
def _negotiate(header: str, offered: tuple[str, ...]) -> str | None:
    ranges = [(name, weight) for name, weight in _ranges(header) if "/" in name]
    if not ranges:
        return offered[0] if offered else None
    best, best_weight = None, 0.0
    for media in offered:
        group = media.split("/")[0] + "/*"
        for name in (media, group, "*/*"):  # the most specific range decides
            weights = [weight for range_, weight in ranges if range_ == name]
            if weights:
                if max(weights) > best_weight:
                    best, best_weight = media, max(weights)
                break
    return best


def language(header: str | None, offered: Iterable[str], default: str) -> str:
    """Return the offered language with the highest weight, else ``default``."""
    languages = set(offered)
    best, best_weight = default, 0.0
    for name, weight in _ranges(header or ""):
        primary = name.split("-")[0]
        primary = "nb" if primary in ("no", "nn") and primary not in languages else primary
        if primary in languages and weight > best_weight:
            best, best_weight = primary, weight
    return best
