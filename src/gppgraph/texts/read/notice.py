"""The text of XML, with the codes and languages of a procurement notice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ...errors import InputError
from ...languages import Phrase
from .markup import xml_root
from .source_text import Text

_ADDRESS = re.compile(r"[a-z][a-z0-9+.\-]*://\S+$|\S+@\S+$", re.IGNORECASE)
_NOTICE_CODES = re.compile(r"^\d{8}(?:-\d)?$")
_FLAG_LISTS = ("strategic-procurement", "environmental-impact", "gpp-criteria")  # BT-06, BT-774, BT-805
_LANGUAGES = {
    "NOR": "nb",
    "NOB": "nb",
    "NNO": "nn",
    "DAN": "da",
    "ENG": "en",
    "SWE": "sv",
    "DEU": "de",
}


def notice_text(name: str, data: bytes) -> Text:
    """Return the text of XML. A notice in several languages is read in its own one.

    Raises:
        InputError: the XML is broken or empty.
    """
    root = xml_root(name, data)
    notice = root.find(".//{*}FORM_SECTION")
    form, wanted, language = root, "", None
    others: set[str] = set()
    if notice is not None:  # a notice repeats itself in translations; the original counts
        forms = [part for part in notice if isinstance(part.tag, str)]
        form = next((part for part in forms if part.get("CATEGORY") == "ORIGINAL"), notice)
        language = (form.get("LG") or "").lower()[:2] or None
        if form is not notice:
            others = {(part.get("LG") or "").lower()[:2] for part in forms} - {language, ""}
    elif (stated := root.find(".//{*}NoticeLanguageCode")) is not None:
        wanted = (stated.text or "").strip().upper()
        language = _LANGUAGES.get(wanted)
    lines, codes, flags = [], [], []
    for node in _once(form, wanted, others):
        local = node.tag.rsplit("}", 1)[-1]
        code = (
            node.get("CODE")
            if local == "CPV_CODE"
            else node.text
            if local == "ItemClassificationCode"
            else None
        )
        if code and _NOTICE_CODES.match(code.strip()):
            codes.append(code.strip()[:8])
            continue
        words = (node.text or "").strip()
        if local == "ProcurementTypeCode" and words and (listed := node.get("listName")) in _FLAG_LISTS:
            flags.append((listed, words))
        if words and local != "ItemClassificationCode" and not _ADDRESS.match(words):
            lines.append(words)
        if node.tail and node.tail.strip():
            lines.append(node.tail.strip())
    text = "\n".join(lines) + "\n"
    if not text.strip() and not codes:
        raise InputError(f"{name}: the XML holds no text.")
    notes = (Phrase("note-translations", {"languages": ", ".join(sorted(others))}),) if others else ()
    return Text(
        name,
        "xml",
        text,
        notes,
        language,
        tuple(dict.fromkeys(codes)),
        flags=tuple(dict.fromkeys(flags)),
    )


def _once(form: Any, wanted: str, others: set[str]) -> Iterator[Any]:
    """Yield the elements of a form; of translations beside each other only one.

    That is the one in the ``wanted`` language, or the first. Languages left out are added to ``others``.
    """
    chosen: dict[tuple[Any, str], str] = {}
    for node in form.iter():
        if not isinstance(node.tag, str):
            continue
        stated = (node.get("languageID") or "").upper()
        if stated:
            place = (node.getparent(), node.tag)
            if place not in chosen:
                siblings = {(other.get("languageID") or "").upper() for other in _alike(node)}
                chosen[place] = wanted if wanted in siblings else stated
            if stated != chosen[place]:
                others.add(_LANGUAGES.get(stated, stated.lower()))
                continue
        yield node


def _alike(node: Any) -> Iterator[Any]:
    """Yield the elements of the same name beside an element, and itself."""
    parent = node.getparent()
    return iter((node,)) if parent is None else parent.iterchildren(node.tag)
