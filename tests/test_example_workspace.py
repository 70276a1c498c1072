"""The worked example of a workspace: another publisher's furniture in other countries, with no program of its own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from gppgraph.cli import main
from gppgraph.graph import Graph, load
from places import ROOT

pytestmark = pytest.mark.slow

BASE = "https://example.org/furniture/"


@pytest.fixture(scope="module")
def furniture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the example, so that no snapshot is written into the checkout."""
    folder = tmp_path_factory.mktemp("example") / "furniture"
    shutil.copytree(
        ROOT / "examples" / "furniture", folder, ignore=shutil.ignore_patterns(".gppgraph", "site")
    )
    return folder


@pytest.fixture(scope="module")
def graph(furniture: Path) -> Graph:
    return load(workspace=furniture)


@pytest.fixture(autouse=True)
def there(furniture: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run commands inside the workspace, whatever the caller has set."""
    for name in ("GPPGRAPH_WORKSPACE", "GPPGRAPH_SNAPSHOT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(furniture)


def test_verdicts_on_office_chairs(graph: Graph) -> None:
    """The newer edition meets the core level and not the longer guarantee; a declaration is no label of type I."""
    found = graph.satisfy(set=["office-chairs-2026"], product=["office-chair"], as_of="2026-11-30")
    assert {(row.requirement.partition(".")[2], row.edition): (row.verdict, row.proves) for row in found} == {
        ("core.R1", "larch-1"): ("below", "false"),
        ("core.R1", "larch-2"): ("satisfies", "true"),
        ("core.R1", "heron-1"): ("satisfies", "false"),
        ("core.R2", "larch-1"): ("undetermined", "false"),
        ("core.R2", "larch-2"): ("satisfies", "true"),
        ("core.R2", "heron-1"): ("undetermined", "false"),
        ("core.R3", "larch-1"): ("undetermined", "false"),
        ("core.R3", "larch-2"): ("satisfies", "false"),
        ("core.R3", "heron-1"): ("undetermined", "false"),
        ("ambitious.R1", "larch-1"): ("below", "false"),
        ("ambitious.R1", "larch-2"): ("below", "false"),
        ("ambitious.R1", "heron-1"): ("satisfies", "false"),
        ("ambitious.R4", "larch-1"): ("satisfies", "false"),
        ("ambitious.R4", "larch-2"): ("satisfies", "true"),
        ("ambitious.R4", "heron-1"): ("undetermined", "false"),
        ("ambitious.R5", "larch-1"): ("out-of-reach", "false"),
        ("ambitious.R5", "larch-2"): ("out-of-reach", "false"),
        ("ambitious.R5", "heron-1"): ("out-of-reach", "false"),
    }


@pytest.mark.parametrize(("years", "verdict"), [(5, "satisfies"), (6, "below")])
def test_the_buyer_asks_for_more_years(graph: Graph, years: int, verdict: str) -> None:
    """Edition 2 guarantees five."""
    [row] = graph.satisfy(
        requirement=["school-desks-2026.guarantee"], label=["larch-2"], product=["school-desk"], values={"X": years}
    )  # fmt: skip
    assert row.verdict == verdict


def test_an_answer_is_explained_down_to_both_texts(capsys: pytest.CaptureFixture[str]) -> None:
    """Ten years from the end of production cover five from purchase."""
    assert main(["explain", "office-chairs-2026.core.R2", "larch-2", "--product", "office-chair"]) == 0
    text = capsys.readouterr().out
    assert "SATISFIES" in text
    assert "https://example.org/furniture-buyers/office-chairs-2026" in text
    assert "https://example.org/larch/2" in text
    assert "+60 months" in text


def test_a_tender_is_reviewed_with_its_own_labels(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The country is the default one of the workspace, and its labels are found by their names."""
    tender = tmp_path / "tender.txt"
    tender.write_text("R4 Eco-label. The office chairs carry Larch.\n", encoding="utf-8")
    assert main(["review", str(tender), "--format", "json"]) in (0, 1)
    assert json.loads(capsys.readouterr().out)["country"] == "se"
    main(["link", str(tender), "--format", "json"])
    mentions = json.loads(capsys.readouterr().out)["mentions"]
    assert [mention["text"] for mention in mentions] == ["Larch"]


def test_no_fault_lies_in_the_files_of_the_example(
    capsys: pytest.CaptureFixture[str], furniture: Path
) -> None:
    main(["data", "validate", "--format", "json"])
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert [
        finding["message"]
        for finding in findings
        if finding["severity"] == "violation" and finding["focus"].startswith(BASE)
    ] == []


def test_pages_carry_title_publisher_base_and_countries_of_the_example(furniture: Path) -> None:
    site = furniture / "site"
    assert main(["publish", str(site), "--no-validation"]) == 0
    home = (site / "index.html").read_text(encoding="utf-8")
    assert "<title>Furniture criteria (example)" in home
    assert "Northern Furniture Buyers (an invented example)" in home
    assert "desktop" not in home
    page = (site / "id" / "requirement" / "office-chairs-2026.core.R1.html").read_text(encoding="utf-8")
    assert f"{BASE}id/requirement/office-chairs-2026.core.R1" in page
    assert "Sweden" in (site / "compare" / "warranty.html").read_text(encoding="utf-8")
    assert not (site / "id" / "set" / "dk-desktop-2023.html").exists()
