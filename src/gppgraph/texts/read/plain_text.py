"""Texts prepared for matching, with their sentences, table rows and headings."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

NOTE = r"\d{1,2}(?![\w/]|[.,]\d)"  # the mark of a footnote at the end of a word
REACH = 600  # characters of a sentence that are looked at before and after a place
_LINES = 14  # lines that are looked at above a line of a list or table
_SHORT = 64  # characters of a line that may be a heading or an item of a list
_HARDLY = 16  # letters of a line that has hardly a word beside a figure


@dataclass
class PlainText:
    """A text prepared for matching.

    ``places`` has for each character of ``text`` its place in ``original``; ``bounds`` are the starts of
    sentences. A place is an offset in ``text`` unless stated otherwise; a span is a start and an end.
    """

    original: str
    text: str
    places: list[int]
    bounds: list[int] = field(default_factory=list)

    def to_original(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the original that a span was made from."""
        return self.places[start], self.places[end - 1] + 1

    def from_original(self, place: int) -> int:
        """Return the place of a character of the original, or of the next remaining one."""
        return min(bisect_left(self.places, place), len(self.places) - 1)

    def row(self, place: int) -> tuple[int, int] | None:
        """Return the span of the table row around a place, if there is one."""
        first, last = self._line(place)
        return (first, last) if "|" in self.text[first:last] else None

    def column_head(self, place: int) -> tuple[int, int] | None:
        """Return the span of the head of the column around a place, if in another row."""
        row = head = self.row(place)
        while head and head[0] and (above := self.row(head[0] - 1)):
            head = above
        if row is None or head is None or head == row:
            return None
        column = self.text.count("|", row[0], place)
        cells = [match.span() for match in re.finditer(r"[^|]+", self.text[head[0] : head[1]])]
        leading = int(self.text[row[0] : row[1]].lstrip().startswith("|"))
        if not 0 <= column - leading < len(cells):
            return None
        start, end = cells[column - leading]
        return head[0] + start, head[0] + end

    def aligned_head(self, place: int) -> tuple[int, int] | None:
        """Return the span of the head of a column that is aligned by spaces, if any.

        The head is the nearest cell without digits that stands above the place, in a line of several cells.
        """
        first, last = self._line(place)
        line = self.text[first:last]
        if "|" in line or len(_CELL.findall(line.strip())) < 2:
            return None
        column = place - first
        for _ in range(_LINES):
            if not first:
                return None
            first, last = self._line(first - 1)
            line = self.text[first:last]
            cells = [match for match in _CELL.finditer(line) if match[0].strip()]
            if len(cells) < 2:
                return None
            for cell in cells:
                inside = cell.start() - 2 <= column <= cell.end() + 2
                if inside and not any(map(str.isdigit, cell[0])):
                    return first + cell.start(), first + cell.end()
        return None

    def lead_in(self, place: int) -> tuple[int, int] | None:
        """Return the span of the line that introduces a list ("Approved labels:").

        It ends with a colon, or stands right above a line with a bullet.
        """
        first, last = self._line(place)
        below = self.text[first:last]
        gaps = 0
        for _ in range(_LINES):
            if not first:
                return None
            first, last = self._line(first - 1)
            line = self.text[first:last].rstrip()
            if not line:
                gaps += 1
                if gaps > 1:
                    return None
            elif line.endswith(":") or (
                _BULLET.match(below) and not _BULLET.match(line) and line[-1] not in ".,;"
            ):
                return first, last
            elif line.endswith(".") and not _BULLET.match(line):
                return None
            else:
                below = line
        return None

    def is_item(self, place: int) -> bool:
        """Return whether the line around a place is short or an item of a list."""
        first, last = self._line(place)
        line = self.text[first:last].rstrip()
        return _BULLET.match(line) is not None or (len(line) <= _SHORT and not line.endswith("."))

    def line_above(self, place: int, end: int) -> tuple[int, int] | None:
        """Return the span of the line above, if a line has hardly a word after a figure.

        The line above names something and has no figure of its own.
        """
        first, last = self._line(place)
        if not first or "|" in self.text[first:last] or sum(map(str.isalpha, self.text[end:last])) > _HARDLY:
            return None
        above, stop = self._line(first - 1)
        named = self.text[above:stop]
        return None if len(named) > _SHORT or any(map(str.isdigit, named)) else (above, stop)

    def line_start(self, place: int) -> int:
        """Return the place of the first character of a line."""
        return self._line(place)[0]

    def _line(self, place: int) -> tuple[int, int]:
        first = self.text.rfind("\n", max(0, place - REACH), place) + 1
        last = self.text.find("\n", place, place + REACH)
        return max(first, place - REACH), last if last >= 0 else min(len(self.text), place + REACH)

    def headings(self, place: int) -> Iterator[tuple[int, int]]:
        """Yield the span of the heading above a place, then of those above that heading."""
        headings = self._headings
        depth = None
        for start, end, number, marks in reversed(headings[: bisect_left(headings, (place,))]):
            under = (
                depth is None
                or (depth[0] and number and depth[0] != number and depth[0].startswith(number + "."))
                or (depth[1] and marks and marks < depth[1])
            )
            if under:
                yield start, end
                depth = number, marks
                if not (number or marks):
                    return

    def noted(self, number: str, place: int) -> bool:
        """Return whether a footnote of that number stands below a place."""
        return any(number == note and place < start for start, note in self._notes)

    @cached_property
    def _notes(self) -> list[tuple[int, str]]:
        """Place and number of each footnote: a numbered line that ends with a full stop."""
        lines = re.finditer(r"(?m)^[ ]{0,40}(\d{1,2})[ ]{1,3}[A-ZÆØÅÄÖ][^\n]{2,200}\.[ ]{0,40}$", self.text)
        return [(match.start(), match[1]) for match in lines]

    @cached_property
    def _headings(self) -> list[tuple[int, int, str, int]]:
        """Start, end, number ("5.4") and count of Markdown marks ("##") of each heading."""
        return [
            (match.start(), match.end(), (match["number"] or "").rstrip("."), len(match["marks"] or ""))
            for match in _HEADING.finditer(self.text)
            if match["number"] or match["marks"] or self._alone(match.start(), match.end())
        ]

    def _alone(self, start: int, end: int) -> bool:
        """Return whether a line is short and the first one or below an empty line."""
        return end - start <= 60 and (start < 2 or self.text[start - 2 : start] == "\n\n")

    def clauses(self, place: int) -> tuple[int, int]:
        """Return the span of a sentence with those before it that end with a semicolon."""
        first, last = self.sentence(place)
        while first and self.text[:first].rstrip()[-1:] == ";" and place - first < REACH:
            first = self.sentence(first - 1)[0]
        return first, last

    def title_above(self, place: int) -> tuple[int, int] | None:
        """Return the span of a short line above a sentence that is no sentence."""
        first = self.sentence(place)[0]
        if not first or self.text[first - 1] != "\n":
            return None
        start, end = self._line(first - 1)
        title = self.text[start:end].rstrip()
        named = 0 < len(title) <= _SHORT and title[-1] not in ".,;" and not _BULLET.match(title)
        return (start, end) if named else None

    def sentence(self, place: int) -> tuple[int, int]:
        """Return the span of the sentence around a place."""
        at = bisect_right(self.bounds, place)
        first = self.bounds[at - 1] if at else 0
        last = self.bounds[at] if at < len(self.bounds) else len(self.text)
        return max(first, place - REACH), min(last, place + REACH)


