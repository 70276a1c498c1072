"""The text of an HTML page: a line for each block, and for each row of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from ...errors import InputError, MissingExtraError
from .raised import raised

DEPTH = 1_000  # elements inside each other
_SKIPPED = frozenset(("script", "style", "noscript", "template", "iframe", "object", "svg"))
_CELLS = frozenset(("td", "th"))
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "br",
        "caption",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "title",
        "tr",
        "ul",
    ]
)
_ABOVE = re.compile(r"vertical-align\s*:\s*(?:super|text-top)", re.IGNORECASE)


class PageText(NamedTuple):
    """The text of a page, and the language that the page states."""

    text: str
    language: str | None


def html_text(name: str, page: str) -> PageText:
    """Return the text of a page; scripts, styles and embedded pages are left out.

    Raises:
        InputError: the elements are nested too deeply.
        MissingExtraError: the library is not installed.
    """
    try:
        from lxml import etree
    except ImportError as error:
        raise MissingExtraError("reading HTML", "link") from error
    # The parser takes bytes with a declared encoding, and no zeros.
    data = re.sub(r"\A\s*<\?xml[^>]{0,200}\?>", "", page).replace("\0", "\ufffd").encode(errors="replace")
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True
    )
    root = etree.fromstring(data, parser) if data.strip() else None
    if root is None:
        return PageText("\n", None)
    language = root.get("lang")
    lines = _Lines()
    for words in _pieces(name, etree.iterwalk(root, events=("start", "end")), lines):
        lines.add(words)
    return PageText(lines.tidy(), language[:2].lower() if language else None)


class _Lines:
    """Pieces of text, and whether the line that they make has words yet."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.begun = False

    def add(self, words: str) -> None:
        """Add words to the text."""
        self.pieces.append(words)
        _, broken, last = words.rpartition("\n")
        self.begun = bool(last.strip()) or (self.begun and not broken)

    def tidy(self) -> str:
        """Return the text with single blanks, and with at most one empty line in a row."""
        text = "".join(self.pieces)
        lines = (re.sub(r"[ \t\r\f\v]+", " ", line).strip() for line in text.split("\n"))
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"


def _pieces(name: str, walk: Any, lines: _Lines) -> Iterator[str]:
    """Yield the words of elements, with line breaks and with bars between cells."""
    depth = cells = above = 0
    for event, element in walk:
        tag = element.tag
        block, cell, super_ = tag in _BLOCKS, tag in _CELLS, _is_above(element)
        if event == "start":
            depth += 1
            if depth > DEPTH:
                raise InputError(f"{name}: the HTML is nested deeper than {DEPTH} elements.")
            cells, above = cells + cell, above + super_
            if block and lines.begun:
                yield " " if cells else "\n"
            if tag in _SKIPPED:
                walk.skip_subtree()
            elif element.text:
                yield raised(element.text) if above else element.text
            continue
        depth, cells, above = depth - 1, cells - cell, above - super_
        if block:
            yield " " if cells else "\n"
        if cell and any(sibling.tag in _CELLS for sibling in element.itersiblings()):
            yield " | "
        if element.tail:
            yield raised(element.tail) if above else element.tail


def _is_above(element: Any) -> bool:
    """Return whether an element raises its text."""
    return element.tag == "sup" or _ABOVE.search(element.get("style") or "") is not None
