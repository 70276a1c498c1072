"""Parameters that several operations share, with one spelling and one meaning."""

from __future__ import annotations

from .declaration import COMMAND, DAY, SECONDS, VALUE, Parameter

TABLES = ("table", "csv", "json", "md")
# The kinds of things in the index of the search.
KINDS = ("topic", "concept", "requirement", "criterion", "label", "set", "standard", "act", "law", "product")

REQUIREMENTS = Parameter(
    "requirement",
    "requirement, such as dk-desktop-2023.basis.TS3",
    repeated=True,
    placeholder="ID",
    example="dk-desktop-2023.basis.TS3",
)
SETS = Parameter(
    "set",
    "criteria set, such as dk-desktop-2023",
    repeated=True,
    placeholder="EDITION",
    example="dk-desktop-2023",
)
LEVEL = Parameter("level", "level within the set, such as basis", placeholder="L", example="basis")
LABELS = Parameter(
    "label",
    "label edition, such as tco-certified-8",
    repeated=True,
    placeholder="EDITION",
    example="tco-certified-8",
)
PRODUCTS = Parameter(
    "product",
    "product type or group, such as notebook-computer (default: every type that the set concerns)",
    repeated=True,
    placeholder="TYPE",
    example="notebook-computer",
)
PRODUCT = PRODUCTS._replace(help="product type or group (default: every type)", repeated=False)
STATE = Parameter(
    "state",
    "state of the goods (default: new, or the state that a requirement is for)",
    placeholder="STATE",
    example="refurbished",
)
AS_OF = Parameter(
    "as_of",
    "day on which a certificate is to be valid (default: today)",
    DAY,
    placeholder="DATE",
    example="2026-07-01",
)
BY = Parameter(
    "by",
    "what proves: label editions, law alone, or both",
    choices=("labels", "law", "all"),
    default="labels",
)
JURISDICTION = Parameter(
    "jurisdiction",
    "whose law, such as dk (default: that of the country of the set)",
    placeholder="PLACE",
    example="eu",
)
UNITS = Parameter(
    "units",
    "condition that the units meet, where law binds some of a type only, such as slate-tablet",
    placeholder="CONDITION",
    example="slate-tablet",
)
VERDICTS = Parameter(
    "verdict", "only this verdict, such as satisfies", repeated=True, placeholder="V", example="satisfies"
)
BUYER_VALUES = Parameter(
    "value",
    "value that the buyer sets, in the unit that the source prints",
    VALUE,
    repeated=True,
    placeholder="X=4",
    example="X=4",
    option="set-value",
)
LANGUAGE = Parameter("lang", "language of titles", choices=("en", "nb", "nn", "da"), default="en")
ENGINE = (
    Parameter(
        "engine", "engine on this machine", choices=("oxigraph", "rdflib"), default="oxigraph", only=COMMAND
    ),
    Parameter(
        "endpoint",
        "ask a SPARQL 1.1 server that holds the dataset; user and password are read from "
        "GPPGRAPH_USER and GPPGRAPH_PASSWORD or the netrc file",
        placeholder="URL",
        only=COMMAND,
    ),
    Parameter(
        "timeout", "stop a query that runs longer (exit code 2)", SECONDS, placeholder="SECONDS", only=COMMAND
    ),
)
