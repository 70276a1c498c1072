"""What a template may ask while it draws one page: links, labels, places. Everything comes back escaped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from ..output.html import macro
from ..terms import BASE, iri, slug
from . import addresses
from .rdf_formats import curie
from .site_words import Words

if TYPE_CHECKING:
    from .site import Site


@dataclass(frozen=True, slots=True)
class Page:
    """One page in one language."""

    site: Site
    path: str
    words: Words
    translated: bool = True

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

    def absolute(self, language: str | None = None) -> str:
        """Return the address of this page on the web."""
        file = addresses.page(self.path, language or self.language, self.site.languages[0])
        return self.site.base + addresses.relative("", file)

    def formats(self) -> list[tuple[str, str, str]]:
        """Return the data files beside this page: ending, media type, link."""
        if self.path not in self.site.world.triples:
            return []
        return [(name, media, self.asset(f"{self.path}.{name}")) for name, media in addresses.FORMATS.items()]

    def label(self, thing: str) -> Markup:
        """Return what a thing is called, marked with its language where it is not that of the page."""
        words, spoken = self.site.world.label(thing, self.language)
        return spoken_words(words, spoken, self.language)

    def link(self, thing: str, words: str | Markup | None = None) -> Markup:
        """Return a link to the page of a thing, or to a foreign address."""
        if words is not None:
            return self._link(thing, words)
        key = (self.language, self.file.count("/"), thing)
        found = self.site.links.get(key)
        if found is None:
            found = self.site.links[key] = self._link(thing, None)
        return found

    def _link(self, thing: str, words: str | Markup | None) -> Markup:
        shown = self.label(thing) if words is None else words
        place = addresses.document(thing, self.site.world.owners)
        if place is not None:
            if place[0] not in self.site.paths:
                return _element("code", curie(thing))
            return _element("link", self.href(*place), shown)
        if thing.startswith(("http://", "https://")):
            if words is None and shown == (slug(thing) or thing):
                shown = curie(thing)
            return _element("external", thing, shown)
        return _element("text", thing)

    def href_of(self, thing: str) -> str:
        """Return the link to the page of a thing of ours."""
        place = addresses.document(thing, self.site.world.owners)
        return self.href(*place) if place else thing

    def link_to(self, path: str, words: str) -> Markup:
        """Return a link to a page of the site."""
        return _element("link", self.href(path), words)

    def identifier(self) -> str:
        """Return the IRI of what this page is about."""
        return BASE + self.path

    def text(self, thing: str, name: str) -> Markup:
        """Return the text of a property in the language of the page, or in the one it has."""
        found = self.site.world.text(thing, name, self.language)
        return spoken_words(*found, self.language) if found else Markup("")

    def badge(self, scheme: str, name: str) -> Markup:
        """Return a code (a verdict, an outcome, a confidence) as a badge with sign and word."""
        key = (self.language, -1, f"{scheme}:{name}")
        found = self.site.links.get(key)
        if found is None:
            label = self.label(iri(scheme, name))
            found = self.site.links[key] = _element("badge", scheme, name, SIGNS.get(name, ""), label)
        return found

    def mark(self, name: str) -> Markup:
        """Return a verdict as its sign alone; the word is there for who hears the page or points at it."""
        key = (self.language, -2, name)
        found = self.site.links.get(key)
        if found is None:
            word = self.site.world.label(iri("verdict", name), self.language)[0]
            found = self.site.links[key] = _element("mark", name, SIGNS[name] or "\u00a0", word)
        return found

    def code(self, thing: str) -> str:
        """Return the printed code of a thing, or the last part of its name."""
        return self.site.world.one(thing, "dcterms:identifier") or slug(thing).rsplit(".", 1)[-1]

    def ours(self, thing: str) -> bool:
        """Return whether an IRI is under our base."""
        return thing.startswith(BASE)


SIGNS = {
    "satisfies": "●",
    "partly": "◐",
    "below": "▼",
    "silent": "○",
    "undetermined": "?",
    "not-covered": "–",
    "not-applicable": "·",
    "not-specified": "",
    "met": "●",
    "optional": "◌",
    "unknown": "?",
    "unformalised": "…",
    "verified": "✓",
    "secondary": "◇",
    "inferred": "∴",
    "recalled": "~",
}


def spoken_words(words: str, spoken: str, language: str) -> Markup:
    """Return text, marked with its language where it is another one than that of the page."""
    if not spoken or spoken == language:
        return _element("text", words)
    return _element("spoken", spoken, words)


def _element(name: str, *values: str) -> Markup:
    return macro("site/elements.html", name)(*values)
