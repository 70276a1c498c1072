"""The task that drafts a tender."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .declaration import COMMAND, FILE, WHOLE, Operation, Parameter, Values
from .parameters import AS_OF, BUYER_VALUES, LANGUAGE, LEVEL, PRODUCTS, SETS, STATE

if TYPE_CHECKING:
    from ..graph import Graph
    from ..specify.specification import Specification


def specify(graph: Graph, values: Values) -> Specification:
    """Return the draft of a requirement specification."""
    from ..specify.draft import specify
    from ..values import parse_buyer_values

    return specify(
        graph,
        set=values["set"],
        level=values["level"],
        product=values["product"],
        state=values["state"],
        values=parse_buyer_values(values["value"], "value"),
        choose=values["choose"],
        country=values["country"],
        as_of=values["as_of"],
        language=values["lang"],
    )


SPECIFY_QUESTIONS = (
    Operation(
        ("specify",),
        "draft the requirements of a tender from a set, a level and wishes, with proofs, labels and law",
        "gppgraph specify --set dk-desktop-2023 --level basis --product notebook-computer --set-value X=3 --lang nb",
        (
            SETS._replace(help="criteria set of the tender", required=True, repeated=False),
            LEVEL,
            PRODUCTS._replace(help="product type or group, such as notebook-computer", required=True),
            STATE._replace(help="state of the goods", default="new"),
            BUYER_VALUES,
            Parameter(
                "choose",
                "only this requirement: its code at the level, or its name (default: every one of the level)",
                repeated=True,
                placeholder="REQ",
                example="TS3",
            ),
            Parameter(
                "country",
                "whose law and rules apply (default: that of the set)",
                choices=("no", "dk", "eu"),
            ),
            AS_OF._replace(help="day of the tender (default: today)"),
            LANGUAGE._replace(help="language of the draft"),
            Parameter(
                "compare_levels",
                "write the requirements that differ at another level of the set, in place of the draft",
                placeholder="LEVEL",
                only=COMMAND,
            ),
            Parameter(
                "tick",
                "rank the labels by the properties that matter, and write what remains, in place of the draft",
                repeated=True,
                placeholder="PROPERTY",
                only=COMMAND,
            ),
            Parameter(
                "evaluation",
                "also write the evaluation sheet, a workbook, to FILE",
                FILE,
                placeholder="FILE",
                only=COMMAND,
            ),
            Parameter(
                "bids",
                "bids that the evaluation sheet has room for",
                WHOLE,
                default=3,
                least=1,
                most=30,
                only=COMMAND,
            ),
            Parameter(
                "lot",
                "name of a lot of the evaluation sheet",
                repeated=True,
                placeholder="NAME",
                only=COMMAND,
            ),
            Parameter(
                "notice",
                "also write the part of an eForms notice on green procurement, as XML, to FILE",
                FILE,
                placeholder="FILE",
                only=COMMAND,
            ),
            Parameter(
                "notice_code",
                "national code of the notice, such as quality-nor-env-criteria",
                placeholder="CODE",
                only=COMMAND,
            ),
            Parameter("grounds", "grounds that the national code needs", placeholder="TEXT", only=COMMAND),
            Parameter(
                "template",
                "the agency's own Word template for --format docx",
                FILE,
                placeholder="FILE",
                only=COMMAND,
            ),
        ),
        forms=("md", "json", "docx"),
        call=specify,
        output="write the draft to FILE, which must not exist yet; its ending chooses the form",
    ),
)
