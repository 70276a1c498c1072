"""The cases of the W3C's test suite for the SPARQL 1.1 Protocol, by their published names; data and requests are restated.

Source: https://github.com/w3c/rdf-tests, sparql/sparql11/protocol/manifest.ttl (as of 2026-08-07).
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import pytest

from gppgraph.terms import iri
from serving import FORM, QUERY, Answer, Served, serving, small_world

pytestmark = pytest.mark.slow

DATA = "http://example.org/data/"
TABULAR = {
    "application/sparql-results+json",
    "application/sparql-results+xml",
    "text/csv",
    "text/tab-separated-values",
}
RDF = {"text/turtle", "application/ld+json", "application/n-triples", "application/rdf+xml"}
WORLD = "".join(
    f"<{DATA}d{n}> <{iri('rdf', 'type')}> <{iri('foaf', 'Document')}> <{DATA}d{n}> .\n" for n in (1, 2, 3)
)
PUBLISHED = [
    "query_post_form",
    "query_dataset_default_graphs_get",
    "query_dataset_default_graphs_post",
    "query_dataset_named_graphs_post",
    "query_dataset_named_graphs_get",
    "query_dataset_full",
    "query_multiple_dataset",
    "query_get",
    "query_content_type_select",
    "query_content_type_ask",
    "query_content_type_describe",
    "query_content_type_construct",
    "update_dataset_default_graph",
    "update_dataset_default_graphs",
    "update_dataset_named_graphs",
    "update_dataset_full",
    "update_post_form",
    "update_post_direct",
    "update_base_uri",
    "query_post_direct",
    "bad_query_method",
    "bad_multiple_queries",
    "bad_query_wrong_media_type",
    "bad_query_missing_form_type",
    "bad_query_missing_direct_type",
    "bad_query_non_utf8",
    "bad_query_syntax",
    "bad_update_get",
    "bad_multiple_updates",
    "bad_update_wrong_media_type",
    "bad_update_missing_form_type",
    "bad_update_non_utf8",
    "bad_update_syntax",
    "bad_update_dataset_conflict",
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over the suite's three documents, which are the same afterwards."""
    folder = tmp_path_factory.mktemp("protocol")
    with serving(folder, environment=small_world(folder / "snapshot", WORLD)) as running:
        yield running
        count = running.sparql("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").json
        assert count["results"]["bindings"][0]["n"]["value"] == "3"


