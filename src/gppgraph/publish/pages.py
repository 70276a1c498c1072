"""Every HTML page of the site: its template, and the values it is drawn from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any

from ..catalogue.query import text_of, without_header
from ..languages import in_language
from ..output import html
from ..spelling import natural
from ..terms import slug
from ..texts.read.source_text import PASTED
from ..verdicts.law import LAW
from . import (
    charts,
    front_matrix,
    law_views,
    proof_tables,
    schema_org,
    searching,
    topic_pages,
    verdict_views,
    views,
    vocabulary_pages,
)
from .catalogue_pages import CatalogueEntry, questions
from .pagecontext import Page
from .pairs import LETTERS, grade
from .site import Site
from .site_words import SiteWords

if TYPE_CHECKING:
    from ..validation.run import Report

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


def write(site: Site, report: Report | None, say: Callable[[str], None]) -> None:
    """Write every page in every language, the assets, and the files that scripts read."""
    queries = questions(site.root)
    topics = topic_pages.topics(site)
    compared = {f"derived/verdict/{requirement}--{edition}" for requirement, edition in site.pairs}
    compared |= {law_views.path_of(requirement) for requirement in site.law.requirements}
    things = sorted((set(site.statements.documents()) | compared) - {"index"})
    site.paths |= set(things) | set(FIXED)
    site.paths |= {f"queries/{query.name}" for query in queries} | {f"compare/{name}" for name in topics}
    site.paths |= {f"browse/{kind}" for kind in KINDS}
    for name, asset in _assets(files("gppgraph.publish").joinpath("assets"), "assets"):
        site.write(name, asset.read_bytes())
    site.write("assets/review.css", html.render("review.css"))
    for language in site.languages:
        say(f"writing pages ({language})")
        writer = _Writer(site, SiteWords(language))
        writer.scripts()
        writer.start(report, queries)
        writer.catalogue(queries)
        writer.lists(topics)
        for path in things:
            writer.thing(path)


@dataclass(frozen=True, slots=True)
class _Writer:
    """The writer of the pages of one language."""

    site: Site
    words: SiteWords

    def draw(self, path: str, template: str, **values: Any) -> None:
        """Write one page."""
        page = Page(self.site, path, self.words)
        text = html.render(f"site/{template}.html", p=page, t=self.words, site=self.site, **values)
        self.site.write(page.file, text)

    def scripts(self) -> None:
        """Write the data that the scripts of the pages load."""
        site, words = self.site, self.words
        for name, value in (
            ("matrix", front_matrix.data(site, words)),
            ("search", searching.index(site, words)),
            ("terms", vocabulary_pages.completions(site, words)),
            ("proofs", proof_tables.data(site.proofs.get(words.language, {}), words.language)),
        ):
            script = f"window.gpp{name.capitalize()} = {schema_org.inside_html(value)};\n"
            site.write(f"assets/{name}-{words.language}.js", script)

    def start(self, report: Report | None, queries: list[CatalogueEntry]) -> None:
        """Write the pages of the menu that stand alone."""
        counts = _counts(self.site)
        jsonld = schema_org.dataset(self.site, self.words)
        self.draw(
            "index",
            "home",
            table=front_matrix.table(self.site),
            best=front_matrix.first_answers(self.site, self.words.language),
            letters=LETTERS,
            grade=grade,
            counts=counts,
            jsonld=jsonld,
        )
        self.draw("remaining", "remaining")
        self.draw("search", "search")
        self.draw("review", "review", most=PASTED, countries=countries(self.site, self.words.language))
        self.draw("data", "data", dumps=self.site.dumps)
        titles = {query.name: query.summary for query in queries}
        self.draw("validation", "validation", report=report, titles=titles)

    def catalogue(self, queries: list[CatalogueEntry]) -> None:
        """Write the pages of the query catalogue."""
        self.draw("queries/index", "queries", queries=queries)
        self.draw(
            "sparql", "query", query=None, text=without_header(text_of(EXAMPLE)), base=self.site.base_iri
        )
        for query in queries:
            text = without_header(query.text)
            self.draw(f"queries/{query.name}", "query", query=query, text=text, base=self.site.base_iri)

    def lists(self, topics: dict[str, str]) -> None:
        """Write the comparisons by topic and the lists of things by kind."""
        site = self.site
        self.draw("compare/index", "compare", overview=topic_pages.overview(site, self.words))
        for name in topics:
            page = Page(site, f"compare/{name}", self.words)
            self.draw(f"compare/{name}", "compare-topic", comparison=topic_pages.view(page, name))
        counts = dict(_counts(site))
        self.draw("browse/index", "browse", kind=None, groups=[], kinds=KINDS, counts=counts)
        for kind in KINDS:
            lives = charts.timeline(site.statements, site.editions) if kind == "label" else None
            groups = _groups(site, kind)
            self.draw(f"browse/{kind}", "browse", kind=kind, groups=groups, kinds=KINDS, lives=lives)

    def thing(self, path: str) -> None:
        """Write the page of one document: a pair of verdicts, a vocabulary or a thing."""
        site, statements = self.site, self.site.statements
        page = Page(site, path, self.words)
        if path.startswith("derived/verdict/"):
            requirement, _, edition = path.removeprefix("derived/verdict/").partition("--")
            if edition == LAW:
                law = law_views.view(page, requirement)
                self.draw(path, "law", law=law, letters=LETTERS, grade=grade)
                return
            self.draw(path, "pair", pair=verdict_views.pair(page, requirement, edition))
            return
        subjects, subject = statements.subjects(path), statements.iri(path)
        if path in _VOCABULARIES or subject not in subjects:
            self.draw(path, "terms", vocabulary=vocabulary_pages.view(page, subjects))
            return
        kinds = {slug(kind).removeprefix("gpp:") for kind in statements.values(subject, "rdf:type")}
        owner = kinds & {"CriteriaSetEdition", "LabelEdition", "LegalAct"}
        concept = path.startswith("code/concept/")
        self.draw(
            path,
            "thing",
            thing=views.thing(page, subject),
            letters=LETTERS,
            verdicts=verdict_views.verdict_table(page, subject)
            if path.startswith("id/requirement/")
            else None,
            sets=verdict_views.label_rows(page, subject) if "LabelEdition" in kinds else [],
            editions=verdict_views.set_rows(page, subject) if "CriteriaSetEdition" in kinds else [],
            crumbs=views.crumbs(page, subject),
            members=_members(site, subject) if owner else [],
            figures=charts.figures(statements, self.words, subject, site.countries) if concept else None,
            law=law_views.path_of(slug(subject)),
            topic=f"compare/{slug(subject)}" if path.startswith("code/topic/") else None,
            codes=sorted(statements.sources(subject, "skos:inScheme")) if "ConceptScheme" in kinds else [],
            jsonld=schema_org.thing(page, subject),
        )


# Documents of many things, of which one page tells.
_VOCABULARIES = ("ns", "profile", "shapes")


def countries(site: Site, language: str) -> dict[str, str]:
    """Return the countries of a review by code, that of the language first.

    A language that is that of no country has the default country.
    """
    entries = site.configuration.countries
    spoken = [entry.code for entry in entries if entry.language == language]
    home = [*spoken, site.configuration.defaults.country.upper()][0]
    order = sorted(entries, key=lambda entry: entry.code != home)
    return {entry.code.lower(): in_language(entry.names, language) for entry in order}


# Things by the edition, level or scheme that they belong to.
Groups = list[tuple[str | None, list[str]]]


def _members(site: Site, edition: str) -> Groups:
    """Return the requirements of an edition by level, in the order of their codes."""
    levels: dict[str | None, list[str]] = {}
    for entry in sorted(site.statements.sources(edition, "cccev:isDerivedFrom"), key=natural):
        stated: list[str | None] = [*site.statements.values(entry, "gpp:ambitionLevel")]
        for level in stated or [None]:
            levels.setdefault(level, []).append(entry)
    return sorted(levels.items(), key=lambda item: item[0] or "")


def _assets(folder: Traversable, name: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _assets(entry, f"{name}/{entry.name}")
        else:
            yield f"{name}/{entry.name}", entry


def _groups(site: Site, kind: str) -> Groups:
    """Return the things of a kind, grouped by their edition or scheme.

    Things without a title or code of their own are left out.
    """
    starts = tuple(f"{base}id/{kind}/" for base in site.statements.bases)
    groups: dict[str | None, list[str]] = {}
    for subject in site.statements.asserted:
        if subject.startswith(starts) and site.statements.values(subject, *_TITLED):
            owner = site.statements.values(subject, "cccev:isDerivedFrom", "dcat:isVersionOf")
            groups.setdefault(owner[0] if owner else None, []).append(subject)
    return [
        (owner, sorted(things, key=natural))
        for owner, things in sorted(groups.items(), key=lambda item: item[0] or "")
    ]


_TITLED = ("skos:prefLabel", "gpp:translatedTitle", "dcterms:title", "dcterms:identifier")


def _counts(site: Site) -> list[tuple[str, int]]:
    return [(kind, sum(len(things) for _, things in _groups(site, kind))) for kind in KINDS]
