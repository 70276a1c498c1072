"""The SPARQL 1.1 Protocol: queries, and the service description."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from ...output.html import render
from ...terms import BASE, iri
from .. import documents
from ..http import responses
from ..http.negotiation import negotiate
from ..http.refusals import ProtocolError, RefusedError
from ..http.requests import client_of, form_fields, media_type, read_body
from ..settings import Settings
from ..workers.pool import Pool
from ..workers.query_answers import RESULT_ALIASES, RESULTS
from ..workers.query_guard import READ_ONLY, is_update

# Parameters of the protocol that name graphs, and the members of a task for them.
_DATASET = {"default-graph-uri": "default", "named-graph-uri": "named"}
_UPDATE_PARAMETERS = ("update", "using-graph-uri", "using-named-graph-uri")
LONGEST_LINKED = 2000  # characters of a query that a link to its page holds
ALLOWED = "GET, HEAD, POST, OPTIONS"
_HOST = re.compile(r"(?:[A-Za-z0-9._\-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")
_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMAT = "http://www.w3.org/ns/formats/"


async def _task_of(request: Request, settings: Settings) -> dict[str, Any] | None:
    """Return the task of a request, ``None`` if it wants the service description.

    For example ``{"op": "sparql", "accept": "text/csv", "text": "ASK {}", "named": ["urn:graph"]}``.

    Raises:
        ProtocolError: the request does not follow the protocol, or is an update.
    """
    parameters = form_fields(request.scope["query_string"], settings.most_fields)
    if request.method == "POST":
        parameters = await _with_body(request, parameters, settings)
    queries = [value for name, value in parameters if name == "query"]
    update_status = 403 if request.method == "POST" else 400
    if any(name in _UPDATE_PARAMETERS for name, _ in parameters):
        raise ProtocolError(update_status, READ_ONLY)
    if len(queries) > 1:
        raise ProtocolError(400, "there is more than one query.")
    task: dict[str, Any] = {"op": "sparql", "accept": request.headers.get("accept")}
    for name, value in parameters:
        if name in _DATASET:
            task.setdefault(_DATASET[name], []).append(value)
    if not queries:
        if request.method == "POST" or len(task) > 2:
            raise ProtocolError(400, "there is no query.")
        return None
    if len(queries[0]) > settings.longest_query:
        raise ProtocolError(413, f"the query is longer than {settings.longest_query} characters.")
    if is_update(queries[0]):
        raise ProtocolError(update_status, READ_ONLY)
    return {**task, "text": queries[0]}


async def _with_body(
    request: Request, parameters: list[tuple[str, str]], settings: Settings
) -> list[tuple[str, str]]:
    """Return the parameters of the address, followed by those of the body.

    Raises:
        ProtocolError: the body is too large, of another kind, or not UTF-8.
    """
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise ProtocolError(415, "the body is to be sent as it is, without Content-Encoding.")
    media = media_type(request)
    content = await read_body(request, settings.longest_body)
    if media == "application/x-www-form-urlencoded":
        if any(name in ("query", "update") for name, _ in parameters):
            raise ProtocolError(400, "a form has its query in the body, not in the address.")
        return [*parameters, *form_fields(content, settings.most_fields)]
    if media == "application/sparql-query":
        try:
            return [*parameters, ("query", content.decode("utf-8"))]
        except UnicodeDecodeError as error:
            raise ProtocolError(400, f"the query is not UTF-8 at byte {error.start}.") from error
    if media == "application/sparql-update":
        raise ProtocolError(403, READ_ONLY)
    raise ProtocolError(
        415,
        f'"{media[:80]}" is not taken; send application/x-www-form-urlencoded or application/sparql-query.',
    )


class SparqlEndpoint:
    """``/sparql``; ``form`` is the path of the site's page with a query form."""

    def __init__(
        self, pool: Pool, settings: Settings, graphs: list[str], form: str | None, base: str = BASE
    ) -> None:
        """Take the names of the graphs, and the base of the service description."""
        self.pool, self.settings, self.form = pool, settings, form
        self.graphs, self.base = graphs, base

    async def __call__(self, request: Request) -> Response:
        """Answer a request of the protocol."""
        if request.method not in ("GET", "HEAD", "POST"):
            return responses.problem(405, "a query comes by GET or POST.", {"Allow": ALLOWED})
        try:
            task = await _task_of(request, self.settings)
        except ProtocolError as error:
            headers = {"Connection": "close"} if error.status == 413 else {}
            return responses.problem(error.status, error.reason, headers)
        if task is None:
            return self._describe(request)
        if request.method != "POST" and _is_for_reader(request, task):
            return self._edit(request, task["text"])
        return await respond(request, self.pool, task)

    def _describe(self, request: Request) -> Response:
        """Return the service description, or to a browser the page with the query form."""
        offered = [*documents.RDF_FORMATS, "text/html"]
        media = negotiate(request.headers.get("accept"), offered)
        if media is None:
            detail = f"the service description comes as {', '.join(offered)}."
            return responses.problem(406, detail, {"Vary": "Accept"})
        if media == "text/html":
            return self._edit(request)
        description = service_description(self.graphs, self.base, _address(request))
        return responses.body(request, documents.serialise(description, media), media, "Accept, Host")

    def _edit(self, request: Request, query: str | None = None) -> Response:
        """Return the page with the query form, with ``query`` in it."""
        if self.form is None:
            return responses.body(request, _form(query), "text/html", "Accept")
        place = f"{self.form}?query={quote(query, safe='')}" if query else self.form
        return Response(status_code=303, headers={"Location": place, "Vary": "Accept"})


