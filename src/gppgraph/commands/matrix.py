"""``gppgraph matrix``, also the command that runs without arguments."""

from __future__ import annotations

import argparse
from pathlib import Path

from ..files import write_file
from ..operations.questions import matrix
from ..verdicts.matrix import Matrix
from .common import MISSING, as_json, emit, opened


def run(options: argparse.Namespace) -> int:
    """Print the matrix and write the files of the options; exit code 0."""
    from ..output.records import plain
    from ..verdicts.matrix import as_record, terminal
    from ..verdicts.matrix_files import html, svg

    tables = matrix(opened(options), vars(options))
    for product, table in tables:
        if options.svg:
            write_file(_named(options.svg, product, len(tables) > 1), svg(table))
        if options.html:
            write_file(_named(options.html, product, len(tables) > 1), html(table))
    if options.format == "json":
        emit(as_json([plain(as_record(product, table)) for product, table in tables]), options.output)
        return 0
    text = "\n".join(terminal(table) for _, table in tables)
    if not (options.set or options.product):
        text += _next(tables)
    emit(text, options.output)
    return 0


def _next(tables: list[tuple[str, Matrix]]) -> str:
    """Return a line with the next question, or with the parts that are missing."""
    for _, table in tables:
        for requirement, answer in table.best.items():
            return f"next: gppgraph explain {requirement} {answer.edition}, gppgraph matrix --all, gppgraph --help\n"
    if any(table.cells for _, table in tables):
        return "next: gppgraph explain REQUIREMENT EDITION, gppgraph --help\n"
    return f"{MISSING}\n"


def _named(path: str, product: str, several: bool) -> Path:
    file = Path(path)
    return file.with_stem(f"{file.stem}-{product}") if several else file
