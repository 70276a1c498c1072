"""Break valid data in every way that matters, and count what validation notices.

``make mutation`` runs ``python -m tests/support/mutation.py --write``, which makes every mutant and writes
the score of each kind to ``docs/mutation-score.md``, with the mutants that nobody noticed;
without ``--write`` the page is printed. The data are those of ``tests/mutation/world.ttl``: a
small world that uses every part of the model and has no finding of its own.
"""

from __future__ import annotations

import itertools
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pyoxigraph as ox

from gppgraph.authoring.data_files import load_files
from gppgraph.build.rules import derive
from gppgraph.terms import PREFIXES, curie, expand, slug
from gppgraph.validation import reading
from gppgraph.validation.checks import checks, run_check
from gppgraph.validation.shapes import check, triples
from gppgraph.workspace import sources
from places import TESTS

HERE = TESTS
WORLD = HERE / "mutation" / "world.ttl"
GRAPH = ox.NamedNode("urn:x-world")
Mutant = tuple[str, list[ox.Quad], list[ox.Quad]]  # what, taken out, put in


def node(name: str) -> ox.NamedNode:
    """The node of a CURIE."""
    return ox.NamedNode(expand(name))


def quad(subject: object, predicate: str | ox.NamedNode, obj: object) -> ox.Quad:
    """A quad of the world."""
    where = node(predicate) if isinstance(predicate, str) else predicate
    return ox.Quad(subject, where, obj, GRAPH)  # type: ignore[arg-type]


class World:
    """The valid world, its ontology and codes, and what is found in it."""

    def __init__(self) -> None:
        self.quads = [
            ox.Quad(t.subject, t.predicate, t.object, GRAPH)
            for t in ox.parse(WORLD.read_bytes(), format=ox.RdfFormat.TURTLE)
        ]
        root = HERE.parent
        self.common = list(load_files(s for s in sources() if s.path == root / "ontology" / "gpp.ttl")) + [
            ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode("urn:x-codes"))
            for t in ox.parse((HERE / "checks" / "base.ttl").read_bytes(), format=ox.RdfFormat.TURTLE)
        ]
        shapes = load_files(s for s in sources() if s.path.parent.name == "shapes")
        self.shapes = triples(shapes)
        self.known = self.findings(self.quads)

    @property
    def own(self) -> set[tuple[str, str, str]]:
        """What is found about nodes of the world itself, not of the codes beside it."""
        nodes = {str(q.subject).strip("<>") for q in self.quads}
        return {found for found in self.known if found[1].strip("<>") in nodes}

    def findings(self, quads: list[ox.Quad]) -> set[tuple[str, str, str]]:
        """Everything that shapes and checks say about the world with ``quads``."""
        store = ox.Store()
        store.extend(self.common)
        store.extend(quads)
        # Terms of the ontology and codes are looked at by their own tests.
        schema = [
            q for q in self.common if q.predicate.value.endswith(("subClassOf", "inScheme", "convertsTo"))
        ]
        codes = [q for q in self.common if q.graph_name == ox.NamedNode("urn:x-codes")]
        asserted = [*quads, *schema, *codes]
        found = {(r.shape, r.focus, r.path + r.value) for r in check(triples(asserted), self.shapes).results}
        found |= {(f.code, f.focus, f.value or "") for f in reading.ill_typed(quads)}
        derive(store)
        for one in checks():
            if one.code not in ("property-unused", "term-unconnected"):
                found |= {(f.code, f.focus, f.value or "") for f in run_check(one, store)}
        return found

    def notices(self, mutant: Mutant) -> bool:
        """Return whether validation says something new about a mutant."""
        _, out, into = mutant
        gone = set(out)
        return bool(self.findings([q for q in self.quads if q not in gone] + into) - self.known)

    def of(self, *names: str) -> Iterator[ox.Quad]:
        """Yield the quads of some properties, in a fixed order."""
        wanted = {expand(name) for name in names}
        yield from sorted((q for q in self.quads if q.predicate.value in wanted), key=str)


