"""What is not known is ranked by what it would settle: the same on rdflib and Oxigraph."""

from __future__ import annotations

import json

import pyoxigraph as ox
import pytest
import rdflib

from gppgraph.build.rules import derive
from gppgraph.catalogue.query import text_of
from gppgraph.cli import main
from gppgraph.graph import load
from gppgraph.rdf.store import select, text
from gppgraph.terms import PREFIXES, slug
from places import TESTS

WORLDS = TESTS / "worlds"
PROLOGUE = "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())

# r1: one constraint, its label value unknown. r2: two constraints, one silent by completeness, one never recorded.
# r5: the label does not say when its period starts.
# r3: two constraints that nothing is recorded of. r4: value and scope both unknown, on both sides.
WORLD = """
set:s a gpp:CriteriaSetEdition .
label:l a gpp:LabelEdition ; gpp:covers product:notebook ; gpp:confidence confidence:verified ;
    gpp:coverageUnclear product:tablet .
req:r1 cccev:hasRequirement req:r1.c1 .
req:r1.c1 cccev:constrains concept:warranty ; gpp:operator op:at-least ; gpp:printedValue 2 ; gpp:printedUnit unit:YR .
crit:w cccev:hasRequirement crit:w.c1 .
crit:w.c1 cccev:constrains concept:warranty ; gpp:operator op:at-least ; gpp:valueState state:unknown .
req:r2 cccev:hasRequirement req:r2.c1 , req:r2.c2 .
req:r2.c1 cccev:constrains concept:tools ; gpp:operator op:holds .
req:r2.c2 cccev:constrains concept:cycles ; gpp:operator op:at-least ; gpp:printedValue 300 ; gpp:printedUnit uom:cycle .
statement:repair a gpp:Completeness ; gpp:aboutEdition label:l ; gpp:topic topic:repair .
req:r3 cccev:hasRequirement req:r3.c1 , req:r3.c2 .
req:r3.c1 cccev:constrains concept:capacity ; gpp:operator op:at-least ; gpp:printedValue 80 ; gpp:printedUnit unit:PERCENT .
req:r3.c2 cccev:constrains concept:conventions ; gpp:operator op:all-of ; gpp:member member:ilo-29 .
req:r4 cccev:hasRequirement req:r4.c1 .
req:r4.c1 cccev:constrains concept:spare-parts ; gpp:operator op:at-least ; gpp:printedValue 60 ;
    gpp:printedUnit uom:calendar-month ; gpp:scopeUnknown dimension:component .
crit:p cccev:hasRequirement crit:p.c1 .
crit:p.c1 cccev:constrains concept:spare-parts ; gpp:operator op:at-least ; gpp:valueState state:unknown ;
    gpp:scopeUnknown dimension:component .
req:r5 cccev:hasRequirement req:r5.c1 .
req:r5.c1 cccev:constrains concept:bromine ; gpp:operator op:at-most ; gpp:printedValue 900 ; gpp:printedUnit unit:PPM ;
    gpp:periodStart start:purchase .
crit:q cccev:hasRequirement crit:q.c1 .
crit:q.c1 cccev:constrains concept:bromine ; gpp:operator op:at-most ; gpp:printedValue 500 ; gpp:printedUnit unit:PPM .
""" + "\n".join(
    [
        f"req:{name} a gpp:TechnicalSpecification ; cccev:isDerivedFrom set:s ; gpp:status status:specified ;"
        " gpp:fullyFormalised true ; gpp:confidence confidence:verified ; gpp:appliesToProduct product:notebook ."
        for name in ("r1", "r2", "r3", "r4", "r5")
    ]
    + [
        f"crit:{name} a gpp:LabelCriterion ; cccev:isDerivedFrom label:l ; gpp:bindingness binding:mandatory ;"
        " gpp:confidence confidence:verified ; gpp:appliesToProduct product:notebook ."
        for name in ("w", "p", "q")
    ]
    + [
        f"{name} a gpp:Constraint ; gpp:binds party:product ; gpp:confidence confidence:verified ."
        for name in (
            "req:r1.c1", "req:r2.c1", "req:r2.c2", "req:r3.c1", "req:r3.c2", "req:r4.c1", "crit:w.c1", "crit:p.c1", "req:r5.c1", "crit:q.c1"
        )
    ]
)  # fmt: skip


@pytest.fixture(scope="module")
def store() -> ox.Store:
    """The small world with its conclusions."""
    built = ox.Store()
    codes = (WORLDS / "codes.ttl").read_text(encoding="utf-8")
    built.load(PROLOGUE + codes + WORLD, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode("urn:x-world"))
    derive(built)
    return built


