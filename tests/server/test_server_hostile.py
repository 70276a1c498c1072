"""What strangers send, from outside, to one server over the whole graph: answered or refused, never fetched, never down."""

from __future__ import annotations

import json
import os
import socket
import threading
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from serving import FORM, QUERY, Served, Witness, serving

pytestmark = pytest.mark.slow

LIMIT = 3.0
COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, witness: Witness) -> Iterator[Served]:
    """One server for every case, compared before and after: its process, its data, the witness."""
    with serving(tmp_path_factory.mktemp("hostile"), "--timeout", str(LIMIT)) as running:
        before = running.sparql(COUNT).json
        yield running
        assert running.alive()
        assert running.process.pid == running.pid
        assert running.sparql(COUNT).json == before
        assert witness.seen == 0


@pytest.fixture(autouse=True)
def _still_there(server: Served, witness: Witness) -> Iterator[None]:
    """After every case the same process answers, and nobody was called."""
    yield
    begin = time.monotonic()
    assert server.sparql("ASK {}").json["boolean"] is True
    assert time.monotonic() - begin < 1.0
    assert server.alive()
    assert witness.seen == 0


def busy(pid: int) -> float:
    """Return the CPU seconds that a process and its descendants have taken."""
    parents, times = {}, {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            parents[int(entry.name)] = int(fields[1])
            times[int(entry.name)] = int(fields[11]) + int(fields[12])
    family = {pid}
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(times.get(member, 0) for member in family) / os.sysconf("SC_CLK_TCK")


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
        "SELECT * { sErViCe<URL>{?s ?p ?o} }",
        "SELECT * { SERVICE#comment\n<URL> {?s ?p ?o} }",
        "SELECT * { SERVICE SILENT <URL> {?s ?p ?o} }",
        "SELECT * { \\u0053ERVICE <URL> {?s ?p ?o} }",
        "SELECT * { \\U00000053ERVICE <URL> {?s ?p ?o} }",
        "SELECT * { BIND(<URL> AS ?x) SERVICE ?x {?s ?p ?o} }",
        "ASK { FILTER NOT EXISTS { SERVICE <URL> {?s ?p ?o} } }",
        "SELECT (EXISTS { SERVICE <URL> {?s ?p ?o} } AS ?x) {}",
        "SELECT * { ?s ?p ?o } ORDER BY (EXISTS { SERVICE <URL> {?a ?b ?c} })",
        "SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING (EXISTS { SERVICE <URL> {?a ?b ?c} })",
        "SELECT * { { SELECT * { MINUS { SERVICE <URL> {?s ?p ?o} } } } }",
        "CONSTRUCT { ?s ?p ?o } WHERE { OPTIONAL { SERVICE <URL> {?s ?p ?o} } }",
        "DESCRIBE ?s { SERVICE <URL> {?s ?p ?o} }",
        "SELECT * { FILTER(1<2)SERVICE#>\n<URL> {?s ?p ?o} }",
        "SELECT * { FILTER('<'='<')SERVICE#>\n<URL> {?s ?p ?o} }",
        "PREFIX SERVICE: <URL> SELECT * { SERVICE SERVICE: {?s ?p ?o} }",
    ],
)
def test_no_other_server_is_called(server: Served, witness: Witness, text: str) -> None:
    """D01, D07: SERVICE is refused wherever it stands and however it is written."""
    text = text.replace("URL", f"http://127.0.0.1:{witness.port}/sparql")
    for answer in (server.sparql(text), server.get(text)):
        assert answer.status == 400
        assert "SERVICE" in answer.json["detail"]


