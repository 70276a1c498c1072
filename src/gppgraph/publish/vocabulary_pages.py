"""The documentation of a vocabulary: its terms, and how the data use them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from ..terms import PREFIXES, iri, slug
from . import views
from .pagecontext import Page
from .rdf_formats import curie
from .site_words import Words
from .world import TYPE, World

if TYPE_CHECKING:
    from .site import Site

_PROPERTIES = {"owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty", "rdf:Property"}
_TEXTS = ("skos:definition", "dcterms:description", "rdfs:comment", "skos:scopeNote", "sh:message")
# Vocabularies of others whose terms the editor offers, too.
_OFFERED = ("cccev", "dcterms", "skos", "prov", "oa", "eli", "dcat", "rdf", "rdfs")
MOST = 8


@dataclass(slots=True)
class Use:
    """How often a term is used, and with which classes or properties."""

    count: int = 0
    subjects: Counter[str] = field(default_factory=Counter)
    values: Counter[str] = field(default_factory=Counter)
    example: str | None = None


def usage(world: World) -> dict[str, Use]:
    """Return the use of every property and class: what has it, what it leads to, one thing that shows it."""
    kinds = {
        subject: [kind for kind in world.values(subject, "rdf:type") if kind.startswith(PREFIXES["gpp"])]
        for subject in world.out
    }
    own = {
        subject: [kind for kind in found if not _above(world, found, kind)]
        for subject, found in kinds.items()
    }
    uses: dict[str, Use] = {}
    for subject, values in world.out.items():
        for kind in kinds[subject]:
            use = uses.setdefault(kind, Use())
            use.count += 1
            use.example = use.example or subject
            use.subjects.update(name for name in values if name != TYPE)
        for name, terms in values.items():
            use = uses.setdefault(name, Use())
            use.count += len(terms)
            use.example = use.example or subject
            use.subjects.update(own[subject])
            for term in terms:
                if hasattr(term, "datatype"):
                    use.values[term.datatype.value] += 1
                elif hasattr(term, "value"):
                    use.values.update(own.get(term.value, ()))
    return uses


def _above(world: World, kinds: list[str], kind: str) -> bool:
    """Return whether a class is only implied by a narrower one among the kinds of a thing."""
    return any(kind in world.values(other, "rdfs:subClassOf") for other in kinds if other != kind)


def view(page: Page, subjects: list[str]) -> dict[str, Any]:
    """Return the classes and properties of a vocabulary, or the nodes of another document with several."""
    world = page.site.world
    uses = page.site.facts.setdefault("uses", {}) or usage(world)
    page.site.facts["uses"] = uses
    groups: dict[str, list[dict[str, Any]]] = {"classes": [], "properties": [], "others": []}
    head: dict[str, Any] | None = None
    for subject in subjects:
        kinds = {slug(kind) for kind in world.values(subject, "rdf:type")}
        use = uses.get(subject)
        entry = {
            "iri": subject,
            "id": subject.partition("#")[2],
            "label": page.label(subject),
            "texts": [page.text(subject, name) for name in _TEXTS if world.values(subject, name)],
            "facts": views.facts(page, subject),
            "narrower": sorted(world.sources(subject, "rdfs:subClassOf", "rdfs:subPropertyOf")),
            "use": use,
            "subjects": _names(page, use.subjects, 2 * MOST) if use else [],
            "leads_to": _names(page, use.values, MOST) if use else [],
        }
        if "#" not in subject:
            head = entry
        elif "owl:Class" in kinds:
            groups["classes"].append(entry)
        elif kinds & _PROPERTIES:
            groups["properties"].append(entry)
        else:
            groups["others"].append(entry)
    return {"head": head, "groups": groups}


def _names(page: Page, counts: Counter[str], most: int) -> list[tuple[Markup, int]]:
    """Return the most frequent terms by name, with how often each occurs; equal ones in the order of their IRIs."""
    found = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [(views.property_name(page, name), count) for name, count in found[:most]]


def completions(site: Site, words: Words) -> dict[str, Any]:
    """Return what the query editor offers: prefixes, and terms with what they are called."""
    world = site.world
    names = {
        name for values in world.out.values() for name in values if curie(name).partition(":")[0] in _OFFERED
    }
    names |= {
        subject
        for subject in world.out
        if subject.startswith((PREFIXES["gpp"], iri("codes", ""))) and curie(subject) != subject
    }
    terms = [[curie(name), world.label(name, words.language)[0]] for name in names]
    return {"prefixes": PREFIXES, "terms": sorted(terms)}
