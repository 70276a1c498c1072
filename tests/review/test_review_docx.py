"""A review written as comments into a copy of the document."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from typing import Any

import pytest

from gppgraph.cli import main

pytestmark = pytest.mark.slow

docx = pytest.importorskip("docx")
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def anchors(document: Any) -> dict[int, str]:
    """Return the text between the marks of each comment."""
    found: dict[int, str] = {}
    open_: set[int] = set()
    for node in document.element.iter():
        if node.tag == f"{WORD}commentRangeStart":
            open_.add(int(node.get(f"{WORD}id")))
        elif node.tag == f"{WORD}commentRangeEnd":
            open_.discard(int(node.get(f"{WORD}id")))
        elif node.tag == f"{WORD}t":
            for number in open_:
                found[number] = found.get(number, "") + (node.text or "")
    return found


def review(*arguments: str) -> int:
    return main(["review", *arguments, "--country", "no", "--as-of", "2026-11-24"])


@pytest.fixture
def tender(tmp_path: Path) -> Path:
    """A document with a name cut into runs, a table, a tab stop, and a comment of somebody else."""
    document = docx.Document()
    document.add_paragraph("")
    first = document.add_paragraph("Alle maskiner skal være sertifisert etter TCO Certi")
    first.paragraph_format.tab_stops.add_tab_stop(914400)
    first.add_run("fied").bold = True
    first.add_run(" generasjon 8. Garanti: minst ett år.")
    cell = document.add_table(rows=1, cols=2).rows[0].cells[1]
    cell.paragraphs[0].add_run("Måling etter IEC 62623:2012").italic = True
    document.add_comment(first.runs[0], "Er dette riktig?", "Kari", "K")
    path = tmp_path / "tender.docx"
    document.save(str(path))
    return path


def test_each_finding_is_a_comment_on_its_words(tender: Path, tmp_path: Path) -> None:
    """The marks hold the words and no more, the comment says what and why, and the rest of the document is as it was."""
    before = tender.read_bytes()
    target = tmp_path / "reviewed.docx"
    assert review(str(tender), "--format", "docx", "--output", str(target)) == 1
    assert tender.read_bytes() == before
    document = docx.Document(str(target))
    held = anchors(document)
    said = {
        (held[comment.comment_id], comment.text)
        for comment in document.comments
        if comment.author == "gppgraph"
    }
    where = {words: text for words, text in said if "no equivalent label" in text or "superseded" in text}
    assert set(where) == {"TCO Certified generasjon 8", "IEC 62623:2012"}
    assert "(32014L0024.article-43" in where["TCO Certified generasjon 8"]
    assert "ett år" in held.values()
    own = next(comment for comment in document.comments if comment.author == "Kari")
    assert held[own.comment_id].startswith("Alle maskiner")
    original = docx.Document(io.BytesIO(before))
    assert [entry.text for entry in document.paragraphs] == [entry.text for entry in original.paragraphs]
    bold = [run.text for entry in document.paragraphs for run in entry.runs if run.bold]
    assert bold == ["fied"]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("nb", "IEC 62623:2012 ble erstattet eller trukket tilbake (2022-04-27); se IEC 62623:2022. Oppgi den gjeldende utgaven, eller ingen utgave."),
        ("da", "IEC 62623:2012 blev erstattet eller trukket tilbage (2022-04-27); se IEC 62623:2022. Angiv den gældende udgave, eller ingen udgave."),
    ],
)  # fmt: skip
def test_comments_are_in_the_language_asked_for(
    tender: Path, tmp_path: Path, language: str, said: str
) -> None:
    """Who answers the tender reads the comments as they come."""
    target = tmp_path / "reviewed.docx"
    assert review(str(tender), "--lang", language, "--format", "docx", "--output", str(target)) == 1
    assert any(comment.text.startswith(said) for comment in docx.Document(str(target)).comments)


def test_a_text_has_no_place_for_comments(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is no Word document is refused, and nothing is written."""
    text = tmp_path / "tender.txt"
    text.write_text("Alt skal være svanemerket.")
    target = tmp_path / "reviewed.docx"
    assert review(str(text), "--format", "docx", "--output", str(target)) == 2
    assert "comments need a docx" in capsys.readouterr().err
    assert not target.exists()


def test_the_original_is_never_the_target(tender: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A review does not write over what it reviews, and a document does not go to the terminal."""
    before = tender.read_bytes()
    assert review(str(tender), "--format", "docx", "--output", str(tender)) == 2
    assert "the reviewed file itself" in capsys.readouterr().err
    assert review(str(tender), "--format", "docx") == 2
    assert "--output" in capsys.readouterr().err
    assert tender.read_bytes() == before


def test_a_document_with_macros_gets_no_comments(tender: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It can be read but not written; the reason is said."""
    stream = io.BytesIO()
    with zipfile.ZipFile(tender) as old, zipfile.ZipFile(stream, "w") as new:
        for entry in old.infolist():
            data = old.read(entry)
            if entry.filename == "[Content_Types].xml":
                data = data.replace(
                    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                    b"application/vnd.ms-word.document.macroEnabled.main+xml",
                )
            new.writestr(entry, data)
    tender.write_bytes(stream.getvalue())
    target = tender.with_name("reviewed.docx")
    assert review(str(tender), "--format", "docx", "--output", str(target)) == 2
    assert "no comments can be written" in capsys.readouterr().err
    assert not target.exists()


@pytest.mark.parametrize("empty_last", [False, True])
def test_a_finding_in_a_cell_is_a_comment_on_its_words(tmp_path: Path, empty_last: bool) -> None:
    """A row is read as one line; its comments stay in the cell, also where the last cell is empty."""
    document = docx.Document()
    table = document.add_table(rows=2, cols=3)
    for cell, words in zip(table.rows[0].cells, ("Nr.", "Krav", "Svar"), strict=True):
        cell.text = words
    words = (
        "1",
        "Maskinene skal ha TCO Certified generasjon 8",
        "" if empty_last else "Måling: IEC 62623:2012",
    )
    for cell, text in zip(table.rows[1].cells, words, strict=True):
        cell.text = text
    path, target = tmp_path / "table.docx", tmp_path / "reviewed.docx"
    document.save(str(path))
    assert review(str(path), "--format", "docx", "--output", str(target)) == 1
    reviewed = docx.Document(str(target))
    held = set(anchors(reviewed).values())
    expected = {"TCO Certified generasjon 8"} | (set() if empty_last else {"IEC 62623:2012"})
    assert held == expected
    assert [[cell.text for cell in row.cells] for row in reviewed.tables[0].rows] == [
        ["Nr.", "Krav", "Svar"],
        list(words),
    ]
