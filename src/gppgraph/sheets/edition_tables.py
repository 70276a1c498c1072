"""Tables of one edition: a row per node, a column per property.

A statement that fits no cell stands in the sheet "Other statements", so that nothing is lost.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import pyoxigraph as ox

from ..authoring.context import Terminology
from ..authoring.form import name_in
from ..errors import InputError, OutputError
from ..spelling import natural
from ..terms import PREFIXES, curie
from .cells import NAME, TYPE, Cells, Column, Object, is_storable

ABOUT, OTHER = "About", "Other statements"
CONSTRAINTS, REQUIREMENTS, FURTHER = "Constraints", "Requirements", "Further"
LAYOUT = "1"
UNDER, AS = "under", "as"
# Properties of the requirement that are repeated beside each of its constraints.
OF_REQUIREMENT = "requirement: "
_REPEATED = ("code", "title", "our-title", TYPE, "level", "proofs")
# The properties by which a part hangs on its requirement or on another part.
LINKS = ("shall", "should", "any-of", "with")
PARTS = ("Constraint", "Recommendation", "Alternative", "Facet")
# The columns that every sheet of constraints has, in this order.
_ALWAYS = (
    "products",
    "concept",
    "operator",
    "value",
    "unit",
    "from",
    "reaches",
    "exempts",
    "conditions",
    "binds",
)
_LAST = ("at", "confidence")
_FIRST = (TYPE, "full-title", "title", "our-title", "name", "code", "level", "topic", "status")
OTHER_COLUMNS = (NAME, "property", "value", "type")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with the classes of its nodes and the prefix of names that have none."""

    name: str
    classes: tuple[str, ...]
    prefix: str | None


SHEETS = (
    Sheet(CONSTRAINTS, PARTS, "req"),
    Sheet(REQUIREMENTS, (), "req"),
    Sheet(
        "Edition",
        ("DataFile", "CriteriaSetEdition", "LabelEdition", "LabelScheme", "LabelVersion", "gpp:DerivedSet"),
        None,
    ),
    Sheet("Proofs", ("EvidenceTypeList",), "proof"),
    Sheet("Notes", ("ExplanatoryNote", "NoteItem"), "note"),
    Sheet("References", ("CrossReference",), "ref"),
    Sheet("Passages", ("Passage",), "passage"),
    Sheet(FURTHER, (), None),
)


@dataclass(slots=True)
class EditionTable:
    """A sheet as texts: its headings and rows, of which empty cells are empty texts."""

    name: str
    headings: list[str]
    rows: list[list[str]] = field(default_factory=list)


def namespace_of(sheet: Sheet, prefix: str) -> str | None:
    """Return the namespace of short names in a sheet.

    ``prefix`` is that of requirements in this edition: ``req`` or ``crit``.
    """
    return PREFIXES[prefix if sheet.prefix == "req" else sheet.prefix] if sheet.prefix else None


def tables(triples: Iterable[ox.Triple], base: str, words: Terminology) -> list[EditionTable]:
    """Return the tables of the edition ``base`` that stand for ``triples``.

    Raises:
        InputError: there is a node without a name.
        OutputError: a text fits no cell.
    """
    return _Tables(triples, base, words).run()


