"""XML parsed without entities, document types and network."""

from __future__ import annotations

import re
from typing import Any

from ...errors import InputError, MissingExtraError


def xml_root(name: str, data: bytes) -> Any:
    """Return the root of XML, parsed without entities, document types and network."""
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
