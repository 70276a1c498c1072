"""The content of the page of one thing, prepared for its template."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import pyoxigraph as ox
from markupsafe import Markup

from ..output.html import upper_first
from ..spelling import natural
from ..terms import PREFIXES, curie, is_named_here, slug
from . import constraints
from .pagecontext import Page
from .statements import TYPE

# Properties that a page shows outside its table.
_ELSEWHERE = {
    "prefLabel", "translatedTitle", "title", "name", "label", "description", "definition", "type", "editorialNote",
    "hasRequirement", "hasRecommendation", "hasEvidenceTypeList", "wasDerivedFrom", "hasAlternative", "hasFacet",
    "isDefinedBy",
}  # fmt: skip
MOST = 40


@dataclass(frozen=True, slots=True)
class ReadingPlace:
    """A place in the sources where something was read.

    It has a passage, its documents with their addresses, a clause, and the characters.
    """

    passage: str | None
    documents: list[str]
    urls: list[str]
    clause: str | None
    span: str | None


@dataclass(frozen=True, slots=True)
class PartView:
    """A constraint, alternative or recommendation."""

    iri: str
    id: str
    row: str | None
    text: Markup
    bound: str
    parameter: str | None
    confidence: str
    modality: str | None
    notes: list[Markup]
    places: list[ReadingPlace]
    products: list[str]


@dataclass(frozen=True, slots=True)
class ProofView:
    """An accepted way to prove a requirement; everything in it is needed together."""

    text: Markup
    evidence: list[str]
    labels: list[str]
    conditions: list[str]
    methods: list[str]


@dataclass(frozen=True, slots=True)
class Remark:
    """An explanatory note about a thing."""

    iri: str
    text: Markup


@dataclass(frozen=True, slots=True)
class References:
    """The things that point to another one by one property.

    ``sources`` are the first of them, ``count`` is the number of all.
    """

    property: Markup
    sources: list[str]
    count: int


# A property by name, with the values of a thing.
FactRow = tuple[Markup, list[Markup]]


@dataclass(frozen=True, slots=True)
class ThingView:
    """The parts of the page of one thing."""

    iri: str
    title: Markup
    original: Markup
    kinds: list[str]
    code: str | None
    confidence: str
    retired: bool
    successors: list[str]
    texts: list[Markup]
    notes: list[Markup]
    facts: list[FactRow]
    places: list[ReadingPlace]
    bound: str
    parts: list[PartView]
    alternatives: list[PartView]
    advice: list[PartView]
    proofs: list[ProofView]
    remarks: list[Remark]
    incoming: list[References]


def thing(page: Page, subject: str) -> ThingView:
    """Return the parts of the page of one thing."""
    statements = page.site.statements
    return ThingView(
        iri=subject,
        title=page.label(subject),
        original=_original(page, subject),
        kinds=_kinds(page, subject),
        code=statements.one(subject, "dcterms:identifier"),
        confidence=slug(statements.one(subject, "gpp:confidence") or ""),
        retired=statements.one(subject, "owl:deprecated") == "true",
        successors=statements.values(subject, "dcterms:isReplacedBy"),
        texts=list(filter(None, (page.text(subject, n) for n in ("skos:definition", "dcterms:description")))),
        notes=page.texts(subject, "gpp:editorialNote"),
        facts=facts(page, subject),
        places=places(page, subject),
        bound=constraints.describe(statements, page.words, subject),
        parts=parts(page, subject, "cccev:hasRequirement"),
        alternatives=parts(page, subject, "gpp:hasAlternative"),
        advice=parts(page, subject, "gpp:hasRecommendation"),
        proofs=proofs(page, subject),
        remarks=[
            Remark(note, page.text(note, "dcterms:description"))
            for note in statements.sources(subject, "gpp:about")
        ],
        incoming=incoming(page, subject),
    )


def _original(page: Page, subject: str) -> Markup:
    """Return the publisher's title where the page shows one that is translated."""
    if not page.site.statements.values(subject, "gpp:translatedTitle"):
        return Markup("")
    original = page.text(subject, "skos:prefLabel") or page.text(subject, "dcterms:title")
    return original if original.striptags() != page.label(subject).striptags() else Markup("")


def _kinds(page: Page, subject: str) -> list[str]:
    """Return the asserted classes of this ontology, else the derived, else any one."""
    statements = page.site.statements
    every = statements.values(subject, "rdf:type")
    ours = [kind for kind in every if kind.startswith(PREFIXES["gpp"])]
    asserted = {
        term.value
        for term in statements.asserted.get(subject, {}).get(TYPE, ())
        if isinstance(term, ox.NamedNode)
    }
    return [kind for kind in ours if kind in asserted] or ours or every[:1]


