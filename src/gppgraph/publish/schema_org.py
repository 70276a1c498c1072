"""The description of a page for search engines, as JSON-LD by schema.org."""

from __future__ import annotations

import json
from typing import Any

from ..terms import BASE
from .addresses import FORMATS
from .pagecontext import Page
from .site import Site
from .site_words import SiteWords

_LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_KINDS = {
    "act": "Legislation",
    "document": "CreativeWork",
    "standard": "CreativeWork",
    "agent": "Organization",
}


def inside_html(value: Any) -> str:
    """Return JSON that may stand inside a page."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def dataset(site: Site, words: SiteWords) -> str:
    """Return the description of the whole dataset."""
    return inside_html(
        {
            "@context": "https://schema.org/",
            "@type": "Dataset",
            "@id": BASE,
            "name": "gppgraph",
            "description": words["lead"],
            "inLanguage": list(site.languages),
            "url": site.base,
            "license": _LICENCE,
            "isAccessibleForFree": True,
            "creator": {"@type": "Organization", "name": "The gppgraph maintainers"},
            "distribution": [
                {
                    "@type": "DataDownload",
                    "name": dump.name,
                    "encodingFormat": dump.media,
                    "contentUrl": f"{site.base}dumps/{dump.name}",
                }
                for dump in site.dumps
            ],
        }
    )


def thing(page: Page, subject: str) -> str:
    """Return the description of one thing, with its data files."""
    statements = page.site.statements
    label, language = statements.label(subject, page.language)
    kind = _KINDS.get(page.path.split("/")[1] if "/" in page.path else "", "DefinedTerm")
    entry: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": kind,
        "@id": subject,
        "name": {"@value": label, "@language": language} if language else label,
        "url": page.absolute(),
    }
    if kind in ("DefinedTerm", "Organization"):  # neither is a work that has a licence or files
        entry["subjectOf"] = {"@id": BASE}
    else:
        entry["license"] = _LICENCE
        entry["isPartOf"] = {"@id": BASE}
        entry["encoding"] = [
            {
                "@type": "MediaObject",
                "encodingFormat": media,
                "contentUrl": f"{page.site.base}{page.path}.{name}",
            }
            for name, media in FORMATS.items()
        ]
    if code := statements.one(subject, "dcterms:identifier"):
        entry["identifier"] = code
    return inside_html(entry)
