"""The SPARQL 1.1 Protocol: what a request asks, and the service description. Queries run in workers."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

import pyoxigraph as ox
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from ...output.html import render
from ...terms import BASE, iri
from .. import documents
from ..http import responses
from ..http.negotiation import negotiate
from ..settings import Settings
from ..workers.pool import Pool, RefusedError
from ..workers.query_guard import READ_ONLY, is_update
from ..workers.worker import RESULTS

_DATASET = {"default-graph-uri": "default", "named-graph-uri": "named"}
_UPDATES = ("update", "using-graph-uri", "using-named-graph-uri")
ALLOWED = "GET, HEAD, POST, OPTIONS"
_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"


class ProtocolError(Exception):
    """The request is no query of the protocol: the status, and why."""

    def __init__(self, status: int, reason: str) -> None:
        self.status, self.reason = status, reason
        super().__init__(reason)


def client_of(request: Request) -> str:
    """Return whom a request counts for."""
    return request.client.host if request.client else "unknown"


def fields(data: bytes, most: int) -> list[tuple[str, str]]:
    """Return the fields of a form or query string.

    Raises:
        ProtocolError: they are too many, or not UTF-8.
    """
    try:
        return parse_qsl(data.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=most)
    except UnicodeDecodeError as error:
        raise ProtocolError(400, "the parameters are not UTF-8 in percent-encoding.") from error
    except ValueError as error:
        raise ProtocolError(400, f"there are more than {most} parameters.") from error


async def read(request: Request, most: int) -> bytes:
    """Return the body.

    Raises:
        ProtocolError: it is too large, or its sender went away.
    """
    try:
        length = int(request.headers.get("content-length", "0"))
    except ValueError as error:
        raise ProtocolError(400, "Content-Length is no number.") from error
    content = bytearray()
    if length <= most:
        try:
            async for piece in request.stream():
                content += piece
                if len(content) > most:
                    break
            else:
                return bytes(content)
        except ClientDisconnect as error:
            raise ProtocolError(400, "the body did not arrive whole.") from error
    raise ProtocolError(413, f"the body is larger than {most} bytes.")


async def _asked(request: Request, settings: Settings) -> dict[str, Any] | None:
    """Return the query and dataset of a request, ``None`` where it asks nothing."""
    given = fields(request.scope["query_string"], settings.most_fields)
    if request.method == "POST":
        media, _, parameters = request.headers.get("content-type", "").partition(";")
        charset = parameters.lower().replace('"', "").replace(" ", "")
        if request.headers.get("content-encoding", "identity").lower() != "identity":
            raise ProtocolError(415, "the body is to be sent as it is, without Content-Encoding.")
        if charset and "charset=" in charset and "charset=utf-8" not in charset:
            raise ProtocolError(415, "the body is to be in UTF-8.")
        content = await read(request, settings.longest_body)
        match media.strip().lower():
            case "application/x-www-form-urlencoded":
                if any(name in ("query", "update") for name, _ in given):
                    raise ProtocolError(400, "a form has its query in the body, not in the address.")
                given += fields(content, settings.most_fields)
            case "application/sparql-query":
                try:
                    text = content.decode("utf-8")
                except UnicodeDecodeError as error:
                    raise ProtocolError(400, f"the query is not UTF-8 at byte {error.start}.") from error
                given.append(("query", text))
            case "application/sparql-update":
                raise ProtocolError(403, READ_ONLY)
            case other:
                raise ProtocolError(
                    415,
                    f'"{other[:80]}" is not taken; send application/x-www-form-urlencoded or application/sparql-query.',
                )
    queries = [value for name, value in given if name == "query"]
    if any(name in _UPDATES for name, _ in given):
        raise ProtocolError(403 if request.method == "POST" else 400, READ_ONLY)
    if len(queries) > 1:
        raise ProtocolError(400, "there is more than one query.")
    task: dict[str, Any] = {"op": "sparql", "accept": request.headers.get("accept")}
    for name, value in given:
        if name in _DATASET:
            task.setdefault(_DATASET[name], []).append(value)
    if not queries:
        if request.method == "POST" or len(task) > 2:
            raise ProtocolError(400, "there is no query.")
        return None
    if len(queries[0]) > settings.longest_query:
        raise ProtocolError(413, f"the query is longer than {settings.longest_query} characters.")
    if is_update(queries[0]):
        raise ProtocolError(403 if request.method == "POST" else 400, READ_ONLY)
    return {**task, "text": queries[0]}


class Endpoint:
    """``/sparql``."""

    def __init__(self, pool: Pool, settings: Settings, graphs: list[str], form: str | None) -> None:
        self.pool, self.settings, self.form = pool, settings, form
        self.description = description(graphs)

    async def __call__(self, request: Request) -> Response:
        """Answer a request of the protocol."""
        if request.method not in ("GET", "HEAD", "POST"):
            return responses.problem(405, "a query comes by GET or POST.", {"Allow": ALLOWED})
        try:
            task = await _asked(request, self.settings)
        except ProtocolError as error:
            headers = {"Connection": "close"} if error.status == 413 else {}
            return responses.problem(error.status, error.reason, headers)
        if task is None:
            return self._describe(request)
        return await respond(request, self.pool, task)

    def _describe(self, request: Request) -> Response:
        offered = [*documents.RDF_FORMATS, "text/html"]
        media = negotiate(request.headers.get("accept"), offered)
        if media is None:
            detail = f"the service description comes as {', '.join(offered)}."
            return responses.problem(406, detail, {"Vary": "Accept"})
        if media == "text/html":
            if self.form:
                return Response(status_code=303, headers={"Location": self.form, "Vary": "Accept"})
            return responses.body(request, FORM, media, "Accept")
        return responses.body(request, documents.serialise(self.description, media), media, "Accept")


async def respond(request: Request, pool: Pool, task: dict[str, Any]) -> Response:
    """Return what a worker says to a query, with a word where it is cut."""
    try:
        meta, content = await pool.run(client_of(request), task)
    except RefusedError as error:
        return responses.refused(error)
    if "error" in meta:
        request.state.trace = meta.get("trace")
        return responses.from_worker(meta)
    headers = []
    if "cut" in meta:
        rows = meta["cut"]
        headers = [
            ("X-SPARQL-MaxRows", str(rows)),
            ("Warning", f'299 - "cut: only the first {rows} rows are given"'),
            ("Link", f'<{BASE}docs/limits>; rel="help"; title="only the first {rows} rows are given"'),
        ]
    return responses.body(request, content, meta["media"], "Accept", headers, meta.get("tag"), seconds=0)


def description(graphs: list[str]) -> list[ox.Triple]:
    """Return the service description: what is asked here, in which formats, over which graphs."""
    endpoint = ox.NamedNode(BASE + "sparql")
    dataset, default = ox.NamedNode(BASE + "sparql#dataset"), ox.NamedNode(BASE + "sparql#default")
    kind = ox.NamedNode(iri("rdf", "type"))

    def sd(name: str) -> ox.NamedNode:
        return ox.NamedNode(_SD + name)

    found = [
        ox.Triple(endpoint, kind, sd("Service")),
        ox.Triple(endpoint, sd("endpoint"), endpoint),
        ox.Triple(endpoint, sd("supportedLanguage"), sd("SPARQL11Query")),
        ox.Triple(endpoint, sd("feature"), sd("UnionDefaultGraph")),
        ox.Triple(endpoint, sd("defaultDataset"), dataset),
        ox.Triple(dataset, kind, sd("Dataset")),
        ox.Triple(dataset, sd("defaultGraph"), default),
        ox.Triple(default, kind, sd("Graph")),
    ]
    for name in ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"):
        found.append(ox.Triple(endpoint, sd("resultFormat"), ox.NamedNode(_FORMATS + name)))
    for name in ("Turtle", "JSON-LD", "N-Triples", "RDF_XML"):
        found.append(ox.Triple(endpoint, sd("resultFormat"), ox.NamedNode(_FORMATS + name)))
    for graph in graphs:
        node = ox.NamedNode(graph)
        found += [
            ox.Triple(dataset, sd("namedGraph"), node),
            ox.Triple(node, kind, sd("NamedGraph")),
            ox.Triple(node, sd("name"), node),
        ]
    return found


FORM = render("sparql_form.html", results=list(RESULTS)).encode()
