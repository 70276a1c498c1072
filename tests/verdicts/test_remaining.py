"""What remains to be proved, and two editions side by side, on the real graph."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from gppgraph.cli import main
from gppgraph.errors import InputError, UnknownNameError
from gppgraph.graph import Graph, load
from gppgraph.verdicts.checklist import write
from gppgraph.verdicts.compare import RELATIONS, compare
from gppgraph.verdicts.remaining import Checklist, remaining

ASK = {"set": "dk-desktop-2023", "level": "basis", "product": "notebook-computer", "as_of": "2020-01-01"}


@pytest.fixture(scope="module")
def graph() -> Graph:
    """The real graph."""
    return load()


@pytest.fixture(scope="module")
def checklist(graph: Graph) -> Checklist:
    """What a holder of TCO Certified 8 has to show."""
    return remaining(graph, label="tco-certified-8", **ASK)


def test_warranty_remains_because_the_label_is_weaker(checklist: Checklist) -> None:
    entry = next(entry for entry in checklist.entries if entry.code == "TS3")
    assert entry.status == "remaining"
    assert [(part.standing, part.outcome) for part in entry.parts] == [("open", "below")]
    assert entry.proofs
    assert all(proof.evidence for proof in entry.proofs)


def test_requirements_without_a_specification_and_for_other_types_are_left_out(checklist: Checklist) -> None:
    assert "TS16" not in {entry.code for entry in checklist.entries}
    assert all(entry.requirement.startswith("dk-desktop-2023.basis.") for entry in checklist.entries)


def test_proved_means_that_the_verdict_proves(graph: Graph, checklist: Checklist) -> None:
    verdicts = graph.satisfy(label="tco-certified-8", **ASK)
    proving = {verdict.requirement for verdict in verdicts if verdict.proves == "true"}
    assert {entry.requirement for entry in checklist.entries if entry.status == "proved"} == proving


def test_another_label_never_takes_away(graph: Graph, checklist: Checklist) -> None:
    more = remaining(graph, label=["tco-certified-8", "energy-star-computers-8"], **ASK)
    proved = {part.constraint for entry in more.entries for part in entry.parts if part.standing == "proved"}
    assert {
        part.constraint for entry in checklist.entries for part in entry.parts if part.standing == "proved"
    } <= proved


def test_a_certificate_after_its_end_proves_nothing(graph: Graph) -> None:
    late = remaining(graph, label="tco-certified-8", **{**ASK, "as_of": "2024-01-01"})
    standings = {part.standing for entry in late.entries for part in entry.parts}
    assert standings <= {"open", "expired"}


def test_a_group_of_products_is_asked_to_be_one(graph: Graph) -> None:
    with pytest.raises(InputError, match="notebook-computer"):
        remaining(graph, label="tco-certified-8", set="dk-desktop-2023", product="mobile-devices")


@pytest.mark.parametrize("language", ["en", "nb", "da"])
@pytest.mark.parametrize("form", ["table", "md", "json", "html", "docx"])
def test_every_form_in_every_language(checklist: Checklist, form: str, language: str, tmp_path: Path) -> None:
    if form == "docx":
        pytest.importorskip("docx")
    content = write(checklist, form, language)
    if form == "docx":
        assert isinstance(content, bytes)
        path = tmp_path / "checklist.docx"
        path.write_bytes(content)
        text = zipfile.ZipFile(path).read("word/document.xml").decode()
    else:
        assert isinstance(content, str)
        text = content
    assert "TS3" in text
    if form == "json":
        assert json.loads(text)["product"] == "notebook-computer"


@pytest.mark.parametrize(
    ("language", "demand", "proof"),
    [
        ("en", "manufacturer warranty duration ≥ 2 years", "Papers on the manufacturer's warranty."),
        ("nb", "Produsentens garanti dekker produktene", "Dokumenter om produsentens garanti."),
        ("da", "Fabrikantens garanti dækker produkterne", "Dokumenter om fabrikantens garanti."),
    ],
)
def test_a_checklist_speaks_one_language(graph: Graph, language: str, demand: str, proof: str) -> None:
    """The names in formulas are English, so that other languages give the statement in words."""
    text = write(remaining(graph, label="tco-certified-8", language=language, **ASK), "md", language)
    assert isinstance(text, str)
    warranty = text[text.index("TS3") : text.index("TS4")]
    assert demand in warranty
    assert proof in warranty


def test_docx_needs_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["--label", "tco-certified-8", "--set", "dk-desktop-2023", "--product", "notebook-computer"]
    assert main(["remaining", *asked, "--format", "docx"]) == 2
    assert "--output" in capsys.readouterr().err


@pytest.mark.parametrize(
    "option", [("label", "tco-certifed-8"), ("set", "dk-desktop-2032"), ("product", "notbook")]
)
def test_unknown_names_get_near_matches(graph: Graph, option: tuple[str, str]) -> None:
    with pytest.raises(UnknownNameError, match="Close matches"):
        remaining(graph, **{"label": "tco-certified-8", **ASK, option[0]: option[1]})


def test_higher_level_is_stricter_on_warranty(graph: Graph) -> None:
    found = compare(graph, "dk-desktop-2023/basis", "dk-desktop-2023/udvidet", product="notebook-computer")
    entries = [entry for entry in found if entry.concept == "manufacturer-warranty-duration"]
    assert {entry.relation for entry in entries} == {"right-stricter"}
    assert all("left: figure" in entry.why for entry in entries)


def test_turning_the_sides_round_turns_the_result_round(graph: Graph) -> None:
    turned = {"left-stricter": "right-stricter", "right-stricter": "left-stricter"}
    turned |= {"left-only": "right-only", "right-only": "left-only"}
    one = compare(graph, "tco-certified-8", "no-it-2019/avansert", product="notebook-computer")
    two = compare(graph, "no-it-2019/avansert", "tco-certified-8", product="notebook-computer")
    forth = sorted((e.concept, e.left_constraint, e.right_constraint, e.relation) for e in one)
    back = sorted(
        (e.concept, e.right_constraint, e.left_constraint, turned.get(e.relation, e.relation)) for e in two
    )
    assert forth == back
    assert {entry.relation for entry in one} <= set(RELATIONS)


def test_the_norwegian_battery_is_that_of_the_label(graph: Graph) -> None:
    found = compare(graph, "tco-certified-8", "no-it-2019/avansert", product="notebook-computer")
    relation = {entry.concept: entry.relation for entry in found}
    assert relation["battery-charge-cycles"] == "equal"


def test_law_is_that_of_the_day(graph: Graph) -> None:
    early = compare(graph, "law", "dk-desktop-2023", as_of="2010-01-01", product="computer-display")
    late = compare(graph, "law", "dk-desktop-2023", as_of="2026-01-01", product="computer-display")
    assert len([e for e in early if e.left]) < len([e for e in late if e.left])


def test_unknown_topic_gets_near_matches(graph: Graph) -> None:
    with pytest.raises(UnknownNameError, match="warranty"):
        compare(graph, "tco-certified-8", "tco-certified-9", topic="waranty")
