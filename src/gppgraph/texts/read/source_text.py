"""A text as it was read from a file, and the limits within which files are read."""

from __future__ import annotations

from dataclasses import dataclass, field

from ...errors import InputError
from ...languages import Phrase

LARGEST = 50 * 1024 * 1024  # bytes of a file
CHARACTERS = 5_000_000
SECONDS = 60.0
MEGABYTES = 1_500
PASTED = 200_000  # characters of a text that a server reviews


@dataclass(frozen=True, slots=True)
class Text:
    """A text with name and kind of its file, and notes on parts that were not read.

    ``language`` is the one that the file itself states; ``codes`` are the product codes (CPV) of a notice, ``pages``
    the offsets at which the pages of a PDF begin. ``flags`` are the codes on green procurement that an eForms notice
    states, such as ``("gpp-criteria", "none")``.
    """

    name: str
    kind: str
    text: str
    notes: tuple[Phrase, ...] = ()
    language: str | None = None
    codes: tuple[str, ...] = field(default=())
    pages: tuple[int, ...] = field(default=())
    flags: tuple[tuple[str, str], ...] = field(default=())


def with_words(name: str, text: str) -> str:
    """Return a text with one line break at its end.

    Raises:
        InputError: it has no words.
    """
    if not text.strip():
        raise InputError(
            f"{name}: holds no text; if its pages are pictures, run text recognition on them first."
        )
    return text.strip() + "\n"
