"""The text of a Word document, with the XML elements that hold its parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BLANK = (f"{WORD}tab", f"{WORD}br", f"{WORD}cr")


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

    A row of a table is one paragraph, its cells separated by bars.
    """
    rows = {row for row in root.iter(f"{WORD}tr") if next(row.iterancestors(f"{WORD}tr"), None) is None}
    inside = {paragraph for row in rows for paragraph in row.iter(f"{WORD}p")}
    for element in root.iter(f"{WORD}p", f"{WORD}tr"):
        if element in rows:
            yield list(_cells(element))
        elif element.tag == f"{WORD}p" and element not in inside:
            yield list(_nodes(element))


def joined(parts: list[list[TextNode]]) -> str:
    """Return the text of paragraphs, one to a line."""
    return "\n".join("".join(node.text for node in nodes) for nodes in parts)


def _cells(row: Any) -> Iterator[TextNode]:
    for number, cell in enumerate(row.iterchildren(f"{WORD}tc")):
        if number:
            yield TextNode(" | ")
        for place, paragraph in enumerate(cell.iter(f"{WORD}p")):
            if place:
                yield TextNode(" ")
            yield from _nodes(paragraph)


def _nodes(paragraph: Any) -> Iterator[TextNode]:
    for node in paragraph.iter(f"{WORD}t", *_BLANK, f"{WORD}noBreakHyphen"):
        if node.getparent().tag != f"{WORD}r":  # a tab stop in the settings of a paragraph, say
            continue
        if node.tag == f"{WORD}t":
            # a footnote mark must not be read as part of a number
            yield (
                TextNode(f" {node.text or ''} ", node, 1)
                if _raised(node)
                else TextNode(node.text or "", node)
            )
        elif node.tag in _BLANK:
            yield TextNode(" ", node)
        else:
            yield TextNode("-", node)


def _raised(node: Any) -> bool:
    mark = node.getparent().find(f"{WORD}rPr/{WORD}vertAlign")
    return mark is not None and mark.get(f"{WORD}val") == "superscript"
