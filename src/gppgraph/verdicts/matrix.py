"""The matrix of requirements by label editions for one product type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..output.tables import MARKS, to_text, width
from ..spelling import natural
from ..terms import slug
from .question import question
from .satisfy import Verdict, satisfy

if TYPE_CHECKING:
    from ..dataset import Dataset

# Verdicts about the content; a mark shows if they rest on an unsure fact.
DECIDED = ("satisfies", "partly", "gives-value", "optional", "below", "silent", "out-of-reach")
RECALLED = "~ rests on a recalled fact"


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows are requirements, columns label editions, cells verdicts."""

    title: str
    requirements: tuple[tuple[str, str, str], ...]  # slug, code with level, title
    editions: tuple[str, ...]
    cells: dict[tuple[str, str], Verdict]
    left_out: tuple[str, ...] = ()  # editions that do not certify such products


def matrix(verdicts: Sequence[Verdict], title: str) -> Matrix:
    """Return the verdicts of one product type as a matrix.

    Requirements are in the order of their codes. Editions that do not certify such products have no column.
    """
    requirements = {
        verdict.requirement: (
            verdict.requirement,
            f"{verdict.level or ''} {_code(verdict)}".strip(),
            verdict.title,
        )
        for verdict in verdicts
    }
    editions = {verdict.edition for verdict in verdicts}
    covering = editions - {verdict.edition for verdict in verdicts if verdict.verdict == "not-covered"}
    return Matrix(
        title=title,
        requirements=tuple(sorted(requirements.values(), key=lambda entry: natural(entry[0]))),
        editions=tuple(sorted(covering, key=natural)),
        cells={
            (verdict.requirement, verdict.edition): verdict
            for verdict in verdicts
            if verdict.edition in covering
        },
        left_out=tuple(sorted(editions - covering, key=natural)),
    )


def _code(verdict: Verdict) -> str:
    return verdict.code or verdict.requirement.rsplit(".", 1)[-1]


def mark(verdict: Verdict) -> str:
    """Return the sign of a verdict, with a tilde if it rests on a recalled fact."""
    sign = MARKS[verdict.verdict][1].strip()
    return f"{sign}~" if sign and verdict.confidence == "recalled" and verdict.verdict in DECIDED else sign


def terminal(table: Matrix) -> str:
    """Return the matrix as a coloured table with a legend."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    codes = max((len(code) for _, code, _ in table.requirements), default=0)
    room = width() - codes - 4 * len(table.editions) - 6
    grid = Table(title=table.title, box=box.SIMPLE_HEAD, title_justify="left", pad_edge=False, padding=0)
    grid.add_column("requirement", no_wrap=True, width=codes + 2)
    grid.add_column("title", width=max(8, min(46, room)), no_wrap=True, overflow="ellipsis")
    for number, _ in enumerate(table.editions, 1):
        grid.add_column(str(number), justify="right", width=3)
    for requirement, code, title in table.requirements:
        cells = [Text(code), Text(title)]
        for edition in table.editions:
            verdict = table.cells.get((requirement, edition))
            colour = MARKS[verdict.verdict][0] if verdict else ""
            cells.append(Text(mark(verdict) if verdict else "", style=colour))
        grid.add_row(*cells)
    editions = "\n".join(f"{number:>4}  {edition}" for number, edition in enumerate(table.editions, 1))
    used = {verdict.verdict for verdict in table.cells.values()}
    legend = "   ".join(
        f"{sign or ' '} {word}" for word, (_, sign) in MARKS.items() if word in used and sign.strip()
    )
    left_out = f"\n{absent(table)}\n" if table.left_out else ""
    return (
        f"{to_text(grid)}{editions}\n{left_out}\n{legend}\n{RECALLED}   blank: the level specifies nothing\n"
    )


def absent(table: Matrix) -> str:
    """Return a line about the editions without a column, empty if there are none."""
    return f"no such products certified by: {', '.join(table.left_out)}" if table.left_out else ""


def matrices(
    graph: Dataset,
    *,
    set: Sequence[str],
    product: Sequence[str],
    state: str | None = None,
    language: str = "en",
    **further: Any,
) -> list[tuple[str, Matrix]]:
    """Return one matrix per product type, each with the name of the type.

    For example ``[("notebook-computer", <matrix>)]``. ``further`` are the other options of ``satisfy``:
    ``level``, ``label``, ``as_of``, ``values``.

    Raises:
        UnknownNameError, InputError: an option is not understood.
    """
    options = {"set": set, "product": product, "state": state, **further}
    types = [slug(entry) for entry in question(graph.register, **options).products]
    verdicts = satisfy(graph, language=language, constraints=False, **options)
    return [
        (
            name,
            matrix(
                [verdict for verdict in verdicts if verdict.product == name],
                f"{', '.join(set)}: what label editions satisfy for {name}" + (f", {state}" if state else ""),
            ),
        )
        for name in types
    ]


def as_record(product: str, table: Matrix) -> dict[str, object]:
    """Return a matrix as plain objects for JSON.

    The verdicts of a requirement are by label edition, such as ``{"tco-certified-9": "below"}``.
    """
    return {
        "product": product,
        "editions": table.editions,
        "left_out": table.left_out,
        "requirements": [
            {
                "requirement": requirement,
                "code": code,
                "title": title,
                "verdicts": {
                    edition: table.cells[requirement, edition].verdict
                    for edition in table.editions
                    if (requirement, edition) in table.cells
                },
            }
            for requirement, code, title in table.requirements
        ],
    }
