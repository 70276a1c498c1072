"""What strangers write: refused or answered, within bounds, and without a connection."""

from __future__ import annotations

import gzip
import json
import re
import threading
import time
import tracemalloc
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pyoxigraph as ox
import pytest

from gppgraph.authoring.data_files import load_files
from gppgraph.cli import main
from gppgraph.errors import LimitError, ShapesError, SourceError
from gppgraph.processes import run_limited
from gppgraph.terms import expand, sparql_prologue
from gppgraph.validation import contributed, reading, run
from gppgraph.validation.changed_answers import changed_answers
from gppgraph.validation.shapes import FAST, REFERENCE, check
from gppgraph.workspace import DERIVED, sources

pytestmark = pytest.mark.slow

AREAS = {"rdfxml", "jsonld", "turtle", "encoding", "iri", "literal", "shacl", "owl", "cli"}
COVERED = {f"D{number}" for number in (*range(27, 35), *range(36, 49))}
ELSEWHERE = {"D35"}  # composed and decomposed letters: tests of search
ENGINES = (FAST, REFERENCE)


class Listener:
    """A server on the loopback that counts who asks."""

    def __init__(self) -> None:
        self.requests: list[str] = []
        requests = self.requests

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                requests.append(self.path)
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"{}")

            do_POST = do_GET  # noqa: N815

            def log_message(self, format: str, *args: object) -> None:
                """Say nothing."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/x"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    """The witness that no connection was opened."""
    witness = Listener()
    yield witness
    witness.server.shutdown()
    assert witness.requests == []


def test_every_case_that_concerns_files_is_covered(shared: Path) -> None:
    """The list of cases may grow; then a test is owed."""
    lines = (shared / "realdata" / "adversarial-cases.jsonl").read_text().splitlines()
    cases = {case["id"] for case in map(json.loads, lines) if case["area"] in AREAS}
    assert cases <= COVERED | ELSEWHERE


def refused(tmp_path: Path, name: str, content: str | bytes) -> str:
    """Return why a file is refused; it must not take a second of a processor."""
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    start = time.process_time()
    with pytest.raises(SourceError) as caught:
        reading.read(path)
    assert time.process_time() - start < 1
    assert str(path) in str(caught.value)
    return str(caught.value)


LAUGHS = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "lol">' + "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 9)
)
RDF = '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        pytest.param(
            "x.rdf", LAUGHS + "]>" + RDF + "</rdf:RDF>", "entity expansion is not allowed", id="D27"
        ),
        pytest.param(
            "x.rdf",
            '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]>' + RDF + "</rdf:RDF>",
            "entity expansion is not allowed",
            id="D28-file",
        ),
        pytest.param("x.rdf", '<!DOCTYPE r [<!ENTITY x SYSTEM "URL">]>' + RDF, "not allowed", id="D28-http"),
        pytest.param(
            "x.jsonld", '{"@context": "URL", "@id": "http://e/a"}', "remote contexts are disabled", id="D29"
        ),
        pytest.param(
            "x.jsonld", '{"@context": ["file:///etc/hostname"]}', "remote contexts are disabled", id="D30"
        ),
        pytest.param("x.jsonld", '{"a":' * 3000 + "1" + "}" * 3000, "nested too deeply", id="D31-objects"),
        pytest.param("x.jsonld", "[" * 100_000 + "]" * 100_000, "nested too deeply", id="D31-arrays"),
        pytest.param(
            "x.ttl",
            "<urn:s> <urn:p> " + "[ <urn:p> " * 3000 + "1" + "]" * 3000 + " .",
            "nested too deeply",
            id="D32",
        ),
        pytest.param(
            "x.ttl", "<urn:s> <urn:p> " + "( " * 3000 + ")" * 3000 + " .", "nested too deeply", id="D32-lists"
        ),
        pytest.param("x.ttl", '<urn:s> <urn:p> "whole" .\n<urn:s> <urn:p> "cut of', "x.ttl:2", id="D33"),
        pytest.param(
            "x.ttl", '<urn:s> <urn:p> "æøå" .'.encode("latin-1"), "is not UTF-8: byte 17", id="D34-latin-1"
        ),
        pytest.param(
            "x.ttl", '<urn:s> <urn:p> "æ" .'.encode("utf-16"), "is not UTF-8: byte 0", id="D34-utf-16"
        ),
        pytest.param("x.ttl", "\n<http://e/a b> <urn:p> 1 .", "x.ttl:2", id="D36-blank"),
        pytest.param("x.ttl", "<http://e/{x}> <urn:p> 1 .", "x.ttl:1", id="D36-brace"),
        pytest.param("x.ttl", "<http://e/\\u0000> <urn:p> 1 .", "x.ttl:1", id="D36-nought"),
        pytest.param("x.ttl", "<relative> <urn:p> 1 .", "x.ttl:1", id="D36-relative"),
        pytest.param(
            "x.ttl", f"<urn:s> <urn:p> {'9' * 200_000} .", "a number has 200000 digits", id="D39-digits"
        ),
        pytest.param(
            "x.ttl",
            f'<urn:s> <urn:p> "{"a" * 2_000_000}" .',
            "a literal has 2000000 characters",
            id="D39-long",
        ),
        pytest.param("x.ttl", "", "is empty", id="D48-empty"),
        pytest.param("x.ttl", b"\x1f\x8b\x08\x00\x00", "is compressed (gzip)", id="D48-gzip"),
    ],
)
def test_file_is_refused(
    tmp_path: Path, listener: Listener, name: str, content: str | bytes, reason: str
) -> None:
    """With path and reason, at once, and nothing of it kept."""
    if isinstance(content, str):
        content = content.replace("URL", listener.url)
    assert reason in refused(tmp_path, name, content)
    assert listener.requests == []


def test_byte_order_mark_is_accepted(tmp_path: Path) -> None:
    """D34: a mark at the start is no fault."""
    path = tmp_path / "x.ttl"
    path.write_bytes(b"\xef\xbb\xbf<urn:s> <urn:p> 1 .")
    assert len(reading.read(path).quads) == 1


def test_large_file_is_refused_unread(tmp_path: Path) -> None:
    """D39: fifty megabytes are refused by their size."""
    path = tmp_path / "x.ttl"
    with path.open("wb") as stream:
        stream.truncate(50 * 1024 * 1024)
    with pytest.raises(SourceError, match="too large"):
        reading.read(path)


@pytest.mark.parametrize(
    "literal",
    ['"abc"^^xsd:integer', '"2024-02-30"^^xsd:date', '"1,5"^^xsd:decimal', '"1E999999999"^^xsd:decimal'],
)
def test_ill_typed_literal_is_reported_and_left_out(tmp_path: Path, literal: str) -> None:
    """D37, D38: with node and line, not taken for nought and not dropped in silence."""
    path = tmp_path / "x.ttl"
    path.write_text(f"{sparql_prologue()}<urn:s> gpp:printedValue\n {literal} .")
    start = time.monotonic()
    kept, found = contributed.sift(reading.read(path), ox.Store())
    assert time.monotonic() - start < 1
    assert kept == []
    assert [(f.code, f.focus, f.line) for f in found] == [
        ("literal-ill-typed", "urn:s", len(sparql_prologue().splitlines()) + 2)
    ]


def test_html_literal_is_loaded(tmp_path: Path) -> None:
    """D40: sixty kilobytes of tags are text."""
    path = tmp_path / "x.ttl"
    path.write_text(f'{sparql_prologue()}<urn:s> <urn:p> "{"<b>" * 20_000}"^^rdf:HTML .')
    start = time.monotonic()
    assert len(reading.read(path).quads) == 1
    assert time.monotonic() - start < 1


SHAPE = "<urn:S> a sh:NodeShape ; sh:targetClass <urn:C> ; sh:property <urn:P> . <urn:P> sh:path <urn:p> ;"
DATA = "<urn:d> a <urn:C> ; <urn:p> 1 ."


def nt(text: str) -> str:
    """Turtle as N-Triples."""
    triples = ox.parse(sparql_prologue() + text, format=ox.RdfFormat.TURTLE)
    return "".join(f"{quad.triple} .\n" for quad in triples)


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("shapes", "data", "reason"),
    [
        pytest.param(SHAPE + " sh:mincount 2 .", DATA, "sh:mincount is no term of SHACL", id="D41"),
        pytest.param("", DATA, "0 shapes", id="D42-no-shapes"),
        pytest.param(
            SHAPE + " sh:minCount 2 .", "<urn:d> a <urn:Other> .", "0 focus nodes", id="D42-no-match"
        ),
        pytest.param(SHAPE + " sh:minCount 2 .", "", "0 focus nodes", id="D42-no-data"),
        pytest.param(
            SHAPE + ' sh:js <urn:J> . <urn:J> sh:jsFunctionName "f" .',
            DATA,
            "JavaScript is not run",
            id="D44",
        ),
        pytest.param(
            "<urn:S> a sh:NodeShape ; sh:targetClass <urn:C> ; sh:sparql <urn:Q> . <urn:Q> a sh:SPARQLConstraint ;"
            ' sh:select "SELECT $this WHERE { \\\\u0053ERVICE <URL> { $this ?p ?o } }" .',
            DATA,
            "SERVICE in a query of the shapes is refused",
            id="D46-select",
        ),
        pytest.param(SHAPE + " sh:rule <urn:R> .", DATA, "rules in shapes are not run", id="D46-rule"),
    ],
)
def test_shapes_that_check_nothing_never_conform(
    listener: Listener, engine: str, shapes: str, data: str, reason: str
) -> None:
    """An error that says why, from both engines."""
    with pytest.raises(ShapesError, match=re.escape(reason)):
        check(nt(data), nt(shapes.replace("URL", listener.url)), engine)
    assert listener.requests == []


@pytest.mark.parametrize("engine", ENGINES)
def test_imports_are_not_fetched(listener: Listener, engine: str) -> None:
    """D43: neither of the shapes nor of the data."""
    imports = f" <urn:o> owl:imports <{listener.url}> ."
    checked = check(nt(DATA + imports), nt(SHAPE + " sh:minCount 2 ." + imports), engine)
    assert len(checked.results) == 1
    assert listener.requests == []


def test_pattern_that_never_ends_is_stopped() -> None:
    """D45: stopped at the limit, which is not the same as conforming."""
    data = nt(f'<urn:d> a <urn:C> ; <urn:p> "{"a" * 30}!" .')
    shapes = nt(SHAPE + ' sh:pattern "^(a+)+$" .')
    start = time.monotonic()
    with pytest.raises(LimitError, match="stopped after 4 seconds"):
        run_limited(check, data, shapes, REFERENCE, seconds=4)
    assert time.monotonic() - start < 7
    assert len(check(data, shapes, FAST).results) == 1


def test_chain_of_aliases_is_reported_and_never_reasoned_over(tmp_path: Path) -> None:
    """D47: two hundred owl:sameAs in a chain."""
    path = tmp_path / "x.ttl"
    chain = "".join(f"<urn:i{n}> owl:sameAs <urn:i{n + 1}> .\n" for n in range(200))
    path.write_text(sparql_prologue() + chain)
    start = time.monotonic()
    kept, found = contributed.sift(reading.read(path), ox.Store())
    assert time.monotonic() - start < 5
    assert (kept, len(found)) == ([], 200)
    assert {finding.code for finding in found} == {"contributed-alias"}


def test_expansion_is_refused_without_being_done(tmp_path: Path) -> None:
    """D27, D38: twenty bytes or a page of entities must not fill the memory."""
    laughs, number = tmp_path / "x.rdf", tmp_path / "x.ttl"
    laughs.write_text(LAUGHS + "]>" + RDF + "&l8;</rdf:RDF>")
    number.write_text(f'{sparql_prologue()}<urn:s> gpp:printedValue "1E999999999"^^xsd:decimal .')
    tracemalloc.start()
    try:
        with pytest.raises(SourceError):
            reading.read(laughs)
        contributed.sift(reading.read(number), ox.Store())
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "name", ["absent.ttl", "folder", "notes.txt", "empty.ttl", "packed.ttl", "locked.ttl", "nothing.ttl"]
)
def test_command_says_which_file_and_exits_with_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """D42, D48: one line, no traceback, and nothing half written."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "notes.txt").write_text("no RDF")
    (tmp_path / "empty.ttl").write_text("")
    (tmp_path / "packed.ttl").write_bytes(gzip.compress(b"<urn:s> <urn:p> 1 ."))
    (tmp_path / "locked.ttl").symlink_to("/proc/self/mem")  # cannot be read, not even by root
    (tmp_path / "nothing.ttl").write_text("# only a comment")
    output = tmp_path / "report.txt"
    assert main(["validate", str(tmp_path / name), "--output", str(output)]) == 2
    assert name in output.read_text()
    assert len(output.read_text().splitlines()) == 1
    assert "Traceback" not in capsys.readouterr().err


