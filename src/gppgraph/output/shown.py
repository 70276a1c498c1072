"""Foreign words made safe to show on a terminal, in a log or in a report."""

from __future__ import annotations

import re

# Controls, marks of writing direction, breaks of lines and half characters.
_HIDDEN = r"\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff"
_ALL = re.compile(f"[{_HIDDEN}]")
# On a terminal, line ends, tabs and our own colours stay.
_OTHER = re.compile(rf"\x1b\[[0-9;]*m|[\n\t]|(?P<hidden>[{_HIDDEN}])")


def shown(text: str) -> str:
    r"""Return a text in one line, with its hidden characters written out.

    >>> shown("red\x1b[31m\n")
    'red\\x1b[31m\\n'
    """
    return _ALL.sub(lambda match: _written(match[0]), text)


def for_terminal(text: str) -> str:
    """Return a text of several lines that cannot command a terminal; colours stay."""
    return _OTHER.sub(lambda match: _written(match[0]) if match["hidden"] else match[0], text)


def _written(character: str) -> str:
    return character.encode("unicode_escape").decode("ascii")
