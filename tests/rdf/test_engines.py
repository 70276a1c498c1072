"""Engines: the same answers everywhere, parameters bound and never spliced, clear errors."""

from __future__ import annotations

import csv
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

import servers
from gppgraph.build.rules import derive
from gppgraph.cli import main
from gppgraph.errors import EngineError, InputError, QueryError
from gppgraph.rdf.engines import Engine, Oxigraph, Rdflib, Remote, endpoint
from gppgraph.rdf.rdflib_copy import as_rdflib
from gppgraph.rdf.sparql import check, unescaped, with_values
from gppgraph.rdf.store import select
from gppgraph.rdf.upload import Upload
from gppgraph.server.workers.query_guard import guard
from question_worlds import FOLDER, QUESTIONS, rows
from servers import Server

# Virtuoso 7 keeps booleans as numbers.
TRUTH = {"true": "1", "false": "0"}
EVIL = 'x" } ; DROP ALL # \\ \n > <urn:y> \u0000'.replace("\u0000", "")


@pytest.fixture(scope="module")
def world() -> ox.Store:
    """The small world with what the rules conclude from it."""
    store = ox.Store()
    graph = ox.NamedNode("urn:x-world")
    store.load((FOLDER / "world.ttl").read_bytes(), format=ox.RdfFormat.TURTLE, to_graph=graph)
    derive(store)
    return store


