"""The index that the search page looks through by itself, one per language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..terms import BASE, PREFIXES, iri
from .site_words import Words

if TYPE_CHECKING:
    from .site import Site

_TITLES = (PREFIXES["skos"] + "prefLabel", PREFIXES["dcterms"] + "title", iri("gpp", "translatedTitle"))
_ALSO = PREFIXES["skos"] + "altLabel"
_CODE = PREFIXES["dcterms"] + "identifier"
_LEFT_OUT = ("derived/", "id/passage/", "id/proof/", "graph/", "shapes")


def index(site: Site, words: Words) -> dict[str, Any]:
    """Return the names of kinds, and a row per thing that has a name or a code.

    A row holds path, kind, name, code, context and other names.
    """
    world = site.world
    found: list[list[str]] = []
    for path in world.documents():
        own = world.out.get(BASE + path, {})
        if path.startswith(_LEFT_OUT) or not any(name in own for name in (*_TITLES, _CODE)):
            continue
        label = world.label(BASE + path, words.language)[0]
        others = {
            term.value for name in (*_TITLES, _ALSO) for term in own.get(name, ()) if hasattr(term, "value")
        } - {label}
        owner = world.one(BASE + path, "cccev:isDerivedFrom")
        level = world.one(BASE + path, "gpp:ambitionLevel")
        context = " · ".join(world.label(name, words.language)[0] for name in (owner, level) if name)
        kind = path.split("/")[1] if "/" in path else path
        code = world.one(BASE + path, "dcterms:identifier") or ""
        found.append([path, kind, label, code, context, " ".join(sorted(others))])
    kinds = {
        kind: words.get(f"kind-{kind}") or world.label(iri("codes", kind), words.language)[0]
        for kind in sorted({row[1] for row in found})
    }
    return {"kinds": kinds, "rows": found}
