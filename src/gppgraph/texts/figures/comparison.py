"""Figures of a text compared with the graph by the rules of ``ontology/rules/``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from ...build.parts import is_named_in, open_parts, part_names
from ...catalogue.query import text_of
from ...dataset import Dataset
from ...rdf.rows import Row
from ...rdf.store import select
from ...terms import PREFIXES, iri, slug
from ...verdicts.units import Units, read_units
from .code_facts import open_codes
from .constraints_of_text import add_figures, measured_together, number_of
from .thresholds import Threshold

_SUBJECT = frozenset(("reach", "exemption", "condition"))
_NO_CONSTRAINTS = ("asserted/codes-", "asserted/words-")
_GRAPH = ox.NamedNode(iri("graph", "constraints"))


@dataclass(frozen=True, slots=True)
class Compared:
    """The comparison of a figure of a text with a constraint; things are slugs.

    ``kind`` is set, law or label. ``relation`` compares the demand of the text with the constraint: stricter,
    equal, weaker, no-stricter (at most as strict), differs (one figure stricter, another weaker) or unknown.
    ``outcome`` says whether the constraint satisfies the text: satisfies, figure-only (the scope is not shown
    to suffice), below or unknown. ``open`` are the dimensions in which the scope of the constraint is
    narrower than that of the text, with a question mark where that is not known; ``narrower`` those in which
    the scope of the text is. ``products`` are the product types of the text that the constraint is for, if
    not all.
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
        """Whether the text is about fewer parts or other goods, and may ask for less."""
        apart = "state-of-goods" in self.open and "state-of-goods" in self.narrower
        return apart or not _SUBJECT.isdisjoint(self.narrower)


class PrintedFigure(NamedTuple):
    """A printed figure: value, and the IRIs of unit and operator."""

    value: str
    unit: str
    operator: str


def compare(
    graph: Dataset, thresholds: Sequence[Threshold], products: Iterable[str] = (), language: str = "en"
) -> list[Compared]:
    """Return the figures of a text compared with constraints on the same properties.

    A figure has the scope that its sentence states and the widest one otherwise, so that a constraint which
    satisfies it does so in any narrower reading. ``products`` are those of figures that name none. Figures of
    one measurement in one sentence are one constraint. Figures of the graph are written in ``language``.
    """
    if not thresholds:
        return []
    store = open_codes(graph.folder)
    store.extend(_constraints_on(graph.folder, {entry.concept for entry in thresholds}))
    alike = add_figures(store, thresholds, products, separately=False, together=measured_together(store))
    return _read(store, thresholds, alike, language)


def conflicts(
    graph: Dataset, thresholds: Sequence[Threshold], products: Iterable[str] = ()
) -> list[tuple[int, int]]:
    """Return pairs of figures, by number, of which the first does not meet the second.

    The first figure stands for others that say the same. Each of the first ``COMPARED_WITH_ALL`` different
    figures of a property is compared with all others; later ones, as of a price list, with these only.
    """
    counts = Counter(entry.concept for entry in thresholds)
    if not counts or max(counts.values()) < 2:
        return []
    store, known = open_codes(graph.folder), ox.Store()
    known.extend(_constraints_on(graph.folder, counts))
    add_figures(store, thresholds, products, separately=True, together=measured_together(known))
    return [
        (number_of(row.iri("one")), number_of(row.iri("other")))
        for row in select(store, text_of("figures-in-conflict"))
    ]


def _constraints_on(folder: Path, concepts: Collection[str]) -> Iterator[ox.Quad]:
    """Yield asserted statements about constraints, their requirements and editions."""
    parts = [part for part in part_names(folder, "asserted") if not part.startswith(_NO_CONSTRAINTS)]
    store = open_parts(folder, [part for part in parts if is_named_in(folder, part, concepts)])
    rows = select(store, text_of("statements-on-editions"))
    for concept in sorted(concepts):
        rows += select(store, text_of("statements-on-property"), {"concept": ox.NamedNode(concept)})
    for row in rows:
        subject, predicate = ox.NamedNode(row.iri("subject")), ox.NamedNode(row.iri("predicate"))
        yield ox.Quad(subject, predicate, row.term("object"), _GRAPH)


