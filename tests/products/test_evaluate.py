"""Products are proved, failed or unknown by the meaning of the graph, alike on every engine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ibis
import pyarrow as pa
import pytest
from pyarrow.parquet import write_table

from gppgraph.graph import Graph, load
from gppgraph.products.demands import Demands, read_demands
from gppgraph.products.evaluate import evaluate_table, wide
from gppgraph.products.limits import shipped_limits
from gppgraph.verdicts.question import question
from product_oracle import verdict
from product_rows import random_products

SETS = ("dk-desktop-2023", "no-it-2019")
COMPARED = ("item", "requirement", "result", "by", "failed", "missing", "margin", "unit", "share")


@pytest.fixture(scope="module")
def graph() -> Graph:
    """The shipped graph."""
    return load()


@pytest.fixture(scope="module")
def demands(graph: Graph) -> Demands:
    """What two criteria sets demand."""
    return read_demands(graph, question(graph.register, set=SETS))


@pytest.fixture(scope="module")
def products(demands: Demands) -> pa.Table:
    """Products with every figure that is demanded, around the demanded values."""
    return random_products(demands, 300, seed=17)


@pytest.fixture(scope="module")
def file(products: pa.Table, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The products as a file, which every engine reads."""
    path = tmp_path_factory.mktemp("products") / "products.parquet"
    write_table(products, path)
    return path


def rows(engine: Any, file: Path, demands: Demands) -> list[dict[str, Any]]:
    """Return the evaluation by an engine, in one order."""
    table = evaluate_table(engine.read_parquet(file), demands).select(*COMPARED)
    found = engine.to_pyarrow(table).to_pylist()
    return sorted(found, key=lambda row: (row["item"], row["requirement"]))


@pytest.fixture(scope="module")
def by_duckdb(file: Path, demands: Demands) -> list[dict[str, Any]]:
    """The evaluation by DuckDB."""
    return rows(ibis.duckdb.connect(), file, demands)


def test_every_result_is_that_of_a_judge_who_takes_one_row_and_one_constraint_at_a_time(
    by_duckdb: list[dict[str, Any]], products: pa.Table, demands: Demands
) -> None:
    """The expressions mean what the page on evaluation says."""
    limits = shipped_limits()
    expected = {
        (row["item"], demand.requirement): found
        for row in products.to_pylist()
        for demand in demands.requirements
        if (found := verdict(row, demand, demands.leaves, limits)) is not None
    }
    assert {(row["item"], row["requirement"]): row["result"] for row in by_duckdb} == expected
    assert {*expected.values()} == {"proved", "failed", "unknown"}


def test_polars_gives_the_rows_of_duckdb(
    by_duckdb: list[dict[str, Any]], file: Path, demands: Demands
) -> None:
    """The expressions belong to no engine."""
    assert rows(ibis.polars.connect(), file, demands) == by_duckdb


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """Spark on this machine."""
    pyspark = pytest.importorskip("pyspark", reason="Spark is not installed")
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java, and there is none")
    session = (
        pyspark.sql.SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "1")
        .getOrCreate()
    )
    yield ibis.pyspark.connect(session)
    session.stop()


@pytest.mark.slow
def test_spark_gives_the_rows_of_duckdb(
    spark: Any, by_duckdb: list[dict[str, Any]], file: Path, demands: Demands
) -> None:
    """A cluster engine answers as one machine does."""
    assert rows(spark, file, demands) == by_duckdb


def test_a_wide_row_says_of_each_requirement_what_the_long_rows_say(
    by_duckdb: list[dict[str, Any]], file: Path, demands: Demands
) -> None:
    """Counting a market needs no row per item and requirement."""
    words = {True: "proved", False: "failed", None: "unknown"}
    found = {
        (row["item"], name): words[row[name] if row[f"{name} applies"] else None]
        for row in wide(ibis.duckdb.connect().read_parquet(file), demands).to_pyarrow().to_pylist()
        for name in (demand.requirement for demand in demands.requirements)
        if row[f"{name} applies"] is not False
    }
    assert found == {(row["item"], row["requirement"]): row["result"] for row in by_duckdb}


def test_products_without_a_single_figure_fail_nothing(demands: Demands, tmp_path: Path) -> None:
    """A value that is missing is unknown, and never a no."""
    bare = pa.table({"item": ["a", "b"], "product_type": ["notebook-computer", None]})
    write_table(bare, tmp_path / "bare.parquet")
    found = rows(ibis.duckdb.connect(), tmp_path / "bare.parquet", demands)
    assert found
    assert {row["result"] for row in found} == {"unknown"}
    assert all(row["missing"] and not row["failed"] for row in found)
