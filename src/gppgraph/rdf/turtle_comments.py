"""Comments of a Turtle file, kept while its statements are laid out anew.

A comment belongs to the subject or property beside it, or else to the next one, and is written above it. Comments
before the prefixes stay at the head, those after the last statement at the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from ..terms import PREFIXES

# A subject, or a subject and a property; empty for the head of a file.
Place = tuple[str, ...]
_HEAD: Place = ()
_END: Place = ("",)
_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
    | (?P<literal>\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3} | '{3}(?:[^'\\]|\\.|'(?!''))*'{3}
        | "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*')
    | (?P<open>[\[(]) | (?P<close>[\])])
    | (?P<mark>[;,.](?![\w-]))
    | (?P<word><[^<>\s]*> | (?:\\.|\.(?=[\w:%\\-])|[^\s;,.\[\]()<"'\#\\])+)""",
    re.VERBOSE | re.DOTALL,
)


class TurtleComment(NamedTuple):
    """A comment with its line and its place; without a place if a node has no name."""

    text: str
    line: int
    place: Place | None


@dataclass(slots=True)
class _Scan:
    """The comments of a text, and the first line of each place."""

    comments: list[TurtleComment] = field(default_factory=list)
    lines: dict[Place, int] = field(default_factory=dict)


def with_comments(before: str, after: str) -> tuple[str, int | None]:
    """Return ``after`` with the comments of ``before``, which has the same statements.

    The number is the line of the first comment that has no place, ``None`` if all have one.
    """
    comments = _scan(before).comments
    if not comments:
        return after, None
    places = _scan(after).lines
    above: dict[Place, list[TurtleComment]] = {}
    for comment in comments:
        if comment.place is None or comment.place not in {*places, _HEAD, _END}:
            return after, comment.line
        above.setdefault(comment.place, []).append(comment)
    by_line = {places[place]: group for place, group in above.items() if place in places}
    output = list(_text(above.get(_HEAD, [])))
    output += [""] if output else []
    for number, line in enumerate(after.splitlines(), 1):
        indent = line[: len(line) - len(line.lstrip())]
        output += [(indent + text).rstrip() for text in _text(by_line.get(number, []))]
        output.append(line)
    if end := list(_text(above.get(_END, []))):
        output += ["", *end]
    return "\n".join(output) + "\n", None


def _text(comments: list[TurtleComment]) -> Iterator[str]:
    """Yield comments as lines, with a blank line where there was one between two."""
    last = None
    for comment in comments:
        if last is not None and comment.line > last + 1:
            yield ""
        yield comment.text.rstrip()
        last = comment.line


def _scan(text: str) -> _Scan:
    found = _Scan()
    prefixes: dict[str, str] = {}
    waiting: list[tuple[str, int]] = []
    place: Place | None = _HEAD  # of the token before
    subject: str | None = ""
    expected, depth, last_line, line, position = "subject", 0, 0, 1, 0
    directive: list[str] = []

    def settle(where: Place | None, number: int) -> None:
        found.comments.extend(TurtleComment(words, at, where) for words, at in waiting)
        waiting.clear()
        if where not in (None, _HEAD, _END):
            found.lines.setdefault(where, number)

    for match in _TOKEN.finditer(text):
        line += text.count("\n", position, match.start())
        position = match.start()
        kind, token = match.lastgroup, match.group()
        if kind == "comment":
            if line == last_line or depth or expected == "object":
                found.comments.append(TurtleComment(token, line, place))
            else:
                waiting.append((token, line))
            continue
        last_line = line + token.count("\n")
        if directive:
            directive.append(token)
            if len(directive) == (2 if directive[0].lower().endswith("base") else 3):
                if len(directive) == 3:
                    prefixes[directive[1].rstrip(":")] = token[1:-1]
                directive = []
        elif kind in ("open", "close"):
            depth += 1 if kind == "open" else -1
            if expected == "subject":
                subject, place, expected = None, None, "object"  # a node without a name
                settle(place, line)
        elif depth:
            continue
        elif kind == "mark":
            expected = {".": "subject", ";": "predicate"}.get(token, expected)
        elif expected == "subject" and token.lower() in ("prefix", "base", "@prefix", "@base"):
            directive = [token]
            settle(_HEAD, line)
            place = _HEAD
        elif expected == "subject":
            subject = _expanded(token, prefixes)
            place, expected = (subject,), "predicate"
            settle(place, line)
        elif expected == "predicate":
            place = None if subject is None else (subject, _expanded(token, prefixes))
            expected = "object"
            settle(place, line)
    settle(_END, line)
    return found


def _expanded(token: str, prefixes: dict[str, str]) -> str:
    if token.startswith("<"):
        return token[1:-1]
    if token == "a":
        return PREFIXES["rdf"] + "type"
    prefix, colon, local = token.partition(":")
    return prefixes[prefix] + re.sub(r"\\(.)", r"\1", local) if colon and prefix in prefixes else token
