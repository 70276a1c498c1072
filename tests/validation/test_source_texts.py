"""Checks of the words of source texts, on small texts and with a folder that somebody names."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from gppgraph.errors import InputError
from gppgraph.rdf.store import select
from gppgraph.validation.checks import Check, checks, checks_of_texts
from gppgraph.validation.run import validate
from gppgraph.validation.source_texts import findings, lines
from places import ROOT, TESTS

HERE = TESTS / "checks-of-texts"
SOURCES = ROOT.parent / "shared" / "sources"
DOCUMENT = "urn:x-text"
MARK = " <<"  # ends a line that is to be found
CASES = [(check, which) for check in checks_of_texts() for which in ("clean", "violating")]


def text_of_case(check: Check, which: str) -> tuple[str, set[int]]:
    """A small text, and the numbers of the lines that are to be found."""
    marked = (HERE / check.code / f"{which}.txt").read_text(encoding="utf-8").splitlines()
    expected = {number for number, line in enumerate(marked, start=1) if line.endswith(MARK)}
    return "\n".join(line.removesuffix(MARK) for line in marked), expected


@pytest.mark.parametrize(("check", "which"), CASES, ids=lambda case: getattr(case, "code", case))
def test_check_finds_what_is_there_and_nothing_else(check: Check, which: str) -> None:
    """The clean text holds near misses only."""
    text, expected = text_of_case(check, which)
    rows = list(select(lines(DOCUMENT, text), check.text))
    assert {int(row.text("line")) for row in rows} == expected
    assert bool(expected) == (which == "violating")


@pytest.mark.parametrize("check", checks_of_texts(), ids=lambda check: check.code)
def test_rdflib_answers_the_same(check: Check) -> None:
    """Patterns of words mean the same to both engines."""
    store = lines(DOCUMENT, text_of_case(check, "violating")[0])
    graph = rdflib.Graph().parse(
        data=ox.serialize(iter_triples(store), format=ox.RdfFormat.N_TRIPLES), format="nt"
    )
    result = graph.query(check.text)
    theirs = {(str(row["line"]), str(row["value"])) for row in result}
    assert theirs == {(row.text("line"), row.text("value")) for row in select(store, check.text)}


def iter_triples(store: ox.Store) -> list[ox.Triple]:
    """The statements of a store without their graph."""
    return [ox.Triple(quad.subject, quad.predicate, quad.object) for quad in store]


def test_every_check_has_its_texts_and_a_code_of_its_own() -> None:
    """A check without a clean text may report anything."""
    codes = {check.code for check in checks_of_texts()}
    assert codes == {path.name for path in HERE.iterdir()}
    assert not codes & {check.code for check in checks()}


def test_a_finding_names_the_file_and_the_line(tmp_path: Path) -> None:
    """Lines count as an editor counts them, whatever ends them."""
    document = ox.NamedNode(DOCUMENT)
    gpp, passage = "https://w3id.org/gppgraph/ns#", ox.NamedNode("urn:x-passage")
    data = ox.Store()
    for predicate, value in (("start", 0), ("end", 5), ("digest", "0123456789abcdef")):
        data.add(ox.Quad(passage, ox.NamedNode(gpp + predicate), ox.Literal(value)))
    kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    data.add(ox.Quad(passage, kind, ox.NamedNode(gpp + "Passage")))
    data.add(ox.Quad(passage, ox.NamedNode("http://www.w3.org/ns/oa#hasSource"), document))
    data.add(ox.Quad(document, ox.NamedNode(gpp + "fileName"), ox.Literal("a.txt")))
    with pytest.raises(InputError, match=r"holds none of the source texts: a\.txt"):
        findings(data, tmp_path, checks_of_texts())
    (tmp_path / "a.txt").write_bytes("One\u2028line.\r\n\r\nFrist: 31. april 2020\r\n".encode())
    [found] = findings(data, tmp_path, checks_of_texts())
    assert (found.code, found.file, found.line) == ("day-impossible", f"{tmp_path.as_posix()}/a.txt", 3)
    assert found.value == "31. april 2020"


def test_a_check_of_texts_asks_for_the_texts() -> None:
    """Silence would look like a text without fault."""
    with pytest.raises(InputError, match="name their folder with --sources DIR"):
        validate(only=["day-impossible"])


def test_a_folder_without_texts_is_no_clean_result(tmp_path: Path) -> None:
    """Nothing was checked, and the exit code says so."""
    report = validate(only=["day-impossible"], folder=tmp_path)
    assert report.exit_code("never") == 2
    assert "holds none of the source texts" in report.unchecked[0]


@pytest.mark.skipif(not SOURCES.is_dir(), reason="the source texts are not at hand")
def test_exactly_what_a_person_read_in_the_texts_is_found() -> None:
    """Two split items, two lead-ins, three lines with two items, three ends without end, two marks; no date."""
    codes = [check.code for check in checks_of_texts()]
    report = validate(only=codes, folder=SOURCES)
    assert sorted((f.code, f.line) for f in report.findings) == [
        ("item-split-in-two", 197),
        ("item-split-in-two", 655),
        ("items-run-together", 215),
        ("items-run-together", 675),
        ("items-run-together", 908),
        ("lead-in-as-item", 611),
        ("lead-in-as-item", 908),
        ("note-mark-without-note", 209),
        ("note-mark-without-note", 604),
        ("sentence-breaks-off", 232),
        ("sentence-breaks-off", 692),
        ("sentence-breaks-off", 1051),
    ]
    assert len({finding.id for finding in report.findings}) == 12
