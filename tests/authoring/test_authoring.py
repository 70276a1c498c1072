"""Facts written as YAML: nothing is lost on the way to statements and back, and a person can read them."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from facts import copy_facts, source_of
from gppgraph.authoring.compact import compact
from gppgraph.authoring.context import terminology
from gppgraph.authoring.convert import nquads, translation_path, write_turtle
from gppgraph.authoring.data_files import load_files, turtle_of
from gppgraph.authoring.form import NESTED, SECTIONS
from gppgraph.authoring.layout import formatted
from gppgraph.authoring.measures import OPERATORS
from gppgraph.authoring.read import lines, read_file, to_jsonld, triples
from gppgraph.authoring.write import to_yaml
from gppgraph.terms import PREFIXES, curie, expand, iri
from gppgraph.workspace import Source, root, sources, translations_of
from places import TESTS

DIGESTS = json.loads((TESTS / "authoring" / "digests.json").read_text(encoding="utf-8"))
YAML = [source.path for source in sources() if source.path.suffix == ".yaml"]


def write(path: Path, statements: list[ox.Triple]) -> str:
    """Write statements as YAML with their translations; return all the text."""
    trees = compact(statements, path.stem, terminology())
    texts = {path: to_yaml(trees.tree)}
    for language, tree in trees.translations.items():
        texts[translation_path(path.parent, language, path.stem)] = to_yaml(tree)
    for file, text in texts.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return "".join(texts.values())


def own_files(folder: Path) -> list[Source]:
    """Return the files of facts of a workspace, without the ontology and the code lists."""
    return [source for source in sources(folder) if source.path.is_relative_to(folder / "data")]


@pytest.mark.parametrize("stem", DIGESTS)
def test_a_file_says_what_it_said_as_turtle(stem: str) -> None:
    """The digests are of the N-Quads before the files became YAML; one changes only with a fact."""
    assert hashlib.sha256(nquads(source_of(stem)).encode()).hexdigest() == DIGESTS[stem]


@pytest.mark.parametrize("path", YAML, ids=lambda path: path.stem)
def test_statements_become_the_same_yaml_again(path: Path, tmp_path: Path) -> None:
    """Statements -> YAML -> statements -> YAML: nothing is lost, and the second text is the first."""
    first = triples(path)
    text = write(tmp_path / path.name, first)
    second = triples(tmp_path / path.name)
    assert set(second) == set(first)
    assert write(tmp_path / path.name, second[::-1]) == text
    assert read_file(tmp_path / path.name).stale == ()


def test_a_criterion_fits_a_screen() -> None:
    """At most 25 lines for each constraint of the largest set, 900 for TCO Certified 9; translations stand apart."""
    for stem, most in (("dk-desktop-2023", 25), ("tco-certified-9", 900)):
        path = source_of(stem).path
        constraint = ox.NamedNode(expand("gpp:Constraint"))
        count = sum(t.object == constraint for t in triples(path)) if most == 25 else 1
        assert len(path.read_text(encoding="utf-8").splitlines()) <= most * count


def test_reading_all_files_takes_seconds() -> None:
    """An author waits for it at each build."""
    terminology()
    start = time.process_time()
    for path in YAML:
        triples(path)
    assert time.process_time() - start < 10


def test_one_context_says_what_keys_mean() -> None:
    """A JSON-LD processor that knows nothing of the form reads the same statements from the expanded file."""
    import rdflib

    path = source_of("nordic-swan-7").path
    graph = rdflib.Graph().parse(data=json.dumps(to_jsonld(path)), format="json-ld")
    ours = {str(ox.Triple(t.subject, t.predicate, t.object)) for t in triples(path)}
    theirs = {str(t.triple) for t in ox.parse(graph.serialize(format="nt"), format=ox.RdfFormat.N_TRIPLES)}
    assert theirs == ours


def test_every_term_of_the_ontology_has_one_key() -> None:
    """Whoever writes a fact finds a word for it; what only rules write needs none.

    A term that is missing here goes into ontology/context.jsonld.
    """
    words = terminology()
    ontology = load_files(s for s in sources() if s.path.parent.name == "ontology")
    kinds = {"owl:ObjectProperty", "owl:DatatypeProperty", "owl:AnnotationProperty"}
    declared = {kind: set() for kind in (*kinds, "owl:Class")}
    written_by = ox.NamedNode(expand("gpp:writtenBy"))
    for quad in ontology.quads_for_pattern(None, ox.NamedNode(expand("rdf:type")), None, None):
        ours = curie(quad.object.value) in declared and quad.subject.value.startswith(PREFIXES["gpp"])
        if ours and not any(ontology.quads_for_pattern(quad.subject, written_by, None, None)):
            declared[curie(quad.object.value)].add(quad.subject.value)
    forward = [term for term in words.terms.values() if not term.reverse]
    assert len(forward) == len(words.by_iri)
    assert set().union(*(declared[kind] for kind in kinds)) - set(words.by_iri) == set()
    assert declared["owl:Class"] - set(words.class_names) == set()


def test_no_word_of_the_form_means_two_things() -> None:
    """A key is a property, an operator or a concept; what stands behind an operator is a rank or a state."""
    words = terminology()
    concepts, ranks, states = (set(words.codes_of(prefix)) for prefix in ("concept", "scale", "state"))
    assert set(words.terms) & (concepts | set(OPERATORS)) == set()
    assert concepts & set(OPERATORS) == set()
    assert ranks & states == set()
    assert set(words.codes_of("op")) >= set(OPERATORS)
    assert {name for name in NESTED if name not in words.terms} == set()
    assert len(words.units) == len({*words.units.values()})
    for term in words.terms.values():  # or a JSON-LD processor would take the code for the key
        codes = words.names.get(term.namespace or "", {})
        told = words.context[term.name].get("@context", {})
        assert {name: codes[name] for name in set(codes) & set(words.terms)}.items() <= told.items(), (
            term.name
        )


EXAMPLE = """
defaults:
  requirements:
    code: $last
    status: specified
    "basis.*": {level: dk-basis}
    status=not-specified: {fully-formalised: false}
  shall: {confidence: verified, binds: product}
  proofs: {"evidence=type-i-ecolabel": {admits: type-i-label}}
  passages: {document: dk-stationary-computers}

