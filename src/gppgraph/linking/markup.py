"""XML parsed without entities, document types and network, and the paragraphs of a docx in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from ..errors import InputError, MissingExtraError

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def xml_root(name: str, data: bytes) -> Any:
    """Return the root of XML that was parsed without entities, document types and network."""
    try:
        from lxml import etree
    except ImportError as error:
        raise MissingExtraError("reading XML", "link") from error
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    if re.search(rb"<!\s*(doctype|entity)", data, re.IGNORECASE) or re.search(
        rb"<\0?!\0?(d\0?o\0?c\0?t\0?y\0?p\0?e|e\0?n\0?t\0?i\0?t\0?y)", data, re.IGNORECASE
    ):
        raise InputError(f"{name}: the XML declares a document type or entities; it is not read.")
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise InputError(f"{name}: broken XML: {str(error)[:200]}.") from error


def paragraphs_of(name: str, data: bytes) -> Iterator[str]:
    """Yield the paragraphs of a part of a docx; a row of a table is one, its cells apart by bars."""
    root = xml_root(name, data)
    rows = {
        row for row in root.iter(f"{{{_WORD}}}tr") if next(row.iterancestors(f"{{{_WORD}}}tr"), None) is None
    }
    inside = {paragraph for row in rows for paragraph in row.iter(f"{{{_WORD}}}p")}
    for element in root.iter(f"{{{_WORD}}}p", f"{{{_WORD}}}tr"):
        if element in rows:
            cells = (cell for cell in element.iterchildren(f"{{{_WORD}}}tc"))
            yield " | ".join(" ".join(_words(cell.iter(f"{{{_WORD}}}p"))).strip() for cell in cells)
        elif element.tag == f"{{{_WORD}}}p" and element not in inside:
            yield from _words((element,))


def _words(paragraphs: Iterable[Any]) -> Iterator[str]:
    for paragraph in paragraphs:
        parts: list[str] = []
        for node in paragraph.iter():
            if node.tag == f"{{{_WORD}}}t" and not _raised(node):
                parts.append(node.text or "")
            elif node.tag == f"{{{_WORD}}}t":
                parts.append(f" {node.text or ''} ")
            elif node.tag in (f"{{{_WORD}}}tab", f"{{{_WORD}}}br", f"{{{_WORD}}}cr"):
                parts.append(" ")
            elif node.tag == f"{{{_WORD}}}noBreakHyphen":
                parts.append("-")
        yield "".join(parts)


def _raised(node: Any) -> bool:
    run = node.getparent()
    mark = run.find(f"{{{_WORD}}}rPr/{{{_WORD}}}vertAlign") if run is not None else None
    return mark is not None and mark.get(f"{{{_WORD}}}val") == "superscript"
