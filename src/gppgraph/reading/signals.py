"""The words by which the parts of a criteria document are told apart.

They stand in ``signals/LANGUAGE.yaml``, one file per language; all files have the same keys.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "signals"


def languages() -> tuple[str, ...]:
    """Return the languages in which documents are read."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def words_pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern for words as whole words, without regard to case."""
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    body = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered)
    return re.compile(rf"(?<!\w)(?:{body})(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Signals:
    """The words of one language, or of all of them."""

    entries: tuple[Mapping[str, Any], ...]

    def words(self, *path: str) -> list[str]:
        """Return the words below a key, such as ``words("bindingness", "mandatory")``."""
        found: list[str] = []
        for entry in self.entries:
            value: Any = entry
            for key in path:
                value = value[key]
            found += value
        return found

    @cache  # noqa: B019 - two or three objects live as long as the program
    def pattern(self, *path: str) -> re.Pattern[str]:
        """Return a pattern for the words below a key."""
        return words_pattern(self.words(*path))

    def __hash__(self) -> int:
        return id(self)

    @cached_property
    def kinds(self) -> dict[str, re.Pattern[str]]:
        """The patterns of kinds of criteria, by class."""
        return {kind: self.pattern("kinds", kind) for kind in self.entries[0]["kinds"]}

    @cached_property
    def bindingness(self) -> dict[str, re.Pattern[str]]:
        """The patterns of bindingness, by code, the most certain first."""
        return {name: self.pattern("bindingness", name) for name in self.entries[0]["bindingness"]}


@cache
def signals(language: str = "") -> Signals:
    """Return the words of a language, of all languages where it is not one of them."""
    chosen = (language,) if language in languages() else languages()
    return Signals(
        tuple(yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8")) for name in chosen)
    )


def language_of(text: str) -> str:
    """Return the language with the most words in a text, if any."""
    counts = {
        name: sum(
            len(pattern.findall(text))
            for pattern in (*signals(name).bindingness.values(), signals(name).pattern("applies-to"))
        )
        for name in languages()
    }
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else ""
