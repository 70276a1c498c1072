"""Rows of a source as items of evidence, with their certificates and problems."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, reduce
from typing import TYPE_CHECKING, NamedTuple

import ibis
import ibis.expr.types as ir

from .cell_values import coded, constant, day, entries, figure, members, name_text, parsed, truth
from .cells_of_items import PLACE, cells_of_items, columns_of
from .headings import ERROR, MOST_LISTED, WARNING, Problem
from .mapping_vocabulary import BOOLEAN, MEMBERS
from .merged_items import MergedItems, merged
from .text_tables import TextTable

if TYPE_CHECKING:
    import pyarrow as pa
    from ibis.backends.duckdb import Backend

    from .product_mapping import MappedValue, NamedCell, ProductMapping

_MAIN = ("low", "high", "holds", "members")  # columns of which one says something where a value is known
SHOWN = 80  # characters of a cell that a problem shows
_MOST_NAMES = 10_000  # different names of one column that are looked up
_KINDS = {"product": "product type", "edition": "label edition", "state": "state of goods"}
_NO_VALUE = "is not understood; the value is unknown"
_NO_DAY = "is no date of the form that the source uses; the day is unknown"
_NO_MODEL = "names no model; the row was not read"


class _Unread(NamedTuple):
    """A column of cells, the marks of those that are not read, and the reason."""

    cells: str
    mark: ir.BooleanValue
    meaning: str


class ItemRows:
    """The items of some files of one source, computed by a backend."""

    def __init__(
        self, backend: Backend, mapping: ProductMapping, tables: Sequence[TextTable], today: date
    ) -> None:
        self.backend, self.mapping, self.tables, self.today = backend, mapping, tables, today
        self.unread: list[_Unread] = []

    def steps(self) -> Iterator[str]:
        """Yield each step of the work before it is done."""
        yield "cells"
        _ = self._cells
        yield "values"
        _ = self._read
        yield "rows of one item"
        _ = self._merged
        yield "problems"

    def products(self) -> pa.Table:
        """Return one row per item."""
        found = self._merged.table.order_by(list(PLACE))
        return found.drop("file_number", "category_number").to_pyarrow()

    def certificates(self) -> pa.Table:
        """Return one row per item, label edition and number, in the order of the items."""
        columns = ["item", "edition", "tier", "valid_from", "valid_until", "number"]
        stated = [
            self._read.select(
                *PLACE,
                "item",
                **{name: self._read[f"certificate{place}_{name}"] for name in columns[1:]},
            ).filter(ibis._.edition.notnull(), ibis._.item.notnull())
            for place in range(len(self.mapping.certificates))
        ]
        if not stated:
            days = dict.fromkeys(("valid_from", "valid_until"), "date")
            return ibis.memtable([], schema={**dict.fromkeys(columns, "string"), **days}).to_pyarrow()
        every = reduce(lambda one, other: one.union(other), stated)
        distinct = every.group_by(columns).aggregate(**{name: every[name].min() for name in PLACE})
        return distinct.order_by([*PLACE, "edition"]).select(columns).to_pyarrow()

    def problems(self) -> Iterator[Problem]:
        """Yield the problems of cells and rows.

        They are cells that are not understood, rows without a model, and rows that contradict each other.
        """
        counts = self._read.aggregate(
            **{f"unread{place}": self._read[f"unread{place}"].sum() for place in range(len(self.unread))}
        )
        count = counts.to_pyarrow().to_pylist()[0]
        found: set[tuple[int, Problem]] = set()
        for place, entry in enumerate(self.unread):
            total = count[f"unread{place}"] or 0
            if total:
                found |= self._listed(place, entry)
            if total > MOST_LISTED:
                meaning = f"{total - MOST_LISTED} further cells like the last one: {entry.meaning}"
                column = self._heading(entry.cells, 0, None)
                found.add((len(self.tables), Problem("", None, column, "", meaning, WARNING)))
        yield from (problem for _, problem in sorted(found, key=_by_place))
        yield from self._merged.problems

    def _listed(self, place: int, entry: _Unread) -> set[tuple[int, Problem]]:
        """Return the first problems of a column, each with the number of its file."""
        marked = self._read.filter(self._read[f"unread{place}"]).order_by(list(PLACE)).limit(MOST_LISTED)
        text = marked[entry.cells][:SHOWN] if entry.cells else ibis.literal("")
        severity = WARNING if entry.cells else ERROR
        found = set()
        for row in marked.select(*PLACE, "category", found=text).to_pyarrow().to_pylist():
            number = row["file_number"]
            column = self._heading(entry.cells, number, row["category"])
            file, shown = self.tables[number].file, row["found"] or ""
            found.add((number, Problem(file, row["line"], column, shown, entry.meaning, severity)))
        return found

    def _heading(self, cells: str, number: int, category: str | None) -> str:
        if not cells:
            return ""
        headings = columns_of(self.mapping)[cells]
        spelled = self.mapping.in_category(headings, category) if category is not None else headings
        present = [heading for heading in spelled if heading in self.tables[number].columns]
        return (present or list(spelled))[0]

    @cached_property
    def _cells(self) -> ir.Table:
        """The cells of all items, those of figures also in their parts."""
        cells = cells_of_items(self.backend, self.mapping, self.tables)
        parts = {
            f"parts{place}": parsed(cells[f"cell_value{place}"], value.reading, self.mapping.decimal)
            for place, value in enumerate(self.mapping.values)
            if _is_figure(value)
        }
        return self.backend.create_table("parts", cells.mutate(**parts), temp=True)

    @cached_property
    def _read(self) -> ir.Table:
        """The columns of evidence, beside the cells and the marks of unread ones."""
        cells, mapping = self._cells, self.mapping
        columns = self._names()
        columns |= self._certificates(columns["product_type"])
        named = self.backend.create_table("named", cells.mutate(**columns, **self._marks(0)), temp=True)
        before = len(self.unread)
        values: dict[str, ir.Value] = {}
        for place, value in enumerate(mapping.values):
            self._add(named, values, place, value)
        return self.backend.create_table("read", named.mutate(**values, **self._marks(before)), temp=True)

    def _marks(self, start: int) -> dict[str, ir.BooleanValue]:
        """Return the columns of marks of unread cells from a place on."""
        return {f"unread{place}": entry.mark for place, entry in enumerate(self.unread) if place >= start}

    @cached_property
    def _merged(self) -> MergedItems:
        inner = ("cell_", "parts", "unread", "certificate")
        names = [name for name in self._read.columns if not name.startswith(inner) and name != "category"]
        first = ("item", "model", "brand", "product_type", "state", "source", "file", "line")
        order = [*first, *(name for name in names if name not in first)]
        items = self._read.filter(self._read.item.notnull()).select(order)
        return merged(items, list(dict.fromkeys(value.name for value in self.mapping.values)))

    def _day(self, cells: str) -> ir.Value:
        found = day(self._cells[cells], self.mapping.dates)
        self.unread.append(_Unread(cells, found.unread, _NO_DAY))
        return found.columns[""]

    def _named(self, cells: str, entry: NamedCell | None, kind: str) -> ir.Value:
        """Return the names of the graph that a column stands for."""
        if entry is None or entry.name is not None:
            return ibis.literal(entry.name, "string") if entry else ibis.null("string")
        found = coded(self._cells[cells], self._codes(cells, entry, kind))
        meaning = f"stands for no {_KINDS.get(kind, kind)} that is known; it is left unknown"
        self.unread.append(_Unread(cells, found.unread, meaning))
        return found.columns[""]

    def _codes(self, cells: str, entry: NamedCell, kind: str) -> Mapping[str, str | None]:
        """Return the codes of a column, with the names that people give."""
        codes = dict(entry.codes or {})
        if entry.called:
            known = {code.lower() for code in codes}
            names = {
                text: self._called(kind, text) for text in self._texts(cells) if text.lower() not in known
            }
            codes |= {text: found[0] for text, found in names.items() if len(found) == 1}
        return codes

    def _texts(self, cells: str) -> list[str]:
        """Return the different texts of a column."""
        texts = self._cells.select(text=self._cells[cells]).filter(ibis._.text.notnull()).distinct()
        found: list[str] = texts.order_by("text").limit(_MOST_NAMES).to_pyarrow()["text"].to_pylist()
        return found

    def _called(self, kind: str, text: str) -> tuple[str, ...]:
        return self.mapping.called.find(kind, text)

    def _edition(self, cells: str, entry: NamedCell, product: ir.Value) -> ir.Value:
        """Return label editions.

        Of several with one name it is that which certifies the type of the product.
        """
        found = self._named(cells, entry, "edition")
        if not entry.called:
            return found
        by_product = []
        for text in self._texts(cells):
            candidates = self._called("edition", text)
            products = [(name, self.mapping.called.covers(name)) for name in candidates]
            for name, covered in products if len(candidates) > 1 else ():
                only = covered - {other for rival, others in products if rival != name for other in others}
                if only:
                    by_product.append(((self._cells[cells] == text) & product.isin(sorted(only)), name))
        if not by_product:
            return found
        whole = ibis.coalesce(found, ibis.cases(*by_product, else_=ibis.null("string")))
        cells_, mark, meaning = self.unread.pop()
        self.unread.append(_Unread(cells_, mark & whole.isnull(), meaning))
        return whole

    def _names(self) -> dict[str, ir.Value]:
        """Return the columns that name an item, with its place."""
        cells, mapping = self._cells, self.mapping
        parts = [name_text(cells[f"cell_model{place}"]) for place in range(len(mapping.model))]
        model = _joined([parts[0], *(part.nullif(parts[0]) for part in parts[1:])], " ")
        brand = name_text(cells.cell_brand)
        key = _joined([cells[f"cell_key{place}"] for place in range(len(mapping.key))], "/")
        whole = ibis.coalesce(key, _joined([brand, model], "/"))
        item = _joined([ibis.literal(mapping.name), whole, cells.category], ":")
        files = [(number, table.file) for number, table in enumerate(self.tables)]
        self.unread.append(_Unread("", model.isnull(), _NO_MODEL))
        markets = ibis.null("array<string>")
        columns = {
            "item": ibis.ifelse(model.isnull(), ibis.null("string"), item),
            "model": model,
            "brand": brand,
            "product_type": self._named("cell_type", mapping.type, "product"),
            "state": self._named("cell_state", mapping.state, "state"),
            "source": ibis.literal(mapping.name),
            "file": cells.file_number.cases(*files, else_=""),
            "registered_on": self._day("cell_registered_on"),
            "placed_on_market": self._day("cell_placed_on_market"),
            "markets": entries(cells.cell_markets, mapping.markets[1]) if mapping.markets else markets,
        }
        return {**columns, **({"input__category": cells.category} if mapping.categories else {})}

    def _certificates(self, product: ir.Value) -> dict[str, ir.Value]:
        columns: dict[str, ir.Value] = {}
        for place, entry in enumerate(self.mapping.certificates):
            name = f"certificate{place}_"
            start = self._day(f"cell_{name}from")
            later = (start > ibis.literal(self.today)).fill_null(False)
            meaning = f"begins after {self.today}; the certificate is not valid yet"
            self.unread.append(_Unread(f"cell_{name}from", later, meaning))
            columns[f"{name}edition"] = self._edition(f"cell_{name}edition", entry.edition, product)
            columns[f"{name}tier"] = self._named(f"cell_{name}tier", entry.tier, "tier")
            columns[f"{name}valid_from"] = start
            columns[f"{name}number"] = self._cells[f"cell_{name}number"]
            columns[f"{name}valid_until"] = self._day(f"cell_{name}until")
        return columns

    def _add(self, cells: ir.Table, columns: dict[str, ir.Value], place: int, entry: MappedValue) -> None:
        """Add the columns of a value.

        Of two columns for one value the first that says something counts.
        """
        text, reading = cells[f"cell_value{place}"], entry.reading
        if reading.always is not None:
            found = constant(entry.kind, reading.always, reading.complete)
        elif _is_figure(entry):
            found = figure(text, cells[f"parts{place}"], reading)
        else:
            found = (truth if entry.kind == BOOLEAN else members)(text, reading)
        applies: ir.BooleanValue = ibis.literal(True)
        if entry.types is not None:
            applies = cells.product_type.isin(list(entry.types)).fill_null(False)
        main = entry.name.partition("__facet__")[0]
        if main != entry.name:  # a facet belongs to a measurement
            applies = applies & _stated(
                {end: columns[f"{main}__{end}"] for end in _MAIN if f"{main}__{end}" in columns}
            )
        if reading.headings:
            self.unread.append(_Unread(f"cell_value{place}", found.unread & applies, _NO_VALUE))
        ends = {end: _only(applies, column) for end, column in found.columns.items()}
        stated = _stated(ends)
        if entry.start is not None:
            ends["from"] = _only(stated, ibis.literal(entry.start))
        if entry.reaches is not None:
            ends["reaches"] = _only(stated, ibis.literal(list(entry.reaches), "array<string>"))
        before = {end: columns[f"{entry.name}__{end}"] for end in ends if f"{entry.name}__{end}" in columns}
        for end, column in ends.items():
            earlier = before.get(end)
            columns[f"{entry.name}__{end}"] = (
                column if earlier is None else ibis.ifelse(_stated(before), earlier, column)
            )


def _by_place(entry: tuple[int, Problem]) -> tuple[int, int, tuple[str, ...]]:
    number, problem = entry
    return number, problem.line or 0, problem[2:]


def _is_figure(entry: MappedValue) -> bool:
    return entry.kind != BOOLEAN and entry.kind not in MEMBERS and entry.reading.always is None


def _stated(ends: Mapping[str, ir.Value]) -> ir.BooleanValue:
    """Return whether a value is known."""
    main = [ends[end].notnull() for end in _MAIN if end in ends]
    return reduce(lambda one, other: one | other, main)


def _only(where: ir.BooleanValue, column: ir.Value) -> ir.Value:
    return ibis.ifelse(where, column, ibis.null(column.type()))


def _joined(parts: Sequence[ir.Value], between: str) -> ir.StringValue:
    """Return texts with a mark between them, null if all are null."""
    if not parts:
        return ibis.null("string")
    joined = (
        ibis.array([part.cast("string") for part in parts]).filter(lambda part: part.notnull()).join(between)
    )
    return joined.nullif("")
