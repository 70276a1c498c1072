"""The description of a page for search engines, as JSON-LD by schema.org."""

from __future__ import annotations

import json
from typing import Any

from .addresses import FILES
from .pagecontext import Page
from .site import Site
from .site_words import SiteWords

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
            "@id": site.base_iri,
            "name": site.configuration.name,
            "description": site.description(words.language) or site.title(words.language),
            "inLanguage": list(site.languages),
            "url": site.base,
            "license": site.configuration.licence,
            "isAccessibleForFree": True,
            "creator": {"@type": "Organization", "name": site.configuration.publisher.name},
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
        entry["subjectOf"] = {"@id": page.site.base_iri}
    else:
        entry["license"] = page.site.configuration.licence
        entry["isPartOf"] = {"@id": page.site.base_iri}
        entry["encoding"] = [
            {
                "@type": "MediaObject",
                "encodingFormat": media,
                "contentUrl": f"{page.site.base}{page.path}.{name}",
            }
            for name, media in FILES.items()
        ]
    if code := statements.one(subject, "dcterms:identifier"):
        entry["identifier"] = code
    return inside_html(entry)
