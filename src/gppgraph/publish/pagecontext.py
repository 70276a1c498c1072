"""The methods of a page for its template: links, labels, signs.

Every result is escaped.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from markupsafe import Markup

from .. import languages
from ..configuration import LICENCE
from ..languages import in_language
from ..output.html import macro
from ..terms import iri, short_name, slug
from . import addresses
from .site import Site
from .site_words import SiteWords

SIGNS = {
    "satisfies": "●",
    "partly": "◐",
    "below": "▼",
    "gives-value": "#",
    "silent": "○",
    "out-of-reach": "×",
    "undetermined": "?",
    "undetermined-half": "◔",
    "partly-half": "◕",
    "not-covered": "–",
    "not-applicable": "·",
    "not-specified": "",
    "met": "●",
    "in-part": "◐",
    "optional": "◌",
    "unknown": "?",
    "unformalised": "…",
    "verified": "✓",
    "secondary": "◇",
    "inferred": "∴",
    "recalled": "~",
}
_NO_BREAK_SPACE = "\u00a0"


@dataclass(frozen=True, slots=True)
class Page:
    """One page in one language."""

    site: Site
    path: str
    words: SiteWords

    @property
    def language(self) -> str:
        """The language of the interface on this page."""
        return self.words.language

    @property
    def file(self) -> str:
        """The file of this page inside the site."""
        return addresses.page(self.path, self.language, self.site.languages[0])

    def href(self, path: str, fragment: str = "") -> str:
        """Return the link to another page in the same language."""
        target = addresses.page(path, self.language, self.site.languages[0])
        return addresses.relative(self.file, target) + (f"#{fragment}" if fragment else "")

    def asset(self, path: str) -> str:
        """Return the link to a file that is the same in every language."""
        return addresses.relative(self.file, path)

    def languages(self) -> list[tuple[str, str]]:
        """Return the languages of the site with the link to this page in each."""
        first = self.site.languages[0]
        return [
            (name, addresses.relative(self.file, addresses.page(self.path, name, first)))
            for name in self.site.languages
        ]

    def absolute(self) -> str:
        """Return the address of this page on the web."""
        return self.site.base + addresses.relative("", self.file)

    def formats(self) -> list[tuple[str, str, str]]:
        """Return the data files of the thing of this page: ending, media type, link.

        For example ``[("ttl", "text/turtle", "tco-certified-9.ttl")]``.
        """
        if self.path not in self.site.statements.triples:
            return []
        return [
            (name, media, self.asset(f"{self.path}.{name}"))
            for name, media in addresses.files_of(self.path).items()
        ]

    def label(self, thing: str) -> Markup:
        """Return the label of a thing, with a mark of its language if it is another."""
        text, language = self.site.statements.label(thing, self.language)
        return self.marked(text, language)

    def link(self, thing: str, words: str | Markup | None = None) -> Markup:
        """Return a link to the page of a thing, or to a foreign address."""
        if words is not None:
            return self._link(thing, words)
        key = (self.language, str(self.file.count("/")), thing)
        if key not in self.site.elements:
            self.site.elements[key] = self._link(thing, None)
        return self.site.elements[key]

    def _link(self, thing: str, words: str | Markup | None) -> Markup:
        label = self.label(thing) if words is None else words
        place = self.site.statements.place(thing)
        if place is not None:
            if place[0] not in self.site.paths:
                return _element("code", short_name(thing))
            return _element("link", self.href(*place), label)
        if thing.startswith(("http://", "https://")):
            if words is None and label == (slug(thing) or thing):
                label = short_name(thing)
            return _element("external", thing, label)
        return _element("text", thing)

    def href_of(self, thing: str) -> str:
        """Return the link to the page of a thing of this graph."""
        place = self.site.statements.place(thing)
        return self.href(*place) if place else thing

    def link_to(self, path: str, words: str) -> Markup:
        """Return a link to a page of the site."""
        return _element("link", self.href(path), words)

    def identifier(self) -> str:
        """Return the IRI of the thing that this page is about."""
        return self.site.statements.iri(self.path)

    def find(self, prefix: str, name: str) -> str:
        """Return the IRI of a thing of a kind by its slug."""
        return self.site.statements.find(prefix, name)

    def text(self, thing: str, name: str) -> Markup:
        """Return the text of a property, in the language of the page if there is one."""
        text = self.site.statements.text(thing, name, self.language)
        return self.marked(*text) if text else Markup("")

    def texts(self, thing: str, name: str) -> list[Markup]:
        """Return every text of a property in one language, the one that ``text`` takes."""
        return [self.marked(*text) for text in self.site.statements.texts(thing, name, self.language)]

    def marked(self, words: str, language: str = "") -> Markup:
        """Return text, with a mark of its language if the page has another."""
        if not language or language == self.language:
            return _element("text", words)
        return _element("spoken", language, words)

    def badge(self, scheme: str, name: str) -> Markup:
        """Return a code as a badge with sign and word.

        The code is a verdict, an outcome or a confidence.
        """
        key = (self.language, "badge", scheme, name)
        if key not in self.site.elements:
            label = self.label(iri(scheme, name))
            self.site.elements[key] = _element("badge", scheme, name, SIGNS.get(name, ""), label)
        return self.site.elements[key]

    def sign(self, name: str) -> str:
        """Return the sign of a verdict or an outcome."""
        return SIGNS.get(name, "")

    def mark(self, name: str) -> Markup:
        """Return a verdict as its sign, with its word for screen readers and as a hint."""
        key = (self.language, "mark", name)
        if key not in self.site.elements:
            word = (
                self.words.get(f"grade-{name}")
                or self.site.statements.label(iri("verdict", name), self.language)[0]
            )
            self.site.elements[key] = _element("mark", name, SIGNS[name] or _NO_BREAK_SPACE, word)
        return self.site.elements[key]

    def code(self, thing: str) -> str:
        """Return the printed code of a thing, or the last part of its name."""
        return self.site.statements.one(thing, "dcterms:identifier") or slug(thing).rsplit(".", 1)[-1]

    def licence(self) -> str:
        """Return the name of the licence of the data."""
        return (
            "CC BY 4.0"
            if self.site.configuration.licence == LICENCE
            else (self.site.configuration.licence_name or self.site.configuration.licence)
        )

    def column(self, name: str) -> str:
        """Return the heading of a column of comparisons, such as a country."""
        if name in self.site.countries:
            return in_language(self.site.configuration.country(name).names, self.language)
        return self.words[f"column-{name}"]

    def day(self, iso: str) -> str:
        """Return a day (``2026-07-01``) in words of the language."""
        return languages.day(date.fromisoformat(iso), self.language)

    def number(self, value: Decimal) -> str:
        """Return a number as the language writes it."""
        return languages.number(value.normalize(), self.language)


def _element(name: str, *values: str) -> Markup:
    return macro("site/elements.html", name)(*values)
