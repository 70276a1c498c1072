"""What the page of one thing shows, prepared for its template."""

from __future__ import annotations

from decimal import Decimal
from functools import partial
from typing import Any

import pyoxigraph as ox
from markupsafe import Markup

from ..languages import number
from ..output.html import upper_first
from ..terms import PREFIXES, expand, iri, slug
from ..verdicts.satisfy import Verdict
from . import constraints, pairs
from .pagecontext import Page, spoken_words
from .rdf_formats import curie
from .world import TYPE

# What a page shows elsewhere than in its table of statements.
_ELSEWHERE = {
    "prefLabel", "translatedTitle", "title", "name", "label", "description", "definition", "type", "editorialNote",
    "hasRequirement", "hasRecommendation", "hasEvidenceTypeList", "wasDerivedFrom", "hasAlternative", "hasFacet",
    "isDefinedBy",
}  # fmt: skip
MOST = 40
_RANK = {word: place for place, word in enumerate(pairs.LETTERS)}
# Verdicts that say only that nothing is asked, or of other goods.
_NOTHING = frozenset(["not-applicable", "not-specified", "not-covered"])


def thing(page: Page, subject: str) -> dict[str, Any]:
    """Return the parts of the page of one thing."""
    world = page.site.world
    kinds = [kind for kind in world.values(subject, "rdf:type") if kind.startswith(PREFIXES["gpp"])]
    asserted = {
        term.value for term in world.asserted.get(subject, {}).get(TYPE, ()) if hasattr(term, "value")
    }
    own = [kind for kind in kinds if kind in asserted] or kinds or world.values(subject, "rdf:type")[:1]
    return {
        "iri": subject,
        "curie": curie(subject),
        "title": page.label(subject),
        "kinds": own,
        "code": world.one(subject, "dcterms:identifier"),
        "confidence": slug(world.one(subject, "gpp:confidence") or ""),
        "retired": world.one(subject, "owl:deprecated") == "true",
        "successors": world.values(subject, "dcterms:isReplacedBy"),
        "texts": _texts(page, subject),
        "notes": _all_texts(page, subject, "gpp:editorialNote"),
        "facts": facts(page, subject),
        "places": places(page, subject),
        "bound": constraints.describe(world, page.words, subject),
        "parts": parts(page, subject, "cccev:hasRequirement"),
        "alternatives": parts(page, subject, "gpp:hasAlternative"),
        "advice": parts(page, subject, "gpp:hasRecommendation"),
        "proofs": proofs(page, subject),
        "remarks": [
            {"iri": note, "text": page.text(note, "dcterms:description")}
            for note in world.sources(subject, "gpp:about")
        ],
        "incoming": incoming(page, subject),
    }


def crumbs(page: Page, subject: str) -> list[Markup]:
    """Return the way to a thing: its kind, what it belongs to, its level."""
    world = page.site.world
    kind = page.path.split("/")[1] if page.path.startswith("id/") else ""
    if f"browse/{kind}" in page.site.paths:
        way = [page.link_to(f"browse/{kind}", upper_first(page.words[f"kinds-{kind}"]))]
    elif scheme := world.one(subject, "skos:inScheme"):
        way = [page.link(scheme)]
    else:
        way = [page.link_to("browse/index", page.words["menu-browse"])]
    way += map(page.link, world.values(subject, "cccev:isDerivedFrom", "dcat:isVersionOf")[:1])
    if kind == "requirement":
        way += map(page.link, world.values(subject, "gpp:ambitionLevel"))
    return way


def _texts(page: Page, subject: str) -> list[Markup]:
    found = [page.text(subject, name) for name in ("skos:definition", "dcterms:description")]
    return [text for text in found if text]


def _all_texts(page: Page, subject: str, name: str) -> list[Markup]:
    found = page.site.world.texts(subject, name, page.language)
    return [spoken_words(words, spoken, page.language) for words, spoken in found]


def facts(page: Page, subject: str) -> list[tuple[Markup, list[Markup]]]:
    """Return the statements about a thing: name of the property, values."""
    world = page.site.world
    rows = []
    for name, values in world.out.get(subject, {}).items():
        elsewhere = slug(name).rpartition(":")[2] in _ELSEWHERE or name.startswith(PREFIXES["owl"])
        if elsewhere or name in world.auxiliary:
            continue
        shown = []
        said = {words for words, _ in world.texts(subject, curie(name), page.language)}
        for term in values:
            if isinstance(term, ox.Literal):
                if term.language and term.value not in said:
                    continue
                shown.append(spoken_words(_literal(page, term), term.language or "", page.language))
            elif hasattr(term, "value"):
                shown.append(page.link(term.value))
        if shown:
            rows.append((property_name(page, name), shown))
    return sorted(rows, key=lambda row: str(row[0]).lower())


