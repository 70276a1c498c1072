"""The server over a small world: negotiation, pages, validators, limits on connections."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import threading
import time
from collections.abc import Iterator

import pyoxigraph as ox
import pytest

from gppgraph.server.http.logs import log_line
from gppgraph.server.workers.sandbox import seal
from gppgraph.terms import BASE, iri
from serving import FORM, QUERY, Served, Witness, serving, small_world

pytestmark = pytest.mark.slow

TYPE = iri("rdf", "type")
BOOL = iri("xsd", "boolean")
RDF = {
    "ttl": ("text/turtle", ox.RdfFormat.TURTLE),
    "jsonld": ("application/ld+json", ox.RdfFormat.JSON_LD),
    "nt": ("application/n-triples", ox.RdfFormat.N_TRIPLES),
    "rdf": ("application/rdf+xml", ox.RdfFormat.RDF_XML),
}
NEW, OLD, GONE = (BASE + f"id/label/{name}" for name in ("new-label", "old-label", "lost-label"))
EVIL = BASE + "id/label/evil"

WORLD = "".join(
    f"<{subject}> <{predicate}> {value} <{BASE}graph/world> .\n"
    for subject, predicate, value in (
        (NEW, TYPE, f"<{iri('gpp', 'LabelEdition')}>"),
        (NEW, iri("skos", "prefLabel"), '"Ny merkeordning å"@nb'),
        (NEW, iri("dcterms", "issued"), f'"2020-01-01"^^<{iri("xsd", "date")}>'),
        (NEW, iri("dcterms", "source"), "<https://example.org/new>"),
        (OLD, iri("owl", "deprecated"), f'"true"^^<{BOOL}>'),
        (OLD, iri("dcterms", "isReplacedBy"), f"<{NEW}>"),
        (GONE, iri("owl", "deprecated"), f'"true"^^<{BOOL}>'),
        (BASE + "ns#Thing", TYPE, f"<{iri('owl', 'Class')}>"),
        (BASE + "ns#other", TYPE, f"<{iri('rdf', 'Property')}>"),
        (BASE + "code/topic/noise", TYPE, f"<{iri('skos', 'Concept')}>"),
        (EVIL, iri("skos", "prefLabel"), '"<script>alert(1)</script>\\"\'&"'),
        (EVIL, iri("dcterms", "source"), "<javascript:alert(1)>"),
        (EVIL, iri("dcterms", "relation"), "<data:text/html,alert(1)>"),
        (EVIL, iri("rdfs", "seeAlso"), "<https://example.org/'onmouseover='alert(1)>"),
        *((EVIL, iri("rdfs", "comment"), f'"{text}"') for text in ("=1+1", "+1", "-1", "@x", "\\tx")),
        (EVIL, iri("skos", "note"), '"\\u0001"'),
    )
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server over the small world."""
    folder = tmp_path_factory.mktemp("small")
    environment = small_world(folder / "snapshot", WORLD)
    with serving(folder, "--timeout", "3", environment=environment) as running:
        yield running
        assert running.alive()


@pytest.fixture(scope="module", autouse=True)
def slow(server: Served) -> list[float]:
    """Clients that begin a request and never end it; after how many seconds each lost its connection."""
    lost: list[float] = []

    def dawdle() -> None:
        begin = time.monotonic()
        with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
            connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
            with contextlib.suppress(ConnectionResetError):
                connection.recv(10)
        lost.append(time.monotonic() - begin)

    for _ in range(20):
        threading.Thread(target=dawdle, daemon=True).start()
    return lost


def test_the_service_describes_itself(server: Served) -> None:
    """GET without a query gives the service description in every RDF format."""
    for media, form in RDF.values():
        answer = server.ask("/sparql", accept=media)
        assert answer.media == media
        described = {str(triple.predicate.value) for triple in ox.parse(answer.body, format=form)}
        assert "http://www.w3.org/ns/sparql-service-description#endpoint" in described
    assert server.ask("/sparql", accept="text/html").media == "text/html"
    assert server.ask("/sparql", accept="image/png").status == 406
    assert server.ask("/sparql", "POST", "", content_type=FORM).status == 400


def test_a_browser_gets_the_page_with_the_query_and_its_form_gets_the_answer(server: Served) -> None:
    """A link with a query opens the editor; what asks for data, and what is sent from the page, is answered."""
    text = 'ASK { ?s ?p "<b>&" }'
    browser = "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"
    page = server.get(text, accept=browser)
    assert (page.status, page.media) == (200, "text/html")
    assert "ASK { ?s ?p &#34;&lt;b&gt;&amp;&#34; }" in page.body.decode()
    assert server.get(text, accept="*/*").json["boolean"] is False
    assert server.get(text, accept="application/sparql-results+json,text/html;q=0.5").json["boolean"] is False
    assert server.ask("/sparql", "POST", text, content_type=QUERY, accept=browser).json["boolean"] is False
    assert server.get(text + " #" * 1000, accept=browser).json["boolean"] is False


