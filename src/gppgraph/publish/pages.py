"""Every HTML page: which template draws it, with what."""

from __future__ import annotations

import json
from collections.abc import Callable
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from ..terms import PREFIXES, iri, slug
from . import bounds, compare, views
from .addresses import FORMATS
from .formats import curie
from .pagecontext import Page
from .questions import questions
from .verdicts import LETTERS, matrix_data, natural
from .words import Words

if TYPE_CHECKING:
    import jinja2

    from .site import Site

# Kinds of things with a list of their own, in the order of the menu.
KINDS = (
    "set",
    "requirement",
    "label",
    "criterion",
    "standard",
    "act",
    "legal-requirement",
    "document",
    "guidance",
)
FIXED = (
    "index",
    "compare/index",
    "remaining",
    "search",
    "data",
    "validation",
    "queries/index",
    "browse/index",
)
DEFAULT_SET, DEFAULT_LEVEL, DEFAULT_PRODUCT = "dk-desktop-2023", "dk-basis", "notebook-computer"


def environment() -> jinja2.Environment:
    """Return templates that escape everything and know no undefined names."""
    import jinja2

    made = jinja2.Environment(
        loader=jinja2.PackageLoader("gppgraph.publish"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"curie": curie, "slug": slug, "iri": iri, "letters": LETTERS}
    return made


def write(site: Site, report: Any, say: Callable[[str], None]) -> None:
    """Write every page in every language, the assets, and the files that scripts read."""
    made = environment()
    queries = questions()
    topics = compare.topics(site)
    things = [path for path in site.world.documents() if path != "index"]
    site.paths |= set(things) | set(FIXED)
    site.paths |= {f"queries/{query.name}" for query in queries} | {f"compare/{name}" for name in topics}
    site.paths |= {f"browse/{kind}" for kind in KINDS}
    site.pages = sorted(site.paths)
    for asset in files("gppgraph.publish").joinpath("assets").iterdir():
        site.write(f"assets/{asset.name}", asset.read_bytes())
    templates = {
        name: made.get_template(f"{name}.html")
        for name in (
            "home", "thing", "pair", "browse", "compare", "compare-topic", "remaining", "search", "data", "validation",
            "queries", "query", "terms",
        )
    }  # fmt: skip
    for language in site.languages:
        words = Words(language)
        say(f"writing pages ({language})")

        def draw(path: str, template: str, words: Words = words, **more: Any) -> None:
            page = Page(site, path, words)
            text = templates[template].render(p=page, t=words, site=site, **more)
            site.write(page.file, text)

        data = matrix_data(site.world, words, site.pairs)
        site.write(f"assets/matrix-{language}.js", f"window.gppMatrix = {_json(data)};\n")
        site.write(f"assets/search-{language}.js", f"window.gppSearch = {_json(_search(site, words))};\n")
        draw("index", "home", table=_table(site, words), counts=_counts(site), jsonld=_dataset(site, words))
        for path in ("remaining", "search"):
            draw(path, path)
        draw("data", "data", dumps=site.facts["dumps"])
        draw("validation", "validation", report=report)
        draw("queries/index", "queries", queries=queries)
        for query in queries:
            draw(f"queries/{query.name}", "query", query=query)
        draw("compare/index", "compare", topics=topics)
        for name in topics:
            draw(
                f"compare/{name}", "compare-topic", **compare.view(Page(site, f"compare/{name}", words), name)
            )
        draw("browse/index", "browse", kind=None, groups=_groups(site, None), kinds=KINDS)
        for kind in KINDS:
            draw(f"browse/{kind}", "browse", kind=kind, groups=_groups(site, kind), kinds=KINDS)
        for path in things:
            _thing(site, path, words, draw)


def _thing(site: Site, path: str, words: Words, draw: Callable[..., None]) -> None:
    page = Page(site, path, words)
    if path.startswith("derived/verdict/"):
        requirement, _, edition = path.removeprefix("derived/verdict/").partition("--")
        draw(path, "pair", **views.pair(page, requirement, edition))
        return
    subjects = site.world.subjects(path)
    subject = PREFIXES["codes"].removesuffix("code/") + path
    if path in ("ns", "shapes") or subject not in subjects:
        draw(path, "terms", **_terms(page, subjects))
        return
    kinds = {slug(kind).removeprefix("gpp:") for kind in site.world.values(subject, "rdf:type")}
    draw(
        path,
        "thing",
        thing=views.thing(page, subject),
        verdicts=views.verdict_rows(page, subject) if path.startswith("id/requirement/") else [],
        sets=views.label_rows(page, subject) if "LabelEdition" in kinds else [],
        members=_members(site, subject) if kinds & {"CriteriaSetEdition", "LabelEdition", "LegalAct"} else [],
        bars=bounds.bars(site.world, words, subject) if path.startswith("code/concept/") else [],
        topic=f"compare/{slug(subject)}" if path.startswith("code/topic/") else None,
        codes=sorted(site.world.sources(subject, "skos:inScheme")) if "ConceptScheme" in kinds else [],
        jsonld=_schema(page, subject),
    )


def _members(site: Site, edition: str) -> list[tuple[str | None, list[str]]]:
    """Return the requirements of an edition by level, in the order of their codes."""
    levels: dict[str | None, list[str]] = {}
    for entry in sorted(site.world.sources(edition, "cccev:isDerivedFrom"), key=natural):
        stated: list[str | None] = [*site.world.values(entry, "gpp:ambitionLevel")]
        for level in stated or [None]:
            levels.setdefault(level, []).append(entry)
    return sorted(levels.items(), key=lambda item: item[0] or "")


def _terms(page: Page, subjects: list[str]) -> dict[str, Any]:
    """Return the classes and properties of a vocabulary, or the nodes of another document with several."""
    world = page.site.world
    groups: dict[str, list[dict[str, Any]]] = {"classes": [], "properties": [], "others": []}
    head: dict[str, Any] | None = None
    for subject in subjects:
        kinds = {slug(kind) for kind in world.values(subject, "rdf:type")}
        entry = {
            "iri": subject,
            "id": subject.partition("#")[2],
            "label": page.label(subject),
            "texts": [
                page.text(subject, name)
                for name in ("skos:definition", "dcterms:description", "rdfs:comment", "sh:message")
                if world.values(subject, name)
            ],
            "facts": views.facts(page, subject),
        }
        if "#" not in subject:
            head = entry
        elif "owl:Class" in kinds:
            groups["classes"].append(entry)
        elif kinds & {"owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty", "rdf:Property"}:
            groups["properties"].append(entry)
        else:
            groups["others"].append(entry)
    return {"head": head, "groups": groups}


def _groups(site: Site, kind: str | None) -> list[tuple[str | None, list[str]]]:
    """Return the things of a kind by the edition or scheme that they belong to; parts are left out."""
    if kind is None:
        return []
    start = f"{PREFIXES['codes'].removesuffix('code/')}id/{kind}/"
    groups: dict[str | None, list[str]] = {}
    for subject in site.world.asserted:
        if subject.startswith(start) and (site.world.values(subject, *_TITLED)):
            owner = site.world.values(subject, "cccev:isDerivedFrom", "dcat:isVersionOf")
            groups.setdefault(owner[0] if owner else None, []).append(subject)
    return [
        (owner, sorted(found, key=natural))
        for owner, found in sorted(groups.items(), key=lambda item: item[0] or "")
    ]


_TITLED = ("skos:prefLabel", "gpp:translatedTitle", "dcterms:title", "dcterms:identifier")


def _counts(site: Site) -> list[tuple[str, int]]:
    return [(kind, sum(len(found) for _, found in _groups(site, kind))) for kind in KINDS[:6]]


def _table(site: Site, words: Words) -> dict[str, Any]:
    """Return the matrix that is shown without a script."""
    sets = sorted({site.world.one(iri("req", name), "cccev:isDerivedFrom") or "" for name, _ in site.pairs})
    chosen = iri("set", DEFAULT_SET) if iri("set", DEFAULT_SET) in sets else (sets[0] if sets else "")
    cells: dict[tuple[str, str], Any] = {}
    for (requirement, edition), found in site.pairs.items():
        thing = iri("req", requirement)
        if site.world.one(thing, "cccev:isDerivedFrom") != chosen:
            continue
        level = site.world.one(thing, "gpp:ambitionLevel")
        if slug(chosen) == DEFAULT_SET and level and slug(level) != DEFAULT_LEVEL:
            continue
        for entry in found:
            if entry.product == DEFAULT_PRODUCT and entry.verdict not in ("not-specified", "not-applicable"):
                cells[requirement, edition] = entry
    covering = {edition for (_, edition), entry in cells.items() if entry.verdict != "not-covered"}
    return {
        "set": chosen,
        "product": iri("product", DEFAULT_PRODUCT),
        "requirements": sorted({requirement for requirement, _ in cells}, key=natural),
        "editions": sorted(covering, key=natural),
        "cells": cells,
    }


def _search(site: Site, words: Words) -> list[list[str]]:
    """Return what the search looks through: path, kind, title, code, other words."""
    world, found = site.world, []
    for path in site.world.documents():
        subject = PREFIXES["codes"].removesuffix("code/") + path
        if (
            path.startswith(("derived/", "id/passage/", "id/proof/", "graph/", "shapes"))
            or subject not in world.out
        ):
            continue
        own = world.out[subject]
        titles = [
            PREFIXES["skos"] + "prefLabel",
            PREFIXES["dcterms"] + "title",
            iri("gpp", "translatedTitle"),
        ]
        if not any(title in own for title in titles) and PREFIXES["dcterms"] + "identifier" not in own:
            continue
        label = world.label(subject, words.language)[0]
        others = {
            term.value
            for name in (*titles, PREFIXES["skos"] + "altLabel")
            for term in own.get(name, ())
            if hasattr(term, "value")
        } - {label}
        owner = world.one(subject, "cccev:isDerivedFrom")
        level = world.one(subject, "gpp:ambitionLevel")
        context = " · ".join(world.label(name, words.language)[0] for name in (owner, level) if name)
        kind = path.split("/")[1] if "/" in path else path
        found.append(
            [
                path,
                kind,
                label,
                world.one(subject, "dcterms:identifier") or "",
                context,
                " ".join(sorted(others)),
            ]
        )
    return found


def _json(value: Any) -> str:
    """Return JSON that is safe inside a page, too."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def _dataset(site: Site, words: Words) -> str:
    return _json(
        {
            "@context": "https://schema.org/",
            "@type": "Dataset",
            "@id": PREFIXES["codes"].removesuffix("code/"),
            "name": "gppgraph",
            "description": words["lead"],
            "inLanguage": list(site.languages),
            "url": site.base,
            "license": "https://creativecommons.org/licenses/by/4.0/",
            "isAccessibleForFree": True,
            "creator": {"@type": "Organization", "name": "The gppgraph maintainers"},
            "distribution": [
                {
                    "@type": "DataDownload",
                    "name": dump.name,
                    "encodingFormat": dump.media,
                    "contentUrl": f"{site.base}dumps/{dump.name}",
                }
                for dump in site.facts["dumps"]
            ],
        }
    )


def _schema(page: Page, subject: str) -> str:
    label, spoken = page.site.world.label(subject, page.language)
    kind = {
        "act": "Legislation",
        "document": "CreativeWork",
        "standard": "CreativeWork",
        "agent": "Organization",
    }
    entry: dict[str, Any] = {
        "@context": "https://schema.org/",
        "@type": kind.get(page.path.split("/")[1] if "/" in page.path else "", "DefinedTerm"),
        "@id": subject,
        "name": {"@value": label, "@language": spoken} if spoken else label,
        "url": page.absolute(),
        "encoding": [
            {
                "@type": "MediaObject",
                "encodingFormat": media,
                "contentUrl": f"{page.site.base}{page.path}.{name}",
            }
            for name, media in FORMATS.items()
        ],
    }
    if code := page.site.world.one(subject, "dcterms:identifier"):
        entry["identifier"] = code
    return _json(entry)
