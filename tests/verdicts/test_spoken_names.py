"""Things are found by the names that people give them, on the shipped graph."""

from __future__ import annotations

import pytest

from gppgraph.cli import main
from gppgraph.errors import InputError
from gppgraph.graph import Graph, load
from gppgraph.spelling import spoken
from gppgraph.terms import slug


@pytest.fixture(scope="module")
def graph() -> Graph:
    """The real graph."""
    return load()


@pytest.mark.parametrize(
    ("kind", "name", "things"),
    [
        ("edition", "TCO 9", ["tco-certified-9"]),
        ("edition", "tco certified 10", ["tco-certified-10"]),
        ("edition", "ENERGY STAR 8", ["energy-star-computers-8", "energy-star-displays-8"]),
        ("edition", "Energy Star 8.0", ["energy-star-computers-8", "energy-star-displays-8"]),
        ("edition", "EPEAT Gold", ["epeat-2009", "epeat-2018", "epeat-2025"]),
        ("edition", "EPEAT", ["epeat-2009", "epeat-2018", "epeat-2025"]),
        ("product", "skærm", ["computer-display"]),
        ("product", "bærbar", ["notebook-computer"]),
        ("product", "Laptop", ["notebook-computer"]),
        ("state", "new", ["new"]),
    ],
)
def test_a_name_that_people_give_stands_for_the_thing(
    graph: Graph, kind: str, name: str, things: list[str]
) -> None:
    """In any of the three languages, in any case, with or without hyphens."""
    assert sorted(map(slug, graph.register.resolve_all(kind, name))) == things


def test_one_thing_is_needed_where_a_name_stands_for_several(graph: Graph) -> None:
    """The message names them."""
    with pytest.raises(InputError, match="energy-star-computers-8, energy-star-displays-8"):
        graph.register.resolve("edition", "ENERGY STAR 8")


def test_a_question_is_about_each_thing_of_the_name(graph: Graph) -> None:
    found = graph.satisfy(requirement="dk-desktop-2023.basis.TS3", label="ENERGY STAR 8", product="skærm")
    assert [verdict.edition for verdict in found] == ["energy-star-computers-8", "energy-star-displays-8"]
    assert {verdict.product for verdict in found} == {"computer-display"}


def test_a_tier_proves_no_more_than_the_editions_of_its_scheme(graph: Graph) -> None:
    """Which optional points a product has taken is not known from its tier."""
    ask = {"set": "dk-desktop-2023", "product": "notebook-computer", "as_of": "2026-11-30"}
    assert graph.satisfy(label="EPEAT Gold", **ask) == graph.satisfy(label="EPEAT Bronze", **ask)


def test_a_thing_is_shown_by_such_a_name(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "TCO 9"]) == 0
    assert capsys.readouterr().out.startswith("label:tco-certified-9\n")


def test_an_unknown_name_still_has_near_matches(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["satisfy", "--label", "TCO 99"]) == 2
    assert 'label edition "TCO 99" not found' in capsys.readouterr().err


@pytest.mark.parametrize(
    ("one", "other"), [("ENERGY STAR 8.0", "energy-star-8"), ("TCO_9", "tco  9"), ("SKÆRM", "skærm")]
)
def test_spellings_of_one_name_are_equal(one: str, other: str) -> None:
    assert spoken(one) == spoken(other)


def test_names_that_differ_stay_apart() -> None:
    assert spoken("ENERGY STAR 8") != spoken("ENERGY STAR 80")
    assert spoken("DE-UZ 78") != spoken("DE-UZ 78a")
