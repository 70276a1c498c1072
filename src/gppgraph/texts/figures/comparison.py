"""What the rules make of the figures of a text.

A figure becomes a constraint like those of the graph, in a small store with every constraint on the same property,
and ``ontology/rules/`` decide what entails what. Nothing is compared here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from ...build.rules import derive
from ...catalogue.query import text_of
from ...languages import Words
from ...rdf.store import select, text
from ...terms import PREFIXES, expand, iri, slug
from ...workspace import rules
from .thresholds import Threshold, open_codes

if TYPE_CHECKING:
    from ...dataset import Dataset


_SUBJECT = frozenset(("reach", "exemption", "condition"))


@dataclass(frozen=True, slots=True)
class Compared:
    """What the rules say about a figure of a text and a constraint of the graph.

    ``relation`` says what the text asks for against the constraint: stricter, equal, weaker, no-stricter (not more than
    it, for all that is compared), differs (one figure more, another less) or unknown.
    ``outcome`` says of a label or law what it gives for the text: satisfies, figure-only, below or unknown.
    ``open`` says where its scope is narrower than that of the text, or, with a question mark, not known against it:
    then a figure that suffices is figure-only. ``narrower`` says in which respects that of the text is narrower. ``products`` are those product types
    of the text that it speaks of, where it does not speak of all.
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
    open: tuple[str, ...] = ()
    narrower: tuple[str, ...] = ()
    products: tuple[str, ...] = ()

    @property
    def about_less(self) -> bool:
        """Whether the figure of the text is about fewer parts or other goods: it may ask for less and be right."""
        apart = "state-of-goods" in self.open and "state-of-goods" in self.narrower
        return apart or not _SUBJECT.isdisjoint(self.narrower)


TEXT = iri("req", "text")
LAST_RULE = "44"  # later rules are about verdicts on requirements, which a text has none of
HELD_AGAINST_ALL = 12
_GRAPH = ox.NamedNode(iri("graph", "text"))


def compare(
    graph: Dataset, thresholds: Sequence[Threshold], products: Iterable[str] = (), language: str = "en"
) -> list[Compared]:
    """Return how figures stand to the criteria, labels and laws that bound the same property, by the rules.

    A figure of a text is taken with the scope that its sentence states and in its widest sense otherwise, so that
    what satisfies it does so in any narrower reading; where scope is not shown to suffice the outcome is "figure-only".
    ``products`` are those that the text is about where a figure's sentence names none.
    Figures of one measurement in one sentence become one constraint. What the graph asks for is written in ``language``.
    """
    if not thresholds:
        return []
    store = open_codes(graph.folder)
    store.extend(_constraints_on(graph.folder, sorted({entry.concept for entry in thresholds})))
    asked = _add(store, thresholds, products, apart=False)
    return _read(store, thresholds, asked, language)


def conflicts(
    graph: Dataset, thresholds: Sequence[Threshold], products: Iterable[str] = ()
) -> list[tuple[int, int]]:
    """Return pairs of figures of a text of which the first does not meet the second, by the rules.

    Of figures that say the same, the first stands for all. The first dozen different figures of a property are
    held against all others, later ones (of a list of products, say) against that dozen.
    """
    counts = Counter(entry.concept for entry in thresholds)
    if not counts or max(counts.values()) < 2:
        return []
    store = open_codes(graph.folder)
    _add(store, thresholds, products, apart=True)
    return [
        (number_of(text(row["one"]) or ""), number_of(text(row["other"]) or ""))
        for row in select(store, text_of("figures-in-conflict"))
    ]


