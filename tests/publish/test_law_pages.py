"""Pages of the site on requirements by law, over a graph with one invented act."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from gppgraph.build.snapshot import write_snapshot
from gppgraph.graph import Graph
from gppgraph.publish import publish
from gppgraph.terms import PREFIXES
from published import small_root

pytestmark = pytest.mark.slow

BEGINS = "2037-02-18"
# The manufacturers of notebooks give a warranty of three years from a day after that of the data.
LAW = (
    "".join(f"PREFIX {prefix}: <{namespace}>\n" for prefix, namespace in PREFIXES.items())
    + f"""
act:invented a gpp:LegalAct ; gpp:jurisdiction jurisdiction:dk ; dcterms:identifier "1/2025" ;
  skos:prefLabel "Invented act on warranties"@en .
law:invented.2 a gpp:LegalRequirement ; cccev:isDerivedFrom act:invented ; gpp:bindingness binding:mandatory ;
  gpp:confidence confidence:verified ; gpp:appliesToProduct product:notebook-computer ; dcterms:identifier "§ 2" ;
  gpp:decisiveDay day:placed-on-market ; gpp:validFrom "{BEGINS}"^^xsd:date ; cccev:hasRequirement law:invented.2.c1 .
law:invented.2.c1 a gpp:Constraint ; cccev:constrains concept:manufacturer-warranty-duration ;
  gpp:operator op:at-least ; gpp:printedValue 3 ; gpp:printedUnit unit:YR ; gpp:binds party:manufacturer ;
  gpp:confidence confidence:verified .
"""
)


@pytest.fixture(scope="module")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site with the act, in two languages."""
    folder = tmp_path_factory.mktemp("law")
    sources = small_root(root, folder / "root")
    (sources / "data" / "invented-law.ttl").write_text(LAW, encoding="utf-8")
    write_snapshot(sources, folder / "snapshot")
    publish(Graph(folder / "snapshot"), folder / "site", ["en", "nb"], validate=False)
    return folder / "site"


def text_of(site: Path, name: str) -> str:
    return (site / f"derived/verdict/{name}.html").read_text(encoding="utf-8")


def test_a_requirement_has_a_page_on_law_with_a_row_per_day(site: Path) -> None:
    """Before its day the act gives nothing; from then on it gives all of two years."""
    rows = re.findall(
        r'<tr><th scope="row">([^<]*)</th>(.*?)</tr>', text_of(site, "dk-desktop-2023.basis.TS3")
    )
    (_, before), (day, after) = rows
    assert day.replace("\u00a0", " ") == "18 February 2037"
    assert "verdict-satisfies" not in before
    assert after.count("verdict-satisfies") == 1


def test_a_duty_is_drawn_and_said_in_words(site: Path) -> None:
    """The drawing is hidden from readers of the screen, since the row has its words."""
    text = text_of(site, "dk-desktop-2023.basis.TS3")
    row = text[text.index('id="timeline"') :]
    assert re.search(r'<svg [^>]*aria-hidden="true"[^>]*>.*<rect class="fill-satisfies"', row)
    for words in ("Invented act on warranties", "§ 2", "18 February 2037", "Notebook"):
        assert words.lower() in row.lower().replace("\u00a0", " ")


def test_a_requirement_on_something_else_has_no_duty(site: Path) -> None:
    """A duty on warranties gives no spare parts."""
    assert 'id="timeline"' not in text_of(site, "dk-desktop-2023.basis.TS2")


def test_the_matrix_has_a_column_of_law(site: Path) -> None:
    """The table without a script is of the first day; the script has the letters of each day."""
    script = (site / "assets/matrix-en.js").read_text(encoding="utf-8")
    data = json.loads(script.removeprefix("window.gppMatrix = ").rstrip().rstrip(";"))
    names = [entry["id"] for entry in data["requirements"]]
    place = [entry["id"] for entry in data["products"]].index("notebook-computer")
    words = data["law"]["cells"][str(names.index("dk-desktop-2023.basis.TS3"))]
    assert data["law"]["days"][1:] == [BEGINS]
    assert [data["classes"][word[place]] for word in words] == ["undetermined", "satisfies"]
    front = (site / "matrix.html").read_text(encoding="utf-8")
    assert "dk-desktop-2023.basis.TS3.html#law" in front


def test_the_page_of_a_requirement_links_to_that_on_law(site: Path) -> None:
    thing = (site / "nb/id/requirement/dk-desktop-2023.basis.TS3.html").read_text(encoding="utf-8")
    assert "dk-desktop-2023.basis.TS3.html#law" in thing
    assert "Hva loven gir" in thing


@pytest.fixture(scope="module")
def opened(site: Path) -> Iterator[Callable[[str, str], Page]]:
    """Open a page of the folder for a day; no page may have reported an error by the end."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium; `make test-servers` installs it")
    reports: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])

        def start(name: str, day: str) -> Page:
            page = browser.new_page()
            page.on("pageerror", lambda error: reports.append(str(error)))
            page.goto(f"{(site / name).as_uri()}#set=dk-desktop-2023&product=notebook-computer&day={day}")
            return page

        yield start
        browser.close()
    assert reports == []


@pytest.mark.server
def test_the_column_of_law_is_that_of_the_chosen_day(opened: Callable[[str, str], Page]) -> None:
    """The day before its first one, law has no column, since it decides nothing."""
    before = opened("matrix.html", "2037-02-17")
    expect(before.locator("#matrix-status")).to_contain_text("label")
    expect(before.locator("#matrix-table thead")).not_to_contain_text("Law")
    after = opened("matrix.html", BEGINS)
    expect(after.locator("#matrix-table thead th").nth(1)).to_have_text("Law")
    row = after.locator("#matrix-table tbody tr", has_text="warranty").first
    expect(row.locator("td").first.locator(".verdict-satisfies")).to_have_count(1)


@pytest.mark.server
def test_the_checklist_takes_off_what_law_gives(opened: Callable[[str, str], Page]) -> None:
    """Without any label, warranties remain until law gives them."""
    expect(opened("remaining.html", "2037-02-17").locator("#checklist")).not_to_contain_text("given by law")
    after = opened("remaining.html", BEGINS).locator("#checklist li", has_text="given by law")
    expect(after).to_have_count(2)  # the levels ask for two and three years
    expect(after.first).to_contain_text("TS3")
    expect(after.first.get_by_role("link", name="Law")).to_have_count(1)