requirements:
  basis.TS2:
    type: TechnicalSpecification
    title: {da: Garanti}
    at: 1-20 0123456789abcdef
    shall:
      c1:
        manufacturer-warranty-duration: {at-least: 2 YR, buyer-sets: X, from: purchase}
        reaches: [battery, substance:lead]
        description: Two years.
        at: [warranty 5-9 0123456789abcdee, basis.TS2]
      c2:
        secure-erase-function: holds
        confidence: null
      c3:
        any-of:
          a1: {battery-charge-cycles: {more-than: 300 cycle}, with: {f1: {battery-capacity-retention: {at-least: 80 PERCENT}}}}
          a2: {spare-part-access-route: {one-of: [on-sale, service-network]}}
          a3: {replacement-tool-class: {at-least: tool-class-c}}
          a4: {spare-part-availability-period: {at-least: unknown}}
    proofs:
      e1: {evidence: type-i-ecolabel}
    references:
      TS3: {target: basis.TS3}
  udvidet.TS3: {status: not-specified}
"""
EXPECTED = """
req:x.basis.TS2 a gpp:TechnicalSpecification ; skos:prefLabel "Garanti"@da ; dcterms:identifier "TS2" ;
  gpp:status status:specified ; gpp:ambitionLevel level:dk-basis ; prov:wasDerivedFrom passage:x.basis.TS2 ;
  cccev:hasRequirement req:x.basis.TS2.c1 , req:x.basis.TS2.c2 , req:x.basis.TS2.c3 ;
  cccev:hasEvidenceTypeList proof:x.basis.TS2.e1 .
passage:x.basis.TS2 a gpp:Passage ; oa:hasSource doc:dk-stationary-computers ;
  gpp:start 1 ; gpp:end 20 ; gpp:digest "0123456789abcdef" .
passage:x.warranty a gpp:Passage ; oa:hasSource doc:dk-stationary-computers ;
  gpp:start 5 ; gpp:end 9 ; gpp:digest "0123456789abcdee" .