def _add(
    store: ox.Store, thresholds: Sequence[Threshold], products: Iterable[str], apart: bool
) -> dict[int, list[int]]:
    """Add figures and what the rules conclude; return for each figure in the store those of the text that say the same.

    Figures of one requirement are not compared with each other; ``apart`` gives each its own, as far as conflicts looks.
    """
    leaves = tuple(sorted(set(products)))
    pairs = {
        (text(row["main"]) or "", text(row["further"]) or "")
        for row in select(
            store,
            text_of("concepts-measured-together"),
        )
    }
    sentences: dict[int, list[Threshold]] = {}
    for entry in thresholds:
        sentences.setdefault(entry.sentence, []).append(entry)
    alike: dict[Hashable, int] = {}
    same: dict[int, list[int]] = {}
    holders: dict[Hashable, int] = {}
    seen: Counter[str] = Counter()
    for number, entry in enumerate(thresholds):
        beside = sentences[entry.sentence]
        about = entry.products or leaves
        if any((other.concept, entry.concept) in pairs for other in beside):
            continue  # it belongs to another figure of the sentence
        further = [other for other in beside if (entry.concept, other.concept) in pairs]
        nearest = sorted(further, key=lambda other: abs(other.start - entry.start))[:1]
        states = tuple(sorted(scope.value for scope in entry.scope if scope.property == "appliesToState"))
        says = (*map(_bounds, (entry, *nearest)), entry.until, about, _scoped(entry))
        first = alike.setdefault(says, number)
        same.setdefault(first, []).append(number)
        if first == number:
            seen[entry.concept] += 1
            own = apart and seen[entry.concept] <= HELD_AGAINST_ALL
            holder = number if own else holders.setdefault((about, states), number)
            store.extend(_as_constraint(number, holder, entry, nearest, about, store, pairs))
    derive(store, [path for path in rules() if path.name < LAST_RULE])
    return same


def _bounds(entry: Threshold) -> tuple[Hashable, ...]:
    return entry.concept, entry.operator, entry.value, entry.unit


def _scoped(entry: Threshold) -> frozenset[tuple[str, str]]:
    return frozenset((scope.property, scope.value) for scope in entry.scope)


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
    number: int,
    holder: int,
    entry: Threshold,
    further: Sequence[Threshold],
    products: Sequence[str],
    store: ox.Store,
    pairs: Collection[tuple[str, str]],
) -> list[ox.Quad]:
    requirement, constraint = ox.NamedNode(f"{TEXT}.{holder}"), ox.NamedNode(f"{TEXT}.{number}.c1")
    quads: list[ox.Quad] = []

    def say(subject: ox.NamedNode, name: str, value: ox.NamedNode | ox.Literal) -> None:
        quads.append(ox.Quad(subject, ox.NamedNode(expand(name)), value, _GRAPH))

    def figure(node: ox.NamedNode, of: Threshold) -> None:
        say(node, "cccev:constrains", ox.NamedNode(of.concept))
        say(node, "gpp:operator", ox.NamedNode(of.operator))
        decimal = ox.Literal(f"{of.value:f}", datatype=ox.NamedNode(iri("xsd", "decimal")))
        say(node, "gpp:printedValue", decimal)
        say(node, "gpp:printedUnit", ox.NamedNode(of.unit))

    say(requirement, "rdf:type", ox.NamedNode(iri("gpp", "TechnicalSpecification")))
    say(requirement, "cccev:hasRequirement", constraint)
    for product in products:
        say(requirement, "gpp:appliesToProduct", ox.NamedNode(product))
    say(constraint, "rdf:type", ox.NamedNode(iri("gpp", "Constraint")))
    say(constraint, "gpp:confidence", ox.NamedNode(iri("confidence", "inferred")))
    figure(constraint, entry)
    facets = (ox.NamedNode(f"{TEXT}.{number}.c1.f{place}") for place in count(1))
    for of, node in zip(further, facets, strict=False):
        say(constraint, "gpp:hasFacet", node)
        figure(node, of)
    for scope in entry.scope:
        if scope.property == "hasFacet":
            if (entry.concept, scope.value) in pairs:
                node = next(facets)
                say(constraint, "gpp:hasFacet", node)
                say(node, "cccev:constrains", ox.NamedNode(scope.value))
                say(node, "gpp:operator", ox.NamedNode(iri("op", "holds")))
        elif scope.property == "orEquivalent":
            yes = ox.Literal("true", datatype=ox.NamedNode(iri("xsd", "boolean")))
            say(constraint, "gpp:orEquivalent", yes)
        else:
            node = requirement if scope.property == "appliesToState" else constraint
            say(node, f"gpp:{scope.property}", ox.NamedNode(scope.value))
    if not any(scope.property == "binds" for scope in entry.scope):
        binds = ox.NamedNode(iri("gpp", "binds"))
        for quad in store.quads_for_pattern(ox.NamedNode(entry.concept), binds, None):
            if isinstance(quad.object, ox.NamedNode):
                say(constraint, "gpp:binds", quad.object)
    return quads


