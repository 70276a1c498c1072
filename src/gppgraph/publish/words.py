"""The words of the interface: one JSON file per language, and names of properties."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from ..errors import InputError
from .addresses import LANGUAGES


class Words:
    """Words of one language; English where a word is missing, which a test forbids."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.entries = _read(language)

    def __getitem__(self, key: str) -> str:
        return self.entries[key]

    def get(self, key: str, default: str = "") -> str:
        """Return a word, or the default where the language has none."""
        return self.entries.get(key, default)

    def fill(self, key: str, **values: Any) -> str:
        """Return a sentence with its gaps filled."""
        return self.entries[key].format(**values)


@cache
def _read(language: str) -> dict[str, str]:
    if language not in LANGUAGES:
        raise InputError(f'language "{language}" is not one of {", ".join(LANGUAGES)}.')
    text = files("gppgraph.publish").joinpath("words", f"{language}.json").read_text(encoding="utf-8")
    entries: dict[str, str] = json.loads(text)
    return entries
