"""The annotated corpora name things that the graph has."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from gppgraph.graph import Graph, load
from places import ROOT

CORPUS = ROOT / "tests" / "corpus"
FOLDERS = {
    "act": "id/act/",
    "convention": "code/member/",
    "label": "id/scheme/",
    "product": "code/product/",
    "set": "id/set/",
    "standard": "id/standard/",
    "topic": "code/topic/",
}

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def names() -> set[str]:
    """Return the last three steps of every IRI that a statement is about, such as ``id/scheme/epeat``."""
    graph: Graph = load()
    rows = graph.store.query("SELECT DISTINCT ?thing { GRAPH ?g { ?thing ?p ?o } FILTER(ISIRI(?thing)) }")
    return {"/".join(row["thing"].value.split("/")[-3:]) for row in rows}


@pytest.fixture(scope="module")
def slugs(names: set[str]) -> set[str]:
    return {name.rpartition("/")[2] for name in names}


def annotations() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the name and the annotations of each text of the third blind part."""
    for path in sorted((CORPUS / "blind-3").glob("*.json")):
        yield path.stem, json.loads(path.read_text(encoding="utf-8"))


def test_every_annotated_thing_of_the_third_blind_part_is_in_the_graph(
    names: set[str], slugs: set[str]
) -> None:
    for text, gold in annotations():
        for entry in gold["mentions"]:
            thing = entry.get("thing")
            if entry["kind"] in FOLDERS and thing is not None:
                assert FOLDERS[entry["kind"]] + thing in names, (text, entry)
            if entry.get("edition"):
                assert entry["edition"] in slugs, (text, entry)
            if "code" in entry:
                assert any(name.endswith("." + entry["code"]) for name in slugs), (text, entry)


def test_every_annotated_figure_of_the_third_blind_part_is_in_the_graph(names: set[str]) -> None:
    for text, gold in annotations():
        for figure in gold["thresholds"]:
            assert "code/concept/" + figure["concept"] in names, (text, figure)
            assert figure["strict"] == (figure["operator"] in {"less-than", "more-than"}), (text, figure)


def test_a_fifth_of_the_third_blind_part_has_nothing_to_find() -> None:
    texts = dict(annotations())
    empty = [text for text, gold in texts.items() if gold["difficulty"] == "none"]
    assert len(texts) >= 60
    assert 5 * len(empty) >= len(texts)
    assert all(texts[text]["mentions"] == [] == texts[text]["thresholds"] for text in empty)


def test_every_sentence_of_the_blind_search_means_criteria_that_the_graph_has(slugs: set[str]) -> None:
    """A code counts with any level before it."""
    sentences = json.loads((CORPUS / "search" / "blind.json").read_text(encoding="utf-8"))
    assert len(sentences) >= 60
    for sentence in sentences:
        for edition, codes in sentence["right"].items():
            for code in codes:
                assert any(name.startswith(edition + ".") and name.endswith("." + code) for name in slugs), (
                    sentence["text"],
                    edition,
                    code,
                )
