"""Translations of the texts of authoring files.

A translation is a file with texts by node and key, each with the digest of its English original.
``translations/nb/dk-desktop-2023.yaml`` beside or above ``dk-desktop-2023.yaml`` holds its Norwegian texts:

    requirements:
      basis.TS2.c1:
        description: {of: 31f954cf, text: Reservedeler kan fås ...}
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from ..errors import SourceError
from ..spelling import near
from ..terms import iri
from .context import Terminology
from .expand import Expanded
from .form import OTHER, SECTIONS, full_iri, is_full, local_name
from .loader import Mapping, Scalar, Sequence, Value, load, read_text

DIGITS = 8


@dataclass(frozen=True, slots=True)
class Stale:
    """A translation of an English text that has changed since."""

    path: Path
    line: int
    node: str
    term: str
    digest: str
    expected: str


def digest(texts: Iterable[str]) -> str:
    """Return the digest that names these English texts in their translations."""
    return sha256("\n".join(sorted(texts)).encode()).hexdigest()[:DIGITS]


def read(
    path: Path, language: str, original: Path, expanded: Expanded, words: Terminology
) -> tuple[list[dict[str, Any]], list[Stale]]:
    """Return the texts of a translation as JSON-LD nodes, and those that are stale.

    Raises:
        SourceError: it is not YAML, or a text has no original.
    """
    nodes: list[dict[str, Any]] = []
    stale: list[Stale] = []
    document = load(path, read_text(path))
    base = original.stem
    for section, content in document.values.items():
        line = document.lines[section]
        place = SECTIONS.get(section)
        if place is None and section != OTHER:
            raise _unknown(path, "section", section, [*SECTIONS, OTHER], line)
        if not isinstance(content, Mapping):
            raise SourceError(path, f'"{section}" holds no names of nodes', line)
        prefix = place.prefix if place and place.prefix else ""
        entries = {base: content} if place and place.single else content.values
        for key, texts in entries.items():
            line = content.lines.get(key, line)
            local = base if place and place.single else local_name(prefix, base, key)
            node = full_iri(key) if is_full(key) else iri(prefix, local)
            if node not in expanded.lines:
                names = [name.rsplit("/", 1)[-1].removeprefix(f"{base}.") for name in expanded.lines]
                raise _unknown(path, f"node of {original.name}", key, names, line)
            if not isinstance(texts, Mapping):
                raise SourceError(
                    path, f'"{key}" holds no texts; expected lines such as "description:"', line
                )
            translated: dict[str, Any] = {"id": node}
            for name, value in texts.values.items():
                line = texts.lines[name]
                if name not in words.terms or words.terms[name].form != "text":
                    names = [term.name for term in words.terms.values() if term.form == "text"]
                    raise _unknown(path, "text", name, names, line)
                of, text = _text(path, name, value, line)
                expected = original_of(expanded, node, name)
                if expected is None:
                    raise SourceError(path, f'"{name}" of "{key}" has no English original', line)
                if of != digest(expected):
                    stale.append(Stale(path, line, node, name, of, digest(expected)))
                translated[name] = {language: text}
            nodes.append(translated)
    return nodes, stale


def original_of(expanded: Expanded, node: str, name: str) -> list[str] | None:
    """Return the English originals of a translation, or ``None`` without any.

    ``our-title`` may also translate ``title``, the title of the publisher.
    """
    english = expanded.english
    texts = english.get((node, name))
    return texts if texts is not None or name != "our-title" else english.get((node, "title"))


def _text(path: Path, name: str, value: Value, line: int) -> tuple[str, str | list[str]]:
    expected = f'"{name}" needs "of" (the digest of the English text) and "text"'
    if not isinstance(value, Mapping) or set(value.values) != {"of", "text"}:
        raise SourceError(path, expected, line)
    of, text = value.values["of"], value.values["text"]
    texts = text.values if isinstance(text, Sequence) else [text]
    if not isinstance(of, Scalar) or not texts:
        raise SourceError(path, expected, line)
    strings: list[str] = []
    for item in texts:
        if not isinstance(item, Scalar):
            raise SourceError(path, expected, line)
        strings.append(item.text)
    return of.text, strings[0] if len(strings) == 1 else strings


def _unknown(path: Path, kind: str, name: str, names: Iterable[str], line: int) -> SourceError:
    close = near(name[:80], names)
    hint = f" Close matches: {', '.join(close)}." if close else ""
    return SourceError(path, f'{kind} "{name[:80]}" is not known.{hint}', line)
