"""More queries and bodies that strangers send, to one server over a tiny world; and that every listed case has a test."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gppgraph.errors import QueryError
from gppgraph.server.workers.query_guard import guard
from gppgraph.terms import BASE
from places import TESTS
from serving import QUERY, Served, Witness, unharmed

pytestmark = pytest.mark.slow

WORLD = "".join(
    f"<{BASE}id/label/l{n}> <{BASE}ns#p> <{BASE}id/label/l{n + 1}> <{BASE}graph/w> .\n" for n in range(40)
)
XSD = "http://www.w3.org/2001/XMLSchema#"
TIME, MEMORY = "limit of 2 seconds", "limit of 256 MiB"
ROWS = " ".join(f"VALUES ?v{n} {{ {' '.join(map(str, range(100)))} }}" for n in range(6))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, witness: Witness) -> Iterator[Served]:
    """One server for every case: the same process, the same data afterwards, and nobody was called."""
    with unharmed(tmp_path_factory.mktemp("attacks"), WORLD) as running:
        yield running
    assert witness.seen == 0


@pytest.mark.parametrize(
    ("text", "statuses", "words"),
    [
        pytest.param(
            "SELECT ?x8 { BIND('aaaaaaaaaa' AS ?x0) "
            + " ".join(f"BIND(REPLACE(?x{n}, 'a', 'aaaaaaaaaa') AS ?x{n + 1})" for n in range(8))
            + " }",
            {422},
            (TIME, MEMORY),
            id="replace",
        ),
        pytest.param(
            f"SELECT (GROUP_CONCAT(STR(?v0)) AS ?g) {{ {ROWS} }}", {422}, (TIME, MEMORY), id="group-concat"
        ),
        pytest.param(f"SELECT * {{ {ROWS} }} ORDER BY RAND() LIMIT 1", {422}, (TIME, MEMORY), id="order"),
        pytest.param(
            f"SELECT DISTINCT * {{ {ROWS} }} OFFSET 900000000000", {422}, (TIME, MEMORY), id="offset"
        ),
        pytest.param(
            f"SELECT * {{ {ROWS} }} OFFSET 9223372036854775807", {422}, (TIME, MEMORY), id="far-offset"
        ),
        pytest.param(
            "SELECT * { ?s ?p ?o } LIMIT 99999999999999999999999", {400}, ("error at 1:",), id="limit"
        ),
        pytest.param("SELECT * { ?s ?p ?o } LIMIT -1", {400}, ("error at 1:",), id="negative-limit"),
        pytest.param(
            f"SELECT (COUNT(*) AS ?n) {{ {ROWS} ?a ((!<x:a>)*)* ?b }}", {422}, (TIME, MEMORY), id="path"
        ),
        pytest.param(
            "ASK { FILTER REGEX('a', '" + "(" * 6 + "a" + "{1,100})" * 6 + "') }",
            {200, 400, 422},
            (),
            id="regex-size",
        ),
        pytest.param(
            "ASK { FILTER REGEX('" + "a" * 5000 + "', '^(a|a|aa)+$', 'i') }", {200, 422}, (), id="regex"
        ),
        pytest.param('SELECT ("\\uD800" AS ?x) {}', {400}, ("error at 1:",), id="surrogate"),
        pytest.param("SELECT * { <http://e/{x}> ?p ?o }", {400}, ("IRI",), id="D36"),
        pytest.param("SELECT * { <http://e/a b> ?p ?o }", {400}, ("error at 1:",), id="D36-blank"),
        pytest.param("SELECT ('x'@" + "a-" * 5000 + "a AS ?x) {}", {400}, ("error at 1:",), id="language"),
        pytest.param(
            "ASK { ?a ?b " + "<<( <a:a> <a:b> " * 150 + "1" + " )>>" * 150 + " }", {200, 400}, (), id="terms"
        ),
        pytest.param("ASK { FILTER(" + "1+" * 60_000 + "1) }", {400, 413}, ("characters",), id="long"),
    ],
)
def test_a_query_that_would_take_all_is_stopped(
    server: Served, text: str, statuses: set[int], words: tuple[str, ...]
) -> None:
    """D36 and others: answered, refused with place and reason, or stopped at a limit that is named."""
    answer = server.sparql(text)
    assert answer.status in statuses
    if answer.status != 200 and words:
        assert any(word in answer.json["detail"] for word in words), answer.json
    assert server.sparql("ASK {}").json["boolean"] is True


def test_a_large_template_is_cut_and_said(server: Served) -> None:
    """A template of 3 000 triples makes no answer without end."""
    template = " ".join(f"?s <x:{n}> ?c ." for n in range(3000))
    answer = server.sparql(f"CONSTRUCT {{ {template} }} {{ ?s ?p ?o . ?a ?b ?c }}")
    assert answer.status == 200, answer.json
    assert answer.headers["x-sparql-maxrows"] == "10000"
    triples = list(ox.parse(answer.body, format=ox.RdfFormat.TURTLE))
    assert 0 < len(triples) <= 10_000


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"('abc'^^<{XSD}integer> + 1 AS ?x)", {}),
        (f"('2024-02-30'^^<{XSD}date> < NOW() AS ?x)", {}),
        (f"('1,5'^^<{XSD}decimal> * 2 AS ?x)", {}),
        (f"('1E999999999'^^<{XSD}decimal> + 1 AS ?x)", {}),
        ("(" + "9" * 90_000 + " + 1 AS ?x)", {}),
    ],
    ids=["D37-integer", "D37-date", "D37-decimal", "D38", "D39"],
)
def test_an_ill_typed_literal_counts_as_nothing(server: Served, text: str, found: dict[str, object]) -> None:
    """D37, D38, D39: no value is computed from it, least of all nought; no memory is taken for it."""
    answer = server.sparql(f"SELECT {text} {{}}")
    assert answer.status == 200
    assert answer.json["results"]["bindings"] == [found]


def test_large_literals_are_answered_or_refused_by_size(server: Served) -> None:
    """D39, D40: 200 000 digits and 50 MB are too large; 60 kB of markup is a literal like others."""
    for text in (
        "ASK { BIND(" + "9" * 200_000 + " AS ?x) }",
        "ASK { BIND('" + "x" * 50_000_000 + "' AS ?x) }",
    ):
        assert server.ask("/sparql", "POST", text, content_type=QUERY).status == 413
    markup = "<b>" * 20_000
    kind = "http://www.w3.org/1999/02/22-rdf-syntax-ns#HTML"
    answer = server.sparql(f'SELECT ("{markup}"^^<{kind}> AS ?x) {{}}')
    assert answer.json["results"]["bindings"][0]["x"]["value"] == markup


DOCUMENTS = {
    "D27": (
        "application/rdf+xml",
        '<!DOCTYPE r [<!ENTITY l0 "lol">'
        + "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(8))
        + ']><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&l8;</rdf:RDF>',
    ),
    "D28": ("application/rdf+xml", '<!DOCTYPE r [<!ENTITY x SYSTEM "http://127.0.0.1:PORT/">]><r>&x;</r>'),
    "D29": ("application/ld+json", '{"@context": "http://127.0.0.1:PORT/ctx"}'),
    "D30": ("application/ld+json", '{"@context": "file:///etc/hostname"}'),
    "D31": ("application/ld+json", "[" * 100_000 + "]" * 100_000),
    "D32": ("text/turtle", "<urn:s> <urn:p> " + "[ <urn:p> " * 3000 + "1" + "]" * 3000 + " ."),
    "D33": ("text/turtle", '<urn:s> <urn:p> "cut off'),
}


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.parametrize("path", ["/sparql", "/sparql?default", "/id/label/l1", "/graph/w"])
def test_a_document_is_never_taken(server: Served, witness: Witness, name: str, path: str) -> None:
    """D27 to D33: the server reads no RDF of strangers; what is sent is refused unread, whatever it would do."""
    media, text = DOCUMENTS[name]
    text = text.replace("PORT", str(witness.port))
    for method in ("POST", "PUT"):
        answer = server.ask(path, method, text, content_type=media)
        assert answer.status in (405, 415)
        assert b"root" not in answer.body


def test_a_query_is_utf8(server: Served) -> None:
    """D34: Latin-1 and UTF-16 are refused with the place; a byte order mark is no part of SPARQL."""
    query = "ASK { BIND('æøå' AS ?x) }"
    latin = server.ask("/sparql", "POST", query.encode("latin-1"), content_type=QUERY)
    assert (latin.status, latin.json["detail"]) == (400, "the query is not UTF-8 at byte 12.")
    assert server.ask("/sparql", "POST", query.encode("utf-16"), content_type=QUERY).status == 400
    assert server.ask("/sparql?query=ASK%7B%7D%E6").status == 400
    marked = server.ask("/sparql", "POST", b"\xef\xbb\xbf" + query.encode(), content_type=QUERY)
    assert marked.status in (200, 400)
    assert server.ask("/sparql", "POST", query.encode(), content_type=QUERY).json["boolean"] is True


PIECES = st.sampled_from(
    [
        "SERVICE",
        "service",
        "FROM",
        "<http://127.0.0.1:9/x>",
        "ex:",
        "ex:a",
        "SERVICE:",
        ":a",
        "_:b",
        "{ ?s ?p ?o }",
        "{}",
        "{",
        "}",
        "(",
        ")",
        "<",
        ">",
        "'",
        '"',
        "'''",
        "#",
        "\n",
        " ",
        "1",
        "true",
        "false",
        "?x",
        "?SERVICE",
        "$",
        ".",
        ";",
        ",",
        "@en",
        "^^",
        "\\",
        "/",
        "*",
        "+",
        "!",
        "=",
        "&&",
        "BIND(1 AS ?y)",
        "FILTER(1<2)",
        "FILTER('<'='<')",
        "SILENT",
        "OPTIONAL",
        "UNION",
        "MINUS",
        "VALUES ?z {1}",
        "a",
        "<a:b>",
        "<a:service>",
        "<a#service>",
        "%20",
        "-",
        "~",
        "æ",
        "\\u0053ERVICE",
        "\\u003e",
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES, max_size=12), st.lists(PIECES, max_size=6))
def test_nothing_hides_a_call_from_the_guard(before: list[str], after: list[str]) -> None:
    """Whatever stands around it: what the guard lets through calls nobody (port 9 is one that the engine refuses to call)."""
    clause = "SERVICE <http://127.0.0.1:9/x> { ?s ?p ?o }"
    text = f"PREFIX ex: <http://127.0.0.1:9/> PREFIX : <x:> SELECT * {{ {''.join(before)}{clause}{''.join(after)} }}"
    for candidate in (text, text.replace("SERVICE <", "SERVICE#>\n<"), text.replace("SERVICE <", "service<")):
        try:
            guarded = guard(candidate, 10_000)
        except QueryError:
            continue
        try:
            list(ox.Store().query(guarded.text))
        except SyntaxError:
            continue
        except OSError as error:
            raise AssertionError(candidate) from error


def test_every_listed_case_has_a_test(shared: Path) -> None:
    """The cases on HTTP, SPARQL, its results, literals and formats: each is named by a test of the server that shows it."""
    tested = set()
    for path in (TESTS / "server").glob("test_server*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                words = (ast.get_docstring(node) or "").split(":")[0]
                for first, last in re.findall(r"D(\d\d)(?: to D(\d\d))?", words):
                    tested |= {f"D{number:02}" for number in range(int(first), int(last or first) + 1)}
    elsewhere = {
        "shacl",
        "owl",
        "cli",
    }  # what no server is asked: test_adversarial_files.py and the tests of validation
    cases = [
        json.loads(row) for row in (shared / "realdata" / "adversarial-cases.jsonl").open(encoding="utf-8")
    ]
    wanted = {case["id"] for case in cases if case["area"] not in elsewhere}
    assert len(wanted) >= 40
    assert wanted - tested == set()