CONTRIBUTION = """
graph:mine a gpp:DataFile ; dcterms:title "Mine"@en ; dcterms:description "A scheme of mine."@en ;
  dcterms:license <https://creativecommons.org/licenses/by/4.0/> ; dcterms:issued "2026-11-24"^^xsd:date .
scheme:mine a gpp:LabelScheme ; skos:prefLabel "Mine"@en ; dcterms:identifier "mine" .
"""
TRICKS = {
    "rdf:type rdfs:subPropertyOf gpp:covers .": "contributed-schema",
    "gpp:LabelEdition rdfs:subClassOf gpp:Verdict .": "contributed-schema",
    "label:tco-certified-8 owl:sameAs label:tco-certified-9 .": "contributed-alias",
    "label:tco-certified-8 gpp:covers product:smartphone .": "contributed-override",
    "label:tco-certified-8 gpp:confidence confidence:verified .": "contributed-provenance",
    "scheme:mine owl:imports <URL> .": "contributed-imports",
    "gsh:Facet sh:severity sh:Info .": "contributed-schema",
    "scheme:mine gpp:nonesuch 1 .": "term-not-declared",
    "statement:v a gpp:Verdict ; gpp:ofEdition label:tco-certified-8 .": "contributed-conclusion",
    "statement:v gpp:precedence 9 ; gpp:candidateFor product:smartphone .": "contributed-conclusion",
    'scheme:mine gpp:start "x"^^xsd:integer .': "literal-ill-typed",
}