def _read(
    store: ox.Store, thresholds: Sequence[Threshold], same: Mapping[int, Sequence[int]], language: str
) -> list[Compared]:
    scopes: dict[tuple[str, str], dict[str, set[str]]] = {}
    for row in select(store, text_of("figures-scope")):
        mine, constraint, side, detail = (
            text(row[name]) or "" for name in ("mine", "constraint", "side", "detail")
        )
        scopes.setdefault((mine, constraint), {}).setdefault(side, set()).add(slug(detail))
    words = Words(language, "gppgraph.texts")
    operators = {
        text(row["operator"]) or "": text(row["name"]) or ""
        for row in select(store, text_of("operator-names"), {"language": ox.Literal(language)})
    }
    result = []
    for row in select(store, text_of("figures-compared")):
        values = {name: text(term) or "" for name, term in row.items()}
        if not values["mine"].startswith(TEXT + "."):
            continue
        number = number_of(values["mine"])
        scope = scopes.get((values["mine"], values["constraint"]), {})
        outcome = _outcome(values)
        reasons = [*sorted(scope.get("open", ())), *(f"{name}?" for name in sorted(scope.get("unknown", ())))]
        if thresholds[number].until is not None and outcome == "satisfies":
            outcome, reasons = "figure-only", ["range?"]
        compared = Compared(
                number, slug(values["constraint"]), slug(values["requirement"]), slug(values["edition"]),
                _kind(values["requirement"]), slug(values["level"]) if values["level"] else "", values["code"],
                _figures(values, operators, words), _relation(values), outcome,
                tuple(reasons), tuple(sorted(scope.get("narrower", ()))),
                tuple(sorted(scope.get("covered", ()))) if scope.get("not-covered") else (),
        )  # fmt: skip
        result += [replace(compared, threshold=other) for other in same[number]]
    kinds = ("set", "law", "label")
    return sorted(
        result, key=lambda entry: (entry.threshold, kinds.index(entry.kind), entry.edition, entry.constraint)
    )


def number_of(node: str) -> int:
    """Return which figure of a text a node of the store of figures is."""
    return int(node[len(TEXT) + 1 :].split(".")[0])


def _relation(values: Mapping[str, str]) -> str:
    forward, back = values["forward"] == "true", values["back"] == "true"
    weaker, stronger = values["weaker"] == "true", values["stronger"] == "true"
    return (
        "equal" if forward and back else "differs" if weaker and stronger else "stricter" if forward else "weaker" if weaker
        else "no-stricter" if back else "differs" if stronger else "unknown"
    )  # fmt: skip


def _outcome(values: Mapping[str, str]) -> str:
    if values["entails"] == "true":
        return "satisfies"
    if values["back"] == "true":
        return "figure-only"
    return "below" if values["stronger"] == "true" else "unknown"


def _kind(requirement: str) -> str:
    if requirement.startswith(PREFIXES["law"]):
        return "law"
    return "label" if requirement.startswith(PREFIXES["crit"]) else "set"


def _figures(values: Mapping[str, str], operators: Mapping[str, str], words: Words) -> str:
    """Return the figure of a constraint as a reader writes it, with the one beside it in the same measurement."""

    def number(value: str) -> str:
        return f"{Decimal(value).normalize():f}".replace(".", words["decimal-sign"])

    def unit_of(symbol: str) -> str:
        return words.get(f"unit-{symbol}", slug(symbol))

    shown = [
        f"{operators.get(values[operator], slug(values[operator]))} {number(values[value])} {unit_of(values[unit])}"
        for value, unit, operator in (
            ("value", "unit", "operator"),
            ("beside", "besideUnit", "besideOperator"),
        )
        if values.get(value)
    ]
    return ", ".join(entry.strip() for entry in shown)
