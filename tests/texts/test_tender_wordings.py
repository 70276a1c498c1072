"""Wordings and layouts of real tenders, each beside one that looks alike and means something else."""

from __future__ import annotations

import pytest

from gppgraph.graph import load
from gppgraph.terms import slug
from gppgraph.texts.linker import Linker
from gppgraph.texts.mentions.mention import Mention
from gppgraph.texts.read.source_text import Text

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def linker() -> Linker:
    return Linker(load())


def mentions(linker: Linker, text: str, kind: str) -> list[tuple[str, str]]:
    """Return words and thing (the edition, if one is stated) of the mentions of a kind."""

    def thing(mention: Mention) -> str:
        named = mention.edition or mention.iri
        return slug(named) if named else ""

    found = linker.link(Text("t", "txt", text), comparing=False).mentions
    return [(entry.text, thing(entry)) for entry in found if entry.kind == kind]


def figures(linker: Linker, text: str) -> list[tuple[str, str, float]]:
    """Return property, operator and value of the figures of a text."""
    found = linker.link(Text("t", "txt", text), comparing=False).thresholds
    return [(slug(entry.concept), slug(entry.operator), float(entry.value)) for entry in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("REACH (EF1907/2006)", [("REACH", "32006R1907"), ("EF1907/2006", "32006R1907")]),
        ("forordning (EF) nr. 106/2008 og 174/2013", [("forordning (EF) nr. 106/2008", "32008R0106"), ("174/2013", "32013R0174")]),
        ("Økodesignforordningen 617/2013 gjelder", [("Økodesignforordningen 617/2013", "32013R0617")]),
        ("lov 17. juni 2016 nr. 73 gjelder", [("lov 17. juni 2016 nr. 73", "no-loa-2016")]),
        ("lov nr. 1564 af 15/12/2015 gælder", [("lov nr. 1564 af 15/12/2015", "dk-udbudslov-2015")]),
        ("Skoleåret EU 2023/24 og side 617/2013 i bogen", []),
        ("WEEE 2002/96/EF", [("WEEE 2002/96/EF", "32002L0096")]),
    ],
)  # fmt: skip
def test_acts_are_found_as_people_write_them(
    linker: Linker, text: str, expected: list[tuple[str, str]]
) -> None:
    assert mentions(linker, text, "act") == expected


def test_a_number_whose_name_is_that_of_another_act_is_asked_about(linker: Linker) -> None:
    """The number decides, if the graph has it, and the act of the name is a candidate."""
    linked = linker.link(Text("t", "txt", "WEEE Directive 2011/65/EU"), comparing=False)
    (act,) = linked.mentions
    assert (slug(act.iri), [slug(entry) for entry in act.candidates]) == ("32011L0065", ["32012L0019"])
    assert act.doubt is not None
    assert act.doubt.key == "name-of-another"
    (act,) = linker.link(Text("t", "txt", "RoHS Directive 2011/66/EU"), comparing=False).mentions
    assert not act.iri
    assert act.doubt is not None


