"""The register of names: what a user may type, and where the things of each name are described."""

from __future__ import annotations

import pyoxigraph as ox

from ..catalogue.query import text_of
from ..rdf.store import select
from ..terms import PREFIXES, slug
from .division import owners

_NAMES = {
    "edition": "?thing a gpp:LabelEdition",
    "set": "?thing a gpp:CriteriaSetEdition",
    "requirement": "?set a gpp:CriteriaSetEdition . ?thing cccev:isDerivedFrom ?set",
    "product": "?thing skos:inScheme codes:product",
    "level": "?thing skos:inScheme codes:level",
    "state": "?thing skos:inScheme codes:goods",
    "verdict": "?thing skos:inScheme codes:verdict",
}


def names_by_kind(store: ox.Store) -> dict[str, dict[str, str]]:
    """Return the register of names: slug to IRI by kind, the levels of each set, the places of product types,
    the homes of editions and classes: the graphs that describe them,
    and the label editions whose criteria are named below one another, so that they are found by the beginnings of names.
    """
    prologue = "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in ("gpp", "cccev", "skos", "codes"))

    def rows(pattern: str, *names: str) -> list[tuple[str, ...]]:
        found = select(
            store, f"{prologue}SELECT DISTINCT {' '.join('?' + name for name in names)} WHERE {{ {pattern} }}"
        )
        return sorted(tuple(row[name].value for name in names) for row in found)  # type: ignore[union-attr]

    register = {
        kind: {slug(thing): thing for (thing,) in rows(pattern, "thing")} for kind, pattern in _NAMES.items()
    }
    register["set-levels"] = {}
    for set_, level in rows(
        "?set a gpp:CriteriaSetEdition . ?r cccev:isDerivedFrom ?set ; gpp:ambitionLevel ?level",
        "set",
        "level",
    ):
        register["set-levels"][set_] = f"{register['set-levels'].get(set_, '')} {level}".strip()
    register["leaf"] = {
        thing: ""
        for (thing,) in rows(
            "?thing skos:inScheme codes:product . FILTER NOT EXISTS { ?n skos:broader ?thing }", "thing"
        )
    }
    register["below"] = {}
    for thing, leaf in rows(
        "?leaf skos:broader* ?thing . ?thing skos:inScheme codes:product . FILTER NOT EXISTS { ?n skos:broader ?leaf }",
        "thing",
        "leaf",
    ):
        register["below"][thing] = f"{register['below'].get(thing, '')} {leaf}".strip()
    register["homes"] = {}
    for graph, class_, thing in rows(
        "VALUES ?class { gpp:LabelEdition gpp:CriteriaSetEdition gpp:LabelScheme gpp:SourceDocument } "
        "GRAPH ?graph { ?thing a ?class }",
        "graph",
        "class",
        "thing",
    ):
        for key in (thing, class_) if slug(class_).endswith("Edition") else (class_,):
            homes = register["homes"].get(key, "").split()
            register["homes"][key] = " ".join(dict.fromkeys([*homes, slug(graph)]))
    owner = owners(store)
    apart = {
        owner(row.slug(name))
        for row in select(store, text_of("names-not-nested"))
        for name in ("whole", "part")
    }
    register["nested"] = {name: thing for name, thing in register["edition"].items() if name not in apart}
    return register