def drop(*names: str) -> Callable[[World], Iterator[Mutant]]:
    """Mutations that leave out a statement."""

    def mutate(world: World) -> Iterator[Mutant]:
        for q in world.of(*names):
            yield f"{curie(str(q.subject)[1:-1])} without {curie(q.predicate.value)}", [q], []

    return mutate


def change(change_of: Callable[[ox.Quad], object | None], *names: str) -> Callable[[World], Iterator[Mutant]]:
    """Mutations that change the object of a statement."""

    def mutate(world: World) -> Iterator[Mutant]:
        for q in world.of(*names):
            new = change_of(q)
            if new is not None:
                yield (
                    f"{slug(str(q.subject)[1:-1])} {curie(q.predicate.value)} {str(q.object)[:60]} -> {str(new)[:60]}",
                    [q],
                    [quad(q.subject, q.predicate, new)],
                )

    return mutate


OPPOSITE = {"at-least": "at-most", "more-than": "less-than", "at-most": "at-least", "less-than": "more-than"}
OTHER_KIND = {
    "at-least": "holds",
    "holds": "all-of",
    "all-of": "within",
    "one-of": "at-most",
    "conforms-to": "holds",
}
OTHER_KIND |= {"more-than": "holds", "at-most": "holds", "less-than": "holds", "within": "all-of"}


def _operator(table: dict[str, str]) -> Callable[[ox.Quad], object | None]:
    def new(q: ox.Quad) -> object | None:
        name = table.get(slug(q.object.value))  # type: ignore[union-attr]
        return node(f"op:{name}") if name else None

    return new


def _gone(q: ox.Quad) -> object | None:
    return ox.NamedNode(q.object.value + "-gone") if isinstance(q.object, ox.NamedNode) else None


def _tag(q: ox.Quad) -> object | None:
    if isinstance(q.object, ox.Literal) and q.object.language:
        return ox.Literal(q.object.value, language={"da": "dk", "nb": "no"}.get(q.object.language, "xx"))
    return None


def _untag(q: ox.Quad) -> object | None:
    return ox.Literal(q.object.value) if isinstance(q.object, ox.Literal) and q.object.language else None


def _text(q: ox.Quad) -> object | None:
    return ox.Literal("about " + q.object.value)  # type: ignore[union-attr]


def _swap_dates(world: World) -> Iterator[Mutant]:
    for first, last in (
        ("gpp:validFrom", "gpp:validUntil"),
        ("gpp:issuesFrom", "gpp:issuesUntil"),
        ("gpp:publishedOn", "gpp:withdrawnOn"),
    ):
        ends = {q.subject: q for q in world.of(last)}
        for q in world.of(first):
            end = ends.get(q.subject)
            if end is not None:
                yield (
                    f"{slug(str(q.subject)[1:-1])} {first} and {last} exchanged",
                    [q, end],
                    [quad(q.subject, first, end.object), quad(q.subject, last, q.object)],
                )


def _early(q: ox.Quad) -> object | None:
    return ox.Literal("1999-01-01", datatype=ox.NamedNode(PREFIXES["xsd"] + "date"))


def _no_date(q: ox.Quad) -> object | None:
    return ox.Literal("2024-02-30", datatype=ox.NamedNode(PREFIXES["xsd"] + "date"))


def _digest(q: ox.Quad) -> object | None:
    return ox.Literal(q.object.value[:-1] + "G")  # type: ignore[union-attr]


def _behind(q: ox.Quad) -> object | None:
    return ox.Literal(int(q.object.value) + 100_000)  # type: ignore[union-attr]


def _duplicate_code(world: World) -> Iterator[Mutant]:
    codes = list(world.of("dcterms:identifier"))
    sets = {q.subject: q.object for q in world.of("cccev:isDerivedFrom")}
    levels = {q.subject: q.object for q in world.of("gpp:ambitionLevel")}
    for q in codes:
        for other in codes:
            same = sets.get(q.subject) == sets.get(other.subject) and levels.get(q.subject) is not None
            if (
                same
                and levels.get(q.subject) == levels.get(other.subject)
                and str(q.subject) < str(other.subject)
            ):
                yield (
                    f"{slug(str(other.subject)[1:-1])} printed as {q.object.value}",  # type: ignore[union-attr]
                    [other],
                    [quad(other.subject, other.predicate, q.object)],
                )


