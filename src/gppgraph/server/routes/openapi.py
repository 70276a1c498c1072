"""Additions to the OpenAPI document of FastAPI.

They are the problems, the schemas of parameters, and the paths of SPARQL and of reviews.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...catalogue.query import text_of, without_header
from ...operations import operation
from ...operations.declaration import DAY, PATTERNS, REST, Parameter
from ..documents import RDF_FORMATS
from ..workers.query_answers import RESULTS

LONGEST = 300  # characters of a parameter
DESCRIPTIONS = {
    400: "A parameter is missing, unknown or not of its form",
    403: "An update; the graph is read-only",
    404: "A name stands for nothing; near matches are given",
    406: "No accepted format is given",
    413: "The body is too long",
    415: "The body is of another kind, or not in UTF-8",
    422: "Stopped at the limit of time or memory",
    429: "Too many requests of this client; Retry-After says when to come back",
}
PROBLEM = {
    "type": "object",
    "required": ["status", "detail"],
    "properties": {
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "near": {"type": "array", "items": {"type": "string"}},
    },
}
ANYTHING = {"application/json": {"schema": {"type": "object"}}}
TABLES = {
    media: {
        "schema": {"type": "object", "required": ["head"]} if media.endswith("json") else {"type": "string"}
    }
    for media in RESULTS
}
_FORM, _JSON, _PLAIN = "application/x-www-form-urlencoded", "application/json", "text/plain"


def answers(content: Mapping[str, Any], *problems: int) -> dict[int | str, dict[str, Any]]:
    """Return the responses of an operation by status: the answer and the problems.

    For example ``{200: {...}, 404: {...}}``.
    """
    reference = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        "200": {"description": "The answer", "content": dict(content)},
        **{str(code): {"description": DESCRIPTIONS[code], "content": reference} for code in problems},
    }


def schema(parameter: Parameter) -> dict[str, Any]:
    """Return the JSON schema of the text of a parameter."""
    if parameter.choices:
        return {"type": "string", "enum": list(parameter.choices)}
    result: dict[str, Any] = {"type": "string", "minLength": 1, "maxLength": LONGEST}
    if pattern := parameter.pattern or PATTERNS.get(parameter.kind):
        result["pattern"] = pattern
    return result


def completed(document: dict[str, Any], longest_text: int) -> dict[str, Any]:
    """Return FastAPI's document with all additions.

    They are the paths of SPARQL and of reviews, and the schema of problems.
    """
    paths = {**document["paths"], "/api/review": _review(longest_text), "/sparql": _sparql()}
    schemas = {**document.get("components", {}).get("schemas", {}), "Problem": PROBLEM}
    return {**document, "paths": dict(sorted(paths.items())), "components": {"schemas": schemas}}


def _review(longest_text: int) -> dict[str, Any]:
    review = operation("review")
    text = {"type": "string", "minLength": 1, "maxLength": longest_text, "description": "the text to review"}
    properties = {
        entry.name: {
            **({"type": "string", "format": "date"} if entry.kind == DAY else schema(entry)),
            **({"default": entry.default} if entry.default else {}),
            "description": entry.help,
        }
        for entry in review.at(REST)
    }
    body = {
        "type": "object",
        "required": ["text"],
        "additionalProperties": False,
        "properties": {"text": text, **properties},
    }
    return {
        "post": {
            "operationId": review.name,
            "tags": ["questions"],
            "summary": f"{review.summary[0].upper()}{review.summary[1:]}; the text is not kept",
            "requestBody": {
                "required": True,
                "content": {
                    _JSON: {"schema": body},
                    _FORM: {"schema": body},
                    _PLAIN: {"schema": {"type": "string", "maxLength": longest_text}},
                },
            },
            "responses": answers(ANYTHING, 400, 413, 415, 422, 429),
        }
    }


def _sparql() -> dict[str, Any]:
    rdf = {media: {"schema": {} if "json" in media else {"type": "string"}} for media in RDF_FORMATS}
    content = {**TABLES, **rdf}
    text = {"type": "string", "description": "SPARQL 1.1 query"}
    dataset = {
        name: {"type": "array", "items": {"type": "string", "format": "iri"}}
        for name in ("default-graph-uri", "named-graph-uri")
    }
    example = without_header(text_of("satisfying-editions"))
    parameters = [{"name": name, "in": "query", "schema": entry} for name, entry in dataset.items()]
    query = {"name": "query", "in": "query", "schema": text, "examples": {"editions": {"value": example}}}
    form = {"type": "object", "required": ["query"], "properties": {"query": text, **dataset}}
    return {
        "get": {
            "operationId": "sparql",
            "tags": ["sparql"],
            "summary": "SPARQL 1.1 Protocol; without a query, the description of the service",
            "parameters": [query, *parameters],
            "responses": answers(content, 400, 406, 422, 429),
        },
        "post": {
            "operationId": "sparql-post",
            "tags": ["sparql"],
            "summary": "SPARQL 1.1 Protocol",
            "parameters": parameters,
            "requestBody": {
                "required": True,
                "content": {
                    _FORM: {"schema": form, "example": {"query": example}},
                    "application/sparql-query": {"schema": text, "example": example},
                },
            },
            "responses": answers(content, 400, 403, 406, 413, 415, 422, 429),
        },
    }
