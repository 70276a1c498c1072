"""The configuration of a workspace: the file ``gppgraph.toml``.

A key that is not known, or a value of another form, is refused with near matches.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from .errors import InputError, SourceError, UnknownNameError
from .languages import LANGUAGES, Texts, in_language
from .spelling import near
from .terms import BASE

SHIPPED = "shipped"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_ADDRESS = re.compile(r"https?://[^\s<>\"{}|\\^`]+")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


@dataclass(frozen=True, slots=True)
class Publisher:
    """The publisher of a workspace, its address, and the EU code of its type."""

    name: str
    homepage: str = ""
    type: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    """The place for questions about a workspace."""

    name: str = ""
    email: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Country:
    """A country with criteria: its code in data, such as ``NO``, and its names.

    ``authority`` is its IRI in a list of the EU, ``iso3`` its code of three letters.
    """

    code: str
    names: Texts
    authority: str = ""
    iso3: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Defaults:
    """The set, level and product that are shown first; country and label of examples."""

    set: str = ""
    level: str = ""
    product: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The words by which catalogues list a workspace.

    ``themes`` are codes of the EU list of data themes with their names.
    """

    themes: Mapping[str, str] = field(default_factory=dict)
    keywords: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Configuration:
    """The content of ``gppgraph.toml``; ``path`` is the file that it was read from."""

    path: Path
    base: str = BASE
    extends: bool = False
    name: str = ""
    title: Texts = field(default_factory=dict)
    description: Texts = field(default_factory=dict)
    publisher: Publisher = Publisher("")
    contact: Contact = Contact()
    licence: str = LICENCE
    licence_name: str = ""
    languages: tuple[str, ...] = ("en",)
    countries: tuple[Country, ...] = ()
    defaults: Defaults = Defaults()
    catalogue: Catalogue = Catalogue()

    @property
    def file_name(self) -> str:
        """The name in the form of a file name, such as ``office-furniture``."""
        return re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-") or "graph"

    @property
    def country_codes(self) -> tuple[str, ...]:
        """The codes of the countries as users write them, such as ``no``."""
        return tuple(country.code.lower() for country in self.countries)

    def country(self, code: str | None = None) -> Country:
        """Return the country of a code in any case, without a code the default one.

        Raises:
            InputError: the workspace lists no country.
            UnknownNameError: the workspace has none of that code.
        """
        if not self.countries:
            raise InputError(
                f"{self.path}: lists no country; add [[countries]] with a code, such as NO, "
                "and write it as country of the sets."
            )
        code = code or self.defaults.country or self.countries[0].code
        for country in self.countries:
            if country.code.lower() == code.lower():
                return country
        codes = self.country_codes
        raise UnknownNameError("country", code, near(code.lower(), codes), codes)


@lru_cache(maxsize=32)
def _parsed(path: Path, _time: int, _size: int) -> Configuration:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise SourceError(path, f"is not TOML: {error}") from error
    except UnicodeDecodeError as error:
        raise SourceError(path, "is not UTF-8") from error
    return _Reader(path, content).configuration()


def read(path: Path) -> Configuration:
    """Return the configuration of a file.

    Raises:
        SourceError: it cannot be read, a key is not known, or a value is not of its form.
    """
    try:
        found = path.stat()
    except OSError as error:
        raise SourceError(path, f"cannot be read: {error.strerror}") from error
    return _parsed(path, found.st_mtime_ns, found.st_size)


