"""Open the products of a file as relations of DuckDB."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ..errors import InputError, MissingExtraError

if TYPE_CHECKING:
    from ibis.expr.types import Table

    from ..dataset import Dataset


class Opened(NamedTuple):
    """Products and their certificates, if any are stated."""

    products: Table
    certificates: Table | None = None


def open_products(graph: Dataset, path: str, source: str | None) -> Opened:
    """Return the products of a Parquet file.

    Raises:
        InputError: the file is missing, is no Parquet, or has no column ``item``.
        MissingExtraError: the libraries for products are not installed.
    """
    if not Path(path).is_file():
        raise InputError(f"{path}: there is no such file.")
    try:
        import duckdb
        import ibis
    except ImportError as error:
        raise MissingExtraError("evaluating products", "products") from error
    try:
        products = ibis.duckdb.connect().read_parquet(path)
    except duckdb.Error as error:
        raise InputError(f"{path}: is no Parquet file; name its source with --source.") from error
    if "item" not in products.columns:
        raise InputError(f'{path}: has no column "item"; docs/products.md says which columns there are.')
    return Opened(products)
