"""The worked cases of the semantic contract, asked of the shipped graph through the command line."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gppgraph.cli import main


@pytest.fixture
def satisfy(capsys: pytest.CaptureFixture[str]) -> Any:
    """Return a function that runs ``gppgraph satisfy --format json``."""

    def run(*options: str) -> list[dict[str, Any]]:
        assert main(["satisfy", *options, "--format", "json"]) == 0
        records: list[dict[str, Any]] = json.loads(capsys.readouterr().out)
        return records

    return run


def one(records: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the only record."""
    assert len(records) == 1
    return records[0]


def constraint(record: dict[str, Any], row: str) -> dict[str, Any]:
    """Return the only constraint of a record with an inventory row."""
    found = [entry for entry in record["constraints"] if row in entry["rows"]]
    assert len(found) == 1, record["constraints"]
    return found[0]


def test_keys_of_a_record(satisfy: Any) -> None:
    """The JSON form is a contract with other programs."""
    record = one(
        satisfy(
            "--requirement",
            "dk-desktop-2023.basis.TS3",
            "--label",
            "tco-certified-8",
            "--product",
            "notebook-computer",
        )
    )
    needed = (
        "requirement code title level edition product state verdict proves admitted currency up_to margin unit confidence"
        " constraints"
    )
    assert set(needed.split()) <= set(record)
    assert {"constraint", "row", "concept", "outcome", "required", "offered", "label_criterion"} <= set(
        record["constraints"][0]
    )


@pytest.mark.parametrize("edition", ["tco-certified-8", "tco-certified-9"])
def test_twelve_months_of_warranty_are_below_twenty_four(satisfy: Any, edition: str) -> None:
    """TS3 at basis: 12 months against 24."""
    record = one(
        satisfy(
            "--requirement", "dk-desktop-2023.basis.TS3", "--label", edition, "--product", "notebook-computer"
        )
    )
    assert (record["verdict"], record["margin"], record["unit"]) == ("below", -12, "calendar-month")
    assert [entry["row"] for entry in record["constraints"]] == ["DK-SC-B-TS3.1"]


@pytest.mark.parametrize(("years", "outcome"), [("2", "met"), ("3", "met"), ("4", "below")])
def test_spare_parts_of_tco_8_hold_up_to_three_years(satisfy: Any, years: str, outcome: str) -> None:
    """A period from the end of production covers one from purchase, up to its own length."""
    record = one(
        satisfy(
            *("--requirement", "dk-desktop-2023.basis.TS2", "--label", "tco-certified-8"),
            *("--product", "notebook-computer", "--set-value", f"X={years}"),
        )
    )
    assert constraint(record, "DK-SC-B-TS2.1")["outcome"] == outcome


def test_largest_buyer_value_is_reported(satisfy: Any) -> None:
    """TCO Certified 8 satisfies a spare-part period of three years and no longer one."""
    record = one(
        satisfy(
            "--requirement",
            "dk-desktop-2023.basis.TS2",
            "--label",
            "tco-certified-8",
            "--product",
            "notebook-computer",
        )
    )
    assert (record["up_to"], constraint(record, "DK-SC-B-TS2.1")["up_to"]) == (3, 3)


def test_price_list_stays_to_be_proved(satisfy: Any) -> None:
    """What binds the tenderer is not proved by a label, whatever it says."""
    record = one(
        satisfy(
            "--requirement",
            "dk-desktop-2023.basis.TS2",
            "--label",
            "tco-certified-8",
            "--product",
            "notebook-computer",
        )
    )
    assert (record["verdict"], constraint(record, "DK-SC-B-TS2.4")["outcome"]) == ("partly", "out-of-reach")


def test_unknown_spare_part_period_is_undetermined(satisfy: Any) -> None:
    """A value that was not found gives neither below nor satisfies."""
    record = one(
        satisfy(
            "--requirement",
            "dk-desktop-2023.basis.TS2",
            "--label",
            "tco-certified-10",
            "--product",
            "notebook-computer",
        )
    )
    assert (record["verdict"], constraint(record, "DK-SC-B-TS2.1")["outcome"]) == ("undetermined", "unknown")


def test_offered_warranty_is_not_included_warranty(satisfy: Any) -> None:
    """Five years must be offered in generation 10, only the first is known to be included."""
    for level in ("basis", "udvidet"):
        record = one(
            satisfy(
                *("--requirement", f"dk-desktop-2023.{level}.TS3", "--label", "tco-certified-10"),
                *("--product", "notebook-computer"),
            )
        )
        assert record["verdict"] in ("below", "undetermined")
        assert record["proves"] != "true"


