"""The matrix as a picture (SVG) and as a page (HTML), each of which stands alone.

Every cell carries a sign and a word beside its colour, and the fills differ in lightness,
so that both read in black and white and without colour vision.
"""

from __future__ import annotations

from html import escape
from math import cos, radians, sin

from ..output.tables import MARKS
from .matrix import RECALLED, Matrix, absent, mark

# Fills after the palette of Okabe and Ito, each of another lightness; ink always black.
FILLS = {
    "satisfies": "#2fb98f",
    "partly": "#f0d060",
    "below": "#d55e00",
    "silent": "#dcaecb",
    "undetermined": "#cfe6f5",
    "not-covered": "#eeeeee",
    "not-applicable": "#f7f7f7",
    "not-specified": "#ffffff",
}

# Width of a letter at 12 px, the steepness of the column heads, and from how many columns on cells show signs alone.
LETTER = 7.2
SLOPE = radians(60)
MANY = 8


def svg(table: Matrix) -> str:
    """Return the matrix as an SVG picture, as wide as its codes, titles and editions need."""
    cell, row = 34, 24
    titles = [title if len(title) <= 60 else title[:59] + "…" for _, _, title in table.requirements]
    longest = LETTER * max(map(len, table.editions), default=0)
    beside = 20 + LETTER * 1.1 * max((len(code) for _, code, _ in table.requirements), default=0)
    left = round(beside + LETTER * 0.9 * max(map(len, titles), default=0) + 10)
    head = round(longest * sin(SLOPE)) + 50
    notes = [note for note in (RECALLED, absent(table)) if note]
    legend = sum(44 + LETTER * len(word) for word in FILLS)
    told = max(LETTER * 1.4 * len(table.title), *(LETTER * 0.9 * len(note) for note in notes))
    width = round(max(left + cell * len(table.editions) + longest * cos(SLOPE), legend, told)) + 20
    height = head + row * len(table.requirements) + 60 + 20 * len(notes)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"'
        ' font-family="sans-serif" font-size="12" aria-labelledby="title">',
        f'<title id="title">{escape(table.title)}</title>',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="10" y="24" font-size="16" font-weight="bold">{escape(table.title)}</text>',
    ]
    for column, edition in enumerate(table.editions):
        x = left + column * cell + cell // 2
        out.append(f'<text transform="translate({x},{head - 8}) rotate(-60)">{escape(edition)}</text>')
    for line, ((requirement, code, _), title) in enumerate(zip(table.requirements, titles, strict=True)):
        y = head + line * row
        out.append(f'<text x="10" y="{y + 16}" font-weight="bold">{escape(code)}</text>')
        out.append(f'<text x="{beside:.0f}" y="{y + 16}">{escape(title)}</text>')
        for column, edition in enumerate(table.editions):
            verdict = table.cells.get((requirement, edition))
            if verdict is None:
                continue
            x = left + column * cell
            out.append(
                f"<g><title>{escape(requirement)} by {escape(edition)}: {verdict.verdict}, proves {verdict.proves},"
                f" {verdict.confidence}</title>"
                f'<rect x="{x}" y="{y}" width="{cell - 2}" height="{row - 2}" fill="{FILLS[verdict.verdict]}" stroke="#999999"/>'
                f'<text x="{x + cell // 2 - 1}" y="{y + 15}" text-anchor="middle">{escape(mark(verdict))}</text></g>'
            )
    at, y = 10.0, head + row * len(table.requirements) + 30
    for word, fill in FILLS.items():
        sign = MARKS[word][1]
        out.append(f'<rect x="{at:.0f}" y="{y - 14}" width="20" height="18" fill="{fill}" stroke="#999999"/>')
        out.append(f'<text x="{at + 10:.0f}" y="{y}" text-anchor="middle">{escape(sign)}</text>')
        out.append(f'<text x="{at + 26:.0f}" y="{y}">{word}</text>')
        at += 44 + LETTER * len(word)
    out += [f'<text x="10" y="{y + 20 * place}">{escape(note)}</text>' for place, note in enumerate(notes, 1)]
    return "\n".join([*out, "</svg>"]) + "\n"


def html(table: Matrix) -> str:
    """Return the matrix as a page; with many columns the words of the cells are for screen readers and hints alone."""
    styles = "".join(f".{word}{{background:{fill}}}" for word, fill in FILLS.items())
    head = "".join(f'<th scope="col"><span>{escape(edition)}</span></th>' for edition in table.editions)
    body = []
    for requirement, code, title in table.requirements:
        cells = []
        for edition in table.editions:
            verdict = table.cells.get((requirement, edition))
            if verdict is None:
                cells.append("<td></td>")
                continue
            sign = mark(verdict)
            hint = f"{escape(edition)}: {verdict.verdict}; proves: {verdict.proves}; confidence: {verdict.confidence}"
            cells.append(
                f'<td class="{verdict.verdict}" title="{hint}">{escape(sign)} <small>{verdict.verdict}</small></td>'
            )
        body.append(
            f'<tr><th scope="row">{escape(code)}</th><td class="title">{escape(title)}</td>{"".join(cells)}</tr>'
        )
    legend = "".join(
        f'<li><span class="{word}">{escape(MARKS[word][1])}</span> {word}</li>' for word in FILLS
    )
    notes = "".join(f"<p>{escape(note)}</p>" for note in (RECALLED, absent(table)) if note)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(table.title)}</title>
<style>
body{{font:15px/1.4 system-ui,sans-serif;margin:2rem;color:#111}}
table{{border-collapse:collapse}}
th,td{{border:1px solid #999;padding:.25rem .5rem;text-align:left;white-space:nowrap}}
td.title{{white-space:normal;min-width:14rem}}
thead th{{position:sticky;top:0;background:#fff;vertical-align:bottom}}
.many td:not(.title){{text-align:center}}
.many thead th:nth-child(n+3) span{{writing-mode:vertical-rl;transform:rotate(180deg);font-weight:normal}}
.many small{{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}}
.legend{{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.4rem 1.2rem}}
.legend span{{display:inline-block;width:1.6rem;height:1.4em;border:1px solid #999;text-align:center;vertical-align:middle}}
{styles}
@media print{{body{{margin:0;font-size:9px}}}}
</style>
</head>
<body>
<h1>{escape(table.title)}</h1>
<table{' class="many"' if len(table.editions) > MANY else ""}>
<thead><tr><th scope="col">Requirement</th><th scope="col">Title</th>{head}</tr></thead>
<tbody>
{chr(10).join(body)}
</tbody>
</table>
<ul class="legend">{legend}</ul>
{notes}
</body>
</html>
"""
