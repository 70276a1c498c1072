"""The languages of the interface: words, plurals, numbers, days, reading order.

Each package that has words has one JSON file per language. An entry is a text, or one text per plural
category of CLDR: ``{"one": "{count} requirement", "other": "{count} requirements"}``.
"""

import json
from collections.abc import Collection, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from .errors import InputError

if TYPE_CHECKING:
    from babel import Locale

LANGUAGES = ("en", "nb", "da")
# Texts that are handed on, such as drafts, are also written in Nynorsk.
WRITTEN = (*LANGUAGES, "nn")
# English days are written as in Europe: 1 July 2026.
_LOCALES = {"en": "en_GB", "nb": "nb", "nn": "nn", "da": "da"}
# Categories of CLDR that these languages distinguish.
PLURALS = ("one", "other")
# Readers of Norwegian also read Danish and the other way round; English comes last for all.
_READ = {"nb": ("nb", "no", "nn", "da"), "nn": ("nn", "nb", "no", "da"), "da": ("da", "nb", "no", "nn")}

# A text by language: {"en": "Norway", "nb": "Norge"}.
Texts = Mapping[str, str]


def reading_order(language: str) -> tuple[str, ...]:
    """Return the languages that a reader understands, the preferred one first.

    >>> reading_order("da")
    ('da', 'nb', 'no', 'nn', 'en')
    """
    return tuple(dict.fromkeys((*_READ.get(language, (language,)), "en")))


def interface_language(language: str) -> str:
    """Return the language of the interface that a reader of a language prefers.

    >>> interface_language("nn")
    'nb'
    """
    return next(entry for entry in reading_order(language) if entry in LANGUAGES)


def in_language(texts: Texts, language: str) -> str:
    """Return the text that a reader of a language prefers; empty without any."""
    for name in reading_order(language):
        if name in texts:
            return texts[name]
    return next(iter(texts.values()), "")


def reading_rank(text_language: str, language: str) -> int:
    """Return the place of a text's language in a reader's order; 0 is best."""
    order = reading_order(language)
    return order.index(text_language) if text_language in order else len(order)


class Words:
    """The words of a package in one language, from ``words/LANGUAGE.json`` in it.

    Raises:
        InputError: the language is not one of those that the package is written in.
    """

    def __init__(self, language: str, package: str, written: Collection[str] = LANGUAGES) -> None:
        if language not in written:
            raise InputError(f'language "{language}" is not one of {", ".join(written)}.')
        self.language = language
        self.entries = _read(language, package)

    def __getitem__(self, key: str) -> str:
        entry = self.entries[key]
        return entry if isinstance(entry, str) else entry["other"]

    def get(self, key: str, default: str = "") -> str:
        """Return a word, or the default where the language has none."""
        return self[key] if key in self.entries else default

    def forms(self, key: str) -> Mapping[str, str]:
        """Return the texts of an entry by plural category, for scripts that count.

        For example ``{"one": "{count} label", "other": "{count} labels"}``.
        """
        entry = self.entries[key]
        return dict.fromkeys(PLURALS, entry) if isinstance(entry, str) else entry

    def fill(self, key: str, **values: Any) -> str:
        """Return a sentence with its placeholders filled.

        ``count`` chooses the plural form and is written as a number.
        """
        if "count" not in values:
            return self[key].format(**values)
        count = values["count"]
        text = self.forms(key)[plural(count, self.language)]
        return text.format(**{**values, "count": number(count, self.language, grouped=True)})


class Phrase(NamedTuple):
    """A sentence to write once the language is known: its key and its values."""

    key: str
    values: Mapping[str, object] = {}

    def __hash__(self) -> int:
        return hash(self.key)

    def said(self, words: Words) -> str:
        """Return the sentence in the language of the words."""
        return words.fill(self.key, **self.values)


@cache
def _read(language: str, package: str) -> dict[str, str | dict[str, str]]:
    from importlib.resources import files

    text = files(package).joinpath("words", f"{language}.json").read_text(encoding="utf-8")
    entries: dict[str, str | dict[str, str]] = json.loads(text)
    return entries


@cache
def _locale(language: str) -> "Locale":
    from babel import Locale

    return Locale.parse(_LOCALES[language])


def plural(count: int | Decimal, language: str) -> str:
    """Return the plural category of a number in a language.

    For example, 1 and 1.5 have the category ``one`` in Danish.
    """
    category: str = _locale(language).plural_form(count)
    return category


def number(value: int | Decimal, language: str, grouped: bool = False) -> str:
    """Return a number as a language writes it, for example ``1000,5``.

    With ``grouped`` it is ``1 000,5``. A figure of a requirement is not grouped: the sign between thousands
    in one language is the decimal sign of another.
    """
    from babel.numbers import format_decimal

    form = "#,##0.###" if grouped else "0.###"
    written: str = format_decimal(value, form, _locale(language), decimal_quantization=False)
    return written


def day(value: date, language: str) -> str:
    """Return a day in words of a language, for example ``1. juli 2026``."""
    from babel.dates import format_date

    written: str = format_date(value, format="long", locale=_locale(language))
    return written


def load() -> None:
    """Read the rules of every language now.

    A process calls it before it gives up opening files.
    """
    for language in LANGUAGES:
        plural(1, language)
        number(1, language)
        day(date.min, language)
