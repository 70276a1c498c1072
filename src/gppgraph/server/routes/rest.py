"""The REST interface: the query catalogue and the functions, with their OpenAPI description."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from datetime import date
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from ... import __version__
from ...catalogue.query import Query
from ...errors import InputError
from ..documents import RDF_FORMATS
from ..http import responses
from ..http.refusals import ProtocolError, RefusedError
from ..http.requests import client_of, form_fields
from ..settings import Settings
from ..workers.functions import FUNCTIONS, Function, arguments
from ..workers.pool import Pool
from ..workers.query_answers import RESULTS
from .reviews import described
from .sparql_protocol import respond

_KEPT = 256
_DESCRIPTIONS = {
    400: "A parameter is missing, unknown or not of its form",
    404: "A name stands for nothing; near matches are given",
    403: "An update; the graph is read-only",
    406: "No accepted format is given",
    413: "The body is too long",
    415: "The body is of another kind, or not in UTF-8",
    422: "Stopped at the limit of time or memory",
    429: "Too many requests of this client; Retry-After says when to come back",
}
_JSON = "application/sparql-results+json"
_RESULTS = {"type": "object", "required": ["head"]}


class Interface:
    """``/api/``."""

    def __init__(
        self, sealed: Pool, opened: Pool, catalogue: Mapping[str, Query], settings: Settings
    ) -> None:
        self.sealed, self.opened, self.catalogue, self.settings = sealed, opened, catalogue, settings
        self.kept: OrderedDict[str, bytes] = OrderedDict()
        self.openapi = json.dumps(
            openapi(catalogue, settings.longest_text), ensure_ascii=False, indent=1
        ).encode()
        self.list = json.dumps(
            {"queries": [_about(query) for query in catalogue.values()]}, ensure_ascii=False
        ).encode()
        self.top = json.dumps(
            {
                "openapi": "/api/openapi.json",
                "queries": "/api/queries",
                "sparql": "/sparql",
                **{name: f"/api/{name}" for name in (*FUNCTIONS, "review")},
            }
        ).encode()

    async def __call__(self, request: Request) -> Response:
        """Answer a request of the interface."""
        if request.method not in ("GET", "HEAD"):
            return responses.problem(405, "the interface is read by GET.", {"Allow": "GET, HEAD, OPTIONS"})
        path = request.scope["path"].removeprefix("/api").strip("/")
        try:
            given = form_fields(request.scope["query_string"], self.settings.most_fields)
        except ProtocolError as error:
            return responses.problem(error.status, error.reason)
        fixed = {"": self.top, "openapi.json": self.openapi, "queries": self.list}.get(path)
        if fixed is not None:
            return responses.body(request, fixed, "application/json")
        if path in FUNCTIONS:
            return await self._function(request, FUNCTIONS[path], given)
        first, _, rest = path.partition("/")
        if first == "queries":
            return await self._query(request, rest, given)
        return responses.problem(404, "the interface has no such function.", near=sorted(FUNCTIONS))

    async def _query(self, request: Request, rest: str, given: list[tuple[str, str]]) -> Response:
        name, _, what = rest.partition("/")
        if what == "" and name in self.catalogue:
            query = self.catalogue[name]
            content = json.dumps({**_about(query), "text": query.text}, ensure_ascii=False).encode()
            return responses.body(request, content, "application/json")
        if what not in ("", "results"):
            return responses.problem(404, "a query has its description and its results.")
        names = [key for key, _ in given]
        if len(set(names)) < len(names):
            return responses.problem(400, "a parameter is given twice.")
        if any(len(value) > 300 for _, value in given):
            return responses.problem(400, "a parameter is longer than 300 characters.")
        declared = self.catalogue[name].parameters if name in self.catalogue else {}
        unknown = [key for key in names if name in self.catalogue and key not in declared]
        if unknown:
            known = ", ".join(declared) or "none"
            return responses.problem(
                400, f'query {name} has no parameter "{unknown[0][:60]}"; it has: {known}.'
            )
        task = {
            "op": "catalogue",
            "name": name,
            "parameters": dict(given),
            "accept": request.headers.get("accept"),
        }
        return await respond(request, self.sealed, task)

    async def _function(self, request: Request, function: Function, given: list[tuple[str, str]]) -> Response:
        try:
            parameters = arguments(function, given)
        except InputError as error:
            return responses.problem(400, str(error))
        key = json.dumps([function.name, parameters, date.today().isoformat()], sort_keys=True)
        if key not in self.kept:
            try:
                meta, content = await self.opened.run(
                    client_of(request), {"op": "interface", "name": function.name, "parameters": parameters}
                )
            except RefusedError as error:
                return responses.refused(error)
            if "error" in meta:
                request.state.trace = meta.get("trace")
                return responses.from_worker(meta)
            if len(content) > 256 * 1024:
                return responses.body(request, content, "application/json")
            self.kept[key] = content
            if len(self.kept) > _KEPT:
                self.kept.popitem(last=False)
        return responses.body(request, self.kept[key], "application/json")


def _about(query: Query) -> dict[str, Any]:
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


def _responses(content: Mapping[str, Any], *codes: int) -> dict[str, Any]:
    problems = {
        str(code): {
            "description": _DESCRIPTIONS[code],
            "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for code in codes
    }
    return {"200": {"description": "The answer", "content": dict(content)}, **problems}


def openapi(catalogue: Mapping[str, Query], longest_text: int) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document."""
    paths: dict[str, Any] = {
        f"/api/{function.name}": {"get": _operation(function)} for function in FUNCTIONS.values()
    }
    anything = {"application/json": {"schema": {"type": "object"}}}
    paths["/api/queries"] = {
        "get": {
            "operationId": "queries",
            "summary": "The questions of the catalogue",
            "responses": _responses(anything, 429),
        }
    }
    tables = {media: {"schema": _RESULTS if media == _JSON else {"type": "string"}} for media in RESULTS}
    for query in catalogue.values():
        paths[f"/api/queries/{query.name}/results"] = {
            "get": {
                "operationId": f"query-{query.name}",
                "summary": query.question or query.summary,
                "tags": ["catalogue"],
                "parameters": [
                    {
                        "name": name,
                        "in": "query",
                        "required": bool(entry.get("required")),
                        "description": str(entry.get("description", "")),
                        "schema": {
                            "type": "number" if entry.get("type") == "number" else "string",
                            "minLength": 1,
                            "maxLength": 300,
                        },
                    }
                    for name, entry in query.parameters.items()
                ],
                "responses": _responses(tables, 400, 404, 406, 422, 429),
            }
        }
    paths["/api/review"] = described(_responses(anything, 400, 413, 415, 422, 429), longest_text)
    rdf = {media: {"schema": {} if "json" in media else {"type": "string"}} for media in RDF_FORMATS}
    paths["/sparql"] = _sparql({**tables, **rdf})
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "gppgraph",
            "version": __version__,
            "summary": "Which eco-label edition satisfies which green procurement requirement, and why",
            "license": {"name": "CC-BY-4.0", "url": "https://creativecommons.org/licenses/by/4.0/"},
        },
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": {
                "Problem": {
                    "type": "object",
                    "required": ["status", "detail"],
                    "properties": {
                        "status": {"type": "integer"},
                        "detail": {"type": "string"},
                        "near": {"type": "array", "items": {"type": "string"}},
                    },
                }
            }
        },
    }


