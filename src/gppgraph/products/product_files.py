"""Open the products of a file as relations of DuckDB."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..errors import InputError, MissingExtraError
from ..output.progress import Progress, silent

if TYPE_CHECKING:
    import pyarrow as pa
    from ibis.expr.types import Table

    from ..dataset import Dataset


class Opened(NamedTuple):
    """Products, their certificates if stated, and the problems of reading."""

    products: Table
    certificates: Table | None = None
    problems: pa.Table | None = None
    sample: str = ""


def open_products(graph: Dataset, path: str, source: str | None, show: Progress = silent) -> Opened:
    """Return the products of a file of a source, without one of a Parquet file.

    Raises:
        UnknownNameError: there is no mapping of the name of the source.
        InputError: the file is missing, not of its source, no Parquet, or has no column ``item``.
        MissingExtraError: the libraries for products are not installed.
    """
    if not Path(path).is_file():
        raise InputError(f"{path}: there is no such file.")
    try:
        import duckdb
        import ibis
    except ImportError as error:
        raise MissingExtraError("evaluating products", "products") from error
    if source is not None:
        from .evidence import read_products
        from .mappings import find_mapping

        evidence = read_products([path], find_mapping(graph, source), show=show)
        return Opened(
            ibis.memtable(evidence.products),
            ibis.memtable(evidence.certificates),
            evidence.problems,
            evidence.sample,
        )
    try:
        products = ibis.duckdb.connect().read_parquet(path)
    except duckdb.Error as error:
        raise InputError(f"{path}: is no Parquet file; name its source with --source.") from error
    if "item" not in products.columns:
        raise InputError(f'{path}: has no column "item"; docs/products.md says which columns there are.')
    return Opened(products)