@pytest.mark.parametrize("edition", ["tco-certified-8", "tco-certified-9"])
def test_exactly_300_cycles_are_not_more_than_300(satisfy: Any, edition: str) -> None:
    """TS25 asks for more than 300 cycles, and for refurbished goods."""
    record = one(
        satisfy(
            *("--requirement", "dk-desktop-2023.basis.TS25", "--label", edition),
            *("--product", "notebook-computer", "--state", "refurbished"),
        )
    )
    assert [entry["outcome"] for entry in record["constraints"]] == ["below"]


@pytest.mark.parametrize("edition", ["tco-certified-8", "tco-certified-9"])
def test_norwegian_battery_is_met(satisfy: Any, edition: str) -> None:
    """300 cycles with 60 % are entailed by 300 cycles with 80 %."""
    records = satisfy(
        "--set", "no-it-2019", "--level", "avansert", "--label", edition, "--product", "notebook-computer"
    )
    battery = [
        entry
        for record in records
        for entry in record["constraints"]
        if (entry["concept"] or "").startswith("battery-charge-cycles")
    ]
    assert {entry["outcome"] for entry in battery} == {"met"}


def test_marking_of_plastics_is_not_for_notebooks(satisfy: Any) -> None:
    """TS22 is for stationary equipment."""
    record = one(
        satisfy(
            "--requirement",
            "dk-desktop-2023.udvidet.TS22",
            "--label",
            "tco-certified-8",
            "--product",
            "notebook-computer",
        )
    )
    assert (record["verdict"], record["constraints"]) == ("not-applicable", [])


def test_nothing_specified_is_never_satisfied(satisfy: Any) -> None:
    """TS16 has no specification at basis."""
    records = satisfy("--requirement", "dk-desktop-2023.basis.TS16")
    assert {record["verdict"] for record in records} == {"not-specified"}
    assert {record["proves"] for record in records} == {"false"}


def test_no_requirement_is_left_out(satisfy: Any) -> None:
    """53 entries at two levels, every one with a verdict, also those that do not apply."""
    records = satisfy("--set", "dk-desktop-2023", "--label", "tco-certified-9", "--product", "smartphone")
    assert len(records) == 53
    assert (
        len(
            satisfy(
                "--set",
                "dk-desktop-2023",
                "--level",
                "basis",
                "--label",
                "tco-certified-9",
                "--product",
                "tablet",
            )
        )
        == 27
    )


def test_optional_criteria_prove_nothing(satisfy: Any) -> None:
    """No EPEAT optional criterion makes an outcome better than optional."""
    records = satisfy("--set", "dk-desktop-2023", "--label", "epeat-2018")
    assert records
    criteria = {
        entry["label_criterion"]
        for record in records
        for entry in record["constraints"]
        if entry["outcome"] == "met"
    }
    assert not {name for name in criteria if name and ".optional." in name}
    assert {record["verdict"] for record in records} <= {
        "not-specified", "not-applicable", "not-covered", "out-of-reach", "undetermined", "partly", "optional", "below",
    }  # fmt: skip


def test_currency_follows_the_day(satisfy: Any) -> None:
    """Certificates of generation 8 ended on 2023-12-01; validity is half-open."""
    options = (
        "--requirement",
        "dk-desktop-2023.basis.TS3",
        "--label",
        "tco-certified-8",
        "--product",
        "notebook-computer",
    )
    assert one(satisfy(*options, "--as-of", "2018-12-03"))["currency"] == "false"
    assert one(satisfy(*options, "--as-of", "2018-12-04"))["currency"] == "true"
    assert one(satisfy(*options, "--as-of", "2023-11-30"))["currency"] == "true"
    assert one(satisfy(*options, "--as-of", "2023-12-01"))["currency"] == "false"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            ("--requirement", "dk-desktop-2023.basis.TS99"),
            ("requirement", "TS99", "Close matches", "dk-desktop-2023.basis.TS"),
        ),
        (("--label", "tco-certified-88"), ("label edition", "tco-certified-8")),
        (("--product", "notebok"), ("product type", "notebook-computer")),
        (("--set", "dk-desktop-2022"), ("criteria set", "dk-desktop-2023")),
        (("--set", "dk-desktop-2023", "--level", "avansert"), ("level", "avansert", "basis, udvidet")),
        (("--set", "dk-desktop-2023", "--level", "eu-core"), ("level", "eu-core", "basis, udvidet")),
        (("--set", "dk-desktop-2023", "--level", ""), ("level", "basis, udvidet")),
        (("--set", "eu-gpp-2016"), ("eu-gpp-2016", "holds no requirement")),
        (("--product", "zzz"), ("product type", "There are", "notebook-computer")),
        (("--state", "refurbised"), ("state of goods", "refurbished")),
        (("--as-of", "2026-02-30"), ("2026-02-30", "YYYY-MM-DD")),
        (("--set-value", "X"), ("X=4",)),
        (("--set-value", "X=many"), ("no number",)),
        (("--set-value", "X=1e9999999"), ("out of range",)),
        (
            ("--requirement", "dk-desktop-2023.basis.TS3", "--set-value", "X=1"),
            ("below the least value", "2"),
        ),
        (("--requirement", "dk-desktop-2023.basis.TS3", "--set-value", "Q=3"), ('"Q"', "X")),
    ],
)
def test_bad_input_is_one_line_with_a_way_out(
    capsys: pytest.CaptureFixture[str], options: tuple[str, ...], words: tuple[str, ...]
) -> None:
    """An unknown name is an error with near matches, never an empty list."""
    assert main(["satisfy", *options, "--format", "json"]) == 2
    output = capsys.readouterr()
    assert output.out == ""
    assert len(output.err.strip().splitlines()) == 1
    assert all(word in output.err for word in words), output.err


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["satisfy", "--lang", "xx"], ("--lang", "nb", "gppgraph satisfy --help")),
        (["satisfy", "--colour"], ("--colour", "gppgraph satisfy --help")),
    ],
)
def test_a_wrong_option_is_one_line(
    capsys: pytest.CaptureFixture[str], given: list[str], words: tuple[str, ...]
) -> None:
    """The usage of a command fills a screen; the line says where it stands."""
    assert main(given) == 2
    error = capsys.readouterr().err
    assert len(error.strip().splitlines()) == 1
    assert all(word in error for word in words), error


