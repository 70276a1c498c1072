"""A text as HTML with stretches of it marked, and the page around it, which needs nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import escape
from importlib.resources import files

Link = Callable[[str], str | None]


@dataclass(slots=True)
class Span:
    """A stretch of a text: what it is, what it stands for by its IRI, and the numbers of remarks about it."""

    start: int
    end: int
    kind: str
    title: str
    address: str = ""
    numbers: list[int] = field(default_factory=list)


def marked(text: str, spans: Iterable[Span], link: Link) -> str:
    """Return a text with stretches marked; one inside another is left out. ``link`` gives the address of an IRI."""
    out, last = [], 0
    for span in spans:
        if span.start < last:
            continue
        out.append(escape(text[last : span.start]))
        shown = escape(text[span.start : span.end])
        target = link(span.address) if span.address else None
        if target:
            shown = f'<a href="{escape(target)}">{shown}</a>'
        numbers = "".join(
            f'<a class="number" href="#f{number}">{number}</a>' for number in sorted(span.numbers)
        )
        title = "" if span.numbers else f' title="{escape(span.title)}"'
        names = f"{span.kind} noted {span.title}" if span.numbers else span.kind
        out.append(f'<mark id="p{span.start}" class="{escape(names.strip())}"{title}>{shown}{numbers}</mark>')
        last = span.end
    return "".join([*out, escape(text[last:])])


def style() -> str:
    """Return the style sheet of marked texts and what stands beside them."""
    return files("gppgraph.texts").joinpath("report.css").read_text(encoding="utf-8")


_PAGE = """:root{color-scheme:light dark}body{font:17px/1.55 system-ui,"Segoe UI","Noto Sans",sans-serif;margin:0;color:#17211e;background:#fbfcfa}
main{max-width:76rem;margin:0 auto;padding:1.5rem clamp(1rem,3vw,2rem) 4rem}h1{line-height:1.2;overflow-wrap:anywhere}a{color:#0a5a66}
:focus-visible{outline:3px solid #b45309;outline-offset:2px}code{font-size:.88em}.note{border-left:3px solid #c98a12;padding-left:.7rem}.scroll{overflow-x:auto}
@media(prefers-color-scheme:dark){:root{--soft:#a9b7b1}body{background:#101715;color:#e6ece9}a{color:#8fd0dd}}
@media print{body{background:none;font-size:11pt}main{padding:0;max-width:none}}
"""


def page(title: str, body: str, language: str = "en") -> str:
    """Return a whole page."""
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta name="color-scheme" content="light dark"><title>{escape(title)}</title><style>{_PAGE}{style()}</style></head>\n<body>\n<main>\n{body}\n</main>\n</body></html>\n'
    )
