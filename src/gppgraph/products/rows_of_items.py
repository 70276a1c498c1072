"""Rows of a source as items of evidence, with their certificates and problems."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, reduce
from typing import TYPE_CHECKING, Any, NamedTuple

import ibis
import ibis.expr.types as ir

from .cell_values import coded, constant, day, entries, name_text, said, value
from .headings import ERROR, WARNING, Problem
from .merged_items import MergedItems, merged
from .text_tables import TextTable

if TYPE_CHECKING:
    import pyarrow as pa
    from ibis.backends.duckdb import Backend

    from .mappings import MappedCertificate, MappedValue, NamedCell, ProductMapping

SHOWN = 80  # characters of a cell that a problem shows
_MOST_NAMES = 10_000  # different names of one column that are looked up
_ORDER = ("file_number", "line", "category_number")
_NAMES = {"product": "product type", "edition": "label edition", "state": "state of goods"}


class _Unread(NamedTuple):
    """A cell that was not understood where ``where`` holds."""

    column: str
    text: ir.StringValue
    where: ir.BooleanValue
    meaning: str


class _Variant(NamedTuple):
    """The items that one category of a file gives; ``columns`` are those of evidence by name."""

    table: ir.Table
    columns: dict[str, ir.Value]
    certificates: list[dict[str, ir.Value]]
    unread: list[_Unread]


class ItemRows:
    """The items of some files of one source."""

    def __init__(self, backend: Backend, mapping: ProductMapping, tables: Sequence[TextTable], today: date) -> None:
        self.backend, self.mapping, self.tables, self.today = backend, mapping, tables, today

    def products(self) -> pa.Table:
        """Return one row per item."""
        return self._items.table.order_by(list(_ORDER)).drop("file_number", "category_number").to_pyarrow()

    def certificates(self) -> pa.Table:
        """Return one row per item and label edition, in the order of the items."""
        stated = [
            variant.table.select(**certificate, **{name: variant.columns[name] for name in _ORDER}).filter(
                ibis._.edition.notnull()
            )
            for variant in self._variants
            for certificate in variant.certificates
        ]
        columns = ("item", "edition", "tier", "valid_from", "valid_until", "number")
        if not stated:
            return ibis.memtable([], schema=dict.fromkeys(columns, "string")).to_pyarrow()
        every = reduce(lambda one, other: one.union(other), stated)
        distinct = every.group_by(list(columns)).aggregate(**{name: every[name].min() for name in _ORDER})
        return distinct.order_by([*_ORDER, "edition"]).select(list(columns)).to_pyarrow()

    def problems(self) -> Iterator[Problem]:
        """Yield cells that were not understood, rows without a model, and rows that contradict each other."""
        for number in range(len(self.tables)):
            once = {entry.column: entry for variant in self._variants_of(number) for entry in variant.unread}
            yield from self._unread(number, list(once.values()))
        yield from self._items.problems

    def _unread(self, number: int, entries: Sequence[_Unread]) -> Iterator[Problem]:
        """Yield the problems of one file; cells are shown only of columns that have some."""
        source = self._source(number)
        if not entries:
            return
        counts = source.aggregate(
            **{f"u{place}": entry.where.sum() for place, entry in enumerate(entries)}
        ).to_pyarrow().to_pylist()[0]
        found = []
        for place, entry in enumerate(entries):
            if counts[f"u{place}"]:
                rows = source.filter(entry.where).select(line=source.line, found=entry.text[:SHOWN])
                for row in rows.order_by("line").to_pyarrow().to_pylist():
                    severity = ERROR if entry.column == "" else WARNING
                    found.append(
                        Problem(self.tables[number].file, row["line"], entry.column, row["found"] or "", entry.meaning, severity)
                    )
        yield from sorted(found, key=lambda problem: (problem.line or 0, problem.column))

    @cached_property
    def _items(self) -> MergedItems:
        items = [variant.table.select(**variant.columns) for variant in self._variants]
        every = self.backend.create_table("items", reduce(lambda one, other: one.union(other), items), temp=True)
        return merged(every, list(dict.fromkeys(entry.name for entry in self.mapping.values)))

    @cached_property
    def _variants(self) -> list[_Variant]:
        return [variant for number in range(len(self.tables)) for variant in self._variants_of(number)]

    def _source(self, number: int) -> ir.Table:
        return self.backend.table(self.tables[number].table)

    def _variants_of(self, number: int) -> list[_Variant]:
        """Return the items of a file: one variant per category, and one of the rows without any."""
        mapping = self.mapping
        if not mapping.categories:
            return [self._variant(number, None, 0, ibis.literal(True))]
        variants = []
        absent: ir.BooleanValue = ibis.literal(True)
        for place, category in enumerate(mapping.categories, 1):
            cells = [
                self._cell(number, mapping.in_category(entry.reading.headings, category))
                for entry in mapping.values
                if category in mapping.categories_of(entry)
            ]
            present = reduce(lambda one, other: one | other, [cell.notnull() for cell in cells])
            absent = absent & ~present
            variants.append(self._variant(number, category, place, present))
        return [*variants, self._variant(number, None, 0, absent)]

    def _cell(self, number: int, headings: Iterable[str]) -> ir.StringValue:
        """Return the cell of the first heading that a file has, null for none."""
        source, columns = self._source(number), self.tables[number].columns
        found = [source[columns[heading]] for heading in headings if heading in columns]
        return said(found[0], self.mapping.unknown) if found else ibis.null("string")

    def _variant(self, number: int, category: str | None, place: int, present: ir.BooleanValue) -> _Variant:
        mapping, source = self.mapping, self._source(number)
        unread: list[_Unread] = []

        def cell(headings: Iterable[str]) -> ir.StringValue:
            return self._cell(number, headings)

        def dated(headings: tuple[str, ...]) -> ir.Value:
            text = cell(headings)
            found = day(text, mapping.dates)
            unread.append(_Unread(_heading(headings), text, found.unread, "is no date of the source's form; the day is unknown"))
            return found.columns[""]

        def named(entry: NamedCell | None, kind: str) -> ir.Value:
            if entry is None or entry.name is not None:
                return ibis.literal(entry.name, "string") if entry else ibis.null("string")
            text = cell(entry.headings)
            found = coded(text, self._codes(number, entry, kind))
            meaning = f"stands for no {_NAMES.get(kind, kind)} that is known; it is left unknown"
            unread.append(_Unread(_heading(entry.headings), text, found.unread, meaning))
            return found.columns[""]

        parts = [name_text(cell([heading])) for heading in mapping.model]
        repeated = [ibis.ifelse(part == parts[0], ibis.null("string"), part) for part in parts[1:]]
        model = _joined([parts[0], *repeated], " ")
        brand = name_text(cell(mapping.brand))
        key = _joined([cell([heading]) for heading in mapping.key], "/") if mapping.key else ibis.null("string")
        whole = ibis.coalesce(key, _joined([brand, model], "/"))
        ends = [ibis.literal(category)] if category is not None else []
        columns: dict[str, ir.Value] = {
            "item": _joined([ibis.literal(mapping.name), whole, *ends], ":"),
            "model": model,
            "brand": brand,
            "product_type": named(mapping.type, "product"),
            "state": named(mapping.state, "state"),
            "source": ibis.literal(mapping.name),
            "file": ibis.literal(self.tables[number].file),
            "line": source.line,
            "registered_on": dated(mapping.registered_on),
            "placed_on_market": dated(mapping.placed_on_market),
            "markets": entries(cell(mapping.markets[0]), mapping.markets[1]) if mapping.markets else ibis.null("array<string>"),
            "file_number": ibis.literal(number, "int64"),
            "category_number": ibis.literal(place, "int64"),
        }
        if mapping.categories:
            columns["input__category"] = ibis.literal(category, "string")
        for entry in mapping.values:
            self._add(columns, number, category, entry, unread)
        certificates = [
            {
                "item": columns["item"],
                "edition": named(certificate.edition, "edition"),
                "tier": named(certificate.tier, "tier"),
                "valid_from": dated(certificate.start),
                "valid_until": dated(certificate.end),
                "number": cell(certificate.number),
            }
            for certificate in mapping.certificates
        ]
        for entry, certificate in zip(mapping.certificates, certificates, strict=True):
            later = (certificate["valid_from"] > ibis.literal(self.today)).fill_null(False)
            heading = _heading(entry.start)
            meaning = f"begins after {self.today}; the certificate is not valid yet"
            unread.append(_Unread(f"{heading} ", cell(entry.start), later, meaning))
        unread.append(_Unread("", ibis.literal(""), model.isnull(), "names no model; the row was not read"))
        return _Variant(source.filter(present & model.notnull()), columns, certificates, unread)

    def _codes(self, number: int, entry: NamedCell, kind: str) -> Mapping[str, str | None]:
        """Return the codes of a column, with the names that people give where cells hold such names."""
        codes = dict(entry.codes or {})
        if entry.called:
            text = self._cell(number, entry.headings)
            texts = self._source(number).select(text=text).distinct().filter(ibis._.text.notnull())
            for found in texts.order_by("text").limit(_MOST_NAMES).to_pyarrow()["text"].to_pylist():
                if found.lower() not in {code.lower() for code in codes}:
                    name = self.mapping.resolve(kind, found)
                    codes |= {found: name} if name else {}
        return codes

    def _add(
        self,
        columns: dict[str, ir.Value],
        number: int,
        category: str | None,
        entry: MappedValue,
        unread: list[_Unread],
    ) -> None:
        """Add the columns of a value; of two columns for one value the first that says something counts."""
        mapping, reading = self.mapping, entry.reading
        headings: tuple[str, ...] = ()
        if reading.always is not None:
            found = constant(entry.kind, reading.always, reading.complete)
        else:
            if category in mapping.categories_of(entry) or None in mapping.categories_of(entry):
                headings = mapping.in_category(reading.headings, category) if category else reading.headings
            found = value(entry.kind, self._cell(number, headings), reading, mapping.decimal)
        applies: ir.BooleanValue = ibis.literal(True)
        if entry.types is not None:
            applies = columns["product_type"].isin(list(entry.types)).fill_null(False)
        if headings:
            meaning = "is not understood; the value is unknown"
            unread.append(_Unread(_heading(headings), self._cell(number, headings), found.unread & applies, meaning))
        ends = {end: _only(applies, column) for end, column in found.columns.items()}
        stated = _stated(ends)
        if entry.start is not None:
            ends["from"] = _only(stated, ibis.literal(entry.start))
        if entry.reaches is not None:
            ends["reaches"] = _only(stated, ibis.literal(list(entry.reaches), "array<string>"))
        names = {end: f"{entry.name}__{end}" for end in ends}
        before = {end: columns[name] for end, name in names.items() if name in columns}
        known = _stated(before) if before else None
        for end, column in ends.items():
            earlier = before.get(end)
            columns[names[end]] = column if known is None or earlier is None else ibis.ifelse(known, earlier, column)


def _stated(ends: Mapping[str, ir.Value]) -> ir.BooleanValue:
    """Return whether a value is known."""
    main = [ends[end].notnull() for end in ("low", "high", "holds", "members") if end in ends]
    return reduce(lambda one, other: one | other, main)


def _only(where: ir.BooleanValue, column: ir.Value) -> ir.Value:
    return ibis.ifelse(where, column, ibis.null(column.type()))


def _joined(parts: Sequence[ir.Value], between: str) -> ir.StringValue:
    """Return texts with a mark between them, null if all are null."""
    joined = ibis.array([part.cast("string") for part in parts]).filter(lambda part: part.notnull()).join(between)
    return joined.nullif("")


def _heading(headings: Sequence[str]) -> str:
    return " or ".join(headings)
