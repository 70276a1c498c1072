"""Offers as a workbook: answers, questions, certificates, points with formulas."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from ..languages import Words
from .offers import PACKAGE, OfferAnswer, Offers
from .workbook_cells import INPUT_COLOUR, printable, put

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

_WIDTHS = {"title": 44, "question": 90, "failing": 50, "missing": 50, "meaning": 60, "bands": 34, "offer": 30}
_RESULTS = {"proved": "E2EFDA", "failed": "F8CBAD", "clarify": "FFF2CC"}
_MOST = 100  # points of a criterion until the buyer writes others


def offer_workbook(offers: Offers, language: str) -> bytes:
    """Return the workbook; a text of a bidder is never a formula."""
    from openpyxl import Workbook

    words = Words(language, PACKAGE)
    book = Workbook()
    points = sorted({answer.requirement for answer in offers.answers if answer.bands})
    _overview(book.active, offers, words, bool(points))
    _answers(book.create_sheet(words["sheet-answers"]), offers.answers, words)
    _questions(book.create_sheet(words["sheet-questions"]), offers, words)
    _table(
        book.create_sheet(words["sheet-certificates"]),
        ("offer", "edition", "tier", "number", "valid_from", "valid_until", "standing"),
        [
            (
                entry.offer,
                entry.edition,
                entry.tier,
                entry.number,
                entry.valid_from,
                entry.valid_until,
                entry.standing,
            )
            for entry in offers.certificates
        ],
        words,
    )
    if points:
        _points(book.create_sheet(words["sheet-points"]), offers, points, words)
    columns = ("file", "line", "column", "found", "meaning", "severity")
    read = [tuple(problem[name] for name in columns) for problem in offers.problems]
    _table(book.create_sheet(words["sheet-reading"]), columns, read, words)
    for sheet in book.worksheets:
        printable(sheet)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _overview(sheet: Any, offers: Offers, words: Words, has_points: bool) -> None:
    sheet.title = words["sheet-offers"]
    values = ", ".join(f"{name}={value}" for name, value in offers.values.items()) or "-"
    put(sheet, 1, 1, words.fill("asked", set=offers.set, level=offers.level, day=offers.day.isoformat()))
    put(sheet, 2, 1, words.fill("values", values=values))
    counts = ("proved", "failed", "clarify")
    columns = ["offer", "brand", "model", "product_type", *counts, *(["points"] if has_points else [])]
    rows: list[tuple[Any, ...]] = []
    for offer in offers.offers:
        results = [answer.result for answer in offers.answers if answer.offer == offer.offer]
        row = (
            offer.offer,
            offer.brand,
            offer.model,
            offer.product_type,
            *(results.count(name) for name in counts),
        )
        rows.append(row)
    _table(sheet, columns, rows, words, top=4)
    if has_points:
        last = 1 + sum(bool(answer.bands) for answer in offers.answers)
        name = words["sheet-points"]
        for line in range(
            5, 5 + len(rows)
        ):  # a model may hold an asterisk, which SUMIF would take for any text
            same = f"--('{name}'!$A$2:$A${last}=A{line})"
            sheet.cell(line, len(columns)).value = f"=SUMPRODUCT({same},'{name}'!$G$2:$G${last})"


def _answers(sheet: Worksheet, answers: Sequence[OfferAnswer], words: Words) -> None:
    from openpyxl.styles import PatternFill

    columns = (
        "offer",
        "code",
        "title",
        "result",
        "by",
        "margin",
        "unit",
        "failing",
        "missing",
        "requirement",
    )
    rows = [
        (
            answer.offer,
            answer.code,
            answer.title,
            words[answer.result],
            ", ".join(words[f"by-{way}"] for way in answer.by.split()),
            answer.margin,
            answer.unit,
            "\n".join(answer.failing),
            "\n".join(answer.missing),
            answer.requirement,
        )
        for answer in answers
    ]
    _table(sheet, columns, rows, words)
    for line, answer in enumerate(answers, 2):
        sheet.cell(line, 4).fill = PatternFill("solid", start_color=_RESULTS[answer.result])


def _questions(sheet: Worksheet, offers: Offers, words: Words) -> None:
    rows = [
        (answer.offer, answer.code, answer.title, answer.question)
        for answer in offers.answers
        if answer.question
    ]
    _table(sheet, ("offer", "code", "title", "question"), rows, words)


def _points(sheet: Worksheet, offers: Offers, criteria: Sequence[str], words: Words) -> None:
    """Write the points of award criteria.

    The buyer changes the yellow cells, and formulas follow.
    """
    from openpyxl.styles import PatternFill

    answers = [answer for answer in offers.answers if answer.bands]
    rows = [
        (answer.offer, answer.code, answer.title, answer.bands, None, None, None, answer.requirement)
        for answer in answers
    ]
    columns = ("offer", "code", "title", "bands", "share", "most", "points", "requirement")
    _table(sheet, columns, rows, words)
    side = 10  # the column of the criteria, beside the table
    put(sheet, 1, side, words["requirement"])
    put(sheet, 1, side + 1, words["most"])
    for line, criterion in enumerate(criteria, 2):
        put(sheet, line, side, criterion)
        cell = sheet.cell(line, side + 1, _MOST)
        cell.fill = PatternFill("solid", start_color=INPUT_COLOUR)
    put(sheet, len(criteria) + 3, side, words["points-note"])
    last = len(criteria) + 1
    for line, answer in enumerate(answers, 2):
        share = sheet.cell(line, 5)
        share.value = answer.share
        share.number_format = "0 %"
        if answer.share is None:
            share.fill = PatternFill("solid", start_color=INPUT_COLOUR)
        sheet.cell(line, 6).value = f"=VLOOKUP(H{line},$J$2:$K${last},2,FALSE)"
        sheet.cell(line, 7).value = f'=IF(E{line}="","",E{line}*F{line})'


def _table(
    sheet: Worksheet, columns: Sequence[str], rows: Iterable[Sequence[Any]], words: Words, top: int = 1
) -> None:
    """Write a table with a head that stays in view and repeats on every page."""
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    for place, name in enumerate(columns, 1):
        put(sheet, top, place, words[name])
        sheet.cell(top, place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(name, 18)
    line = top
    for line, row in enumerate(rows, top + 1):
        for place, value in enumerate(row, 1):
            put(sheet, line, place, value)
    sheet.freeze_panes = f"A{top + 1}"
    sheet.auto_filter.ref = f"A{top}:{get_column_letter(len(columns))}{line}"
    sheet.print_title_rows = f"{top}:{top}"
