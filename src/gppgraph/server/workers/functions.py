"""Operations of the REST interface in a worker."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from ...errors import InputError
from ...graph import Graph
from ...operations import REST_OPERATIONS
from ...operations.declaration import REST
from ...output.records import plain


def call(graph: Graph, name: str, parameters: Mapping[str, Any], most: int) -> dict[str, Any]:
    """Return the parameters as understood, and at most ``most`` records of the answer.

    For example ``{"parameters": {"label": "tco-certified-8"}, "count": 1, "result": [{...}]}``; with
    ``"cut"`` if records are left out.

    Raises:
        InputError: a parameter is not of its form, or all parameters are empty of which one is needed.
    """
    operation = REST_OPERATIONS[name]
    if operation.needs and not any(parameters[entry] for entry in operation.needs):
        *first, last = operation.needs
        raise InputError(f"name at least one {', '.join(first)} or {last}.")
    echoed = dict(parameters)
    if "as_of" in echoed:
        echoed["as_of"] = echoed["as_of"] or date.today().isoformat()
    defaults = {entry.name: entry.default for entry in operation.at(REST) if entry.default is not None}
    assert operation.call is not None
    answer = plain(
        operation.call(graph, {key: value or defaults.get(key, value) for key, value in echoed.items()})
    )
    head = {"parameters": {key: value for key, value in echoed.items() if value}}
    if not isinstance(answer, list):
        return {**head, "result": answer}
    cut = {"cut": f"only the first {most} of {len(answer)} are given"} if len(answer) > most else {}
    return {**head, "count": len(answer), **cut, "result": answer[:most]}