_HEADING = re.compile(
    r"(?m)^(?P<marks>#{1,6})?[ ]?(?P<number>\d{1,2}(?:\.\d{1,2}){0,4}\.?(?=[ ]))?[ ]?[A-ZÆØÅÄÖ][^\n|]{1,78}[^\s.,;:!?|]$"
)
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−﹣－"), "-")
_SPACES = dict.fromkeys(
    map(ord, "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000\t"), " "
)
_TABLE = {**_DASHES, **_SPACES}
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_LIGATURE = re.compile(f"[{''.join(_LIGATURES)}]")
_DROPPED = re.compile("[\u00ad\u200b\u200c\u200d\ufeff\u2060⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ᵃᵇᶜᵈᵉ]")
_BROKEN = re.compile(
    r"(?<=\w)-[ ]{0,40}\n[ ]{0,40}(?:[•·▪][ ]{1,4})?(?=\w)|(?<=[a-zæøåäöü]{2})-[ ](?=[a-zæøåäöü]{2})"
)
_ROW = re.compile(
    r"[ ]{0,40}(?:[-•·▪*][ ]{0,4})?(?:[A-ZÆØÅÄÖ≥≤<>(]|\d{1,2}(?:\.\d{1,2}){0,4}[.)]?[ ]+[A-ZÆØÅÄÖ])"
)
_BULLET = re.compile(r"[ ]{0,40}(?:[-•·▪*]|\d{1,2}[.)]|[a-z]\))[ ]")
_SLASH = re.compile(r"\d[^\n/|.]{0,24}[ ]/[ ](?=[A-ZÆØÅÄÖ][a-zæøåäöü])")
_GAP = re.compile(r"\S[ ]{3,}\S")
_CELL = re.compile(r"[^\n]+?(?=[ ]{2,}|$)")
_BOUND = re.compile(
    r"(?<=[.!?][\"”»“])[ \n]{1,40}(?=[\"“«„(]?[A-ZÆØÅÄÖ])|(?<=[.!?:;])[ \n]{1,40}(?=[\"“«(]?[A-ZÆØÅÄÖ§•])|(?<=[.!?:;])[ ]{0,40}\n[ ]{0,40}(?=\d)|\n[ ]{0,40}\n\s{0,40}|\n[ ]{0,40}(?=(?:[-•*–]|\d{1,2}[.)]|[a-z]\)|\|)[ ])|(?<=\|)(?=[ ])"
)


