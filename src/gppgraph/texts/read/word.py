"""The text of a Word document and where each part of it stands in the XML."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_BLANK = (f"{WORD}tab", f"{WORD}br", f"{WORD}cr")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text of a paragraph and the element that holds it, if one does; ``lead`` characters before it are not its own."""

    text: str
    node: Any = None
    lead: int = 0


def paragraphs(root: Any) -> Iterator[list[Piece]]:
    """Yield the pieces of each paragraph below an element; a row of a table is one, its cells apart by bars."""
    rows = {row for row in root.iter(f"{WORD}tr") if next(row.iterancestors(f"{WORD}tr"), None) is None}
    inside = {paragraph for row in rows for paragraph in row.iter(f"{WORD}p")}
    for element in root.iter(f"{WORD}p", f"{WORD}tr"):
        if element in rows:
            yield list(_cells(element))
        elif element.tag == f"{WORD}p" and element not in inside:
            yield list(_pieces(element))


def joined(parts: list[list[Piece]]) -> str:
    """Return the text of paragraphs, one on each line."""
    return "\n".join("".join(piece.text for piece in pieces) for pieces in parts)


def _cells(row: Any) -> Iterator[Piece]:
    for number, cell in enumerate(row.iterchildren(f"{WORD}tc")):
        if number:
            yield Piece(" | ")
        for place, paragraph in enumerate(cell.iter(f"{WORD}p")):
            if place:
                yield Piece(" ")
            yield from _pieces(paragraph)


def _pieces(paragraph: Any) -> Iterator[Piece]:
    for node in paragraph.iter(f"{WORD}t", *_BLANK, f"{WORD}noBreakHyphen"):
        if node.getparent().tag != f"{WORD}r":  # a tab stop in the settings of a paragraph, say
            continue
        if node.tag == f"{WORD}t":
            # a footnote mark must not be read as part of a number
            yield Piece(f" {node.text or ''} ", node, 1) if _raised(node) else Piece(node.text or "", node)
        elif node.tag in _BLANK:
            yield Piece(" ", node)
        else:
            yield Piece("-", node)


def _raised(node: Any) -> bool:
    mark = node.getparent().find(f"{WORD}rPr/{WORD}vertAlign")
    return mark is not None and mark.get(f"{WORD}val") == "superscript"