def test_from_names_a_graph_and_fetches_nothing(server: Served, witness: Witness, tmp_path: Path) -> None:
    """D02, D03, D04: a foreign graph is empty; a file is not opened."""
    secret = tmp_path / "secret.ttl"
    secret.write_text("<urn:a> <urn:b> 'topsecret' .")
    url = f"http://127.0.0.1:{witness.port}/x"
    for text in (
        f"SELECT * FROM <{url}> {{ ?s ?p ?o }}",
        f"SELECT * FROM NAMED <{url}> {{ GRAPH ?g {{ ?s ?p ?o }} }}",
        f"SELECT * \\u0046ROM <{url}> {{ ?s ?p ?o }}",
        f"SELECT * FROM <file://{secret}> {{ ?s ?p ?o }}",
    ):
        answer = server.sparql(text)
        assert answer.status in (200, 400)
        assert b"topsecret" not in answer.body
        if answer.status == 200:
            assert answer.json["results"]["bindings"] == []
    for name in ("default-graph-uri", "named-graph-uri"):
        for graph in (url, f"file://{secret}"):
            answer = server.ask(
                "/sparql?"
                + urlencode(
                    {"query": "SELECT * { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }", name: graph}
                )
            )
            assert answer.json["results"]["bindings"] == []
    assert (
        server.ask("/sparql?" + urlencode({"query": "ASK {}", "default-graph-uri": "not an iri"})).status
        == 400
    )


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://127.0.0.1:PORT/x>",
        "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
        "DELETE WHERE { ?s ?p ?o }",
        "PREFIX x: <urn:x#> # a remark\n DROP ALL",
        "CLEAR DEFAULT",
        "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_nothing_is_written(server: Served, witness: Witness, text: str) -> None:
    """D05, D06: updates are refused by every way, with the reason."""
    text = text.replace("PORT", str(witness.port))
    for answer in (
        server.sparql(text),
        server.get(text),
        server.ask("/sparql", "POST", urlencode({"update": text}), content_type=FORM),
        server.ask("/sparql", "POST", text, content_type="application/sparql-update"),
        server.ask("/sparql", "POST", text, content_type=QUERY),
    ):
        assert 400 <= answer.status < 500
        assert "read-only" in answer.json["detail"]


@pytest.mark.parametrize(
    "text",
    [
        'SELECT * { BIND("SERVICE <http://x/> LOAD DROP FROM" AS ?x) }',
        "PREFIX e: <http://e/inService#> SELECT * { OPTIONAL { ?service e:inService ?from } } LIMIT 1",
        "SELECT * { OPTIONAL { ?s <http://e/SERVICE> 'FROM' } } LIMIT 1 # SERVICE <http://x/> {}",
        "SELECT (1 AS ?load) { } # DROP ALL",
    ],
)
def test_words_that_only_look_dangerous_are_answered(server: Served, text: str) -> None:
    """D08: inside literals, comments, IRIs, variables and local names they are harmless."""
    assert len(server.sparql(text).json["results"]["bindings"]) == 1


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (COUNT(*) AS ?c) { ?a ?b ?c1 . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
        "SELECT (COUNT(*) AS ?c) { ?a (!<urn:x>)* ?b . ?b (!<urn:x>)* ?c2 }",
        "SELECT * { ?a ?b ?c1 . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?i",
        'SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?a ?b ?c FILTER(CONTAINS(CONCAT(STR(?o), STR(?c)), "@@@@")) }',
        'ASK { FILTER REGEX("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", "^(a+)+$") }',
        "SELECT ?x9 { BIND('aaaaaaaaaa' AS ?x0) "
        + " ".join(f"BIND(CONCAT({', '.join([f'?x{n}'] * 10)}) AS ?x{n + 1})" for n in range(9))
        + " }",
    ],
    ids=["cross", "paths", "order", "filter", "regex", "memory"],
)
def test_a_runaway_query_is_stopped(server: Served, text: str) -> None:
    """D09 to D12: time and memory have limits that the answer names, and nothing goes on afterwards."""
    begin = time.monotonic()
    answer = server.sparql(text)
    assert time.monotonic() - begin < LIMIT + 2
    if answer.status != 200:
        assert answer.status == 422
        assert "limit of 3 seconds" in answer.json["detail"] or "limit of 512 MiB" in answer.json["detail"]
    time.sleep(0.3)
    used = busy(server.pid)
    time.sleep(0.5)
    assert busy(server.pid) - used < 0.25


DEEP = {
    "braces": "ASK " + "{" * 3000 + "}" * 3000,
    "parentheses": "ASK { FILTER(" + "(" * 6000 + "1" + ")" * 6000 + ") }",
    "not": "ASK { FILTER(" + "!" * 12000 + "true) }",
    "or": "ASK { FILTER(" + "||".join(["true"] * 12000) + ") }",
    "and": "ASK { FILTER(" + "&&".join(["true"] * 12000) + ") }",
    "union": "ASK { " + " UNION ".join(["{}"] * 8000) + " }",
    "sum": "ASK { FILTER(" + "+".join(["1"] * 20000) + " > 0) }",
    "path": "ASK { ?s " + "/".join(["<urn:p>"] * 9000) + " ?o }",
    "function": "ASK { FILTER(" + "STR(" * 3000 + "1" + ")" * 3000 + "='1') }",
    "service and braces": "ASK " + "{" * 150 + " BIND('service' AS ?x) " + "}" * 150,
    "inside a string": "ASK { FILTER('" + "{" * 5000 + "' = '') }",
    "unterminated": "ASK { FILTER('" + "{" * 5000,
}


