"""``gppgraph query``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gppgraph.errors import InputError
from gppgraph.output.tables import FORMATS, render
from gppgraph.rdf.results import RESULT_FORMATS

from .common import add_engine, add_format, command, emit

if TYPE_CHECKING:
    from gppgraph.graph import Graph


def add_parser(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = command(
        subparsers,
        "query",
        "run a question of the catalogue, or SPARQL of your own",
        "gppgraph query verdicts --param requirement=dk-desktop-2023.basis.TS3 --param product=notebook-computer",
        run,
    )
    parser.add_argument(
        "name", nargs="?", metavar="NAME|FILE|-", help="catalogue query, .rq file, or - for stdin"
    )
    parser.add_argument(
        "--param", action="append", default=[], metavar="K=V", help="bind a parameter (repeat)"
    )
    parser.add_argument("--list", action="store_true", help="list the catalogue")
    parser.add_argument("--show", action="store_true", help="print the SPARQL, run nothing")
    parser.add_argument(
        "--docs", metavar="FILE", help="write a page on every question, with results, to FILE"
    )
    parser.add_argument("--lang", metavar="L", help="language for titles of things beside their names")
    parser.add_argument(
        "--beside",
        action="append",
        default=[],
        metavar="FILE|DIR",
        help="RDF to ask together with the graph, such as mentions of gppgraph link (repeat)",
    )
    add_format(parser, (*FORMATS, *RESULT_FORMATS))
    add_engine(parser)


def run(options: argparse.Namespace) -> int:
    """Print the answer; exit code 1 if it is empty."""
    from gppgraph.catalogue.query import catalogue

    if options.list:
        rows = [
            {
                "name": query.name,
                "question": query.question or query.summary,
                "tags": ", ".join(query.tags),
                "parameters": ", ".join(query.parameters),
            }
            for query in catalogue()
        ]
        emit(render(("name", "question", "tags", "parameters"), rows, options.format), options.output)
        return 0
    if options.docs:
        from gppgraph.graph import load
        from gppgraph.publish.questions_page import page

        emit(page(load()), options.docs)
        return 0
    if not options.name:
        raise InputError("name a query, a file or - for stdin; gppgraph query --list shows the catalogue.")
    text = sys.stdin.read() if options.name == "-" else options.name
    if options.show:
        from gppgraph.catalogue.binding import find

        emit(find(text).text, options.output)
        return 0
    from gppgraph.explore.titles import named
    from gppgraph.graph import load
    from gppgraph.rdf.results import write
    from gppgraph.terms import curie

    graph = load(options.engine, options.endpoint, options.timeout)
    if options.beside:
        _add(graph, options.beside)
    answer = graph.query(text, _parameters(options.param))
    if options.format in RESULT_FORMATS:
        emit(write(answer, options.format), options.output)
        return 0 if answer.terms else 1
    found: list[dict[str, Any]] = list(answer.rows)
    if options.format in ("table", "md"):
        found = [
            {
                name: curie(value) if value and value.startswith("http") else value
                for name, value in row.items()
            }
            for row in found
        ]
    columns = answer.columns
    if options.lang:
        columns, found = named(graph, answer, found, options.lang)
    shown = render(columns, found, options.format)
    if options.format == "table" and not options.output and len(found) > 50 and sys.stdout.isatty():
        import pydoc

        pydoc.pager(shown)
    else:
        emit(shown, options.output)
    return 0 if found else 1


def _add(graph: Graph, names: list[str]) -> None:
    """Add files to the graph in memory, if they change nothing that the graph says.

    Raises:
        InputError: they would, or the graph is on a server.
        SourceError: a file cannot be read.
    """
    from gppgraph.validation.contributed import sift
    from gppgraph.validation.reading import files, read

    if graph.endpoint:
        raise InputError("--beside works on this machine; load the files into the server for --endpoint.")
    for path in files(map(Path, names)):
        kept, faults = sift(read(path), graph.store)
        if faults:
            raise InputError(
                f"{path}: is refused for what it says of {faults[0].focus}: {faults[0].problem} "
                f"gppgraph validate {path} lists everything."
            )
        graph.store.extend(kept)


def _parameters(given: list[str]) -> dict[str, str]:
    pairs = [entry.partition("=") for entry in given]
    wrong = [entry for entry, (name, equals, _) in zip(given, pairs, strict=True) if not (name and equals)]
    if wrong:
        raise InputError(f'--param "{wrong[0]}" is not of the form name=value.')
    return {name: value for name, _equals, value in pairs}