def _operation(function: Function) -> dict[str, Any]:
    parameters = []
    for entry in function.parameters:
        schema: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": 300}
        if entry.choices:
            schema = {"type": "string", "enum": list(entry.choices)}
        if entry.form:
            schema["pattern"] = entry.form
        if entry.repeated:
            schema = {"type": "array", "items": schema, "minItems": 1}
        described = {
            "name": entry.name,
            "in": "query",
            "required": entry.required,
            "description": entry.meaning,
            "schema": schema,
        }
        if entry.example:
            described["example"] = [entry.example] if entry.repeated else entry.example
        parameters.append(described)
    return {
        "operationId": function.name,
        "summary": function.summary,
        "parameters": parameters,
        "responses": _responses({"application/json": {"schema": {"type": "object"}}}, 400, 404, 422, 429),
    }


def _sparql(content: Mapping[str, Any]) -> dict[str, Any]:
    text = {"type": "string", "description": "SPARQL 1.1 query"}
    dataset = {
        name: {"type": "array", "items": {"type": "string", "format": "iri"}}
        for name in ("default-graph-uri", "named-graph-uri")
    }
    example = "SELECT * WHERE { ?s ?p ?o } LIMIT 3"
    parameters = [{"name": name, "in": "query", "schema": schema} for name, schema in dataset.items()]
    query = {"name": "query", "in": "query", "schema": text, "example": example}
    form = {"type": "object", "required": ["query"], "properties": {"query": text, **dataset}}
    return {
        "get": {
            "operationId": "sparql",
            "summary": "SPARQL 1.1 Protocol; without a query, the description of the service",
            "parameters": [query, *parameters],
            "responses": _responses(content, 400, 406, 422, 429),
        },
        "post": {
            "operationId": "sparql-post",
            "summary": "SPARQL 1.1 Protocol",
            "parameters": parameters,
            "requestBody": {
                "required": True,
                "content": {
                    "application/x-www-form-urlencoded": {"schema": form, "example": {"query": example}},
                    "application/sparql-query": {"schema": text, "example": example},
                },
            },
            "responses": _responses(content, 400, 403, 406, 413, 415, 422, 429),
        },
    }
