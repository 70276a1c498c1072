"""``gppgraph query``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError
from ..output.tables import render
from ..rdf.results import RESULT_FORMATS
from .common import emit, opened

if TYPE_CHECKING:
    from ..graph import Graph


def run(options: argparse.Namespace) -> int:
    """Print the answer; exit code 1 if it is empty."""
    from ..catalogue.query import catalogue
    from ..workspace import find as find_workspace

    if options.list:
        rows = [
            {
                "name": query.name,
                "question": query.question or query.summary,
                "tags": ", ".join(query.tags),
                "parameters": ", ".join(query.parameters),
            }
            for query in catalogue(find_workspace(options.workspace))
        ]
        emit(render(("name", "question", "tags", "parameters"), rows, options.format), options.output)
        return 0
    if options.docs:
        from ..publish.questions_page import page

        emit(page(opened(options)), options.docs)
        return 0
    if not options.name:
        raise InputError("name a query, a file or - for stdin; gppgraph query --list shows the catalogue.")
    text = sys.stdin.read() if options.name == "-" else options.name
    if options.show:
        from ..catalogue.binding import find

        emit(find(text, find_workspace(options.workspace)).text, options.output)
        return 0
    from ..explore.titles import named
    from ..rdf.results import write
    from ..terms import short_name

    graph = opened(options)
    if options.beside:
        _add(graph, options.beside)
    answer = graph.query(text, _parameters(options.param))
    if options.format in RESULT_FORMATS:
        emit(write(answer, options.format), options.output)
        return 0 if answer.terms else 1
    records: list[dict[str, Any]] = list(answer.rows)
    if options.format in ("table", "md"):
        records = [
            {
                name: short_name(value) if value and value.startswith("http") else value
                for name, value in row.items()
            }
            for row in records
        ]
    columns = answer.columns
    if options.lang:
        columns, records = named(graph, answer, records, options.lang)
    output = render(columns, records, options.format)
    if options.format == "table" and not options.output and len(records) > 50 and sys.stdout.isatty():
        import pydoc

        pydoc.pager(output)
    else:
        emit(output, options.output)
    return 0 if records else 1


def _add(graph: Graph, names: list[str]) -> None:
    """Add files to the graph in memory, if they change nothing that it states.

    Raises:
        InputError: they would, or the graph is on a server.
        SourceError: a file cannot be read.
    """
    from ..validation.contributed import sift
    from ..validation.reading import files, read

    if graph.endpoint:
        raise InputError("--beside works on this machine; load the files into the server for --endpoint.")
    for path in files(map(Path, names)):
        usable, faults = sift(read(path, graph.root), graph.store, graph.configuration.base)
        if faults:
            raise InputError(
                f"{path}: is refused for what it says of {faults[0].focus}: {faults[0].problem} "
                f"gppgraph validate {path} lists everything."
            )
        graph.store.extend(usable)


def _parameters(typed: list[str]) -> dict[str, str]:
    pairs = [entry.partition("=") for entry in typed]
    wrong = [entry for entry, (name, equals, _) in zip(typed, pairs, strict=True) if not (name and equals)]
    if wrong:
        raise InputError(f'--param "{wrong[0]}" is not of the form name=value.')
    return {name: value for name, _equals, value in pairs}
