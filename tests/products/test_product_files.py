"""``gppgraph products`` writes tables and linked data that say neither more nor less than the file."""

from __future__ import annotations

import json
from pathlib import Path

import pyoxigraph as ox
import pytest

from gppgraph.cli import main
from gppgraph.terms import expand, iri

FILES = Path(__file__).parent / "files"
HEAD = "eprel_id,manufacturer:reference_number,brands,device_type,ingress_protection_rating:ip,battery_endurance_in_cycles:eu,energy_efficiency_class:eu,consumer_electronics:falls_without_defect"


@pytest.fixture
def phones(tmp_path: Path) -> Path:
    """One phone with a class, a bound and a name that begins as a formula does."""
    path = tmp_path / "phones.csv"
    path.write_text(f'{HEAD}\n1,"=HYPERLINK(""x"")",Acme,SMARTPHONE,IP68,8,B,90\n')
    return path


def test_products_are_linked_data_beside_the_graph(phones: Path, tmp_path: Path) -> None:
    """A range keeps its open end, a rank is no figure for others, and both formats say the same."""
    texts = {}
    for form in ("ttl", "jsonld"):
        target = tmp_path / f"phones.{form}"
        arguments = ["products", str(phones), "--source", "eprel-phones-tablets"]
        assert main([*arguments, "--format", form, "--output", str(target)]) == 0
        texts[form] = target.read_bytes()
    turtle = set(ox.parse(texts["ttl"], format=ox.RdfFormat.TURTLE))
    assert {quad.triple for quad in ox.parse(texts["jsonld"], format=ox.RdfFormat.JSON_LD)} == {
        quad.triple for quad in turtle
    }
    store = ox.Store()
    store.extend(turtle)

    def figure(concept: str) -> dict[str, str]:
        nodes = store.quads_for_pattern(
            None, ox.NamedNode(expand("schema:propertyID")), ox.NamedNode(iri("concept", concept))
        )
        return {
            quad.predicate.value.rpartition("/")[2].rpartition("#")[2]: quad.object.value  # type: ignore[union-attr]
            for node in nodes
            for quad in store.quads_for_pattern(node.subject, None, None)
        }

    energy = figure("device-energy-class")
    assert (energy["minValue"], energy["maxValue"], energy["lowerInclusive"]) == ("2.3", "2.7", "false")
    assert figure("battery-charge-cycles")["minValue"] == "800"
    assert "maxValue" not in figure("battery-charge-cycles")
    assert figure("free-falls-survived")["value"] == "90"
    assert figure("ingress-protection-code") == {}
    assert list(
        store.quads_for_pattern(
            None, ox.NamedNode(expand("schema:category")), ox.NamedNode(iri("product", "smartphone"))
        )
    )


def test_tables_of_a_list_have_certificates_and_problems(capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1 says that a row was not read; the count of problems goes to stderr."""
    arguments = [
        "products",
        str(FILES / "computers.csv"),
        "--source",
        "energy-star-computers-8",
        "--format",
        "json",
    ]
    assert main([*arguments, "--show", "certificates"]) == 1
    printed = capsys.readouterr()
    assert {row["edition"] for row in json.loads(printed.out)} == {"energy-star-computers-8"}
    assert "2 errors" in printed.err


def test_a_name_that_begins_as_a_formula_is_guarded_in_csv(
    phones: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A spreadsheet would run it."""
    assert main(["products", str(phones), "--source", "eprel-phones-tablets", "--format", "csv"]) == 0
    assert """"'=HYPERLINK(""x"")\"""" in capsys.readouterr().out
