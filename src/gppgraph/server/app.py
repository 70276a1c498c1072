"""The server as a whole: it loads the graph, forks, and listens."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import logging
import socket
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

import pyoxigraph as ox
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..authoring.context import CONTEXT
from ..catalogue.query import Query, foreign_tags, read
from ..errors import InputError, MissingExtraError, QueryError
from ..graph import Graph
from ..operations import REST_OPERATIONS
from ..operations.declaration import REST
from ..operations.questions import search_index
from ..output import html
from ..publish.profile_files import profile_files
from ..publish.rdf_formats import context
from ..spelling import natural
from ..terms import iri
from ..workspace import query_files
from . import documents
from .http import responses
from .http.connection_limits import limited_protocol
from .http.logs import EventLog, EventLogHandler
from .http.metrics import MEDIA_TYPE, Metrics
from .http.middleware import ServerMiddleware
from .routes.resources import ResourceRoutes
from .routes.rest import Interface
from .routes.reviews import PAGES, ReviewRoutes
from .routes.site_files import SiteFiles
from .routes.sparql_protocol import SparqlEndpoint
from .settings import Settings
from .workers import review_task
from .workers.forkserver import ForkServer
from .workers.pool import Pool
from .workers.query_guard import load_parser
from .workers.state import WorkerState

_METHODS = ["GET", "HEAD", "POST"]
_LAST_SECONDS = 3.0  # for queries that run when the server is told to end
_POST_PATHS = frozenset(["/sparql", "/sparql/", "/api/review", *(f"/{name}" for name in PAGES)])


def readable_queries(log: EventLog, root: Path | None = None) -> dict[str, Query]:
    """Return the query catalogue of a workspace by name.

    A file that cannot be read is logged and left out.
    """
    queries, foreign = {}, foreign_tags(root)
    for path in query_files(root):
        try:
            query = read(path)
            if not foreign & set(query.tags):
                queries[path.stem] = query
        except QueryError as error:
            log("warning", message=str(error))
    return queries


def example_names(graph: Graph) -> dict[str, str]:
    """Return names for the examples of parameters that the graph lacks.

    For example ``{"set": "chairs-2026", "label": "swan-4"}``.
    """
    kinds = {
        "requirement": "requirement",
        "set": "set",
        "label": "edition",
        "left": "edition",
        "right": "edition",
        "product": "product",
    }
    declared = {entry.name: entry.example for one in REST_OPERATIONS.values() for entry in one.at(REST)}
    names = {parameter: graph.register.names[kind] for parameter, kind in kinds.items()}
    return {
        parameter: min(known, key=natural, default="")
        for parameter, known in names.items()
        if declared[parameter] not in known
    }


def named_files(graph: Graph) -> dict[str, bytes]:
    """Return the files that a graph names by addresses, for servers without a site.

    They are its JSON-LD context and the parts of the application profile.
    """
    parts = graph.store.quads_for_pattern(None, ox.NamedNode(iri("prof", "hasArtifact")), None)
    files = profile_files(part.object.value for part in parts if isinstance(part.object, ox.NamedNode))
    return {
        CONTEXT.name: context(graph.root).encode(),
        **{file.name: file.read_bytes() for file in files},
    }


def worker_state(graph: Graph, settings: Settings, log: EventLog) -> WorkerState:
    """Return the state that workers start with.

    Modules and indexes that workers would load late are loaded here.
    """
    from .. import languages
    from ..verdicts import compare, explain, satisfy  # noqa: F401

    load_parser()
    graph.things("x")
    review_task.linker(graph)
    html.load()
    languages.load()
    with contextlib.suppress(MissingExtraError):
        search_index(graph).search("x")  # the first search makes an index
    return WorkerState(
        graph,
        graph.store,
        documents.index(graph.store, graph.register.bases),
        readable_queries(log, graph.root),
        settings,
    )


class Server:
    """The application with its pools of workers."""

    def __init__(self, graph: Graph, site: SiteFiles, settings: Settings, log: EventLog) -> None:
        self.settings, self.log = settings, log
        self.state = worker_state(graph, settings, log)
        self.statements = len(self.state.store)  # counted once: it takes long, and the graph does not change
        self.forkserver = ForkServer(self.state)  # before this process has any thread or socket
        self.sealed = Pool(self.forkserver, "sealed", settings.workers, settings)
        self.opened = Pool(self.forkserver, "open", settings.api_workers, settings)
        self.pools = {"sparql": self.sealed, "api": self.opened}
        self.metrics = Metrics(self.pools)
        graphs = sorted(node.value for node in self.state.store.named_graphs() if hasattr(node, "value"))
        form = next(
            (f"/{name}" for name in ("sparql.html", "queries/index.html") if name in site.files), None
        )
        endpoint = SparqlEndpoint(self.sealed, settings, graphs, form, graph.register.bases[0])
        interface = Interface(
            self.sealed,
            self.opened,
            self.state.catalogue,
            settings,
            graph.configuration,
            example_names(graph),
        )
        reviews = ReviewRoutes(self.opened, site, settings, graph.configuration)
        resources = ResourceRoutes(self.state.documents, site, self.sealed)
        starlette = Starlette(
            routes=[
                Route("/sparql", endpoint.__call__, methods=_METHODS),
                Route("/sparql/", endpoint.__call__, methods=_METHODS),
                Route("/health", self.health, methods=["GET", "HEAD"]),
                Route("/docs/limits", self.limits, methods=["GET", "HEAD"]),
                Route("/metrics", self.metric_values, methods=["GET", "HEAD"]),
                Route("/api/review", reviews.api, methods=_METHODS),
                *(Route(f"/{name}", reviews.form, methods=["POST"]) for name in PAGES),
                Route("/api", interface),
                Route("/api/{rest:path}", interface),
                Route("/{rest:path}", resources.__call__, methods=_METHODS),
            ],
            lifespan=self.life,
        )
        starlette.router.redirect_slashes = False
        self.app = ServerMiddleware(
            starlette,
            {"/sparql": endpoint.__call__},
            _POST_PATHS,
            settings,
            log,
            self.metrics,
        )

    @contextlib.asynccontextmanager
    async def life(self, _: Starlette) -> AsyncIterator[None]:
        """Start the workers before the first request, and end them after the last."""
        await self.sealed.start()
        await self.opened.start()
        try:
            yield
        finally:
            self.sealed.close()
            self.opened.close()
            await asyncio.get_running_loop().run_in_executor(None, self.forkserver.close)

    async def health(self, request: Request) -> Response:
        """Return the number of statements and of workers; 503 if a pool has none."""
        workers = {name: pool.alive for name, pool in self.pools.items()}
        healthy = all(workers.values())
        report = {"status": "ok" if healthy else "failing", "statements": self.statements, "workers": workers}
        return Response(
            json.dumps(report), 200 if healthy else 503, {"Cache-Control": "no-store"}, "application/json"
        )

    async def limits(self, request: Request) -> Response:
        """Return the page of limits, to which cut answers link."""
        page = html.render("limits.html", limits=self.settings.limits())
        return responses.body(request, page.encode(), "text/html")

    async def metric_values(self, request: Request) -> Response:
        """Return the metrics."""
        return Response(self.metrics.text(), 200, {"Cache-Control": "no-store"}, MEDIA_TYPE)


class _Listener(uvicorn.Server):
    """A server that refuses waiting requests as soon as it is told to end."""

    def __init__(self, config: uvicorn.Config, pools: Iterable[Pool]) -> None:
        super().__init__(config)
        self._pools = tuple(pools)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Refuse requests that wait, and after some seconds those that run; then end."""
        loop = asyncio.get_running_loop()
        for pool in self._pools:
            pool.refuse_waiting()
            loop.call_later(_LAST_SECONDS, pool.close)
        await super().shutdown(sockets)