def plain_text(
    text: str,
    abbreviation: re.Pattern[str],
    page_number: re.Pattern[str],
    joining: re.Pattern[str],
) -> PlainText:
    """Return a text with one kind of dash and space, and with broken words joined.

    Footnote marks and soft hyphens are dropped.

    A full stop after ``abbreviation`` does not end a sentence; lines that match ``page_number`` are dropped.
    A hyphen before a word of ``joining`` is one of two words with one end ("brom- og klorinnhold").
    """
    translated = text.translate(_TABLE)
    cut = [(*match.span(), "") for match in _DROPPED.finditer(text)]
    cut += [(*match.span(), _LIGATURES[match[0]]) for match in _LIGATURE.finditer(text)]
    cut += [(*match.span(), "") for match in page_number.finditer(translated)]
    for match in _BROKEN.finditer(translated):
        if joining.match(translated, match.end()):
            continue
        before, after = translated[match.start() - 1], translated[match.end()]
        if before.islower() and after.islower():
            cut.append((*match.span(), ""))
        else:
            cut.append((match.start() + 1, match.end(), ""))
    cut.sort()
    parts: list[str] = []
    places: list[int] = []
    last = 0
    for start, end, replacement in cut:
        if start < last:
            continue
        parts += (translated[last:start], replacement)
        places.extend(range(last, start))
        places.extend([start] * len(replacement))
        last = end
    parts.append(translated[last:])
    places.extend(range(last, len(translated)))
    plain = "".join(parts)
    bounds = [0]
    for match in _BOUND.finditer(plain):
        if not abbreviation.search(plain[max(0, match.start() - 8) : match.start()]):
            bounds.append(match.end())
    for match in re.finditer(r"(?m)^(?P<line>[^\n]{1,48}[^\n.,;:\-])\n(?=[A-ZÆØÅ])", plain):
        bounds.append(match.end())
    bounds += [match.end() for match in _SLASH.finditer(plain)]
    bounds += _rows(plain)
    return PlainText(text, plain, places, sorted(set(bounds)))


def _rows(plain: str) -> Iterator[int]:
    """Yield the starts of rows, and of lines after one that had room for more.

    A block is a list if each line begins like a row and none ends with a full stop or a comma. In other
    blocks a line ends a row where the first word of the next one would have had room on it.
    """
    start = 0
    for filled, group in groupby(plain.split("\n"), key=bool):
        lines = list(group)
        if not filled or len(lines) < 2:
            start += sum(map(len, lines)) + len(lines)
            continue
        texts = [line.rstrip() for line in lines]
        width = max(map(len, texts))
        rows = all(text[-1:] not in ".,;-" and _ROW.match(text) for text in texts)
        ends = [start]
        for line in lines:
            ends.append(ends[-1] + len(line) + 1)
        start = ends[-1]
        for text, following, end in zip(texts, texts[1:], ends[1:], strict=False):
            word = following.lstrip().partition(" ")[0]
            room = len(text) + 1 + len(word) < width and text[-1:] not in ",;-"
            cells = _GAP.search(text) is not None and _GAP.search(following) is not None
            if rows or ((room or cells) and _ROW.match(following)):
                yield end
