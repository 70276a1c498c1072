"""The REST interface, on FastAPI.

It has a route for each declared operation and each query of the catalogue.
"""

from __future__ import annotations

import inspect
import json
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import AfterValidator, WithJsonSchema
from starlette.exceptions import HTTPException
from starlette.types import Receive, Scope, Send

from ... import __version__
from ...catalogue.query import Query as CatalogueQuery
from ...configuration import LICENCE, Configuration
from ...errors import InputError
from ...operations import REST_OPERATIONS
from ...operations.declaration import REST, Operation, Parameter, check
from ..http import responses
from ..http.refusals import ProtocolError, RefusedError
from ..http.requests import client_of, form_fields
from ..settings import Settings
from ..workers.pool import Pool
from .openapi import ANYTHING, LONGEST, TABLES, answers, completed, schema
from .sparql_protocol import respond
from .trial import FILES, MEDIA

Endpoint = Callable[..., Awaitable[Response]]
_MOST_CACHED = 256  # answers
_LARGEST_CACHED = 256 * 1024  # bytes
_SUMMARY = "Which eco-label edition satisfies which green procurement requirement, and why"


class Interface:
    """The application of ``/api/``, which is read by GET.

    Problems have the same form as those of the SPARQL endpoint.
    """

    def __init__(
        self,
        sealed: Pool,
        opened: Pool,
        catalogue: Mapping[str, CatalogueQuery],
        settings: Settings,
        about: Configuration,
        examples: Mapping[str, str],
    ) -> None:
        """Take the configuration of the workspace, and names for the examples."""
        self.examples = examples
        self.sealed, self.opened, self.catalogue, self.settings = sealed, opened, catalogue, settings
        self.cached: OrderedDict[str, bytes] = OrderedDict()
        self.subjects: dict[str, str] = {}  # path -> name of the operation or query in messages
        self.app = FastAPI(
            title=about.name or "gppgraph",
            summary=_SUMMARY,
            version=__version__,
            license_info={
                "name": "CC-BY-4.0" if about.licence == LICENCE else about.licence_name or about.licence,
                "url": about.licence,
            },
            openapi_url=None,
            docs_url=None,
            redoc_url=None,
            exception_handlers={
                ProtocolError: self._refuse,
                RequestValidationError: self._refuse_values,
                HTTPException: self._refuse_path,
            },
        )
        for operation in REST_OPERATIONS.values():
            self._add_operation(operation)
        for query in catalogue.values():
            self._add_query(query)
        self._add_pages()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request; slashes at the end of its path are ignored."""
        if scope["method"] not in ("GET", "HEAD"):
            refusal = responses.problem(405, "the interface is read by GET.", {"Allow": "GET, HEAD, OPTIONS"})
            await refusal(scope, receive, send)
            return
        await self.app({**scope, "path": scope["path"].rstrip("/")}, receive, send)

    def _add(
        self, path: str, endpoint: Endpoint, declared: Mapping[str, Parameter] | None, **described: Any
    ) -> None:
        """Add a route for GET and HEAD.

        ``declared`` are the parameters that it takes; ``None`` means that parameters are ignored.
        """
        depends = [Depends(self._strict(path, declared))]
        described.setdefault("include_in_schema", False)
        common: dict[str, Any] = {"dependencies": depends, "response_class": Response, "response_model": None}
        self.app.add_api_route(path, endpoint, methods=["GET"], **common, **described)
        self.app.add_api_route(path, endpoint, methods=["HEAD"], **common, include_in_schema=False)

    def _add_operation(self, operation: Operation) -> None:
        path = f"/api/{operation.name}"
        self.subjects[path] = operation.name

        async def endpoint(http_request: Request, **values: Any) -> Response:
            return await self._answer(http_request, operation, values)

        declared = [self._with_example(entry) for entry in operation.at(REST)]
        _declare(endpoint, declared)
        self._add(
            path,
            endpoint,
            {entry.name: entry for entry in declared},
            operation_id=operation.name,
            summary=f"{operation.summary[0].upper()}{operation.summary[1:]}",
            tags=["questions"],
            responses=answers(ANYTHING, 400, 404, 422, 429),
            include_in_schema=True,
        )

    def _with_example(self, entry: Parameter) -> Parameter:
        """Return a parameter with an example that the graph knows."""
        name = self.examples.get(entry.name, entry.example)
        return entry._replace(
            example=name, help=entry.help.replace(entry.example, name) if name else entry.help
        )

    def _add_query(self, query: CatalogueQuery) -> None:
        path = f"/api/queries/{query.name}/results"
        self.subjects[path] = f"query {query.name}"
        declared = [
            Parameter(name, str(entry.get("description", "")), required=bool(entry.get("required")))
            for name, entry in query.parameters.items()
        ]

        async def endpoint(http_request: Request, **values: Any) -> Response:
            return await self._run_query(http_request, query.name)

        _declare(endpoint, declared)
        self._add(
            path,
            endpoint,
            {entry.name: entry for entry in declared},
            operation_id=f"query-{query.name}",
            summary=query.question or query.summary,
            tags=["catalogue"],
            responses=answers(TABLES, 400, 404, 406, 422, 429),
            include_in_schema=True,
        )

    def _add_pages(self) -> None:
        """Add the paths with fixed answers.

        Requests for unknown names of queries are answered with a problem.
        """
        queries = [_about(query) for query in self.catalogue.values()]
        addresses = {
            "openapi": "/api/openapi.json",
            "docs": "/api/docs",
            "queries": "/api/queries",
            "sparql": "/sparql",
            **{name: f"/api/{name}" for name in (*REST_OPERATIONS, "review")},
        }
        self._fix("/api", addresses)
        self._fix(
            "/api/queries",
            {"queries": queries},
            operation_id="queries",
            summary="The questions of the catalogue",
            tags=["catalogue"],
            responses=answers(ANYTHING, 429),
            include_in_schema=True,
        )
        for query in self.catalogue.values():
            self._fix(f"/api/queries/{query.name}", {**_about(query), "text": query.text})
        for name, content in FILES.items():
            self._fix_bytes(f"/api/{name}", content, MEDIA[name.rpartition(".")[2]])
        document = completed(self.app.openapi(), self.settings.longest_text)
        self._fix_bytes("/api/openapi.json", json.dumps(document, ensure_ascii=False, indent=1).encode())

        async def unknown(http_request: Request, name: str) -> Response:
            return await self._run_query(http_request, name)

        async def beyond(http_request: Request) -> Response:
            return responses.problem(404, "a query has its description and its results.")

        self._add("/api/queries/{name}", unknown, None)
        self._add("/api/queries/{name}/results", unknown, None)
        self._add("/api/queries/{name}/{rest:path}", beyond, None)

    def _fix(self, path: str, record: Any, **described: Any) -> None:
        self._fix_bytes(path, json.dumps(record, ensure_ascii=False).encode(), **described)

    def _fix_bytes(
        self, path: str, content: bytes, media: str = "application/json", **described: Any
    ) -> None:
        async def endpoint(http_request: Request) -> Response:
            return responses.body(http_request, content, media)

        self._add(path, endpoint, None, **described)

    def _strict(
        self, path: str, declared: Mapping[str, Parameter] | None
    ) -> Callable[[Request], Awaitable[None]]:
        """Return a check of the names, lengths and repetitions of parameters.

        FastAPI ignores parameters that are not declared.
        """

        async def strict(http_request: Request) -> None:
            pairs = form_fields(http_request.scope["query_string"], self.settings.most_fields)
            if declared is None:
                return
            names = [name for name, _ in pairs]
            for name, value in pairs:
                if name not in declared:
                    names_declared = ", ".join(declared) or "none"
                    raise ProtocolError(
                        400,
                        f'{self.subjects[path]} has no parameter "{name[:60]}"; it has: {names_declared}.',
                    )
                if len(value) > LONGEST:
                    raise ProtocolError(400, f"{name[:60]} is longer than {LONGEST} characters.")
                if not declared[name].repeated and names.count(name) > 1:
                    raise ProtocolError(400, f"{name} is given twice.")

        return strict

    async def _answer(self, request: Request, operation: Operation, values: Mapping[str, Any]) -> Response:
        empty = [entry.name for entry in operation.at(REST) if entry.required and not values[entry.name]]
        if empty:
            return responses.problem(400, f"{operation.name} needs a value for: {', '.join(empty)}.")
        key = json.dumps([operation.name, values, date.today().isoformat()], sort_keys=True)
        if key in self.cached:
            return responses.body(request, self.cached[key], "application/json")
        task = {"op": "interface", "name": operation.name, "parameters": values}
        try:
            meta, content = await self.opened.run(client_of(request), task)
        except RefusedError as error:
            return responses.refused(error)
        if "error" in meta:
            request.state.trace = meta.get("trace")
            return responses.from_worker(meta)
        if len(content) <= _LARGEST_CACHED:
            self.cached[key] = content
            if len(self.cached) > _MOST_CACHED:
                self.cached.popitem(last=False)
        return responses.body(request, content, "application/json")

    async def _run_query(self, request: Request, name: str) -> Response:
        task = {
            "op": "catalogue",
            "name": name,
            "parameters": dict(request.query_params),
            "accept": request.headers.get("accept"),
        }
        return await respond(request, self.sealed, task)

    async def _refuse(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, ProtocolError)
        return responses.problem(error.status, error.reason)

    async def _refuse_values(self, request: Request, error: Exception) -> Response:
        """Return a problem with the message of the declaration."""
        assert isinstance(error, RequestValidationError)
        missing = [entry["loc"][-1] for entry in error.errors() if entry["type"] == "missing"]
        if missing:
            subject = self.subjects[request.scope["route"].path]
            return responses.problem(400, f"{subject} needs a value for: {', '.join(missing)}.")
        return responses.problem(400, str(error.errors()[0]["ctx"]["error"]))

    async def _refuse_path(self, request: Request, error: Exception) -> Response:
        return responses.problem(404, "the interface has no such function.", near=sorted(REST_OPERATIONS))


def _declare(endpoint: Endpoint, parameters: Iterable[Parameter]) -> None:
    """Set the signature of an endpoint from declared parameters.

    FastAPI reads, checks and describes the parameters by it.
    """
    request = inspect.Parameter("http_request", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=Request)
    entries = []
    for parameter in parameters:
        text = Annotated[str, AfterValidator(_reader(parameter)), WithJsonSchema(schema(parameter))]
        example = [parameter.example] if parameter.repeated else parameter.example
        described = Query(
            description=parameter.help,
            openapi_examples={"example": {"value": example}} if parameter.example else None,
        )
        default: Any = [] if parameter.repeated else None
        entries.append(
            inspect.Parameter(
                parameter.name,
                inspect.Parameter.KEYWORD_ONLY,
                default=inspect.Parameter.empty if parameter.required else default,
                annotation=Annotated[list[text] if parameter.repeated else text, described],
            )
        )
    endpoint.__signature__ = inspect.Signature([request, *entries])  # type: ignore[attr-defined]


def _reader(parameter: Parameter) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text or parameter.choices:  # an empty field of a form has no value
            try:
                check(parameter, parameter.name, text)
            except InputError as error:
                raise ValueError(str(error)) from error
        return text

    return read


def _about(query: CatalogueQuery) -> dict[str, Any]:
    return {
        "name": query.name,
        "summary": query.summary,
        "question": query.question,
        "description": query.description,
        "tags": list(query.tags),
        "parameters": {name: dict(entry) for name, entry in query.parameters.items()},
        "columns": list(query.columns),
        "results": f"/api/queries/{query.name}/results",
    }