# Each: method, parameters of the address, content type, body, and what is expected: the truth, one of the media types,
# or a status. Where the suite accepts any 4xx, the status is the one that the protocol or HTTP asks for.
DATASET = {1: f"{DATA}d1", 2: f"{DATA}d2", 3: f"{DATA}d3"}
BOTH = f"<{DATASET[1]}> a ?type . <{DATASET[2]}> a ?type ."
EACH = f"GRAPH ?g1 {{ <{DATASET[1]}> a ?type }} GRAPH ?g2 {{ <{DATASET[2]}> a ?type }}"
D1, D2, D3 = DATASET.values()
CASES: dict[str, tuple[str, list[tuple[str, str]], str | None, str | bytes | None, object]] = {
    "query_post_form": ("POST", [("default-graph-uri", D1)], FORM, urlencode({"query": "ASK {}"}), True),
    "query_dataset_default_graphs_get": (
        "GET",
        [("query", f"ASK {{ {BOTH} }}"), ("default-graph-uri", D1), ("default-graph-uri", D2)],
        None,
        None,
        True,
    ),
    "query_dataset_default_graphs_post": (
        "POST",
        [("default-graph-uri", D1), ("default-graph-uri", D2)],
        QUERY,
        f"ASK {{ {BOTH} }}",
        True,
    ),
    "query_dataset_named_graphs_post": (
        "POST",
        [("named-graph-uri", D1), ("named-graph-uri", D2)],
        QUERY,
        f"ASK {{ {EACH} }}",
        True,
    ),
    "query_dataset_named_graphs_get": (
        "GET",
        [("query", f"ASK {{ {EACH} }}"), ("named-graph-uri", D1), ("named-graph-uri", D2)],
        None,
        None,
        True,
    ),
    "query_dataset_full": (
        "POST",
        [("default-graph-uri", D3), ("named-graph-uri", D1), ("named-graph-uri", D2)],
        QUERY,
        f"ASK {{ <{D3}> a ?type {EACH} }}",
        True,
    ),
    "query_multiple_dataset": (
        "POST",
        [("default-graph-uri", D2)],
        QUERY,
        f"ASK FROM <{D1}> {{ <{D2}> a ?type FILTER NOT EXISTS {{ <{D1}> a ?other }} }}",
        True,
    ),
    "query_get": ("GET", [("query", "ASK {}"), ("default-graph-uri", D1)], None, None, True),
    "query_content_type_select": (
        "POST",
        [("default-graph-uri", D1)],
        QUERY,
        "SELECT (1 AS ?value) {}",
        TABULAR,
    ),
    "query_content_type_ask": (
        "POST",
        [("default-graph-uri", D1)],
        QUERY,
        "ASK {}",
        {"application/sparql-results+json", "application/sparql-results+xml"},
    ),
    "query_content_type_describe": (
        "POST",
        [("default-graph-uri", D1)],
        QUERY,
        "DESCRIBE <http://example.org/>",
        RDF,
    ),
    "query_content_type_construct": (
        "POST",
        [("default-graph-uri", D1)],
        QUERY,
        "CONSTRUCT { <s> <p> 1 } WHERE {}",
        RDF,
    ),
    "query_post_direct": ("POST", [], QUERY, "ASK {}", True),
    "bad_query_method": ("PUT", [("query", "ASK {}")], FORM, None, 405),
    "bad_multiple_queries": ("GET", [("query", "ASK {}"), ("query", "SELECT * {}")], None, None, 400),
    "bad_query_wrong_media_type": ("POST", [], "text/plain", "ASK {}", 415),
    "bad_query_missing_form_type": ("POST", [], None, "query=ASK%20%7B%7D", 415),
    "bad_query_missing_direct_type": ("POST", [], None, "ASK {}", 415),
    "bad_query_non_utf8": ("POST", [], f"{QUERY}; charset=UTF-16", "ASK {}".encode("utf-16"), 415),
    "bad_query_syntax": ("GET", [("query", "ASK {")], None, None, 400),
    "bad_update_get": ("GET", [("update", "CLEAR ALL")], None, None, 400),
    "bad_multiple_updates": ("POST", [], FORM, "update=CLEAR%20NAMED&update=CLEAR%20DEFAULT", 403),
    "bad_update_wrong_media_type": ("POST", [], "text/plain", "CLEAR NAMED", 415),
    "bad_update_missing_form_type": ("POST", [], None, "update=CLEAR%20NAMED", 415),
    "bad_update_non_utf8": (
        "POST",
        [],
        "application/sparql-update; charset=UTF-16",
        "CLEAR NAMED".encode("utf-16"),
        415,
    ),
    "bad_update_syntax": ("POST", [], FORM, "update=CLEAR%20XYZ", 403),
    "bad_update_dataset_conflict": (
        "POST",
        [("using-named-graph-uri", D1)],
        "application/sparql-update",
        f"WITH <{D2}> DELETE {{ ?s ?p ?o }} WHERE {{ ?s ?p ?o }}",
        403,
    ),
    # The suite's updates would change the data; a server that is read-only refuses each of them.
    "update_dataset_default_graph": (
        "POST",
        [("using-graph-uri", D1)],
        "application/sparql-update",
        f"INSERT {{ GRAPH <{D3}> {{ ?s a <urn:x> }} }} WHERE {{ ?s ?p ?o }}",
        403,
    ),
    "update_dataset_default_graphs": (
        "POST",
        [("using-graph-uri", D1), ("using-graph-uri", D2)],
        "application/sparql-update",
        f"INSERT {{ GRAPH <{D3}> {{ ?s a <urn:x> }} }} WHERE {{ ?s ?p ?o }}",
        403,
    ),
    "update_dataset_named_graphs": (
        "POST",
        [("using-named-graph-uri", D1)],
        "application/sparql-update",
        f"INSERT {{ GRAPH <{D3}> {{ ?s a <urn:x> }} }} WHERE {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        403,
    ),
    "update_dataset_full": (
        "POST",
        [("using-graph-uri", D1), ("using-named-graph-uri", D2)],
        "application/sparql-update",
        f"INSERT {{ GRAPH <{D3}> {{ ?s a <urn:x> }} }} WHERE {{ ?s ?p ?o }}",
        403,
    ),
    "update_post_form": ("POST", [], FORM, "update=CLEAR+ALL", 403),
    "update_post_direct": ("POST", [], "application/sparql-update", "CLEAR ALL", 403),
    "update_base_uri": ("POST", [], "application/sparql-update", "INSERT DATA { <s> <p> <o> }", 403),
}


def test_every_published_case_is_here() -> None:
    """None is left out, none is invented."""
    assert set(CASES) == set(PUBLISHED)
    assert len(PUBLISHED) == 34


@pytest.mark.parametrize("name", CASES)
def test_protocol_case(server: Served, name: str) -> None:
    """The endpoint answers a published case of the protocol's test suite as expected."""
    method, parameters, kind, body, expected = CASES[name]
    headers = {"content_type": kind} if kind else {}
    path = "/sparql/?" + urlencode(parameters, quote_via=quote)
    answer = server.ask(path, method, body, **headers)
    if expected is True:
        assert answer.status == 200
        assert boolean(answer) is True
        for media in ("application/sparql-results+xml", "application/sparql-results+json"):
            again = server.ask(path, method, body, accept=media, **headers)
            assert again.media == media
            assert boolean(again) is True
    elif isinstance(expected, set):
        assert answer.status == 200
        assert answer.media in expected
    else:
        assert answer.status == expected
        assert answer.media == "application/problem+json"
        if expected == 403:
            assert "read-only" in answer.json["detail"]


def boolean(answer: Answer) -> bool:
    """Return the truth that a result in JSON or XML says."""
    if answer.media.endswith("json"):
        said: bool = answer.json["boolean"]
        return said
    found = ElementTree.fromstring(answer.body).find("{http://www.w3.org/2005/sparql-results#}boolean")
    return found is not None and found.text == "true"
