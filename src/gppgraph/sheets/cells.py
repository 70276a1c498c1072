"""Columns of tables, and the values of their cells.

A column stands for one property of the authoring form, such as ``products`` or ``title (da)``. A cell
holds every value of that property of one node, or none.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from ..authoring import measures
from ..authoring.context import CODES, Term, Terminology
from ..authoring.form import full_iri, iri_in, is_full, name_in
from ..spelling import near
from ..terms import PREFIXES, curie

Object = ox.NamedNode | ox.Literal
# A cell as a workbook holds it; a CSV file holds texts only.
Raw = str | int | float | bool | datetime.datetime | datetime.date | datetime.time | datetime.timedelta | None
TYPE = "type"
NAME = "name"
# Headings that differ from the key of the form.
HEADINGS = {
    "concept": "property",
    "from": "period",
    "reaches": "reach",
    "exempts": "exemptions",
    "conditions": "condition",
    "binds": "who is bound",
    "at": "source passage",
    "type": "kind",
    "kind": "stated kind",
}
_KEYS = {heading: key for key, heading in HEADINGS.items()}
_XSD = PREFIXES["xsd"]
_RDF_TYPE = ox.NamedNode(PREFIXES["rdf"] + "type")
_FIGURES = frozenset({"value", "lower-bound", "upper-bound", "stated-value"})
_LEXICAL = {
    "date": (r"\d{4}-\d{2}-\d{2}", "a date such as 2023-03-15"),
    "boolean": (r"true|false", "true or false"),
    "integer": (r"[+-]?\d+", "a whole number"),
    "decimal": (r"[+-]?(\d+(\.\d+)?|\.\d+)", "a number such as 2.5"),
}
_COMMA = re.compile(r"([+-]?\d+),(\d+)")
_TEXT_COLUMN = re.compile(r"(.+) \(([a-z]{2,3}(?:-[a-z0-9]{1,8})*|none)\)", re.IGNORECASE)
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]*")
_PARAGRAPHS = re.compile(r"\n(?:[ \t]*\n)+")  # several texts in a cell have a blank line between them
_EPOCH = datetime.date(1899, 12, 30)
_LONGEST_FIGURE = 200
LONGEST = 32_767  # characters of a cell of a workbook
_UNSTORABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufffe\uffff]|_x[0-9A-Fa-f]{4}_")


class CellError(Exception):
    """A cell that cannot be read; the message is one for the author of the cell."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a property.

    ``language`` is that of a text, and ``none`` for a text without a language.
    """

    key: str
    language: str = ""

    @property
    def heading(self) -> str:
        """The heading, such as ``products`` or ``title (da)``."""
        heading = HEADINGS.get(self.key, self.key)
        return f"{heading} ({self.language})" if self.language else heading


class Cells:
    """Reader and writer of the cells of one edition."""

    def __init__(self, words: Terminology, base: str) -> None:
        self.words, self.base = words, base

    def column(self, heading: str) -> Column | None:
        """Return the column of a heading, or ``None`` if there is no such property."""
        text = " ".join(heading.split())
        match = _TEXT_COLUMN.fullmatch(text)
        name, language = (match[1], match[2].lower()) if match else (text, "")
        name = name.lower()
        key = _KEYS.get(name, name)
        if key == TYPE:
            return Column(TYPE)
        term = self.words.terms.get(key)
        if term is None or term.reverse or (language and term.form != "text"):
            return None
        return Column(key, (language or "en") if term.form == "text" else "")

    def predicate(self, column: Column) -> ox.NamedNode:
        """Return the property that a column stands for."""
        return _RDF_TYPE if column.key == TYPE else ox.NamedNode(self.words.terms[column.key].iri)

    def columns(self, predicate: str, objects: Iterable[Object]) -> dict[Column, list[Object]]:
        """Return the columns of a property with their values.

        The result is empty for a property without a column.
        """
        if predicate == _RDF_TYPE.value:
            return {Column(TYPE): list(objects)}
        term = self.words.by_iri.get(predicate)
        if term is None:
            return {}
        if term.form != "text":
            return {Column(term.name): list(objects)}
        by_language: dict[Column, list[Object]] = {}
        for item in objects:
            language = (item.language if isinstance(item, ox.Literal) else None) or "none"
            by_language.setdefault(Column(term.name, language), []).append(item)
        return by_language

    # Writing.

    def text_of(self, column: Column, objects: list[Object]) -> str | None:
        """Return the cell of some values, or ``None`` if no cell reads back as them."""
        try:
            text = self._text_of(column, objects)
            if text is None or not is_storable(text):
                return None
            values, _ = self.values_of(column, text)
        except CellError:
            return None
        return text if set(values) == set(objects) else None

    def _text_of(self, column: Column, objects: list[Object]) -> str | None:
        term = self.words.terms.get(column.key)
        if column.key == TYPE or (term is not None and term.form == "iri"):
            names = [self._name(term, item.value) for item in objects if isinstance(item, ox.NamedNode)]
            return ", ".join(sorted(names)) if len(names) == len(objects) else None
        values = sorted(item.value for item in objects)
        if term is not None and term.form in ("string", "any"):
            return "\n".join(values)
        if term is not None and term.form == "typed":
            return ", ".join(values)
        return "\n\n".join(values)

    def _name(self, term: Term | None, iri: str) -> str:
        if term is None:
            return self.words.class_names.get(iri) or curie(iri)
        if term.name == "unit":
            return measures.unit_name(self.words, iri)
        return name_in(term.namespace, self.base, iri)

    # Reading.

    def values_of(self, column: Column, raw: Raw) -> tuple[list[Object], str]:
        """Return the values of a cell, and a note if they were converted.

        Raises:
            CellError: the cell is not of the form of its column.
        """
        if column.key == TYPE:
            return [ox.NamedNode(self.class_iri(name)) for name in _names(_plain(raw))], ""
        term = self.words.terms[column.key]
        if term.form == "iri":
            return [ox.NamedNode(self.reference(term, name)) for name in _names(_plain(raw))], ""
        if term.form == "text":
            texts = _PARAGRAPHS.split(_plain(raw))
            language = None if column.language == "none" else column.language
            return [
                ox.Literal(text, language=language) if language else ox.Literal(text) for text in texts
            ], ""
        if term.form == "string":
            return [ox.Literal(line) for line in _plain(raw).split("\n")], ""
        if term.form == "typed":
            kind = (term.datatype or "").removeprefix(_XSD)
            return _typed(raw, kind)
        return self._figures(term, raw)

    def _figures(self, term: Term, raw: Raw) -> tuple[list[Object], str]:
        values: list[Object] = []
        note = ""
        for line in _plain(raw).split("\n"):
            text, more = _with_point(line)
            note = note or more
            if len(text) > _LONGEST_FIGURE and text.lstrip("+-")[:1].isdigit():
                raise CellError(f"a figure has {len(text)} characters; at most {_LONGEST_FIGURE} are read")
            figure = measures.number(text)
            if figure is not None:
                kind = "integer" if measures.INTEGER.fullmatch(text) else "decimal"
                values.append(ox.Literal(text, datatype=ox.NamedNode(_XSD + kind)))
            elif term.name in _FIGURES and re.match(r"[+-]?[\d.,]", line):
                hint = "; write the unit in the column unit" if measures.is_quantity(line) else ""
                raise CellError(f'"{line[:60]}" is not a number such as 2 or 2.5{hint}')
            else:
                values.append(ox.Literal(line))
        return values, note

    def class_iri(self, name: str) -> str:
        """Return the IRI of a class.

        Raises:
            CellError: there is no such class.
        """
        if is_full(name):
            return self.full(name)
        if name not in self.words.classes:
            raise CellError(f'kind "{name[:80]}" is not known.{hint(name, self.words.classes)}')
        return self.words.classes[name]

    def reference(self, term: Term, name: str) -> str:
        """Return the IRI that a name stands for as a value of ``term``.

        Raises:
            CellError: it has no prefix where it needs one, or stands in no code list.
        """
        if term.name == "unit":
            return measures.unit_iri(self.words, name, 0, lambda text, _: CellError(text))
        if is_full(name):
            return self.full(name)
        if term.namespace is None:
            raise CellError(f'"{name[:80]}" needs a prefix, such as label:{name[:80]}')
        target = self._checked(iri_in(term.namespace, self.base, name), name)
        if term.namespace.startswith(CODES) and target not in self.words.codes:
            codes = self.words.names.get(term.namespace, {})
            heading = HEADINGS.get(term.name, term.name)
            raise CellError(f'{heading} "{name[:80]}" is not in the list of codes.{hint(name, codes)}')
        return target

    def full(self, name: str) -> str:
        """Return the IRI of a full name, such as ``req:x`` or ``https://example.org/``.

        Raises:
            CellError: its prefix or code is not known.
        """
        prefix, _, local = name.partition(":")
        iri = full_iri(name)
        if iri == name and "//" not in name and prefix != "urn":
            raise CellError(f'prefix "{prefix[:40]}" is not known.{hint(prefix, PREFIXES)}')
        self._checked(iri, name)
        if iri.startswith(CODES) and iri not in self.words.codes:
            codes = self.words.names.get(iri[: iri.rindex("/") + 1], {})
            raise CellError(f'"{name[:80]}" is not in the list of codes.{hint(local, codes)}')
        return iri

    def node(self, namespace: str | None, name: str) -> str:
        """Return the IRI of a node by its name in a sheet.

        Raises:
            CellError: it makes no name.
        """
        if is_full(name):
            return self.full(name)
        if namespace is None:
            raise CellError(f'"{name[:80]}" needs a prefix, such as req:{name[:80]}')
        return self._checked(iri_in(namespace, self.base, name), name)

    def _checked(self, iri: str, name: str) -> str:
        if not _IRI.fullmatch(iri):
            raise CellError(f'"{name[:80]}" makes no name: blanks and <>"{{}}|\\^` are not allowed')
        return iri


def is_storable(text: str) -> bool:
    """Return whether a cell of a workbook keeps a text as it is."""
    return text.strip() == text and text != "" and len(text) <= LONGEST and not _UNSTORABLE.search(text)


def hint(name: str, names: Iterable[str]) -> str:
    """Return near matches as the end of a message, or an empty text."""
    close = near(name[:80], names)
    return f" Close matches: {', '.join(close)}." if close else ""


def _names(text: str) -> list[str]:
    """Return the names of a list.

    A comma or semicolon inside an address belongs to it.
    """
    names: list[str] = []
    for part in re.split(r"[;,]?\s+", text):
        names += [part] if "://" in part else re.split(r"[;,]", part)
    return [name for name in (name.strip() for name in names) if name]


def _plain(raw: Raw) -> str:
    """Return a cell as text; a whole number has no fraction."""
    if isinstance(raw, datetime.date | datetime.time | datetime.timedelta):
        raise CellError(f"holds a date ({raw}); give the cell the format text and write what you mean")
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, float):
        return str(int(raw)) if raw.is_integer() and abs(raw) < 1e15 else f"{raw:.15g}"
    return str(raw).replace("\r\n", "\n").strip()


def _with_point(text: str) -> tuple[str, str]:
    """Return a number with a decimal point, and a note if it had a comma."""
    match = _COMMA.fullmatch(text)
    if not match:
        return text, ""
    if len(match[2]) == 3:
        raise CellError(f'"{text}" may be {match[1]}.{match[2]} or {match[1]}{match[2]}; write one of them')
    return f"{match[1]}.{match[2]}", f'"{text}" was read as {match[1]}.{match[2]}'


def _typed(raw: Raw, kind: str) -> tuple[list[Object], str]:
    datatype = ox.NamedNode(_XSD + kind)
    if kind == "date":
        text, note = _date(raw)
        parts = _names(text)
    else:
        parts = re.split(r";\s*|,\s+|\n", _plain(raw).lower())
        note = ""
    values: list[Object] = []
    pattern, expected = _LEXICAL.get(kind, (r".+", f"a value of {kind}"))
    for part in parts:
        text = part
        if kind == "decimal":
            text, note = _with_point(part)
        if not re.fullmatch(pattern, text):
            raise CellError(f'"{part[:60]}" is not {expected}')
        values.append(ox.Literal(text, datatype=datatype))
    return values, note


def _date(raw: Raw) -> tuple[str, str]:
    """Return a day as text; a number is counted from 1900 as workbooks do."""
    if isinstance(raw, datetime.datetime):
        raw = raw.date()
    if isinstance(raw, datetime.date):
        return raw.isoformat(), ""
    serial = raw if isinstance(raw, int | float) and not isinstance(raw, bool) else None
    if serial is None:
        text = _plain(raw)
        for part in _names(text):
            if re.fullmatch(_LEXICAL["date"][0], part):
                _real_day(part)
        return text, ""
    if not 20_000 <= serial < 80_000 or int(serial) != serial:
        raise CellError(f'"{serial}" is not a date such as 2023-03-15')
    day = (_EPOCH + datetime.timedelta(days=int(serial))).isoformat()
    return day, f"{int(serial)} was read as the date {day}"


def _real_day(text: str) -> None:
    try:
        datetime.date.fromisoformat(text)
    except ValueError as error:
        raise CellError(f'"{text}" is no day of the calendar') from error
