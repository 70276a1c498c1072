"""YAML texts, read as mappings, lists and scalars with their lines.

Scalars stay texts. A scalar gets its type later, from the property that it is a value of: ``code: 6.10`` stays "6.10" and
``no:`` is a language. Anchors, aliases and tags are refused, so a small file cannot grow in memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..errors import MissingExtraError, SourceError

MAX_BYTES = 16 * 1024 * 1024
MAX_DEPTH = 32
MAX_SCALAR = 1024 * 1024


@dataclass(slots=True)
class Scalar:
    """A single value: its text, and whether it is ``plain``, without quotes."""

    text: str
    plain: bool
    line: int

    @property
    def is_null(self) -> bool:
        """Whether the value is absent: ``null``, ``~`` or an empty text."""
        return self.plain and self.text in ("", "~", "null")


@dataclass(slots=True)
class Sequence:
    """A list of values."""

    line: int
    values: list[Value] = field(default_factory=list)


@dataclass(slots=True)
class Mapping:
    """Values by key, in the order of the file, and the line of each key."""

    line: int
    values: dict[str, Value] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)


Value = Scalar | Sequence | Mapping


def read_text(path: Path) -> str:
    """Return the text of a YAML file.

    Raises:
        SourceError: it cannot be read, is too large, or is not UTF-8.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise SourceError(path, f"cannot be read: {error.strerror}") from error
    if len(content) > MAX_BYTES:
        raise SourceError(path, f"is too large: {len(content)} bytes, at most {MAX_BYTES}")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise SourceError(path, f"is not UTF-8: byte 0x{content[error.start]:02x}", line) from error


def load(path: Path, text: str) -> Mapping:
    """Return the top mapping of YAML text; ``path`` is named in errors.

    Raises:
        SourceError: with file and line, if it is not YAML or not a mapping.
    """
    try:
        import yaml
    except ImportError as error:
        raise MissingExtraError("Reading YAML", "build") from error
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    try:
        return _document(path, yaml.parse(text, Loader=loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = " ".join(filter(None, (error.context, error.problem)))
        raise SourceError(path, f"is not YAML: {problem}", mark.line + 1 if mark else None) from error
    except yaml.YAMLError as error:  # a character that YAML does not allow
        match = re.search(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)
        line = text.count("\n", 0, match.start()) + 1 if match else None
        raise SourceError(path, f"is not YAML: {str(error).splitlines()[0]}", line) from error


def _document(path: Path, events: Iterator[Any]) -> Mapping:
    """Return the mapping that parser events describe, without recursion."""
    top: Value | None = None
    stack: list[Mapping | Sequence] = []
    keys: list[str | None] = []  # the key that waits for its value, for each open mapping
    for event in events:
        kind = type(event).__name__
        line = event.start_mark.line + 1
        if kind in ("StreamStartEvent", "StreamEndEvent", "DocumentStartEvent", "DocumentEndEvent"):
            if kind == "DocumentStartEvent" and top is not None:
                raise SourceError(path, 'holds a second document; remove the line "---"', line)
            continue
        if kind in ("MappingEndEvent", "SequenceEndEvent"):
            stack.pop()
            keys.pop()
            continue
        _refuse(path, event, kind, line)
        value: Value
        if kind == "ScalarEvent":
            value = Scalar(event.value, event.style in (None, ""), line)
        else:
            value = Mapping(line) if kind == "MappingStartEvent" else Sequence(line)
        if not stack:
            top = value
        elif isinstance(parent := stack[-1], Sequence):
            parent.values.append(value)
        elif keys[-1] is None:
            keys[-1] = _key(path, parent, value)
            continue
        else:
            parent.values[keys[-1]] = value
            keys[-1] = None
        if not isinstance(value, Scalar):
            if len(stack) >= MAX_DEPTH:
                raise SourceError(path, f"nested too deeply: more than {MAX_DEPTH} levels", line)
            stack.append(value)
            keys.append(None)
    if not isinstance(top, Mapping):
        raise SourceError(path, 'is no mapping; expected lines such as "file:"' if top else "is empty")
    return top


def _refuse(path: Path, event: Any, kind: str, line: int) -> None:
    """Refuse anchors, aliases, tags and very long texts."""
    if kind == "AliasEvent" or event.anchor:
        sign = "*" if kind == "AliasEvent" else "&"
        raise SourceError(
            path, f'{sign}{event.anchor}: anchors and aliases are not read; say it under "defaults:"', line
        )
    if event.tag not in (None, "!"):
        raise SourceError(path, f"{event.tag[:40]}: tags are not read; leave it out", line)
    if kind == "ScalarEvent" and len(event.value) > MAX_SCALAR:
        raise SourceError(path, f"a text has {len(event.value)} characters, at most {MAX_SCALAR}", line)


def _key(path: Path, parent: Mapping, value: Value) -> str:
    if not isinstance(value, Scalar):
        raise SourceError(path, "a key is no single word", value.line)
    if value.text in parent.values:
        first = parent.lines[value.text]
        raise SourceError(path, f'key "{value.text}" stands here twice; first in line {first}', value.line)
    parent.lines[value.text] = value.line
    return value.text
