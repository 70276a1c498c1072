"""What remains to be proved, and two editions side by side, on the real graph."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from gppgraph.cli import main
from gppgraph.errors import InputError, UnknownNameError
from gppgraph.graph import Graph, load
from gppgraph.verdicts.checklist import ChecklistWords, write
from gppgraph.verdicts.closing import Closer, Opening, closers
from gppgraph.verdicts.compare import RELATIONS, compare
from gppgraph.verdicts.remaining import Checklist, Entry, remaining

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
    warranty = text[text.index("## TS3") : text.index("## TS4")]
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


HELD = ["tco-certified-9", "energy-star-computers-8"]
TODAY = {**ASK, "as_of": "2026-11-30"}


@pytest.fixture(scope="module")
def both(graph: Graph) -> Checklist:
    """What a holder of two labels has to show today."""
    return remaining(graph, label=HELD, **TODAY)


def entry_of(checklist: Checklist, code: str) -> Entry:
    """Return the requirement with a printed code."""
    return next(entry for entry in checklist.entries if entry.code == code)


def test_every_label_that_speaks_is_told_the_best_known_first(graph: Graph) -> None:
    """A known shortfall is not hidden by labels that are silent or of which nothing on the topic was read."""
    held = ["ENERGY STAR 7", *HELD]
    (warranty,) = entry_of(remaining(graph, label=held, **TODAY), "TS3").parts
    assert [(answer.provider, answer.outcome, answer.because) for answer in warranty.answers] == [
        ("tco-certified-9", "below", None),
        ("energy-star-computers-7", "unknown", "topic-not-read"),
        ("energy-star-computers-8", "silent", None),
    ]
    assert (warranty.outcome, warranty.edition) == ("below", "tco-certified-9")


def test_who_holds_more_labels_never_learns_less(graph: Graph, both: Checklist) -> None:
    """The answers of each label alone are among those of both."""
    together = {
        (part.constraint, answer) for entry in both.entries for part in entry.parts for answer in part.answers
    }
    for held in HELD:
        alone = remaining(graph, label=held, **TODAY)
        assert together >= {
            (part.constraint, answer)
            for entry in alone.entries
            for part in entry.parts
            for answer in part.answers
        }


def test_a_label_that_may_certify_the_type_is_not_said_to_certify_it_not(graph: Graph) -> None:
    """What an edition certifies may not be known; that is not a no."""
    found = remaining(graph, label="tco-certified-10", **{**TODAY, "product": "mobile-workstation"})
    (warranty,) = entry_of(found, "TS3").parts
    assert (warranty.outcome, warranty.answers[0].because) == ("unknown", "coverage-not-known")


def test_a_part_that_no_label_can_speak_for_is_said_once(both: Checklist) -> None:
    words = ChecklistWords("en")
    for part in entry_of(both, "TS1").parts:
        assert words.answers(part) == [("remains: no label speaks for it", "open", "")]


def test_certificates_that_end_soon_stand_on_top(graph: Graph, both: Checklist) -> None:
    """Half a year ahead, and with how sure the day is."""
    assert [(entry.edition, entry.day, entry.certain, entry.confidence) for entry in both.ending] == [
        ("tco-certified-9", "2026-12-04", False, "recalled")
    ]
    text = write(both, "table")
    assert isinstance(text, str)
    assert text.startswith("TCO Certified, generation 9: certificates probably end on 2026-12-04 (recalled;")
    early = remaining(graph, label=HELD, **{**TODAY, "as_of": "2026-06-03"})
    assert early.ending == ()


def test_proofs_say_who_issues_them_and_by_which_standard(both: Checklist) -> None:
    """A row each, in place of long cells."""
    words = ChecklistWords("en")
    rows = words.proof_rows(entry_of(both, "TS18"))
    assert (
        "test report: Other test results, from a body accredited under ISO 17025, in line with IEC 62623:2012.",
        "a laboratory",
        "IEC 62623:2012, ISO/IEC 17025",
    ) in rows
    assert ("type I eco-label: A type I ecolabel whose criteria include what is asked for.",
            "the body behind the label", "") in rows  # fmt: skip


def test_what_closes_most_parts_comes_first(both: Checklist) -> None:
    """Each document or proof counts a part once."""
    documents = [entry for entry in both.closers if entry.kind == "document"]
    proofs = [entry for entry in both.closers if entry.kind == "proof"]
    assert {entry.name for entry in documents} == set(HELD)
    assert [entry.parts for entry in documents] == sorted((entry.parts for entry in documents), reverse=True)
    assert proofs[0].name == "type I eco-label"
    open_parts = sum(
        len([part for part in entry.parts if part.standing != "proved"]) for entry in both.entries
    )
    assert all(entry.parts <= open_parts for entry in both.closers)
    assert "TS3" in proofs[0].requirements


def test_equal_openings_count_once() -> None:
    part = ("r", "r.c1")
    found = closers(
        [
            Opening("proof", "test", "test", part, "TS2"),
            Opening("document", "a", "A", part, "TS2"),
            Opening("document", "a", "A", part, "TS2"),
            Opening("document", "b", "B", part, "TS2"),
            Opening("document", "b", "B", ("r", "r.c2"), "TS10"),
        ]
    )
    assert found == (
        Closer("document", "b", "B", 2, ("TS2", "TS10")),
        Closer("document", "a", "A", 1, ("TS2",)),
        Closer("proof", "test", "test", 1, ("TS2",)),
    )


@pytest.mark.parametrize("language", ["en", "nb", "da"])
@pytest.mark.parametrize("form", ["md", "html"])
def test_each_label_is_told_in_lines(graph: Graph, language: str, form: str) -> None:
    """As in the proof of a verdict: known, missing, settled by, as proof."""
    text = write(remaining(graph, label=HELD, language=language, **TODAY), form, language)
    words = ChecklistWords(language)
    assert isinstance(text, str)
    assert all(f"{words[name]}: " in text for name in ("known", "missing", "settled_by", "as_proof"))
    assert words["closers"] in text


def test_a_proof_that_was_not_read_is_not_said_to_be_missing_from_the_source(graph: Graph) -> None:
    """Nobody knows that a source states no proof."""
    found = remaining(graph, label=HELD, set="no-it-2019", product="notebook-computer")
    without = [entry for entry in found.entries if not entry.proofs and entry.status != "proved"]
    assert without
    text = write(found, "md")
    assert isinstance(text, str)
    assert "no accepted proof was read" in text
    assert "states no proof" not in text


@pytest.fixture(scope="module")
def of_phones(graph: Graph) -> Checklist:
    """What a seller of phones with a label has to show, when law asks for endurance."""
    return remaining(graph, label="tco-certified-9", **PHONES, as_of="2026-12-01")


PHONES = {"set": "eu-gpp-2021", "level": "core", "product": "smartphone"}


def test_what_law_gives_needs_no_proof(graph: Graph, of_phones: Checklist) -> None:
    """The battery of a phone lasts by law; before that law, the label must prove it."""
    entry = next(entry for entry in of_phones.entries if entry.code == "TS6")
    assert entry.status == "by-law"
    (part,) = entry.parts
    assert (part.standing, part.edition, part.criterion) == (
        "by-law",
        "law",
        "32023R1670.annex-ii-b-1-2-4.c1",
    )
    assert "TS6" not in {name for closer in of_phones.closers for name in closer.requirements}
    before = remaining(graph, label="tco-certified-9", **PHONES, as_of="2024-06-01")
    entry = next(entry for entry in before.entries if entry.code == "TS6")
    assert entry.status != "by-law"
    assert {answer.provider for part in entry.parts for answer in part.answers} <= {"tco-certified-9"}


def test_what_law_gives_for_some_things_is_told_and_remains(of_phones: Checklist) -> None:
    """Seven years of displays are no seven years of keyboards."""
    entry = next(entry for entry in of_phones.entries if entry.code == "TS2")
    told = [answer for part in entry.parts for answer in part.answers if answer.provider == "law"]
    assert {(answer.standing, answer.outcome) for answer in told} == {("open", "in-part")}
    text = write(of_phones, "md", "nb")
    assert isinstance(text, str)
    assert "loven gir det for noen av tingene" in text
    assert "eldre lager" in text


def test_refurbished_goods_have_nothing_by_law_on_new_ones(graph: Graph) -> None:
    """The unit was placed on the market before."""
    used = remaining(graph, label="tco-certified-9", **PHONES, as_of="2026-12-01", state="refurbished")
    assert "by-law" not in {entry.status for entry in used.entries}
