"""Evidence on products: files of a source, read by its mapping into three tables."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import MissingExtraError
from ..output.progress import Progress, silent
from .headings import Problem
from .text_tables import ReadingLimits, read_text_table

if TYPE_CHECKING:
    import pyarrow as pa

    from .product_mapping import ProductMapping

STEPS = 4  # of reading after the rows of the files: cells, values, rows of one item, problems
LONGEST = 80  # characters of a cell that a problem shows
# A resolver of names that people give: kind and text to a name of the graph, or ``None``.
Resolve = Callable[[str, str], "str | None"]


@dataclass(frozen=True, slots=True)
class Evidence:
    """The tables ``products``, ``certificates`` and ``problems`` of a source.

    docs/products.md describes their columns. ``sample`` says which products the source holds.
    """

    products: pa.Table
    certificates: pa.Table
    problems: pa.Table
    source: str
    sample: str


def read_products(
    paths: Sequence[Path | str],
    mapping: ProductMapping,
    limits: ReadingLimits | None = None,
    day: date | None = None,
    show: Progress = silent,
) -> Evidence:
    """Return the evidence of some files of one source.

    ``show`` is told the steps of the work. A certificate that begins after ``day`` (default: today) is listed as a problem and kept.

    Raises:
        InputError: a file is missing, too large, or not of the source.
        MissingExtraError: the libraries for products are not installed.
    """
    try:
        import ibis
    except ImportError as error:
        raise MissingExtraError("reading products", "products") from error
    from .rows_of_items import ItemRows

    limits = limits or ReadingLimits()
    with tempfile.TemporaryDirectory(prefix="gppgraph-products-") as folder:
        work = Path(folder)
        backend = ibis.duckdb.connect(memory_limit=f"{limits.memory // 2**20}MiB", temp_directory=folder)
        try:
            tables = []
            steps = len(paths) + STEPS
            for number, path in enumerate(paths):
                show(f"{Path(path).name}: rows", number, steps)
                tables.append(
                    read_text_table(backend.con, Path(path), mapping, limits, f"file{number}", work)
                )
            rows = ItemRows(backend, mapping, tables, day or date.today())
            for done, step in enumerate(rows.steps(), len(paths)):
                show(f"{mapping.name}: {step}", done, steps)
            products, certificates = rows.products(), rows.certificates()
            problems = [*(problem for table in tables for problem in table.problems), *rows.problems()]
        finally:
            backend.disconnect()
    return Evidence(products, certificates, _problem_table(problems), mapping.name, mapping.sample)


def _problem_table(problems: Sequence[Problem]) -> pa.Table:
    import pyarrow as pa

    schema = pa.schema(
        [
            ("file", pa.string()),
            ("line", pa.int64()),
            *((name, pa.string()) for name in ("column", "found", "meaning", "severity")),
        ]
    )
    return pa.Table.from_pylist([problem._asdict() for problem in problems], schema)
