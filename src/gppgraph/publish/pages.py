"""Every HTML page: which template draws it, with what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any

from ..catalogue.query import text_of
from ..output import html
from ..terms import BASE, iri, slug
from ..texts.read.readers import PASTED
from . import charts, schema_org, searching, topic_pages, views, vocabulary_pages
from .catalogue_pages import questions
from .pagecontext import Page
from .pairs import LETTERS, matrix_data, natural
from .site_words import Words

if TYPE_CHECKING:
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
    "review",
    "search",
    "data",
    "validation",
    "queries/index",
    "browse/index",
    "sparql",
)
EXAMPLE = "satisfying-editions"
DEFAULT_SET, DEFAULT_LEVEL, DEFAULT_PRODUCT = "dk-desktop-2023", "dk-basis", "notebook-computer"


def write(site: Site, report: Any, say: Callable[[str], None]) -> None:
    """Write every page in every language, the assets, and the files that scripts read."""
    queries = questions()
    topics = topic_pages.topics(site)
    things = [path for path in site.world.documents() if path != "index"]
    site.paths |= set(things) | set(FIXED)
    site.paths |= {f"queries/{query.name}" for query in queries} | {f"compare/{name}" for name in topics}
    site.paths |= {f"browse/{kind}" for kind in KINDS}
    site.pages = sorted(site.paths)
    for name, asset in _assets(files("gppgraph.publish").joinpath("assets"), "assets"):
        site.write(name, asset.read_bytes())
    site.write("assets/review.css", html.render("review.css"))
    for language in site.languages:
        words = Words(language)
        say(f"writing pages ({language})")

        def draw(path: str, template: str, words: Words = words, **more: Any) -> None:
            page = Page(site, path, words)
            site.write(page.file, html.render(f"site/{template}.html", p=page, t=words, site=site, **more))

        data = matrix_data(site.world, words, site.pairs)
        for name, value in (
            ("matrix", data),
            ("search", searching.index(site, words)),
            ("terms", vocabulary_pages.completions(site, words)),
        ):
            site.write(
                f"assets/{name}-{language}.js",
                f"window.gpp{name.capitalize()} = {schema_org.inside_html(value)};\n",
            )
        draw(
            "index",
            "home",
            table=_table(site),
            letters=LETTERS,
            counts=_counts(site),
            jsonld=schema_org.dataset(site, words),
        )
        for path in ("remaining", "search"):
            draw(path, path)
        draw("review", "review", most=PASTED)
        draw("data", "data", dumps=site.facts["dumps"])
        draw(
            "validation", "validation", report=report, titles={query.name: query.summary for query in queries}
        )
        draw("queries/index", "queries", queries=queries)
        draw("sparql", "query", query=None, text=_bare(text_of(EXAMPLE)), base=BASE)
        for query in queries:
            draw(f"queries/{query.name}", "query", query=query, text=_bare(query.text), base=BASE)
        draw("compare/index", "compare", **topic_pages.overview(site, words))
        for name in topics:
            draw(
                f"compare/{name}",
                "compare-topic",
                **topic_pages.view(Page(site, f"compare/{name}", words), name),
            )
        draw("browse/index", "browse", kind=None, groups=[], kinds=KINDS, counts=dict(_counts(site)))
        for kind in KINDS:
            lives = charts.timeline(site.world, site.editions) if kind == "label" else None
            draw(f"browse/{kind}", "browse", kind=kind, groups=_groups(site, kind), kinds=KINDS, lives=lives)
        for path in things:
            _thing(site, path, words, draw)


def _thing(site: Site, path: str, words: Words, draw: Callable[..., None]) -> None:
    page = Page(site, path, words)
    if path.startswith("derived/verdict/"):
        requirement, _, edition = path.removeprefix("derived/verdict/").partition("--")
        draw(path, "pair", **views.pair(page, requirement, edition))
        return
    subjects = site.world.subjects(path)
    subject = BASE + path
    if path in ("ns", "shapes") or subject not in subjects:
        draw(path, "terms", **vocabulary_pages.view(page, subjects))
        return
    kinds = {slug(kind).removeprefix("gpp:") for kind in site.world.values(subject, "rdf:type")}
    draw(
        path,
        "thing",
        thing=views.thing(page, subject),
        letters=LETTERS,
        verdicts=views.verdict_table(page, subject) if path.startswith("id/requirement/") else None,
        sets=views.label_rows(page, subject) if "LabelEdition" in kinds else [],
        editions=views.set_rows(page, subject) if "CriteriaSetEdition" in kinds else [],
        crumbs=views.crumbs(page, subject),
        members=_members(site, subject) if kinds & {"CriteriaSetEdition", "LabelEdition", "LegalAct"} else [],
        figures=charts.figures(site.world, words, subject) if path.startswith("code/concept/") else None,
        topic=f"compare/{slug(subject)}" if path.startswith("code/topic/") else None,
        codes=sorted(site.world.sources(subject, "skos:inScheme")) if "ConceptScheme" in kinds else [],
        jsonld=schema_org.thing(page, subject),
    )


def _bare(query: str) -> str:
    """Return a query without its header, which its page tells already."""
    return "\n".join(line for line in query.splitlines() if not line.startswith("#+")).strip()


def _members(site: Site, edition: str) -> list[tuple[str | None, list[str]]]:
    """Return the requirements of an edition by level, in the order of their codes."""
    levels: dict[str | None, list[str]] = {}
    for entry in sorted(site.world.sources(edition, "cccev:isDerivedFrom"), key=natural):
        stated: list[str | None] = [*site.world.values(entry, "gpp:ambitionLevel")]
        for level in stated or [None]:
            levels.setdefault(level, []).append(entry)
    return sorted(levels.items(), key=lambda item: item[0] or "")


def _assets(folder: Traversable, name: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _assets(entry, f"{name}/{entry.name}")
        else:
            yield f"{name}/{entry.name}", entry


def _groups(site: Site, kind: str) -> list[tuple[str | None, list[str]]]:
    """Return the things of a kind by the edition or scheme that they belong to; parts are left out."""
    start = f"{BASE}id/{kind}/"
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
    return [(kind, sum(len(found) for _, found in _groups(site, kind))) for kind in KINDS]


def _table(site: Site) -> dict[str, Any]:
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