def _is_for_reader(request: Request, task: dict[str, Any]) -> bool:
    """Return whether a request rather wants a page than the answer as data.

    A query that is too long for a link, or whose graphs the request names, is answered with data.
    """
    if len(task["text"]) > LONGEST_LINKED or any(name in task for name in _DATASET.values()):
        return False
    offered = [*RESULTS, *documents.RDF_FORMATS, *RESULT_ALIASES, "text/html"]
    return negotiate(request.headers.get("accept"), offered) == "text/html"


async def respond(request: Request, pool: Pool, task: dict[str, Any]) -> Response:
    """Run a query in a worker; return its answer, with headers if it is cut."""
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
            ("Link", f'</docs/limits>; rel="help"; title="only the first {rows} rows are given"'),
        ]
    return responses.body(request, content, meta["media"], "Accept", headers, meta.get("tag"), seconds=0)


def _address(request: Request) -> str | None:
    """Return the address by which a client reached the endpoint, if it names a host."""
    host = request.headers.get("host", "")
    if not _HOST.fullmatch(host):
        return None
    return f"{request.scope['scheme']}://{host}/sparql"


def service_description(graphs: list[str], base: str = BASE, address: str | None = None) -> list[ox.Triple]:
    """Return the service description: language, result formats, named graphs.

    The service is named by the ``address`` at which it answers, else by that of the graph.
    """
    endpoint = ox.NamedNode(address or base + "sparql")
    dataset, default = ox.NamedNode(base + "sparql#dataset"), ox.NamedNode(base + "sparql#default")
    rdf_type = ox.NamedNode(iri("rdf", "type"))

    def sd(name: str) -> ox.NamedNode:
        return ox.NamedNode(_SD + name)

    statements = [
        ox.Triple(endpoint, rdf_type, sd("Service")),
        ox.Triple(endpoint, sd("endpoint"), endpoint),
        ox.Triple(endpoint, sd("supportedLanguage"), sd("SPARQL11Query")),
        ox.Triple(endpoint, sd("feature"), sd("UnionDefaultGraph")),
        ox.Triple(endpoint, sd("defaultDataset"), dataset),
        ox.Triple(dataset, rdf_type, sd("Dataset")),
        ox.Triple(dataset, sd("defaultGraph"), default),
        ox.Triple(default, rdf_type, sd("Graph")),
    ]
    for name in ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV"):
        statements.append(ox.Triple(endpoint, sd("resultFormat"), ox.NamedNode(_FORMAT + name)))
    for name in ("Turtle", "JSON-LD", "N-Triples", "RDF_XML"):
        statements.append(ox.Triple(endpoint, sd("resultFormat"), ox.NamedNode(_FORMAT + name)))
    for graph in graphs:
        node = ox.NamedNode(graph)
        statements += [
            ox.Triple(dataset, sd("namedGraph"), node),
            ox.Triple(node, rdf_type, sd("NamedGraph")),
            ox.Triple(node, sd("name"), node),
        ]
    return statements


def _form(query: str | None) -> bytes:
    """Return the page with a query form of a server without the site."""
    return render("sparql_form.html", results=list(RESULTS), query=query).encode()