@pytest.fixture(scope="module")
def snapshot(world: ox.Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small world as a snapshot folder."""
    folder = tmp_path_factory.mktemp("snapshot")
    (folder / "world.trig").write_bytes(ox.serialize(iter(world), format=ox.RdfFormat.TRIG) or b"")
    (folder / "digest").write_text("world\n")
    return folder


@pytest.fixture(scope="module", params=["oxigraph", "virtuoso"])
def server(
    request: pytest.FixtureRequest, snapshot: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A server of each make, loaded with the small world."""
    folder = tmp_path_factory.mktemp(request.param)
    with getattr(servers, request.param)(folder) as found, pytest.MonkeyPatch.context() as patch:
        if found is None:
            pytest.skip(f"no {request.param} server: see `make test-servers`")
        if found.user:
            patch.setenv("GPPGRAPH_USER", found.user)
            patch.setenv("GPPGRAPH_PASSWORD", found.password or "")
        upload = Upload(snapshot, found.update, state=folder / "state.json")
        upload.run()
        patch.delenv("GPPGRAPH_USER", raising=False)
        patch.delenv("GPPGRAPH_PASSWORD", raising=False)
        yield found


@pytest.mark.server
@pytest.mark.parametrize("query", QUESTIONS, ids=lambda query: query.name)
def test_servers_give_the_same_rows(server: Server, query: object) -> None:
    engine = Remote(server.query)
    with (FOLDER / f"{query.name}.csv").open(encoding="utf-8", newline="") as stream:  # type: ignore[attr-defined]
        expected = [[TRUTH.get(cell, cell) for cell in row] for row in csv.reader(stream)]
    found = [[TRUTH.get(cell, cell) for cell in row] for row in rows(engine, query)]  # type: ignore[arg-type]
    assert [expected[0], *sorted(expected[1:])] == [found[0], *sorted(found[1:])]


@pytest.mark.server
def test_servers_take_bound_parameters(server: Server) -> None:
    text = "SELECT ?thing ?name WHERE { ?thing <http://purl.org/dc/terms/identifier> ?name } ORDER BY ?thing"
    engine = Remote(server.query)
    found = engine.select(text, {"name": ox.Literal("R4")})
    assert [row["thing"] for row in found] == [
        ox.NamedNode("https://w3id.org/gppgraph/id/requirement/a.core.R4")
    ]
    assert engine.select(text, {"name": ox.Literal(EVIL)}) == []
    assert len(engine.select(text)) > 1


@pytest.mark.server
def test_a_load_goes_on_where_it_stopped(
    server: Server, snapshot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if server.user:
        monkeypatch.setenv("GPPGRAPH_USER", server.user)
        monkeypatch.setenv("GPPGRAPH_PASSWORD", server.password or "")
    upload = Upload(snapshot, server.update, size=300, state=tmp_path / "state.json")
    sent: list[bytes] = []
    send = upload._send

    def failing(url: str, body: bytes, kind: str, method: str) -> None:
        if len(sent) == 3:
            raise EngineError("down")
        sent.append(body)
        send(url, body, kind, method)

    monkeypatch.setattr(upload, "_send", failing)
    with pytest.raises(EngineError):
        upload.run()
    done = upload.done()
    assert done > 0
    monkeypatch.setattr(upload, "_send", send)
    upload.run()
    assert upload.done() == 0
    counted = Remote(server.query).select(
        "SELECT (COUNT(*) AS ?n) WHERE { GRAPH <urn:x-world> { ?s ?p ?o } }"
    )
    world_graph = sum(
        quad.graph_name == ox.NamedNode("urn:x-world")
        for quad in ox.parse((snapshot / "world.trig").read_bytes(), format=ox.RdfFormat.TRIG)
    )
    assert int(counted[0]["n"].value) == world_graph  # type: ignore[union-attr]


@pytest.fixture(scope="module", params=["oxigraph", "rdflib"])
def engine(request: pytest.FixtureRequest, world: ox.Store) -> Engine:
    """Each engine on this machine."""
    return Oxigraph(world) if request.param == "oxigraph" else Rdflib(as_rdflib(world))


class Listener:
    """Counts the connections it gets."""

    def __init__(self) -> None:
        import socket

        self.socket = socket.create_server(("127.0.0.1", 0))
        self.socket.settimeout(0.1)
        self.port: int = self.socket.getsockname()[1]
        self.count, self.open = 0, True
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def _listen(self) -> None:
        while self.open:
            try:
                self.socket.accept()[0].close()
                self.count += 1
            except OSError:
                continue


@pytest.fixture
def listener() -> Iterator[Listener]:
    """A port that nobody should call."""
    found = Listener()
    yield found
    found.open = False
    found.thread.join()
    found.socket.close()
    assert found.count == 0


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * {{ SERVICE <http://127.0.0.1:{port}/sparql> {{ ?s ?p ?o }} }}",
        "SELECT * {{ sErViCe<http://127.0.0.1:{port}/>{{?s ?p ?o}} }}",
        "SELECT * {{ SERVICE#comment\n<http://127.0.0.1:{port}/> {{?s ?p ?o}} }}",
        "SELECT * {{ \\u0053ERVICE <http://127.0.0.1:{port}/> {{?s ?p ?o}} }}",
        "SELECT * {{ SERVICE SILENT <http://127.0.0.1:{port}/> {{?s ?p ?o}} }}",
        "LOAD <http://127.0.0.1:{port}/x>",
    ],
)
def test_no_query_calls_another_server(engine: Engine, listener: Listener, text: str) -> None:
    with pytest.raises(QueryError):
        engine.ask(text.format(port=listener.port))


@pytest.mark.parametrize("clause", ["FROM", "FROM NAMED"])
def test_a_from_clause_fetches_nothing(engine: Engine, listener: Listener, clause: str) -> None:
    text = f"SELECT * {clause} <http://127.0.0.1:{listener.port}/x> {{ ?s ?p ?o }}"
    assert engine.ask(text).rows == []


def test_a_from_clause_opens_no_file(engine: Engine, tmp_path: Path) -> None:
    secret = tmp_path / "secret.ttl"
    secret.write_text("<urn:a> <urn:b> 'hidden' .")
    assert engine.ask(f"SELECT * FROM <{secret.as_uri()}> {{ ?s ?p ?o }}").rows == []


@pytest.mark.parametrize(
    "text",
    ["INSERT DATA { <urn:a> <urn:b> <urn:c> }", "DELETE WHERE { ?s ?p ?o }", "DROP ALL", "CLEAR DEFAULT"],
)
def test_updates_are_refused(engine: Engine, world: ox.Store, text: str) -> None:
    before = len(world)
    with pytest.raises(QueryError):
        engine.ask(text)
    assert len(world) == before


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { BIND("SERVICE <http://x/>" AS ?x) }',
        "PREFIX e: <urn:e> SELECT * { ?x e:inService ?y }",
        "PREFIX service: <urn:e> SELECT * { ?service service:SERVICE ?y } # SERVICE <http://x/>",
        "SELECT * { ?x <http://x/SERVICE> '''LOAD \" SERVICE''' }",
    ],
)
def test_harmless_words_are_harmless(engine: Engine, text: str) -> None:
    engine.ask(text)