req:x.basis.TS2.c1 a gpp:Constraint ; cccev:constrains concept:manufacturer-warranty-duration ;
  gpp:operator op:at-least ; gpp:printedValue 2 ; gpp:printedUnit unit:YR ; gpp:parameterName "X" ;
  gpp:periodStart start:purchase ; gpp:reaches component:battery , substance:lead ; gpp:binds party:product ;
  dcterms:description "Two years."@en ; gpp:confidence confidence:verified ;
  prov:wasDerivedFrom passage:x.warranty , passage:x.basis.TS2 .
req:x.basis.TS2.c2 a gpp:Constraint ; cccev:constrains concept:secure-erase-function ; gpp:operator op:holds ;
  gpp:binds party:product .
req:x.basis.TS2.c3 a gpp:Constraint ; gpp:binds party:product ; gpp:confidence confidence:verified ;
  gpp:hasAlternative req:x.basis.TS2.c3.a1 , req:x.basis.TS2.c3.a2 , req:x.basis.TS2.c3.a3 , req:x.basis.TS2.c3.a4 .
req:x.basis.TS2.c3.a1 a gpp:Alternative ; cccev:constrains concept:battery-charge-cycles ;
  gpp:operator op:more-than ; gpp:printedValue 300 ; gpp:printedUnit uom:cycle ; gpp:hasFacet req:x.basis.TS2.c3.a1.f1 .
req:x.basis.TS2.c3.a1.f1 a gpp:Facet ; cccev:constrains concept:battery-capacity-retention ;
  gpp:operator op:at-least ; gpp:printedValue 80 ; gpp:printedUnit unit:PERCENT .
req:x.basis.TS2.c3.a2 a gpp:Alternative ; cccev:constrains concept:spare-part-access-route ;
  gpp:operator op:one-of ; gpp:member member:on-sale , member:service-network .
req:x.basis.TS2.c3.a3 a gpp:Alternative ; cccev:constrains concept:replacement-tool-class ;
  gpp:operator op:at-least ; gpp:printedRank scale:tool-class-c .
req:x.basis.TS2.c3.a4 a gpp:Alternative ; cccev:constrains concept:spare-part-availability-period ;
  gpp:operator op:at-least ; gpp:valueState state:unknown .
proof:x.basis.TS2.e1 a cccev:EvidenceTypeList ; cccev:specifiesEvidenceType evidence:type-i-ecolabel ;
  gpp:admitsAs admission:type-i-label .
ref:x.basis.TS2.TS3 a gpp:CrossReference ; gpp:fromRequirement req:x.basis.TS2 ; gpp:target req:x.basis.TS3 .
req:x.udvidet.TS3 dcterms:identifier "TS3" ; gpp:status status:not-specified ; gpp:fullyFormalised false .
"""


def turtle(text: str) -> set[ox.Triple]:
    """Return the statements of Turtle without its prefixes."""
    prologue = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())
    return {quad.triple for quad in ox.parse(prologue + text, format=ox.RdfFormat.TURTLE)}


def test_the_form_means_what_the_guide_says(tmp_path: Path) -> None:
    """Every short form, default and name from a place, against Turtle written by hand."""
    (tmp_path / "x.yaml").write_text(EXAMPLE, encoding="utf-8")
    assert set(triples(tmp_path / "x.yaml")) == turtle(EXPECTED)


def test_forms_of_data_stand_side_by_side(tmp_path: Path) -> None:
    """Turtle, TriG, JSON-LD and YAML of one fact are one statement, each in the graph of its file."""
    data, fact = tmp_path / "data", ("requirements:\n  a: {row: r}\n", "<urn:g> { %s }", "%s")
    data.mkdir()
    subject = iri("req", "%s.a")
    prologue = f"PREFIX gpp: <{PREFIXES['gpp']}>\n"
    (data / "w.yaml").write_text(fact[0])
    (data / "x.ttl").write_text(f"{prologue}<{subject % 'x'}> gpp:row 'r' .")
    (data / "y.trig").write_text(f"{prologue}<urn:g> {{ <{subject % 'y'}> gpp:row 'r' }}")
    context = terminology().context
    (data / "z.jsonld").write_text(json.dumps({"@context": context, "id": subject % "z", "row": "r"}))
    found = {
        (curie(quad.graph_name.value), curie(quad.subject.value), quad.object.value)
        for quad in load_files(own_files(tmp_path))
    }
    assert found == {(f"graph:{name}", f"req:{name}.a", "r") for name in "wxyz"}


def test_a_node_is_found_by_its_line() -> None:
    """Findings say where to look, inside the nesting."""
    path = source_of("dk-desktop-2023").path
    found, text = lines(path), path.read_text(encoding="utf-8").splitlines()
    assert text[found[iri("req", "dk-desktop-2023.basis.TS2")] - 1] == "  basis.TS2:"
    inner = found[iri("req", "dk-desktop-2023.basis.TS2.c8")]
    assert text[inner - 1] == "      c8:"
    assert "161a66f286f3cfeb" in text[found[iri("passage", "dk-desktop-2023.basis.TS2.c8")] - 1]
    subjects = {t.subject.value for t in triples(path)}
    assert subjects - set(found) == set()


def test_yaml_comes_out_as_turtle() -> None:
    """The wheel and the site keep Turtle: in the layout of the project, translations included."""
    path = source_of("nordic-swan-7").path
    text = turtle_of(path)
    assert {quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)} == set(triples(path))
    assert "@nb" in text
    assert text.startswith("PREFIX ")


def test_a_wheel_needs_no_yaml_to_read_its_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The core installs without it: facts and translations are Turtle there, in the same graphs."""
    for stem in ("nordic-swan", "nordic-swan-7"):
        copy_facts(stem, tmp_path)
    shutil.copytree(root() / "codes", tmp_path / "codes")
    (tmp_path / "data" / "more.trig").write_text("<urn:a> <urn:b> <urn:c> .")
    before = {source.graph: nquads(source) for source in own_files(tmp_path)}
    write_turtle(tmp_path, tmp_path / "wheel" / "data")
    monkeypatch.setitem(sys.modules, "yaml", None)
    files = own_files(tmp_path / "wheel")
    assert {file.path.suffix for file in files} == {".ttl", ".trig"}
    assert {source.graph: nquads(source) for source in files} == before


