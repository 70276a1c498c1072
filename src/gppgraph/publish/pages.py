"""Every HTML page of the site: its template, and the values it is drawn from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any

from ..catalogue.query import text_of, without_header
from ..languages import in_language
from ..output import html
from ..spelling import natural
from ..terms import slug
from ..texts.read.source_text import PASTED
from . import (
    changes,
    charts,
    front_matrix,
    law_views,
    market_pages,
    proof_tables,
    schema_org,
    searching,
    topic_pages,
    verdict_views,
    views,
    vocabulary_pages,
)
from .catalogue_pages import CatalogueEntry, by_folder, questions
from .pagecontext import Page
from .pairs import LETTERS, grade
from .site import Site
from .site_processes import beside
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
    "matrix",
    "needs",
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
    judged = {requirement for requirement, _ in site.pairs} | set(site.law.requirements)
    compared = {f"derived/verdict/{requirement}" for requirement in judged}
    things = sorted((set(site.statements.documents()) | compared) - {"index"})
    site.paths |= set(things) | set(FIXED)
    site.paths |= {market_pages.PATH} if site.market else set()
    site.paths |= {f"queries/{query.name}" for query in queries} | {f"compare/{name}" for name in topics}
    site.paths |= {f"browse/{kind}" for kind in KINDS}
    for name, asset in _assets(files("gppgraph.publish").joinpath("assets"), "assets"):
        site.write(name, asset.read_bytes())
    site.write("assets/review.css", html.render("review.css"))

    def write_in(language: str) -> None:
        writer = _Writer(site, SiteWords(language))
        answers = front_matrix.best_answers(site, language)
        writer.scripts(answers)
        writer.start(report, queries, answers)
        writer.feed()
        writer.catalogue(queries)
        writer.lists(topics)
        for path in things:
            writer.thing(path)

    say(f"writing pages ({', '.join(site.languages)})")
    with ExitStack() as others:
        for language in site.languages[1:]:
            others.enter_context(beside(partial(write_in, language)))
        write_in(site.languages[0])


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

    def scripts(self, answers: Mapping[tuple[str, str], front_matrix.Answers]) -> None:
        """Write the data that the scripts of the pages load."""
        site, words = self.site, self.words
        for name, value in (
            ("matrix", front_matrix.data(site, words, answers)),
            ("search", searching.index(site, words)),
            ("terms", vocabulary_pages.completions(site, words)),
            ("proofs", proof_tables.data(site.proofs.get(words.language, {}), words.language)),
        ):
            script = f"window.gpp{name.capitalize()} = {schema_org.inside_html(value)};\n"
            site.write(f"assets/{name}-{words.language}.js", script)

    def start(
        self,
        report: Report | None,
        queries: list[CatalogueEntry],
        answers: Mapping[tuple[str, str], front_matrix.Answers],
    ) -> None:
        """Write the pages of the menu that stand alone."""
        counts = _counts(self.site)
        jsonld = schema_org.dataset(self.site, self.words)
        table = front_matrix.table(self.site)
        best = front_matrix.first_answers(self.site, table, answers)
        self.draw("index", "home", table=table, best=best, counts=counts, jsonld=jsonld)
        self.draw("matrix", "matrix", table=table, best=best, letters=LETTERS, grade=grade)
        self.draw("needs", "needs")
        self.draw("remaining", "remaining")
        self.draw("search", "search")
        self.draw("review", "review", most=PASTED, countries=countries(self.site, self.words.language))
        market_words = market_pages.words_of(self.words.language)
        self.draw("data", "data", dumps=self.site.dumps, market_words=market_words)
        if self.site.market:
            views = market_pages.views(self.site.market, market_words)
            self.draw(market_pages.PATH, "strictness", views=views, words=market_words)
        titles = {query.name: query.summary for query in queries}
        self.draw("validation", "validation", report=report, titles=titles)

    def feed(self) -> None:
        """Write the feed of coming changes."""
        name = changes.file_of(self.site, self.words.language)
        self.site.write(name, changes.feed(self.site, self.words))

    def catalogue(self, queries: list[CatalogueEntry]) -> None:
        """Write the pages of the query catalogue."""
        self.draw("queries/index", "queries", folders=by_folder(queries))
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
            self.verdicts(page, path.removeprefix("derived/verdict/"))
            return
        subjects, subject = statements.subjects(path), statements.iri(path)
        if path in _VOCABULARIES:
            self.draw(path, "terms", vocabulary=vocabulary_pages.view(page, subjects))
            return
        gathered = [views.thing(page, entry) for entry in sorted(subjects, key=natural) if entry != subject]
        if subject not in subjects:
            way = views.crumbs(page, subject)
            self.draw(path, "gathered", title=slug(subject), crumbs=way, gathered=gathered)
            return
        main = views.thing(page, subject)
        shown = {part.iri for part in (*main.parts, *main.alternatives, *main.advice)}
        kinds = {slug(kind).removeprefix("gpp:") for kind in statements.values(subject, "rdf:type")}
        owner = kinds & {"CriteriaSetEdition", "LabelEdition", "LegalAct"}
        concept = path.startswith("code/concept/")
        self.draw(
            path,
            "thing",
            thing=main,
            gathered=[part for part in gathered if part.iri not in shown],
            letters=LETTERS,
            verdicts=verdict_views.verdict_table(page, subject)
            if path.startswith("id/requirement/")
            else None,
            sets=verdict_views.label_rows(page, subject) if "LabelEdition" in kinds else [],
            editions=verdict_views.set_rows(page, subject) if "CriteriaSetEdition" in kinds else [],
            crumbs=views.crumbs(page, subject),
            members=_members(site, subject) if owner else [],
            figures=charts.figures(statements, self.words, subject, site.countries) if concept else None,
            law=f"derived/verdict/{slug(subject)}" if slug(subject) in site.law.requirements else None,
            topic=f"compare/{slug(subject)}" if path.startswith("code/topic/") else None,
            codes=[
                code
                for code in sorted(statements.sources(subject, "skos:inScheme"))
                if "ConceptScheme" in kinds and code not in subjects
            ],
            jsonld=schema_org.thing(page, subject),
        )

    def verdicts(self, page: Page, requirement: str) -> None:
        """Write the page on how law and each label edition prove a requirement."""
        thing = self.site.statements.find("req", requirement)
        self.draw(
            page.path,
            "verdicts",
            requirement=thing,
            crumbs=verdict_views.requirement_crumbs(page, thing),
            places=views.places(page, thing),
            law=law_views.view(page, requirement) if requirement in self.site.law.requirements else None,
            found=verdict_views.verdicts_on(page, requirement),
            letters=LETTERS,
            grade=grade,
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
