"""The text of a Word document, with the XML elements that hold its parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from .raised import is_mark, raised

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_STRICT = b"http://purl.oclc.org/ooxml/"
# Namespaces of the strict form, and what Word writes instead of them by default.
_TRANSITIONAL = (
    (_STRICT + b"wordprocessingml/main", WORD[1:-1].encode()),
    (_STRICT + b"officeDocument/math", _MATHS[1:-2].encode()),
    (
        _STRICT + b"officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
_BLANK = (f"{WORD}tab", f"{WORD}br", f"{WORD}cr")
_HYPHEN, _SYMBOL, _WORDS = f"{WORD}noBreakHyphen", f"{WORD}sym", f"{WORD}t"
# Characters of the font Symbol, by their code.
_SYMBOLS = {"A3": "≤", "B3": "≥", "B1": "±", "B0": "°", "2D": "−", "B7": "•", "B4": "×", "A5": "∞", "6D": "µ"}


def transitional(data: bytes) -> bytes:
    """Return the XML of a part with the namespaces that Word writes by default."""
    for strict, usual in _TRANSITIONAL if _STRICT in data else ():
        data = data.replace(strict, usual)
    return data


@dataclass(frozen=True, slots=True)
class TextNode:
    """Some text of a paragraph, and the element that holds it.

    The first ``lead`` characters are added spaces. Added separators have no element.
    """

    text: str
    node: Any = None
    lead: int = 0


def paragraphs(root: Any) -> Iterator[list[TextNode]]:
    """Yield the text of each paragraph below an element, as text nodes.

    A row of a table is one paragraph, its cells separated by bars. Content controls do not count as elements
    between: a row may stand in one, and so may a cell. A text box counts once.
    """
    rows = {row for row in root.iter(f"{WORD}tr") if next(row.iterancestors(f"{WORD}tr"), None) is None}
    inside = {paragraph for row in rows for paragraph in row.iter(f"{WORD}p")}
    for element in root.iter(f"{WORD}p", f"{WORD}tr"):
        if element in rows:
            yield list(_cells(element))
        elif element.tag == f"{WORD}p" and element not in inside and not _is_fallback(element):
            yield list(_nodes(element))


def joined(parts: list[list[TextNode]]) -> str:
    """Return the text of paragraphs, one to a line."""
    return "\n".join("".join(node.text for node in nodes) for nodes in parts)


def _cells(row: Any) -> Iterator[TextNode]:
    cells = (cell for cell in row.iter(f"{WORD}tc") if next(cell.iterancestors(f"{WORD}tr")) is row)
    for number, cell in enumerate(cells):
        if number:
            yield TextNode(" | ")
        for place, paragraph in enumerate(cell.iter(f"{WORD}p")):
            if place:
                yield TextNode(" ")
            if not _is_fallback(paragraph):
                yield from _nodes(paragraph)


def _is_fallback(element: Any) -> bool:
    """Return whether an element repeats another one for older programs."""
    return next(element.iterancestors(_FALLBACK), None) is not None


def _nodes(paragraph: Any) -> Iterator[TextNode]:
    """Yield the text nodes of a paragraph without those of text boxes in it."""
    for node in paragraph.iter(_WORDS, *_BLANK, _HYPHEN, _SYMBOL, _MATHS):
        if next(node.iterancestors(f"{WORD}p")) is not paragraph:
            continue
        if node.tag == _MATHS:  # it has no run, so that a remark cannot be tied to it
            yield TextNode(node.text or "")
        elif node.getparent().tag != f"{WORD}r" or _is_moved_away(node):
            continue  # a tab stop in the settings of a paragraph, say
        elif node.tag == _WORDS:
            words = node.text or ""
            if _is_raised(node):
                yield TextNode(raised(words), node, 0 if is_mark(words) else 1)
            else:
                yield TextNode(words, node)
        elif node.tag in _BLANK:
            yield TextNode(" ", node)
        elif node.tag == _HYPHEN:
            yield TextNode("-", node)
        else:
            yield TextNode(_symbol(node), node)


def _symbol(node: Any) -> str:
    """Return the character of a symbol, or a blank for one of an unknown font."""
    code = (node.get(f"{WORD}char") or "").upper()
    return _SYMBOLS.get(code[-2:], " ") if (node.get(f"{WORD}font") or "") == "Symbol" else " "


def _is_moved_away(node: Any) -> bool:
    """Return whether a tracked change moved a text elsewhere, where it stands again."""
    return next(node.iterancestors(f"{WORD}moveFrom"), None) is not None


def _is_raised(node: Any) -> bool:
    mark = node.getparent().find(f"{WORD}rPr/{WORD}vertAlign")
    return mark is not None and mark.get(f"{WORD}val") == "superscript"
