"""Questions about many products at once: how strict a requirement is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..output.progress import silent
from .declaration import Operation, Parameter, Values
from .parameters import BUYER_VALUES, LANGUAGE, PRODUCTS, REQUIREMENTS, STATE
from .product_questions import PRODUCT_FILE, SOURCE

if TYPE_CHECKING:
    from ..graph import Graph
    from ..products.strictness import Strictness


def strictness(graph: Graph, values: Values) -> Strictness:
    """Return counts of the products that meet a requirement, also by threshold."""
    from ..products.product_files import open_products
    from ..products.strictness import strictness
    from ..values import parse_buyer_values

    opened = open_products(graph, values["products"], values["source"], values.get("show", silent))
    return strictness(
        graph,
        opened.products,
        values["requirement"],
        vary=values["vary"],
        sample=opened.sample,
        product=values["product"],
        state=values["state"],
        values=parse_buyer_values(values["value"], "value"),
    )


MARKET_QUESTIONS = (
    Operation(
        ("strictness",),
        "how strict a requirement is: products and brands that meet it, and the curve over its threshold",
        "gppgraph strictness dk-desktop-2023.basis.TS3 --products offers.csv --source bidder-sheet --format html",
        (
            REQUIREMENTS._replace(repeated=False, required=True, positional=True, placeholder="REQUIREMENT"),
            PRODUCT_FILE._replace(name="products", positional=False),
            SOURCE,
            Parameter(
                "vary",
                "property whose number is varied (default: the first of the requirement)",
                placeholder="PROPERTY",
            ),
            PRODUCTS,
            STATE._replace(help="state of the goods (default: that which a requirement is for)"),
            BUYER_VALUES,
            LANGUAGE._replace(help="language of the picture and the page", choices=("en", "nb", "da")),
        ),
        forms=("table", "csv", "json", "md", "svg", "html"),
        call=strictness,
        empty="of no product it is known whether it meets the requirement",
        extra="products",
    ),
)