def _levels(world: World) -> Iterator[tuple[object, object]]:
    """Yield constraints of the lower level with the requirement of the same code at the higher one."""
    levels = {q.subject: slug(q.object.value) for q in world.of("gpp:ambitionLevel")}  # type: ignore[union-attr]
    codes = {q.subject: str(q.object) for q in world.of("dcterms:identifier")}
    for q in world.of("cccev:hasRequirement"):
        for other, level in levels.items():
            if levels.get(q.subject) == "low" and level == "high" and codes[other] == codes[q.subject]:
                yield q.object, other


def _raise_lower(world: World) -> Iterator[Mutant]:
    operators = {q.subject: slug(q.object.value) for q in world.of("gpp:operator")}  # type: ignore[union-attr]
    lower = dict(_levels(world))
    for q in world.of("gpp:printedValue"):
        if q.subject in lower:
            factor = 100.0 if operators[q.subject] in ("at-least", "more-than") else 0.01
            stricter = ox.Literal(str(float(q.object.value) * factor), datatype=node("xsd:decimal"))  # type: ignore[union-attr]
            yield (
                f"{slug(str(q.subject)[1:-1])} made stricter: {stricter.value}",
                [q],
                [quad(q.subject, q.predicate, stricter)],
            )


def _widen_exemption(world: World) -> Iterator[Mutant]:
    for q in world.of("gpp:reaches"):
        yield (
            f"{slug(str(q.subject)[1:-1])} exempts what it reaches",
            [],
            [quad(q.subject, "gpp:exempts", q.object)],
        )


def _narrow_reach(world: World) -> Iterator[Mutant]:
    holds = {q.object: q.subject for q in world.of("cccev:hasRequirement")}
    reaches = list(world.of("gpp:reaches"))
    for constraint, higher in _levels(world):
        wanted = {q.object for q in reaches if q.subject == constraint}
        for q in reaches:
            if holds.get(q.subject) == higher and q.object in wanted:
                yield (
                    f"{slug(str(q.subject)[1:-1])} looks at the processor instead",
                    [q],
                    [quad(q.subject, q.predicate, node("component:cpu"))],
                )


def _misspell(world: World) -> Iterator[Mutant]:
    for q in sorted(world.quads, key=str):
        if q.predicate.value.startswith(PREFIXES["gpp"]):
            yield (
                f"{slug(str(q.subject)[1:-1])} {curie(q.predicate.value)}x",
                [q],
                [quad(q.subject, ox.NamedNode(q.predicate.value + "x"), q.object)],
            )


def _second(world: World) -> Iterator[Mutant]:
    pairs = {
        "gpp:operator": "op:within",
        "gpp:status": "status:not-specified",
        "gpp:bindingness": "binding:optional",
        "gpp:confidence": "confidence:inferred",
        "cccev:isDerivedFrom": "set:t",
        "gpp:printedValue": "",
        "gpp:ambitionLevel": "level:high",
    }
    for name, value in pairs.items():
        for q in world.of(name):
            new: object = node(value) if value else ox.Literal(7)
            if new != q.object:
                yield f"{slug(str(q.subject)[1:-1])} has two {name}", [], [quad(q.subject, name, new)]


def _value_and_state(world: World) -> Iterator[Mutant]:
    for q in world.of("gpp:printedValue"):
        yield (
            f"{slug(str(q.subject)[1:-1])} unknown as well",
            [],
            [quad(q.subject, "gpp:valueState", node("state:unknown"))],
        )


def _alias(world: World) -> Iterator[Mutant]:
    editions = [
        q.subject
        for q in world.of("rdf:type")
        if slug(q.object.value) in ("LabelEdition", "TechnicalSpecification")
    ]  # type: ignore[union-attr]
    for one, other in itertools.pairwise(editions):
        yield (
            f"{slug(str(one)[1:-1])} owl:sameAs {slug(str(other)[1:-1])}",
            [],
            [quad(one, "owl:sameAs", other)],
        )


