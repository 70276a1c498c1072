"""What the rules make of the figures of a text.

A figure becomes a constraint like those of the graph, in a small store with every constraint on the same property,
and ``ontology/rules/`` decide what entails what. Nothing is compared here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ..derive import derive
from ..queries import text_of
from ..sources import rules
from ..store import select, text
from ..terms import PREFIXES, iri, slug, sparql_prologue
from .thresholds import Threshold, open_codes

if TYPE_CHECKING:
    from ..graph import Graph


@dataclass(frozen=True, slots=True)
class Compared:
    """What the rules say about a figure of a text and a constraint of the graph.

    ``relation`` says what the text asks for against the constraint: stricter, equal, weaker, no-stricter (not more than
    it, for all that is compared), differs (one figure more, another less) or unknown.
    ``outcome`` says of a label or law what it gives for the text: satisfies, figure-only, below or unknown.
    """

    threshold: int
    constraint: str
    requirement: str
    edition: str
    kind: str
    level: str
    code: str
    value: str
    relation: str
    outcome: str


TEXT = iri("req", "text")
LAST_RULE = "44"  # later rules are about verdicts on requirements, which a text has none of
_GRAPH = ox.NamedNode(iri("graph", "text"))


def compare(graph: Graph, thresholds: Sequence[Threshold], products: Iterable[str] = ()) -> list[Compared]:
    """Return how figures stand to the criteria, labels and laws that bound the same property, by the rules.

    A figure of a text is taken as it stands, without exemptions or conditions: what satisfies it then satisfies it
    in any narrower reading, and where scope is not shown to suffice the outcome is "figure-only".
    Figures of one measurement in one sentence become one constraint.
    """
    return _read(compared_store(graph, thresholds, products), thresholds) if thresholds else []


def compared_store(graph: Graph, thresholds: Sequence[Threshold], products: Iterable[str] = ()) -> ox.Store:
    """Return a store with figures of a text, every constraint on the same properties, and what the rules conclude."""
    concepts = sorted({entry.concept for entry in thresholds})
    store = open_codes(graph.folder)
    store.extend(_constraints_on(graph.folder, concepts))
    leaves = sorted(set(products))
    pairs = {
        (text(row["main"]), text(row["further"]))
        for row in select(
            store,
            sparql_prologue()
            + "SELECT DISTINCT ?main ?further { ?any cccev:constrains ?main ; gpp:hasFacet ?facet . ?facet cccev:constrains ?further }",
        )
    }
    for number, entry in enumerate(thresholds):
        beside = [other for other in thresholds if other.sentence == entry.sentence]
        if any((other.concept, entry.concept) in pairs for other in beside):
            continue  # it belongs to another figure of the sentence
        further = [other for other in beside if (entry.concept, other.concept) in pairs]
        nearest = sorted(further, key=lambda other: abs(other.start - entry.start))[:1]
        store.extend(_as_constraint(number, entry, nearest, leaves, store))
    derive(store, [path for path in rules() if path.name < LAST_RULE])
    return store


def _constraints_on(folder: Path, concepts: Sequence[str]) -> Iterator[ox.Quad]:
    """Yield what the asserted parts say about constraints on some properties, their requirements and editions."""
    wanted = re.compile(b"|".join(re.escape(f"constrains> <{concept}>".encode()) for concept in concepts))
    edition = re.compile(
        rb"ns#(?:covers|certifiesState|validUntil|validFrom|issuesFrom|issuesUntil|certificatesEnd)>|#type> <[^>]*(?:LabelEdition|CriteriaSetEdition|LegalAct)>"
    )
    for path in sorted((folder / "asserted").glob("*.nq")):
        if path.stem.startswith(("codes-", "words-")):
            continue
        data = path.read_bytes()
        if not wanted.search(data):
            continue
        lines = data.splitlines(keepends=True)
        facets = {line[: line.index(b" ")] for line in lines if wanted.search(line)}
        holders = set(facets)
        parents: dict[bytes, set[bytes]] = {}
        children: dict[bytes, set[bytes]] = {}
        for line in lines:
            for name in (b"hasRequirement> ", b"hasAlternative> ", b"hasFacet> "):
                if name in line:
                    subject, _, thing = line.split(b" ", 3)[:3]
                    parents.setdefault(thing, set()).add(subject)
                    children.setdefault(subject, set()).add(thing)
        for _ in range(2):  # facet -> alternative -> constraint
            holders |= {
                parent
                for entry in list(holders)
                for parent in parents.get(entry, ())
                if any(parent in kids for kids in children.values())
            }
        constraints = set(holders)
        for _ in range(2):
            constraints |= {child for entry in list(constraints) for child in children.get(entry, ())}
        tops = {parent for entry in constraints for parent in parents.get(entry, ())} - constraints
        for line in lines:
            subject = line[: line.index(b" ")]
            kept = subject in constraints or edition.search(line) is not None
            if subject in tops:
                kept = b"hasRequirement> " not in line or line.split(b" ", 3)[2] in constraints
            if kept:
                yield from ox.parse(line, format=ox.RdfFormat.N_QUADS)


def _as_constraint(
    number: int, entry: Threshold, further: Sequence[Threshold], products: Sequence[str], store: ox.Store
) -> list[ox.Quad]:
    requirement, constraint = ox.NamedNode(f"{TEXT}.{number}"), ox.NamedNode(f"{TEXT}.{number}.c1")

    def quad(subject: ox.NamedNode, prefix: str, name: str, value: ox.NamedNode | ox.Literal) -> ox.Quad:
        return ox.Quad(subject, ox.NamedNode(iri(prefix, name)), value, _GRAPH)

    def figure(node: ox.NamedNode, of: Threshold) -> list[ox.Quad]:
        decimal = ox.Literal(f"{of.value:f}", datatype=ox.NamedNode(iri("xsd", "decimal")))
        return [
            quad(node, "cccev", "constrains", ox.NamedNode(of.concept)),
            quad(node, "gpp", "operator", ox.NamedNode(of.operator)),
            quad(node, "gpp", "printedValue", decimal),
            quad(node, "gpp", "printedUnit", ox.NamedNode(of.unit)),
        ]

    facets = [ox.NamedNode(f"{TEXT}.{number}.c1.f{place}") for place in range(1, len(further) + 1)]
    bound = [
        quad.object
        for quad in store.quads_for_pattern(
            ox.NamedNode(entry.concept), ox.NamedNode(iri("gpp", "binds")), None
        )
    ]
    return [
        quad(requirement, "rdf", "type", ox.NamedNode(iri("gpp", "TechnicalSpecification"))),
        quad(requirement, "cccev", "hasRequirement", constraint),
        *(quad(requirement, "gpp", "appliesToProduct", ox.NamedNode(product)) for product in products),
        quad(constraint, "rdf", "type", ox.NamedNode(iri("gpp", "Constraint"))),
        *figure(constraint, entry),
        *(quad(constraint, "gpp", "hasFacet", facet) for facet in facets),
        *(line for facet, of in zip(facets, further, strict=True) for line in figure(facet, of)),
        quad(constraint, "gpp", "confidence", ox.NamedNode(iri("confidence", "inferred"))),
        *(quad(constraint, "gpp", "binds", party) for party in bound if isinstance(party, ox.NamedNode)),
    ]


def _read(store: ox.Store, thresholds: Sequence[Threshold]) -> list[Compared]:
    result = []
    for row in select(store, text_of("figures-compared")):
        values = {name: text(term) or "" for name, term in row.items()}
        if not values["mine"].startswith(TEXT + "."):
            continue
        forward, back = values["forward"] == "true", values["back"] == "true"
        weaker, stronger = values["weaker"] == "true", values["stronger"] == "true"
        relation = (
            "equal" if forward and back else "differs" if weaker and stronger else "stricter" if forward else "weaker" if weaker
            else "no-stricter" if back else "differs" if stronger else "unknown"
        )  # fmt: skip
        kind = (
            "law"
            if values["requirement"].startswith(PREFIXES["law"])
            else "label"
            if values["requirement"].startswith(PREFIXES["crit"])
            else "set"
        )
        outcome = (
            "satisfies"
            if values["entails"] == "true"
            else "figure-only"
            if back
            else "below"
            if stronger
            else "unknown"
        )
        result.append(
            Compared(
                int(values["mine"][len(TEXT) + 1 :].split(".")[0]), slug(values["constraint"]), slug(values["requirement"]), slug(values["edition"]),
                kind, slug(values["level"]) if values["level"] else "", values["code"], _figure(values["value"], values["unit"]), relation, outcome,
            )
        )  # fmt: skip
    return sorted(
        result,
        key=lambda entry: (
            entry.threshold,
            ("set", "law", "label").index(entry.kind),
            entry.edition,
            entry.constraint,
        ),
    )


def _figure(value: str, unit: str) -> str:
    if not value:
        return ""
    number = f"{Decimal(value).normalize():f}"
    return f"{number} {slug(unit).removeprefix('unit:').replace('-', ' ')}".strip()