@pytest.mark.parametrize("state", ["new", "used", "refurbished", "remanufactured", "end-of-life"])
def test_every_state_of_the_code_list_can_be_asked(satisfy: Any, state: str) -> None:
    """The warranty is asked of new goods; of the others the answer says so."""
    record = one(
        satisfy(
            *("--requirement", "dk-desktop-2023.basis.TS3", "--label", "tco-certified-8"),
            *("--product", "notebook-computer", "--state", state),
        )
    )
    assert (record["state"], record["verdict"]) == (state, "below" if state == "new" else "not-applicable")


def test_a_set_is_answered_for_the_product_types_that_it_concerns(satisfy: Any) -> None:
    """Whoever asks about computers does not read hundreds of lines on chairs, unless chairs are asked for."""
    one_label = ("--label", "tco-certified-8")
    computers = satisfy("--set", "dk-desktop-2023", *one_label)
    products = {entry["product"] for entry in computers}
    assert {"notebook-computer", "desktop-computer", "computer-display"} <= products
    assert not {"furniture", "printed-matter", "city-bus"} & products
    named = satisfy("--set", "dk-desktop-2023", *one_label, "--product", "city-bus")
    assert {(entry["product"], entry["verdict"]) for entry in named} <= {
        ("city-bus", "not-applicable"),
        ("city-bus", "not-specified"),
    }
    # What one requirement leaves out stays told, where its set concerns the type.
    marking = satisfy("--requirement", "dk-desktop-2023.udvidet.TS22", *one_label)
    assert {entry["product"]: entry["verdict"] for entry in marking}["notebook-computer"] == "not-applicable"


def test_each_set_is_answered_for_its_own_product_types(satisfy: Any) -> None:
    """Of two sets together, neither is asked about the types of the other."""
    found = satisfy(
        "--set", "dk-desktop-2023", "--set", "dk-pogi-printed-matter-2020", "--label", "tco-certified-8"
    )
    types: dict[str, set[str]] = {}
    for entry in found:
        types.setdefault(entry["requirement"].split(".")[0], set()).add(entry["product"])
    assert set(types) == {"dk-desktop-2023", "dk-pogi-printed-matter-2020"}
    assert not types["dk-desktop-2023"] & types["dk-pogi-printed-matter-2020"]


def test_a_mistyped_command_has_near_matches(capsys: pytest.CaptureFixture[str]) -> None:
    """As every other name."""
    assert main(["satsify"]) == 2
    assert capsys.readouterr().err == 'gppgraph: command "satsify" not found. Close matches: satisfy.\n'


def test_a_value_in_another_notation_is_the_same_value(satisfy: Any) -> None:
    """``4e0`` and ``4.0`` are four, and never a value that cannot be compared."""
    options = ("--requirement", "dk-desktop-2023.basis.TS2", "--label", "tco-certified-8")
    four = satisfy(*options, "--set-value", "X=4")
    assert satisfy(*options, "--set-value", "X=4e0") == four
    assert satisfy(*options, "--set-value", "X=0.4e1") == four
    assert satisfy(*options, "--set-value", "X=1e1")[0]["verdict"] == four[0]["verdict"]