class _Tables:
    def __init__(self, triples: Iterable[ox.Triple], base: str, words: Terminology) -> None:
        self.base, self.words, self.cells = base, words, Cells(words, base)
        self.nodes: dict[str, dict[str, list[Object]]] = defaultdict(lambda: defaultdict(list))
        for triple in sorted(set(triples), key=str):
            if not isinstance(triple.subject, ox.NamedNode) or not isinstance(triple.object, Object):
                raise InputError(f"{triple}: a node without a name stands in no table; give it an IRI.")
            self.nodes[triple.subject.value][triple.predicate.value].append(triple.object)
        prefixes = [curie(node).partition(":")[0] for node in self.nodes]
        self.prefix = "crit" if prefixes.count("crit") > prefixes.count("req") else "req"
        self.other: list[list[str]] = []
        self.links: dict[str, tuple[str, str]] = {}

    def run(self) -> list[EditionTable]:
        order = sorted(self.nodes, key=natural)
        by_sheet: dict[str, list[str]] = {sheet.name: [] for sheet in SHEETS}
        for node in order:
            by_sheet[self.sheet_of(node).name].append(node)
        for node in order:
            self.take_links(node, set(by_sheet[CONSTRAINTS]))
        content = {node: self.content(node) for node in order}
        result = [self.about()]
        for sheet in SHEETS:
            nodes = [node for node in by_sheet[sheet.name] if content[node] or node in self.links]
            if nodes or sheet.name == CONSTRAINTS:
                result.append(self.table(sheet, nodes, content))
        if self.other:
            result.append(EditionTable(OTHER, list(OTHER_COLUMNS), self.other))
        return result

    def about(self) -> EditionTable:
        rows = [["edition", self.base], ["names", self.prefix], ["layout", LAYOUT]]
        return EditionTable(ABOUT, ["key", "value"], rows)

    def sheet_of(self, node: str) -> Sheet:
        types = self.nodes[node].get(PREFIXES["rdf"] + "type", [])
        classes = {self.words.class_names.get(item.value) or curie(item.value) for item in types}
        for sheet in SHEETS:
            if classes & set(sheet.classes):
                return sheet
        of_requirements = PREFIXES["cccev"] + "hasRequirement" in self.nodes[node] or any(
            term in self.nodes[node]
            for term in (self.words.terms["topic"].iri, self.words.terms["level"].iri)
        )
        return SHEETS[1] if of_requirements else SHEETS[-1]

    def take_links(self, parent: str, parts: set[str]) -> None:
        """Note by which property each part hangs on its parent."""
        for key in LINKS:
            objects = self.nodes[parent].get(self.words.terms[key].iri, [])
            for item in list(objects):
                if isinstance(item, ox.NamedNode) and item.value in parts and item.value not in self.links:
                    self.links[item.value] = (parent, key)
                    objects.remove(item)

    def content(self, node: str) -> dict[Column, str]:
        """Return the cells of a node; other values go to the other statements."""
        cells: dict[Column, str] = {}
        for predicate, objects in self.nodes[node].items():
            rest = list(objects)
            for column, values in self.cells.columns(predicate, objects).items():
                text = self.cells.text_of(column, values)
                if text is not None:
                    cells[column] = text
                    rest = [item for item in rest if item not in values]
            self.other += [self.statement(node, predicate, item) for item in rest]
        return cells

    def statement(self, node: str, predicate: str, item: Object) -> list[str]:
        """Return a row of the other statements."""
        if isinstance(item, ox.NamedNode):
            return [curie(node), curie(predicate), curie(item.value), NAME]
        if not is_storable(item.value):
            raise OutputError(
                f"{curie(node)}: {curie(predicate)} holds a text that no cell can hold: {item.value[:40]!r}"
            )
        kind = "@" + item.language if item.language else curie(item.datatype.value)
        return [curie(node), curie(predicate), item.value, kind]

    def table(self, sheet: Sheet, nodes: list[str], content: dict[str, dict[Column, str]]) -> EditionTable:
        used = {column for node in nodes for column in content[node]}
        if sheet.name == CONSTRAINTS:
            used |= {Column(key) for key in (*_ALWAYS[:8], "binds", *_LAST)} | {Column("conditions", "en")}
        columns = sorted(used, key=lambda column: _rank(column, sheet.name))
        is_parts = sheet.name == CONSTRAINTS
        repeated = self.repeated(nodes, content) if is_parts else []
        headings = [NAME, *([UNDER, AS] if is_parts else [])]
        headings += [OF_REQUIREMENT + column.heading for column in repeated]
        headings += [column.heading for column in columns]
        table = EditionTable(sheet.name, headings)
        namespace = namespace_of(sheet, self.prefix)
        for node in nodes:
            row = [name_in(namespace, self.base, node)]
            if is_parts:
                parent, key = self.links.get(node, ("", ""))
                row += [name_in(namespace, self.base, parent) if parent else "", key]
                top = content.get(self.requirement(node), {})
                row += [top.get(column, "") for column in repeated]
            table.rows.append(row + [content[node].get(column, "") for column in columns])
        return table

    def repeated(self, nodes: list[str], content: dict[str, dict[Column, str]]) -> list[Column]:
        tops = {self.requirement(node) for node in nodes}
        used = {column for node in tops for column in content.get(node, ()) if column.key in _REPEATED}
        return sorted(used, key=lambda column: (_REPEATED.index(column.key), column.language))

    def requirement(self, node: str) -> str:
        """Return the requirement that a part belongs to, or an empty text."""
        seen = {node}
        while node in self.links:
            node = self.links[node][0]
            if node in seen:
                return ""
            seen.add(node)
        return "" if len(seen) == 1 else node


def _rank(column: Column, sheet: str) -> tuple[int, int, str, str]:
    first = (TYPE, *_ALWAYS) if sheet == CONSTRAINTS else _FIRST
    if column.key in first:
        return 0, first.index(column.key), column.key, column.language
    if column.key in _LAST:
        return 1, _LAST.index(column.key), column.key, column.language
    return 2, 0, column.key, column.language
