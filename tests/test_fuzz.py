"""Documents and Turtle as nobody would write them: read or refused by an error of ours, never a crash."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gppgraph.errors import GppGraphError
from gppgraph.output.shown import shown
from gppgraph.texts.read.readers import from_bytes
from gppgraph.validation import contributed, reading
from gppgraph.validation.node_places import Places
from gppgraph.validation.steps import run_steps, silent
from places import TESTS

pytest.importorskip("lxml")

BOUNDED = settings(
    max_examples=60,
    deadline=2_000,
    derandomize=True,  # the same examples in every run
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
INPUTS = [path.read_bytes() for path in sorted((TESTS / "texts" / "inputs").iterdir())]
TAGS = st.sampled_from(
    [
        "<p>",
        "</p>",
        "<sup>",
        "</sup>",
        "<td>",
        "<tr>",
        "<table>",
        "<!--",
        "-->",
        "<script>",
        "<br/>",
        "<p ",
        "&#0;",
        "&x;",
        "3",
        " år ",
        "\x00",
    ]
)
WORD = st.sampled_from(
    [
        "<w:p>",
        "</w:p>",
        "<w:tbl>",
        "</w:tbl>",
        "<w:tr>",
        "</w:tr>",
        "<w:tc>",
        "</w:tc>",
        "<w:sdt>",
        "</w:sdt>",
        "<w:r>",
        "</w:r>",
        "<w:t>a</w:t>",
        "<w:sym/>",
        "<w:txbxContent>",
        "</w:txbxContent>",
    ]
)
TURTLE = st.sampled_from(
    [
        "<urn:a> ",
        "_:b ",
        "gpp:upTo ",
        "a ",
        "[ ",
        "] ",
        "( ",
        ") ",
        ". ",
        "; ",
        ", ",
        '"x"^^xsd:integer ',
        '"\\u001b[31m" ',
        "1e400 ",
        "-5 ",
        "<a b> ",
        '"""',
        "@prefix gpp: <https://w3id.org/gppgraph/ns#> . ",
        "owl:sameAs ",
        "true ",
    ]
)


def read_or_refused(data: bytes) -> None:
    try:
        text = from_bytes("file", data).text
    except GppGraphError:
        return
    assert isinstance(text, str)


@BOUNDED
@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"%PDF-1.7\n", b"<?xml version='1.0'?>", b"PK\3\4", b"<html>"]),
)
def test_bytes_are_read_or_refused(data: bytes, head: bytes) -> None:
    read_or_refused(head + data)


@BOUNDED
@given(st.sampled_from(INPUTS), st.integers(0, 10_000), st.binary(max_size=8))
def test_documents_with_other_bytes_are_read_or_refused(data: bytes, place: int, other: bytes) -> None:
    place %= len(data)
    read_or_refused(data[:place] + other + data[place + len(other) :])


@BOUNDED
@given(st.lists(TAGS, max_size=60))
def test_pages_of_any_tags_are_read_or_refused(tags: list[str]) -> None:
    read_or_refused(("<html>" + "".join(tags)).encode())


@BOUNDED
@given(st.lists(WORD, max_size=40))
def test_word_documents_of_any_elements_are_read_or_refused(elements: list[str]) -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        body = "".join(elements)
        names = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{names}">{body}</w:document>')
    read_or_refused(stream.getvalue())


@BOUNDED
@given(parts=st.lists(TURTLE, max_size=40), name=st.text(alphabet="a{}% #?<>\\æ.", min_size=1, max_size=12))
def test_turtle_is_read_or_refused_under_any_name(tmp_path: Path, parts: list[str], name: str) -> None:
    path = tmp_path / f"x{name}.ttl"
    prefixes = "PREFIX gpp: <https://w3id.org/gppgraph/ns#> PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> PREFIX owl: <http://www.w3.org/2002/07/owl#> "
    path.write_text(prefixes + "".join(parts), encoding="utf-8")
    try:
        _, found = contributed.sift(reading.read(path), ox.Store())
    except GppGraphError:
        return
    for finding in run_steps([("x", lambda: found)], Places(ox.Store(), ()).place, silent):
        assert finding.message == shown(finding.message)