@pytest.mark.parametrize(
    ("accept", "ending"),
    [
        ("*/*", "html"),
        ("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "html"),
        ("text/turtle", "ttl"),
        ("text/html;q=0.3, application/ld+json", "jsonld"),
        ("text/turtle;q=0.2, application/rdf+xml;q=0.9", "rdf"),
        ("text/*;q=0.5, text/html;q=0, application/n-triples;q=0.1", "ttl"),
        ("application/n-triples", "nt"),
    ],
)
def test_a_thing_leads_to_its_page_or_its_data(server: Served, accept: str, ending: str) -> None:
    """303 by what the client weighs most, with Vary."""
    answer = server.ask("/id/label/new-label", accept=accept)
    assert answer.status == 303
    assert answer.headers["location"] == f"/id/label/new-label.{ending}"
    assert "Accept" in answer.headers["vary"]
    assert server.ask("/code/topic/noise", accept=accept).headers["location"] == f"/code/topic/noise.{ending}"
    assert server.ask("/ns", accept=accept).headers["location"] == f"/ns.{ending}"


def test_every_format_says_the_same(server: Served) -> None:
    """The data of every thing is the same triples in every format, those of the store."""
    for path, subjects in (("/id/label/new-label", [NEW]), ("/ns", [BASE + "ns#Thing", BASE + "ns#other"])):
        found = {}
        for ending, (media, form) in RDF.items():
            answer = server.ask(f"{path}.{ending}")
            assert answer.media == media
            found[ending] = {
                (str(t.subject), str(t.predicate), str(t.object)) for t in ox.parse(answer.body, format=form)
            }
        stored = {
            (str(q.subject), str(q.predicate), str(q.object))
            for q in ox.parse(WORLD, format=ox.RdfFormat.N_QUADS)
            if isinstance(q.subject, ox.NamedNode) and q.subject.value in subjects
        }
        assert all(triples == stored for triples in found.values())


def test_validators_and_head(server: Served) -> None:
    """ETag and 304; HEAD says the same without a body; 406, 404 with near matches, 405."""
    first = server.ask("/id/label/new-label.ttl")
    tag = first.headers["etag"]
    for given in (tag, f'"other", W/{tag}', "*"):
        again = server.ask("/id/label/new-label.ttl", if_none_match=given)
        assert (again.status, again.body) == (304, b"")
    assert server.ask("/id/label/new-label.ttl", if_none_match='"other"').status == 200
    head = server.ask("/id/label/new-label.ttl", "HEAD")
    assert (head.status, head.body, head.headers["etag"]) == (200, b"", tag)
    assert head.headers["content-length"] == str(len(first.body))
    assert server.ask("/id/label/new-label", "HEAD").status == 303
    assert server.ask("/id/label/new-label", accept="image/png").status == 406
    missing = server.ask("/id/label/new-labl")
    assert missing.status == 404
    assert NEW in missing.json["near"]
    assert server.ask("/id/label/new-label", "DELETE").status == 405


def test_retired_names_are_gone(server: Served) -> None:
    """410 for a name that is deprecated and nothing more, with its successor where it has one."""
    answer = server.ask("/id/label/old-label")
    assert answer.status == 410
    assert answer.json["successor"] == NEW
    assert NEW in answer.headers["link"]
    assert server.ask("/id/label/old-label.ttl").status == 410
    assert server.ask("/id/label/lost-label", "HEAD").status == 410


def test_hostile_data_is_shown_as_text(server: Served) -> None:
    """D25: a script in a literal is text, and only addresses of the web are links."""
    page = server.ask("/id/label/evil.html")
    text = page.body.decode()
    assert page.status == 200
    assert "<script" not in text
    assert "&lt;script&gt;" in text
    assert 'href="javascript' not in text
    assert 'href="data' not in text
    assert "'onmouseover" not in text
    assert "script-src 'self';" in page.headers["content-security-policy"]
    assert "default-src 'none'" in page.headers["content-security-policy"]
    problem = server.ask("/id/label/%3Cscript%3Ealert(1)%3C/script%3E")
    assert problem.media == "application/problem+json"
    assert problem.headers["x-content-type-options"] == "nosniff"


def test_csv_is_the_form_of_the_standard(server: Served) -> None:
    """D26: cells are exactly the values, also those that a spreadsheet would compute."""
    answer = server.sparql(
        f"SELECT ?c {{ <{EVIL}> <{iri('rdfs', 'comment')}> ?c }} ORDER BY ?c", accept="text/csv"
    )
    assert answer.body == b"c\r\n\tx\r\n+1\r\n-1\r\n=1+1\r\n@x\r\n"


def test_what_xml_cannot_say_is_not_said_in_xml(server: Served) -> None:
    """A control character makes no broken XML; another format gives it."""
    text = f"SELECT ?c {{ <{EVIL}> <{iri('skos', 'note')}> ?c }}"
    assert server.sparql(text, accept="application/sparql-results+xml").status == 400
    assert server.sparql(text).json["results"]["bindings"][0]["c"]["value"] == "\x01"
    assert server.ask("/id/label/evil.rdf").status == 400


def test_everybody_may_ask_from_a_page(server: Served) -> None:
    """CORS: answers can be read from any page; a preflight says by which methods."""
    asked = {"origin": "https://example.org", "access_control_request_method": "POST"}
    before = server.ask("/sparql", "OPTIONS", **asked)
    assert before.status == 204
    assert "POST" in before.headers["access-control-allow-methods"]
    for path in ("/sparql?query=ASK%7B%7D", "/id/label/new-label", "/api/", "/nothing"):
        assert server.ask(path).headers["access-control-allow-origin"] == "*"


def test_the_interface_describes_itself(server: Served) -> None:
    """Every path of the OpenAPI document is answered, and every function is in it."""
    described = server.ask("/api/openapi.json").json
    assert described["openapi"].startswith("3.")
    for path, entry in described["paths"].items():
        for method, operation in entry.items():
            assert set(operation["responses"]) >= {"200"}
            if "/queries/" not in path:
                assert server.ask(path, method.upper()).status in (200, 400, 415), path
    names = {query["name"] for query in server.ask("/api/queries").json["queries"]}
    assert {path.split("/")[3] for path in described["paths"] if path.endswith("/results")} == names
    wrong = server.ask("/api/satisfy?nonsense=1")
    assert wrong.status == 400
    assert "nonsense" in wrong.json["detail"]


def test_health_and_metrics(server: Served) -> None:
    """They say what is served, and count by fixed names only."""
    health = server.ask("/health").json
    assert health["status"] == "ok"
    assert health["statements"] == len(WORLD.splitlines())
    server.ask('/x"} 1\n'.replace("\n", "%0A").replace(" ", "%20"))
    metrics = server.ask("/metrics").body.decode()
    assert 'gppgraph_requests_total{route="sparql",status="200"}' in metrics
    assert all(
        "route=" in row or "pool=" in row or "start_time" in row
        for row in metrics.splitlines()
        if row[0] != "#"
    )


def test_a_head_that_does_not_end_is_cut_off(server: Served) -> None:
    """Large heads and addresses are refused; an endless one loses its connection."""
    assert server.ask("/?" + "x" * 20_000).status == 414
    assert server.ask("/", cookie="x" * 40_000).status in (400, 431)
    begin = time.monotonic()
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\n")
        sent = 0
        try:
            while sent < 20_000_000:
                sent += connection.send(b"X-Y: " + b"z" * 8000 + b"\r\n")
        except OSError:
            pass
    assert sent < 20_000_000
    assert time.monotonic() - begin < 5
    assert server.raw(b"NONSENSE\r\n\r\n").startswith(b"HTTP/1.1 400")


def test_a_slow_client_is_cut_off(server: Served, slow: list[float]) -> None:
    """A head that comes letter by letter ends after ten seconds; others were served meanwhile."""
    end = time.monotonic() + 13
    while len(slow) < 20 and time.monotonic() < end:
        time.sleep(0.1)
    assert len(slow) == 20
    assert all(8 < seconds < 13 for seconds in slow)


def test_a_sealed_process_opens_nothing() -> None:
    """Were a query to get through to the engine, the operating system would stop it: no file, no connection."""
    witness = Witness()
    store = ox.Store()
    reading, writing = socket.socketpair()
    pid = os.fork()
    if pid == 0:
        try:
            reading.close()
            sealed = seal(writing, 256 * 1024 * 1024)
            said = []
            for attempt in (
                lambda: os.open("/etc/hostname", os.O_RDONLY),
                lambda: socket.socket(),
                lambda: list(
                    store.query(f"SELECT * {{ SERVICE <http://127.0.0.1:{witness.port}/> {{ ?s ?p ?o }} }}")
                ),
            ):
                try:
                    attempt()
                    said.append("open")
                except Exception:
                    said.append("refused")
            sealed.sendall(json.dumps(said).encode())
        finally:
            os._exit(0)
    writing.close()
    said = json.loads(reading.recv(1000))
    os.waitpid(pid, 0)
    reading.close()
    assert said == ["refused"] * 3
    assert witness.seen == 0
    witness.close()


def test_a_log_line_is_one_line() -> None:
    """Whatever is in it."""
    hostile = 'x\n{"event": "forged"}\r\x1b[2J\x7f\x9b\u2028\u202e' + "y" * 5000
    written = log_line("request", path=hostile)
    assert all(32 <= ord(character) < 127 for character in written)
    assert json.loads(written)["path"].startswith('x\n{"event"')
    assert len(written) < 2000
