"""The functions of the REST interface and what each takes. Runs in a worker; the description is also OpenAPI's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from ...errors import InputError
from ...graph import Graph
from ...languages import LANGUAGES
from ...output.records import plain
from ...values import parse_buyer_values

if TYPE_CHECKING:
    from ...explore.search import Index

_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a function."""

    name: str
    meaning: str
    required: bool = False
    repeated: bool = False
    choices: tuple[str, ...] = ()
    example: str = ""
    form: str = ""  # a regular expression that values match


@dataclass(frozen=True, slots=True)
class Function:
    """One function of the interface."""

    name: str
    summary: str
    parameters: tuple[Parameter, ...]
    call: Callable[[Graph, Mapping[str, Any]], Any]


_DATE = r"^\d{4}-\d{2}-\d{2}$"
_DAY = Parameter(
    "as_of", "day on which a certificate is to be valid (default: today)", example="2026-07-01", form=_DATE
)
_STATE = Parameter("state", "state of the goods", choices=("new", "refurbished", "end-of-life"))
_LANGUAGE = Parameter("lang", "language of titles", choices=LANGUAGES)
_VALUE = Parameter(
    "value", "value that the buyer sets", repeated=True, example="X=4", form=r"^\s*[^=\s][^=]*=\s*\S.*$"
)
_LEVEL = Parameter("level", "level within the set", example="basis")


def _satisfy(graph: Graph, given: Mapping[str, Any]) -> Any:
    if not any(given[name] for name in ("requirement", "set", "label")):
        raise InputError("name at least one requirement, set or label.")
    return graph.satisfy(
        requirement=given["requirement"],
        set=given["set"],
        label=given["label"],
        product=given["product"],
        level=given["level"],
        state=given["state"] or "new",
        as_of=given["as_of"],
        verdict=given["verdict"],
        values=parse_buyer_values(given["value"], "value"),
        language=given["lang"] or "en",
    )


def _explain(graph: Graph, given: Mapping[str, Any]) -> Any:
    return graph.explain(given["requirement"], given["label"], given["product"], given["as_of"])


def _remaining(graph: Graph, given: Mapping[str, Any]) -> Any:
    from ...verdicts.remaining import remaining

    return remaining(
        graph,
        label=given["label"],
        set=given["set"],
        level=given["level"],
        product=given["product"],
        state=given["state"] or "new",
        as_of=given["as_of"],
        values=parse_buyer_values(given["value"], "value"),
        language=given["lang"] or "en",
    )


def _compare(graph: Graph, given: Mapping[str, Any]) -> Any:
    from ...verdicts.compare import compare

    return compare(
        graph,
        given["left"],
        given["right"],
        product=given["product"],
        topic=given["topic"],
        as_of=given["as_of"],
    )


@cache
def search_index(graph: Graph) -> Index:
    """Return the index of a graph. Making it takes a second, which the server spends before it forks workers.

    Raises:
        MissingExtraError: the extra "search" is not installed.
    """
    from ...explore.search import index

    return index(graph)


def _search(graph: Graph, given: Mapping[str, Any]) -> Any:
    count = given["count"] or "10"
    if not count.isdigit() or not 0 < int(count) <= 100:
        raise InputError(f'count "{count}" is not a whole number from 1 to 100.')
    return search_index(graph).search(given["q"], given["kind"], given["lang"] or "en", int(count))


FUNCTIONS = {
    function.name: function
    for function in (
        Function(
            "satisfy",
            "Which label editions satisfy which requirements, with what decides",
            (
                Parameter("requirement", "requirement", repeated=True, example="dk-desktop-2023.basis.TS3"),
                Parameter("set", "criteria set", repeated=True, example="dk-desktop-2023"),
                Parameter("label", "label edition", repeated=True, example="tco-certified-8"),
                Parameter("product", "product type or group", repeated=True, example="notebook-computer"),
                _LEVEL,
                _STATE,
                _DAY,
                Parameter("verdict", "only this verdict", repeated=True, example="satisfies"),
                _VALUE,
                _LANGUAGE,
            ),
            _satisfy,
        ),
        Function(
            "explain",
            "The proof behind the verdicts on a requirement and a label edition",
            (
                Parameter("requirement", "requirement", True, example="dk-desktop-2023.basis.TS3"),
                Parameter("label", "label edition", True, example="tco-certified-8"),
                Parameter("product", "product type", example="notebook-computer"),
                _DAY,
            ),
            _explain,
        ),
        Function(
            "remaining",
            "What a bidder with these labels has proved, what remains, and by which proofs",
            (
                Parameter("label", "label edition held", True, True, example="tco-certified-8"),
                Parameter("set", "criteria set of the tender", True, example="dk-desktop-2023"),
                Parameter("product", "product type", True, example="notebook-computer"),
                _LEVEL,
                _STATE,
                _DAY,
                _VALUE,
                _LANGUAGE,
            ),
            _remaining,
        ),
        Function(
            "compare",
            "Two editions side by side, with which is stricter and why",
            (
                Parameter(
                    "left", "set, one level of it, label edition or act", True, example="tco-certified-8"
                ),
                Parameter("right", "what to compare with", True, example="tco-certified-9"),
                Parameter("product", "product type or group", example="notebook-computer"),
                Parameter("topic", "topic", example="spare-parts"),
                _DAY,
            ),
            _compare,
        ),
        Function(
            "search",
            "Criteria, labels, standards, acts and concepts by words in four languages",
            (
                Parameter("q", "words", True, example="batterilevetid"),
                Parameter("kind", "only things of this kind", repeated=True, example="label"),
                Parameter("count", "how many hits, at most 100", example="10", form=r"^([1-9]\d?|100)$"),
                _LANGUAGE,
            ),
            _search,
        ),
    )
}


def arguments(function: Function, given: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """Return the parameters of a request as the function takes them.

    Raises:
        InputError: one is unknown, missing, given twice, too long or not one of its choices.
    """
    known = {entry.name: entry for entry in function.parameters}
    result: dict[str, Any] = {name: [] if entry.repeated else None for name, entry in known.items()}
    for name, value in given:
        if name not in known:
            raise InputError(f'{function.name} has no parameter "{name[:60]}"; it has: {", ".join(known)}.')
        entry = known[name]
        if len(value) > _LONGEST:
            raise InputError(f"{name} is longer than {_LONGEST} characters.")
        if entry.choices and value not in entry.choices:
            raise InputError(f'{name} "{value}" is not one of {", ".join(entry.choices)}.')
        if entry.repeated:
            result[name].append(value)
        elif result[name] is not None:
            raise InputError(f"{name} is given twice.")
        else:
            result[name] = value
    missing = [name for name, entry in known.items() if entry.required and not result[name]]
    if missing:
        raise InputError(f"{function.name} needs a value for: {', '.join(missing)}.")
    return result


def call(graph: Graph, name: str, given: Mapping[str, Any], most: int) -> dict[str, Any]:
    """Return what a function says, at most so many records, and whether that is all."""
    parameters = dict(given)
    if "as_of" in parameters:
        parameters["as_of"] = parameters["as_of"] or date.today().isoformat()
    found = plain(FUNCTIONS[name].call(graph, parameters))
    echoed = {key: value for key, value in parameters.items() if value}
    if not isinstance(found, list):
        return {"parameters": echoed, "result": found}
    cut = {"cut": f"only the first {most} of {len(found)} are given"} if len(found) > most else {}
    return {"parameters": echoed, "count": len(found), **cut, "result": found[:most]}