@pytest.mark.parametrize("name", DEEP)
def test_deep_and_wide_queries_end_no_process_of_the_server(server: Served, name: str) -> None:
    """D13, D14: an answer or an error, never a closed socket."""
    answer = server.ask("/sparql", "POST", DEEP[name], content_type=QUERY)
    assert answer.status in (200, 400, 413, 422)
    if name in ("braces", "parentheses", "not", "or", "union"):
        assert answer.status in (400, 413)


def test_a_large_body_is_refused_unread(server: Served) -> None:
    """D15: 413 for 5 MB, announced or in pieces."""
    text = "query=ASK%7B%7D" + "x" * 5_000_000
    assert server.ask("/sparql", "POST", text, content_type=FORM).status == 413
    head = f"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: {FORM}\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"10000\r\n" + b"x" * 65536 + b"\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=10) as connection:
        connection.sendall(head.encode())
        try:
            for _ in range(40):
                connection.sendall(chunk)
        except OSError:
            pass
        assert connection.recv(100).startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize(
    "media", ["application/sparql-results+json", "application/sparql-results+xml", "text/csv"]
)
def test_a_cut_answer_says_so(server: Served, media: str) -> None:
    """D16: in the head of the response for every format, in the head of the body where it has one."""
    answer = server.sparql("SELECT * { ?s ?p ?o . ?x ?y ?z }", accept=media)
    assert answer.status == 200
    assert answer.headers["x-sparql-maxrows"] == "10000"
    assert "only the first 10000 rows" in answer.headers["warning"]
    assert "only the first 10000 rows" in answer.headers["link"]
    if media.endswith("json"):
        assert answer.json["head"]["link"]
        assert len(answer.json["results"]["bindings"]) == 10000
    elif media.endswith("xml"):
        assert b"<link " in answer.body[:1000]
    place = answer.headers["link"].partition(">")[0].removeprefix("<")
    assert b"10000, and it is said" in server.ask(place).body
    triples = server.sparql("CONSTRUCT { ?s ?p ?z } { ?s ?p ?o . ?x ?y ?z }", accept="application/n-triples")
    assert triples.headers["x-sparql-maxrows"] == "10000"
    whole = server.sparql("SELECT * { ?s ?p ?o } LIMIT 10")
    assert "x-sparql-maxrows" not in whole.headers


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", "1:1"),
        ("   ", "1:4"),
        ("SELECT", "1:7"),
        ("SELECT * {\n ?s ?p ?o", "2:10"),
        ("SELECT * { ?s e:x ?o }", "1:"),
        ("ASK { } }", "1:"),
        ("SELECT (COUNT(?x) AS ?n) ?y { ?y ?p ?x }", "1:"),
    ],
)
def test_a_wrong_query_gets_place_and_reason(server: Served, text: str, place: str) -> None:
    """D17, D18: 400, line and column, no trace of our insides."""
    answer = server.sparql(text)
    assert answer.status == 400
    assert f"error at {place}" in answer.json["detail"]
    assert b"Traceback" not in answer.body


def test_the_protocol_is_kept(server: Served) -> None:
    """D19, D20: what is no query of the protocol is refused."""
    assert server.ask("/sparql?query=ASK%7B%7D&query=ASK%7B%7D").status == 400
    utf16 = "ASK {}".encode("utf-16")
    assert server.ask("/sparql", "POST", utf16, content_type=f"{QUERY}; charset=UTF-16").status == 415
    assert server.ask("/sparql", "POST", utf16, content_type=QUERY).status == 400
    assert server.ask("/sparql", "POST", "query=ASK%7B%7D", content_type="text/plain").status == 415
    for method in ("PUT", "DELETE", "PATCH", "TRACE"):
        assert server.ask("/sparql?query=ASK%7B%7D", method).status in (400, 405)


