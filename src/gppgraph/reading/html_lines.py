"""The lines of an HTML page, with the headings, items and tables of the page.

Scripts, hidden elements and pages of menus are left out. Nothing is fetched, and nothing is run. Numbers that stand in
an element of their own before a paragraph, as those of acts on EUR-Lex, begin its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ..errors import InputError, MissingExtraError
from .outline import Hint

if TYPE_CHECKING:
    from bs4.element import Tag

_DROPPED = ("script", "style", "noscript", "template", "iframe", "object", "svg", "nav", "form", "head")
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "title",
        "tr",
        "ul",
    ]
)
_HEADING = re.compile(r"h([1-6])")
# Classes by which pages of law mark headings: "title-article-norm", "title-annex-1", "doc-ti".
_TITLE_CLASS = re.compile(r"(?:^|[-\s])(?:title|ti|heading)(?:[-\s]|$)", re.IGNORECASE)
_SUBTITLE_CLASS = re.compile(r"(?:^|[-\s])(?:stitle|sti|subtitle)(?:[-\s]|$)", re.IGNORECASE)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:[^.\d]|$)", re.IGNORECASE
)
_NUMBER = re.compile(r"\(?[\dIVXivxa-z]{1,5}[.)]?\)?|[•·▪–—-]")
_DEEPEST = 1_000


@dataclass
class _Lines:
    """Lines in the making: the texts, and the hint of each."""

    texts: list[str] = field(default_factory=list)
    hints: list[Hint] = field(default_factory=list)
    open: str = ""
    hint: Hint = field(default_factory=Hint)
    waiting: str = ""  # a number whose paragraph follows

    def say(self, text: str) -> None:
        """Add text to the open line."""
        self.open += text

    def end(self) -> None:
        """End the open line; a lone number waits for the next one."""
        said = re.sub(r"\s+", " ", self.open).strip()
        self.open = ""
        if not said:
            return
        if self.hint.kind != "heading" and _NUMBER.fullmatch(said):
            self.waiting = f"{self.waiting} {said}".strip()
            return
        self.texts.append(f"{self.waiting} {said}".strip())
        self.hints.append(self.hint)
        self.waiting = ""


def html_lines(name: str, text: str) -> tuple[str, dict[int, Hint]]:
    """Return the text of a page, and hints by the offsets of its lines.

    Raises:
        InputError: the page is nested too deeply, or holds no text.
    """
    try:
        from bs4 import BeautifulSoup
    except ImportError as error:
        raise MissingExtraError("reading HTML", "link") from error
    soup = BeautifulSoup(text, "lxml")
    for element in soup(list(_DROPPED)):
        element.decompose()
    lines = _Lines()
    try:
        _walk(soup, lines, 0)
    except RecursionError as error:
        raise InputError(f"{name}: the HTML is nested too deeply to be read.") from error
    lines.end()
    if not lines.texts:
        raise InputError(f"{name}: holds no text.")
    whole, hints, start = [], {}, 0
    for said, hint in zip(lines.texts, lines.hints, strict=True):
        if hint.kind:
            hints[start] = hint
        whole.append(said)
        start += len(said) + 1
    return "\n".join(whole) + "\n", hints


def _walk(element: Tag, lines: _Lines, depth: int) -> None:
    from bs4.element import NavigableString, PreformattedString, Tag

    for child in element.children:
        if isinstance(child, PreformattedString):  # comments and declarations
            continue
        if isinstance(child, NavigableString):
            lines.say(str(child))
        elif isinstance(child, Tag) and not _is_hidden(child):
            _element(child, lines, depth + 1)


def _element(element: Tag, lines: _Lines, depth: int) -> None:
    if element.name == "br":
        lines.say(" ")
    elif element.name == "tr":
        lines.end()
        cells = [re.sub(r"\s+", " ", cell.get_text(" ")).strip() for cell in _cells(element)]
        if len([cell for cell in cells if cell]) > 1:
            lines.hint = Hint()
            lines.say(" | ".join(cells))
            lines.end()
        else:
            _walk(element, lines, depth)
            lines.end()
    elif element.name in _BLOCKS:
        before = lines.hint
        lines.end()
        lines.hint = _hint(element) or before
        _walk(element, lines, depth)
        lines.end()
        lines.hint = before
    else:
        raised = element.name == "sup" or "superscript" in _classes(element)
        lines.say(" " if raised else "")  # the mark of a footnote is no part of a number
        _walk(element, lines, depth)


def _cells(row: Tag) -> Iterator[Tag]:
    yield from row.find_all(("td", "th"), recursive=False)


def _hint(element: Tag) -> Hint | None:
    classes = _classes(element)
    if heading := _HEADING.fullmatch(element.name):
        return Hint("heading", int(heading[1]))
    if _SUBTITLE_CLASS.search(classes):
        return Hint("subtitle")
    if element.name == "p" and _TITLE_CLASS.search(classes):
        return Hint("heading", _depth(classes))
    if element.name == "li":
        return Hint("item")
    return None


def _depth(classes: str) -> int:
    level = re.search(r"level-(\d)", classes)
    if level:
        return 3 + int(level[1])
    return 2 if re.search(r"art", classes) else 1


def _classes(element: Tag) -> str:
    said = element.get("class") or ""
    return said if isinstance(said, str) else " ".join(said)


def _is_hidden(element: Tag) -> bool:
    style = element.get("style") or ""
    hidden = element.get("hidden") is not None or str(element.get("aria-hidden")).lower() == "true"
    return hidden or _HIDDEN.search(str(style)) is not None
