"""Mappings: how the columns of a source are read as evidence on products.

A mapping is a YAML file in ``mappings/`` of the workspace or of the shipped graph; nothing about a source
stands in Python.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import GppGraphError, InputError, MissingExtraError, SourceError, UnknownNameError
from ..spelling import near
from ..workspace import engine_root, layers
from .called_names import CalledNames
from .mapping_vocabulary import BOOLEAN, FORMULA, MEMBERS, NUMBER, ORDINAL, MappingVocabulary, vocabulary
from .product_mapping import (
    CellReading,
    MappedCertificate,
    MappedInterval,
    MappedValue,
    NamedCell,
    ProductMapping,
)

if TYPE_CHECKING:
    from ..dataset import Dataset

FOLDER = "mappings"
SCHEMA = "product-mapping.schema.json"
FIGURES = (NUMBER, ORDINAL, FORMULA)


def mapping_files(root: Path) -> dict[str, Path]:
    """Return the mapping files of a workspace by name.

    They come before those of the graph that it extends, and before the shipped ones.
    """
    folders = dict.fromkeys([engine_root(root), *layers(root)])
    return {path.stem: path for folder in folders for path in sorted((folder / FOLDER).glob("*.yaml"))}


def find_mapping(dataset: Dataset, name: str) -> ProductMapping:
    """Return the mapping of a name, or of a file that ends in ``.yaml``.

    Raises:
        UnknownNameError: there is none of that name.
        SourceError: the file is not of its form, or names something that is not in the graph.
        MissingExtraError: the libraries for products are not installed.
    """
    if name.endswith((".yaml", ".yml")):
        path = Path(name)
    else:
        files = mapping_files(dataset.root)
        if name not in files:
            raise UnknownNameError("mapping", name, near(name, files), sorted(files))
        path = files[name]
    return read_mapping(path, engine_root(dataset.root) / "ontology" / SCHEMA, vocabulary(dataset), dataset)


def read_mapping(path: Path, schema: Path, words: MappingVocabulary, dataset: Dataset) -> ProductMapping:
    """Return the mapping of a file.

    Raises:
        SourceError: it is not of its form, or names something that is not in the graph.
        MissingExtraError: the libraries for products are not installed.
    """
    try:
        import jsonschema
        import yaml
    except ImportError as error:
        raise MissingExtraError("reading products", "products") from error
    try:
        text = path.read_text(encoding="utf-8")
        tree = yaml.compose(text, Loader=yaml.SafeLoader)
        content = yaml.safe_load(text)
    except OSError as error:
        raise SourceError(path, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise SourceError(path, "is not UTF-8") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise SourceError(path, f"is no YAML: {error}", mark.line + 1 if mark else None) from error
    validator = jsonschema.Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))
    fault = jsonschema.exceptions.best_match(validator.iter_errors(content))
    if fault is not None:
        place = ".".join(map(str, fault.absolute_path)) or "the file"
        raise SourceError(path, f"{place}: {fault.message}", _line(tree, fault.absolute_path))
    return _MappingReader(path, content, tree, words, dataset).mapping()


def _line(tree: Any, path: Iterable[str | int]) -> int | None:
    """Return the line of a node of a YAML tree.

    A node that is missing has that of the nearest node above.
    """
    node = tree
    for step in path:
        if isinstance(step, int):
            node = node.value[step]
        else:
            node = next((value for key, value in node.value if key.value == str(step)), node)
    return node.start_mark.line + 1 if node is not None else None


class _MappingReader:
    """Reads the content of a file that is of the form of the schema."""

    def __init__(
        self, path: Path, content: Any, tree: Any, words: MappingVocabulary, dataset: Dataset
    ) -> None:
        self.path, self.content, self.tree = path, content, tree
        self.words, self.register, self.called = words, dataset.register, CalledNames(dataset)

    def mapping(self) -> ProductMapping:
        content, item = self.content, self.content["item"]
        markets = item.get("markets")
        values = [
            value for place, entry in enumerate(content["values"]) for value in self.value(place, entry)
        ]
        inputs = [self.input(place, entry) for place, entry in enumerate(content.get("inputs", ()))]
        return ProductMapping(
            self.path.stem,
            self.path,
            content["title"],
            content.get("sample", ""),
            content["form"],
            content.get("records", "$"),
            content.get("delimiter", ","),
            content.get("decimal", "."),
            tuple(content.get("dates", ("%Y-%m-%d",))),
            tuple(content.get("unknown", ())),
            tuple(map(_headings, item.get("key", ()))),
            tuple(map(_headings, item["model"])),
            _headings(item.get("brand")),
            self.named(item.get("type"), "product", ("item", "type")),
            self.named(item.get("state"), "state", ("item", "state")),
            _headings(item.get("registered-on")),
            _headings(item.get("placed-on-market")),
            (_headings(markets["column"]), markets["between"]) if markets else None,
            {str(key): words for key, words in content.get("categories", {}).items()},
            (*values, *inputs),
            tuple(
                self.certificate(place, entry) for place, entry in enumerate(content.get("certificates", ()))
            ),
            tuple((_headings(entry["columns"]), entry["reason"]) for entry in content.get("left-out", ())),
            self.called,
        )

    def fail(self, error: GppGraphError | str, *place: str | int) -> SourceError:
        return SourceError(self.path, f"{'.'.join(map(str, place))}: {error}", _line(self.tree, place))

    def known(self, kind: str, name: str, *place: str | int) -> str:
        """Return a name of the register, such as a product type."""
        names = self.register.names[kind]
        if name not in names:
            raise self.fail(UnknownNameError(kind, name, near(name, names)), *place)
        return name

    def named(self, entry: Any, kind: str, place: tuple[str | int, ...]) -> NamedCell | None:
        if entry is None:
            return None
        if isinstance(entry, str):
            return NamedCell(entry if kind == "tier" else self.known(kind, entry, *place))
        codes = {
            str(text): name
            if name is None or kind == "tier"
            else self.known(kind, name, *place, "codes", text)
            for text, name in entry.get("codes", {}).items()
        }
        return NamedCell(None, _headings(entry["column"]), codes, entry.get("called", False))

    def certificate(self, index: int, entry: Any) -> MappedCertificate:
        edition = self.named(entry["edition"], "edition", ("certificates", index, "edition"))
        assert edition is not None
        return MappedCertificate(
            edition,
            self.named(entry.get("tier"), "tier", ("certificates", index, "tier")),
            *(_headings(entry.get(key)) for key in ("from", "until", "number")),
        )

    def value(self, index: int, entry: Any) -> Iterator[MappedValue]:
        """Yield a value and the facets of its measurement."""
        place = ("values", index)
        concept = entry["concept"]
        try:
            kind = self.words.kind(concept)
            for component in entry.get("reaches", ()):
                self.words.check("component", component, "component")
            start = entry.get("from")
            if start is not None:
                self.words.check("start", start, "start of a period")
        except GppGraphError as error:
            raise self.fail(error, *place, "concept") from error
        types = entry.get("types")
        for name in types or ():
            self.known("product", name, *place, "types")
        within = self.within(entry, place)
        types = tuple(types) if types is not None else None
        reaches = tuple(entry["reaches"]) if "reaches" in entry else None
        name = f"{concept}__measured" if kind == FORMULA else concept
        yield MappedValue(
            name, kind, self.reading(concept, kind, entry, place), within, types, start, reaches
        )
        for facet, other in entry.get("facets", {}).items():
            where = (*place, "facets", facet)
            try:
                other_kind = self.words.kind(facet)
            except UnknownNameError as error:
                raise self.fail(error, *where) from error
            reading = self.reading(facet, other_kind, other, where)
            yield MappedValue(f"{concept}__facet__{facet}", other_kind, reading, within, types)

    def within(self, entry: Any, place: tuple[str | int, ...]) -> tuple[str, ...] | None:
        """Return the categories of an entry, all for ``None``."""
        categories = self.content.get("categories", {})
        for category in entry.get("in", ()):
            if category not in categories:
                raise self.fail(
                    UnknownNameError("category", category, near(category, categories)), *place, "in"
                )
        return tuple(entry["in"]) if "in" in entry else None

    def input(self, index: int, entry: Any) -> MappedValue:
        place = ("inputs", index)
        if not re.fullmatch(r"[a-z][a-z0-9-]*", entry["input"]):
            raise self.fail(f'"{entry["input"]}" is no name of small letters and hyphens', *place, "input")
        reading = self.reading(None, NUMBER, entry, place)
        return MappedValue(f"input__{entry['input']}", NUMBER, reading, self.within(entry, place), None)

    def reading(
        self, concept: str | None, kind: str, entry: Any, place: tuple[str | int, ...]
    ) -> CellReading:
        times = float(entry.get("times", 1))
        units: dict[str, float] = {}
        try:
            if concept is not None and kind in (NUMBER, FORMULA):
                if "unit" in entry:
                    units[""] = times * self.words.factor(concept, entry["unit"])
                for word, unit in entry.get("units", {}).items():
                    units[word] = times * self.words.factor(concept, unit)
            elif kind == NUMBER:
                units[""] = times
            codes = {str(text): self.figure(kind, what) for text, what in entry.get("codes", {}).items()}
            always = self.figure(kind, entry["always"]) if "always" in entry else None
        except GppGraphError as error:
            raise self.fail(error, *place) from error
        if kind in (NUMBER, FORMULA) and "column" in entry and not units and not codes:
            raise self.fail("a column of figures needs its unit", *place)
        if kind not in (*FIGURES, BOOLEAN, *MEMBERS):
            raise self.fail(f'values of the kind "{kind}" are not read', *place)
        return CellReading(
            _headings(entry.get("column")),
            always,
            units,
            entry.get("cell-is", "value"),
            codes,
            entry.get("between"),
            entry.get("complete", False),
        )

    def figure(self, kind: str, entry: Any) -> MappedInterval | bool | tuple[str, ...]:
        """Return the value that a code stands for, in the comparable unit."""
        if kind == BOOLEAN:
            if not isinstance(entry, bool):
                raise InputError(f"{entry!r} is neither true nor false")
            return entry
        if kind in MEMBERS:
            return (entry,) if isinstance(entry, str) else tuple(entry)
        if not isinstance(entry, dict):
            entry = {"is": entry}

        def end(value: Any) -> float:
            return self.words.rank(value) if isinstance(value, str) else float(value)

        if "is" in entry:
            return MappedInterval(end(entry["is"]), end(entry["is"]))
        low = entry.get("at-least", entry.get("more-than"))
        high = entry.get("at-most", entry.get("less-than"))
        return MappedInterval(
            -math.inf if low is None else end(low),
            math.inf if high is None else end(high),
            "more-than" in entry,
            "less-than" in entry,
        )


def _headings(entry: Any) -> tuple[str, ...]:
    return () if entry is None else (entry,) if isinstance(entry, str) else tuple(entry)
