"""The feed of coming changes: editions of labels that end, and law that starts."""

from __future__ import annotations

from typing import NamedTuple

from ..output.html import render
from . import addresses
from .pairs import certificate_days
from .site import Site
from .site_words import SiteWords


class DatedChange(NamedTuple):
    """A change with its day, such as ``2026-12-04``.

    It has a sentence and the address of the page that tells it.
    """

    day: str
    name: str
    sentence: str
    address: str


def changes(site: Site, words: SiteWords) -> list[DatedChange]:
    """Return the changes that the record dates, the latest first.

    A day that is recalled only, or not known, is none.
    """
    statements, found = site.statements, []

    def address(path: str) -> str:
        return site.base + addresses.page(path, words.language, site.languages[0])

    for edition in site.editions:
        thing = statements.find("label", edition)
        title, days = statements.label(thing, words.language)[0], certificate_days(statements, thing)
        for name, day in (("issue", days.until), ("end", days.end)):
            if day:
                sentence = words.fill(f"change-{name}", label=title)
                found.append(DatedChange(day, f"{edition}-{name}", sentence, address(f"id/label/{edition}")))
    starts = {
        (span.begins, span.act)
        for spans in site.law.spans.values()
        for span in spans
        if span.begins and not span.doubtful
    }
    for day, act in starts:
        title = statements.label(statements.find("act", act), words.language)[0]
        sentence = words.fill("change-law", act=title)
        found.append(DatedChange(day, f"{act}-{day}", sentence, address(f"id/act/{act}")))
    return sorted(found, key=lambda change: (change.day, change.name), reverse=True)


def file_of(site: Site, language: str) -> str:
    """Return the file of the feed in a language, such as ``nb/changes.atom``."""
    return addresses.page("changes", language, site.languages[0]).removesuffix(".html") + ".atom"


def feed(site: Site, words: SiteWords) -> str:
    """Return the changes as an Atom feed."""
    found = changes(site, words)
    return render(
        "site/changes.atom",
        site=site,
        t=words,
        changes=found,
        updated=max((change.day for change in found), default="2000-01-01"),
        address=site.base + file_of(site, words.language),
    )
