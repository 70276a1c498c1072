"""Each shape reports what is wrong and nothing else, and both SHACL engines agree."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import yaml

from gppgraph.authoring.data_files import load_files
from gppgraph.terms import curie
from gppgraph.validation import run
from gppgraph.validation.shapes import FAST, REFERENCE, Result, check, focus_nodes, triples
from gppgraph.workspace import sources
from places import ROOT, TESTS

HERE = TESTS / "shapes"
SH = "http://www.w3.org/ns/shacl#"
FIXTURES = sorted(path for path in HERE.glob("*/*.ttl"))
EXPECTED = """
PREFIX sh: <http://www.w3.org/ns/shacl#>
SELECT ?focus ?path ?shape ?component WHERE {
  ?result a sh:ValidationResult ; sh:focusNode ?focus ; sh:sourceShape ?shape ; sh:sourceConstraintComponent ?component .
  OPTIONAL { ?result sh:resultPath ?path }
}
"""
Row = tuple[str, str, str, str]


@cache
def shapes() -> str:
    """The shapes of the project as N-Triples."""
    quads = [quad for quad in load_files(sources()) if "/graph/shapes-" in str(quad.graph_name)]
    assert len(quads) > 1000
    return triples(quads)


@cache
def base() -> str:
    """Codes and subclass statements that the fixtures lean on."""
    return (HERE / "base.ttl").read_text()


@cache
def parsed(path: Path) -> tuple[str, frozenset[Row]]:
    """The data of a fixture with its base as N-Triples, and the results that it expects."""
    store = ox.Store()
    store.load(path.read_bytes(), format=ox.RdfFormat.TURTLE)
    expected = frozenset(
        tuple(str(row[name] or "") for name in ("focus", "path", "shape", "component"))
        for row in store.query(EXPECTED)
    )
    for quad in list(store):
        if SH in quad.predicate.value or SH in str(quad.object):
            store.remove(quad)
    store.load(base(), format=ox.RdfFormat.TURTLE)
    return triples(store), expected  # type: ignore[return-value]


@cache
def leaning(engine: str) -> frozenset[Result]:
    """What the stand-ins of the base alone lack; no fixture is about them."""
    store = ox.Store()
    store.load(base(), format=ox.RdfFormat.TURTLE)
    return check(triples(store), shapes(), engine).results


@cache
def results(path: Path, engine: str) -> frozenset[Result]:
    """What an engine reports on a fixture."""
    return check(parsed(path)[0], shapes(), engine).results - leaning(engine)


def test_all_fixtures_were_found() -> None:
    """A filter left in a collector must not cut the suite to one file."""
    assert len(FIXTURES) > 140
    tested = {path.parent.name for path in FIXTURES}
    targets = {shape.strip("<>").split("#")[1] for shape in focus_nodes("", shapes())}
    assert {name for name in targets if "-" not in name} == tested


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_fixture(path: Path) -> None:
    """The report holds exactly the expected results."""
    _, expected = parsed(path)
    found = {(r.focus, r.path, r.shape, f"<{SH}{r.component}>") for r in results(path, FAST)}
    assert expected == found
    assert bool(expected) == path.stem.startswith("violates")


@pytest.mark.parametrize("name", sorted({path.parent.name for path in FIXTURES}))
def test_engines_agree(name: str) -> None:
    """pySHACL is the reference: the fast engine reports the same on every fixture of a class."""
    together = ox.Store()
    for path in (HERE / name).glob("*.ttl"):
        store = ox.Store()
        store.load(parsed(path)[0], format=ox.RdfFormat.N_TRIPLES)
        mark = ox.NamedNode("urn:x-" + path.stem)
        together.extend(
            ox.Quad(_apart(q.subject, path.stem), q.predicate, _apart(q.object, path.stem), mark)
            for q in store
        )
    data = triples(together)
    assert check(data, shapes(), REFERENCE).results == check(data, shapes(), FAST).results


def _apart(
    term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, stem: str
) -> ox.NamedNode | ox.Literal:
    """Keep the test nodes of different files apart."""
    if isinstance(term, ox.NamedNode) and "/id/test/" in term.value:
        return ox.NamedNode(f"{term.value}-{stem}")
    assert isinstance(term, ox.NamedNode | ox.Literal)
    return term


@pytest.mark.slow
def test_engines_agree_on_the_shipped_graph() -> None:
    """The fast engine may only be trusted while it says what the reference says."""
    quads = list(load_files(sources()))
    asserted = [quad for quad in quads if "/graph/shapes-" not in str(quad.graph_name)]
    data = triples(asserted)
    assert check(data, shapes(), REFERENCE).results == check(data, shapes(), FAST).results


def test_shipped_shapes_have_something_to_look_at() -> None:
    """A shape with no focus node checks nothing, however green the report."""
    quads = [quad for quad in load_files(sources()) if "/graph/shapes-" not in str(quad.graph_name)]
    assert not check(triples(quads), shapes()).idle


def test_shipped_graph_has_no_fault_of_form() -> None:
    """The data keep to their contract."""
    store = load_files(sources())
    _, asserted, of_shapes = run.split(store)
    _, found = run.structure(asserted, of_shapes)
    assert [f"{f.code} {f.focus}" for f in found] == []


FORMS: dict[str, Any] = yaml.safe_load((HERE / "messages.yaml").read_text(encoding="utf-8"))
NAME = r"[a-z]+:[\w-]+"
# Constraints of a shape under the names that the forms use; counts, paths and severities are apart.
RANGE = {"minExclusive", "minInclusive", "maxInclusive"}
ORDER = {"lessThan", "lessThanOrEquals"}
CONSTRAINTS = {"nodeKind", "class", "datatype", "node", "languageIn", "uniqueLang", "pattern", "hasValue"}


@cache
def shape_store() -> ox.Store:
    """The shapes of the project as a store."""
    store = ox.Store()
    store.load(shapes().encode(), format=ox.RdfFormat.N_TRIPLES)
    return store


def parameters(shape: ox.NamedNode) -> dict[str, str]:
    """What a shape says in terms of SHACL, with CURIEs for IRIs; messages left out."""
    return {
        quad.predicate.value.removeprefix(SH): (
            curie(quad.object.value) if isinstance(quad.object, ox.NamedNode) else quad.object.value
        )
        for quad in shape_store().quads_for_pattern(shape, None, None)
        if quad.predicate.value.startswith(SH)
        if not quad.predicate.value.endswith("message")
        if isinstance(quad.object, ox.NamedNode | ox.Literal)
    }


def members(node: str) -> list[str]:
    """The literals of a list of RDF that begins at a CURIE of the shapes."""
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    following: Any = ox.NamedNode("https://w3id.org/gppgraph/shapes#" + node.removeprefix("gsh:"))
    found = []
    while following.value != rdf + "nil":
        said = {q.predicate.value: q.object for q in shape_store().quads_for_pattern(following, None, None)}
        found.append(said[rdf + "first"].value)  # type: ignore[union-attr]
        following = said[rdf + "rest"]
    return found


def range_of(said: dict[str, str], words: dict[str, str]) -> str:
    """The bounds of a value in words."""
    low = said.get("minExclusive", said.get("minInclusive"))
    word = "more" if "minExclusive" in said else "between" if "maxInclusive" in said else "least"
    return words[word].format(low=low, high=said.get("maxInclusive"))


def slots(said: dict[str, str], language: str) -> dict[str, str]:
    """The regular expressions for the slots of a form: exact where the shape says what stands there."""
    words = FORMS["words"][language]
    written = FORMS["written"].get(said.get("datatype"), {})
    least, most = said.get("minCount"), said.get("maxCount")
    number = "exactly" if least == most else "least" if least else "most"
    order = next((name for name in ORDER if name in said), None)
    languages = members(said["languageIn"]) if "languageIn" in said else [""]
    exact = {
        "path": said.get("path", "skos:inScheme"),
        "class": said.get("class", ""),
        "list": said.get("hasValue") or said.get("node", "").replace("gsh:in-", "codes:"),
        "pattern": said.get("pattern", ""),
        "type": said.get("datatype", ""),
        "as": written.get(language, ""),
        "range": range_of(said, words["range"]),
        "other": said[order] if order else "gpp:valueState",
        "before": words["before"][order] if order else "",
        "languages": f"{', '.join(languages[:-1])} {words['or']} {languages[-1]}",
        "Do": words["Do"][number].format(path=said.get("path")),
    }
    phrase = r"[\w /-]+"
    return {name: re.escape(text) for name, text in exact.items()} | {
        "count": words[number].format(number=words["numbers"].get(int(least or 1))),
        "no": words["no"],
        "Each": words["Each"],
        "one": words["one"],
        "Subject": f"{words['article']} {phrase}",
        "subject": f"{words['article'].lower()} {phrase}",
        "noun": phrase,
        "Noun": "[A-Z]" + phrase,
        "second": phrase,
        "form": r"[\w /,-]+",
        "property": NAME,
        "properties": f"{NAME}( {words['or']} {NAME})?",
    }


def forms(said: dict[str, str], language: str) -> list[str]:
    """The forms that a message on these constraints may have, as regular expressions."""
    kinds = CONSTRAINTS & set(said)
    kinds |= {"range"} if RANGE & set(said) else set()
    kinds |= {"order"} if ORDER & set(said) else set()
    kinds |= {"none"} if said.get("maxCount") == "0" else set()
    kinds = {"query"} if "select" in said else kinds
    way = "counted" if {"minCount", "maxCount"} & set(said) else "each"
    filled = slots(said, language)
    return [
        "".join(
            filled[part[1:-1]] if part.startswith("{") else re.escape(part)
            for part in re.split(r"(\{\w+\})", template[way][language])
        )
        + r"( [A-ZÆØÅ].+\.)?"
        for template in FORMS["templates"]
        if set(template["constraint"]) == kinds
    ]


MESSAGES = sorted(
    (quad.subject.value.split("#")[1], quad.object.language or "", quad.object.value)
    for quad in shape_store().quads_for_pattern(None, ox.NamedNode(SH + "message"), None)
    if isinstance(quad.subject, ox.NamedNode)
    if isinstance(quad.object, ox.Literal)
)


def test_each_message_has_the_form_of_its_constraint() -> None:
    """A reader learns the forms once, and a message names the list, class or bound that the shape checks."""
    wrong = []
    for name, language, text in MESSAGES:
        said = parameters(ox.NamedNode("https://w3id.org/gppgraph/shapes#" + name))
        if not any(re.fullmatch(form, text) for form in forms(said, language)):
            wrong.append(f"{name}: {text}")
    assert wrong == []
    assert len(MESSAGES) > 500


def test_each_message_is_there_in_all_languages() -> None:
    """Messages that a report shows are in English, bokmål and Danish, one each; steps on the way are in English."""
    languages: dict[str, list[str]] = {}
    for name, language, _ in MESSAGES:
        languages.setdefault(name, []).append(language)
    assert {tuple(found) for name, found in languages.items() if name.startswith("in-")} == {("en",)}
    assert {tuple(found) for name, found in languages.items() if not name.startswith("in-")} == {
        ("da", "en", "nb")
    }


def test_a_message_of_another_form_is_seen() -> None:
    """The expressions do not take whatever has the right words in it."""
    said = {"path": "gpp:topic", "minCount": "1", "node": "gsh:in-topic"}
    right = "A requirement has at least one topic, a code of codes:topic. Take the value of gpp:topic from that list."
    [form] = forms(said, "en")
    assert re.fullmatch(form, right)
    assert re.fullmatch(form, right + " See gpp:topic.")
    for old, new in (
        ("at least one", "at most one"),
        ("codes:topic", "codes:product"),
        ("gpp:topic", "gpp:row"),
        ("A requirement", "requirement"),
        ("list.", "list. Or not"),
    ):
        assert not re.fullmatch(form, right.replace(old, new))


def test_the_page_on_validation_shows_each_form() -> None:
    """Its table is what an author of a shape writes from."""
    page = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
    shown = [
        (template["kind"], form["en"])
        for template in FORMS["templates"]
        for form in (template.get("counted"), template.get("each"))
        if form
    ]
    assert shown == re.findall(r"^\| ([\w ]+) \| `(\{.+|Each .+|The .+|A code .+)` \|$", page, re.MULTILINE)