def _literal(page: Page, term: Any) -> str:
    kind = slug(term.datatype.value)
    if kind == "xsd:boolean":
        return page.words["yes" if term.value == "true" else "no"]
    return (
        number(Decimal(term.value).normalize(), page.language) if kind == "xsd:decimal" else str(term.value)
    )


def property_name(page: Page, name: str) -> Markup:
    """Return what a property is called, as a link where it is ours."""
    if page.ours(name):
        return page.link(name)
    known = page.words.get(f"property-{curie(name)}")
    return spoken_words(known, "", page.language) if known else page.link(name, curie(name))


def places(page: Page, subject: str) -> list[dict[str, Any]]:
    """Return where a thing was read."""
    world = page.site.world
    result = []
    for passage in world.values(subject, "prov:wasDerivedFrom"):
        documents = world.values(passage, "oa:hasSource") or [passage]
        start, end = world.one(passage, "gpp:start"), world.one(passage, "gpp:end")
        result.append(
            {
                "passage": passage if world.values(passage, "oa:hasSource") else None,
                "documents": documents,
                "urls": [
                    url
                    for name in documents
                    for url in world.values(name, "gpp:url")
                    if url.startswith(("https://", "http://"))
                ],
                "clause": world.one(passage, "gpp:clause"),
                "span": f"{start}–{end}" if start else None,
            }
        )
    return result


def parts(page: Page, subject: str, name: str) -> list[dict[str, Any]]:
    """Return constraints, alternatives or recommendations with what they ask for."""
    world = page.site.world
    return [
        {
            "iri": part,
            "id": slug(part),
            "row": world.one(part, "gpp:row"),
            "text": page.text(part, "dcterms:description"),
            "bound": constraints.describe(world, page.words, part),
            "parameter": world.one(part, "gpp:parameterName"),
            "confidence": slug(world.one(part, "gpp:confidence") or ""),
            "modality": world.one(part, "gpp:modality"),
            "notes": _all_texts(page, part, "gpp:editorialNote"),
            "places": places(page, part),
            "products": world.values(part, "gpp:appliesToProduct"),
        }
        for part in sorted(world.values(subject, name), key=pairs.natural)
    ]


def proofs(page: Page, subject: str) -> list[dict[str, Any]]:
    """Return the accepted ways to prove a requirement."""
    world = page.site.world
    return [
        {
            "iri": proof,
            "text": page.text(proof, "dcterms:description"),
            "evidence": world.values(proof, "cccev:specifiesEvidenceType"),
            "labels": world.values(proof, "gpp:admitsScheme", "gpp:admitsEdition"),
            "conditions": world.values(proof, "gpp:acceptedSubjectTo"),
            "methods": world.values(proof, "gpp:followsMethod"),
        }
        for proof in world.values(subject, "cccev:hasEvidenceTypeList")
    ]


def incoming(page: Page, subject: str) -> list[tuple[Markup, list[str], int]]:
    """Return what points to a thing, by property: the first few, and how many there are."""
    world = page.site.world
    rows = []
    for name, sources in world.into.get(subject, {}).items():
        own = [
            source
            for source in sources
            if page.ours(source) and "/derived/" not in source and "--" not in source
        ]
        local = slug(name).rpartition(":")[2]
        if not own or name in world.auxiliary or (local in ("about", "type") and len(own) > 400):
            continue
        rows.append((property_name(page, name), own[:MOST], len(own)))
    return sorted(rows, key=lambda row: str(row[0]).lower())


def verdict_table(page: Page, requirement: str) -> dict[str, Any] | None:
    """Return what each label edition gives for a requirement, by product type; ``None`` where nothing is asked."""
    name = slug(requirement)
    found = {edition: page.site.pairs.get((name, edition), []) for edition in page.site.editions}
    asked = {
        entry.product
        for entries in found.values()
        for entry in entries
        if entry.verdict not in ("not-applicable", "not-specified")
    }
    if not asked:
        return None
    rows, others = [], []
    for edition, entries in found.items():
        cells = {entry.product: entry.verdict for entry in entries if entry.product in asked}
        if set(cells.values()) <= {"not-covered"}:
            others.append(edition)
        else:
            rows.append({"edition": edition, "cells": cells, "admission": entries[0].admission})
    return {"products": sorted(asked), "rows": rows, "others": others}


def merged(found: list[Verdict]) -> list[tuple[str, list[str]]]:
    """Return each verdict with its product types."""
    grouped: dict[str, list[str]] = {}
    for entry in found:
        grouped.setdefault(entry.verdict, []).append(entry.product)
    return sorted(grouped.items(), key=lambda item: _RANK[item[0]])


