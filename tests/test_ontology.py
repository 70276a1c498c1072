"""The ontology defines what the data and rules use, nothing else, and says it the same way throughout."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from gppgraph import workspace
from gppgraph.authoring.data_files import load_files
from gppgraph.authoring.layout import format_files
from gppgraph.build.parts import PAIRWISE
from gppgraph.terms import PREFIXES, curie, iri

pytestmark = pytest.mark.slow

GPP = PREFIXES["gpp"]
NS = "https://w3id.org/gppgraph/ns"
OWL = PREFIXES["owl"]
RDFS = PREFIXES["rdfs"]
SKOS = PREFIXES["skos"]
TYPE = iri("rdf", "type")
KINDS = {f"{OWL}Class", f"{OWL}ObjectProperty", f"{OWL}DatatypeProperty"}
SUPER = {f"{RDFS}subClassOf", f"{RDFS}subPropertyOf"}
LANGUAGES = ["da", "en", "nb"]
NAME = re.compile(r"\bgpp:([A-Za-z]\w*)")


@cache
def quads() -> list[ox.Quad]:
    """Every statement of the Turtle files."""
    return list(load_files(workspace.sources()))


@cache
def terms() -> dict[str, dict[str, list[ox.NamedNode | ox.Literal]]]:
    """Every class and property of ours, with what is said about it."""
    found: dict[str, dict[str, list[ox.NamedNode | ox.Literal]]] = {}
    for quad in quads():
        if quad.predicate.value == TYPE and quad.object.value in KINDS and quad.subject.value.startswith(GPP):
            found.setdefault(quad.subject.value, {})
    for quad in quads():
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value in found:
            found[quad.subject.value].setdefault(quad.predicate.value, []).append(quad.object)
    return found


def stated() -> list[ox.Quad]:
    """The statements that define no term of ours."""
    return [quad for quad in quads() if not quad.subject.value.startswith(GPP)]


def used_in_data() -> set[str]:
    """The terms that data, code lists and shapes use."""
    return {
        node.value
        for quad in stated()
        for node in (quad.predicate, quad.object)
        if isinstance(node, ox.NamedNode) and node.value.startswith(GPP)
    }


def named_in(paths: list[Path]) -> set[str]:
    """The terms that stand in rules, queries or modules."""
    return {GPP + name for path in paths for name in NAME.findall(path.read_text(encoding="utf-8"))}


def queries() -> list[Path]:
    """The rules and queries."""
    return [*workspace.rules(), *workspace.query_files()]


def named(iris: set[str]) -> list[str]:
    """The terms as one reads them in a message."""
    return sorted(curie(one) for one in iris)


def test_every_used_term_is_defined():
    used = used_in_data() | named_in(queries())
    assert named(used - set(terms())) == []


def test_every_defined_term_is_used(root: Path):
    modules = [
        path
        for folder in ("src", "queries")
        for path in (root / folder).rglob("*")
        if path.suffix in {".py", ".rq"} and "_shipped" not in path.parts
    ]
    above = {parent.value for said in terms().values() for key in SUPER for parent in said.get(key, [])}
    assert named(set(terms()) - used_in_data() - named_in(queries()) - named_in(modules) - above) == []


def test_every_term_is_of_one_kind_and_of_the_one_ontology():
    assert [
        curie(term)
        for term, said in terms().items()
        if len({kind.value for kind in said[TYPE]} & KINDS) != 1
        or [place.value for place in said.get(f"{RDFS}isDefinedBy", [])] != [NS]
    ] == []


def test_every_term_has_one_label_a_language():
    assert {
        curie(term): languages
        for term, said in terms().items()
        if (languages := sorted(label.language or "" for label in said.get(f"{SKOS}prefLabel", [])))
        != LANGUAGES
    } == {}


def test_every_term_has_one_definition_of_one_sentence_a_language():
    wrong = []
    for term, said in terms().items():
        texts = [text for text in said.get(f"{SKOS}definition", []) if isinstance(text, ox.Literal)]
        spoken = sorted(text.language or "" for text in texts)
        if spoken != LANGUAGES or not all(
            re.fullmatch(r"[A-ZÆØÅÉ«»].*[^.]\.", text.value) and not re.search(r"\. [A-ZÆØÅ]", text.value)
            for text in texts
        ):
            wrong.append((curie(term), texts))
    assert wrong == []


def test_no_definition_begins_with_its_own_label():
    assert [
        curie(term)
        for term, said in terms().items()
        for label in said[f"{SKOS}prefLabel"]
        for text in said[f"{SKOS}definition"]
        if label.language == text.language == "en"
        and re.match(rf"{re.escape(label.value)}\b", text.value, re.IGNORECASE)
    ] == []


def test_classes_begin_with_a_capital_and_properties_do_not():
    assert [
        curie(term)
        for term, said in terms().items()
        if term[len(GPP)].isupper() != (f"{OWL}Class" in {kind.value for kind in said[TYPE]})
    ] == []


def test_properties_take_the_kind_of_value_that_they_declare():
    kinds = {term: {kind.value for kind in said[TYPE]} for term, said in terms().items()}
    wrong = {
        (curie(quad.predicate.value), curie(quad.subject.value))
        for quad in stated()
        if quad.predicate.value in kinds
        and (f"{OWL}DatatypeProperty" in kinds[quad.predicate.value]) != isinstance(quad.object, ox.Literal)
    }
    assert sorted(wrong) == []


def test_only_classes_are_types_and_only_properties_are_predicates():
    classes = {term for term, said in terms().items() if f"{OWL}Class" in {kind.value for kind in said[TYPE]}}
    types = {
        quad.object.value
        for quad in stated()
        if quad.predicate.value == TYPE and quad.object.value.startswith(GPP)
    }
    predicates = {quad.predicate.value for quad in stated() if quad.predicate.value.startswith(GPP)}
    assert named(types - classes) == []
    assert named(predicates & classes) == []


def test_a_term_stands_below_a_term_of_its_own_kind():
    assert [
        (curie(term), curie(parent.value))
        for term, said in terms().items()
        for key in SUPER
        for parent in said.get(key, [])
        if parent.value.startswith(GPP)
        and KINDS & {kind.value for kind in said[TYPE]}
        != KINDS & {kind.value for kind in terms().get(parent.value, {}).get(TYPE, [])}
    ] == []


def test_what_rules_write_says_so_in_words_and_for_the_check():
    said_to_be_derived = {
        term
        for term, said in terms().items()
        if any(note.value.startswith("Derived by ") for note in said.get(f"{SKOS}scopeNote", []))
    }
    writers = {
        term: [by.value for by in said.get(f"{GPP}writtenBy", [])]
        for term, said in terms().items()
        if f"{GPP}writtenBy" in said
    }
    assert {by for found in writers.values() for by in found} == {"rules", "staging", "linking"}
    assert named(said_to_be_derived) == named({t for t, by in writers.items() if by != ["linking"]})


def test_every_name_of_ours_that_is_mentioned_is_described():
    described = {quad.subject.value for quad in quads()}
    versions = {quad.object.value for quad in quads() if quad.predicate.value == f"{OWL}versionIRI"}
    missing = {
        quad.object.value
        for quad in quads()
        if isinstance(quad.object, ox.NamedNode)
        and quad.object.value.startswith("https://w3id.org/gppgraph/")
        and quad.object.value not in described | versions
        and quad.predicate.value != iri("prof", "hasArtifact")  # leads to a file, not to a node
    }
    assert named(missing) == []


def test_every_turtle_file_has_the_layout_of_the_project():
    assert format_files([source.path for source in workspace.sources()], check=True) == []


def test_what_rules_need_among_themselves_is_marked_for_pages():
    """Conclusions on pairs of statements are kept apart in a snapshot; none of them may reach a page."""
    auxiliary = {quad.subject.value for quad in quads() if quad.predicate.value == iri("gpp", "auxiliary")}
    assert {iri("gpp", name) for name in PAIRWISE} < auxiliary
    written = {quad.subject.value for quad in quads() if quad.predicate.value == iri("gpp", "writtenBy")}
    assert auxiliary <= written
