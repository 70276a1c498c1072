"""Statements of tables that people have worked in, and findings on their cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

import pyoxigraph as ox

from ..authoring.context import Terminology
from ..authoring.form import name_in
from ..errors import InputError
from ..terms import PREFIXES, curie
from .cells import NAME, CellError, Cells, Column, Object, Raw, hint
from .edition_tables import (
    ABOUT,
    AS,
    CONSTRAINTS,
    LINKS,
    OF_REQUIREMENT,
    OTHER,
    OTHER_COLUMNS,
    REQUIREMENTS,
    SHEETS,
    UNDER,
    Sheet,
    namespace_of,
)

_HEADING_ROWS = 10
_BASE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")
_OWN = frozenset(PREFIXES[prefix] for prefix in ("req", "crit", "note", "ref", "proof", "passage"))


class CellFinding(NamedTuple):
    """A remark on a cell, or an error in it.

    ``row`` and ``column`` count from 1; 0 stands for the whole sheet.
    """

    sheet: str
    row: int
    column: int
    text: str
    is_error: bool = True

    @property
    def where(self) -> str:
        """The address of the cell, such as ``Constraints!D7``."""
        letters, number = "", self.column
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return f"{self.sheet}!{letters}{self.row or ''}" if self.row else self.sheet


@dataclass(slots=True)
class Grid:
    """A sheet as it was found: rows of raw cells, the headings among them."""

    name: str
    rows: list[list[Raw]]


@dataclass(slots=True)
class Read:
    """The statements of tables, the name of their edition, and the findings."""

    base: str
    triples: set[ox.Triple] = field(default_factory=set)
    findings: list[CellFinding] = field(default_factory=list)


def read_grids(grids: Sequence[Grid], words: Terminology) -> Read:
    """Return the statements of sheets.

    Raises:
        InputError: there is no sheet that says which edition it is, or no other sheet.
    """
    return _Reader(grids, words).run()


class _Reader:
    def __init__(self, grids: Sequence[Grid], words: Terminology) -> None:
        self.words = words
        self.grids = {grid.name.strip().lower(): grid for grid in grids}
        if len(self.grids) < len(grids):
            raise InputError("two sheets have the same name; remove one of them.")
        about = self.grids.get(ABOUT.lower())
        values = (
            {_key(row[0]): str(row[1] or "").strip() for row in about.rows if len(row) > 1} if about else {}
        )
        base = values.get("edition", "")
        if not _BASE.fullmatch(base):
            raise InputError(
                f'no sheet "{ABOUT}" has a row "edition" with the name of a file, such as dk-desktop-2023.'
            )
        self.cells = Cells(words, base)
        self.prefix = "crit" if values.get("names") == "crit" else "req"
        self.result = Read(base)
        self.places: dict[str, tuple[str, int]] = {}  # sheet and row of each node
        self.references: list[tuple[CellFinding, str]] = []  # names of nodes, to be found in the end
        self.repeated: list[tuple[CellFinding, str, Column, list[Object]]] = []
        self.parents: dict[str, str] = {}
        self.unhung: set[str] = set()  # rows of which one of under and as is empty
        self.others_of: set[str] = set()  # subjects of other statements
        # Cells of a column often have the same content; its type tells 1 from true.
        self.values_of = cache(lambda column, raw, _: self.cells.values_of(column, raw))

    def run(self) -> Read:
        names = {sheet.name.lower(): sheet for sheet in SHEETS}
        for key, grid in self.grids.items():
            if key in names:
                self.sheet(names[key], grid)
            elif key == OTHER.lower():
                self.others(grid)
            elif key not in (ABOUT.lower(), "codes"):
                self.note(grid.name, 0, 0, f"is not read{hint(grid.name, [sheet.name for sheet in SHEETS])}")
        if not set(self.grids) & set(names):
            raise InputError(
                f"no sheet to read; expected one of {', '.join(sheet.name for sheet in SHEETS)}."
            )
        self.find_references()
        self.compare_repeated()
        return self.result

    def fail(self, sheet: str, row: int, column: int, text: str) -> None:
        self.result.findings.append(CellFinding(sheet, row, column, text))

    def note(self, sheet: str, row: int, column: int, text: str) -> None:
        self.result.findings.append(CellFinding(sheet, row, column, text, is_error=False))

    def add(self, node: str, predicate: ox.NamedNode, item: Object) -> None:
        self.result.triples.add(ox.Triple(ox.NamedNode(node), predicate, item))

    def heading_row(self, grid: Grid) -> int | None:
        """Return the number of the row of headings; report a sheet without one."""
        number = heading_row(grid)
        if number is None:
            text = f'has no row of headings with "{NAME}" in its first {_HEADING_ROWS} rows'
            self.fail(grid.name, 0, 0, text)
        return number

    def headings(self, sheet: Sheet, grid: Grid, start: int) -> dict[int, tuple[str, Column | None]]:
        """Return the role of each column: name, under, as, own or repeated."""
        found: dict[int, tuple[str, Column | None]] = {}
        known = [NAME, UNDER, AS, *(term.name for term in self.words.terms.values())]
        first: dict[tuple[str, Column | None], int] = {}
        for place, raw in enumerate(grid.rows[start]):
            heading = _key(raw)
            if not heading:
                if any(len(row) > place and not _is_empty(row[place]) for row in grid.rows[start + 1 :]):
                    self.fail(grid.name, start + 1, place + 1, "a column with values has no heading")
                continue
            if heading == NAME or (sheet.name == CONSTRAINTS and heading in (UNDER, AS)):
                entry: tuple[str, Column | None] = (heading, None)
            else:
                own = heading.removeprefix(OF_REQUIREMENT)
                column = self.cells.column(own)
                kind = "repeated" if own != heading and sheet.name == CONSTRAINTS else "own"
                if column is None:
                    near = hint(own, known)
                    if near:
                        self.fail(
                            grid.name, start + 1, place + 1, f'column "{heading[:60]}" is not known.{near}'
                        )
                    else:
                        self.note(grid.name, start + 1, place + 1, f'column "{heading[:60]}" is not read')
                    continue
                entry = (kind, column)
            if entry in first:
                self.fail(grid.name, start + 1, place + 1, f'column "{heading[:60]}" stands here twice')
                continue
            first[entry] = place
            found[place] = entry
        return found

    def sheet(self, sheet: Sheet, grid: Grid) -> None:
        start = self.heading_row(grid)
        if start is None:
            return
        headings = self.headings(sheet, grid, start)
        place = next(place for place, entry in headings.items() if entry[0] == NAME)
        namespace = namespace_of(sheet, self.prefix)
        for number, row in enumerate(grid.rows[start + 1 :], start + 2):
            if all(map(_is_empty, row)):
                continue
            try:
                node = self.node(namespace, row[place] if place < len(row) else None)
            except CellError as error:
                self.fail(grid.name, number, place + 1, str(error))
                continue
            if node in self.places:
                sheet_name, line = self.places[node]
                self.fail(grid.name, number, place + 1, f"is used twice; first in {sheet_name}, row {line}")
                continue
            self.places[node] = (grid.name, number)
            self.row(grid, number, row, node, headings, namespace)

    def node(self, namespace: str | None, raw: Raw) -> str:
        if _is_empty(raw):
            raise CellError("the row has no name; give it one that no other row has")
        return self.cells.node(namespace, str(raw).strip())

    def row(
        self,
        grid: Grid,
        number: int,
        row: list[Raw],
        node: str,
        headings: dict[int, tuple[str, Column | None]],
        namespace: str | None,
    ) -> None:
        """Read the cells of a row."""
        parent = link = ""
        for place, (kind, column) in headings.items():
            raw = row[place] if place < len(row) else None
            if kind == NAME or _is_empty(raw):
                continue
            here = CellFinding(grid.name, number, place + 1, "")
            try:
                if kind == UNDER:
                    parent = self.node(namespace, raw)
                    self.references.append((here, parent))
                elif kind == AS:
                    link = str(raw).strip().lower()
                    if link not in LINKS:
                        raise CellError(f'"{link[:60]}" is not one of {", ".join(LINKS)}')
                elif column is not None:
                    self.cell(here, node, kind, column, raw)
            except CellError as error:
                self.fail(grid.name, number, place + 1, str(error))
        if parent:
            self.parents[node] = parent
        if bool(parent) != bool(link):
            empty = AS if parent else UNDER
            places = [place + 1 for place, (kind, _) in headings.items() if kind == empty]
            self.unhung.add(node)
            self.fail(
                grid.name,
                number,
                places[0] if places else 1,
                f'"{UNDER}" and "{AS}" go together; one is empty',
            )
        elif link in LINKS:
            self.add(parent, ox.NamedNode(self.words.terms[link].iri), ox.NamedNode(node))

    def cell(self, here: CellFinding, node: str, kind: str, column: Column, raw: Raw) -> None:
        values, note = self.values_of(column, raw, type(raw).__name__)
        if note:
            self.note(here.sheet, here.row, here.column, note)
        if kind == "repeated":
            self.repeated.append((here, node, column, values))
            return
        for item in values:
            self.add(node, self.cells.predicate(column), item)
            if isinstance(item, ox.NamedNode):
                self.references.append((here, item.value))

    def others(self, grid: Grid) -> None:
        """Read the sheet of other statements."""
        start = self.heading_row(grid)
        if start is None:
            return
        keys = [_key(raw) for raw in grid.rows[start]]
        for heading in OTHER_COLUMNS:
            if heading not in keys:
                self.fail(grid.name, start + 1, 0, f'has no column "{heading}"')
                return
        for number, row in enumerate(grid.rows[start + 1 :], start + 2):
            if all(map(_is_empty, row)):
                continue
            texts = ["" if raw is None else str(raw) for raw in row] + [""] * len(keys)
            name, predicate, value, kind = (texts[keys.index(heading)] for heading in OTHER_COLUMNS)
            place = 0
            try:
                node = self.cells.full(name)
                place = 1
                prop = ox.NamedNode(self.cells.full(predicate))
                place = 3 if kind != NAME else 2
                self.others_of.add(node)
                self.add(node, prop, self._object(value, kind.strip()))
            except (CellError, ValueError) as error:
                self.fail(grid.name, number, keys.index(OTHER_COLUMNS[place]) + 1, str(error))

    def _object(self, value: str, kind: str) -> Object:
        if kind == NAME:
            return ox.NamedNode(self.cells.full(value))
        if kind.startswith("@"):
            return ox.Literal(value, language=kind[1:])
        if not kind:
            raise CellError(f'the type is empty; expected "{NAME}", a language such as @da, or xsd:string')
        return ox.Literal(value, datatype=ox.NamedNode(self.cells.full(kind)))

    def find_references(self) -> None:
        """Report names of this edition that no row has."""
        subjects = set(self.places) | self.others_of
        for here, target in self.references:
            for namespace in _OWN:
                if target.startswith(f"{namespace}{self.result.base}.") and target not in subjects:
                    names = [
                        name_in(namespace, self.result.base, node)
                        for node in subjects
                        if node.startswith(namespace)
                    ]
                    name = name_in(namespace, self.result.base, target)
                    self.fail(
                        here.sheet, here.row, here.column, f'no row is named "{name}".{hint(name, names)}'
                    )

    def compare_repeated(self) -> None:
        """Hold repeated cells of constraints against the rows of requirements."""
        objects: dict[tuple[str, str], set[Object]] = {}
        for triple in self.result.triples:
            if isinstance(triple.subject, ox.NamedNode) and isinstance(triple.object, Object):
                key = (triple.subject.value, triple.predicate.value)
                objects.setdefault(key, set()).add(triple.object)
        for here, node, column, values in self.repeated:
            top = self._top(node)
            stated = {
                item
                for item in objects.get((top, self.cells.predicate(column).value), set())
                if not column.language
                or not isinstance(item, ox.Literal)
                or (item.language or "none") == column.language
            }
            if node not in self.unhung and set(values) != stated and (not top or top in self.places):
                self.fail(
                    here.sheet,
                    here.row,
                    here.column,
                    f'differs from "{column.heading}" of {curie(top) if top else "no requirement"} '
                    f"in the sheet {REQUIREMENTS}; change it there",
                )

    def _top(self, node: str) -> str:
        path: list[str] = []
        while node in self.parents and node not in path:
            path.append(node)
            node = self.parents[node]
        return node if path else ""


def heading_row(grid: Grid) -> int | None:
    """Return the number of the row of headings, counted from 0."""
    rows = enumerate(grid.rows[:_HEADING_ROWS])
    return next((number for number, row in rows if NAME in map(_key, row)), None)


def _is_empty(raw: Raw) -> bool:
    return raw is None or (isinstance(raw, str) and not raw.strip())


def _key(raw: Raw) -> str:
    return " ".join(str(raw).split()).lower() if raw is not None else ""
