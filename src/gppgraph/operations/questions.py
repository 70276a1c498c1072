"""Questions about verdicts and things of the graph."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from .declaration import COMMAND, FILE, FLAG, REST, WHOLE, WORDS, Operation, Parameter, Values
from .parameters import (
    AS_OF,
    BUYER_VALUES,
    BY,
    ENGINE,
    JURISDICTION,
    KINDS,
    LABELS,
    LANGUAGE,
    LEVEL,
    PRODUCT,
    PRODUCTS,
    REQUIREMENTS,
    SETS,
    STATE,
    TABLES,
    UNITS,
    VERDICTS,
)
from .shown_first import default

if TYPE_CHECKING:
    from ..decisions.decide import Walk
    from ..explore.search import Hit, Index
    from ..explore.sentence import Closest
    from ..explore.show import Line
    from ..graph import Graph
    from ..verdicts.compare import Comparison
    from ..verdicts.explain import Proof
    from ..verdicts.law import LawVerdict
    from ..verdicts.law_proof import LawProof
    from ..verdicts.matrix import Matrix
    from ..verdicts.remaining import Checklist
    from ..verdicts.satisfy import Verdict


def satisfy(graph: Graph, values: Values) -> list[Verdict | LawVerdict]:
    """Return the verdicts on requirements, by label editions, by law, or by both."""
    from ..values import parse_buyer_values

    options = {
        name: values[name] for name in ("requirement", "set", "level", "product", "state", "as_of", "verdict")
    }
    options |= {"values": parse_buyer_values(values["value"], "value"), "language": values["lang"]}
    law = {"jurisdiction": values["jurisdiction"], "units": values["units"]}
    by_law: list[Verdict | LawVerdict] = [*graph.law(**options, **law)] if values["by"] != "labels" else []
    return by_law if values["by"] == "law" else [*by_law, *graph.satisfy(label=values["label"], **options)]


def explain(graph: Graph, values: Values) -> list[Proof] | list[LawProof]:
    """Return the proofs of the verdicts on a requirement and a label edition, or law."""
    from ..verdicts.law import LAW

    if values["label"] == LAW:
        named = ("requirement", "product", "as_of", "jurisdiction", "units")
        return graph.explain_law(**{name: values[name] for name in named}, language=values["lang"])
    return graph.explain(
        values["requirement"], values["label"], values["product"], values["as_of"], values["lang"]
    )


def remaining(graph: Graph, values: Values) -> Checklist:
    """Return the requirements that a bidder's labels prove, and those that remain."""
    from ..values import parse_buyer_values
    from ..verdicts.remaining import remaining

    return remaining(
        graph,
        label=values["label"],
        set=values["set"],
        level=values["level"],
        product=values["product"],
        state=values["state"],
        as_of=values["as_of"],
        values=parse_buyer_values(values["value"], "value"),
        language=values["lang"],
    )


def compare(graph: Graph, values: Values) -> list[Comparison]:
    """Return the pairs of requirements that two editions have on a topic."""
    from ..verdicts.compare import compare

    return compare(
        graph,
        values["left"],
        values["right"],
        product=values["product"],
        topic=values["topic"],
        as_of=values["as_of"],
    )


def matrix(graph: Graph, values: Values) -> list[tuple[str, Matrix]]:
    """Return the verdicts as one matrix per product type, with the name of the type."""
    from ..values import parse_buyer_values
    from ..verdicts.matrix import matrices

    chosen = values["set"] or default(graph, "set") or sorted(graph.register.names["set"])
    is_first = chosen == [graph.configuration.defaults.set] and not values["all"]
    return matrices(
        graph,
        set=chosen,
        level=values["level"] or next(iter(default(graph, "level", chosen) if is_first else []), None),
        label=values["label"],
        product=values["product"] or default(graph, "product"),
        state=values["state"],
        as_of=values["as_of"],
        values=parse_buyer_values(values["value"], "value"),
        language=values["lang"],
        every=values["all"],
    )


@cache
def search_index(graph: Graph) -> Index:
    """Return the search index of a graph.

    Making it takes a second; a server does so before it forks workers.

    Raises:
        MissingExtraError: the extra "search" is not installed.
    """
    from ..explore.search import index

    return index(graph)


