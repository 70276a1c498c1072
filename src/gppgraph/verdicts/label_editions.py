"""The label editions with the days of their certificates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from ..catalogue.query import text_of
from ..rdf.store import Queried, select
from ..spelling import natural


class EditionDays(NamedTuple):
    """A label edition; a day that is not known is ``None``.

    ``issued`` is the day on which its criteria were published, such as "2024-06-11" or "2013". ``start`` is the first day of issue, ``until`` the first day without, ``end`` the first day on which no certificate
    is valid. ``read`` is false if no criterion is on record.
    """

    edition: str
    issued: str
    start: date | None
    until: date | None
    end: date | None
    read: bool

    def has_ended(self, day: date) -> bool:
        """Return whether no certificate is valid on a day.

        They are not issued yet, or have ended.
        """
        return (self.start is not None and day < self.start) or (self.end is not None and day >= self.end)


def read_editions(store: Queried) -> list[EditionDays]:
    """Return the label editions, in natural order."""
    rows = {
        row.slug("edition"): EditionDays(
            row.slug("edition"),
            row.text_or_none("issued") or "",
            row.day_or_none("from"),
            row.day_or_none("until"),
            row.day_or_none("end"),
            row.flag("read"),
        )
        for row in select(store, text_of("label-editions"))
    }
    return [rows[name] for name in sorted(rows, key=natural)]


def newest_first(editions: Iterable[EditionDays]) -> list[EditionDays]:
    """Return editions by their first day, the latest first.

    Those of which no day is known come last.
    """
    by_name = sorted(editions, key=lambda entry: natural(entry.edition))
    return sorted(
        by_name, key=lambda entry: entry.start.isoformat() if entry.start else entry.issued, reverse=True
    )