def _best(found: list[Verdict]) -> str:
    return min((entry.verdict for entry in found), key=_RANK.__getitem__)


def _tally(words: list[str]) -> list[tuple[str, int]]:
    return [(word, words.count(word)) for word in _RANK if word in words]


def set_rows(page: Page, owner: str) -> list[dict[str, Any]]:
    """Return, for a criteria set, how many requirements each label edition gives, from the most telling down."""
    own = {slug(entry) for entry in page.site.world.sources(owner, "cccev:isDerivedFrom")}
    best: dict[str, list[str]] = {}
    for (requirement, edition), found in page.site.pairs.items():
        if requirement in own:
            best.setdefault(edition, []).append(_best(found))
    rows = [
        {"edition": edition, "counts": _tally([word for word in words if word not in _NOTHING])}
        for edition, words in best.items()
        if set(words) - _NOTHING
    ]
    return sorted(rows, key=lambda row: pairs.natural(row["edition"]))


def label_rows(page: Page, edition: str) -> list[dict[str, Any]]:
    """Return, for a label edition, its best verdict on each requirement, by set and level."""
    name, world = slug(edition), page.site.world
    sets: dict[str, dict[str | None, list[dict[str, Any]]]] = {}
    for (requirement, other), found in page.site.pairs.items():
        thing = iri("req", requirement)
        if other != name or (verdict := _best(found)) in _NOTHING:
            continue
        owner, level = world.one(thing, "cccev:isDerivedFrom") or "", world.one(thing, "gpp:ambitionLevel")
        row = {"iri": thing, "path": f"derived/verdict/{requirement}--{name}", "verdict": verdict}
        sets.setdefault(owner, {}).setdefault(level, []).append(row)
    return [
        {
            "set": owner,
            "counts": _tally([row["verdict"] for rows in levels.values() for row in rows]),
            "levels": [
                (level, sorted(rows, key=lambda row: pairs.natural(row["iri"])))
                for level, rows in sorted(levels.items(), key=lambda item: item[0] or "")
            ],
        }
        for owner, levels in sorted(sets.items())
    ]


def pair(page: Page, requirement: str, edition: str) -> dict[str, Any]:
    """Return the page of the verdicts on one requirement and one label edition."""
    world = page.site.world
    found = page.site.pairs.get((requirement, edition), [])
    shown = []
    for case in pairs.cases(found):
        steps = [_step(page, outcome) for outcome in case.verdict.constraints]
        shown.append({"verdict": case.verdict, "products": case.products, "steps": steps})
    thing = iri("req", requirement)
    link = page.link
    return {
        "crumbs": [
            page.link_to("index", page.words["menu-matrix"]),
            *map(link, world.values(thing, "cccev:isDerivedFrom")),
            *map(link, world.values(thing, "gpp:ambitionLevel")),
            link(thing, page.code(thing)),
        ],
        "requirement": thing,
        "edition": iri("label", edition),
        "cases": shown,
        "summary": merged(found),
        "first": found[0] if found else None,
        "certificate": pairs.certificate(world, iri("label", edition)),
        "accepted": [
            statement
            for statement in world.sources(iri("label", edition), "gpp:aboutEdition")
            if thing in world.values(statement, "gpp:aboutRequirement")
        ],
        "places": places(page, thing),
        "sources": partial(places, page),
    }


def _step(page: Page, outcome: Any) -> dict[str, Any]:
    world, words = page.site.world, page.words
    asked = iri("req", outcome.constraint)
    given = iri("crit", outcome.label_criterion) if outcome.label_criterion else None
    why = [page.text(iri("outcome", outcome.outcome), "gpp:reason")]
    if given is None and outcome.outcome == "silent":
        silent = pairs.binds_nobody_labelled(world, asked)
        why.append(spoken_words(words["silent-party" if silent else "silent-complete"], "", page.language))
    why += [
        reason
        for name in pairs.shortfalls(world, outcome)
        if (reason := page.text(iri("gpp", name), "gpp:reason"))
    ]
    return {
        "outcome": outcome,
        "asked": asked,
        "given": given,
        "text": page.text(asked, "dcterms:description"),
        "required": constraints.describe(world, words, asked),
        "offered": constraints.describe(world, words, given) if given else "",
        "unit": world.units.heading(_unit(outcome.unit), page.language) if outcome.unit else "",
        "why": why,
        "asked_at": places(page, asked),
        "offered_at": places(page, given) if given else [],
        "notes": _all_texts(page, given, "gpp:editorialNote") if given else [],
    }


def _unit(name: str) -> str:
    return expand(name) if ":" in name else iri("uom", name)