def search(graph: Graph, values: Values) -> list[Hit]:
    """Return the things that match words best."""
    count = max(0, int(values["count"] or 10))
    return search_index(graph).search(values["q"], values["kind"], values["lang"], count)


def closest(graph: Graph, values: Values) -> list[Closest]:
    """Return the criteria of each set that are closest to a sentence."""
    from ..explore.sentence import criteria

    count = 3 if values["count"] is None else values["count"]
    return criteria(graph).closest(values["q"], values["set"], values["lang"], count)


def show(graph: Graph, values: Values) -> tuple[str, list[Line]]:
    """Return the IRI of a thing and the statements about it."""
    from ..explore.show import show

    return show(graph, values["name"])


def decide(graph: Graph, values: Values) -> Walk:
    """Return the walk through the decision table by the given answers."""
    from ..decisions.decide import parse_answers, walk
    from ..values import parse_day

    day = parse_day(values["as_of"]).isoformat()
    country = values["country"]
    return walk(graph, country and country.upper(), day, parse_answers(values["answer"]))


QUESTIONS = (
    Operation(
        ("satisfy",),
        "which label editions, or law alone, satisfy which requirements, with what decides",
        "gppgraph satisfy --requirement dk-desktop-2023.basis.TS2 --label tco-certified-8 --product notebook-computer",
        (
            REQUIREMENTS,
            SETS,
            LABELS,
            PRODUCTS,
            LEVEL,
            STATE,
            AS_OF,
            VERDICTS,
            BUYER_VALUES,
            BY,
            JURISDICTION,
            UNITS,
            LANGUAGE,
            *ENGINE,
        ),
        forms=TABLES,
        call=satisfy,
        rest=True,
        needs=("requirement", "set", "label"),
        empty="there is no such verdict",
    ),
    Operation(
        ("explain",),
        "the proof behind the verdicts on a requirement and a label edition, or law",
        "gppgraph explain dk-desktop-2023.basis.TS3 tco-certified-8 --product notebook-computer",
        (
            REQUIREMENTS._replace(required=True, repeated=False, positional=True, placeholder="REQUIREMENT"),
            LABELS._replace(
                help="label edition, such as tco-certified-8, or law",
                required=True,
                repeated=False,
                positional=True,
            ),
            PRODUCT._replace(help="product type (default: every type)"),
            AS_OF,
            JURISDICTION,
            UNITS,
            LANGUAGE._replace(help="language of titles and of the five lines", choices=("en", "nb", "da")),
        ),
        forms=("text", "json"),
        call=explain,
        rest=True,
    ),
    Operation(
        ("remaining",),
        "requirements that a bidder's labels prove, those that remain, and the proofs they need",
        "gppgraph remaining --label tco-certified-8 --set dk-desktop-2023 --level basis --product notebook-computer",
        (
            LABELS._replace(help="label edition held", required=True),
            SETS._replace(help="criteria set of the tender", required=True, repeated=False),
            PRODUCT._replace(help="product type, such as notebook-computer", required=True),
            LEVEL._replace(help="level within the set (default: every level)"),
            STATE._replace(help="state of the goods that are offered", default="new"),
            AS_OF,
            BUYER_VALUES,
            LANGUAGE._replace(help="language of the checklist", choices=("en", "nb", "da")),
            *ENGINE,
        ),
        forms=("table", "md", "json", "html", "docx"),
        call=remaining,
        rest=True,
    ),
    Operation(
        ("compare",),
        "two editions side by side, with which is stricter and why",
        "gppgraph compare tco-certified-8 tco-certified-9 --product notebook-computer",
        (
            Parameter(
                "left",
                "a set, one level of it (SET/LEVEL), a label edition, an act, or law",
                required=True,
                positional=True,
                placeholder="EDITION",
                example="tco-certified-8",
            ),
            Parameter(
                "right",
                "edition to compare with",
                required=True,
                positional=True,
                placeholder="EDITION",
                example="tco-certified-9",
            ),
            PRODUCT,
            Parameter("topic", "topic, such as spare-parts", placeholder="T", example="spare-parts"),
            AS_OF._replace(help="day on which law applies (default: today)"),
            *ENGINE,
        ),
        forms=TABLES,
        call=compare,
        rest=True,
        empty="the two have no topic in common",
    ),
    Operation(
        ("matrix",),
        "requirements by label editions as a coloured table, SVG or HTML",
        "gppgraph matrix --set dk-desktop-2023 --level basis --product notebook-computer --svg matrix.svg",
        (
            SETS,
            LEVEL,
            LABELS,
            PRODUCTS,
            STATE,
            AS_OF,
            BUYER_VALUES,
            Parameter("all", "every edition and every requirement, also those without an answer", FLAG),
            Parameter("svg", "also write the matrix as a picture", FILE, placeholder="FILE", only=COMMAND),
            Parameter("html", "also write the matrix as a page", FILE, placeholder="FILE", only=COMMAND),
            LANGUAGE,
        ),
        forms=("table", "json"),
        call=matrix,
    ),
    Operation(
        ("search",),
        "criteria, labels, standards, acts and concepts by words in four languages",
        "gppgraph search batterilevetid --lang nb",
        (
            Parameter(
                "q",
                "words, in Norwegian, Danish or English",
                WORDS,
                required=True,
                positional=True,
                placeholder="TEXT",
                example="batterilevetid",
            ),
            Parameter("kind", "only things of this kind", choices=KINDS, repeated=True, example="label"),
            Parameter(
                "lang",
                "language of titles",
                default="en",
                placeholder="L",
                example="nb",
                pattern=r"^[a-z]{2,3}$",
            ),
            Parameter(
                "count",
                "number of hits (default: 10; 3 of a set with --sentence)",
                WHOLE,
                placeholder="N",
                only=COMMAND,
            ),
            Parameter(
                "count", "number of hits (default: 10)", WHOLE, example="10", only=REST, least=1, most=100
            ),
            Parameter(
                "sentence",
                "TEXT is a requirement in a sentence: find the closest criteria of each set",
                FLAG,
                only=COMMAND,
            ),
            SETS._replace(help="with --sentence: only of this set", only=COMMAND),
        ),
        forms=TABLES,
        call=search,
        rest=True,
        empty="nothing is found",
        extra="search",
    ),
    Operation(
        ("show",),
        "every statement about one thing",
        "gppgraph show dk-desktop-2023.basis.TS3",
        (
            Parameter(
                "name",
                "slug (tco-certified-8), CURIE (topic:warranty) or IRI",
                required=True,
                positional=True,
                placeholder="ID",
                example="tco-certified-8",
            ),
        ),
        forms=("text", "json"),
        call=show,
    ),
    Operation(
        ("query",),
        "run a question of the catalogue, or SPARQL of your own",
        "gppgraph query verdicts --param requirement=dk-desktop-2023.basis.TS3 --param product=notebook-computer",
        (
            Parameter(
                "name",
                "catalogue query, .rq file, or - for stdin",
                positional=True,
                placeholder="NAME|FILE|-",
            ),
            Parameter("param", "bind a parameter", repeated=True, placeholder="K=V"),
            Parameter("list", "list the catalogue", FLAG),
            Parameter("show", "print the SPARQL, run nothing", FLAG),
            Parameter(
                "docs", "write a page on every question, with results, to FILE", FILE, placeholder="FILE"
            ),
            Parameter("lang", "language for titles of things beside their names", placeholder="L"),
            Parameter(
                "beside",
                "RDF to ask together with the graph, such as mentions of gppgraph link",
                FILE,
                repeated=True,
                placeholder="FILE|DIR",
            ),
            *ENGINE,
        ),
        forms=(*TABLES, "sparql-json", "sparql-xml", "parquet", "turtle", "json-ld"),
        empty="there is no row",
    ),
    Operation(
        ("decide",),
        "ask step by step how a procurement meets its climate and environment duty",
        "gppgraph decide --country no --as-of 2026-07-01 --answer value=yes --answer defence=no",
        (
            Parameter(
                "country",
                "country whose rules apply (default: the only one that has any)",
                placeholder="CODE",
            ),
            AS_OF._replace(help="day on which the procurement is announced (default: today)"),
            Parameter("answer", "answer a step, ask nothing", repeated=True, placeholder="STEP=yes|no"),
        ),
        forms=("text", "json"),
        call=decide,
        empty="a question is open",
    ),
)
