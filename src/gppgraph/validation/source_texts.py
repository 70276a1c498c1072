"""Inconsistencies that show in the words of source texts.

The graph keeps no text, so somebody names a folder with texts. The lines of a text are read into a store of
their own, and the queries of ``queries/checks/texts/`` ask it; each row is a finding.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from ..catalogue.query import text_of
from ..errors import InputError, SourceError
from ..passages.check import read_text
from ..rdf.store import select
from ..terms import iri
from .checks import Check, findings_of
from .finding import Finding

_PART_OF = ox.NamedNode(iri("schema", "isPartOf"))
_POSITION = ox.NamedNode(iri("schema", "position"))
_TEXT = ox.NamedNode(iri("schema", "text"))
_NEXT = ox.NamedNode(iri("schema", "nextItem"))


def lines(document: str, content: str) -> ox.Store:
    """Return the lines of a text that are not empty, as RDF.

    A line is a part of its document, has its number from 1 on as position, its text with the white space
    before it, and the next line that is not empty: ``<doc#line=3> schema:text "  • Tablets: battery"``.
    """
    store = ox.Store()
    before: ox.NamedNode | None = None
    for number, text in enumerate(content.split("\n"), start=1):
        if not text.strip():
            continue
        line = ox.NamedNode(f"{document}#line={number}")
        store.add(ox.Quad(line, _PART_OF, ox.NamedNode(document)))
        store.add(ox.Quad(line, _POSITION, ox.Literal(number)))
        store.add(ox.Quad(line, _TEXT, ox.Literal(text.rstrip("\r"))))
        if before:
            store.add(ox.Quad(before, _NEXT, line))
        before = line
    return store


def findings(data: ox.Store, folder: Path, checks: Iterable[Check]) -> list[Finding]:
    """Return the findings in those texts of the graph that a folder holds.

    Raises:
        SourceError: the folder or a text cannot be read.
        InputError: the folder holds none of the texts.
    """
    if not folder.is_dir():
        raise SourceError(folder, "is no folder")
    recorded = {row.iri("document"): row.text("file") for row in select(data, text_of("passages"))}
    held = {document: folder / name for document, name in recorded.items() if (folder / name).is_file()}
    if not held:
        names = ", ".join(sorted(set(recorded.values())))
        raise InputError(f"{folder} holds none of the source texts: {names}.")
    return [
        finding
        for document, path in sorted(held.items())
        for finding in _found(lines(document, read_text(path)), path, list(checks))
    ]


def _found(store: ox.Store, path: Path, checks: Iterable[Check]) -> list[Finding]:
    return [
        replace(finding, file=path.as_posix(), line=int(row.text("line")))
        for check in checks
        for row in select(store, check.text)
        for finding in findings_of(check, [row])
    ]
