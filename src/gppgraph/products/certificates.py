"""Certificates that are valid on a day, and the constraints that labels meet."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from ..verdicts.satisfy import Verdict
from .proofs import LABELS, Given

if TYPE_CHECKING:
    from ibis.expr.types import Table


def given_by_labels(verdicts: list[Verdict]) -> Given:
    """Return the constraints that admitted label editions meet.

    Whether a certificate is valid is left to the certificates.
    """
    given: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for verdict in verdicts:
        if verdict.admitted != "true" or verdict.currency == "false":
            continue
        for outcome in verdict.constraints:
            if outcome.outcome == "met":
                given[outcome.constraint][verdict.edition].add(verdict.product)
    return {
        constraint: {edition: frozenset(types) for edition, types in editions.items()}
        for constraint, editions in given.items()
    }


def named_editions(certificates: Table) -> frozenset[str]:
    """Return the label editions of some certificates."""
    editions = certificates.select("edition").distinct().to_pyarrow()["edition"].to_pylist()
    return frozenset(edition for edition in editions if edition)


def current_editions(verdicts: list[Verdict]) -> frozenset[str]:
    """Return the label editions that issue certificates on the day of the verdicts."""
    return frozenset(verdict.edition for verdict in verdicts if verdict.currency == "true")


def with_labels(products: Table, certificates: Table, day: date, current: frozenset[str]) -> Table:
    """Return products with the label editions of their valid certificates.

    A certificate counts from its first day to the day before its last; one without a last day counts where every
    certificate of its edition is valid, one without a first day never.
    """
    valid = certificates.filter(
        (certificates.valid_from <= day)
        & (
            (certificates.valid_until > day)
            | (certificates.valid_until.isnull() & certificates.edition.isin(sorted(current)))
        )
    )
    grouped = valid.group_by("item").agg(**{LABELS: valid.edition.collect()})
    return products.left_join(grouped, "item").drop("item_right")
