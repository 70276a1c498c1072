"""The evaluation sheet of a tender as a workbook with live formulas.

A sheet for each lot has a row for each requirement and three columns for each bid: answer, proof, points. The
buyer writes into yellow cells only; all others are protected, without a password.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..errors import InputError
from ..products.workbook_cells import INPUT_COLOUR, printable, put
from .climate_weights import ClimateWeights
from .specification import PointBand, Specification, SpecifiedRequirement
from .specification_words import SpecificationWords

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MOST_BIDS, MOST_LOTS = 30, 20
_HEAD = 3  # the row of the column heads; requirements begin below
_FIXED = ("code", "demand", "kind", "most", "worst", "best")
_WIDTHS = {"demand": 70, "proof": 30, "grounds": 60}


class _Layout(NamedTuple):
    """Rows of the requirements of each lot, and the columns of the bids."""

    requirements: Sequence[SpecifiedRequirement]
    bids: int

    @property
    def last(self) -> int:
        return _HEAD + len(self.requirements)

    def column(self, bid: int, place: int) -> str:
        """Return the letters of a column of a bid: 0 answer, 1 proof, 2 points."""
        from openpyxl.utils import get_column_letter

        return get_column_letter(len(_FIXED) + 1 + 3 * bid + place)


def evaluation_workbook(
    specification: Specification,
    law: ClimateWeights | None,
    *,
    bids: int = 3,
    lots: Sequence[str] = (),
) -> bytes:
    """Return the workbook for a number of bids on each lot.

    ``law`` is what law asks of the weights. Without ``lots`` the tender is one lot.

    Raises:
        InputError: there are too many bids or lots, or two lots have one name.
    """
    from openpyxl import Workbook

    words = SpecificationWords(specification)
    names = [_sheet_name(lot) for lot in lots] or [words["lot"]]
    if not 1 <= bids <= MOST_BIDS or len(names) > MOST_LOTS:
        raise InputError(f"a workbook has 1 to {MOST_BIDS} bids and at most {MOST_LOTS} lots.")
    if len({name.casefold() for name in names}) < len(names):
        raise InputError("two lots have the same name; give each --lot a name of its own.")
    layout = _Layout(specification.requirements, bids)
    book = Workbook()
    book.remove(book.worksheets[0])
    _summary(book.create_sheet(words["sheet-summary"]), words, layout, names)
    _weights(book.create_sheet(words["sheet-weights"]), words, layout, law)
    for name in names:
        _lot(book.create_sheet(name), words, layout)
    for sheet in book.worksheets:
        printable(sheet)
        sheet.protection.sheet = True
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _sheet_name(lot: str) -> str:
    """Return a name that a sheet may have."""
    return "".join(" " if sign in "[]:*?/\\'" else sign for sign in lot).strip()[:31] or "-"


def _lot(sheet: Worksheet, words: SpecificationWords, layout: _Layout) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    put(sheet, 1, 1, words.heading)
    put(sheet, 2, 1, words["fill-yellow"])
    heads = [*(words[f"column-{name}"] for name in _FIXED)]
    for place, (name, head) in enumerate(zip(_FIXED, heads, strict=True), 1):
        put(sheet, _HEAD, place, head)
        sheet.cell(_HEAD, place).font = Font(bold=True)
        sheet.column_dimensions[get_column_letter(place)].width = _WIDTHS.get(name, 12)
    choice = DataValidation(type="list", formula1=f'"{words["yes"]},{words["no"]},{words["unclear"]}"')
    sheet.add_data_validation(choice)
    awards = [entry for entry in layout.requirements if entry.award]
    for bid in range(layout.bids):
        for place, name in enumerate(("answer", "proof", "points")):
            column = layout.column(bid, place)
            sheet[f"{column}{_HEAD}"] = f"{words.fill('bid', number=bid + 1)}: {words[f'column-{name}']}"
            sheet[f"{column}{_HEAD}"].font = Font(bold=True)
            sheet.column_dimensions[column].width = _WIDTHS.get(name, 16)
    for line, entry in enumerate(layout.requirements, _HEAD + 1):
        put(sheet, line, 1, entry.code or entry.requirement)
        put(sheet, line, 2, _demand(entry, words))
        put(sheet, line, 3, words["points" if entry.award else "must-row"])
        scaled = entry.award and not entry.bands and _is_scaled(entry)
        if entry.award:
            row = 4 + awards.index(entry)
            sheet.cell(line, 4).value = f"='{words['sheet-weights']}'!$B${row}"
        for place in (5, 6) if scaled else ():
            _input(sheet, f"{get_column_letter(place)}{line}")
        for bid in range(layout.bids):
            answer, proof, points = (layout.column(bid, place) for place in range(3))
            _input(sheet, f"{answer}{line}")
            _input(sheet, f"{proof}{line}")
            if not (entry.award and (entry.bands or scaled)):
                choice.add(f"{answer}{line}")
            if entry.award:
                sheet[f"{points}{line}"] = _points(entry, f"{answer}{line}", line, scaled, words)
    sheet.freeze_panes = f"C{_HEAD + 1}"
    sheet.print_title_rows = f"{_HEAD}:{_HEAD}"


def _is_scaled(entry: SpecifiedRequirement) -> bool:
    """Return whether an award criterion has a figure between worst and best."""
    return any(len(sentence.figures) == 1 for sentence in entry.sentences)


def _points(
    entry: SpecifiedRequirement, answer: str, line: int, scaled: bool, words: SpecificationWords
) -> str:
    """Return the formula of the points of one bid on an award criterion."""
    most = f"$D{line}"
    if entry.bands:
        return f'=IF(ISNUMBER({answer}),{band_formula(entry.bands, answer, most, words["gap"])},"")'
    if scaled:
        worst, best = f"$E{line}", f"$F{line}"
        return (
            f"=IF(AND(ISNUMBER({answer}),ISNUMBER({worst}),ISNUMBER({best}),{worst}<>{best}),"
            f'MAX(0,MIN(1,({answer}-{worst})/({best}-{worst})))*{most},"")'
        )
    return f'=IF({answer}="{words["yes"]}",{most},IF({answer}="{words["no"]}",0,""))'


def band_formula(bands: Sequence[PointBand], value: str, most: str, gap: str) -> str:
    """Return the share of the points that bands give a value, as a formula.

    A value below every band gets nothing. Of one between two bands the source says nothing: it gets the words
    ``gap``, and the buyer settles it.
    """
    lowest = min((band.lower for band in bands if band.lower is not None), default=None)
    rest = f'"{gap}"' if lowest is None else f'IF({value}<{lowest:g},0,"{gap}")'
    for band in sorted(bands, key=lambda entry: entry.share):
        tests = []
        if band.lower is not None:
            tests.append(f"{value}{'>=' if band.lower_inclusive else '>'}{band.lower:g}")
        if band.upper is not None:
            tests.append(f"{value}{'<=' if band.upper_inclusive else '<'}{band.upper:g}")
        rest = f"IF(AND({','.join(tests) or 'TRUE'}),{band.share:g}*{most},{rest})"
    return rest


def _demand(entry: SpecifiedRequirement, words: SpecificationWords) -> str:
    lines = [entry.title]
    lines += [" ".join((line.text, *line.below)) for line in words.demands(entry)]
    lines += [words.band(band) for band in entry.bands]
    return "\n".join(lines)


def _weights(
    sheet: Worksheet, words: SpecificationWords, layout: _Layout, law: ClimateWeights | None
) -> None:
    """Write the weights of the award, and the rule on climate and environment."""
    from openpyxl.styles import Font

    awards = [entry for entry in layout.requirements if entry.award]
    put(sheet, 1, 1, words["weights-note"])
    for place, name in enumerate(("code", "most", "title"), 1):
        put(sheet, 3, place, words[f"column-{name}"])
        sheet.cell(3, place).font = Font(bold=True)
    for line, entry in enumerate(awards, 4):
        put(sheet, line, 1, entry.code or entry.requirement)
        _input(sheet, f"B{line}")
        put(sheet, line, 3, entry.title)
    first, last = 4, 3 + len(awards)
    others = range(last + 1, last + 5)
    for line in others:  # price and what else the buyer weighs
        for column in "ABC":
            _input(sheet, f"{column}{line}")
    sheet.cell(others[0], 1).value = words["price"]
    total = others[-1] + 1
    put(sheet, total, 1, words["sum"])
    sheet.cell(total, 2).value = f"=SUM(B{first}:B{total - 1})"
    put(sheet, total, 3, words["sum-note"])
    sheet.column_dimensions["A"].width, sheet.column_dimensions["C"].width = 34, 80
    if law is None:
        return
    line = total + 2
    climate = f"SUM(B{first}:B{last})" if awards else "0"
    put(sheet, line, 1, words["climate-share"])
    sheet.cell(line, 2).value = f"={climate}"
    put(sheet, line, 3, words.fill("climate-law", provisions=", ".join(law.provisions)))
    line += 1
    put(sheet, line, 1, words["grounds"])
    _input(sheet, f"C{line}")
    _input(sheet, f"B{line}")
    put(sheet, line + 1, 1, words["climate-rank"])
    _input(sheet, f"B{line + 1}")
    put(sheet, line + 2, 1, words["climate-met"])
    tests = [(f'B{line}="{words["yes"]}"', f"LEN(C{line})>0", words["met-requirements"])]
    formula = f'IF(AND({tests[0][0]},{tests[0][1]}),"{tests[0][2]}","{words["not-met"]}")'
    if law.rank is not None:
        rank = f"B{line + 1}"
        met = words.fill("met-rank", rank=law.rank)
        formula = f'IF(AND(ISNUMBER({rank}),{rank}<={law.rank},B{total}=0),"{met}",{formula})'
    if law.share is not None:
        met = words.fill("met-share", share=f"{law.share:g}")
        formula = f'IF(B{line - 1}>={law.share:g},"{met}",{formula})'
    sheet.cell(line + 2, 2).value = f"={formula}"


def _summary(sheet: Worksheet, words: SpecificationWords, layout: _Layout, lots: Sequence[str]) -> None:
    from openpyxl.styles import Font

    put(sheet, 1, 1, words.heading)
    put(sheet, 2, 1, words["draft"])
    heads = ("lot", "bid", "failed", "open", "points-sum", "place")
    for place, name in enumerate(heads, 1):
        put(sheet, 4, place, words[f"column-{name}"])
        sheet.cell(4, place).font = Font(bold=True)
    line = 4
    for lot in lots:
        first = line + 1
        for bid in range(layout.bids):
            line += 1
            answer, points = layout.column(bid, 0), layout.column(bid, 2)
            rows = f"{_HEAD + 1}:{{0}}{layout.last}"
            answers = f"'{lot}'!{answer}{rows.format(answer)}"
            kinds = f"'{lot}'!$C${_HEAD + 1}:$C${layout.last}"
            must = f'--({kinds}="{words["must-row"]}")'
            put(sheet, line, 1, lot)
            _input(sheet, f"B{line}")
            sheet.cell(line, 2).value = words.fill("bid", number=bid + 1)
            sheet.cell(line, 3).value = f'=SUMPRODUCT({must},--({answers}="{words["no"]}"))'
            sheet.cell(
                line, 4
            ).value = f'=SUMPRODUCT({must},--({answers}<>"{words["yes"]}"),--({answers}<>"{words["no"]}"))'
            sheet.cell(line, 5).value = f"=SUM('{lot}'!{points}{rows.format(points)})"
        for row in range(first, line + 1):
            valid = f"$C${first}:$C${line}"
            totals = f"$E${first}:$E${line}"
            sheet.cell(
                row, 6
            ).value = f'=IF(OR(C{row}>0,D{row}>0),"",1+SUMPRODUCT(--({valid}=0),--({totals}>E{row})))'
    for column, width in zip("ABCDEF", (24, 24, 18, 18, 18, 12), strict=True):
        sheet.column_dimensions[column].width = width


def _input(sheet: Worksheet, place: str) -> None:
    """Make a cell one that the buyer fills in."""
    from openpyxl.styles import PatternFill, Protection

    sheet[place].fill = PatternFill("solid", start_color=INPUT_COLOUR)
    sheet[place].protection = Protection(locked=False)
