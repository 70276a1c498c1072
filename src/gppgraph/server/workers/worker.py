"""What a worker does: one task at a time, in a process that may be ended at any moment.

A sealed worker runs strangers' SPARQL. The operating system lets it open nothing more, neither file nor
connection, and take only so much memory. An open worker runs the REST interface's own functions, which read
parts of the snapshot.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import os
import resource
import signal
import socket
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import pyoxigraph as ox

from ...catalogue.query import Query
from ...errors import GppGraphError, QueryError, UnknownNameError
from ...graph import Graph
from ...rdf.rows import Term
from ...rdf.store import run
from ...terms import BASE
from .. import documents
from ..http.etags import etag
from ..http.negotiation import negotiate
from ..settings import Settings
from .framing import FRAME, Inbox
from .query_guard import screen

RESULTS = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
}
BOOLEANS = dict(list(RESULTS.items())[:2])
# Media types that stand for another: what scripts and browsers ask for.
ALIASES = {
    "application/json": "application/sparql-results+json",
    "application/xml": "application/sparql-results+xml",
}
GRAPH_ALIASES = {"application/json": "application/ld+json", "application/xml": "application/rdf+xml"}

Reply = tuple[dict[str, Any], bytes]


@dataclass(slots=True)
class World:
    """What every worker has in memory from its birth."""

    graph: Graph
    store: ox.Store
    documents: documents.Documents
    catalogue: dict[str, Query]
    settings: Settings


class TooLargeError(Exception):
    """The answer outgrew what is sent whole."""


class _Capped(io.RawIOBase):
    """Takes bytes until there are too many."""

    def __init__(self, most: int) -> None:
        self.parts: list[bytes] = []
        self.left = most

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        piece = bytes(data)
        self.left -= len(piece)
        if self.left < 0:
            raise TooLargeError
        self.parts.append(piece)
        return len(piece)


class NotAcceptableError(Exception):
    """No format of the answer is one that the client takes."""

    def __init__(self, offered: Iterable[str]) -> None:
        self.offered = list(offered)
        super().__init__(f"offered: {', '.join(self.offered)}")


def seal(connection: socket.socket, memory: int) -> socket.socket:
    """Close everything but the connection and give up the right to open or take more; return it."""
    bound_memory(memory)
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    os.dup2(connection.fileno(), 3, inheritable=False)
    connection.detach()
    os.closerange(4, os.sysconf("SC_OPEN_MAX"))
    for kind, limit in (
        (resource.RLIMIT_NOFILE, 4),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(kind, (limit, limit))
    return socket.socket(fileno=3)


def bound_memory(more: int) -> None:
    """Let this process take no more than ``more`` bytes beyond what it has, and leave no dump of them."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with (
        open("/proc/self/statm", encoding="ascii")
        if os.path.exists("/proc/self/statm")
        else (contextlib.nullcontext(io.StringIO("0"))) as statm
    ):
        pages = int(statm.read().split()[0])
    if pages:
        limit = pages * resource.getpagesize() + more
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def serve(connection: socket.socket, world: World) -> NoReturn:
    """Answer tasks in their order until the other side goes."""
    inbox = Inbox(connection)
    while True:
        task = inbox.take()
        if task is None:
            connection.sendall(FRAME.pack(0, 0))
            continue
        reply, body, fatal = attempt(json.loads(task), world)
        if fatal:
            reply["last"] = True
        if body:
            reply["tag"] = etag(body)  # here, because the server has less time than its workers
        meta = json.dumps(reply).encode()
        connection.sendall(FRAME.pack(len(meta), len(body)) + meta + body)
        if fatal:
            os._exit(1)