@pytest.fixture(scope="module")
def small() -> Iterator[None]:
    """The schema, the codes and one label instead of the whole graph: what is refused does not depend on the rest."""
    names = {"tco-certified", "tco-certified-8", "tco-certified-9"}
    kept = [s for s in sources() if {"ontology", "codes"} & set(s.path.parts) or s.path.stem in names]

    def store(_: Path) -> ox.Store:
        found = load_files(kept)
        run.conclude(found)
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "stored", store)
        yield


@pytest.fixture(scope="module")
def tricked(tmp_path_factory: pytest.TempPathFactory, small: None, listener: Listener) -> run.Report:
    """The report on one file with every trick in it; D43: nothing is fetched."""
    path = tmp_path_factory.mktemp("tricks") / "mine.ttl"
    path.write_text(sparql_prologue() + CONTRIBUTION + "\n".join(TRICKS).replace("URL", listener.url))
    report = run.validate([path])
    assert listener.requests == []
    return report


def test_contributed_file_cannot_change_schema_provenance_or_answers(tricked: run.Report) -> None:
    """Each trick is reported, and left out: no answer changes."""
    codes = {finding.code for finding in tricked.findings}
    assert set(TRICKS.values()) <= codes
    assert "contributed-changes-answer" not in codes
    assert tricked.exit_code("violation") == 1


