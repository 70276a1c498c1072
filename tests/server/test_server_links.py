"""The server over the whole graph: every name of ours answers in every format, and the REST interface does what it says.

``make links`` asks for every name instead of a sample; that takes some minutes.
"""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest

from gppgraph.graph import load
from gppgraph.publish.addresses import FORMATS
from gppgraph.terms import BASE, iri
from gppgraph.workspace import root
from serving import Served, serving

pytestmark = pytest.mark.slow

SAMPLE = 48
ARTIFACT = ox.NamedNode(iri("prof", "hasArtifact"))
RDF = {
    "ttl": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
    "nt": ox.RdfFormat.N_TRIPLES,
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The server over the shipped graph."""
    with serving(tmp_path_factory.mktemp("links"), "--per-client", "64") as running:
        yield running
        assert running.alive()


@pytest.fixture(scope="module")
def store() -> ox.Store:
    """The shipped graph."""
    return load().store


def names(store: ox.Store) -> dict[str, set[ox.Triple]]:
    """Return every IRI of ours, wherever it stands in a statement, with what is said of it."""
    found: dict[str, set[ox.Triple]] = defaultdict(set)
    for quad in store:
        for term in (quad.predicate, quad.object, quad.graph_name):
            if isinstance(term, ox.NamedNode) and term.value.startswith(BASE):
                found.setdefault(term.value, set())  # a name, whether or not anything is said of it
            if isinstance(term, ox.Literal) and term.datatype.value.startswith(BASE):
                found.setdefault(term.datatype.value, set())
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(BASE):
            found[quad.subject.value].add(quad.triple)
    return found


def sampled(found: list[str]) -> list[str]:
    """Return names evenly from each kind (the first parts of their path), at least one of each."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for name in sorted(found):
        kinds["/".join(name[len(BASE) :].split("#")[0].split("/")[:2])].append(name)
    return [
        name
        for _, members in sorted(kinds.items())
        for name in members[:: max(1, len(members) // max(1, SAMPLE * len(members) // len(found)))]
    ]


def plain(triples: Any) -> set[str]:
    """Return triples as text; blank nodes, which every format names anew, as one."""
    return {
        " ".join(
            "_:b" if isinstance(term, ox.BlankNode) else str(term)
            for term in (triple.subject, triple.predicate, triple.object)
        )
        for triple in triples
    }


def retired(said: set[ox.Triple]) -> bool:
    """Return whether nothing is said but that a name is deprecated, and what replaces it."""
    predicates = {triple.predicate.value for triple in said}
    return iri("owl", "deprecated") in predicates and iri("rdf", "type") not in predicates


def test_every_name_answers_in_every_format(server: Served, store: ox.Store) -> None:
    """A name leads to data, the same triples in each format, all that the graph says of it among them; a retired one is gone."""
    said = names(store)
    files = {quad.object.value for quad in store.quads_for_pattern(None, ARTIFACT, None)}
    names_of_things = sorted(said.keys() - files)  # a file is itself and has no data about it
    chosen = names_of_things if os.environ.get("GPPGRAPH_EVERY_NAME") else sampled(names_of_things)
    seen: dict[str, set[str]] = {}
    wrong = []
    for name in chosen:
        path = quote(name[len(BASE) :].split("#")[0])
        stems = set()
        for ending, media in FORMATS.items():
            first = server.ask("/" + path, accept=media)
            place = first.headers.get("location", "")
            if retired(said[name]):
                if first.status != 410:
                    wrong.append((name, ending, str(first.status)))
                continue
            if first.status != 303 or not place.endswith(f".{ending}"):
                wrong.append((name, ending, str(first.status)))
                continue
            stems.add(place.rsplit(".", 1)[0])
            if place not in seen:
                answer = server.ask(place)
                seen[place] = (
                    plain(ox.parse(answer.body, format=RDF[ending])) if answer.status == 200 else set()
                )
            if (
                seen[place] != seen.get(f"{place.rsplit('.', 1)[0]}.ttl")
                or not plain(said[name]) <= seen[place]
            ):
                wrong.append((name, ending, "triples"))
        if len(stems) > 1:
            wrong.append((name, "places", ", ".join(sorted(stems))))
    print(f"{len(chosen)} names, {len(seen)} documents")
    assert wrong == []


def test_the_files_of_the_profile_answer_under_their_names(server: Served, store: ox.Store) -> None:
    """The profile names its context and schemas by address; a server without a site has them too."""
    names = {quad.object.value.removeprefix(BASE) for quad in store.quads_for_pattern(None, ARTIFACT, None)}
    files = {name for name in names if "." in name and "/" not in name}
    assert files >= {"authoring.schema.json", "context.jsonld", "profile.linkml.yaml"}
    for name in sorted(files):
        answer = server.ask(f"/{name}")
        assert (answer.status, answer.body) == (200, (root() / "ontology" / name).read_bytes()), name
    assert server.ask("/context.jsonld").headers["content-type"] == "application/ld+json"
    assert server.ask("/gpp.ttl").status == 404  # beside them in their folder


def examples(operation: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the example of each parameter."""
    found = []
    for parameter in operation["parameters"]:
        for entry in parameter.get("examples", {}).values():
            given = entry["value"]
            found += [(parameter["name"], value) for value in (given if isinstance(given, list) else [given])]
    return found


@pytest.fixture(scope="module")
def described(server: Served) -> dict[str, Any]:
    """The OpenAPI document."""
    found: dict[str, Any] = server.ask("/api/openapi.json").json
    return found


def test_the_description_holds_together(described: dict[str, Any]) -> None:
    """Names are unique, references lead somewhere, examples fit their schemas, every function is described."""
    operations = [entry for path in described["paths"].values() for entry in path.values()]
    names = [entry["operationId"] for entry in operations]
    assert len(set(names)) == len(names)
    assert {"satisfy", "explain", "remaining", "compare", "search", "sparql", "sparql-post"} <= set(names)
    for reference in set(re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(described))):
        place: Any = described
        for part in reference.split("/"):
            place = place[part]
        assert place["type"] == "object"
    for entry in operations:
        assert all(response["description"] for response in entry["responses"].values())
        parameters = entry.get("parameters", [])
        assert len({parameter["name"] for parameter in parameters}) == len(parameters)
        for name, value in examples({"parameters": parameters}):
            schema = next(parameter["schema"] for parameter in parameters if parameter["name"] == name)
            schema = schema.get("items", schema)
            assert value in schema.get("enum", [value])
            assert re.search(schema.get("pattern", ""), value)


@pytest.mark.parametrize("name", ["satisfy", "explain", "remaining", "compare", "search"])
def test_the_examples_run(server: Served, described: dict[str, Any], name: str) -> None:
    """What the description gives as examples is answered, alone where it must be given and all together."""
    operation = described["paths"][f"/api/{name}"]["get"]
    needed = {entry["name"] for entry in operation["parameters"] if entry["required"]} or {
        "requirement",
        "label",
    }
    given = examples(operation)
    assert needed <= {key for key, _ in given}
    for chosen in ([pair for pair in given if pair[0] in needed], given):
        answer = server.ask(f"/api/{name}?{urlencode(chosen)}")
        assert answer.status == 200, (chosen, answer.body[:300])
        assert answer.json["parameters"]
        for key, value in chosen:
            assert value in answer.json["parameters"][key]
    assert server.ask(f"/api/{name}?{urlencode([pair for pair in given if pair[0] in needed])}").json[
        "result"
    ]


def test_sparql_examples_run(server: Served, described: dict[str, Any]) -> None:
    """The query of the description, by GET and by both kinds of POST."""
    entry = described["paths"]["/sparql"]
    query = examples(entry["get"])[0][1]
    answers = [server.get(query)]
    for media, body in entry["post"]["requestBody"]["content"].items():
        text = body["example"] if isinstance(body["example"], str) else urlencode(body["example"])
        answers.append(server.ask("/sparql", "POST", text, content_type=media))
    assert len(answers) == 3
    first, *others = [answer.json["results"]["bindings"] for answer in answers]
    assert first
    assert others == [first, first]


def test_wrong_parameters_are_named(server: Served) -> None:
    """400 with the parameter; 404 with near matches for a name that stands for nothing; 406; 304 by the tag."""
    good = "/api/explain?requirement=dk-desktop-2023.basis.TS3&label=tco-certified-8"
    missing = server.ask("/api/explain?requirement=dk-desktop-2023.basis.TS3")
    assert (missing.status, missing.json["detail"]) == (400, "explain needs a value for: label.")
    near = server.ask(good + "x")
    assert near.status == 404
    assert "tco-certified-8" in near.json["near"]
    assert server.ask(good + "&label=tco-certified-9").status == 400
    first = server.ask(good)
    assert server.ask(good, if_none_match=first.headers["etag"]).status == 304
    head = server.ask(good, "HEAD")
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", str(len(first.body)))
    results = "/api/queries/verdicts/results?requirement=dk-desktop-2023.basis.TS3"
    assert server.ask(results, accept="image/png").status == 406
    assert "Accept" in server.ask(results).headers["vary"]
    assert server.ask("/api/queries/verdict/results").status == 404
    assert "verdicts" in server.ask("/api/queries/verdict/results").json["near"]


def answer_over_http(server: Served, name: str, **parameters: str) -> list[dict[str, Any]]:
    """Return the bindings that the REST interface gives for a query of the catalogue."""
    query = f"?{urlencode(parameters)}" if parameters else ""
    answer = server.ask(f"/api/queries/{name}/results{query}", accept="application/sparql-results+json")
    assert answer.status == 200
    bindings: list[dict[str, Any]] = answer.json["results"]["bindings"]
    return bindings


@pytest.mark.parametrize(
    ("day", "tiers"),
    [
        ("", {"tier-1", "tier-2"}),
        ("2014-06-30", set()),
        ("2015-12-31", {"tier-1"}),
        ("2016-01-01", {"tier-2"}),
    ],
)
@pytest.mark.parametrize("name", ["criteria-against-law", "cq49-law-on-a-day"])
def test_a_day_counts_in_conditions_over_http(server: Served, name: str, day: str, tiers: set[str]) -> None:
    """A parameter that was only substituted did not reach BOUND and BIND, so that law of other days came too."""
    rows = answer_over_http(server, name, **({"day": day} if day else {}))
    limits = {value["value"].rpartition("/")[2] for row in rows for value in row.values()}
    assert {tier for tier in ("tier-1", "tier-2") if f"32013R0617.{tier}.c1" in limits} == tiers


def test_currency_is_that_of_the_day_over_http(server: Served) -> None:
    """The command says "false" of an edition with no valid certificate on the day; the interface does as well."""
    rows = answer_over_http(server, "cq30-valid-on-a-day", day="2025-06-19")
    ended = {row["edition"]["value"].rpartition("/")[2] for row in rows if row["valid"]["value"] == "false"}
    assert ended == {
        "epeat-2009",
        "epeat-2025",
        "eu-ecolabel-2011-330",
        "eu-ecolabel-2011-337",
        "tco-certified-8",
    }
    requirement = "dk-desktop-2023.basis.TS3"
    verdicts = answer_over_http(
        server, "verdicts", requirement=requirement, edition="tco-certified-8", day="2025-06-19"
    )
    assert {row["currency"]["value"] for row in verdicts} == {"false"}
