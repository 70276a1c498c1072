"""Questions about products: which requirements each one meets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..output.progress import silent
from .declaration import FILE, FLAG, Operation, Parameter, Values
from .parameters import AS_OF, BUYER_VALUES, LABELS, LANGUAGE, LEVEL, PRODUCTS, REQUIREMENTS, SETS, STATE

if TYPE_CHECKING:
    from ..graph import Graph
    from ..products.evaluate import Evaluation
    from ..products.evidence import Evidence
    from ..products.offers import Offers

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
    from ..products.product_files import open_products
    from ..values import parse_buyer_values

    opened = open_products(graph, values["file"], values["source"], values.get("show", silent))
    return evaluate(
        graph,
        opened.products,
        opened.certificates,
        label_evidence=values["label_evidence"],
        law=values["law"],
        criteria=values["label"],
        requirement=values["requirement"],
        set=values["set"],
        level=values["level"],
        product=values["product"],
        state=values["state"],
        as_of=values["as_of"],
        values=parse_buyer_values(values["value"], "value"),
    )


def products(graph: Graph, values: Values) -> Evidence:
    """Return the evidence of some files of one source."""
    from ..products.evidence import read_products
    from ..products.mappings import find_mapping

    mapping = find_mapping(graph, values["source"])
    return read_products(values["files"], mapping, show=values.get("show", silent))


def offers(graph: Graph, values: Values) -> Offers:
    """Return the offers of a file held against the requirements of a tender."""
    from ..products.evidence import read_products
    from ..products.mappings import find_mapping
    from ..products.offers import judge_offers
    from ..values import parse_buyer_values, parse_day

    day = parse_day(values["as_of"])
    mapping = find_mapping(graph, values["source"])
    evidence = read_products([values["file"]], mapping, day=day, show=values.get("show", silent))
    return judge_offers(
        graph,
        evidence,
        set=values["set"],
        level=values["level"],
        as_of=day,
        values=parse_buyer_values(values["value"], "value"),
        language=values["lang"],
    )


PRODUCT_QUESTIONS = (
    Operation(
        ("products",),
        "products of registry exports, passports and sheets as tables or linked data, with what could not be read",
        "gppgraph products computers.csv --source energy-star-computers-8 --format ttl",
        (
            Parameter(
                "files",
                "files of one source",
                FILE,
                repeated=True,
                required=True,
                positional=True,
                placeholder="FILE",
            ),
            SOURCE._replace(required=True),
            Parameter(
                "show",
                "the table to write; limits are computed from the terms of formulas",
                choices=("products", "certificates", "problems", "limits"),
                default="products",
            ),
        ),
        forms=("table", "csv", "json", "md", "parquet", "ttl", "jsonld"),
        call=products,
        empty="a row or file could not be read",
        extra="products",
    ),
    Operation(
        ("evaluate",),
        "which products meet which requirements: what is proved and by what, what fails, what is missing",
        "gppgraph evaluate computers.csv --source energy-star-computers-8 --set dk-desktop-2023 --level basis --format csv",
        (
            PRODUCT_FILE,
            SOURCE,
            SETS,
            REQUIREMENTS,
            LEVEL,
            PRODUCTS,
            STATE._replace(help="state of the goods (default: that which a requirement is for)"),
            LABELS._replace(
                help="label edition to whose own criteria the products are held, in place of a set",
                repeated=False,
            ),
            Parameter("label_evidence", "let certificates that are valid on the day prove", FLAG),
            Parameter(
                "law", "let the law prove what it gives of units placed on the market on the day", FLAG
            ),
            AS_OF,
            BUYER_VALUES,
            Parameter("summary", "count results by requirement instead of listing them", FLAG),
        ),
        forms=("table", "csv", "json", "md", "parquet", "xlsx"),
        call=evaluate,
        empty="no requirement asks anything of the products",
        extra="products",
    ),
    Operation(
        ("offers",),
        "which offers of bidders meet the requirements of a tender, and what to ask each bidder",
        "gppgraph offers offers.csv --set dk-desktop-2023 --level basis --set-value X=3 --format md",
        (
            PRODUCT_FILE._replace(
                help="offers: a workbook or CSV file with one row per model and certificate",
                placeholder="FILE",
            ),
            SOURCE._replace(help="mapping by which FILE is read", default="bidder-sheet"),
            SETS._replace(help="criteria set of the tender", required=True, repeated=False),
            LEVEL,
            AS_OF._replace(help="day on which certificates are to be valid (default: today)"),
            BUYER_VALUES,
            LANGUAGE._replace(help="language of words and questions", choices=("en", "nb", "da")),
        ),
        forms=("table", "csv", "json", "md", "xlsx"),
        call=offers,
        empty="an offer fails a requirement",
        extra="products",
    ),
)
