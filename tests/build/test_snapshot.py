"""A question about one requirement reads its own statements and no others."""

from __future__ import annotations

import random
from pathlib import Path

import pyoxigraph as ox
import pytest

import gppgraph
from gppgraph.build.parts import _block, is_named_in, open_parts, part_names, statements, write_part
from gppgraph.rdf.store import Queried
from gppgraph.terms import iri
from gppgraph.verdicts import satisfy
from gppgraph.verdicts.circumstances import read_circumstances
from gppgraph.verdicts.explain import as_text, explain
from gppgraph.verdicts.question import question
from gppgraph.verdicts.units import units_of


@pytest.mark.parametrize("seed", range(20))
def test_block_is_what_a_scan_finds(seed: int) -> None:
    """Bisection gives the lines that begin with a prefix, none where there is none."""
    chance = random.Random(seed)
    words = [
        "".join(chance.choice("abc") for _ in range(chance.randint(1, 6)))
        for _ in range(chance.randint(0, 40))
    ]
    lines = sorted(f"<{word}> <p> <o> .\n".encode() for word in words)
    for start in (b"<a", b"<ab", b"<b", b"<c", b"<cc", b"<d", b"<"):
        part = b"<urn:g> {\n" + b"".join(lines) + b"}\n"
        first, last = _block(part, start, len(b"<urn:g> {\n"), len(part) - len(b"}\n"))
        assert part[first:last] == b"".join(line for line in lines if line.startswith(start))


def test_only_named_requirements_are_read(tmp_path: Path) -> None:
    """Labels and codes stay, other requirements and passages are left out."""
    statements = sorted(
        f"<{iri(prefix, name)}> <urn:p> <urn:o> .\n".encode()
        for prefix, name in (
            ("req", "s.a"),
            ("req", "s.a.c1"),
            ("req", "s.b"),
            ("passage", "s.a"),
            ("label", "e"),
        )
    )
    write_part(tmp_path, "part", "urn:g", statements)
    store = open_parts(tmp_path, ["part", "absent"], (iri("req", "s.a"),))
    assert sorted(quad.subject.value for quad in store) == sorted(
        [iri("label", "e"), iri("req", "s.a"), iri("req", "s.a.c1")]
    )


DAY = "2026-11-24"
GOODS = {"product": "desktop-computer", "as_of": DAY}


@pytest.fixture(scope="module")
def graph() -> gppgraph.Graph:
    """The shipped graph."""
    return gppgraph.load()


@pytest.fixture(scope="module")
def whole(graph: gppgraph.Graph) -> dict[str, list[satisfy.Verdict]]:
    """Verdicts by requirement, from the whole dataset."""
    found: dict[str, list[satisfy.Verdict]] = {}
    ask = question(graph.register, **GOODS)
    beside = read_circumstances(graph, graph.store, ask)
    for verdict in satisfy.with_circumstances(satisfy.answer(graph.store, ask), beside):
        found.setdefault(verdict.requirement, []).append(verdict)
    return found


def test_what_is_read_gives_the_answers_of_the_whole(
    graph: gppgraph.Graph, whole: dict[str, list[satisfy.Verdict]]
) -> None:
    """A statement left unread must not change an answer, for any set and label edition."""
    assert graph.satisfy(**GOODS) == [verdict for found in whole.values() for verdict in found]
    assert set(graph.register.names["requirement"]) == set(whole)
    for place, requirement in enumerate(sorted(whole)):
        edition = sorted(graph.register.names["edition"])[place % len(graph.register.names["edition"])]
        assert graph.satisfy(requirement=requirement, label=edition, **GOODS) == [
            verdict for verdict in whole[requirement] if verdict.edition == edition
        ]


def test_verdicts_without_constraints_are_the_same(
    graph: gppgraph.Graph, whole: dict[str, list[satisfy.Verdict]]
) -> None:
    """The matrix reads less and must say the same."""
    assert graph.satisfy(set="no-it-2019", constraints=False, **GOODS) == [
        verdict._replace(
            constraints=(),
            up_to=None,
            margin=None,
            unit=None,
            because=(),
            settled_by=(),
            accepted_by_source=None,
            certificates_end=None,
        )
        for name, found in whole.items()
        if name.startswith("no-it-2019.")
        for verdict in found
    ]


@pytest.mark.parametrize(
    ("requirement", "edition"),
    [
        ("dk-desktop-2023.basis.TS2", "tco-certified-8"),
        ("no-it-2019.basis.NO-KV-07", "tco-certified-9"),  # its passage is that of a part of the set
        ("eu-gpp-2021.core.TS3", "nordic-swan-7"),  # its document is described with another set
    ],
)
def test_what_is_read_gives_the_proof_of_the_whole(
    graph: gppgraph.Graph, requirement: str, edition: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Passages and documents are in graphs of other editions too."""
    short = as_text(explain(graph, requirement, edition, as_of=DAY), units_of(graph))

    def everything(*_: object) -> Queried:
        return graph.store

    monkeypatch.setattr("gppgraph.verdicts.explain.for_proof", everything)
    assert as_text(explain(graph, requirement, edition, as_of=DAY), units_of(graph)) == short
    assert "https://" in short


def test_buyer_values_of_one_requirement_follow_from_its_own_statements(graph: gppgraph.Graph) -> None:
    """Deriving for the whole set says nothing else than deriving for the one requirement."""
    asked = {**GOODS, "label": "tco-certified-8", "values": {"X": 4}}
    everything = graph.satisfy(set="dk-desktop-2023", **asked)
    names = ("dk-desktop-2023.basis.TS2", "dk-desktop-2023.udvidet.TS3")
    assert graph.satisfy(requirement=names, **asked) == [
        verdict for verdict in everything if verdict.requirement in names
    ]


def test_parts_of_a_kind_are_named_in_order(graph: gppgraph.Graph) -> None:
    names = part_names(graph.folder, "asserted")
    assert names == sorted(set(names))
    assert {"asserted/codes-unit", "asserted/tco-certified-9"} <= set(names)
    assert not any(name.startswith("derived/") for name in names)
    assert "derived/common" in part_names(graph.folder, "derived")
    assert part_names(graph.folder, "other") == []


def test_an_iri_is_named_in_a_part_only_as_a_whole(graph: gppgraph.Graph) -> None:
    """The name of a scheme begins the names of its editions."""
    scheme, edition = iri("scheme", "tco-certified"), iri("label", "tco-certified-9")
    part = "asserted/tco-certified-9"
    assert is_named_in(graph.folder, part, [edition])
    assert is_named_in(graph.folder, part, ["urn:other", scheme])
    assert not is_named_in(graph.folder, part, [edition[:-1], scheme[:-1], f"{edition}0"])
    assert not is_named_in(graph.folder, part, [])


def test_statements_are_those_of_the_store_without_passages(graph: gppgraph.Graph) -> None:
    predicates = {iri("skos", "prefLabel"), iri("dcterms", "identifier")}
    expected = {
        quad
        for quad in open_parts(graph.folder, part_names(graph.folder, "asserted"))
        if quad.predicate.value in predicates
        and isinstance(quad.subject, ox.NamedNode)
        and not quad.subject.value.startswith(iri("passage", ""))
    }
    assert set(statements(graph.folder, predicates)) == expected != set()
    assert list(statements(graph.folder, [iri("skos", "prefLab")])) == []
