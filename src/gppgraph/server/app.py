"""The server put together: load, fork, listen."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..catalogue.query import Query, read
from ..errors import MissingExtraError, QueryError
from ..graph import Graph
from ..output import html
from ..workspace import query_files
from . import documents
from .http import responses
from .http.connection_limits import protocol
from .http.logs import Handler, Log
from .http.metrics import Metrics
from .http.middleware import Edge
from .routes.rest import Interface
from .routes.reviews import PAGES, Reviews
from .routes.site_files import Site
from .routes.sparql_protocol import Endpoint
from .routes.things import Things
from .settings import Settings
from .workers import functions, review_task
from .workers.forkserver import Nursery
from .workers.pool import Pool
from .workers.worker import World

_METHODS = ["GET", "HEAD", "POST"]
_POSTED = frozenset(["/sparql", "/sparql/", "/api/review", *(f"/{name}" for name in PAGES)])


def catalogue(log: Log) -> dict[str, Query]:
    """Return the query catalogue; a file that cannot be read is logged and left out."""
    found = {}
    for path in query_files():
        try:
            found[path.stem] = read(path)
        except QueryError as error:
            log("warning", message=str(error))
    return found


def world(graph: Graph, settings: Settings, log: Log) -> World:
    """Return what workers are born with; everything that they import later is imported here."""
    from .. import languages, spelling  # noqa: F401
    from ..catalogue import binding  # noqa: F401
    from ..verdicts import compare, explain, satisfy  # noqa: F401
    from .workers.query_guard import screen

    screen("SELECT * FROM <urn:x> { ?s ?p 'service' }", settings.longest_query)  # loads the second parser
    graph.things("x")
    review_task.linker(graph)
    html.load()
    languages.load()
    with contextlib.suppress(MissingExtraError):
        functions.search_index(graph).search("x")  # makes what is made at the first search
    return World(graph, graph.store, documents.index(graph.store), catalogue(log), settings)


class Server:
    """The application with its pools."""

    def __init__(self, graph: Graph, site: Site, settings: Settings, log: Log) -> None:
        self.settings, self.log = settings, log
        self.world = world(graph, settings, log)
        self.statements = len(self.world.store)  # counting takes long, and the graph does not change
        self.nursery = Nursery(self.world)  # before any thread or socket of ours exists
        self.sealed = Pool(self.nursery, "sealed", settings.workers, settings)
        self.opened = Pool(self.nursery, "open", settings.api_workers, settings)
        self.metrics = Metrics({"sparql": self.sealed, "api": self.opened})
        graphs = sorted(node.value for node in self.world.store.named_graphs() if hasattr(node, "value"))
        form = next(
            (f"/{name}" for name in ("sparql.html", "queries/index.html") if name in site.files), None
        )
        endpoint = Endpoint(self.sealed, settings, graphs, form)
        interface = Interface(self.sealed, self.opened, self.world.catalogue, settings)
        reviews = Reviews(self.opened, site, settings)
        things = Things(self.world.documents, site, self.sealed)
        starlette = Starlette(
            routes=[
                Route("/sparql", endpoint.__call__, methods=_METHODS),
                Route("/sparql/", endpoint.__call__, methods=_METHODS),
                Route("/health", self.health, methods=["GET", "HEAD"]),
                Route("/docs/limits", self.limits, methods=["GET", "HEAD"]),
                Route("/metrics", self.measured, methods=["GET", "HEAD"]),
                Route("/api/review", reviews.api, methods=_METHODS),
                *(Route(f"/{name}", reviews.form, methods=["POST"]) for name in PAGES),
                Route("/api", interface.__call__, methods=_METHODS),
                Route("/api/{rest:path}", interface.__call__, methods=_METHODS),
                Route("/{rest:path}", things.__call__, methods=_METHODS),
            ],
            lifespan=self.life,
        )
        starlette.router.redirect_slashes = False
        self.app = Edge(
            starlette,
            {"/sparql": endpoint.__call__},
            _POSTED,
            settings,
            log,
            self.metrics,
        )

    @contextlib.asynccontextmanager
    async def life(self, _: Starlette) -> AsyncIterator[None]:
        """Start the workers, and end them after the last request."""
        await self.sealed.start()
        await self.opened.start()
        try:
            yield
        finally:
            self.sealed.close()
            self.opened.close()
            await asyncio.get_running_loop().run_in_executor(None, self.nursery.close)

    async def health(self, request: Request) -> Response:
        """Say whether queries are answered, and over how much."""
        workers = {name: pool.alive for name, pool in self.metrics.pools.items()}
        well = all(workers.values())
        report = {"status": "ok" if well else "failing", "statements": self.statements, "workers": workers}
        return Response(
            json.dumps(report), 200 if well else 503, {"Cache-Control": "no-store"}, "application/json"
        )

    async def limits(self, request: Request) -> Response:
        """Say what is limited; cut answers link to this page."""
        page = html.render("limits.html", limits=self.settings.told())
        return responses.body(request, page.encode(), "text/html")

    async def measured(self, request: Request) -> Response:
        """Return the metrics."""
        return Response(self.metrics.text(), 200, {"Cache-Control": "no-store"}, "text/plain; version=0.0.4")


def run(graph: Graph, folder: Path | None, settings: Settings) -> int:
    """Serve until a signal; return the exit code."""
    log = Log()
    log("start", message="loading the graph")
    server = Server(graph, Site(folder), settings, log)
    for name in ("uvicorn", "uvicorn.error"):
        logger = logging.getLogger(name)
        logger.handlers, logger.propagate = [Handler(log)], False
        logger.setLevel(logging.WARNING)
    config = uvicorn.Config(
        server.app,
        host=settings.host,
        port=settings.port,
        http=protocol(settings),
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
    log(
        "start",
        message="listening",
        address=f"http://{settings.host}:{settings.port}",
        statements=server.statements,
    )
    try:
        uvicorn.Server(config).run()
    finally:
        server.nursery.close()
    log("stop", message="ended")
    return 0