COMMENTED = """\
# What the file is about.

requirements:   # the requirements

  TS2: {row: 'r2'}   # second first
  # about TS1
  TS1:
    # printed so
    code: '1.10'

    products:
      - desktop-computer   # towers
      - notebook-computer
    description: A long text that goes on and on and on and on and on and on and on and on and on and on and on
      to a second line.
# the end
"""
LAID_OUT = """\
# What the file is about.

# the requirements
requirements:

  # second first
  TS2: {row: r2}
  # about TS1
  TS1:
    # printed so
    code: '1.10'

    # towers
    products: [desktop-computer, notebook-computer]
    description: A long text that goes on and on and on and on and on and on and on and on and on and on and on
      to a second line.
# the end
"""


def test_comments_and_order_survive_the_layout(tmp_path: Path) -> None:
    """An author's remarks and sequence are kept, and the layout of a laid-out file is itself."""
    path = tmp_path / "x.yaml"
    path.write_text(COMMENTED, encoding="utf-8")
    assert formatted(path) == LAID_OUT
    before = set(triples(path))
    path.write_text(LAID_OUT, encoding="utf-8")
    assert formatted(path) == LAID_OUT
    assert set(triples(path)) == before


def test_translations_are_laid_out_too() -> None:
    """All files of ours are in the one layout."""
    files = [file for path in YAML for _, file in translations_of(path)]
    assert len(files) > 60
    assert [file for file in files if formatted(file) != file.read_text(encoding="utf-8")] == []


# Any statements, not only those that are shipped.