class _Reader:
    """Reads the tables of a file; ``where`` in errors is the key with those above it."""

    def __init__(self, path: Path, content: dict[str, Any]) -> None:
        self.path, self.content = path, content

    def fail(self, where: str, value: Any, expected: str) -> SourceError:
        return SourceError(self.path, f"{where} = {str(value)[:80]!r}: {expected}")

    def refuse_unknown(self, table: Mapping[str, Any], known: Iterable[str], where: str = "") -> None:
        names = tuple(known)
        for key in table:
            if key not in names:
                close = near(key, names)
                hint = f"Close matches: {', '.join(close)}" if close else f"There are: {', '.join(names)}"
                raise SourceError(self.path, f'key "{where}{key}" is not known. {hint}.')

    def table(self, key: str, known: Iterable[str]) -> Mapping[str, Any]:
        value = self.content.get(key, {})
        if not isinstance(value, dict):
            raise self.fail(key, value, "a table is expected, such as [publisher]")
        self.refuse_unknown(value, known, f"{key}.")
        return value

    def text(self, table: Mapping[str, Any], key: str, where: str = "", default: str = "") -> str:
        value = table.get(key, default)
        if not isinstance(value, str):
            raise self.fail(where + key, value, "a text is expected")
        return value.strip()

    def texts(self, table: Mapping[str, Any], key: str, where: str = "") -> Texts:
        value = table.get(key, {})
        if isinstance(value, str):
            value = {"en": value}
        if not isinstance(value, dict) or not all(isinstance(item, str) for item in value.values()):
            raise self.fail(where + key, value, 'a text is expected, or {en = "...", nb = "..."}')
        for language in value:
            if not re.fullmatch(r"[a-z]{2,3}", language):
                raise self.fail(where + key, language, "a language is expected, such as en, nb or da")
        return dict(value)

    def address(self, table: Mapping[str, Any], key: str, where: str = "", default: str = "") -> str:
        value = self.text(table, key, where, default)
        if value and not _ADDRESS.fullmatch(value):
            raise self.fail(
                where + key, value, "an address with a scheme is expected, such as https://example.org/gpp/"
            )
        return value

    def names(self, table: Mapping[str, Any], key: str, where: str = "") -> tuple[str, ...]:
        value = table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.fail(where + key, value, 'a list of texts is expected, such as ["en", "da"]')
        return tuple(dict.fromkeys(value))

    def configuration(self) -> Configuration:
        content = self.content
        self.refuse_unknown(content, _KEYS)
        title = self.texts(content, "title")
        if not title:
            raise SourceError(self.path, 'key "title" is missing; write title = "Furniture for offices"')
        if "base" not in content:
            raise SourceError(self.path, 'key "base" is missing; write base = "https://example.org/gpp/"')
        return Configuration(
            path=self.path,
            base=self.base(),
            extends=self.extends(),
            name=self.text(content, "name") or in_language(title, "en"),
            title=title,
            description=self.texts(content, "description"),
            publisher=self.publisher(),
            contact=self.contact(),
            licence=self.address(content, "licence", default=LICENCE),
            licence_name=self.text(content, "licence-name"),
            languages=self.languages(),
            countries=self.countries(),
            defaults=self.defaults(),
            catalogue=self.catalogue(),
        )

    def base(self) -> str:
        base = self.address(self.content, "base")
        if not base or base[-1] not in "/#":
            raise self.fail("base", base, "it must end in / or #, so that names can follow it")
        if base.startswith(BASE) and base != BASE:
            raise self.fail("base", base, f"names under {BASE} belong to the shipped graph; name your own")
        return base

    def extends(self) -> bool:
        value = self.text(self.content, "extends")
        if value not in ("", SHIPPED):
            raise self.fail(
                "extends", value, f'only "{SHIPPED}" can be extended; leave the key out to start from nothing'
            )
        return value == SHIPPED

    def languages(self) -> tuple[str, ...]:
        languages = self.names(self.content, "languages") or ("en",)
        for language in languages:
            if language not in LANGUAGES:
                raise self.fail("languages", language, f"pages can be written in {', '.join(LANGUAGES)}")
        return languages

    def publisher(self) -> Publisher:
        table = self.table("publisher", ("name", "homepage", "type"))
        where = "publisher."
        return Publisher(
            self.text(table, "name", where),
            self.address(table, "homepage", where),
            self.address(table, "type", where),
        )

    def contact(self) -> Contact:
        table = self.table("contact", ("name", "email", "page"))
        where = "contact."
        email = self.text(table, "email", where)
        if email and not re.fullmatch(r"[^@\s<>\"]+@[^@\s<>\"]+", email):
            raise self.fail("contact.email", email, "an address of e-mail is expected")
        return Contact(self.text(table, "name", where), email, self.address(table, "page", where))

    def countries(self) -> tuple[Country, ...]:
        entries = self.content.get("countries", [])
        if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
            raise self.fail("countries", entries, "a table for each country is expected: [[countries]]")
        countries: dict[str, Country] = {}
        for number, entry in enumerate(entries, 1):
            where = f"countries[{number}]."
            self.refuse_unknown(entry, ("code", "names", "authority", "iso3", "language"), where)
            code = self.text(entry, "code", where).upper()
            if not re.fullmatch(r"[A-Z]{2}", code):
                raise self.fail(where + "code", code, "a code of two letters is expected, such as NO")
            if code in countries:
                raise self.fail(where + "code", code, "the country is listed twice")
            names = self.texts(entry, "names", where) or {"en": code}
            countries[code] = Country(
                code,
                names,
                self.address(entry, "authority", where),
                self.text(entry, "iso3", where).upper(),
                self.text(entry, "language", where),
            )
        return tuple(countries.values())

    def defaults(self) -> Defaults:
        table = self.table("defaults", ("set", "level", "product", "country"))
        values = {key: self.text(table, key, "defaults.") for key in table}
        for key, value in values.items():
            if value and not _NAME.fullmatch(value):
                raise self.fail(f"defaults.{key}", value, "a name is expected, such as chairs-2026")
        country = values.get("country", "").upper()
        codes = [entry.code for entry in self.countries()]
        if country and country not in codes:
            known = f"one of {', '.join(codes)}" if codes else "a country listed under [[countries]]"
            raise self.fail("defaults.country", country, f"{known} is expected")
        return Defaults(**values)

    def catalogue(self) -> Catalogue:
        table = self.table("catalogue", ("themes", "keywords"))
        themes = table.get("themes", {})
        if not isinstance(themes, dict) or not all(isinstance(name, str) for name in themes.values()):
            raise self.fail("catalogue.themes", themes, 'a table is expected: {ENVI = "Environment"}')
        return Catalogue(dict(themes), self.names(table, "keywords", "catalogue."))


_KEYS = (
    "name",
    "title",
    "description",
    "base",
    "extends",
    "licence",
    "licence-name",
    "languages",
    "publisher",
    "contact",
    "countries",
    "defaults",
    "catalogue",
)