@pytest.mark.parametrize(
    "text",
    [
        "ASK " + "{" * 3000 + "}" * 3000,
        "ASK { FILTER(" + "(" * 6000 + "1" + ")" * 6000 + ") }",
        "ASK { FILTER(" + "!" * 12000 + "true) }",
        "ASK { FILTER(" + "||".join(["?x"] * 12000) + ") }",
        "ASK { " + " UNION ".join(["{ ?s ?p ?o }"] * 8000) + " }",
        "SELECT * { ?s ?p ?o } #" + "x" * 5_000_000,
    ],
)
def test_too_deep_or_too_long_is_refused_before_it_is_parsed(text: str) -> None:
    with pytest.raises(QueryError):
        check(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "SELECT",
        "SELECT * { ?s ?p ?o",
        "SELECT * { ?s e:p ?o }",
        "SELECT (COUNT(?x) AS ?n) ?y { ?y ?p ?x }",
    ],
)
def test_syntax_errors_say_so(world: ox.Store, text: str) -> None:
    with pytest.raises(QueryError, match="not a SPARQL query"):
        Oxigraph(world).ask(text)


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (COUNT(*) AS ?c) { ?a ?b ?c1 . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
        "SELECT (COUNT(*) AS ?c) { ?a (!<urn:x>)* ?b . ?d (!<urn:x>)* ?e . ?f (!<urn:x>)* ?g }",
    ],
)
def test_a_long_query_is_stopped(world: ox.Store, text: str) -> None:
    start = time.monotonic()
    with pytest.raises(EngineError, match=r"stopped after 0\.5 seconds"):
        Oxigraph(world, timeout=0.5).ask(text)
    assert time.monotonic() - start < 3


@pytest.mark.parametrize("value", [EVIL, "R4", "'", '"""', "\\", "é𝔊", "?x", "} UNION { ?thing ?p ?name"])
def test_a_parameter_is_data(engine: Engine, value: str) -> None:
    text = "SELECT ?thing ?name { ?thing <http://purl.org/dc/terms/identifier> ?name } ORDER BY ?thing"
    bound = {"name": ox.Literal(value)}
    expected = 1 if value == "R4" else 0
    assert len(engine.select(text, bound)) == expected
    assert len(engine.select(with_values(text, bound))) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT ?x WHERE { ?x ?p ?o }", "{ VALUES (?x) { (<urn:a>) } ?x ?p ?o }"),
        ("SELECT (EXISTS { ?a ?b ?c } AS ?e) { ?x ?p ?o }", "AS ?e) { VALUES (?x) { (<urn:a>) } ?x"),
        ("CONSTRUCT { ?x ?p ?o } WHERE { ?x ?p ?o }", "WHERE { VALUES (?x)"),
        ("SELECT ?x { SELECT ?x { ?x ?p ?o } }", "{ (<urn:a>) }{  SELECT ?x { ?x ?p ?o }  }"),
        ('SELECT ?x { # { \n ?x ?p "}" }', "{ VALUES (?x) { (<urn:a>) } # {"),
        ("ASK { ?x ?p ?o }", "ASK { VALUES"),
    ],
)
def test_values_go_to_the_outermost_pattern(text: str, expected: str) -> None:
    result = with_values(text, {"x": ox.NamedNode("urn:a")})
    assert expected in result
    ox.Store().query(result)