def test_what_a_client_accepts_decides(server: Served) -> None:
    """D21, D22: weights count; nonsense is ignored; too much is refused."""
    text = "SELECT * { ?s ?p ?o } LIMIT 1"
    preferred = "text/html;q=0, application/sparql-results+xml;q=0.1, text/csv;q=0.9"
    answer = server.sparql(text, accept=preferred)
    assert answer.media == "text/csv"
    assert "Accept" in answer.headers["vary"]
    refused = server.sparql(text, accept="image/png")
    assert refused.status == 406
    assert "Accept" in refused.headers["vary"]
    for nonsense in ("text/csv;q=abc", "text/csv;q=9", ";;;,,,q=", "*/*;q=nan"):
        assert server.sparql(text, accept=nonsense).status == 200
    assert server.sparql(text, accept="a/b," * 16000).status in (400, 431)


@pytest.mark.parametrize(
    "path",
    [
        "/id/../../etc/passwd",
        "/id/%2e%2e%2f%2e%2e%2fetc%2fpasswd",
        "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/id/%00",
        "/id/..%5c..%5cetc%5cpasswd",
        "//etc/passwd",
        "/id/%ff%fe",
        "/id/label/tco-certified-8.html%00.ttl",
        "/id/x%3E%20%7D%20%23",
        "/id/criterion/%22%20%7D%20%3B%20DROP%20ALL%20%23",
        "/pyproject.toml",
        "/.git/config",
    ],
)
def test_a_path_reaches_no_file_and_no_query(server: Served, path: str) -> None:
    """D23, D24: 404 or 400."""
    answer = server.ask(path)
    assert answer.status in (400, 404)
    assert b"root:" not in answer.body


@pytest.mark.parametrize(
    "bad", ['" } ; DROP ALL #', "> } #", "x\x00y", "' || true", "\\u0022", "../../etc/passwd"]
)
def test_parameters_are_data(server: Served, bad: str) -> None:
    """D24: every parameter that reaches a query is a name that stands for nothing, never text of the query."""
    value = quote(bad, safe="")
    for path in (
        f"/api/satisfy?requirement={value}",
        f"/api/satisfy?label={value}",
        f"/api/satisfy?set={value}",
        f"/api/satisfy?set=dk-desktop-2023&product={value}",
        f"/api/satisfy?set=dk-desktop-2023&level={value}",
        f"/api/satisfy?set=dk-desktop-2023&as_of={value}",
        f"/api/satisfy?set=dk-desktop-2023&value={value}",
        f"/api/explain?requirement={value}&label=tco-certified-8",
        f"/api/explain?requirement=dk-desktop-2023.basis.TS3&label={value}",
        f"/api/compare?left={value}&right=tco-certified-9",
        f"/api/queries/{value}/results",
        f"/api/queries/verdicts/results?requirement={value}",
    ):
        assert server.ask(path).status in (400, 404), path
    assert server.ask(f"/api/search?q={value}").status in (200, 400)


def test_letters_are_found_in_both_forms(server: Served) -> None:
    """D35: a search finds the same for composed and decomposed letters; a name of a thing is taken as it is written."""
    for words in ("lagringsmedier på", "Stationære computere må"):
        forms = [unicodedata.normalize(form, words) for form in ("NFC", "NFD")]
        assert forms[0] != forms[1]
        first, second = (server.ask("/api/search?q=" + quote(form)).json for form in forms)
        assert first["result"]
        assert first["result"] == second["result"]


def test_one_client_cannot_take_all(server: Served) -> None:
    """More than its share at a time is answered 429 with Retry-After, and the server goes on."""
    slow = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?a ?b ?c FILTER(CONTAINS(STR(?o), STR(?c))) }"
    found: list[tuple[int, str | None]] = []

    def ask() -> None:
        answer = server.sparql(slow)
        found.append((answer.status, answer.headers.get("retry-after")))

    threads = [threading.Thread(target=ask) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 20
    assert (429, "2") in found
    assert sum(status == 429 for status, _ in found) >= 4
    assert {status for status, _ in found} <= {200, 422, 429, 503}


def test_a_forged_line_does_not_reach_the_log(server: Served) -> None:
    """Every line of the log is one event of ours, in ASCII without controls."""
    server.ask("/id/%0A%7B%22event%22:%22forged%22%7D%0D%1B%5B2J%7F%C2%9B%E2%80%A8")
    lines = server.log.read_bytes().splitlines()
    assert all(32 <= byte < 127 for line in lines for byte in line)
    assert {json.loads(line)["event"] for line in lines} <= {"start", "request", "warning"}
