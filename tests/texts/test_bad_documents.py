"""Documents made to harm who reads them: bounded, nothing fetched or run, a clear word, the file as it was."""

from __future__ import annotations

import io
import os
import re
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from gppgraph.cli import main
from gppgraph.errors import GppGraphError
from gppgraph.texts.linked import notes
from gppgraph.texts.read.readers import read
from gppgraph.texts.read.source_text import LARGEST, Text
from serving import Witness

pytest.importorskip("pypdf")
pytest.importorskip("lxml")

BODY = (
    '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    "<w:body><w:p><w:r><w:t>TCO Certified</w:t></w:r></w:p>{}</w:body></w:document>"
)


def docx(**parts: str | bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", parts.pop("document", BODY.format("")))
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_rels", ".rels"), content)
    return stream.getvalue()


def pdf(content: bytes, catalogue: str = "", kids: str = "[3 0 R]") -> bytes:
    """Return a PDF of one page with a content stream, and its table of cross-references."""
    page = (
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R"
        "/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>"
    )
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{catalogue}>>".encode(),
        f"<</Type/Pages/Kids{kids}/Count 1>>".encode(),
        page.encode(),
        b"<<" + content,
    ]
    whole, places = b"%PDF-1.7\n", []
    for number, entry in enumerate(objects, 1):
        places.append(len(whole))
        whole += b"%d 0 obj" % number + entry + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        whole
        + b"xref\n0 5\n0000000000 65535 f \n%strailer<</Root 1 0 R/Size 5>>\nstartxref\n%d\n%%%%EOF\n"
        % (
            table,
            len(whole),
        )
    )


def stream(data: bytes, packed: bool = False) -> bytes:
    body = zlib.compress(data, 9) if packed else data
    kind = b"/Filter/FlateDecode" if packed else b""
    return kind + b"/Length %d>>\nstream\n" % len(body) + body + b"\nendstream"


SHOWN = stream(b"BT /F1 12 Tf 20 200 Td (TCO Certified) Tj ET")


def lying_zip() -> bytes:
    """Return a docx whose directory says that its body is small."""
    data = docx(document=BODY.format(f"<!--{' ' * 150_000_000}-->"))
    size = len(BODY.format(f"<!--{' ' * 150_000_000}-->")).to_bytes(4, "little")
    return data.replace(size, (2000).to_bytes(4, "little"))


