"""The conformance suite of the application profile: both SHACL engines judge each case as the manifest says."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

from gppgraph.authoring.context import context_address, terminology
from gppgraph.authoring.data_files import load_files, with_local_context
from gppgraph.terms import curie, expand
from gppgraph.validation.shapes import FAST, REFERENCE, Result, check, focus_nodes, triples
from gppgraph.workspace import vocabulary
from places import ROOT

SUITE = ROOT / "conformance"
ADDRESS = "https://example.org/conformance/"
SH = "http://www.w3.org/ns/shacl#"
PROFILE = "https://w3id.org/gppgraph/profile"
Statement = tuple[str, str, str]


@cache
def cases() -> dict[str, dict[str, Any]]:
    """The entries of the manifest by their names."""
    entries = json.loads((SUITE / "manifest.json").read_text(encoding="utf-8"))["cases"]
    by_name = {entry["id"]: entry for entry in entries}
    assert len(by_name) == len(entries)
    return by_name


def ids(valid: bool) -> list[str]:
    """The names of the valid or invalid cases."""
    return [name for name, case in cases().items() if case["valid"] == valid]


@cache
def statements(name: str) -> frozenset[ox.Triple]:
    """The statements of the Turtle file of a case."""
    content = (SUITE / cases()[name]["turtle"]).read_bytes()
    return frozenset(quad.triple for quad in ox.parse(content, format=ox.RdfFormat.TURTLE))


@cache
def ontology() -> tuple[str, str]:
    """The ontology with its code lists, and the shapes, as N-Triples."""
    files = vocabulary()
    terms = load_files(source for source in files if source.path.parent.name != "shapes")
    shapes = load_files(source for source in files if source.path.parent.name == "shapes")
    return triples(terms), triples(shapes)


@cache
def results(engine: str) -> dict[str, list[Result]]:
    """The results of an engine on all cases at once, by case; those on the ontology have no name."""
    terms, shapes = ontology()
    data = terms + "".join(sorted(f"{triple} .\n" for name in cases() for triple in statements(name)))
    found: dict[str, list[Result]] = {}
    for result in check(data, shapes, engine).results:
        start, _, rest = result.focus.partition(ADDRESS)
        found.setdefault(rest.partition("/")[0] if start == "<" and rest else "", []).append(result)
    return found


@cache
def shapes_of_the_profile() -> dict[str, frozenset[str]]:
    """The shapes that the profile names, each with its property shapes."""
    store = load_files(vocabulary())

    def objects(subject: str, name: str) -> frozenset[str]:
        quads = store.quads_for_pattern(ox.NamedNode(subject), ox.NamedNode(expand(name)), None)
        return frozenset(quad.object.value for quad in quads)

    return {shape: objects(shape, "sh:property") for shape in objects(f"{PROFILE}#shapes", "dcterms:hasPart")}


def test_the_suite_is_whole() -> None:
    """The manifest lists every file, and each file says under its own address what it says."""
    assert len(ids(valid=True)) >= 30
    assert len(ids(valid=False)) >= 60
    listed = {
        SUITE / case[form] for case in cases().values() for form in ("turtle", "jsonld") if form in case
    }
    assert listed == {path for path in (SUITE / "cases").rglob("*") if path.is_file()}
    foreign = {
        (name, str(triple.subject))
        for name in cases()
        for triple in statements(name)
        if not str(triple.subject).startswith(f"<{ADDRESS}{name}/")
    }
    assert foreign == set()


@pytest.mark.parametrize("engine", [FAST, REFERENCE])
def test_an_engine_judges_every_case_as_the_manifest_says(engine: str) -> None:
    """Valid cases have no result; an invalid one breaks one shape, at one node."""
    found = {
        name: {(r.focus[1:-1], r.shape[1:-1], r.path[1:-1], SH + r.component) for r in entries}
        for name, entries in results(engine).items()
    }
    wanted = {
        name: {(case["focus"], case["shape"], case.get("path", ""), part) for part in case["components"]}
        for name, case in cases().items()
        if not case["valid"]
    }
    assert found == wanted


@pytest.mark.parametrize("name", ids(valid=False))
def test_an_invalid_case_is_its_near_miss_with_one_fault(name: str) -> None:
    """What is wrong is one edit away from what is right, so that nothing else can be the reason."""
    case = cases()[name]
    near = case["near"]
    assert cases()[near]["valid"]

    def at_one_address(which: str) -> set[Statement]:
        texts = [(str(t.subject), str(t.predicate), str(t.object)) for t in statements(which)]
        return {tuple(part.replace(f"{ADDRESS}{which}/", ADDRESS) for part in text) for text in texts}  # type: ignore[misc]

    wrong, right = at_one_address(name), at_one_address(near)
    changed = {
        (subject, predicate)
        for subject, predicate, _ in wrong ^ right
        if subject in {other for other, _, _ in right}  # a node that the fault needs may be added
    }
    assert len(changed) == 1, changed
    assert len(wrong - right) <= 1 or name == "requirement-of-two-editions"
    assert len(right - wrong) <= 1
    assert case["why"].endswith(".")


def test_every_shape_of_the_profile_is_violated_by_a_case() -> None:
    """A rule that no case breaks could be left out by another implementation unnoticed."""
    shown = {case["shape"] for case in cases().values() if not case["valid"]}
    parts = shapes_of_the_profile()
    expected = {part for shape, properties in parts.items() for part in (properties or {shape})}
    assert {curie(shape) for shape in expected - shown} == set()
    assert {curie(shape) for shape in shown - expected} == set()


def test_every_shape_of_the_profile_has_a_valid_node() -> None:
    """A valid case that no shape looks at shows nothing."""
    terms, shapes = ontology()
    data = terms + "".join(f"{triple} .\n" for name in ids(valid=True) for triple in statements(name))
    looked_at = focus_nodes(data, shapes)
    idle = {
        shape
        for shape in shapes_of_the_profile()
        if not any(node.startswith(f"<{ADDRESS}") for node in looked_at[f"<{shape}>"])
    }
    assert idle == set()


@pytest.mark.parametrize("name", ids(valid=True))
def test_the_jsonld_of_a_case_says_the_same(name: str) -> None:
    """The published context means for two JSON-LD processors what the Turtle says."""
    path = SUITE / cases()[name]["jsonld"]
    content = path.read_bytes()
    document = json.loads(content)
    assert document["@context"] == context_address()
    read = {quad.triple for quad in ox.parse(with_local_context(path, content), format=ox.RdfFormat.JSON_LD)}
    assert read == statements(name)
    inside = json.dumps({**document, "@context": terminology().context})
    graph = rdflib.Graph().parse(data=inside, format="json-ld", base="urn:x-nowhere:/")
    second = ox.parse(graph.serialize(format="nt"), format=ox.RdfFormat.N_TRIPLES)
    assert {quad.triple for quad in second} == read
