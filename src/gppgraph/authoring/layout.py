"""The layout of data files.

In YAML keys keep the order of the author, and comments and blank lines keep their places. A comment belongs to the key
or list item beside it, or else to the next one, and is written above it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from ..errors import SourceError
from ..files import write_file
from ..rdf import turtle
from ..workspace import HIDDEN, YAML
from . import schema
from .compact import Unquoted
from .loader import Mapping, Sequence, Value, load, read_text
from .write import to_yaml

Way = tuple[str | int, ...]
_COMMENT = re.compile(r"(?:^|(?<=[ \t]))#[^\n]*")


def format_files(paths: Iterable[Path], check: bool = False) -> list[Path]:
    """Bring Turtle and YAML files into the layout of the project.

    Return the files with changed texts. With ``check`` nothing is written. Files of other forms stay as they are.
    """
    changed = []
    for path in paths:
        if path.suffix in (".trig", ".jsonld"):
            continue
        text = formatted(path) if path.suffix in YAML else turtle.formatted(path)
        if text != path.read_text(encoding="utf-8"):
            changed.append(path)
            if not check:
                write_file(path, text)
    return changed


def format_schema(base: Path, check: bool = False) -> list[Path]:
    """Write the schema for editors if the ontology or a code list has changed.

    Return its path in that case. With ``check`` nothing is written, and a schema among computed files is none to check.
    """
    path = schema.path(base)
    if check and HIDDEN in path.parts:
        return []
    wanted = schema.text(base)
    if path.is_file() and path.read_text(encoding="utf-8") == wanted:
        return []
    if not check:
        write_file(path, wanted)
    return [path]


def formatted(path: Path) -> str:
    """Return the text of a YAML file in the layout of the project.

    Raises:
        SourceError: it is not YAML that is read here.
    """
    text = read_text(path)
    document = load(path, text)
    result = to_yaml(_tree(document))
    comments = list(_comments(text))
    if comments:
        result = _with_comments(text, document, comments, load(path, result), result)
    if _tree(load(path, result)) != _tree(document):
        raise SourceError(path, "cannot be laid out without a change; move its comments above the keys")
    return result


def _tree(value: Value) -> Any:
    if isinstance(value, Mapping):
        return {key: _tree(item) for key, item in value.values.items()}
    if isinstance(value, Sequence):
        return [_tree(item) for item in value.values]
    if value.is_null:
        return None
    return Unquoted(value.text) if value.plain else value.text


def _comments(text: str) -> Iterator[tuple[int, str]]:
    """Yield line and text of each comment and blank line.

    They are the texts between two tokens of YAML.
    """
    import yaml

    end = 0
    for token in yaml.scan(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)):
        if token.start_mark.index > end:
            yield from _in_gap(text, end, token.start_mark.index)
        end = max(end, token.end_mark.index)
    yield from _in_gap(text, end, len(text))


def _in_gap(text: str, start: int, end: int) -> Iterator[tuple[int, str]]:
    first = text.count("\n", 0, start) + 1
    lines = text[start:end].split("\n")
    for number, line in enumerate(lines, first):
        match = _COMMENT.search(line)
        if match:
            yield number, match.group().rstrip()
        elif first < number < first + len(lines) - 1:
            yield number, ""


def _ways(value: Value, way: Way = ()) -> Iterator[tuple[int, Way]]:
    """Yield line and path of each key and list item.

    For example ``(12, ("requirements", "basis.TS2", "proofs", 0))``.
    """
    if isinstance(value, Mapping):
        for key, item in value.values.items():
            yield value.lines[key], (*way, key)
            yield from _ways(item, (*way, key))
    elif isinstance(value, Sequence):
        for number, item in enumerate(value.values):
            yield item.line, (*way, number)
            yield from _ways(item, (*way, number))


def _with_comments(
    text: str, before: Mapping, comments: list[tuple[int, str]], after: Mapping, result: str
) -> str:
    """Return ``result`` with each comment above the line of its key or list item."""
    places = sorted(_ways(before), key=lambda place: place[0])
    own_line = {n for n, line in enumerate(text.splitlines(), 1) if line.lstrip().startswith("#")}
    written = result.splitlines()
    lines = {way: line for line, way in _ways(after) if _begins(written[line - 1], way[-1])}
    above: dict[int, list[str]] = {}
    last: list[str] = []
    for number, comment in comments:
        beside = [way for line, way in places if line <= number] if comment and number not in own_line else []
        following = next((way for line, way in places if line > number), None)
        way = beside[-1] if beside else following
        while way and way not in lines:  # inside a list or mapping on one line
            way = way[:-1]
        if not way:
            last.append(comment)
            continue
        group = above.setdefault(lines[way], [])
        # A blank line always divides sections, and several blank lines become one.
        if comment or (group[-1] if group else len(way) > 1):
            group.append(comment)
    output: list[str] = []
    for number, line in enumerate(written, 1):
        indent = line[: len(line) - len(line.lstrip())]
        output += [(indent + comment).rstrip() for comment in above.get(number, [])]
        output.append(line)
    return "\n".join([*output, *filter(None, last)]) + "\n"


def _begins(line: str, key: str | int) -> bool:
    """Return whether a line begins with a key or list item.

    A comment may stand above such a line.
    """
    begin = line.lstrip()
    return begin.startswith("- ") if isinstance(key, int) else begin.lstrip("'\"").startswith(key)
