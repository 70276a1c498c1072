"""The blocks of a text: headings, paragraphs, items, rows, notes.

A heading is known by the mark of its format, by a number or code before it, or by standing alone. Nothing here knows
a single document: codes count as numbers of headings where a text has several with the same letters.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from .signals import Signals
from .structure import Block

CODE = r"[A-ZÆØÅÄÖÜ]{1,5}[ -]?\d{1,3}(?:\.\d{1,3})*[a-z]?"
_CODED = re.compile(rf"(?P<number>{CODE})(?:[.:]?\s+|\s*[–—:-]\s+)(?P<title>[^\W\d_a-z].*|[A-ZÆØÅÄÖÜ].*)")
_NUMBERED = re.compile(
    r"(?P<number>\d{1,2}(?:\.\d{1,3}){0,5})\.?\s+(?P<title>[^\W\d_a-zæøåäöüß].{0,140}[^\s.;:,])"
)
_ITEM = re.compile(r"(?:[•·▪◦–*-]|\(?[a-z]\)|\(?[ivx]{1,5}\)|\(?\d{1,2}\)|\d{1,2}\.(?=\s+[a-zæøåäöü]))\s+")
_FOOTNOTE = re.compile(r"(?:\(?\d{1,2}\)?|\*+)\s+\S")
_LONGEST = 200
_PLAIN = 110
_DEEPEST = 9
# Depths of headings without a mark of their format: sections, groups of criteria, plain lines, codes.
_SECTION, _PLAIN_DEPTH, _KIND_DEPTH, _CODE_DEPTH = 1, 2, 3, 4


@dataclass(frozen=True, slots=True)
class Hint:
    """The kind, depth and page that the format of a file gives a line."""

    kind: str = ""
    depth: int = 0
    page: int | None = None


class _Line(NamedTuple):
    start: int
    end: int
    text: str
    alone: bool
    hint: Hint


class _Heading(NamedTuple):
    number: str
    title: str
    depth: int


def blocks_of(text: str, signals: Signals, hints: Mapping[int, Hint] | None = None) -> tuple[Block, ...]:
    """Return the blocks of a text; ``hints`` are by the offset of the start of a line."""
    lines = list(_lines(text, hints or {}))
    reader = _Outline(lines, signals)
    return tuple(reader.blocks())


def _lines(text: str, hints: Mapping[int, Hint]) -> Iterator[_Line]:
    start, empty = 0, True
    for whole in text.split("\n"):
        said = whole.strip()
        if said:
            first = start + len(whole) - len(whole.lstrip())
            hint = hints.get(start) or hints.get(first) or Hint()
            last = first + len(said)
            if hint.kind == "heading":  # the marks of Markdown are no part of it
                said = said.strip("#").strip()
                first = start + whole.index(said)
                last = first + len(said)
            yield _Line(first, last, said, empty, hint)
        empty = not said
        start += len(whole) + 1


class _Outline:
    """Divides the lines of one text into blocks."""

    def __init__(self, lines: Sequence[_Line], signals: Signals) -> None:
        self.lines = lines
        self.signals = signals
        self.marked = any(line.hint.kind == "heading" for line in lines)
        words = {name: "|".join(map(re.escape, signals.words("sections", name))) for name in _SECTIONS}
        self.section = re.compile(
            rf"(?P<word>{'|'.join(words.values())})\s+(?P<number>[\dIVX]+[a-z]?(?:\.\d+)*)(?P<rest>\b.*)",
            re.IGNORECASE,
        )
        self.kinds = re.compile(
            "|".join(pattern.pattern for pattern in signals.kinds.values()), re.IGNORECASE
        )
        self.prefixes = self._prefixes()

    def _prefixes(self) -> set[str]:
        """Return the letters of the codes of headings."""
        counts: Counter[str] = Counter()
        for line in self.lines:
            if (coded := _CODED.fullmatch(line.text)) and self._may_be_heading(line.text):
                counts[_letters(coded["number"])] += 1
            for announced in re.findall(r"\(([A-ZÆØÅÄÖÜ]{1,5})\)", line.text):
                if self.kinds.search(line.text) and len(line.text) <= _PLAIN:
                    counts[announced] += 2
        return {letters for letters, count in counts.items() if count >= 2}

    @staticmethod
    def _may_be_heading(text: str) -> bool:
        return len(text) <= _LONGEST and not text.endswith((".", ";", ",", ":")) and not _ITEM.match(text)

    def heading(self, line: _Line, below: _Line | None) -> _Heading | None:
        """Return number, title and depth of a heading, if a line is one."""
        text, hint = line.text, line.hint
        if hint.kind == "heading":
            if section := self.section.fullmatch(text):
                title = section["rest"].strip(" .:–—-")
                return _Heading(f"{section['word']} {section['number']}", title, hint.depth)
            number, title = _split(text)
            return _Heading(number, title, hint.depth)
        if hint.kind == "item" or not self._may_be_heading(text):
            return None
        if (coded := _CODED.fullmatch(text)) and _letters(coded["number"]) in self.prefixes:
            return _Heading(coded["number"], coded["title"].strip(), _CODE_DEPTH)
        if section := self.section.fullmatch(text):
            if len(text) <= _PLAIN and text[:1].isupper():
                title = section["rest"].strip(" .:–—-")
                return _Heading(f"{section['word']} {section['number']}", title, _SECTION)
            return None
        numbered = _NUMBERED.fullmatch(text)
        if numbered and (line.alone or "." in numbered["number"]):
            return _Heading(
                numbered["number"], numbered["title"], _SECTION + numbered["number"].count(".") + 1
            )
        if len(text) <= _PLAIN and (kind := self.kinds.match(text)) and kind.end() >= len(text) - 8:
            return _Heading("", text, _KIND_DEPTH)
        if self.signals.pattern("not-specified").match(text):
            return None
        plain = len(text) <= _PLAIN and line.alone and text[0].isupper() and not self.marked
        if plain and "|" not in text and not text.startswith("(") and not _numeric(text):
            return _Heading("", text, _PLAIN_DEPTH)
        return None

    def blocks(self) -> Iterator[Block]:
        """Yield the blocks in the order of the text."""
        path: list[tuple[int, str]] = []
        lead = ""
        last: Block | None = None
        titled = -1
        for number, line in enumerate(self.lines):
            if number == titled:
                continue
            below = self.lines[number + 1] if number + 1 < len(self.lines) else None
            name = f"b{number + 1}"
            if heading := self.heading(line, below):
                while path and path[-1][0] >= heading.depth:
                    path.pop()
                above = tuple(title for _, title in path)
                path.append((heading.depth, line.text))
                lead, last = "", None
                title, end = heading.title, line.end
                if not title and below and self._is_title(below):
                    title, end, titled = below.text, below.end, number + 1
                yield Block(
                    name,
                    "heading",
                    line.start,
                    end,
                    heading.number,
                    title,
                    min(heading.depth, _DEEPEST),
                    above,
                    page=line.hint.page,
                )
                continue
            block = Block(
                name,
                self._kind(line),
                line.start,
                line.end,
                path=tuple(title for _, title in path),
                page=line.hint.page,
            )
            if block.kind == "row":
                block = replace(block, cells=tuple(_cells(line)))
                if last is None or last.kind not in ("row", "head-row"):
                    block = replace(block, kind="head-row")
                    lead = name
                else:
                    block = replace(block, lead=lead)
            elif block.kind == "item":
                block = replace(block, lead=lead)
            elif line.text.endswith(":"):
                block, lead = replace(block, kind="lead"), name
            elif last is None or last.kind != "item":
                lead = ""
            last = block
            yield block

    def _is_title(self, line: _Line) -> bool:
        """Return whether a line below a number without a title is its title."""
        short = len(line.text) <= _LONGEST and not _ITEM.match(line.text) and "|" not in line.text
        numbered = re.match(r"\d{1,3}\.\s", line.text)
        return line.hint.kind == "subtitle" or (short and not numbered and line.text[-1] not in ".;:,")

    def _kind(self, line: _Line) -> str:
        if line.hint.kind and line.hint.kind != "subtitle":
            return line.hint.kind
        if line.text.count(" | ") >= 1:
            return "row"
        if item := _ITEM.match(line.text):
            return "item" if item else ""
        label, colon, _ = line.text.partition(":")
        if colon and len(label) < 60 and self.signals.pattern("notes").match(label):
            return "note"
        return "paragraph"


_SECTIONS = ("article", "annex", "chapter")


def _letters(code: str) -> str:
    return re.match(r"[^\W\d_]+", code)[0]  # type: ignore[index]


def _numeric(text: str) -> bool:
    return sum(map(str.isalpha, text)) < len(text) / 2


def _split(text: str) -> tuple[str, str]:
    """Return number and title of a marked heading, such as ``("4.2", "Spare parts")``."""
    found = re.match(rf"(\d{{1,2}}(?:\.\d{{1,3}}){{0,5}}|{CODE})[.:)]?\s+(?=\S)", text)
    return (found[1], text[found.end() :].strip()) if found else ("", text)


def _cells(line: _Line) -> Iterator[tuple[int, int]]:
    for cell in re.finditer(r"[^|]+", line.text):
        inner = cell[0].strip()
        if inner:
            start = line.start + cell.start() + cell[0].index(inner)
            yield start, start + len(inner)