def test_an_act_that_only_a_title_names_is_no_other_one(linker: Linker) -> None:
    (act,) = linker.link(Text("t", "txt", "Regulation (EU) No 1062/2010"), comparing=False).mentions
    assert (act.iri, act.doubt, [slug(entry) for entry in act.candidates]) == ("", None, ["32019R2013"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Skärmarna ska vara TCO-märkta.", [("TCO-märkta", "tco-certified")]),
        ("RAL-UZ 78a, DE-UZ 215", [("RAL-UZ 78a", "blue-angel-de-uz-78a-2014"), ("DE-UZ 215", "blue-angel")]),
        ("TCO Certified, åttende generasjon", [("TCO Certified, åttende generasjon", "tco-certified-8")]),
        ("Svanemerket, kriterieversjon 7.1", [("Svanemerket, kriterieversjon 7.1", "nordic-swan-7")]),
        ("Godkjente miljømerker:\n- Svanen\n- EPEAT", [("Svanen", "nordic-swan"), ("EPEAT", "epeat")]),
        ("Fugler i parken:\n- Svanen\n- Anda", []),
        ("Energieklasse A++", [("Energieklasse A++", "eu-energy-label")]),
        ("Die Energie A ist ausverkauft.", []),
        ("The TCO of a fleet is 9 years old.", []),
    ],
)
def test_labels_are_found_in_the_wordings_of_tenders(
    linker: Linker, text: str, expected: list[tuple[str, str]]
) -> None:
    assert mentions(linker, text, "label") == expected


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("miljømerket (type I)", 1),
        ("Umweltzeichen nach ISO 14024 (Typ I)", 1),
        ("type 1-miljømærker", 1),
        ("type II environmental label", 0),
        ("Type 1 diabetes", 0),
        ("Typ I der Formulare", 0),
    ],
)
def test_type_one_labels_are_found_in_any_wording(linker: Linker, text: str, count: int) -> None:
    assert len(mentions(linker, text, "type-i")) == count


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("tested to EN 60068-2-27", [("EN 60068-2-27", "iec-60068-2-27")]),
        ("nach ISO 9001 und 14001 zertifiziert", [("ISO 9001", "iso-9001"), ("14001", "iso-14001")]),
        ("ISO 9001 i rom 14001", [("ISO 9001", "iso-9001")]),
        ("MIL810G", [("MIL810G", "mil-std-810g")]),
        ("part number MIL-810", []),
        ("per MIL-STD-810G W/ CHANGE 1", [("MIL-STD-810G W/ CHANGE 1", "mil-std-810g-change-1")]),
        ("tested to the IEC 62321 series", [("IEC 62321", "")]),
    ],
)
def test_standards_are_found_in_the_wordings_of_tenders(
    linker: Linker, text: str, expected: list[tuple[str, str]]
) -> None:
    assert mentions(linker, text, "standard") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Storage ≥ 48 h ≥ 60 °C / Operation ≥ 4 h ≥ 40 °C",
            [
                ("temperature-exposure-duration", "at-least", 48),
                ("high-storage-temperature", "at-least", 60),
                ("temperature-exposure-duration", "at-least", 4),
                ("high-operating-temperature", "at-least", 40),
            ],
        ),
        ("Garantie | 36 Monate\nVertragslaufzeit | 48 Monate", [("manufacturer-warranty-duration", "at-least", 36)]),
        ("Chlorine and bromine each ≤ 900 ppm", [("plastic-bromine-content", "at-most", 900), ("plastic-chlorine-content", "at-most", 900)]),
        ("Garanti i 3 år, reservedeler i 5 år", [("manufacturer-warranty-duration", "at-least", 3), ("spare-part-availability-period", "at-least", 5)]),
        ("Noise must not exceed 3.8 bel", [("sound-power-level", "at-most", 38)]),
        ("The warranty must exceed 3 years", [("manufacturer-warranty-duration", "more-than", 3)]),
        ("Schallleistungspegel darf 38 dB nicht überschreiten", [("sound-power-level", "at-most", 38)]),
        ("Temperature in operation, storage etc. is stated", []),
        ("Resirkulert emballasje vektes 20 %", []),
        ("Der Preis zählt 60 %, in diesem Fall 20 cm Abstand", []),
        ("Reservedeler:\n- minst 7 år", [("spare-part-availability-period", "at-least", 7)]),
        ("Møter:\n- minst 7 år", []),
    ],
)  # fmt: skip
def test_figures_are_read_in_the_layouts_of_tenders(
    linker: Linker, text: str, expected: list[tuple[str, str, float]]
) -> None:
    assert sorted(figures(linker, text)) == sorted(expected)


@pytest.mark.parametrize(
    ("text", "methods"),
    [
        ("Noise below 40 dB(A), measured by ISO 7779.", ["iso-7779"]),
        ("Noise below 40 dB(A); the works are close to ISO 7779.", []),
    ],
)
def test_a_standard_is_a_method_where_something_is_measured_by_it(
    linker: Linker, text: str, methods: list[str]
) -> None:
    (figure,) = linker.link(Text("t", "txt", text), comparing=False).thresholds
    assert [slug(scope.value) for scope in figure.scope if scope.property == "testMethod"] == methods


def test_everyday_words_count_only_in_their_language(linker: Linker) -> None:
    """The Norwegian word for food is a piece of cloth in English."""
    assert mentions(linker, "The mat is on the floor, and the cat is under the table.", "topic") == []
    assert mentions(linker, "Det skal være mat på bordet, og maten er økologisk.", "topic") != []


def test_a_part_of_a_product_is_no_product(linker: Linker) -> None:
    text = "Notebook-Taschen und Monitorarme, laptop bags and notebooks"
    assert mentions(linker, text, "product") == [("notebooks", "notebook-computer")]
