"""An independent reading of what an alternative means, for an SMT solver.

An alternative is read as a universal statement: of every thing in its scope, its figures hold.
One alternative entails another just when no single thing can be in the scope of the second,
fall short of its figures, and still not refute the first. The solver looks for such a thing.

Nothing here uses the rules: units are converted by fractions, periods are points in time on a
line of events, parts have a mass, lists are sets of yes-or-no facts.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any

import pyoxigraph as ox
import z3

from gppgraph.terms import expand, slug

EVENTS = ("purchase", "delivery", "end-of-production", "last-unit-placed-on-market")
BOUNDS = {"at-least", "more-than", "at-most", "less-than"}


@dataclass(frozen=True)
class Figure:
    """One bounded property."""

    concept: str
    operator: str
    value: Fraction | None = None
    members: frozenset[str] = frozenset()
    known: bool = True
    numberless: bool = False


@dataclass(frozen=True)
class Alternative:
    """All figures of one measurement, and what it looks at."""

    name: str
    figures: tuple[Figure, ...]
    reaches: frozenset[str] = frozenset()
    exempts: frozenset[str] = frozenset()
    mass: Fraction | None = None
    start: str | None = None
    conditions: frozenset[str] = frozenset()
    methods: frozenset[str] = frozenset()
    or_equivalent: bool = False
    parties: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()  # to whom that is given which the constraint asks for
    states: frozenset[str] = frozenset()
    unknown: frozenset[str] = frozenset()  # the dimensions of its scope that are not known


@dataclass
class Hierarchies:
    """What is below what, what implies what, and the list that each code is in."""

    broader: dict[str, set[str]] = field(default_factory=dict)
    implies: dict[str, set[str]] = field(default_factory=dict)
    scheme: dict[str, str] = field(default_factory=dict)


class Oracle:
    """Decides entailment between alternatives by looking for a counterexample."""

    def __init__(self, hierarchies: Hierarchies, timeout: int = 5000) -> None:
        self.hierarchies = hierarchies
        self.timeout = timeout
        self._known: dict[tuple[Alternative, Alternative], bool] = {}

    def entails(self, offered: Alternative, demanded: Alternative) -> bool:
        """Return whether no thing can tell the two apart."""
        if self._may_ask_more(offered, demanded) or any(
            not figure.known or figure.numberless for figure in demanded.figures
        ):
            return False  # it may look at more, or ask for more, than is known
        key = replace(offered, name="offered"), replace(demanded, name="demanded")
        if key not in self._known:
            self._known[key] = self._decide(*key)
        return self._known[key]

    def _may_ask_more(self, offered: Alternative, demanded: Alternative) -> bool:
        """Return whether what is not known of the demand may be something that the offer leaves out.

        More exemptions or a mass only narrow the demand; more parts or substances matter to an offer on some.
        """
        looked_at = {self.hierarchies.scheme.get(thing, "") for thing in offered.reaches}
        left_out = {
            "exemption": bool(offered.exempts),
            "part-mass": offered.mass is not None,
            "component": expand("codes:component") in looked_at,
            "substance": expand("codes:substance") in looked_at,
        }
        return any(left_out.get(dimension, True) for dimension in demanded.unknown)

    def _decide(self, offered: Alternative, demanded: Alternative) -> bool:
        solver = z3.Solver()
        solver.set("timeout", self.timeout)
        # Certificates are for new goods unless it is said; so is a demand that names no state.
        offered = replace(offered, states=offered.states or frozenset({expand("goods:new")}))
        demanded = replace(demanded, states=demanded.states or frozenset({expand("goods:new")}))
        # An offer that names groups gives to them alone; a demand that names none means end users.
        end_user = frozenset({expand("member:end-user")})
        demanded = replace(demanded, groups=(demanded.groups or end_user) if offered.groups else frozenset())
        names = self._names(offered, demanded)
        concepts = {figure.concept for side in (offered, demanded) for figure in side.figures}
        solver.add(*self._axioms(names, concepts))
        if (
            offered.start or demanded.start
        ):  # a demand without a start means purchase, an offer leaves it open
            start = demanded.start or "purchase"
            offered, demanded = (
                replace(offered, start=offered.start or f"unstated by {offered.name}"),
                replace(demanded, start=start),
            )
        solver.add(self._scope(demanded), z3.Not(self._figures(demanded, "demanded")))
        solver.add(z3.Implies(self._scope(offered), self._figures(offered, "offered")))
        return bool(solver.check() == z3.unsat)

    def _names(self, *alternatives: Alternative) -> set[str]:
        names: set[str] = set()
        for alternative in alternatives:
            names |= alternative.reaches | alternative.exempts | alternative.methods | alternative.parties
            names |= alternative.groups
            for figure in alternative.figures:
                names |= figure.members
        todo = list(names)
        while todo:
            name = todo.pop()
            for up in self.hierarchies.broader.get(name, set()) | self.hierarchies.implies.get(name, set()):
                if up not in names:
                    names.add(up)
                    todo.append(up)
        return names

    def _axioms(self, names: set[str], concepts: set[str]) -> Iterable[Any]:
        broader, implies = self.hierarchies.broader, self.hierarchies.implies
        for low in sorted(names):
            for up in broader.get(low, set()):
                yield z3.Implies(_is(low), _is(up))  # a part of the narrower kind is one of the broader
            for implied in implies.get(low, set()):
                yield z3.Implies(_bound(low), _bound(implied))
                yield z3.Implies(_tested(low), _tested(implied))
                yield z3.Implies(_given(low), _given(implied))
            for concept in sorted(concepts):
                yield z3.Implies(_covers(low, concept), _option(low, concept))
                for up in broader.get(low, set()):  # covering the whole covers the part
                    yield z3.Implies(_covers(up, concept), _covers(low, concept))
                    yield z3.Implies(_option(low, concept), _option(up, concept))
                for implied in implies.get(low, set()):
                    yield z3.Implies(_covers(low, concept), _covers(implied, concept))
                    yield z3.Implies(_option(low, concept), _option(implied, concept))
        times = [z3.Real(f"time {event}") for event in EVENTS]
        yield from (earlier <= later for earlier, later in itertools.pairwise(times))

    def _scope(self, alternative: Alternative) -> Any:
        parts = []
        for scheme in {self.hierarchies.scheme.get(code, "") for code in alternative.reaches}:
            parts.append(
                z3.Or(
                    *(
                        _is(c)
                        for c in sorted(alternative.reaches)
                        if self.hierarchies.scheme.get(c, "") == scheme
                    )
                )
            )
        parts += [z3.Not(_is(code)) for code in sorted(alternative.exempts)]
        if alternative.mass is not None:
            parts.append(z3.Real("mass") > _real(alternative.mass))
        parts += [z3.Bool(f"under {condition}") for condition in sorted(alternative.conditions)]
        if alternative.states:
            parts.append(z3.Or(*(z3.Bool(f"goods {state}") for state in sorted(alternative.states))))
        if alternative.unknown and alternative.name == "offered":
            parts.append(z3.Bool(f"open {alternative.name}"))
        return z3.And(z3.BoolVal(True), *parts)

    def _figures(self, alternative: Alternative, role: str) -> Any:
        parts = [self._figure(figure, alternative, role) for figure in alternative.figures]
        if alternative.parties:
            parties = [_bound(party) for party in sorted(alternative.parties)]
            parts.append(z3.And(*parties) if role == "offered" else z3.Or(*parties))
        parts += [_given(group) for group in sorted(alternative.groups)]
        if alternative.methods and not alternative.or_equivalent:  # else any method may do
            parts.append(z3.Or(*(_tested(method) for method in sorted(alternative.methods))))
        return z3.And(z3.BoolVal(True), *parts)

    def _figure(self, figure: Figure, alternative: Alternative, role: str) -> Any:
        if not figure.known:  # whatever it is, it may be anything
            return z3.Bool(f"unknown {alternative.name} {figure.concept} {role}")
        if figure.numberless:
            return z3.BoolVal(role == "offered")
        if figure.operator in BOUNDS:
            assert figure.value is not None
            quantity = z3.Real(f"value {figure.concept}")
            bound = _real(figure.value)
            if alternative.start is not None and figure is alternative.figures[0]:
                quantity = z3.Real(f"end {figure.concept}")
                bound = bound + z3.Real(f"time {alternative.start}")
            return {
                "at-least": quantity >= bound,
                "more-than": quantity > bound,
                "at-most": quantity <= bound,
                "less-than": quantity < bound,
            }[figure.operator]
        if figure.operator == "holds":
            return z3.Bool(f"holds {figure.concept}")
        members = sorted(figure.members)
        if figure.operator == "one-of":
            return z3.Or(*(_option(member, figure.concept) for member in members))
        return z3.And(*(_covers(member, figure.concept) for member in members))


def _real(value: Fraction) -> Any:
    return z3.RealVal(f"{value.numerator}/{value.denominator}")


def _is(code: str) -> Any:
    return z3.Bool(f"is {code}")


def _covers(code: str, concept: str) -> Any:
    return z3.Bool(f"covers {code} for {concept}")


def _option(code: str, concept: str) -> Any:
    return z3.Bool(f"option {code} for {concept}")


def _bound(code: str) -> Any:
    return z3.Bool(f"bound {code}")


def _given(group: str) -> Any:
    return z3.Bool(f"given to {group}")


def _tested(code: str) -> Any:
    return z3.Bool(f"tested by {code}")


class Reader:
    """Reads alternatives out of asserted statements."""

    def __init__(self, store: ox.Store) -> None:
        self.store = store
        self.hierarchies = Hierarchies(
            self._table("skos:broader"),
            self._table("gpp:implies"),
            {s: next(iter(o)) for s, o in self._table("skos:inScheme").items()},
        )
        self.ranks = {s: Fraction(next(iter(o))) for s, o in self._table("gpp:rank").items()}
        self.factors = {s: Fraction(next(iter(o))) for s, o in self._table("gpp:conversionFactor").items()}

    def _table(self, name: str) -> dict[str, set[str]]:
        found: dict[str, set[str]] = {}
        for quad in self.store.quads_for_pattern(None, ox.NamedNode(expand(name)), None):
            found.setdefault(quad.subject.value, set()).add(quad.object.value)  # type: ignore[union-attr]
        return found

    def all(self, node: str, *names: str) -> frozenset[str]:
        """Return every object of a node under some properties."""
        return frozenset(
            quad.object.value  # type: ignore[union-attr]
            for name in names
            for quad in self.store.quads_for_pattern(ox.NamedNode(node), ox.NamedNode(expand(name)), None)
        )

    def one(self, node: str, name: str) -> str | None:
        """Return the object, if there is just one."""
        found = self.all(node, name)
        return next(iter(found)) if len(found) == 1 else None

    def figure(self, node: str) -> Figure | None:
        """Return the bound that a node states."""
        concept, operator = self.one(node, "cccev:constrains"), self.one(node, "gpp:operator")
        if concept is None or operator is None:
            return None
        state = self.one(node, "gpp:valueState")
        op = slug(operator)
        if state is not None:
            numberless = slug(state) == "no-number"
            return Figure(concept, op, known=numberless, numberless=numberless)
        if op in BOUNDS:
            rank, printed, unit = (
                self.one(node, f"gpp:{name}") for name in ("printedRank", "printedValue", "printedUnit")
            )
            if rank is not None:
                return Figure(concept, op, self.ranks.get(rank), known=rank in self.ranks)
            canonical = self.one(concept, "gpp:canonicalUnit")
            converts = (
                unit is not None and canonical in self.all(unit, "gpp:convertsTo") and unit in self.factors
            )
            if printed is None or not converts or unit is None:
                return Figure(concept, op, known=False)
            return Figure(concept, op, Fraction(printed) * self.factors[unit])
        return Figure(concept, op, members=self.all(node, "gpp:member"))

    def states(self, requirement: str) -> frozenset[str]:
        """Return the states of goods that a requirement is about."""
        stated = set(self.all(requirement, "gpp:appliesToState"))
        if expand("gpp:LabelCriterion") in self.all(requirement, "rdf:type"):
            for edition in self.all(requirement, "cccev:isDerivedFrom"):
                stated |= self.all(edition, "gpp:certifiesState")
        return frozenset(stated)

    def alternative(self, node: str, constraint: str, requirement: str) -> Alternative | None:
        """Return an alternative with what it takes over from its constraint."""
        figures = [self.figure(part) for part in (node, *sorted(self.all(node, "gpp:hasFacet")))]
        if any(figure is None for figure in figures):
            return None

        def scope(name: str) -> frozenset[str]:
            return self.all(node, name) or self.all(constraint, name)

        masses = scope("gpp:partMassOver")
        starts = scope("gpp:periodStart")
        return Alternative(
            node,
            tuple(figure for figure in figures if figure is not None),
            reaches=scope("gpp:reaches"),
            exempts=scope("gpp:exempts"),
            mass=Fraction(next(iter(masses))) if masses else None,
            start=slug(next(iter(starts))) if starts else None,
            conditions=scope("gpp:onlyIf"),
            methods=scope("gpp:testMethod"),
            or_equivalent="true" in scope("gpp:orEquivalent"),
            parties=scope("gpp:binds"),
            groups=scope("gpp:availableTo"),
            states=self.states(requirement),
            unknown=frozenset(map(slug, scope("gpp:scopeUnknown"))),
        )

    def alternatives(self) -> dict[str, Alternative]:
        """Return every alternative of every constraint, by its IRI."""
        found = {}
        for quad in self.store.quads_for_pattern(None, ox.NamedNode(expand("cccev:hasRequirement")), None):
            requirement, constraint = quad.subject.value, quad.object.value  # type: ignore[union-attr]
            for node in self.all(constraint, "gpp:hasAlternative") or {constraint}:
                alternative = self.alternative(node, constraint, requirement)
                if alternative is not None:
                    found[node] = alternative
        return found
