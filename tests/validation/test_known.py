"""Which inconsistencies that people read in the sources are found, and by which check."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from gppgraph.terms import slug
from gppgraph.validation.checks import checks_of_texts
from gppgraph.validation.run import Report, validate
from places import ROOT, TESTS

pytestmark = pytest.mark.slow

SOURCES = ROOT.parent / "shared" / "sources"
KNOWN: dict[str, dict[str, Any]] = yaml.safe_load(
    (TESTS / "validation" / "known.yaml").read_text(encoding="utf-8")
)
IN_GRAPH = {name: entry for name, entry in KNOWN.items() if "found" in entry}
IN_TEXT = {name: entry for name, entry in KNOWN.items() if "in-text" in entry}
MISSED = {name: entry for name, entry in KNOWN.items() if "missed" in entry}
# They look like an inconsistency and are none: a check, and the node that it must leave alone.
CONTROLS = {
    "one text at two levels": ("text-under-two-headings", "dk-desktop-2023.udvidet.TS23"),
    "one criterion with one text at two levels": ("same-text", "dk-desktop-2023.basis.TS5"),
    "two management systems that add up": ("proof-method-does-not-measure", "dk-desktop-2023.basis.SC2"),
    "a method for what a margin is counted from": (
        "proof-method-does-not-measure",
        "dk-desktop-2023.basis.AC5",
    ),
    "more than 25 % as effect, at most 25 % as demand": (
        "note-figure-differs",
        "dk-desktop-2023.udvidet.AC10.significant-effect",
    ),
    "an introduction in two chapters": ("heading-printed-twice", "dk-csr-annex-2023.4.1"),
    "references to later points of the text": ("mention-dangles", "dk-csr-annex-2023.2"),
    "a standard without edition": ("standard-superseded-since", "dk-desktop-2023.udvidet.TS22"),
    "a scheme that a regulation in force set up": ("agreement-ended", "dk-desktop-2023.basis.TS3"),
    "the threshold that the act has": ("figure-not-of-law", "no-it-2019.NO-KV-13.duty.2"),
}


@pytest.fixture(scope="module")
def found() -> set[tuple[str, str]]:
    """Check and node of every finding on the shipped graph."""
    return {(finding.code, slug(finding.focus)) for finding in validate().findings}


@pytest.fixture(scope="module")
def in_texts() -> Report:
    """The report on the source texts."""
    return validate(only=[check.code for check in checks_of_texts()], folder=SOURCES)


@pytest.mark.parametrize("name", IN_GRAPH)
def test_what_a_person_found_is_found(name: str, found: set[tuple[str, str]]) -> None:
    """The check named in the list names the node."""
    assert (IN_GRAPH[name]["found"], IN_GRAPH[name]["at"]) in found


@pytest.mark.skipif(not SOURCES.is_dir(), reason="the source texts are not at hand")
@pytest.mark.parametrize("name", IN_TEXT)
def test_what_a_person_found_in_the_words_is_found(name: str, in_texts: Report) -> None:
    """The check named in the list names the line."""
    assert (IN_TEXT[name]["in-text"], IN_TEXT[name]["line"]) in {(f.code, f.line) for f in in_texts.findings}


@pytest.mark.parametrize("case", CONTROLS)
def test_what_looks_like_an_inconsistency_and_is_none_is_left_alone(
    case: str, found: set[tuple[str, str]]
) -> None:
    """A false alarm costs the reader's trust."""
    assert CONTROLS[case] not in found


def test_the_list_says_of_each_whether_it_is_found() -> None:
    """Every entry is found in the graph or in the words, or says why not; the figures stand in the docs."""
    assert len(IN_GRAPH) + len(IN_TEXT) + len(MISSED) == len(KNOWN)
    before = sum(1 for entry in KNOWN.values() if entry.get("before"))
    text = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
    assert f"Of {len(KNOWN)} inconsistencies" in text
    assert f"{len(IN_GRAPH)} are found in the graph and {len(IN_TEXT)} in the texts" in text
    assert before < len(IN_GRAPH)