def test_contributed_file_that_is_well_formed_conforms(tmp_path: Path, small: None) -> None:
    """And says how many nodes were really looked at."""
    path = tmp_path / "mine.ttl"
    path.write_text(sparql_prologue() + CONTRIBUTION)
    report = run.validate([path])
    assert (report.outcome, report.findings, report.focus_nodes) == ("conforms", (), 2)


def test_contributed_file_without_a_known_node_is_not_said_to_conform(tmp_path: Path, small: None) -> None:
    """Nothing matched is an error."""
    path = tmp_path / "mine.ttl"
    path.write_text("<urn:s> <urn:p> 1 .")
    report = run.validate([path])
    assert (report.outcome, report.exit_code("violation")) == ("could not check", 2)


BEFORE = """
req:r gpp:admitsProof label:l . label:l gpp:typeI "true" . req:r.c1 gpp:entails req:q.c1 .
verdicts:v gpp:ofRequirement req:r ; gpp:ofEdition label:l ; gpp:forProduct product:tablet ; gpp:verdict verdict:satisfies .
outcomes:o gpp:ofConstraint req:r.c1 ; gpp:ofEdition label:l ; gpp:forProduct product:tablet ; gpp:outcome outcome:met .
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("verdict:satisfies", "verdict:below", "r, l, tablet: satisfies becomes below"),
        ("outcome:met", "outcome:optional", "r.c1, l, tablet: met becomes optional"),
        ('"true"', '"undetermined"', "now concluded: l gpp:typeI undetermined"),
        ("req:r gpp:admitsProof label:l .", "", "no longer concluded: r gpp:admitsProof l"),
        ("gpp:entails req:q.c1", "gpp:entails req:q.c1 , req:r", "now concluded: r.c1 gpp:entails r"),
        ("gpp:entails req:q.c1", "gpp:entails req:q.c1 , req:mine", None),
        ("verdict:satisfies .", "verdict:satisfies . req:mine gpp:admitsProof label:l .", None),
    ],
)
def test_no_answer_changes_unseen(old: str, new: str, message: str | None) -> None:
    """Not only verdicts: who is admitted as proof, and what entails what; conclusions about new nodes are none."""

    def derived(text: str) -> ox.Store:
        store = ox.Store()
        graph = ox.NamedNode(DERIVED)
        store.load((sparql_prologue() + text).encode(), format=ox.RdfFormat.TURTLE, to_graph=graph)
        store.add(
            ox.Quad(ox.NamedNode(expand("req:q.c1")), ox.NamedNode(expand("gpp:row")), ox.Literal("1"), graph)
        )
        return store

    found = [f.message for f in changed_answers(derived(BEFORE), derived(BEFORE.replace(old, new)))]
    assert (message in found) if message else found == []
