"""Names as people spell them: near matches, natural order."""

from __future__ import annotations

import re
from collections.abc import Iterable


def natural(name: str) -> list[tuple[int, int, str]]:
    """Return a sort key by which ``c2`` comes before ``c15``."""
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in re.split(r"(\d+)", name)]


def counted(count: int, thing: str) -> str:
    """Return an English count with its thing.

    >>> counted(1, "hit"), counted(2, "hit")
    ('1 hit', '2 hits')
    """
    return f"{count} {thing}" if count == 1 else f"{count} {thing}s"


def spoken(name: str) -> str:
    """Return a name in the form in which names are compared.

    It has small letters, single spaces, and no ".0" after the number of a version.

    >>> spoken("ENERGY STAR 8.0"), spoken("energy-star-8")
    ('energy star 8', 'energy star 8')
    """
    words = re.sub(r"[\W_]+", " ", re.sub(r"(\d)\.0\b", r"\1", name.casefold()))
    return words.strip()


def near(name: str, names: Iterable[str], count: int = 5) -> list[str]:
    """Return the names most like ``name`` or like its beginning, best first."""
    from difflib import SequenceMatcher

    typed = name.lower()
    matcher = SequenceMatcher(b=typed, autojunk=False)

    def likeness(entry: str) -> float:
        best = 1.0 if typed and typed in entry else 0.0
        for candidate, weight in ((entry, 1.0), (entry[: len(typed) + 1], 0.95)):
            matcher.set_seq1(candidate)
            if matcher.real_quick_ratio() * weight > best and matcher.quick_ratio() * weight > best:
                best = max(best, matcher.ratio() * weight)
        return best

    scored = sorted((-likeness(entry.lower()), entry) for entry in set(names))
    return [entry for score, entry in scored if -score >= 0.7][:count]
