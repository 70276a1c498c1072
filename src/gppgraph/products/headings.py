"""Headings of a file of products, held against those that a mapping reads."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from ..errors import InputError
from ..spelling import counted

if TYPE_CHECKING:
    from .product_mapping import ProductMapping

ERROR, WARNING, NOTE = "error", "warning", "note"
MOST_LISTED = 20_000  # problems of one kind that are listed one by one; the rest are counted


class Problem(NamedTuple):
    """Something that was not read as it stands, with its place."""

    file: str
    line: int | None
    column: str
    found: str
    meaning: str
    severity: str


class Headings(NamedTuple):
    """The places of the headings that are read, and the problems with them."""

    places: dict[str, int]
    problems: list[Problem]


def folded(heading: str) -> str:
    """Return a heading without differences of case and blanks."""
    return " ".join(heading.split()).casefold()


def hits(found: Sequence[str], mapping: ProductMapping) -> int:
    """Return how many headings of a file the mapping reads."""
    wanted = {folded(heading) for heading in mapping.headings()}
    return sum(folded(heading) in wanted for heading in found)


def find_headings(file: str, found: Sequence[str], mapping: ProductMapping, line: int) -> Headings:
    """Return the places of the headings of a mapping in those of a file.

    Raises:
        InputError: the file has no heading that holds the name of a model.
    """
    problems: list[Problem] = []
    at: dict[str, list[int]] = {}
    for place, heading in enumerate(found):
        at.setdefault(folded(heading), []).append(place)
    naming = {heading for column in (*mapping.key, *mapping.model, mapping.brand) for heading in column}
    places: dict[str, int] = {}
    for heading in sorted(mapping.headings()):
        these = at.get(folded(heading), [])
        if len(these) == 1 or (these and heading in naming):
            places[heading] = these[0]
        if len(these) > 1:
            meaning = (
                "stands over several columns; the first was read"
                if heading in naming
                else "stands over several columns; none was read, its values are unknown"
            )
            columns = "columns " + ", ".join(str(place + 1) for place in these)
            problems.append(Problem(file, line, heading, columns, meaning, WARNING))
    models = [heading for column in mapping.model for heading in column]
    if not any(heading in places for heading in models):
        raise InputError(
            f"{file}: has none of the headings {', '.join(models)}; it is not of the source "
            f'"{mapping.name}". Its first headings are: {", ".join(found[:5])[:200]}.'
        )
    problems += missing(
        file, {heading for heading in mapping.headings() if at.get(folded(heading))}, mapping, line
    )
    read = {folded(heading) for heading in places}
    unread = [heading for heading in found if folded(heading) not in read and heading.strip()]
    if unread:
        meaning = f"{counted(len(unread), 'column')} of the file not read by the mapping"
        problems.append(Problem(file, line, "", ", ".join(unread)[:80], meaning, NOTE))
    return Headings(places, problems)


def missing(
    file: str, present: Collection[str], mapping: ProductMapping, line: int | None
) -> Iterator[Problem]:
    """Yield a problem for each column that a mapping reads and a file lacks.

    Of several headings for one column a file has one; a column of several categories is told once.
    """
    for headings in dict.fromkeys(mapping.columns()):
        if not any(heading in present for group in mapping.spelled(headings) for heading in group):
            meaning = "is no heading of the file; its values are unknown"
            yield Problem(file, line, " or ".join(headings), "", meaning, WARNING)
