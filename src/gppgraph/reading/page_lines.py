"""The paragraphs of the pages of a PDF, without running heads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from .outline import CODE, Hint

_EDGE = 3  # lines at the top and bottom of a page that may be running heads
_OFTEN = 3  # pages that have a line before it counts as one
_LONGEST = 5_000  # characters of a paragraph
_FULL = 0.72  # share of the usual length from which a line goes on in the next one
_NEW = re.compile(rf"(?:[•·▪◦*–-]|\(?[a-z]\)|\(?\d{{1,2}}\)|\d{{1,2}}(?:\.\d{{1,3}})*\.?\s|{CODE}[.:\s])")


def page_lines(text: str, starts: Sequence[int]) -> tuple[str, dict[int, Hint]]:
    """Return the text of pages as one line a paragraph, and the page of each line.

    ``starts`` are the offsets at which the pages begin.
    """
    pages = [
        [line.strip() for line in text[start:end].split("\n")]
        for start, end in zip(starts, [*starts[1:], len(text)], strict=True)
    ]
    running = _running(pages)
    lines: list[tuple[str, int]] = []
    for number, page in enumerate(pages, 1):
        filled = [line for line in page if line]
        edges = {*filled[:_EDGE], *filled[-_EDGE:]}
        for line in page:
            if not (line in edges and _mask(line) in running):
                lines.append((line, number))
    usual = _usual([line for line, _ in lines])
    result: list[str] = []
    hints: dict[int, Hint] = {}
    place = 0
    for line, number in lines:
        if result and line and _goes_on(result[-1], line, usual):
            before = result[-1]
            broken = re.search(r"[^\W\d_]-$", before[-3:]) and line[0].islower()
            result[-1] = before[:-1] + line if broken else f"{before} {line}"
            place += len(result[-1]) - len(before)
            continue
        hints[place] = Hint(page=number)
        result.append(line)
        place += len(line) + 1
    return "\n".join(result) + "\n", hints


def _running(pages: Sequence[Sequence[str]]) -> set[str]:
    """Return the masks of lines that stand at the edge of several pages."""
    counts: Counter[str] = Counter()
    for page in pages:
        filled = [line for line in page if line]
        counts.update({_mask(line) for line in (*filled[:_EDGE], *filled[-_EDGE:])})
    return {mask for mask, count in counts.items() if count >= _OFTEN and count * 2 > len(pages)}


def _mask(line: str) -> str:
    """Return a line with its numbers masked, so that page numbers are alike."""
    return re.sub(r"\d+", "#", line)


def _usual(lines: Sequence[str]) -> int:
    """Return the length that a full line has: nine of ten are shorter."""
    lengths = sorted(len(line) for line in lines if line)
    return lengths[len(lengths) * 9 // 10] if lengths else 0


def _goes_on(before: str, line: str, usual: int) -> bool:
    """Return whether a line is the rest of the paragraph before it."""
    if not before or len(before) > _LONGEST or _NEW.match(line) or before.endswith((":", ";")):
        return False
    last = before[-(usual or 1) :]
    if line[0].islower():
        return not before.endswith(".")
    return len(last) >= _FULL * usual and not before.endswith(".") and len(before) >= usual * _FULL
