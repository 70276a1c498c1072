"""Passages are found again in texts that were published anew with edits."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gppgraph.cli import main
from gppgraph.errors import InputError, SourceError
from gppgraph.graph import load
from gppgraph.passages.alignment import Imprint, IndexedText, align, digest, packed, plain, unpacked
from gppgraph.passages.check import (
    CHANGED,
    MISSING,
    MOVED,
    SAME,
    Passage,
    PassageReport,
    as_json,
    check,
    imprints,
    passages,
    record,
)

pytestmark = pytest.mark.slow

BASIC = "The laptop has a warranty of at least two years – counted from delivery – and \u201cspare parts\u201d for five."
OTHER = "Paints and glues hold no solvents (less than 5 %), says the safety data sheet of the maker."
TWICE = "A proof is a label of type I or a report by an accredited laboratory that follows the standard."
PAGE = f"Heading\n\n{BASIC}\n\nBasic level\n\n{TWICE}\n\n{OTHER}\n\nHigher level\n\n{TWICE}\n\nFooter of the page.\n"


def passage(part: str, number: int = 0, page: str = PAGE) -> Passage:
    """Return the passage of a part of the page, the first, second ... time that it occurs."""
    start = -1
    for _ in range(number + 1):
        start = page.index(part, start + 1)
    return Passage(f"urn:{start}", "urn:doc", "page.txt", start, start + len(part), digest(part))


KNOWN = [passage(BASIC), passage(TWICE), passage(OTHER), passage(TWICE, 1)]


@pytest.fixture
def compare(tmp_path: Path):
    """Return a function that checks the passages in an edited page."""
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "page.txt").write_text(PAGE, encoding="utf-8")

    def run(page: str) -> list[PassageReport]:
        (tmp_path / "page.txt").write_text(page, encoding="utf-8")
        return check(KNOWN, tmp_path, tmp_path / "old")

    return run


def statuses(reports: list[PassageReport]) -> list[str]:
    """Return the status of each passage."""
    return [report.status for report in reports]


def test_untouched_page_is_the_same(compare) -> None:
    """Nothing is proposed where nothing changed."""
    assert statuses(compare(PAGE)) == [SAME] * 4


def test_insertion_moves_what_follows(compare) -> None:
    """The text itself is unchanged, so no fact has to be looked at again."""
    page = PAGE.replace("Basic level", "A new paragraph was put in here.\n\nBasic level")
    reports = compare(page)
    assert statuses(reports) == [SAME, MOVED, MOVED, MOVED]
    for report in reports[1:]:
        assert digest(page[report.new_start : report.new_end]) == report.passage.digest


def test_repeated_passages_keep_their_order(compare) -> None:
    """The same words stand at two levels; each level must find its own."""
    reports = compare("Intro. " + PAGE)
    assert reports[1].new_start < reports[2].new_start < reports[3].new_start


@pytest.mark.parametrize(
    ("old", "new"),
    [(" – ", " - "), ("\u201c", '"'), (" two ", "\u00a0two\n"), ("warranty", "war\u00adranty"), (" – ", "—")],
)
def test_typography_is_no_change(compare, old: str, new: str) -> None:
    """Dashes, quotation marks and white space carry no meaning, and are told apart from words."""
    report = compare(PAGE.replace(old, new))[0]
    assert report.status == MOVED
    assert report.note == "only white space, dashes or quotation marks differ"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("two years", "three years", ("three",)),
        ("at least two", "two", ()),
        ("for five", "for up to five", ("up", "to")),
    ],
)
def test_changed_word_is_a_change(compare, old: str, new: str, words: tuple[str, ...]) -> None:
    """One word can turn a verdict; the new words are shown."""
    page = PAGE.replace(old, new)
    report = compare(page)[0]
    assert report.status == CHANGED
    assert report.new_words == words
    assert page[report.new_start : report.new_end] == BASIC.replace(old, new)
    assert 0.8 < report.similarity < 1


def test_changed_sign_is_a_change(compare) -> None:
    """A figure may change by a sign alone."""
    report = compare(PAGE.replace("5 %", "5 ‰"))[2]
    assert (report.status, report.note) == (CHANGED, "signs between the words differ")


def test_edges_keep_their_signs(compare) -> None:
    """A full stop and a bracket belong to the passage as they did before."""
    page = "x " + PAGE.replace("of the maker.", "of a maker.")
    report = compare(page)[2]
    assert page[report.new_start : report.new_end] == OTHER.replace("of the maker.", "of a maker.")


def test_reordered_page(compare) -> None:
    """A passage that went to another place of the page is found out of order."""
    page = PAGE.replace(OTHER + "\n\n", "").replace("Heading", f"Heading\n\n{OTHER}")
    assert statuses(compare(page))[2] == MOVED
    assert CHANGED not in statuses(compare(page))


def test_removed_passage_is_missing(compare) -> None:
    """Nothing else is passed off as the passage."""
    assert statuses(compare(PAGE.replace(OTHER, "")))[2] == MISSING


def test_unlike_text_is_missing(compare) -> None:
    """A page that was replaced by another holds none of the passages."""
    assert (
        statuses(compare("Quite another page about chairs, tables and lamps in the office.")) == [MISSING] * 4
    )


def test_without_imprint_only_the_same_text_is_found(tmp_path: Path) -> None:
    """A passage whose imprint is not kept is never said to be changed."""
    (tmp_path / "page.txt").write_text("x " + PAGE.replace("two years", "three years"), encoding="utf-8")
    assert statuses(check(KNOWN, tmp_path)) == [MISSING, MOVED, MOVED, MOVED]


def test_folder_without_texts(tmp_path: Path) -> None:
    """A wrong folder is an error, not a hundred missing passages."""
    with pytest.raises(InputError, match=r"holds none of the source texts: page\.txt"):
        check(KNOWN, tmp_path)
    with pytest.raises(SourceError, match="is no folder"):
        check(KNOWN, tmp_path / "none")


def test_text_that_is_not_utf_8(tmp_path: Path) -> None:
    """The byte is named."""
    (tmp_path / "page.txt").write_bytes(b"abc \xe6 def")
    with pytest.raises(SourceError, match=r"is not UTF-8 \(byte 4\)"):
        check(KNOWN, tmp_path)


def test_imprint_keeps_no_words() -> None:
    """What is kept of a text must not let it be read."""
    kept = as_json(record(PAGE, KNOWN), "page")
    assert not any(word in kept for word in ("warranty", "solvents", "laboratory"))
    assert len(json.loads(kept)["passages"]) == 4


def test_packing_round_trip() -> None:
    """Marks come back as they were."""
    marks = IndexedText.of(PAGE).marks
    assert unpacked(packed(marks)) == marks


def test_alignment_keeps_order() -> None:
    """A passage cannot be cut out of pieces in another order."""
    new = IndexedText.of("Some new words. " + PAGE.replace("Basic", "Simple"))
    places = [place for place in align(IndexedText.of(PAGE).marks, new.marks) if place is not None]
    assert places == sorted(set(places))


def test_plain_form() -> None:
    """Only white space, dashes and quotation marks are made one; figures and signs stay."""
    assert plain("a\u00a0–  b\n»c«") == 'a-b "c"'
    assert plain("≥ 5") != plain("> 5")


def test_imprint_of_a_passage_without_words() -> None:
    """A row of dots has no words to align."""
    text = IndexedText.of("a ... b")
    assert Imprint.of(text, 2, 5).first == Imprint.of(text, 2, 5).last


# --- the graph ---------------------------------------------------------------


@pytest.fixture(scope="module")
def known() -> list[Passage]:
    """The passages of the graph."""
    return passages(load())


def test_all_passages_are_the_same(shared: Path, known: list[Passage]) -> None:
    """The graph quotes the texts that it was built from."""
    wrong = [report for report in check(known, shared / "sources") if report.status != SAME]
    assert wrong == []


def test_imprints_are_current(shared: Path, known: list[Passage], root: Path) -> None:
    """Run `gppgraph sources record` on the folder of sources after adding passages."""
    for name, content in imprints(known, shared / "sources").items():
        assert (root / "imprints" / f"{name}.json").read_text(encoding="utf-8") == content, name


def test_edits_are_found_without_the_old_text(
    shared: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With the kept imprints alone a changed figure is told from moved text, with the verdicts that rest on it."""
    for path in (shared / "sources").glob("*.txt"):
        content = path.read_bytes().decode().replace("mindst to, skal", "mindst tre, skal", 1)
        (tmp_path / path.name).write_bytes(("Ny tekst.\n" + content.replace("–", "-")).encode())
    assert main(["sources", "check", str(tmp_path), "--format", "json"]) == 1
    rows = {row["passage"]: row for row in json.loads(capsys.readouterr().out)["passages"]}
    changed = {name: row for name, row in rows.items() if row["status"] == CHANGED}
    assert not [row for row in rows.values() if row["status"] == MISSING]
    row = changed["dk-desktop-2023.basis.TS3.c1"]
    assert row["new_words"] == ["tre"]
    assert {"requirement", "edition", "product", "verdict"} == set(row["verdicts"][0])
    assert {entry["requirement"] for entry in row["verdicts"]} >= {"dk-desktop-2023.basis.TS3"}
    assert len(changed) < 10


def test_command_tells_by_exit_code(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """0: all the same; 2: could not run."""
    assert main(["sources", "check", str(shared / "sources")]) == 0
    assert main(["sources", "check", str(shared)]) == 2
    assert "holds none of the source texts" in capsys.readouterr().err


def test_show_prints_passage_beside_facts(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A reader compares the words with what was modelled."""
    assert main(["sources", "show", "dk-desktop-2023.basis.TS3", "--dir", str(shared / "sources")]) == 0
    shown = capsys.readouterr().out
    assert "characters 16148 to 16268" in shown
    assert shown.index("X år") < shown.index("operator: op:at-least")


def test_show_without_texts(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The place is told where the text is not at hand."""
    monkeypatch.delenv("GPPGRAPH_SOURCES", raising=False)
    assert main(["sources", "show", "dk-desktop-2023.basis.TS3"]) == 0
    assert "the text is not at hand" in capsys.readouterr().out
