"""Find a query and bind its parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import pyoxigraph as ox

from ..errors import InputError, QueryError, UnknownNameError
from ..rdf.rows import Term
from ..terms import iri
from ..values import parse_day
from .query import Query, path_of, read


class NameLookup(Protocol):
    """An object that finds the things of a graph by name."""

    def things(self, name: str) -> tuple[str, ...]:
        """Return the IRIs with ``name`` as their last part."""
        ...

    def expand(self, name: str) -> str:
        """Return the IRI of a CURIE, else the name."""
        ...

    def near(self, name: str) -> list[str]:
        """Return the names most like ``name``."""
        ...


_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")
_SECONDARY = re.compile(r"[/#](?:graph|id/(?:passage|document|note|reference|proof|statement))/[^/]*$")
_IRI_FORBIDDEN = re.compile(r'[\x00-\x20<>"{}|\\^`]')


def find(name_or_text: str, base: Path | None = None) -> Query:
    """Return the query of a name in a catalogue, of a file, or of SPARQL text.

    Raises:
        UnknownNameError: a bare word is no name of a query; the message has near matches.
        QueryError: a file cannot be read.
    """
    if _NAME.fullmatch(name_or_text):
        return read(path_of(name_or_text, base))
    if name_or_text.endswith(".rq"):
        path = Path(name_or_text)
        try:
            content = path.read_text(encoding="utf-8")
        except OSError as error:
            raise QueryError(f"{path}: cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise QueryError(f"{path}: cannot be read: it is no text in UTF-8.") from error
        return read(path) if "#+ summary" in content else Query(name=path.stem, text=content, path=path)
    return Query(name="query", text=name_or_text)


def bind(query: Query, parameters: Mapping[str, Any], names: NameLookup) -> dict[str, Term]:
    """Return the parameters as RDF terms of the types in the header.

    Raises:
        InputError: a parameter is unknown, missing or not of its type.
    """
    declared = query.parameters
    unknown = [name for name in parameters if declared and name not in declared]
    if unknown:
        raise InputError(
            f'query {query.name} has no parameter "{unknown[0]}"; it has: {", ".join(declared)}.'
        )
    missing = [name for name, entry in declared.items() if entry.get("required") and name not in parameters]
    if missing:
        raise InputError(f"query {query.name} needs a value for: {', '.join(missing)}.")
    return {
        name: _term(name, value, declared.get(name, {}).get("type", ""), names)
        for name, value in parameters.items()
    }


def _term(name: str, value: Any, kind: str, names: NameLookup) -> Term:
    if isinstance(value, ox.NamedNode | ox.Literal):
        return value
    typed = str(value)
    if kind == "date":
        return ox.Literal(parse_day(typed).isoformat(), datatype=ox.NamedNode(iri("xsd", "date")))
    if kind == "number":
        try:
            float(typed)
        except ValueError as error:
            raise InputError(f'{name}: "{typed}" is no number.') from error
        return ox.Literal(typed, datatype=ox.NamedNode(iri("xsd", "decimal")))
    if kind == "string":
        return ox.Literal(typed)
    return ox.NamedNode(_iri(name, typed, names))


def _iri(name: str, typed: str, names: NameLookup) -> str:
    """Return the IRI of a full IRI, a CURIE or a slug."""
    expanded = names.expand(typed)
    if "://" in expanded or expanded.startswith("urn:"):
        if _IRI_FORBIDDEN.search(expanded):
            raise InputError(f'{name}: "{typed}" is no IRI; it has characters that an IRI cannot have.')
        return expanded
    matches = names.things(typed)
    if len(matches) > 1:  # things come before files, passages and notes of the same name
        matches = tuple(match for match in matches if not _SECONDARY.search(match)) or matches
    if len(matches) == 1:
        return matches[0]
    if matches:
        raise InputError(f'{name}: "{typed}" stands for several things: {", ".join(matches)}.')
    raise UnknownNameError(name, typed, names.near(typed))