NAMES = st.sampled_from(
    ["a", "b", "a.c1", "a.c1.a1", "a.e1", "basis.TS2", "10", "no", "a:b", "x y".replace(" ", "_")]
)
NODES = st.builds(
    lambda prefix, name: ox.NamedNode(iri(prefix, name)),
    st.sampled_from(
        ["req", "crit", "passage", "proof", "ref", "note", "label", "statement", "graph", "agent"]
    ),
    st.builds(lambda edition, name: f"{edition}{name}", st.sampled_from(["x.", "", "y."]), NAMES),
)
TEXTS = st.sampled_from(
    [
        "",
        "a",
        "no",
        "1.10",
        "2 YR",
        "unknown",
        "- a",
        "a: b",
        "#",
        "null",
        "2021-01-01",
        "æ\nø",
        " a ",
        "$last",
        "'\"",
        "1-2 0123456789abcdef",
    ]
)
LITERALS = st.one_of(
    st.builds(lambda text: ox.Literal(text), TEXTS),
    st.builds(
        lambda text, language: ox.Literal(text, language=language),
        TEXTS,
        st.sampled_from(["en", "nb", "da", "sv"]),
    ),
    st.builds(
        lambda text: ox.Literal(text, datatype=ox.NamedNode(expand("xsd:decimal"))),
        st.sampled_from(["1.0", "-.5", "1"]),
    ),
    st.builds(
        lambda text: ox.Literal(text, datatype=ox.NamedNode(expand("xsd:integer"))),
        st.sampled_from(["1", "007", "-2"]),
    ),
    st.builds(
        lambda text: ox.Literal(text, datatype=ox.NamedNode(expand("xsd:date"))),
        st.sampled_from(["2021-01-01", "when"]),
    ),
)
CODES = st.sampled_from(
    [
        ox.NamedNode(expand(name))
        for name in [
            "op:at-least",
            "op:holds",
            "op:one-of",
            "op:all-of",
            "unit:YR",
            "uom:cycle",
            "concept:spare-part-availability-period",
            "state:unknown",
            "scale:tool-class-c",
            "member:on-sale",
            "component:battery",
            "product:tablet",
            "start:purchase",
            "status:not-specified",
            "gpp:Constraint",
            "gpp:Passage",
            "gpp:Facet",
            "gpp:Alternative",
            "cccev:EvidenceTypeList",
        ]
    ]
    + [ox.NamedNode("https://example.org/a#b"), ox.NamedNode("urn:x:y")]
)
PREDICATES = st.sampled_from(
    [
        ox.NamedNode(expand(name))
        for name in [
            "cccev:hasRequirement",
            "gpp:hasAlternative",
            "gpp:hasFacet",
            "cccev:hasEvidenceTypeList",
            "gpp:fromRequirement",
            "prov:wasDerivedFrom",
            "gpp:start",
            "gpp:end",
            "gpp:digest",
            "oa:hasSource",
            "cccev:constrains",
            "gpp:operator",
            "gpp:printedValue",
            "gpp:printedUnit",
            "gpp:printedRank",
            "gpp:member",
            "gpp:valueState",
            "gpp:parameterName",
            "gpp:periodStart",
            "gpp:status",
            "dcterms:description",
            "skos:prefLabel",
            "gpp:translatedTitle",
            "gpp:row",
            "gpp:reaches",
            "dcterms:issued",
            "gpp:share",
            "gpp:statedValue",
            "gpp:fullyFormalised",
        ]
    ]
    + [ox.NamedNode("https://example.org/p")]
)
CLASSES = "gpp:Constraint gpp:Passage gpp:Facet gpp:Alternative gpp:CrossReference cccev:EvidenceTypeList"
TYPES = st.sampled_from(
    [ox.NamedNode(expand(name)) for name in CLASSES.split()] + [ox.NamedNode("https://example.org/Class")]
)
STATEMENTS = st.lists(
    st.one_of(
        st.builds(ox.Triple, NODES, st.just(ox.NamedNode(expand("rdf:type"))), TYPES),
        st.builds(ox.Triple, NODES, PREDICATES, st.one_of(NODES, LITERALS, CODES)),
    ),
    min_size=1,
    max_size=25,
)


@given(STATEMENTS)
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_statements_survive(tmp_path: Path, statements: list[ox.Triple]) -> None:
    """Whatever stands in a data file can be written as YAML and read back."""
    for old in tmp_path.rglob("*.yaml"):
        old.unlink()
    path = tmp_path / "x.yaml"
    text = write(path, statements)
    assert set(triples(path)) == set(statements), text
    assert formatted(path) == path.read_text(encoding="utf-8")


def test_a_source_of_yaml_is_a_source(tmp_path: Path) -> None:
    """A file alone, outside of any folder of data, can be read."""
    (tmp_path / "x.yaml").write_text("notes:\n  a: {normative: true}\n")
    assert nquads(Source(tmp_path / "x.yaml", iri("graph", "x"))).endswith(f"<{iri('graph', 'x')}> .\n")
    assert set(SECTIONS) >= {"requirements", "criteria"}
