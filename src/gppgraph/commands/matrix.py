"""``gppgraph matrix``: the main job of the README."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from gppgraph.files import write_file
from gppgraph.values import parse_buyer_values

from .common import add_language, add_verdict_options, command, emit

DEFAULT_SET = "dk-desktop-2023"
DEFAULT_PRODUCT = "desktop-computer"


def add_parser(subparsers: Any) -> None:
    """Add the command to the parser."""
    parser = command(
        subparsers,
        "matrix",
        "requirements by label editions as a coloured table, SVG or HTML",
        "gppgraph matrix --set dk-desktop-2023 --level basis --product notebook-computer --svg matrix.svg",
        run,
    )
    add_verdict_options(parser)
    parser.add_argument("--svg", metavar="FILE", help="also write the matrix as a picture")
    parser.add_argument("--html", metavar="FILE", help="also write the matrix as a page")
    add_language(parser)


def run(options: argparse.Namespace) -> int:
    """Print the matrix and write the files asked for; exit code 0."""
    from gppgraph.graph import load
    from gppgraph.verdicts.matrix import matrix, terminal
    from gppgraph.verdicts.matrix_files import html, svg
    from gppgraph.verdicts.question import question

    graph = load()
    chosen = {
        "set": options.set or [DEFAULT_SET],
        "product": options.product or [DEFAULT_PRODUCT],
        "level": options.level,
        "label": options.label,
        "state": options.state,
        "as_of": options.as_of,
        "values": parse_buyer_values(options.set_value, "--set-value"),
    }
    products = question(graph.register, **chosen).products
    verdicts = graph.satisfy(language=options.lang, constraints=False, **chosen)
    tables = []
    for product in products:
        name = product.rsplit("/", 1)[-1]
        title = f"{', '.join(chosen['set'])}: what label editions satisfy for {name}, {options.state}"
        table = matrix([verdict for verdict in verdicts if verdict.product == name], title)
        tables.append(table)
        several = len(products) > 1
        if options.svg:
            write_file(_named(options.svg, name, several), svg(table))
        if options.html:
            write_file(_named(options.html, name, several), html(table))
    emit("\n".join(map(terminal, tables)), None)
    if not (options.set or options.product):
        emit("next: gppgraph explain dk-desktop-2023.basis.TS3 tco-certified-8, gppgraph --help\n", None)
    return 0


def _named(path: str, product: str, several: bool) -> Path:
    file = Path(path)
    return file.with_stem(f"{file.stem}-{product}") if several else file