def attempt(task: Mapping[str, Any], world: World) -> tuple[dict[str, Any], bytes, bool]:
    """Return the reply to a task, whatever happens, and whether the worker should end after it."""
    try:
        return *TASKS[task["op"]](task, world), False
    except UnknownNameError as error:
        return {"error": str(error), "kind": "unknown-name", "near": list(error.candidates)}, b"", False
    except GppGraphError as error:
        return {"error": str(error), "kind": "wrong"}, b"", False
    except NotAcceptableError as error:
        return {"error": str(error), "kind": "not-acceptable", "offered": error.offered}, b"", False
    except RecursionError:
        return {"error": "the query is nested too deeply.", "kind": "wrong"}, b"", True
    except MemoryError:
        return {"error": "", "kind": "memory"}, b"", True
    except BaseException as error:  # a panic of the engine is no Exception
        trace = traceback.format_exc(limit=-8)
        return {"error": type(error).__name__, "kind": "internal", "trace": trace[-4000:]}, b"", True


def _named(names: Iterable[str] | None) -> list[ox.NamedNode] | None:
    """Return graph names as nodes.

    Raises:
        QueryError: one is no absolute IRI.
    """
    if names is None:
        return None
    try:
        return [ox.NamedNode(name) for name in names]
    except ValueError as error:
        raise QueryError(f"a graph's name is no IRI: {str(error)[:200]}") from error


def run_sparql(task: Mapping[str, Any], world: World) -> Reply:
    """Return the answer to a stranger's query in the format that the client prefers."""
    screened = screen(task["text"], world.settings.longest_query)
    default, named = screened.default, screened.named
    if task.get("default") or task.get("named"):  # the protocol's dataset goes before the query's own
        default, named = tuple(task.get("default") or ()), tuple(task.get("named") or ())
    return answer(world, screened.text, {}, _named(default), _named(named), task.get("accept"))


def run_catalogue(task: Mapping[str, Any], world: World) -> Reply:
    """Return the answer to a query of the catalogue, its parameters bound."""
    from ...catalogue.binding import bind
    from ...spelling import near

    name = task["name"]
    if name not in world.catalogue:
        raise UnknownNameError("query", name[:200], near(name[:200], world.catalogue))
    query = world.catalogue[name]
    return answer(
        world, query.text, bind(query, task["parameters"], world.graph), None, None, task.get("accept")
    )