def plain(rows: list[dict[str, str | None]]) -> dict[tuple[str, str, str], tuple[set[str], int, int]]:
    """Return missing things, settled and touched cases by kind, gap and about."""
    return {
        (str(row["kind"]), slug(str(row["gap"])), slug(str(row["about"]))): (
            {slug(entry) for entry in str(row["missing"]).split()},
            int(str(row["settles"])),
            int(str(row["touches"])),
        )
        for row in rows
    }


EXPECTED = {
    ("label", "w.c1", "l"): ({"unknown"}, 1, 1),
    ("record", "l", "battery"): ({"battery"}, 1, 2),
    ("record", "l", "labour"): ({"labour"}, 0, 1),
    ("label", "q.c1", "l"): ({"period-start"}, 1, 1),
    ("label", "p.c1", "l"): ({"unknown", "component"}, 0, 1),
    ("requirement", "r4.c1", "r4"): ({"component"}, 0, 1),
}


def test_gaps_are_ranked_by_what_they_settle(store: ox.Store) -> None:
    """A gap settles a case only where nothing else of the case is open, on the other side included."""
    rows = [{name: text(term) for name, term in row.items()} for row in select(store, text_of("gaps"))]
    found = plain(rows)
    assert {key: value for key, value in found.items() if key[0] != "coverage"} == EXPECTED
    assert [int(str(row["settles"])) for row in rows] == sorted((v[1] for v in found.values()), reverse=True)


def test_rdflib_agrees(store: ox.Store) -> None:
    """Grouping and negation differ between engines more than anything else."""
    graph = rdflib.Graph()
    for quad in store:
        data = ox.serialize(
            [ox.Triple(quad.subject, quad.predicate, quad.object)], format=ox.RdfFormat.N_TRIPLES
        )
        graph.parse(data=data or b"", format="nt")
    rows = [
        {str(name): str(value) for name, value in zip(found.labels, found, strict=True)}
        for found in graph.query(text_of("gaps"))
    ]
    assert {key: value for key, value in plain(rows).items() if key[0] != "coverage"} == EXPECTED


# --- the graph ---------------------------------------------------------------


def test_command(capsys: pytest.CaptureFixture[str]) -> None:
    """A contributor reads what to find out next, and where."""
    assert (
        main(["gaps", "--set", "dk-desktop-2023", "--kind", "label", "--format", "json", "--limit", "5"]) == 0
    )
    records = json.loads(capsys.readouterr().out)
    assert len(records) == 5
    assert all(record["where"] and record["missing"] for record in records)
    order = [(-record["settles"], -record["touches"]) for record in records]
    assert order == sorted(order)


def test_unknown_set_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """A misspelt set is no answer of nothing."""
    assert main(["gaps", "--set", "dk-desktop-2024"]) == 2
    assert "dk-desktop-2023" in capsys.readouterr().err


@pytest.mark.slow
def test_the_share_of_cells_with_an_answer_does_not_fall(capsys: pytest.CaptureFixture[str]) -> None:
    """Cells in which a label could speak: decided or bounded, as printed; raise the floors as facts are found."""
    assert main(["gaps", "--summary", "--format", "json"]) == 0
    found = {count["coverage"]: count for count in json.loads(capsys.readouterr().out)}
    assert {name: count["decided"] + count["bounded"] + count["open"] for name, count in found.items()} == {
        name: count["cells"] for name, count in found.items()
    }
    assert found["certified"]["share"] >= 0.53
    assert 2 * found["all"]["open"] <= found["all"]["cells"]


@pytest.mark.slow
def test_no_open_cell_is_without_a_reason_or_constraints() -> None:
    """Of any set, whether or not it is known that the edition certifies the type."""
    graph = load()

    def cells(query: str) -> set[tuple[str, str, str]]:
        rows = graph.select(text_of(query))
        return {(row.slug("requirement"), row.slug("edition"), row.slug("product")) for row in rows}

    open_cells = {
        (row.slug("requirement"), row.slug("edition"), row.slug("product"))
        for row in graph.select(text_of("verdicts-bare"))
        if row.slug("at_least") != row.slug("at_most")
    }
    assert len({requirement.split(".")[0] for requirement, _, _ in open_cells}) > 5
    assert open_cells - cells("reasons") == set()
    assert open_cells - cells("outcomes") == set()


@pytest.mark.slow
def test_an_open_cell_says_what_settles_it() -> None:
    """The reasons of a cell come with the document that decides, in what a program reads as well."""
    silent = [
        (verdict.requirement, verdict.edition, verdict.product)
        for verdict in load().satisfy(set="no-it-2019")
        if verdict.at_least != verdict.at_most
        and not (verdict.because and verdict.settled_by and verdict.constraints)
    ]
    assert silent == []
