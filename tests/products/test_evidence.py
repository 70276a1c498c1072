"""Files of products become evidence: what a row says is read, what it does not say stays unknown."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from gppgraph.errors import InputError
from gppgraph.graph import Graph, load
from gppgraph.products.evidence import Evidence, read_products
from gppgraph.products.mappings import find_mapping
from gppgraph.products.text_tables import ReadingLimits

FILES = Path(__file__).parent / "files"
DAY = date(2026, 7, 1)


@pytest.fixture(scope="module")
def graph() -> Graph:
    """The shipped graph."""
    return load()


def evidence(graph: Graph, source: str, *paths: Path, limits: ReadingLimits | None = None) -> Evidence:
    """Return the evidence of files, read on a fixed day."""
    return read_products(paths, find_mapping(graph, source), limits, DAY)


@pytest.fixture(scope="module")
def computers(graph: Graph) -> Evidence:
    """A list with several categories, doubled rows, and rows that are wrong."""
    return evidence(graph, "energy-star-computers-8", FILES / "computers.csv")


def by_item(found: Evidence) -> dict[str, dict[str, Any]]:
    """Return the products by the end of their names."""
    return {row["item"].partition(":")[2]: row for row in found.products.to_pylist()}


def problems(found: Evidence) -> list[tuple[Any, ...]]:
    """Return line, column, found and severity of each problem of a row."""
    rows = found.problems.to_pylist()
    return [(row["line"], row["column"], row["found"], row["severity"]) for row in rows if row["line"] != 1]


def interval(row: dict[str, Any], name: str) -> tuple[Any, ...]:
    """Return the ends of a value and whether they are open."""
    return tuple(row[f"{name}__{end}"] for end in ("low", "high", "low_open", "high_open"))


def test_a_model_has_one_item_for_each_category_that_certifies_it(computers: Evidence) -> None:
    """A single figure per model would lose the second; a row without any category is an item too."""
    assert sorted(by_item(computers)) == ["1:I1", "2:I1", "2:I2", "3:workstation", "4", "6:I1"]
    items = by_item(computers)
    assert interval(items["2:I1"], "typical-energy-consumption__measured") == (20, 20, False, False)
    assert interval(items["3:workstation"], "workstation-weighted-power__measured") == (
        114.6,
        114.6,
        False,
        False,
    )
    assert interval(items["3:workstation"], "typical-energy-consumption__measured")[:2] == (None, None)
    assert items["2:I2"]["input__base-allowance__low"] == 14


def test_names_lose_the_signs_of_trade_marks_and_keep_the_rest(computers: Evidence) -> None:
    """Quotes, commas and line ends are part of a name."""
    row = by_item(computers)["1:I1"]
    assert (row["model"], row["brand"]) == ('Book A1, "wide"', "Acme")
    assert by_item(computers)["6:I1"]["model"] == "two lines B6"


def test_days_lists_and_types_are_read_in_the_forms_of_the_source(computers: Evidence) -> None:
    """01/10 is the tenth of January in an American list."""
    row = by_item(computers)["1:I1"]
    assert (row["placed_on_market"], row["registered_on"]) == (date(2019, 1, 10), date(2020, 5, 4))
    assert row["markets"] == ["United States", "Norway"]
    assert (row["product_type"], row["state"], row["line"]) == ("notebook-computer", "new", 2)


def test_a_cell_that_is_not_understood_is_unknown_and_listed_by_line(computers: Evidence) -> None:
    """Nothing is dropped in silence, and nothing becomes a no; lines count line ends inside cells."""
    items = by_item(computers)
    assert interval(items["2:I2"], "typical-energy-consumption__measured") == (None, None, False, False)
    assert items["2:I1"]["placed_on_market"] is None
    assert items["4"]["product_type"] is None
    assert problems(computers) == [
        (7, "", "5,Acme", "error"),
        (3, "Category I2: TEC of Model (kWh)", "27,5", "warning"),
        (3, "Date Available On Market", "13/45/2019", "warning"),
        (4, "Date Certified", "05/04/2031", "warning"),
        (5, "Type", "Toaster", "warning"),
        (10, "", "", "error"),
        (2, "", "energy-star-computers-8:1:I1", "warning"),
        (6, "", "energy-star-computers-8:1:I1", "warning"),
    ]


def test_rows_that_contradict_each_other_leave_only_that_value_unknown(computers: Evidence) -> None:
    """Neither row is believed; what both say stays."""
    row = by_item(computers)["1:I1"]
    assert interval(row, "typical-energy-consumption__measured")[:2] == (None, None)
    assert row["input__base-allowance__low"] == 8


def test_certificates_have_edition_days_and_number(computers: Evidence) -> None:
    """A certificate of the future is kept; whether it is valid is asked of a day."""
    rows = {row["item"].partition(":")[2]: row for row in computers.certificates.to_pylist()}
    assert rows["1:I1"] == {
        "item": "energy-star-computers-8:1:I1",
        "edition": "energy-star-computers-8",
        "tier": None,
        "valid_from": date(2020, 5, 4),
        "valid_until": None,
        "number": "1",
    }
    assert rows["3:workstation"]["valid_from"] == date(2031, 5, 4)
    assert rows["6:I1"]["valid_from"] is None


def test_a_second_reading_gives_the_same_tables(graph: Graph, computers: Evidence) -> None:
    """Names of items and the order of rows do not depend on chance."""
    again = evidence(graph, "energy-star-computers-8", FILES / "computers.csv")
    assert again.products.equals(computers.products)
    assert again.certificates.equals(computers.certificates)
    assert again.problems.equals(computers.problems)


HEAD = "eprel_id,manufacturer:reference_number,brands,device_type,ingress_protection_rating:ip,battery_endurance_in_cycles:eu,energy_efficiency_class:eu,consumer_electronics:falls_without_defect"


def test_codes_and_hundreds_become_intervals(graph: Graph, tmp_path: Path) -> None:
    """IP68 reaches the step of 54 and no step is known above; IP52 is below in one digit, so that nothing is known."""
    path = tmp_path / "phones.csv"
    path.write_text(
        f"{HEAD}\n1,A,Acme,SMARTPHONE,IP68,8,B,<45\n2,B,Acme,SMARTPHONE,IP52,,G,>=180\n3,C,Acme,TABLET,,,B,90-120\n"
    )
    items = by_item(evidence(graph, "eprel-phones-tablets", path))
    assert interval(items["1"], "ingress-protection-code") == (1, None, False, False)
    assert interval(items["2"], "ingress-protection-code")[:2] == (None, None)
    assert interval(items["1"], "battery-charge-cycles") == (800, None, False, False)
    facet = "battery-charge-cycles__facet__battery-capacity-retention"
    assert interval(items["1"], facet) == (80, None, False, False)
    assert interval(items["2"], facet)[:2] == (None, None)
    assert interval(items["1"], "device-energy-class") == (2.3, 2.7, True, False)
    assert interval(items["3"], "device-energy-class") == (6.32, 7.9, True, False)
    falls = [interval(items[name], "free-falls-survived") for name in ("1", "2", "3")]
    assert falls == [(None, 45, False, True), (180, None, False, False), (90, 120, False, False)]


def sheet(path: Path, *rows: list[Any]) -> Path:
    """Write a workbook of a bidder below a line with a title."""
    book = openpyxl.Workbook()
    assert book.active is not None
    for row in (["Tilbud"], *rows):
        book.active.append(row)
    book.save(path)
    return path


def test_a_sheet_of_a_bidder_is_read_in_its_language(graph: Graph, tmp_path: Path) -> None:
    """Editions and types go by the names that people use; ENERGY STAR 8 of a notebook is that for computers."""
    path = sheet(
        tmp_path / "offers.xlsx",
        [
            "Tilbud",
            "Merke",
            "Modell",
            "Produkttype",
            "Produsentens garanti",
            "Minne",
            "Miljømerke",
            "Gyldig fra",
            "Gyldig til",
        ],
        [
            "A",
            "Acme",
            "Book",
            "bærbar PC",
            "3 år",
            16,
            "TCO Certified generasjon 9",
            date(2025, 1, 1),
            "31.12.2026",
        ],
        ["B", "Acme", "Book", "notebook", "36", 1.125, "ENERGY STAR 8", None, None],
        ["C", "Acme", "Screen", "skjerm", "1.000 måneder", "8 GB", "ENERGY STAR 8", None, None],
        ["D", "Acme", "Screen", "skjerm", "24 months", "?", "TCO Certified 77", None, None],
    )
    found = evidence(graph, "bidder-sheet", path)
    items = by_item(found)
    warranties = {name[0]: row["manufacturer-warranty-duration__low"] for name, row in items.items()}
    assert warranties == {"A": 36, "B": None, "C": None, "D": 24}
    assert {name[0]: row["installed-memory-capacity__low"] for name, row in items.items()} == {
        "A": 16,
        "B": 1.125,
        "C": 8,
        "D": None,
    }
    certificates = found.certificates.to_pylist()
    assert [
        (row["item"][13], row["edition"], row["valid_from"], row["valid_until"]) for row in certificates
    ] == [
        ("A", "tco-certified-9", date(2025, 1, 1), date(2026, 12, 31)),
        ("B", "energy-star-computers-8", None, None),
        ("C", "energy-star-displays-8", None, None),
    ]
    assert [row for row in problems(found) if row[0] != 2] == [
        (4, "Produsentens garanti", "36", "warning"),
        (5, "Produsentens garanti", "1.000 måneder", "warning"),
        (6, "Miljømerke", "TCO Certified 77", "warning"),
    ]


def test_a_share_is_read_with_its_sign_only(graph: Graph, tmp_path: Path) -> None:
    """A workbook keeps a cell that shows 80 % as 0.8; read as 0.8 per cent it would fail every demand."""
    path = sheet(
        tmp_path / "offers.xlsx",
        ["Offer", "Model", "Battery cycles", "Capacity left"],
        ["A", "Book", 500, 0.8],
        ["B", "Book", 500, "80 %"],
    )
    items = by_item(evidence(graph, "bidder-sheet", path))
    facet = "battery-charge-cycles__facet__battery-capacity-retention"
    assert [interval(items[name], facet)[:2] for name in ("A/Book", "B/Book")] == [(None, None), (80, 80)]


PLAIN = "ENERGY STAR Unique ID,Model Name,Model Number,Type,Category I1: TEC of Model (kWh)"


@pytest.mark.parametrize(
    ("content", "meaning"),
    [
        (PLAIN.replace(",", ";") + "\n1;Æ;B;Notebook;10\n", "cells are divided by ';'"),
        ((PLAIN + "\n1,Æ,B,Notebook,10\n").encode("utf-16"), "is UTF-16"),
        ((PLAIN + "\n1,Æ,B,Notebook,10\n").encode("cp1252"), "Windows-1252"),
        ("\ufeff" + PLAIN + "\r\n1,Æ,B,Notebook,10\r\n", "is no heading of the file"),
    ],
)
def test_a_file_in_another_form_is_read_and_told(
    graph: Graph, tmp_path: Path, content: str | bytes, meaning: str
) -> None:
    """A wrong delimiter or encoding is no reason to lose a list."""
    path = tmp_path / "list.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    found = evidence(graph, "energy-star-computers-8", path)
    row = by_item(found)["1:I1"]
    assert (row["model"], row["line"], row["typical-energy-consumption__measured__low"]) == ("Æ B", 2, 10)
    assert any(meaning in row["meaning"] for row in found.problems.to_pylist())


def test_broken_rows_are_listed_with_their_lines_and_the_others_read(graph: Graph, tmp_path: Path) -> None:
    """Too many cells, a letter that is no UTF-8, a row of megabytes, an open quotation mark: each is named."""
    path = tmp_path / "list.csv"
    rows = [
        PLAIN.encode(),
        "1,é,B,Notebook,10".encode(),
        b"2,A,B,Notebook,10,11,12",
        b"",
        b"3,\xff,B,Notebook,10",
        b"4," + b"x" * 3_000_000 + b",B,Notebook,10",
        b"5," + b"y" * 1_000_000 + b",B,Notebook,10\r",
        b'6,"open,B,Notebook,10',
    ]
    path.write_bytes(b"\n".join(rows) + b"\n")
    found = evidence(graph, "energy-star-computers-8", path, limits=ReadingLimits(row=2_000_000))
    assert [(name, row["line"]) for name, row in by_item(found).items()] == [("1:I1", 2), ("5:I1", 7)]
    assert [(line, severity) for line, _, _, severity in problems(found)] == [
        (3, "error"),
        (5, "error"),
        (6, "error"),
        (8, "error"),
    ]


def test_a_heading_over_two_columns_gives_no_value(graph: Graph, tmp_path: Path) -> None:
    """Which of the two is meant, nobody can say; a missing column is told once."""
    path = tmp_path / "list.csv"
    path.write_text(PLAIN + ",Type\n1,A,B,Notebook,10,Desktop\n")
    found = evidence(graph, "energy-star-computers-8", path)
    assert by_item(found)["1:I1"]["product_type"] is None
    told = [(row["column"], row["found"]) for row in found.problems.to_pylist()]
    assert ("Type", "columns 4, 6") in told
    assert told.count(("{category}: Off Mode (watts)", "")) == 1


def test_a_name_with_an_asterisk_is_one_file(graph: Graph, tmp_path: Path) -> None:
    """A reader that took it for a pattern would mix in the files beside it."""
    for number, name in enumerate(("list*.csv", "list-2.csv")):
        (tmp_path / name).write_text(f"{PLAIN}\n{number},A,B,Notebook,10\n")
    assert list(by_item(evidence(graph, "energy-star-computers-8", tmp_path / "list*.csv"))) == ["0:I1"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("a,b\n1,2\n", "has none of the headings Model Name, Model Number"),
        ("", "is empty"),
    ],
)
def test_a_file_of_another_source_is_refused(
    graph: Graph, tmp_path: Path, content: str, message: str
) -> None:
    """A file without models is most likely another file; so many unknown products would look like a result."""
    path = tmp_path / "other.csv"
    path.write_text(content)
    with pytest.raises(InputError, match=message):
        evidence(graph, "energy-star-computers-8", path)


def test_a_file_over_the_limit_is_refused(graph: Graph) -> None:
    """The limit is told before anything is read."""
    with pytest.raises(InputError, match="is larger than 0 MB"):
        evidence(graph, "energy-star-computers-8", FILES / "computers.csv", limits=ReadingLimits(file=10))


REAL = {
    "boavizta": ("products/boavizta/boavizta-data-us.csv", 1226),
    "energy-star-computers-8": ("energystar-computers-v8-sample.csv", 190),
    "energy-star-computers-9": ("products/energystar/energy-star-computers-9-head.csv", 8),
    "energy-star-displays-8": ("products/energystar/energy-star-displays-8-head.csv", 12),
    "energy-star-network": ("products/energystar/ENERGY_STAR_Certified_Large_Network_Equipment.csv", 27),
    "energy-star-servers": (
        "products/energystar/ENERGY_STAR_Certified_Version_3.0_Enterprise_Servers.csv",
        121,
    ),
    "energy-star-storage": ("products/energystar/ENERGY_STAR_Certified_Data_Center_Storage.csv", 208),
    "eprel-import": ("products/eprel/eprel_smartphones_off_import.csv", 10),
    "eprel-phones-tablets": ("products/eprel/eprel_smartphones_sample.csv", 10),
    "fr-repairability-index": ("products/fr-index/exemple-valide.csv", 3),
    "untp-conformity-credential": ("passports/untp/data-models_untp-dcc_artefacts_untp-dcc-instance.json", 1),
}


@pytest.mark.slow
@pytest.mark.parametrize("source", sorted(REAL))
def test_real_files_are_read_whole(graph: Graph, shared: Path, source: str) -> None:
    """No row of a real file is refused, and no cell of a figure is left unread."""
    name, count = REAL[source]
    found = evidence(graph, source, shared / "realdata" / name)
    assert found.products.num_rows == count
    rows = found.problems.to_pylist()
    assert [row for row in rows if row["severity"] == "error"] == []
    assert [row for row in rows if "not understood" in row["meaning"]] == []


def test_a_passport_is_read_at_its_json_paths(graph: Graph, tmp_path: Path) -> None:
    """Two credentials of different versions give the same columns; claims in free words give none."""
    documents = {
        "new.json": '{"id": "urn:p:1", "credentialSubject": {"name": "Book", "modelNumber": "B1"}}',
        "old.json": '{"id": "urn:p:2", "credentialSubject": {"product": {"name": "Old Book"}}}',
    }
    for name, text in documents.items():
        (tmp_path / name).write_text(text)
    found = evidence(graph, "untp-product-passport", *(tmp_path / name for name in documents))
    assert [(row["item"], row["model"]) for row in found.products.to_pylist()] == [
        ("untp-product-passport:urn:p:1", "Book B1"),
        ("untp-product-passport:urn:p:2", "Old Book"),
    ]
    (tmp_path / "broken.json").write_text('{"id": ')
    with pytest.raises(InputError, match="is no JSON"):
        evidence(graph, "untp-product-passport", tmp_path / "broken.json")


def test_a_credential_gives_a_certificate_with_its_days(graph: Graph, tmp_path: Path) -> None:
    """The days stand in the document, the product inside its assessments."""
    path = tmp_path / "credential.json"
    path.write_text(
        '{"validFrom": "2025-03-15T12:00:00Z", "validUntil": "2027-03-15T12:00:00Z", "credentialSubject": {'
        '"id": "urn:c:1", "scope": {"name": "TCO Certified generation 9"}, "assessment": '
        '[{"assessedProduct": [{"product": {"id": "urn:b:1", "name": "Book"}}]}]}}'
    )
    found = evidence(graph, "untp-conformity-credential", path)
    assert found.certificates.to_pylist() == [
        {
            "item": "untp-conformity-credential:urn:b:1",
            "edition": "tco-certified-9",
            "tier": None,
            "valid_from": date(2025, 3, 15),
            "valid_until": date(2027, 3, 15),
            "number": "urn:c:1",
        }
    ]


def test_intervals_of_the_french_index_stay_intervals(graph: Graph, tmp_path: Path) -> None:
    """Fewer than five and more than seven are no figures of five and seven; not available is none at all."""
    path = tmp_path / "index.csv"
    head = (
        "id_unique;id_modele;nom_modele;categorie_produit;nb_annees_disponibilite_piece_detachee_1_reparateur"
    )
    rows = [
        f"{number};m{number};Book;ordinateur portable;{cell}"
        for number, cell in enumerate(("<5", ">7", "9", "Non disponible"))
    ]
    path.write_text("\n".join([head, *rows]) + "\n")
    items = by_item(evidence(graph, "fr-repairability-index", path))
    assert [interval(items[str(number)], "input__spare-part-1-years") for number in range(4)] == [
        (None, 5, False, True),
        (7, None, True, False),
        (9, 9, False, False),
        (0, 0, False, False),
    ]
    assert items["0"]["repairability-index-published__holds"] is True
    assert items["0"]["product_type"] == "notebook-computer"


@pytest.mark.slow
def test_certified_and_within_the_limit_of_the_columns_are_two_statements(graph: Graph, shared: Path) -> None:
    """One certified model uses more than base allowance and adders of its row: other allowances are not in the file."""
    found = evidence(
        graph, "energy-star-computers-8", shared / "realdata" / "energystar-computers-v8-sample.csv"
    )
    names = (
        "typical-energy-consumption__measured__low",
        "input__base-allowance__low",
        "input__functional-adders__low",
    )
    over = []
    for row in found.products.to_pylist():
        used, base, adders = (row[name] for name in names)
        if None not in (used, base, adders) and used > base + adders:
            over.append(row["item"])
    assert over == ["energy-star-computers-8:2359555:I1"]
    assert over[0] in found.certificates["item"].to_pylist()


def test_very_many_problems_are_counted(
    graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A column of a million bad cells does not become a million lines; their number is told."""
    for module in ("rows_of_items", "merged_items"):
        monkeypatch.setattr(f"gppgraph.products.{module}.MOST_LISTED", 2)
    path = tmp_path / "list.csv"
    rows = [f"1,A,B,Notebook,{number}" for number in range(4)] + [
        f"{number},A,B,Notebook,x" for number in (7, 8, 9)
    ]
    path.write_text("\n".join([PLAIN, *rows]) + "\n")
    found = evidence(graph, "energy-star-computers-8", path)
    told = [(row["line"], row["meaning"]) for row in found.problems.to_pylist() if row["line"] != 1]
    differing = "in typical-energy-consumption__measured; the values are unknown"
    assert told == [
        (6, "is not understood; the value is unknown"),
        (7, "is not understood; the value is unknown"),
        (None, "1 further cells like the last one: is not understood; the value is unknown"),
        (2, f"contradicts the row of line 3 and 2 more {differing}"),
        (3, f"contradicts the row of line 2 and 2 more {differing}"),
        (None, "2 further rows contradict others; the values are unknown"),
    ]


def test_each_step_of_reading_is_told_in_order() -> None:
    """The steps count up to their number; the rows of the file come first."""
    told: list[tuple[str, int | None, int | None]] = []

    def show(message: str, done: int | None = None, total: int | None = None, /) -> None:
        told.append((message, done, total))

    read_products([FILES / "offers.csv"], find_mapping(load(), "bidder-sheet"), show=show)
    assert told == [
        ("offers.csv: rows", 0, 5),
        ("bidder-sheet: cells", 1, 5),
        ("bidder-sheet: values", 2, 5),
        ("bidder-sheet: rows of one item", 3, 5),
        ("bidder-sheet: problems", 4, 5),
    ]
