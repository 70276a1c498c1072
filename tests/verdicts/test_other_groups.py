"""Furniture, vehicles, canteens, displays and printed matter, asked of the shipped graph: no program knows of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

import gppgraph
from gppgraph.cli import main
from places import TESTS

EXAMPLES = "no-dfo-examples-2024"
PRINTED = "dk-pogi-printed-matter-2020"


@pytest.fixture
def rows(capsys: pytest.CaptureFixture[str]) -> Any:
    """Return a function that runs ``gppgraph satisfy`` on a requirement and gives its records by label edition."""

    def run(requirement: str, product: str, *options: str) -> dict[str, dict[str, Any]]:
        command = ["satisfy", "--requirement", requirement, "--product", product, "--format", "json"]
        assert main([*command, *options]) == 0
        records = json.loads(capsys.readouterr().out)
        return {record["edition"]: record for record in records}

    return run


def verdicts(records: dict[str, dict[str, Any]]) -> dict[str, tuple[str, str, str]]:
    """Return verdict, admission and confidence of the editions that certify such products."""
    return {
        edition: (record["verdict"], record["admitted"], record["confidence"])
        for edition, record in records.items()
        if record["verdict"] != "not-covered"
    }


def outcomes(record: dict[str, Any]) -> dict[str, tuple[str, str | None]]:
    """Return outcome and deciding criterion of each part."""
    return {
        entry["constraint"].rpartition(".")[2]: (entry["outcome"], entry["label_criterion"])
        for entry in record["constraints"]
    }


def test_furniture_labels_of_type_i_satisfy_the_demand_for_one(rows: Any) -> None:
    """As sure as the source that calls the label one of type I; a label of type I for computers is none for furniture."""
    found = rows(f"{EXAMPLES}.ecolabelled-furniture", "furniture")
    assert verdicts(found) == {
        "mobelfakta-2021": ("satisfies", "true", "verified"),
        "nordic-swan-furniture-4": ("satisfies", "true", "secondary"),
        "nordic-swan-furniture-5": ("satisfies", "true", "secondary"),
    }
    assert found["tco-certified-9"]["verdict"] == "not-covered"
    assert outcomes(found["nordic-swan-furniture-5"]) == {
        "c1": ("met", "nordic-swan-furniture-5.certification.c3")
    }


@pytest.mark.parametrize(
    ("day", "proves"),
    [
        ("2021-01-31", {"nordic-swan-furniture-4": "undetermined", "nordic-swan-furniture-5": "false", "mobelfakta-2021": "false"}),
        ("2021-02-01", {"nordic-swan-furniture-4": "undetermined", "nordic-swan-furniture-5": "undetermined", "mobelfakta-2021": "false"}),
        ("2021-11-01", {"nordic-swan-furniture-4": "undetermined", "nordic-swan-furniture-5": "undetermined", "mobelfakta-2021": "undetermined"}),
    ],
)  # fmt: skip
def test_no_furniture_certificate_is_older_than_its_edition(
    rows: Any, day: str, proves: dict[str, str]
) -> None:
    """The last day of each is not known, so that no certificate is sure to be valid."""
    found = rows(f"{EXAMPLES}.ecolabelled-furniture", "furniture", "--as-of", day)
    assert {edition: found[edition]["proves"] for edition in proves} == proves


def test_used_furniture_is_no_matter_of_new_furniture(rows: Any) -> None:
    """The labels certify new goods."""
    found = rows(f"{EXAMPLES}.used-furniture", "furniture", "--state", "new")
    assert {record["verdict"] for record in found.values()} == {"not-applicable"}


@pytest.mark.parametrize("product", ["passenger-car", "van", "city-bus"])
def test_no_label_certifies_vehicles(rows: Any, product: str) -> None:
    """An edition that leaves open which types it certifies would give another word."""
    found = rows(f"{EXAMPLES}.zero-emission-vehicles", product)
    assert {record["verdict"] for record in found.values()} == {"not-covered"}
    assert len(found) > 30


def test_no_label_reaches_the_purchases_of_a_canteen(rows: Any) -> None:
    """The share of meat binds the service and the tenderer, whatever a label certifies."""
    found = rows(f"{EXAMPLES}.canteen-meat", "canteen-service")
    assert {record["verdict"] for record in found.values()} == {"out-of-reach"}
    assert len(found) > 30


def test_long_lived_notebooks_stay_open_where_the_values_were_not_read(rows: Any) -> None:
    """TCO Certified 9 bounds warranty and spare parts; against a figure that nobody read it neither meets nor fails."""
    record = rows(f"{EXAMPLES}.long-lived-notebooks", "notebook-computer")["tco-certified-9"]
    assert (record["verdict"], record["proves"]) == ("undetermined", "undetermined")
    assert {part: outcome for part, (outcome, _) in outcomes(record).items()} == {
        **dict.fromkeys(("c1", "c2", "c3", "c6", "c7", "c8"), "unknown"),
        **dict.fromkeys(("c4", "c5", "long-lived-notebooks"), "unformalised"),
    }


def test_criteria_of_either_label_are_what_the_danish_goal_asks_of_printed_matter(rows: Any) -> None:
    """No proof is named, so that whether the label itself is taken stays open."""
    found = rows(f"{PRINTED}.printed-matter-label-criteria", "printed-matter")
    assert verdicts(found) == {
        "eu-ecolabel-2020-1803": ("satisfies", "undetermined", "verified"),
        "nordic-swan-printed-matter-5": ("satisfies", "undetermined", "verified"),
        "nordic-swan-printed-matter-6": ("satisfies", "undetermined", "inferred"),
    }


def test_roll_ups_without_pvc(rows: Any) -> None:
    """Generation 6 certifies roll-ups and bans PVC; whether generation 5 certifies them is not known; paper labels do not."""
    found = rows(f"{PRINTED}.roll-ups-pvc-free", "roll-up-banner")
    assert verdicts(found) == {
        "nordic-swan-printed-matter-5": ("undetermined", "undetermined", "verified"),
        "nordic-swan-printed-matter-6": ("satisfies", "undetermined", "inferred"),
    }
    assert found["eu-ecolabel-2020-1803"]["verdict"] == "not-covered"


def test_sustainable_wood_takes_two_schemes_and_no_eco_label(rows: Any) -> None:
    """FSC and PEFC are named; a list that names schemes refuses others."""
    found = rows(f"{PRINTED}.sustainable-wood", "printed-matter")
    assert verdicts(found) == {
        "eu-ecolabel-2020-1803": ("undetermined", "false", "verified"),
        "nordic-swan-printed-matter-5": ("undetermined", "false", "verified"),
        "nordic-swan-printed-matter-6": ("undetermined", "false", "inferred"),
    }


@pytest.mark.parametrize("name", ["tco", "co2-cost"])
def test_no_label_reaches_what_the_buyer_reckons(rows: Any, name: str) -> None:
    """Costs over the life of a display bind the contracting authority."""
    found = rows(f"dk-pogi-displays-2021.{name}", "computer-display")
    assert {record["verdict"] for record in found.values()} == {"out-of-reach"}
    assert found["tco-certified-9"]["proves"] == "false"


def test_a_price_of_the_buyer_goes_in(rows: Any) -> None:
    """The name of the value has two words."""
    found = rows(
        "dk-pogi-displays-2021.co2-cost",
        "computer-display",
        "--set-value",
        "CO2 price=1500",
        "--label",
        "tco-certified-9",
    )
    assert found["tco-certified-9"]["verdict"] == "out-of-reach"


def test_sets_for_it_equipment_ask_nothing_of_furniture(rows: Any) -> None:
    """The entry of the EU set that names no product type neither."""
    found = rows("eu-gpp-2021.comprehensive.AC13", "furniture", "--state", "refurbished")
    assert {record["verdict"] for record in found.values()} == {"not-applicable"}


@pytest.mark.parametrize(
    ("name", "products"), [("no-dfo-examples-2024", "furniture"), (PRINTED, "printed-matter")]
)
def test_a_matrix_holds_the_labels_of_the_group(
    capsys: pytest.CaptureFixture[str], name: str, products: str
) -> None:
    """Labels that certify no such products are listed below."""
    assert main(["matrix", "--set", name, "--product", products]) == 0
    table, below = capsys.readouterr().out.split("no such products certified by: ")
    assert "tco-certified-9" in below.partition("\n\n")[0]
    assert "tco-certified-9" not in table


def test_a_label_is_said_to_be_of_type_i_only_where_a_statement_says_so() -> None:
    """What editions say of themselves and what is stated about their schemes cannot part."""
    editions = gppgraph.load().query(str(TESTS / "verdicts" / "said-to-be-type-i.rq")).terms
    assert {(row.slug("edition"), row.text_or_none("answer")) for row in editions} == {
        (name, "true")
        for name in (
            "eu-ecolabel-2020-1803",
            "mobelfakta-2021",
            "nordic-swan-furniture-4",
            "nordic-swan-furniture-5",
            "nordic-swan-printed-matter-5",
            "nordic-swan-printed-matter-6",
        )
    }