def crumbs(page: Page, subject: str) -> list[Markup]:
    """Return the links above the title of a page.

    They are kind, edition or scheme, and level of the thing.
    """
    statements = page.site.statements
    kind = page.path.split("/")[1] if page.path.startswith("id/") else ""
    if f"browse/{kind}" in page.site.paths:
        way = [page.link_to(f"browse/{kind}", upper_first(page.words[f"kinds-{kind}"]))]
    elif scheme := statements.one(subject, "skos:inScheme"):
        way = [page.link(scheme)]
    else:
        way = [page.link_to("browse/index", page.words["menu-browse"])]
    way += map(page.link, statements.values(subject, "cccev:isDerivedFrom", "dcat:isVersionOf")[:1])
    if kind == "requirement":
        way += map(page.link, statements.values(subject, "gpp:ambitionLevel"))
    return way


def facts(page: Page, subject: str) -> list[FactRow]:
    """Return the statements about a thing, by the name of the property."""
    statements = page.site.statements
    rows = []
    for name, terms in statements.out.get(subject, {}).items():
        elsewhere = slug(name).rpartition(":")[2] in _ELSEWHERE or name.startswith(PREFIXES["owl"])
        if elsewhere or name in statements.auxiliary:
            continue
        values = []
        preferred = {text for text, _ in statements.texts(subject, curie(name), page.language)}
        for term in terms:
            if isinstance(term, ox.Literal):
                if not term.language or term.value in preferred:
                    values.append(page.marked(_literal(page, term), term.language or ""))
            elif isinstance(term, ox.NamedNode | ox.BlankNode):
                values.append(page.link(term.value))
        if values:
            rows.append((property_name(page, name), values))
    return sorted(rows, key=lambda row: str(row[0]).lower())


def _literal(page: Page, term: ox.Literal) -> str:
    kind = slug(term.datatype.value)
    if kind == "xsd:boolean":
        return page.words["yes" if term.value == "true" else "no"]
    return page.number(Decimal(term.value)) if kind == "xsd:decimal" else term.value


def property_name(page: Page, name: str) -> Markup:
    """Return the label of a property, as a link if it is one of this ontology."""
    if is_named_here(name):
        return page.link(name)
    words = page.words.get(f"property-{curie(name)}")
    return page.marked(words) if words else page.link(name, curie(name))


def places(page: Page, subject: str) -> list[ReadingPlace]:
    """Return the places where a thing was read."""
    statements = page.site.statements
    result = []
    for passage in statements.values(subject, "prov:wasDerivedFrom"):
        sources = statements.values(passage, "oa:hasSource")
        documents = sources or [passage]
        urls = [url for name in documents for url in statements.values(name, "gpp:url")]
        start, end = statements.one(passage, "gpp:start"), statements.one(passage, "gpp:end")
        result.append(
            ReadingPlace(
                passage=passage if sources else None,
                documents=documents,
                urls=[url for url in urls if url.startswith(("https://", "http://"))],
                clause=statements.one(passage, "gpp:clause"),
                span=f"{start}–{end}" if start else None,
            )
        )
    return result


def parts(page: Page, subject: str, name: str) -> list[PartView]:
    """Return constraints, alternatives or recommendations in words."""
    statements = page.site.statements
    return [
        PartView(
            iri=part,
            id=slug(part),
            row=statements.one(part, "gpp:row"),
            text=page.text(part, "dcterms:description"),
            bound=constraints.describe(statements, page.words, part),
            parameter=statements.one(part, "gpp:parameterName"),
            confidence=slug(statements.one(part, "gpp:confidence") or ""),
            modality=statements.one(part, "gpp:modality"),
            notes=page.texts(part, "gpp:editorialNote"),
            places=places(page, part),
            products=statements.values(part, "gpp:appliesToProduct"),
        )
        for part in sorted(statements.values(subject, name), key=natural)
    ]


def proofs(page: Page, subject: str) -> list[ProofView]:
    """Return the accepted ways to prove a requirement."""
    statements = page.site.statements
    return [
        ProofView(
            text=page.text(proof, "dcterms:description"),
            evidence=statements.values(proof, "cccev:specifiesEvidenceType"),
            labels=statements.values(proof, "gpp:admitsScheme", "gpp:admitsEdition"),
            conditions=statements.values(proof, "gpp:acceptedSubjectTo"),
            methods=statements.values(proof, "gpp:followsMethod"),
        )
        for proof in statements.values(subject, "cccev:hasEvidenceTypeList")
    ]


def incoming(page: Page, subject: str) -> list[References]:
    """Return the things that point to another, by property."""
    statements = page.site.statements
    rows = []
    for name, sources in statements.into.get(subject, {}).items():
        things = [
            source
            for source in sources
            if is_named_here(source) and "/derived/" not in source and "--" not in source
        ]
        local = slug(name).rpartition(":")[2]
        too_many = local in ("about", "type") and len(things) > 400
        if things and not too_many and name not in statements.auxiliary:
            rows.append(References(property_name(page, name), things[:MOST], len(things)))
    return sorted(rows, key=lambda row: str(row.property).lower())