def answer(
    world: World,
    text: str,
    bindings: Mapping[str, Term],
    default: list[ox.NamedNode] | None,
    named: list[ox.NamedNode] | None,
    accept: str | None,
) -> Reply:
    """Return a query's answer, whole or, where it is too large, cut at a row and marked."""

    try:
        found: Any = run(world.store, text, bindings, default, named)
        if isinstance(found, ox.QueryBoolean):
            media = _choose(accept, BOOLEANS, ALIASES)
            return {"media": media}, found.serialize(format=BOOLEANS[media]) or b""
        graph = isinstance(found, ox.QueryTriples)
        media = (
            _choose(accept, documents.RDF_FORMATS, GRAPH_ALIASES)
            if graph
            else _choose(accept, RESULTS, ALIASES)
        )
        target = _Capped(world.settings.largest_answer)
        try:
            if graph:
                found.serialize(target, format=documents.RDF_FORMATS[media])
            else:
                found.serialize(target, format=RESULTS[media])
        except TooLargeError:
            most = world.settings.most_rows
            cut = _cut_triples if graph else _cut_rows
            body, rows = cut(run(world.store, text, bindings, default, named), media, most)
            return {"media": media, "cut": rows}, body
        return {"media": media}, documents.well_formed(b"".join(target.parts), media)
    except (RuntimeError, OSError, ValueError) as error:
        raise QueryError(f"the query cannot be answered: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:500]


def _choose(accept: str | None, formats: Mapping[str, Any], aliases: Mapping[str, str]) -> str:
    known = {alias: media for alias, media in aliases.items() if media in formats}
    chosen = negotiate(accept, [*formats, *known])
    if chosen is None:
        raise NotAcceptableError(formats)
    return known.get(chosen, chosen)


def _cut_rows(found: Any, media: str, most: int) -> tuple[bytes, int]:
    """Return the first rows in a format, and how many; the head says that the answer is cut."""
    names = [str(variable) for variable in found.variables]
    lines = ["\t".join(names)]
    rows = 0
    for rows, solution in enumerate(found, 1):
        lines.append("\t".join("" if term is None else str(term) for term in solution))
        if rows == most:
            break
    table = ("\n".join(lines) + "\n").encode()
    again = ox.parse_query_results(table, format=ox.QueryResultsFormat.TSV)
    if not isinstance(again, ox.QuerySolutions):
        raise QueryError("the answer is too large")
    body = again.serialize(format=RESULTS[media]) or b""
    link = f"{BASE}docs/limits?rows={rows}"
    if media.endswith("json"):
        body = body.replace(b'{"head":{', b'{"head":{"link":["' + link.encode() + b'"],', 1)
    elif media.endswith("xml"):
        body = body.replace(b"</head>", b'<link href="' + link.encode() + b'"/></head>', 1)
    return documents.well_formed(body, media), rows


def _cut_triples(found: Any, media: str, most: int) -> tuple[bytes, int]:
    kept = [triple for triple, _ in zip(found, range(most), strict=False)]
    return documents.serialise(kept, media), len(kept)


def run_document(task: Mapping[str, Any], world: World) -> Reply:
    """Return a document in one format."""
    path, media = task["path"], task["media"]
    subjects = world.documents.subjects[path]
    if media == "text/html":
        body = documents.html(world.store, path, subjects, world.documents.places)
    else:
        said = documents.triples(world.store, subjects)
        inside = documents.facts(world.store, path, world.settings.most_rows)
        body = documents.serialise(sorted({*said, *inside}, key=str), media)
    return {"media": media}, body


def run_near(task: Mapping[str, Any], world: World) -> Reply:
    """Return documents with a name like the one asked for, those of the same kind."""
    from ...spelling import near

    folder, _, name = task["path"][:300].rpartition("/")
    inside = folder if not folder.startswith("derived") else None
    known = {
        path.rsplit("/", 1)[-1]: path
        for path in world.documents.subjects
        if inside is not None and path.rpartition("/")[0] == inside
    }
    if not known and inside:  # a kind that does not exist: things of any kind that are called so
        known = {p.rsplit("/", 1)[-1]: p for p in world.documents.subjects if not p.startswith("derived")}
        known = {entry: path for entry, path in known.items() if entry == name}
        return {"near": sorted(known.values())[:5]}, b""
    return {"near": [known[entry] for entry in near(name[:100], known)]}, b""


def run_interface(task: Mapping[str, Any], world: World) -> Reply:
    """Return the JSON of a function of the REST interface."""
    functions = importlib.import_module(".functions", __package__)
    found = functions.call(world.graph, task["name"], task["parameters"], world.settings.most_rows)
    body = json.dumps(found, ensure_ascii=False).encode()
    if len(body) > world.settings.largest_answer:
        raise QueryError("the answer is too large; ask for fewer requirements, labels or products.")
    return {"media": "application/json"}, body


class PrivateError(Exception):
    """A review failed; says where in the program, and nothing of the text."""


def run_review(task: Mapping[str, Any], world: World) -> Reply:
    """Return the review of a text, as JSON or as HTML for the page of the site."""
    reviews = importlib.import_module(".review_task", __package__)
    try:
        return reviews.answer(task, world.graph, world.documents.places)  # type: ignore[no-any-return]
    except (GppGraphError, RecursionError, MemoryError):
        raise
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        where = ", ".join(f"{os.path.basename(frame.filename)}:{frame.lineno}" for frame in frames)
        raise PrivateError(f"{type(error).__name__} at {where}") from None


TASKS = {
    "sparql": run_sparql,
    "catalogue": run_catalogue,
    "document": run_document,
    "near": run_near,
    "interface": run_interface,
    "review": run_review,
}


def quiet() -> None:
    """Take signals as a worker does: those that end it end it, whatever the parent had arranged."""
    for name in (signal.SIGINT, signal.SIGHUP):
        signal.signal(name, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
