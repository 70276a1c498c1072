"""Parts of documents that readers see and programs overlook, and inputs made to take time."""

from __future__ import annotations

import io
import os
import time
import zipfile
from pathlib import Path

import pytest

from gppgraph.cli import main
from gppgraph.errors import InputError, LimitError
from gppgraph.graph import load
from gppgraph.terms import slug
from gppgraph.texts.limited import with_text
from gppgraph.texts.linked import notes
from gppgraph.texts.linker import Linker
from gppgraph.texts.read.readers import from_bytes, read
from gppgraph.texts.read.source_text import Text

pytest.importorskip("lxml")
INPUTS = Path(__file__).parent / "inputs"

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
OASIS = "urn:oasis:names:tc:opendocument:xmlns"


def archive(parts: dict[str, str]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for name, content in parts.items():
            target.writestr(zipfile.ZipInfo(name), content)
    return stream.getvalue()


def part(content: str, root: str = "document", word: str = WORD) -> str:
    return (
        f'<w:{root} xmlns:w="{word}" xmlns:r="{OFFICE}/relationships" xmlns:m="{OFFICE}/math" '
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        f'xmlns:v="urn:schemas-microsoft-com:vml">{content}</w:{root}>'
    )


def run(words: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def document(paragraphs: str, **parts: str) -> bytes:
    return archive({"word/document.xml": part(f"<w:body>{paragraphs}</w:body>")} | parts)


def text_of(data: bytes) -> str:
    return from_bytes("file", data).text


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("sdt-cell.docx", "Garanti | TCO Certified, generasjon 9, minst 5 år garanti | EPEAT"),
        ("sdt-row.docx", "TCO Certified, generasjon 9"),
        ("super.docx", "Warranty at least 3² years. Regulation (EU) 2019/2013⁴."),
        ("super.html", "Warranty at least 3² years."),
    ],
)
def test_content_controls_and_raised_marks_are_read(file: str, words: str) -> None:
    assert read(str(INPUTS / file)).text.strip() == words


def test_headers_footers_and_notes_are_read_once() -> None:
    header = part(f"<w:p>{run('Offer for TCO Certified 9')}</w:p>", "hdr")
    data = document(
        f"<w:p>{run('Body')}</w:p>",
        **{
            "word/header1.xml": header,
            "word/header2.xml": header,
            "word/footer1.xml": part(f"<w:p>{run('EPEAT')}</w:p>", "ftr"),
            "word/footnotes.xml": part(
                f"<w:footnote><w:p>{run('As of 2025')}</w:p></w:footnote>", "footnotes"
            ),
        },
    )
    assert text_of(data).splitlines() == ["Body", "As of 2025", "EPEAT", "Offer for TCO Certified 9"]


def test_a_text_box_counts_once_and_moved_words_stand_where_they_went() -> None:
    box = f"<w:txbxContent><w:p>{run('EPEAT Gold')}</w:p></w:txbxContent>"
    data = document(
        f"<w:p>{run('Before')}<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice>"
        f"<mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        f"<w:p><w:moveFrom>{run('TCO')}</w:moveFrom>{run('Left')}</w:p><w:p><w:moveTo>{run('TCO')}</w:moveTo></w:p>"
    )
    assert text_of(data).splitlines() == ["Before", "EPEAT Gold", "Left", "TCO"]


def test_symbols_and_formulas_keep_their_comparison() -> None:
    sign = '<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>'
    data = document(
        f"<w:p>{sign}{run(' 3 years')}</w:p><w:p><m:oMath><m:r><m:t>≤ 5 W</m:t></m:r></m:oMath></w:p>"
    )
    assert text_of(data).splitlines() == ["≥ 3 years", "≤ 5 W"]


def test_a_strict_document_is_read_like_any_other() -> None:
    body = f"<w:body><w:tbl><w:tr><w:tc><w:p>{run('A')}</w:p></w:tc><w:tc><w:p>{run('B')}</w:p></w:tc></w:tr></w:tbl></w:body>"
    assert text_of(archive({"word/document.xml": part(body, word=STRICT)})) == "A | B\n"


def test_embedded_documents_are_read_or_said() -> None:
    kind = f"{OFFICE}/relationships/aFChunk"
    relations = "".join(
        f'<Relationship Id="r{number}" Type="{kind}" Target="{target}"/>'
        for number, target in enumerate(("chunk.html", "/word/inner.docx", "lost.html", "old.rtf"))
    )
    data = io.BytesIO(
        document(
            f'<w:p>{run("Body")}</w:p><w:altChunk r:id="r0"/>',
            **{
                "word/_rels/document.xml.rels": f"<Relationships>{relations}</Relationships>",
                "word/chunk.html": "<html><p>TCO Certified 9</p></html>",
                "word/old.rtf": r"{\rtf1 EPEAT}",
            },
        )
    )
    with zipfile.ZipFile(data, "a") as target:
        target.writestr("word/inner.docx", document(f"<w:p>{run('EPEAT')}</w:p>"))
    found = from_bytes("a.docx", data.getvalue())
    assert found.text.split() == ["Body", "TCO", "Certified", "9", "EPEAT"]
    assert notes(found) == ["embedded documents that were not read: 2"]


