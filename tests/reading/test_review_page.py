"""The page on which a draft is reviewed, in a real browser, with the keyboard alone."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from gppgraph.authoring.context import terminology
from gppgraph.reading.reviewing.draft_page import as_page
from gppgraph.reading.reviewing.draft_record import opened_draft
from gppgraph.reading.reviewing.page_decisions import read_decisions
from gppgraph.reading.reviewing.review_order import DOCUMENT, ordered

pytestmark = pytest.mark.server

DRAFT = Path(__file__).parent / "drafts" / "lantern-label-2"
FLAGS = ["--disable-gpu", "--no-first-run", "--no-sandbox"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium; `make test-servers` installs it")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield started
        started.close()


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of the frozen draft, opened from a folder as a reviewer does."""
    draft = opened_draft(DRAFT)
    path = tmp_path_factory.mktemp("page") / "review.html"
    path.write_text(
        as_page(draft, ordered(draft, DOCUMENT, {}), {"4.1": 11}, terminology()), encoding="utf-8"
    )
    return path.as_uri()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """Open the page; it may ask nothing of anybody, break no policy of its own, and report no error."""
    context = browser.new_context()
    opened = context.new_page()
    opened.set_default_timeout(10_000)
    problems: list[str] = []
    opened.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on("dialog", lambda dialog: problems.append(dialog.message))
    opened.on(
        "request",
        lambda asked: (
            None if asked.url == address or asked.url.startswith("blob:") else problems.append(asked.url)
        ),
    )
    opened.goto(address)
    yield opened
    context.close()
    assert problems == []


def head(page: Page, text: str) -> None:
    expect(page.locator("#head")).to_have_text(text)


def test_a_draft_is_reviewed_with_the_keyboard_alone(page: Page, tmp_path: Path) -> None:
    """Accept, edit, reject with a reason, take back, join, split, name oneself; the command takes the file in."""
    keys = page.keyboard
    head(page, "1/9 4.1 Warranty")
    expect(page.locator("#text mark")).to_contain_text("The manufacturer shall give a warranty")
    expect(page.locator("#settles")).to_have_text("Verdicts that wait for it: 11")
    keys.press("a")
    head(page, "2/9 4.1.c1 Warranty")
    expect(page.locator("#proposal")).to_be_focused()
    keys.press("e")
    expect(page.locator("#editor")).to_be_focused()
    for _ in range(3):
        keys.press("ArrowDown")
    keys.type("  description: a, e and x are letters here.\n")
    keys.press("Control+Enter")
    head(page, "3/9 4.2 Spare parts")
    keys.press("x")
    expect(page.locator("#reason")).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("A rejection needs a reason.")
    keys.type("No demand")
    keys.press("Enter")
    head(page, "4/9 4.2.c1 Spare parts")
    keys.press("j")
    expect(page.locator("#editor")).to_have_value(re.compile("with:"))
    keys.press("Control+Enter")
    head(page, "6/9 4.3 Advice")
    keys.press("b")
    expect(page.locator("#state")).to_have_text("rejected: joined into 4.2.c1")
    keys.press("b")
    keys.press("u")
    expect(page.locator("#progress")).to_have_text("3 of 9 decided")
    keys.press("p")
    expect(page.locator("#editor")).to_have_value(re.compile("4.2.c1-2:"))
    keys.press("Escape")
    expect(page.locator("#proposal")).to_be_focused()
    for _ in range(5):
        keys.press("s")
    head(page, "9/9 5.1.c1 Battery")
    expect(page.locator("#doubts")).to_contain_text("<img src=x onerror=alert(1)>")
    page.reload()
    head(page, "9/9 5.1.c1 Battery")
    expect(page.locator("#progress")).to_have_text("3 of 9 decided")
    keys.press("d")
    expect(page.get_by_role("alert")).to_have_text("Write your name first.")
    expect(page.locator("#reviewer")).to_be_focused()
    keys.type("Kari")
    keys.press("Tab")
    expect(page.locator("[data-action=download]")).to_be_focused()
    with page.expect_download() as download:
        keys.press("Enter")
    target = tmp_path / download.value.suggested_filename
    download.value.save_as(target)
    made = read_decisions(target, opened_draft(DRAFT), terminology())
    assert [(entry.proposal, entry.state, entry.note, entry.reviewer) for entry in made] == [
        ("4.1", "accepted", "", "Kari"),
        ("4.1.c1", "edited", "", "Kari"),
        ("4.2", "rejected", "No demand", "Kari"),
    ]
    assert made[1].form is not None
    assert made[1].form["description"] == "a, e and x are letters here."


def test_a_review_goes_on_from_a_file_of_the_same_draft(page: Page, tmp_path: Path) -> None:
    """A file about another draft, or of another kind, changes nothing."""
    entry = {"id": "5.1", "state": "rejected", "day": "2026-12-01", "reason": "<b>no</b>"}
    wrong = {"id": "5.1.c1", "state": "constructor", "day": "2026-12-01"}
    for content, answer in (
        (json.dumps({"draft": "another", "decisions": [entry]}), "The file is about another draft."),
        ("[", "The file holds no decisions."),
    ):
        (tmp_path / "earlier.json").write_text(content, encoding="utf-8")
        page.locator("#earlier").set_input_files(tmp_path / "earlier.json")
        expect(page.get_by_role("alert")).to_have_text(answer)
    expect(page.locator("#progress")).to_have_text("0 of 9 decided")
    said = {"draft": opened_draft(DRAFT).digest, "reviewer": "Ola", "decisions": [entry, wrong]}
    (tmp_path / "earlier.json").write_text(json.dumps(said), encoding="utf-8")
    page.locator("#earlier").set_input_files(tmp_path / "earlier.json")
    expect(page.locator("#progress")).to_have_text("1 of 9 decided")
    expect(page.locator("#reviewer")).to_have_value("Ola")
    page.get_by_role("button", name="5.1 Battery").first.click()
    expect(page.locator("#state")).to_have_text("rejected: <b>no</b>")


def test_the_page_shuts_nobody_out(page: Page) -> None:
    """axe finds nothing in light or dark, also while editing; a phone shows the whole width; letters can be plain."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert [fault["id"] for fault in Axe().run(page).response["violations"]] == []
    page.keyboard.press("e")
    assert [fault["id"] for fault in Axe().run(page).response["violations"]] == []
    page.keyboard.press("Escape")
    page.set_viewport_size({"width": 390, "height": 844})
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert wide <= 0
    page.get_by_label("Single keys as shortcuts").uncheck()
    page.keyboard.press("a")
    expect(page.locator("#progress")).to_have_text("0 of 9 decided")
