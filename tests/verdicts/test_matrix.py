"""The matrix as a picture and a page: well formed, legible without colour, nothing on top of another."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from gppgraph.cli import main
from gppgraph.verdicts.matrix_files import FILLS

SVG = "{http://www.w3.org/2000/svg}"


def matrix(folder: Path, *options: str) -> tuple[ElementTree.Element, str]:
    """Return the picture and the page of a matrix."""
    svg, html = folder / "m.svg", folder / "m.html"
    assert main(["matrix", *options, "--svg", str(svg), "--html", str(html)]) == 0
    return ElementTree.parse(svg).getroot(), html.read_text(encoding="utf-8")


def test_verdicts_are_words_and_signs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Colour alone says nothing to many readers."""
    options = ("--level", "basis", "--product", "notebook-computer", "--label", "tco-certified-8")
    picture, page = matrix(tmp_path, *options)
    titles = [node.text for node in picture.iter(f"{SVG}title")]
    assert "dk-desktop-2023.basis.TS3 by tco-certified-8: below, proves false, secondary" in titles
    assert (
        '<td class="below" title="tco-certified-8: below; proves: false; confidence: secondary">▼ <small>below</small></td>'
        in page
    )
    assert "▼ below" in capsys.readouterr().out


def test_codes_end_before_titles_and_heads_within_the_picture(tmp_path: Path) -> None:
    """Sets differ in the length of their codes; the longest name of an edition must not be cut."""
    picture, page = matrix(tmp_path, "--set", "no-it-2019", "--product", "notebook-computer")
    texts = list(picture.iter(f"{SVG}text"))
    codes = [node for node in texts if node.get("font-weight") and node.get("font-size") is None]
    starts = {float(node.get("x") or 0) for node in texts if (node.text or "").startswith("Robust")}
    assert codes
    assert starts
    assert all(10 + 7 * len(node.text or "") < min(starts) for node in codes)
    heads = [node for node in texts if "rotate" in (node.get("transform") or "")]
    for node in heads:
        x, y = map(float, (node.get("transform") or "").partition("(")[2].partition(")")[0].split(","))
        reach = 6.5 * len(node.text or "")
        assert x + reach * 0.5 < float(picture.get("width") or 0)
        assert y - reach * 0.87 > 24
    assert "no such products certified by: " in page
    assert "~ rests on a recalled fact" in page


def test_fills_differ_in_lightness() -> None:
    """In black and white each verdict is a grey of its own, on which black reads well."""

    def lightness(fill: str) -> float:
        parts = [int(fill[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (
            part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    found = sorted(map(lightness, FILLS.values()))
    assert (found[0] + 0.05) / 0.05 > 4.5
    assert all(lighter - darker > 0.05 for darker, lighter in pairwise(found))


def test_a_picture_that_cannot_be_written_leaves_nothing_half_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The error is all that is printed."""
    (tmp_path / "file").write_text("")
    assert main(["matrix", "--label", "tco-certified-8", "--svg", str(tmp_path / "file" / "m.svg")]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "cannot be written" in captured.err