def _read(
    store: ox.Store, thresholds: Sequence[Threshold], alike: Mapping[int, Sequence[int]], language: str
) -> list[Compared]:
    """Return the conclusions of the rules, by figure, kind of source and edition."""
    scopes: dict[tuple[str, str], dict[str, set[str]]] = {}
    for row in select(store, text_of("figures-scope")):
        pair = row.iri("mine"), row.iri("constraint")
        scopes.setdefault(pair, {}).setdefault(row.text("side"), set()).add(row.slug("detail"))
    units = read_units(store)
    operators = {
        row.iri("operator"): row.text("name")
        for row in select(store, text_of("operator-names"), {"language": ox.Literal(language)})
    }
    result = []
    for row in select(store, text_of("figures-compared")):
        figure = number_of(row.iri("mine"))
        scope = scopes.get((row.iri("mine"), row.iri("constraint")), {})
        outcome = _outcome(row)
        reasons = [*sorted(scope.get("open", ())), *(f"{name}?" for name in sorted(scope.get("unknown", ())))]
        if thresholds[figure].until is not None and outcome == "satisfies":
            outcome, reasons = "figure-only", ["range?"]
        compared = Compared(
            threshold=figure,
            constraint=row.slug("constraint"),
            requirement=row.slug("requirement"),
            edition=row.slug("edition"),
            kind=_kind(row.iri("requirement")),
            level=row.slug_or_none("level") or "",
            code=row.text_or_none("code") or "",
            value=figures_in_words(_printed_figures(row), operators, units, language),
            relation=_relation(row),
            outcome=outcome,
            open=tuple(reasons),
            narrower=tuple(sorted(scope.get("narrower", ()))),
            products=tuple(sorted(scope.get("covered", ()))) if scope.get("not-covered") else (),
        )
        result += [replace(compared, threshold=other) for other in alike[figure]]
    kinds = ("set", "law", "label")
    return sorted(
        result, key=lambda entry: (entry.threshold, kinds.index(entry.kind), entry.edition, entry.constraint)
    )


def _relation(row: Row) -> str:
    """Return the relation of the figure of the text to the constraint."""
    meets, is_met = row.flag("forward"), row.flag("back")
    weaker, stricter = row.flag("weaker"), row.flag("stronger")
    if meets and is_met:
        return "equal"
    if weaker and stricter:
        return "differs"
    if meets:
        return "stricter"
    if weaker:
        return "weaker"
    if is_met:
        return "no-stricter"
    return "differs" if stricter else "unknown"


def _outcome(row: Row) -> str:
    """Return the outcome of the constraint for the figure of the text."""
    if row.flag("entails"):
        return "satisfies"
    if row.flag("back"):
        return "figure-only"
    return "below" if row.flag("stronger") else "unknown"


def _kind(requirement: str) -> str:
    if requirement.startswith(PREFIXES["law"]):
        return "law"
    return "label" if requirement.startswith(PREFIXES["crit"]) else "set"


def _printed_figures(row: Row) -> Iterator[PrintedFigure]:
    """Yield the figure of a constraint, then the one of the same measurement."""
    for value, unit, operator in (
        ("value", "unit", "operator"),
        ("beside", "besideUnit", "besideOperator"),
    ):
        if row[value] is not None:
            yield PrintedFigure(row.text(value), row.iri(unit), row.iri(operator))


def figures_in_words(
    figures: Iterable[PrintedFigure], operators: Mapping[str, str], units: Units, language: str
) -> str:
    """Return figures as a reader writes them; ``operators`` are names by IRI.

    The result is, for example, "more than 500 cycles, at least 80 %".
    """
    phrases = []
    for value, unit, operator in figures:
        name = operators.get(operator, slug(operator))
        phrases.append(f"{name} {units.quantity(value, unit, language)}")
    return ", ".join(phrases)
