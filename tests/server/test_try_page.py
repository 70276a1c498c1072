"""The page on which the REST interface can be tried, in a real browser."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect, sync_playwright

from serving import Served, serving

pytestmark = pytest.mark.server

FLAGS = ["--disable-gpu", "--no-first-run", "--no-sandbox"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The server over the whole graph."""
    with serving(tmp_path_factory.mktemp("try")) as running:
        yield running


def test_an_operation_can_be_tried(server: Served) -> None:
    """The examples are filled in, the answer is shown; nothing is asked of anybody else or against the policy."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed: make test-servers")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=FLAGS)
        page = browser.new_page()
        problems: list[str] = []
        asked: list[str] = []
        page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"http://127.0.0.1:{server.port}/api/docs")
        operation = page.locator("#operations-questions-explain")
        operation.locator(".opblock-summary-control").click()
        operation.locator(".try-out__btn").click()
        operation.locator(".execute").click()
        answer = operation.locator(".live-responses-table .highlight-code code").first
        expect(answer).to_contain_text("dk-desktop-2023.basis.TS3", timeout=30_000)
        assert json.loads(answer.inner_text())["parameters"]["label"] == "tco-certified-8"
        browser.close()
    assert [text for text in problems if "404" not in text] == []  # a browser asks for favicon.ico
    assert [url for url in asked if not url.startswith((f"http://127.0.0.1:{server.port}/", "data:"))] == []


def test_the_page_keeps_the_policy_of_the_server(server: Served) -> None:
    """No script or style of the page stands in it, so that it needs no exception."""
    page = server.ask("/api/docs")
    assert page.media == "text/html"
    assert "script-src 'self';" in page.headers["content-security-policy"]
    assert b"<style" not in page.body
    assert b"style=" not in page.body
    for name in ("start.js", "swagger-ui.js", "swagger-ui.css", "page.css"):
        assert server.ask(f"/api/docs/{name}").status == 200
        assert f"/api/docs/{name}".encode() in page.body
    assert server.ask("/api/docs/nothing.js").status == 404