def odt(body: str, kind: str = "text") -> bytes:
    content = (
        f'<o:document-content xmlns:o="{OASIS}:office:1.0" xmlns:t="{OASIS}:text:1.0" '
        f'xmlns:b="{OASIS}:table:1.0"><o:body><o:text>{body}</o:text></o:body></o:document-content>'
    )
    return archive({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": content})


def test_an_opendocument_text_is_read() -> None:
    data = odt(
        "<t:tracked-changes><t:p>deleted</t:p></t:tracked-changes><t:h>Warranty</t:h>"
        "<t:p>At least 3<t:note><t:note-citation>2</t:note-citation><t:note-body><t:p>From delivery.</t:p>"
        "</t:note-body></t:note><t:s/>years</t:p>"
        "<b:table><b:table-row><b:table-cell><t:p>A</t:p></b:table-cell><b:table-cell><t:p>B</t:p></b:table-cell>"
        "</b:table-row></b:table>"
    )
    assert text_of(data).splitlines() == ["Warranty", "At least 3 years", "From delivery.", "A | B"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (archive({"xl/workbook.xml": "<a/>"}), r"a workbook \(xlsx\), which is not read"),
        (archive({"ppt/presentation.xml": "<a/>"}), r"a presentation \(pptx\), which is not read"),
        (odt("", "spreadsheet"), r"a workbook \(ods\), which is not read"),
        (rb"{\rtf1 EPEAT}", "is RTF, which is not read"),
    ],
)
def test_what_is_not_read_is_named(data: bytes, said: str) -> None:
    with pytest.raises(InputError, match=said):
        from_bytes("file", data)


def test_a_notice_in_two_languages_counts_once() -> None:
    several, single = (read(str(INPUTS / f"{name}.xml")) for name in ("multi", "single"))
    assert (several.text, several.language) == (single.text, "da")
    assert (notes(several), notes(single)) == (
        ["stands also in en; read once, in the language of the notice"],
        [],
    )


def test_a_page_is_read_as_lines_and_cells() -> None:
    page = (
        "<html lang='nb-NO'><title>Krav</title><body>Før<p>En<p>To<ul><li>a<li>b</ul>"
        "<table><tr><th>Kravet<td><p>3<sup>2</sup> år</p><p>W</p></table>2<sup>nd</sup>"
        "<span style='vertical-align:super'>4</span> siste<!-- skjult --><script>x</script></body></html>"
    )
    found = from_bytes("a.html", page.encode())
    assert [line for line in found.text.splitlines() if line] == [
        "Krav", "Før", "En", "To", "a", "b", "Kravet | 3² år W", "2 nd ⁴ siste",
    ]  # fmt: skip
    assert found.language == "nb"


@pytest.mark.parametrize(
    "page",
    [
        "<!--" * 50_000,
        "<sup>1</sup>" * 20_000,
        "<p>TCO " * 15_000,
        "<table><tr>" + "<td>1" * 20_000,
        "<!" * 100_000,
        "<a " * 50_000,
    ],
    ids=["comments", "marks", "paragraphs", "cells", "declarations", "attributes"],
)
def test_a_page_is_read_in_linear_time(page: str) -> None:
    start = time.process_time()
    from_bytes("a.html", f"<html><body>{page}".encode())
    assert time.process_time() - start < 2


def test_a_limit_tells_what_to_do(tmp_path: Path) -> None:
    """Reading and work share one limit."""
    path = tmp_path / "tender.txt"
    path.write_text("x", encoding="utf-8")

    def endless(_: Text) -> None:
        while True:
            pass

    with pytest.raises(LimitError, match=r"tender\.txt: reading and linking stopped after 1 seconds.*Divide"):
        with_text(str(path), endless, processor=1)


@pytest.mark.parametrize("command", ["link", "review"])
@pytest.mark.parametrize("kind", ["fifo", "device", "directory"])
def test_special_files_are_refused_at_once(
    command: str, kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "special"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "directory":
        path.mkdir()
    name = "/dev/zero" if kind == "device" else str(path)
    assert main([command, name]) == 2
    assert capsys.readouterr().err == f"gppgraph: {name}: is no regular file.\n"


@pytest.fixture(scope="module")
def linker() -> Linker:
    return Linker(load())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Storage down to − 30 °C", [("low-storage-temperature", -30)]),
        ("Storage down to - 30 °C", [("low-storage-temperature", -30)]),
        ("Drift ved − 20 til + 60 °C", [("low-operating-temperature", -20), ("high-operating-temperature", 60)]),
        ("Drift 10 °C − 30 °C", [("low-operating-temperature", 10), ("high-operating-temperature", 30)]),
        ("Drift\n- 30 °C i drift", [("high-operating-temperature", 30)]),
        ("Krav:\n- 3 års garanti", [("manufacturer-warranty-duration", 3)]),
        ("Warranty of at least **3** years", [("manufacturer-warranty-duration", 3)]),
        ("Warranty of at least 3²⁾ years", [("manufacturer-warranty-duration", 3)]),
    ],
)  # fmt: skip
def test_a_sign_belongs_to_its_number_and_a_mark_does_not(
    linker: Linker, text: str, expected: list[tuple[str, int]]
) -> None:
    found = linker.link(Text("t", "txt", text), comparing=False).thresholds
    assert sorted((slug(entry.concept), int(entry.value)) for entry in found) == sorted(expected)


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ("Forordning (EU) 2019/20134 gjelder.", []),
        ("Sak 2019/20134", []),
        ("Forordning (EU) 2019/2013 gjelder.", ["32019R2013"]),
        ("Forordning (EU) 2019/20134 gjelder.\n\n4 Om skjermer og visning.\n", ["32019R2013"]),
    ],
)
def test_a_longer_number_is_no_act(linker: Linker, text: str, acts: list[str]) -> None:
    """A footnote's mark may stand glued to it, if the footnote stands below."""
    found = linker.link(Text("t", "txt", text), comparing=False).mentions
    assert [slug(entry.iri) for entry in found if entry.kind == "act"] == acts


def test_time_grows_with_the_length_of_a_line_of_figures(linker: Linker) -> None:
    start = time.process_time()
    linked = linker.link(Text("t", "txt", "3 years warranty " * 500), comparing=False)
    assert len(linked.thresholds) == 500
    assert time.process_time() - start < 6
