"""The languages of the interface: words of each package, and reading order."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from .errors import InputError

LANGUAGES = ("en", "nb", "da")
# Readers of Norwegian read Danish, and the other way round; everybody reads English last.
_READ = {"nb": ("nb", "no", "nn", "da"), "nn": ("nn", "nb", "no", "da"), "da": ("da", "nb", "no", "nn")}


def reading_order(language: str) -> tuple[str, ...]:
    """Return the languages in which a reader takes a text, the preferred one first.

    >>> reading_order("da")
    ('da', 'nb', 'no', 'nn', 'en')
    """
    return tuple(dict.fromkeys((*_READ.get(language, (language,)), "en")))


def reading_rank(text_language: str, language: str) -> int:
    """Return the place of a text's language in the order of a reader, 0 being best."""
    order = reading_order(language)
    return order.index(text_language) if text_language in order else len(order)


class Words:
    """The words of a package in one language, from ``words/LANGUAGE.json`` in it.

    Raises:
        InputError: the language is not one of ``LANGUAGES``.
    """

    def __init__(self, language: str, package: str) -> None:
        if language not in LANGUAGES:
            raise InputError(f'language "{language}" is not one of {", ".join(LANGUAGES)}.')
        self.language = language
        self.entries = _read(language, package)

    def __getitem__(self, key: str) -> str:
        return self.entries[key]

    def get(self, key: str, default: str = "") -> str:
        """Return a word, or the default where the language has none."""
        return self.entries.get(key, default)

    def fill(self, key: str, **values: Any) -> str:
        """Return a sentence with its gaps filled."""
        return self.entries[key].format(**values)


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence to say once the language is known: its key and its gaps."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict, hash=False)

    def said(self, words: Words) -> str:
        """Return it in the language of the words."""
        return words.fill(self.key, **self.values)


@cache
def _read(language: str, package: str) -> dict[str, str]:
    text = files(package).joinpath("words", f"{language}.json").read_text(encoding="utf-8")
    entries: dict[str, str] = json.loads(text)
    return entries
