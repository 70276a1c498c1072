"""Questions about products: which requirements each one meets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .declaration import FILE, FLAG, Operation, Parameter, Values
from .parameters import AS_OF, BUYER_VALUES, LEVEL, PRODUCTS, REQUIREMENTS, SETS, STATE

if TYPE_CHECKING:
    from ..graph import Graph
    from ..products.evaluate import Evaluation

PRODUCT_FILE = Parameter(
    "file",
    "products: a file of the source, or without --source a Parquet file with the columns of docs/products.md",
    FILE,
    required=True,
    positional=True,
    placeholder="PRODUCTS",
)
SOURCE = Parameter("source", "where the file comes from: the name of a mapping", placeholder="NAME")


def evaluate(graph: Graph, values: Values) -> Evaluation:
    """Return the chosen requirements held against the products of a file."""
    from ..products.evaluate import evaluate
    from ..products.opening import open_products
    from ..values import parse_buyer_values

    opened = open_products(graph, values["file"], values["source"])
    return evaluate(
        graph,
        opened.products,
        opened.certificates,
        label_evidence=values["label_evidence"],
        requirement=values["requirement"],
        set=values["set"],
        level=values["level"],
        product=values["product"],
        state=values["state"],
        as_of=values["as_of"],
        values=parse_buyer_values(values["value"], "value"),
    )


PRODUCT_QUESTIONS = (
    Operation(
        ("evaluate",),
        "which products meet which requirements: what is proved and by what, what fails, what is missing",
        "gppgraph evaluate products.parquet --set dk-desktop-2023 --level basis --format csv",
        (
            PRODUCT_FILE,
            SOURCE,
            SETS,
            REQUIREMENTS,
            LEVEL,
            PRODUCTS,
            STATE._replace(help="state of the goods (default: that which a requirement is for)"),
            Parameter("label_evidence", "let certificates that are valid on the day prove", FLAG),
            AS_OF,
            BUYER_VALUES,
            Parameter("summary", "count results by requirement instead of listing them", FLAG),
        ),
        forms=("table", "csv", "json", "md", "parquet", "xlsx"),
        call=evaluate,
        empty="no requirement asks anything of the products",
        extra="products",
    ),
)
