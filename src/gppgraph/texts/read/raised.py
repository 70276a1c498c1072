"""Raised text, such as a footnote mark, kept apart from the number before it."""

from __future__ import annotations

import re

# Commas between marks become word joiners, which plain texts drop like the marks themselves.
_RAISED = str.maketrans("0123456789+-−()[]abcde,;.*", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾⁽⁾ᵃᵇᶜᵈᵉ" + "\u2060" * 4)
_MARK = re.compile(r"[\d\s,;.*()\[\]+\-−]+|\s*[(\[]?[a-e][)\]]?\s*")


def is_mark(words: str) -> bool:
    """Return whether raised words are a footnote mark or a power ("2", "1,2", "a)")."""
    return _MARK.fullmatch(words) is not None


def raised(words: str) -> str:
    """Return a mark in raised characters, one for one, and other words between blanks.

    ``"2"`` becomes ``"²"``, so that "3" before it stays three; ``"rd"`` becomes ``" rd "``.
    """
    return words.translate(_RAISED) if is_mark(words) else f" {words} "