# name: content for the witness's address, and what is said; a text where something is read
CASES: dict[str, tuple[Callable[[str], bytes], str]] = {
    "pdf that unpacks to 300 MB": (lambda _: pdf(stream(b" " * 300_000_000, packed=True)), "no text|memory|broken"),
    "pdf whose pages are their own parents": (lambda _: pdf(SHOWN, kids="[2 0 R]"), "no text|broken|stopped"),
    "pdf with 200 000 pages": (
        lambda _: pdf(SHOWN, kids=f"[{'3 0 R ' * 200_000}]"),
        "broken PDF|the first 2000 of 200,000",  # pypdf refuses so many from version 7 on
    ),
    "pdf that runs a script and opens an address": (
        lambda at: pdf(SHOWN, f"/OpenAction<</S/JavaScript/JS(app.launchURL\\('{at}'\\))>>/AA<</O<</S/URI/URI({at})>>>>"),
        "TCO Certified",
    ),
    "pdf cut off": (lambda _: pdf(SHOWN)[:120], "broken|no text"),
    "docx with a template and pictures elsewhere": (
        lambda at: docx(
            word___rels__document_xml_rels="",
            **{
                "word/_rels/settings.xml.rels": f'<Relationships><Relationship Id="a" Type="attachedTemplate" TargetMode="External" Target="{at}t.dotm"/></Relationships>',
                "word/vbaProject.bin": b"Shell",
            },
        ),
        "macros; they were not run.*external parts; they were not fetched.*TCO Certified",
    ),
    "docx with a field that includes a file": (
        lambda at: docx(document=BODY.format(f'<w:p><w:fldSimple w:instr="INCLUDETEXT {at}"><w:r><w:t>EPEAT</w:t></w:r></w:fldSimple></w:p>')),
        "TCO Certified\nEPEAT",
    ),
    "docx that pulls in a file by xinclude": (
        lambda at: docx(document=BODY.format(f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{at}"/>')),
        "TCO Certified",
    ),
    "docx nested deep": (lambda _: docx(document=BODY.format("<w:p>" * 50_000 + "</w:p>" * 50_000)), "broken XML|TCO Certified"),
    "docx that lies about its size": (lambda _: lying_zip(), "broken|not opened"),
    "docx of many parts": (lambda _: docx(**{f"p{number}": "" for number in range(6_000)}), "6?000 parts|5000 parts"),
    "zip of a zip": (lambda _: docx(**{"inner.zip": docx()})[:30] + b"x", "broken archive"),
    "xml with a schema and a style elsewhere": (
        lambda at: f'<?xml version="1.0"?><?xml-stylesheet href="{at}s.xsl"?><a xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:noNamespaceSchemaLocation="{at}a.xsd">TCO Certified</a>'.encode(),
        "TCO Certified",
    ),
    "xml with entities that multiply": (
        lambda _: b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x "xxxxxxxxxx"><!ENTITY y "&x;&x;&x;&x;">]><a>&y;</a>',
        "entities",
    ),
    "xml with an entity elsewhere": (
        lambda at: f'<?xml version="1.0"?><!DOCTYPE a SYSTEM "{at}a.dtd"><a/>'.encode(),
        "document type or entities",
    ),
    "html that loads and refreshes": (
        lambda at: f'<html><head><meta http-equiv="refresh" content="0;url={at}"><base href="{at}"><link rel="stylesheet" href="{at}"></head><body><img src="{at}i.png"><script src="{at}"></script><p>TCO Certified</p></body></html>'.encode(),
        "TCO Certified",
    ),
    "utf-16 without a mark": (lambda _: "Svanemærket TCO Certified".encode("utf-16-le"), "binary data"),
    "utf-32": (lambda _: "TCO Certified".encode("utf-32"), "^TCO Certified"),
    "bytes of another code page": (lambda _: "TCO Certified – ÆØÅ".encode("cp1252"), "Windows-1252.*TCO Certified – ÆØÅ"),
    "random bytes": (lambda _: bytes(range(1, 256)) * 400, "binary data"),
    "a program": (lambda _: b"\x7fELF\x02\x01\x01" + b"\0" * 4000, "binary data"),
    "nothing": (lambda _: b"", ""),
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_harmful_document_does_no_harm(name: str, tmp_path: Path, witness: Witness) -> None:
    """It is read or refused with a reason of ours; nobody is called; bytes and time of the file stay."""
    make, words = CASES[name]
    path = tmp_path / "document"
    path.write_bytes(make(f"http://127.0.0.1:{witness.port}/"))
    before = (path.read_bytes(), path.stat().st_mtime_ns)
    try:
        found: Text = read(str(path))
        said = "\n".join((*notes(found), found.text))
    except GppGraphError as error:
        said = str(error)
    assert re.search(words, said, re.DOTALL), said[:400]
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before
    assert os.listdir(tmp_path) == ["document"]
    assert witness.seen == 0


def test_a_file_beyond_the_limit_is_not_read(tmp_path: Path) -> None:
    """Its size is enough: a sparse file of many gigabytes takes no memory."""
    path = tmp_path / "large.pdf"
    with path.open("wb") as target:
        target.write(b"%PDF-1.7")
        target.truncate(40 * LARGEST)
    with pytest.raises(GppGraphError, match="larger than 50 MB"):
        read(str(path))


@pytest.mark.parametrize("command", ["link", "review"])
def test_the_commands_say_one_line_and_exit_with_two(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No trace, no half-written result."""
    path, target = tmp_path / "bad.docx", tmp_path / "out.html"
    path.write_bytes(b"PK\3\4rest")
    assert main([command, str(path), "--format", "html", "--output", str(target)]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "broken archive" in said
    assert not target.exists()
