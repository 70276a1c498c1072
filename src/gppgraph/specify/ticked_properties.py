"""Labels ranked by the wishes of a buyer that they prove, with the remainder.

A wish is a property, such as "manufacturer-warranty-duration", as the requirements of a draft bound it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..errors import UnknownNameError
from ..languages import interface_language
from ..spelling import natural, near
from ..terms import slug
from ..verdicts.names_of_things import StoredNames, title
from ..verdicts.satisfy import satisfy
from ..verdicts.wording import read_bounds
from .specification import Specification

if TYPE_CHECKING:
    from ..dataset import Dataset


@dataclass(frozen=True, slots=True)
class RankedLabel:
    """A label edition with the constraints that it proves and those that remain.

    A constraint is proved where a mandatory criterion meets it for every product type, the source admits the label
    as proof, and certificates can be valid on the day; it is uncertain where one of these two is not known.
    ``remaining`` has the sentences for the tender on all that is not proved.
    """

    edition: str
    title: str
    proves: tuple[str, ...]
    uncertain: tuple[str, ...]
    remaining: tuple[str, ...]


def ranked_labels(
    graph: Dataset, specification: Specification, ticked: Sequence[str]
) -> tuple[RankedLabel, ...]:
    """Return the labels that prove some of the ticked properties, best first.

    Raises:
        UnknownNameError: no requirement of the draft bounds such a property.
    """
    wished = _wished(graph, specification, ticked)
    met: dict[str, dict[str, dict[str, bool]]] = {}
    for verdict in satisfy(
        graph,
        set=specification.set,
        requirement=[entry.requirement for entry in specification.requirements],
        product=list(specification.products),
        state=specification.state,
        as_of=specification.day,
        values=dict(specification.values),
        language=interface_language(specification.language),
    ):
        if "false" in (verdict.currency, verdict.admitted):
            continue
        sure = verdict.currency == verdict.admitted == "true"
        for outcome in verdict.constraints:
            if outcome.constraint in wished and outcome.outcome == "met":
                found = met.setdefault(verdict.edition, {})
                found.setdefault(outcome.constraint, {})[verdict.product] = sure
    names = StoredNames(graph.engine, graph.register, specification.language)
    sentences = {
        one.constraint: (one, " ".join((one.text, *one.alternatives)))
        for entry in specification.requirements
        for one in entry.sentences
    }
    ranked = []
    for edition, found in met.items():
        whole = [name for name in wished if found.get(name, {}).keys() >= set(sentences[name][0].products)]
        proves = [name for name in whole if all(found[name].values())]
        remaining = dict.fromkeys(sentences[name][1] for name in wished if name not in proves)
        if whole:
            ranked.append(
                RankedLabel(
                    edition,
                    title(names, graph.register.iri("label", edition)),
                    tuple(proves),
                    tuple(name for name in whole if name not in proves),
                    tuple(remaining),
                )
            )
    return tuple(sorted(ranked, key=_place))


def _place(label: RankedLabel) -> tuple[int, int, list[tuple[int, int, str]]]:
    return -len(label.proves), -len(label.uncertain), natural(label.edition)


def _wished(graph: Dataset, specification: Specification, ticked: Sequence[str]) -> list[str]:
    """Return the constraints of a draft that bound one of some properties."""
    of_constraint = _properties(graph, specification)
    known = sorted({name for names in of_constraint.values() for name in names})
    for name in ticked:
        if name not in known:
            raise UnknownNameError("property of the draft", name, near(name, known), known)
    return [name for name, found in of_constraint.items() if set(found) & set(ticked)]


def _properties(graph: Dataset, specification: Specification) -> Mapping[str, Sequence[str]]:
    """Return the properties that each constraint of a draft bounds."""
    bounds = read_bounds(graph.engine)
    return {
        one.constraint: [slug(name) for name in bounds.concepts(graph.register.iri("req", one.constraint))]
        for entry in specification.requirements
        for one in entry.sentences
    }