def _close_early(world: World) -> Iterator[Mutant]:
    for q in world.of("gpp:issuesUntil", "gpp:certificatesEnd", "gpp:validUntil"):
        yield (
            f"{slug(str(q.subject)[1:-1])} {curie(q.predicate.value)} 1999",
            [q],
            [quad(q.subject, q.predicate, _early(q))],
        )


def _other_passage(world: World) -> Iterator[Mutant]:
    """Passages of constraints, each moved to where another requirement stands."""
    whole = {q.subject: q.object for q in world.of("prov:wasDerivedFrom")}
    parts = {q.object: q.subject for q in world.of("cccev:hasRequirement")}
    for q in world.of("prov:wasDerivedFrom"):
        home = parts.get(q.subject)
        elsewhere = [r for r in parts.values() if r != home and r in whole and whole[r] != whole.get(home)]
        if home is not None and elsewhere:
            yield (
                f"{slug(str(q.subject)[1:-1])} read where {slug(str(elsewhere[-1])[1:-1])} stands",
                [q],
                [quad(q.subject, q.predicate, whole[elsewhere[-1]])],
            )


def _formalised(world: World) -> Iterator[Mutant]:
    for q in world.of("gpp:fullyFormalised"):
        if str(q.object.value) == "false":  # type: ignore[union-attr]
            yield (
                f"{slug(str(q.subject)[1:-1])} said to be formal",
                [q],
                [quad(q.subject, q.predicate, ox.Literal(True))],
            )


def _wrong_class(q: ox.Quad) -> object | None:
    name = slug(q.object.value)  # type: ignore[union-attr]
    table = {
        "TechnicalSpecification": "gpp:LabelCriterion",
        "LabelCriterion": "gpp:LegalRequirement",
        "Constraint": "gpp:ScoringBand",
        "LabelEdition": "gpp:Standard",
        "CriteriaSetEdition": "gpp:LabelScheme",
        "Passage": "gpp:NoteItem",
    }
    return node(table[name]) if name in table else None


REQUIRED = (
    "gpp:status",
    "gpp:bindingness",
    "gpp:topic",
    "gpp:confidence",
    "gpp:fullyFormalised",
    "cccev:isDerivedFrom",
)
LINKS = (
    "cccev:isDerivedFrom",
    "cccev:hasRequirement",
    "cccev:constrains",
    "cccev:hasEvidenceTypeList",
    "prov:wasDerivedFrom",
    "oa:hasSource",
    "gpp:target",
    "gpp:fromRequirement",
    "gpp:citesStandard",
    "gpp:citesProvision",
    "gpp:about",
    "gpp:hasFacet",
    "gpp:hasAlternative",
    "gpp:hasBand",
    "gpp:admitsEdition",
    "dcat:isVersionOf",
    "eli:is_part_of",
)
CODED = (
    "gpp:status",
    "gpp:bindingness",
    "gpp:topic",
    "gpp:confidence",
    "gpp:operator",
    "gpp:ambitionLevel",
    "gpp:binds",
    "gpp:appliesToProduct",
    "gpp:appliesToState",
    "gpp:covers",
    "gpp:printedUnit",
    "gpp:reaches",
)
KINDS: dict[str, Callable[[World], Iterator[Mutant]]] = {
    "unit dropped": drop("gpp:printedUnit"),
    "value dropped": drop("gpp:printedValue", "gpp:printedRank"),
    "operator dropped": drop("gpp:operator"),
    "operator of another kind": change(_operator(OTHER_KIND), "gpp:operator"),
    "operator turned round": change(_operator(OPPOSITE), "gpp:operator"),
    "required statement dropped": drop(*REQUIRED),
    "source dropped": drop("prov:wasDerivedFrom", "oa:hasSource"),
    "part cut off": drop("cccev:hasRequirement", "gpp:hasFacet", "gpp:hasAlternative", "gpp:hasBand"),
    "link dangles": change(_gone, *LINKS),
    "code of no list": change(_gone, *CODED),
    "language tag changed": change(_tag, "skos:prefLabel", "dcterms:description", "gpp:figureOf"),
    "language tag dropped": change(_untag, "skos:prefLabel", "gpp:figureOf"),
    "number made text": change(_text, "gpp:printedValue"),
    "period reversed": _swap_dates,
    "interval closed early": _close_early,
    "day that does not exist": change(
        _no_date, "gpp:validFrom", "gpp:validUntil", "gpp:issuesFrom", "dcterms:issued"
    ),
    "passage moved behind its end": change(_behind, "gpp:start"),
    "passage moved behind its document": change(_behind, "gpp:end"),
    "passage moved to another requirement": _other_passage,
    "digest damaged": change(_digest, "gpp:digest"),
    "offset or digest dropped": drop("gpp:start", "gpp:end", "gpp:digest"),
    "code duplicated": _duplicate_code,
    "lower level raised above higher": _raise_lower,
    "exemption widened": _widen_exemption,
    "higher level looks at less": _narrow_reach,
    "term misspelt": _misspell,
    "second value": _second,
    "value beside its absence": _value_and_state,
    "alias": _alias,
    "said to be formal": _formalised,
    "class exchanged": change(_wrong_class, "rdf:type"),
    "admission dropped": drop("gpp:admitsAs"),
}


