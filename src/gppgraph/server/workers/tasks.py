"""The tasks of a worker: SPARQL, documents, near names, operations, reviews."""

from __future__ import annotations

import json
import traceback
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from ...catalogue.binding import bind
from ...errors import GppGraphError, QueryError, UnknownNameError
from ...spelling import near
from .. import documents
from . import functions, review_task
from .framing import Reply
from .query_answers import BoundQuery, answer_query
from .query_guard import guard
from .state import WorkerState


class PrivateError(Exception):
    """A review failed at a place of the program; says nothing of the reviewed text."""


def run_task(task: Mapping[str, Any], state: WorkerState) -> Reply:
    """Run a task, such as ``{"op": "near", "path": "id/label/tco"}``."""
    return _TASKS[task["op"]](task, state)


def _graph_nodes(names: Iterable[str] | None) -> list[ox.NamedNode] | None:
    """Return graph names as nodes.

    Raises:
        QueryError: a name is not an absolute IRI.
    """
    if names is None:
        return None
    try:
        return [ox.NamedNode(name) for name in names]
    except ValueError as error:
        raise QueryError(f"a graph's name is no IRI: {str(error)[:200]}") from error


def _run_sparql(task: Mapping[str, Any], state: WorkerState) -> Reply:
    """Answer a client's query."""
    guarded = guard(task["text"], state.settings.longest_query, state.graph.namespaces)
    default, named = guarded.default_graphs, guarded.named_graphs
    if task.get("default") or task.get("named"):  # the dataset of the protocol replaces that of the query
        default, named = task.get("default") or (), task.get("named") or ()
    query = BoundQuery(guarded.text, {}, _graph_nodes(default), _graph_nodes(named))
    return answer_query(state.store, query, task.get("accept"), state.settings)


def _run_catalogue(task: Mapping[str, Any], state: WorkerState) -> Reply:
    """Answer a query of the catalogue with its parameters bound."""
    name = task["name"]
    if name not in state.catalogue:
        raise UnknownNameError("query", name[:200], near(name[:200], state.catalogue))
    query = state.catalogue[name]
    bound = BoundQuery(query.text, bind(query, task["parameters"], state.graph))
    return answer_query(state.store, bound, task.get("accept"), state.settings)


def _run_document(task: Mapping[str, Any], state: WorkerState) -> Reply:
    """Return a document in one format."""
    path, media = task["path"], task["media"]
    subjects = state.documents.subjects[path]
    if media == "text/html":
        return Reply({"media": media}, documents.html(state.store, path, subjects, state.documents.places))
    statements = {
        *documents.triples(state.store, subjects),
        *documents.facts(state.store, state.documents.iri(path), state.settings.most_rows),
    }
    return Reply({"media": media}, documents.serialise(sorted(statements, key=str), media))


def _find_near_documents(task: Mapping[str, Any], state: WorkerState) -> Reply:
    """Return documents with a name like that of the task.

    Those of the same folder go before those with the same name in other folders.
    """
    folder, _, name = task["path"][:300].rpartition("/")
    if folder.startswith("derived"):
        return Reply({"near": []}, b"")
    paths = [path for path in state.documents.subjects if path.rpartition("/")[0] == folder]
    siblings = {path.rpartition("/")[2]: path for path in paths}
    if siblings:
        return Reply({"near": [siblings[sibling] for sibling in near(name[:100], siblings)]}, b"")
    namesakes = [
        path
        for path in state.documents.subjects
        if not path.startswith("derived") and path.rpartition("/")[2] == name
    ]
    return Reply({"near": sorted(namesakes)[:5]}, b"")


def _run_interface(task: Mapping[str, Any], state: WorkerState) -> Reply:
    """Return the JSON of an operation of the REST interface."""
    record = functions.call(state.graph, task["name"], task["parameters"], state.settings.most_rows)
    body = json.dumps(record, ensure_ascii=False).encode()
    if len(body) > state.settings.largest_answer:
        raise QueryError("the answer is too large; ask for fewer requirements, labels or products.")
    return Reply({"media": "application/json"}, body)


def _run_review(task: Mapping[str, Any], state: WorkerState) -> Reply:
    """Return the review of a text, as JSON or as HTML for the page of the site."""
    try:
        return review_task.answer(task, state.graph, state.documents.places)
    except (GppGraphError, RecursionError, MemoryError):
        raise
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        places = ", ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames)
        raise PrivateError(f"{type(error).__name__} at {places}") from None


_TASKS: dict[str, Callable[[Mapping[str, Any], WorkerState], Reply]] = {
    "sparql": _run_sparql,
    "catalogue": _run_catalogue,
    "document": _run_document,
    "near": _find_near_documents,
    "interface": _run_interface,
    "review": _run_review,
}