def test_errors_say_the_line_of_the_text_that_was_asked(world: ox.Store) -> None:
    text = "SELECT ?x\nWHERE {\n  ?x ?p ?o .\n  ?x ?q ?y ?z\n}"
    for ask in (Oxigraph(world).ask, lambda text, bindings: select(world, text, bindings)):
        for bindings in ({}, {"x": ox.NamedNode("urn:a")}):
            with pytest.raises(QueryError, match=r"^not a SPARQL query: error at 5:"):
                ask(text, bindings)


def test_a_bound_parameter_reaches_expressions_and_columns_however_the_text_is_laid_out(
    world: ox.Store,
) -> None:
    wanted = [{"x": ox.NamedNode("urn:a"), "same": ox.NamedNode("urn:a"), "there": ox.Literal(True)}]
    body = "BIND(?x AS ?same) BIND(BOUND(?x) AS ?there)"
    for text in (
        f"SELECT ?x ?same ?there WHERE {{ {body} }}",
        f"SELECT ?x ?same ?there\nWHERE {{\n{body}\n}}\n",
        f"SELECT ?x ?same ?there {{\n{body}\n  OPTIONAL {{ SELECT ?n\nWHERE {{\n ?n ?m ?o }} LIMIT 0 }} }}",
    ):
        assert select(world, text, {"x": ox.NamedNode("urn:a")}) == wanted
        assert Oxigraph(world).select(text, {"x": ox.NamedNode("urn:a")}) == wanted


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT", "SELECT"),
        (r"\u0053ERVICE", "SERVICE"),
        (r"\U00000053ERVICE", "SERVICE"),
        (r"\u005Cu0053ERVICE", "SERVICE"),
        (r"\uD800 \U00110000 \u12", "\ufffd \ufffd \\u12"),
    ],
)
def test_escapes_are_resolved_in_one_way(text: str, expected: str) -> None:
    assert unescaped(text) == expected


def test_a_call_hidden_in_an_escaped_escape_is_refused_by_command_and_server() -> None:
    text = r"SELECT * { \u005Cu0053ERVICE <http://x/> { ?s ?p ?o } }"
    for refuse in (check, lambda text: guard(text, 1000)):
        with pytest.raises(QueryError):
            refuse(text)


def test_escapes_in_escapes_without_end_are_refused_soon() -> None:
    start = time.monotonic()
    with pytest.raises(QueryError, match="nests escapes"):
        check("SELECT * { ?s ?p '\\" + "u005C" * 20_000 + "' }")
    assert time.monotonic() - start < 2


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/html", "web page"),
        ("/cut", "cut its answer short"),
        ("/rows", "cut its answer at 1000 rows"),
        ("/busy", r"503.*tried 2 times"),
        ("/slow", "did not answer within 1 seconds"),
        ("/short", "cut its answer short"),
        ("/login", "GPPGRAPH_USER"),
        ("/json", "no SPARQL result"),
    ],
)
def test_bad_servers_are_told_apart(path: str, words: str) -> None:
    with servers.bad() as base, pytest.raises(EngineError, match=words):
        Remote(base + path, timeout=1, retries=2).ask("SELECT * { ?s ?p ?o }")


def test_a_server_that_is_down() -> None:
    with pytest.raises(EngineError, match=r"cannot be reached.*tried 2 times"):
        Remote(f"http://127.0.0.1:{servers.free_port()}/query", retries=2).ask("ASK { ?s ?p ?o }")


@pytest.mark.parametrize(
    "url",
    ["", "localhost:7878", "ftp://x/", "http://user:secret@x/", "http://", "http://x:port/", "http://[/"],
)
def test_addresses_are_checked_and_no_password_is_shown(url: str) -> None:
    with pytest.raises(InputError) as error:
        endpoint(url)
    assert "secret" not in str(error.value)


def test_a_command_says_what_is_wrong_and_exits_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    url = f"http://127.0.0.1:{servers.free_port()}/query"
    assert main(["query", "cq56-the-dataset", "--endpoint", url]) == 2
    assert "cannot be reached" in capsys.readouterr().err
