"""The documentation of a vocabulary: its terms, and their use in the data."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pyoxigraph as ox
from markupsafe import Markup

from ..terms import PREFIXES, iri, slug
from . import views
from .pagecontext import Page
from .rdf_formats import compact, prefixes
from .site import Site
from .site_words import SiteWords
from .statements import TYPE, Statements

_PROPERTIES = {"owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty", "rdf:Property"}
_TEXTS = ("skos:definition", "dcterms:description", "rdfs:comment", "skos:scopeNote", "sh:message")
# Foreign vocabularies, of which the query editor offers the terms that are used.
_OFFERED = ("cccev", "dcterms", "skos", "prov", "oa", "eli", "dcat", "rdf", "rdfs")
MOST = 8
# Terms by name, each with its number of uses.
Named = list[tuple[Markup, int]]


@dataclass(slots=True)
class Use:
    """The number of uses of a term, and the classes or properties it is used with."""

    count: int = 0
    subjects: Counter[str] = field(default_factory=Counter)
    values: Counter[str] = field(default_factory=Counter)
    example: str | None = None


@dataclass(frozen=True, slots=True)
class TermView:
    """A class, a property, or another node of a document."""

    iri: str
    id: str
    label: Markup
    texts: list[Markup]
    facts: list[views.FactRow]
    narrower: list[str]
    use: Use | None
    subjects: Named
    leads_to: Named


@dataclass(frozen=True, slots=True)
class VocabularyView:
    """The terms of a vocabulary; ``head`` is the vocabulary itself."""

    head: TermView | None
    groups: dict[str, list[TermView]]


@cache
def usage(statements: Statements) -> dict[str, Use]:
    """Return the use of every property and class.

    A use has subjects, values and one example.
    """
    kinds = {
        subject: [kind for kind in statements.values(subject, "rdf:type") if kind.startswith(PREFIXES["gpp"])]
        for subject in statements.out
    }
    narrowest = {
        subject: [kind for kind in classes if not _above(statements, classes, kind)]
        for subject, classes in kinds.items()
    }
    uses: dict[str, Use] = {}
    for subject, values in statements.out.items():
        for kind in kinds[subject]:
            use = uses.setdefault(kind, Use())
            use.count += 1
            use.example = use.example or subject
            use.subjects.update(name for name in values if name != TYPE)
        for name, terms in values.items():
            use = uses.setdefault(name, Use())
            use.count += len(terms)
            use.example = use.example or subject
            use.subjects.update(narrowest[subject])
            for term in terms:
                if isinstance(term, ox.Literal):
                    use.values[term.datatype.value] += 1
                elif not isinstance(term, ox.Triple):
                    use.values.update(narrowest.get(term.value, ()))
    return uses


def _above(statements: Statements, kinds: list[str], kind: str) -> bool:
    """Return whether a narrower class among ``kinds`` implies ``kind``."""
    return any(kind in statements.values(other, "rdfs:subClassOf") for other in kinds if other != kind)


def view(page: Page, subjects: list[str]) -> VocabularyView:
    """Return the classes and properties of a vocabulary.

    Other nodes are grouped as "others".
    """
    groups: dict[str, list[TermView]] = {"classes": [], "properties": [], "others": []}
    head: TermView | None = None
    for subject in subjects:
        kinds = {slug(kind) for kind in page.site.statements.values(subject, "rdf:type")}
        term = _term(page, subject)
        if "#" not in subject:
            head = term
        elif "owl:Class" in kinds:
            groups["classes"].append(term)
        elif kinds & _PROPERTIES:
            groups["properties"].append(term)
        else:
            groups["others"].append(term)
    return VocabularyView(head, groups)


def _term(page: Page, subject: str) -> TermView:
    statements = page.site.statements
    use = usage(statements).get(subject)
    return TermView(
        iri=subject,
        id=subject.partition("#")[2],
        label=page.label(subject),
        texts=[page.text(subject, name) for name in _TEXTS if statements.values(subject, name)],
        facts=views.facts(page, subject),
        narrower=sorted(statements.sources(subject, "rdfs:subClassOf", "rdfs:subPropertyOf")),
        use=use,
        subjects=_names(page, use.subjects, 2 * MOST) if use else [],
        leads_to=_names(page, use.values, MOST) if use else [],
    )


def _names(page: Page, counts: Counter[str], most: int) -> Named:
    """Return the most frequent terms by name, with their counts.

    Terms of equal frequency are in the order of their IRIs.
    """
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [(views.property_name(page, name), count) for name, count in ranked[:most]]


def completions(site: Site, words: SiteWords) -> dict[str, Any]:
    """Return the prefixes and terms that the query editor offers.

    For example ``{"prefixes": {"gpp": "https://..."}, "terms": [["gpp:value", "value"]]}``.
    """
    statements = site.statements
    names = {
        name
        for values in statements.out.values()
        for name in values
        if compact(name, site.base_iri).partition(":")[0] in _OFFERED
    }
    names |= {
        subject
        for subject in statements.out
        if subject.startswith((PREFIXES["gpp"], iri("codes", "")))
        and compact(subject, site.base_iri) != subject
    }
    terms = [[compact(name, site.base_iri), statements.label(name, words.language)[0]] for name in names]
    return {"prefixes": prefixes(site.base_iri).namespaces, "terms": sorted(terms)}
