"""The index of the search page, one per language."""

from __future__ import annotations

from typing import Any

import pyoxigraph as ox

from ..terms import iri
from .site import Site
from .site_words import SiteWords

_TITLES = (iri("skos", "prefLabel"), iri("dcterms", "title"), iri("gpp", "translatedTitle"))
_OTHER_NAME = iri("skos", "altLabel")
_CODE = iri("dcterms", "identifier")
_LEFT_OUT = ("derived/", "id/passage/", "id/proof/", "graph/", "shapes")


def index(site: Site, words: SiteWords) -> dict[str, Any]:
    """Return the names of kinds, and a row per thing with a name or a code.

    A row holds path, kind, name, code, context and other names.
    """
    statements, language = site.statements, words.language
    rows: list[list[str]] = []
    for path in statements.documents():
        thing = statements.iri(path)
        values = statements.out.get(thing, {})
        if path.startswith(_LEFT_OUT) or not any(name in values for name in (*_TITLES, _CODE)):
            continue
        label = statements.label(thing, language)[0]
        names = {
            term.value
            for name in (*_TITLES, _OTHER_NAME)
            for term in values.get(name, ())
            if isinstance(term, ox.Literal)
        }
        owner, level = (
            statements.one(thing, "cccev:isDerivedFrom"),
            statements.one(thing, "gpp:ambitionLevel"),
        )
        context = " · ".join(statements.label(name, language)[0] for name in (owner, level) if name)
        kind = path.split("/")[1] if "/" in path else path
        code = statements.one(thing, "dcterms:identifier") or ""
        rows.append([path, kind, label, code, context, " ".join(sorted(names - {label}))])
    kinds = {
        kind: words.get(f"kind-{kind}") or statements.label(iri("codes", kind), language)[0]
        for kind in sorted({row[1] for row in rows})
    }
    return {"kinds": kinds, "rows": rows}
