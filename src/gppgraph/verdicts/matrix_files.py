"""The matrix as a picture (SVG) and as a page (HTML), each complete in itself.

Every cell has a sign and a word besides its colour, and the fills differ in lightness, so that both can be
read in black and white and without colour vision.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin

from ..output.html import render
from ..output.tables import MARKS
from .law import LawVerdict
from .matrix import HALF_OPEN, RECALLED, Matrix, absent, mark
from .satisfy import Verdict

# Fills from the palette of Okabe and Ito, each of another lightness; text is always black.
FILLS = {
    "satisfies": "#2fb98f",
    "partly": "#f0d060",
    "gives-value": "#d4ab2e",
    "optional": "#e0c25a",
    "below": "#d55e00",
    "silent": "#dcaecb",
    "out-of-reach": "#b98aa6",
    "undetermined": "#cfe6f5",
    "not-covered": "#eeeeee",
    "not-applicable": "#f7f7f7",
    "not-specified": "#ffffff",
}

# Width of a letter at 12 px, slope of the column heads, and the number of columns from which cells have signs alone.
LETTER = 7.2
SLOPE = radians(60)
MANY = 8


CELL, ROW = 34, 24  # width of a column and height of a row, in px
SIGNS = {word: MARKS[word][1] for word in FILLS}


@dataclass(frozen=True, slots=True)
class _Words:
    """Words at a place in the picture."""

    x: int
    y: int
    words: str


@dataclass(frozen=True, slots=True)
class _Cell:
    """A verdict, and the left edge of its column."""

    x: int
    verdict: Verdict | LawVerdict


@dataclass(frozen=True, slots=True)
class _Row:
    """A requirement with its verdicts, and the top edge of its row."""

    y: int
    requirement: str
    code: str
    title: str
    cells: list[_Cell]


@dataclass(frozen=True, slots=True)
class _Picture:
    """The places of all parts of the picture, in px; titles begin at ``beside``."""

    width: int
    height: int
    beside: int
    heads: list[_Words]
    rows: list[_Row]
    legend: list[_Words]
    notes: list[_Words]
    cell: int = CELL
    row: int = ROW


def svg(table: Matrix) -> str:
    """Return the matrix as an SVG picture.

    Its width depends on codes, titles and the number of editions.
    """
    return render("matrix.svg", table=table, picture=_picture(table), fills=FILLS, signs=SIGNS, mark=mark)


def _picture(table: Matrix) -> _Picture:
    titles = [title if len(title) <= 60 else title[:59] + "…" for _, _, title in table.requirements]
    longest = LETTER * max(map(len, table.editions), default=0)
    beside = 20 + LETTER * 1.1 * max((len(code) for _, code, _ in table.requirements), default=0)
    left = round(beside + LETTER * 0.9 * max(map(len, titles), default=0) + 10)
    head = round(longest * sin(SLOPE)) + 50
    notes = _notes(table)
    legend = sum(44 + LETTER * len(word) for word in FILLS)
    longest_line = max(LETTER * 1.4 * len(table.title), *(LETTER * 0.9 * len(note) for note in notes))
    width = max(left + CELL * len(table.editions) + longest * cos(SLOPE), legend, longest_line)
    rows = []
    for line, ((requirement, code, _), title) in enumerate(zip(table.requirements, titles, strict=True)):
        cells = [
            _Cell(left + column * CELL, verdict)
            for column, edition in enumerate(table.editions)
            if (verdict := table.cells.get((requirement, edition)))
        ]
        rows.append(_Row(head + line * ROW, requirement, code, title, cells))
    foot = head + ROW * len(table.requirements) + 30
    entries, x = [], 10.0
    for word in FILLS:
        entries.append(_Words(round(x), foot, word))
        x += 44 + LETTER * len(word)
    return _Picture(
        width=round(width) + 20,
        height=head + ROW * len(table.requirements) + 60 + 20 * len(notes),
        beside=round(beside),
        heads=[
            _Words(left + column * CELL + CELL // 2, head - 8, edition)
            for column, edition in enumerate(table.editions)
        ],
        rows=rows,
        legend=entries,
        notes=[_Words(10, foot + 20 * place, note) for place, note in enumerate(notes, 1)],
    )


def _notes(table: Matrix) -> list[str]:
    half = "   ".join(f"{sign} {words}" for sign, words in HALF_OPEN.values())
    return [f"{RECALLED}   {half}", *absent(table)]


def html(table: Matrix) -> str:
    """Return the matrix as a page.

    If there are many columns, cells show signs, and their words are for hints and screen readers.
    """
    return render(
        "matrix.html",
        table=table,
        fills=FILLS,
        signs=SIGNS,
        notes=_notes(table),
        mark=mark,
        many=len(table.editions) > MANY,
    )