@dataclass
class Score:
    """How many mutants of a kind there were, and which of them survived."""

    mutants: int = 0
    survivors: list[str] = field(default_factory=list)

    @property
    def killed(self) -> float:
        """Share that validation noticed."""
        return 1 - len(self.survivors) / self.mutants if self.mutants else 0.0


def score(world: World, kind: str, at_most: int | None = None) -> Score:
    """Return the score of one kind; with ``at_most`` on a fixed sample."""
    mutants = list(KINDS[kind](world))
    if at_most is not None and len(mutants) > at_most:
        mutants = random.Random(0).sample(mutants, at_most)
    result = Score()
    for mutant in mutants:
        result.mutants += 1
        if not world.notices(mutant):
            result.survivors.append(mutant[0])
    return result


PAGE = HERE.parent / "docs" / "mutation-score.md"
HEAD = """# How much validation notices

`make mutation` breaks a valid world (`tests/mutation/world.ttl`) at every place where a kind of mutation applies, one break at a time, asks shapes and checks whether they say anything new, and writes this page.
The tests run a fixed sample of each kind.

| mutation | mutants | killed |
| --- | ---: | ---: |
"""
TAIL = """
Some breaks are no faults and so are not made: widening the reach of a higher level, and tightening a bound that only one level has.
What no check can see without the sources is a wrong value of the right form: 24 months where the page says 36, or an end that is a year too early.
That is left to passages and their digests, and to readers.
"""
# Why survivors of a kind are no gap.
EXPLAINED = {
    "language tag dropped": "The name of a label scheme may be without a language, because some schemes are called the same everywhere.",
}


def page(scores: dict[str, Score]) -> str:
    """Return the page about the scores of each kind."""
    lines = [f"| {kind} | {one.mutants} | {one.killed:.0%} |" for kind, one in scores.items()]
    mutants = sum(one.mutants for one in scores.values())
    survivors = sum(len(one.survivors) for one in scores.values())
    lines.append(f"| all | {mutants} | {1 - survivors / mutants:.1%} |")
    lines += ["", "Survivors:" if survivors else "There are no survivors.", ""]
    for kind, one in scores.items():
        if one.survivors:
            named = ", ".join(f"`{name}`" for name in one.survivors)
            lines.append(f"- *{kind}*: {named}.\n  {EXPLAINED.get(kind, 'Not explained.')}")
    return HEAD + "\n".join(lines) + "\n" + TAIL


def main() -> int:
    """Score every kind; exit 1 if one is below 95 % or a survivor is not explained."""
    world = World()
    if world.own:
        print(f"the world itself has findings: {sorted(world.own)[:5]}", file=sys.stderr)
    scores: dict[str, Score] = {}
    for kind in KINDS:
        scores[kind] = score(world, kind)
        print(f"{kind}: {scores[kind].killed:.0%} of {scores[kind].mutants}", file=sys.stderr, flush=True)
    if "--write" in sys.argv:
        PAGE.write_text(page(scores), encoding="utf-8")
    else:
        print(page(scores), end="")
    return int(
        any(one.killed < 0.95 or (one.survivors and kind not in EXPLAINED) for kind, one in scores.items())
    )


if __name__ == "__main__":
    sys.exit(main())