def _bound(host: str, port: int) -> socket.socket:
    """Return a socket that is bound to an address.

    Raises:
        InputError: the port is in use, or the address cannot be bound.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        bound = socket.socket(found[0], found[1])
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(found[4])
    except (OSError, OverflowError) as error:
        reason = "is in use; name another one with --port" if _is_in_use(error) else f"cannot be had: {error}"
        raise InputError(f"port {port} of {host} {reason}.") from error
    return bound


def _is_in_use(error: Exception) -> bool:
    return isinstance(error, OSError) and error.errno == errno.EADDRINUSE


def run(graph: Graph, folder: Path | None, settings: Settings) -> int:
    """Serve until a signal ends the server; return the exit code.

    Raises:
        InputError: the address cannot be bound, or there is no folder of a site.
    """
    _bound(settings.host, settings.port).close()  # said before the graph is loaded
    log = EventLog()
    log("start", message="loading the graph")
    server = Server(graph, SiteFiles(folder, named_files(graph)), settings, log)
    for name in ("uvicorn", "uvicorn.error"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [EventLogHandler(log)], False
        logger.setLevel(logging.WARNING)
    config = uvicorn.Config(
        server.app,
        host=settings.host,
        port=settings.port,
        http=limited_protocol(settings),
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=settings.connections,
        timeout_keep_alive=settings.idle_seconds,
        timeout_graceful_shutdown=5,
        backlog=256,
    )
    try:
        bound = _bound(settings.host, settings.port)
        host = f"[{settings.host}]" if ":" in settings.host else settings.host
        address = f"http://{host}:{bound.getsockname()[1]}"
        log("start", message="listening", address=address, statements=server.statements)
        _Listener(config, server.pools.values()).run([bound])
    finally:
        server.forkserver.close()
    log("stop", message="ended")
    return 0
