"""The published site in a real browser, as people use it: in three languages, by keyboard, on a phone, on paper."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from gppgraph.graph import Graph
from gppgraph.publish.site_words import SiteWords
from places import ROOT
from published import LANGUAGES, RETIRED
from serving import Served, serving

pytestmark = pytest.mark.server

PICTURES = ROOT / "build" / "screenshots"
TS3 = "dk-desktop-2023.basis.TS3"
# One of every kind of page.
KINDS = {
    "home": "index",
    "matrix": "matrix",
    "needs": "needs",
    "remaining": "remaining",
    "search": "search",
    "compare": "compare/index",
    "topic": "compare/warranty",
    "browse": "browse/index",
    "timeline": "browse/label",
    "queries": "queries/index",
    "query": "queries/verdicts",
    "sparql": "sparql",
    "ontology": "ns",
    "validation": "validation",
    "data": "data",
    "requirement": f"id/requirement/{TS3}",
    "label": "id/label/tco-certified-8",
    "criterion": "id/criterion/tco-certified-8",
    "set": "id/set/dk-desktop-2023",
    "concept": "code/concept/manufacturer-warranty-duration",
    "hostile": "id/document/hostile",
    "verdict": f"derived/verdict/{TS3}",
}
# Of hundreds of terms of a vocabulary, axe looks at the first few.
SAMPLE = {"exclude": [[".term ~ .term ~ .term ~ .term"]]}
# What colours change is looked at in every look, the rest once.
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
LOOKS = {
    "light": ({"color_scheme": "light", "media": "screen"}, {}),
    "dark": ({"color_scheme": "dark", "media": "screen"}, COLOURS),
    "print": ({"color_scheme": "light", "media": "print"}, COLOURS),
}
FLAGS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-sandbox",
]
Opener = Callable[..., Page]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium; `make test-servers` installs it")
    PICTURES.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def server(
    small_graph: Graph, small_site: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    environment = {"GPPGRAPH_SNAPSHOT": str(small_graph.folder)}
    with serving(folder, "--site", str(small_site), "--workers", "1", environment=environment) as running:
        yield running


@pytest.fixture
def opened(browser: Browser, server: Served) -> Iterator[Opener]:
    """Open pages of the site; no page may have reported an error or a breach of its policy by the end."""
    reports: list[str] = []
    contexts = []

    def start(path: str, expected: str = "never", **options: object) -> Page:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on(
            "console",
            lambda message: (
                reports.append(f"{page.url}: {message.text}")
                if message.type in ("error", "warning") and expected not in message.text
                else None
            ),
        )
        page.on("pageerror", lambda error: reports.append(f"{page.url}: {error}"))
        page.goto(f"http://127.0.0.1:{server.port}/{path}")
        return page

    yield start
    for context in contexts:
        context.close()
    assert reports == []


def at(path: str, language: str) -> str:
    """Return the address of a page in a language inside the site."""
    return f"{path}.html" if language == LANGUAGES[0] else f"{language}/{path}.html"


def picture(page: Page, name: str) -> None:
    """Keep what a page looks like as an artefact."""
    page.screenshot(path=PICTURES / f"{name}.png")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_buyer_finds_filters_and_follows_a_verdict_to_its_data(opened: Opener, language: str) -> None:
    """The way that most people take works in every language: search, matrix, verdict, machine format."""
    words = SiteWords(language)
    page = opened(at("index", language))
    expect(page.locator("html")).to_have_attribute("lang", language)
    page.get_by_role("searchbox").fill({"en": "warranties", "nb": "garantiens", "da": "garantien"}[language])
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator("#results a").first).to_be_visible()
    assert any(TS3 in (link.get_attribute("href") or "") for link in page.locator("#results a").all())
    picture(page, f"search-{language}")

    page.get_by_role("link", name=words["menu-matrix"], exact=True).click()
    table = page.locator("#matrix-table")
    expect(table.locator("thead th.upright")).to_have_count(1)  # that of generation 8 has ended
    expect(table.locator("thead th").last).to_have_text(words["best-answer"])
    expect(table.locator("tbody tr", has_text="TS2").locator("td.says")).to_contain_text(
        "TCO Certified, generation 9"
    )
    page.get_by_label(words["filter-every"]).check()
    expect(table.locator("thead th.upright")).to_have_count(2)
    page.get_by_label(words["filter-product"]).select_option("tablet")
    page.get_by_label(words["filter-country"]).select_option("DK")
    page.get_by_label(words["filter-level"]).select_option("dk-udvidet")
    expect(table.locator("tbody tr")).to_have_count(1)
    page.get_by_label(words["filter-level"]).select_option("dk-basis")
    expect(table.locator("tbody tr")).to_have_count(2)
    spare = table.locator("tbody tr", has_text="TS2").locator("td:not(.says)").last
    assert "3" not in spare.inner_text()
    page.get_by_label(words["filter-parameter"]).select_option("dk-desktop-2023.basis.TS2")
    page.get_by_role("spinbutton").fill("4")
    expect(spare.locator(".mark")).to_have_attribute(
        "title", f"{words['matrix-upto']} X = 3 {'years' if language == 'en' else 'år'}"
    )
    page.get_by_label(words["filter-day"]).fill("2030-01-01")
    expect(table.locator("thead small").last).to_have_text(words["matrix-expired"])
    picture(page, f"matrix-{language}")

    table.locator("tbody tr", has_text="TS3").locator("td a").last.click()
    expect(page.locator(".case .badge").first).to_be_visible()
    assert f"/{at(f'derived/verdict/{TS3}', language)}?" in page.url
    assert page.url.endswith("#tco-certified-8")
    picture(page, f"verdict-{language}")
    with page.expect_response(lambda answer: answer.url.endswith(".ttl")) as answer:
        target = page.locator(".formats a", has_text="Turtle").get_attribute("href")
        page.evaluate("target => fetch(target).then(answer => answer.text())", target)
    assert answer.value.status == 200
    assert answer.value.headers["content-type"].startswith("text/turtle")
    assert "verdict:below" in answer.value.text()


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_officer_on_a_phone_gets_answers_in_three_questions(opened: Opener, language: str) -> None:
    """Goods, place, ambition: each requirement with its best proof, and the choice stays on the way to the reason."""
    words = SiteWords(language)
    page = opened(at("index", language), viewport={"width": 390, "height": 844})
    page.get_by_label(words["door-product"]).select_option("tablet")
    page.get_by_label(words["door-where"]).select_option("dk-desktop-2023")
    page.get_by_label(words["door-level"]).select_option("dk-basis")
    page.get_by_label(words["filter-day"]).fill("2026-06-01")
    answers = page.locator("#answers > li")
    expect(answers).to_have_count(2)
    spare = answers.filter(has_text="TS2")
    expect(spare.locator(".best")).to_contain_text("TCO Certified, generation 9")
    expect(spare).not_to_contain_text("generation 8")  # its certificates have ended
    expect(spare).to_contain_text(words["door-ask"].split(":")[0])
    picture(page, f"door-{language}")
    spare.get_by_role("link", name=words["door-why"]).click()
    assert "product=tablet" in page.url
    assert "day=2026-06-01" in page.url
    told = page.locator("#tco-certified-9 details[open]")
    expect(told).to_have_count(1)
    expect(told.locator("summary")).to_contain_text(
        {"en": "tablet", "nb": "nettbrett", "da": "tablet"}[language]
    )
    page.get_by_role("link", name=words["menu-matrix"], exact=True).first.click()
    expect(page.get_by_label(words["filter-product"])).to_have_value("tablet")
    expect(page.get_by_label(words["filter-day"])).to_have_value("2026-06-01")
    picture(page, f"cards-{language}")


def test_ticked_needs_lead_to_labels(opened: Opener) -> None:
    """What a label may prove counts, what has ended is left out."""
    page = opened("needs.html?product=tablet&set=dk-desktop-2023&level=dk-basis&day=2026-06-01")
    page.get_by_label("TS2").check()
    page.get_by_label("TS3").check()
    expect(page.locator("#found > li")).to_have_count(1)
    expect(page.locator("#found > li")).to_contain_text("TCO Certified, generation 9")
    assert page.url.count("need=") == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_query_written_in_the_editor_leads_to_pages(opened: Opener, language: str) -> None:
    """The editor offers our names, adds the prefixes it used, and its answers are pages in the same language."""
    words = SiteWords(language)
    page = opened(at("sparql", language))
    editor = page.get_by_role("textbox", name=words["sparql-query"])
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("SELECT ?label { ?v gpp:ofEd", delay=10)
    offer = page.get_by_role("option", name="gpp:ofEdition")
    expect(offer).to_be_visible()
    picture(page, f"editor-{language}")
    page.wait_for_timeout(
        200
    )  # a list that has only just opened takes no key, lest it catch one meant for the text
    page.keyboard.press("Enter")
    expect(editor).to_contain_text("gpp:ofEdition")
    page.keyboard.type(" ?label ; gpp:verdict verdict:below } ORDER BY ?label")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    link = page.locator("#answer tbody a").first
    expect(link).to_have_text("label:tco-certified-8")
    assert page.locator("#query").input_value().startswith("PREFIX gpp:")
    picture(page, f"answer-{language}")
    link.click()
    expect(page.locator("h1")).to_contain_text("TCO Certified")
    assert page.url.endswith(at("id/label/tco-certified-8", language))


def test_a_wrong_query_says_what_is_wrong(opened: Opener) -> None:
    """The words of the endpoint reach the reader; the query stays."""
    page = opened("sparql.html", expected="status of 400")
    editor = page.get_by_role("textbox", name="Query")
    editor.click()
    page.keyboard.press("Control+a")
    page.keyboard.type("SELEKT *")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("alert")).to_contain_text("not a SPARQL query")
    expect(editor).to_contain_text("SELEKT")


def test_a_site_without_a_service_says_what_to_do(browser: Browser, small_site: Path) -> None:
    """Opened from a folder, everything works that needs no server, and the rest says what it needs."""
    page = browser.new_page()
    page.goto(f"{small_site.as_uri()}/nb/search.html?q=reservedeler")
    expect(page.locator("#results a").first).to_be_visible()
    page.goto(f"{small_site.as_uri()}/matrix.html#level=dk-udvidet&product=tablet")
    expect(page.locator("#matrix-table tbody tr")).to_have_count(1)
    page.goto(f"{small_site.as_uri()}/remaining.html#label=tco-certified-8&level=dk-basis")
    expect(page.locator("#remaining-status")).to_have_text("0 of 2 proved, 2 remain")
    page.goto(f"{small_site.as_uri()}/sparql.html")
    page.get_by_role("button", name="Run").click()
    expect(page.get_by_role("alert")).to_contain_text("gppgraph serve")
    page.close()


def test_what_remains_is_ranked_and_has_its_proofs(opened: Opener) -> None:
    """What closes most and the proofs as tables; every label held is told, what is known of it before the rest."""
    page = opened(
        "remaining.html#label=tco-certified-8&label=tco-certified-9&level=dk-basis&product=notebook-computer&day=2026-11-30"
    )
    expect(page.locator("#ending p")).to_have_text(
        [
            "TCO Certified, generation 9: certificates probably end on 2026-12-04 (recalled; nothing is decided by it)."
        ]
    )
    rows = page.locator("#closing tbody tr")
    expect(rows.first).to_have_text("the criteria text of TCO Certified, generation 91: TS2")
    expect(rows.filter(has_text="type I eco-label")).to_contain_text("2: TS2, TS3")
    entry = page.locator("#checklist li", has_text="TS3")
    expect(entry).to_contain_text("TCO Certified, generation 9: ")
    expect(entry).to_contain_text("TCO Certified, generation 8: ")
    proofs = page.locator("#proofs tbody tr")
    expect(proofs).to_have_count(4)
    expect(proofs.filter(has_text="The tenderer declares").locator("td").nth(2)).to_have_text("the tenderer")


def test_without_a_script_pages_read_and_forms_ask(opened: Opener) -> None:
    """The matrix stands in the page, and the plain text field asks the endpoint."""
    page = opened("index.html", java_script_enabled=False)
    expect(page.locator("#answers > li")).to_have_count(2)
    expect(page.locator("#choose")).to_be_hidden()
    page.goto(page.url.replace("index.html", "matrix.html"))
    expect(page.locator("#matrix-table tbody tr")).to_have_count(2)
    expect(page.locator("#filters")).to_be_hidden()
    page.goto(page.url.replace("matrix.html", "sparql.html"))
    page.get_by_role("textbox", name="Query").fill("ASK {}")
    with page.expect_response(lambda answer: answer.url.endswith("/sparql")) as answer:
        page.get_by_role("button", name="Run").click()
    assert answer.value.status == 200


def test_the_keyboard_reaches_a_verdict(opened: Opener) -> None:
    """Without a mouse: past the menu, through the matrix, to the page that says why."""
    page = opened("matrix.html")
    expect(page.locator("#filters")).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.closest('#matrix-table td') !== null"):
            break
    page.keyboard.press("Enter")
    expect(page.locator(".kind", has_text="Verdict")).to_be_visible()
    page.goto(page.url.replace(page.url.split("/", 3)[3], "sparql.html"))
    page.get_by_role("textbox", name="Query").focus()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Run")).to_be_focused()


@pytest.mark.parametrize("kind", KINDS)
def test_no_page_shuts_people_out(opened: Opener, kind: str) -> None:
    """axe finds nothing serious or critical in light, in the dark or on paper; a phone shows the whole width."""
    language = LANGUAGES[list(KINDS).index(kind) % len(LANGUAGES)]
    page = opened(at(KINDS[kind], language))
    page.wait_for_load_state("networkidle")
    picture(page, f"{kind}-{language}")
    faults = {}
    for name, (looks, rules) in LOOKS.items():
        page.emulate_media(**looks)  # type: ignore[arg-type]
        for fault in Axe().run(page, SAMPLE, rules).response["violations"]:
            if fault["impact"] in ("serious", "critical"):
                faults[name, fault["id"]] = [node["target"] for node in fault["nodes"][:3]]
    assert faults == {}
    page.emulate_media(media="screen")
    page.set_viewport_size({"width": 390, "height": 844})
    picture(page, f"{kind}-{language}-phone")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0


def test_a_retired_name_leads_to_its_successor(opened: Opener) -> None:
    """410 for people is a page that says where to go, and the successor answers."""
    page = opened("index.html", expected="status of 410")
    answer = page.goto(page.url.replace("index.html", RETIRED))
    assert answer is not None
    assert answer.status == 410
    expect(page.get_by_text("This identifier is retired")).to_be_visible()
    page.get_by_role("link", name="Article 1").first.click()
    assert page.url.endswith("id/clause/example.html#example.article-1")
    expect(page.locator("[id='example.article-1'] h3")).to_contain_text("Article 1")
