"""The query catalogue: ``.rq`` files with a header.

Nothing is run.
"""

import json
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from ..errors import MissingExtraError, QueryError, UnknownNameError
from ..languages import in_language
from ..terms import BASE, expand
from ..workspace import configuration, layers, query_files, root

TYPES = ("iri", "date", "string", "number")


class Query(NamedTuple):
    """One query: its text and the fields of its header."""

    name: str
    text: str
    path: Path | None = None
    summary: str = ""
    question: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    parameters: Mapping[str, dict[str, Any]] = MappingProxyType({})
    columns: tuple[str, ...] = ()
    expect: Mapping[str, Any] = MappingProxyType({})


def read(path: Path) -> Query:
    """Return the query of a file.

    Raises:
        QueryError: the header is no YAML mapping or lacks its summary.
        MissingExtraError: the file is not a shipped one, and the library for YAML is not installed.
    """
    text = path.read_text(encoding="utf-8")
    header = read_header(path, text)
    if "summary" not in header:
        raise QueryError(f'{path}: the header lacks "summary"')
    return Query(
        name=path.stem,
        text=text,
        path=path,
        summary=header["summary"],
        question=header.get("question", ""),
        description=(header.get("description") or "").strip(),
        tags=tuple(header.get("tags") or ()),
        parameters=dict(header.get("parameters") or {}),
        columns=tuple(header.get("columns") or ()),
        expect=dict(header.get("expect") or {}),
    )


def read_header(path: Path, text: str) -> dict[str, Any]:
    """Return the header of a query: the lines that begin with ``#+``, as YAML.

    For example ``{"summary": "...", "parameters": {"day": {"type": "date"}}}``.

    Raises:
        QueryError: it is no YAML mapping.
        MissingExtraError: the file is not a shipped one, and the library for YAML is not installed.
    """
    try:
        import yaml
    except ImportError as error:
        shipped = _shipped_headers().get(path.name) if path.is_relative_to(root()) else None
        if shipped is None:
            raise MissingExtraError(f"{path}: a query with a header", "build") from error
        return dict(shipped)
    lines = [line[2:].removeprefix(" ") for line in text.splitlines() if line.startswith("#+")]
    try:
        header = yaml.safe_load("\n".join(lines)) or {}
    except yaml.YAMLError as error:
        raise QueryError(f"{path}: the header is not YAML: {str(error).splitlines()[0]}") from error
    if not isinstance(header, dict):
        raise QueryError(f"{path}: the header is not a YAML mapping")
    return header


@cache
def _shipped_headers() -> dict[str, Any]:
    """Return the headers stored in a wheel, by file name."""
    try:
        by_file: dict[str, Any] = json.loads((root() / "queries" / HEADERS).read_text(encoding="utf-8"))
    except OSError:
        return {}
    return by_file


def headers(base: Path) -> str:
    """Return the headers under ``base`` as JSON, for installations without YAML."""
    by_file = {path.name: read_header(path, path.read_text(encoding="utf-8")) for path in query_files(base)}
    return json.dumps(by_file, ensure_ascii=False, indent=0, sort_keys=True) + "\n"


HEADERS = "headers.json"


def catalogue(base: Path | None = None) -> list[Query]:
    """Return every query of the catalogue of a workspace, by folder and name."""
    foreign = foreign_tags(base)
    queries = map(read, query_files(base))
    return [query for query in queries if not foreign & set(query.tags)]


def foreign_tags(base: Path | None = None) -> set[str]:
    """Return tags such as ``norway`` of countries of which a workspace has nothing.

    A shipped query with such a tag is none of its catalogue.
    """
    return _countries(root()) - {name for layer in layers(base) for name in _countries(layer)}


def _countries(base: Path) -> set[str]:
    """Return the English names of the countries of a workspace as tags."""
    return {in_language(country.names, "en").lower() for country in configuration(base).countries}


def text_of(name: str) -> str:
    """Return the SPARQL of a catalogue query without reading its header.

    Raises:
        UnknownNameError: there is no such query; the message has near matches.
    """
    try:  # the folder of most; no other file is looked at
        return (_answers() / f"{name}.rq").read_text(encoding="utf-8")
    except FileNotFoundError:
        return path_of(name).read_text(encoding="utf-8")


@cache
def _answers() -> Path:
    return root() / "queries" / "answers"


def for_base(text: str, base: str) -> str:
    """Return a query or rule for a graph whose own names have another base.

    Conclusions are named under ``base``, and what is tested to begin with the shipped base may begin with either.
    """
    if base == BASE:
        return text
    text = text.replace(f"<{BASE}derived/", f"<{base}derived/")
    return re.sub(
        rf'STRSTARTS\(STR\((\?\w+)\), "{re.escape(BASE)}([^"]*)"\)',
        lambda found: (
            f'(STRSTARTS(STR({found[1]}), "{BASE}{found[2]}") || STRSTARTS(STR({found[1]}), "{base}{found[2]}"))'
        ),
        text,
    )


def without_header(text: str) -> str:
    """Return the SPARQL of a query without the lines of its header."""
    return "\n".join(line for line in text.splitlines() if not line.startswith("#+")).strip()


def named_in(texts: Iterable[str]) -> frozenset[str]:
    """Return the IRIs that occur in queries.

    Statements with other predicates cannot change their answers.
    """
    names = {name for text in texts for name in re.findall(r"\b[a-z]+:\w[\w-]*", text)}
    return frozenset({expand("rdf:type"), *map(expand, names)})


@cache
def _paths(base: Path | None) -> dict[str, Path]:
    return {path.stem: path for path in query_files(base)}


def path_of(name: str, base: Path | None = None) -> Path:
    """Return the file of a query in the catalogue of a workspace.

    Raises:
        UnknownNameError: there is no such query; the message has near matches.
    """
    paths = _paths(base)
    if name not in paths:
        from ..spelling import near

        raise UnknownNameError("query", name, near(name, paths))
    return paths[name]
