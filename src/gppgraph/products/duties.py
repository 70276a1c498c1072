"""Constraints that the law of a day gives for every unit of a product type."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from .proofs import Given

if TYPE_CHECKING:
    from ..verdicts.law import LawOutcome, LawVerdict


def given_by_law(verdicts: Iterable[LawVerdict]) -> Given:
    """Return the constraints that law gives, by act and product type.

    A duty on some units only, such as slate tablets, proves nothing of a product that may be another; nor does
    a constraint that asks for no more than to obey law.
    """
    given: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for verdict in verdicts:
        for outcome in verdict.constraints:
            if outcome.outcome == "met" and not outcome.obeys:
                for act in _acts(outcome):
                    given[outcome.constraint][act].add(verdict.product)
    return {
        constraint: {act: frozenset(types) for act, types in acts.items()}
        for constraint, acts in given.items()
    }


def _acts(outcome: LawOutcome) -> set[str]:
    return {
        duty.act
        for duty in outcome.duties
        if duty.gives == "met"
        and not duty.narrowed_to
        and not duty.given_for
        and duty.decisive in (None, "placed-on-market")
    }
