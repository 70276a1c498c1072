"""Requirement x label edition for one product type: in the terminal, as SVG and as HTML.

Every cell carries a sign and a word beside its colour, and the fills differ in lightness,
so that the picture reads in black and white and without colour vision.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from .names import natural
from .render import MARKS, to_text, width
from .satisfy import Verdict

# Fills from the palette of Okabe and Ito, lightened; ink always black.
FILLS = {
    "satisfies": "#00b386",
    "partly": "#f5d76e",
    "below": "#e07b39",
    "silent": "#d9a7c7",
    "undetermined": "#cfe6f5",
    "not-covered": "#eeeeee",
    "not-applicable": "#f7f7f7",
    "not-specified": "#ffffff",
}


# Verdicts that say something about the content, and so must not rest silently on an unsure fact.
DECIDED = ("satisfies", "partly", "below", "silent")


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows are requirements, columns label editions, cells verdicts."""

    title: str
    requirements: tuple[tuple[str, str, str], ...]  # slug, code with level, title
    editions: tuple[str, ...]
    cells: dict[tuple[str, str], Verdict]
    left_out: tuple[str, ...] = ()  # editions that certify no such products


def matrix(verdicts: Sequence[Verdict], title: str) -> Matrix:
    """Return the verdicts of one product type as a matrix, requirements in the order of their codes.

    Editions that certify no such products have no column.
    """
    requirements = {
        verdict.requirement: (
            verdict.requirement,
            f"{verdict.level or ''} {_code(verdict)}".strip(),
            verdict.title,
        )
        for verdict in verdicts
    }
    editions = {verdict.edition for verdict in verdicts}
    covering = editions - {verdict.edition for verdict in verdicts if verdict.verdict == "not-covered"}
    return Matrix(
        title=title,
        requirements=tuple(sorted(requirements.values(), key=lambda entry: natural(entry[0]))),
        editions=tuple(sorted(covering, key=natural)),
        cells={
            (verdict.requirement, verdict.edition): verdict
            for verdict in verdicts
            if verdict.edition in covering
        },
        left_out=tuple(sorted(editions - covering, key=natural)),
    )


def _code(verdict: Verdict) -> str:
    return verdict.code or verdict.requirement.rsplit(".", 1)[-1]


def mark(verdict: Verdict) -> str:
    """Return the sign of a verdict, with a tilde where it rests on a fact that nobody has looked up."""
    sign = MARKS[verdict.verdict][1].strip()
    return f"{sign}~" if sign and verdict.confidence == "recalled" and verdict.verdict in DECIDED else sign


def terminal(table: Matrix) -> str:
    """Return the matrix as a coloured table with a legend."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    codes = max((len(code) for _, code, _ in table.requirements), default=0)
    room = width() - codes - 4 * len(table.editions) - 6
    shown = Table(title=table.title, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False, padding=0)
    shown.add_column("requirement", no_wrap=True, width=codes + 2)
    shown.add_column("title", width=max(8, min(46, room)), no_wrap=True, overflow="ellipsis")
    for number, _ in enumerate(table.editions, 1):
        shown.add_column(str(number), justify="right", width=3)
    for requirement, code, title in table.requirements:
        cells = [Text(code), Text(title)]
        for edition in table.editions:
            verdict = table.cells.get((requirement, edition))
            colour = MARKS[verdict.verdict][0] if verdict else ""
            cells.append(Text(mark(verdict) if verdict else "", style=colour))
        shown.add_row(*cells)
    editions = "\n".join(f"{number:>4}  {edition}" for number, edition in enumerate(table.editions, 1))
    used = {verdict.verdict for verdict in table.cells.values()}
    legend = "   ".join(
        f"{sign or ' '} {word}" for word, (_, sign) in MARKS.items() if word in used and sign.strip()
    )
    absent = f"\nno such products certified by: {', '.join(table.left_out)}\n" if table.left_out else ""
    return f"{to_text(shown)}{editions}\n{absent}\n{legend}\n~ rests on a recalled fact   blank: the level specifies nothing\n"


def svg(table: Matrix) -> str:
    """Return the matrix as an SVG picture."""
    cell, row, left, head = 74, 26, 430, 150
    width = left + cell * len(table.editions) + 20
    height = head + row * len(table.requirements) + 70
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img"'
        ' font-family="sans-serif" font-size="12" aria-labelledby="title">',
        f'<title id="title">{escape(table.title)}</title>',
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>',
        f'<text x="10" y="24" font-size="16" font-weight="bold">{escape(table.title)}</text>',
    ]
    for column, edition in enumerate(table.editions):
        x = left + column * cell + cell // 2
        out.append(f'<text transform="translate({x},{head - 8}) rotate(-35)">{escape(edition)}</text>')
    for line, (requirement, code, title) in enumerate(table.requirements):
        y = head + line * row
        short = title if len(title) <= 48 else title[:47] + "…"
        out.append(f'<text x="10" y="{y + 17}" font-weight="bold">{escape(code)}</text>')
        out.append(f'<text x="120" y="{y + 17}">{escape(short)}</text>')
        for column, edition in enumerate(table.editions):
            verdict = table.cells.get((requirement, edition))
            if verdict is None:
                continue
            x = left + column * cell
            sign = mark(verdict)
            out.append(
                f"<g><title>{escape(requirement)} by {escape(edition)}: {verdict.verdict}, proves {verdict.proves},"
                f" {verdict.confidence}</title>"
                f'<rect x="{x}" y="{y}" width="{cell - 2}" height="{row - 2}" fill="{FILLS[verdict.verdict]}" stroke="#999999"/>'
                f'<text x="{x + cell // 2 - 1}" y="{y + 16}" text-anchor="middle" font-size="11">{escape(sign)}</text></g>'
            )
    x, y = 10, height - 30
    for word, fill in FILLS.items():
        sign = MARKS[word][1]
        out.append(f'<rect x="{x}" y="{y - 14}" width="20" height="18" fill="{fill}" stroke="#999999"/>')
        out.append(f'<text x="{x + 10}" y="{y}" text-anchor="middle" font-size="11">{escape(sign)}</text>')
        out.append(f'<text x="{x + 26}" y="{y}">{word}</text>')
        x += 44 + 7 * len(word)
    return "\n".join([*out, "</svg>"]) + "\n"


def html(table: Matrix) -> str:
    """Return the matrix as a page that stands alone."""
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
            hint = f"proves: {verdict.proves}; confidence: {verdict.confidence}"
            cells.append(
                f'<td class="{verdict.verdict}" title="{hint}">{escape(sign)} <small>{verdict.verdict}</small></td>'
            )
        body.append(
            f'<tr><th scope="row">{escape(code)}</th><td class="title">{escape(title)}</td>{"".join(cells)}</tr>'
        )
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
thead th{{position:sticky;top:0;background:#fff}}
{styles}
@media print{{body{{margin:0;font-size:9px}}}}
</style>
</head>
<body>
<h1>{escape(table.title)}</h1>
<table>
<thead><tr><th scope="col">Requirement</th><th scope="col">Title</th>{head}</tr></thead>
<tbody>
{chr(10).join(body)}
</tbody>
</table>
</body>
</html>
"""
