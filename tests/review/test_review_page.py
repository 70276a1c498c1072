"""A text pasted into the page or sent to /api/review: reviewed, shown as text, and forgotten."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest

from gppgraph.output.html import render
from gppgraph.publish.pagecontext import Page
from gppgraph.publish.pages import countries
from gppgraph.publish.site import Site
from gppgraph.publish.site_words import SiteWords
from gppgraph.texts.read.source_text import PASTED
from serving import FORM, Answer, Served, Witness, serving

pytestmark = pytest.mark.slow

TEXT = "Alle bærbare datamaskiner skal være sertifisert etter TCO Certified generasjon 8.\n"
LANGUAGES = ("en", "nb", "da")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, witness: Witness) -> Iterator[Served]:
    """A server with the review page of a site in three languages; the same process must be there at the end."""
    folder = tmp_path_factory.mktemp("review")
    world: Any = SimpleNamespace(triples={})
    site = Site(world, {}, LANGUAGES, "https://data.example.org/", folder / "site")  # type: ignore[arg-type]
    for language in LANGUAGES:
        page = Page(site, "review", SiteWords(language))
        site.write(
            page.file,
            render(
                "site/review.html",
                p=page,
                t=page.words,
                site=site,
                most=PASTED,
                countries=countries(site, language),
            ),
        )
    with serving(folder, "--site", str(folder / "site"), "--per-client", "2") as running:
        yield running
        assert running.alive()
        assert witness.seen == 0


def send(server: Served, text: str, path: str = "/api/review", **more: str) -> Answer:
    fields = {"text": text, "country": "no", "as_of": "2026-11-24", **more}
    return server.ask(path, "POST", urlencode(fields), seconds=60, content_type=FORM)


class Shown(HTMLParser):
    """What a browser makes of a page: its elements, the attributes that could run, the text of marks and area."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.dangerous: list[tuple[str, str, str | None]] = []
        self.area = ""
        self.marked: list[str] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.open.append(tag)
        self.marked += [""] if tag == "mark" else []
        self.dangerous += [
            (tag, name, value)
            for name, value in attrs
            if name.startswith("on") or name == "style" or (value or "").lower().startswith("javascript:")
        ]

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if "textarea" in self.open:
            self.area += data
        if "mark" in self.open:
            self.marked[-1] += data


def test_the_interface_answers_with_findings_places_and_sources(server: Served) -> None:
    """A program gets the same review as the command line."""
    answer = send(server, TEXT)
    assert (answer.status, answer.media) == (200, "application/json")
    found = {entry["code"]: entry for entry in answer.json["findings"]}
    assert set(found) >= {"label-certificates-ended", "label-without-equivalent"}
    entry = found["label-without-equivalent"]
    assert TEXT[entry["start"] : entry["end"]] == entry["quote"] == "TCO Certified generasjon 8"
    assert "32014L0024.article-43-1-third" in entry["sources"]
    as_json = server.ask(
        "/api/review", "POST", json.dumps({"text": TEXT, "country": "no", "as_of": "2026-11-24"}),
        seconds=60, content_type="application/json",
    )  # fmt: skip
    plain = server.ask(
        "/api/review?country=no&as_of=2026-11-24", "POST", TEXT, seconds=60, content_type="text/plain; charset=utf-8"
    )  # fmt: skip
    assert as_json.json == plain.json == answer.json


def test_the_interface_answers_in_the_language_asked_for(server: Served) -> None:
    """The code stays, the message and the advice are in the language; another language is refused with the list."""
    found = {entry["code"]: entry for entry in send(server, TEXT, lang="da").json["findings"]}
    entry = found["label-without-equivalent"]
    assert entry["message"] == (
        "TCO Certified kræves, og hverken tilsvarende mærker eller anden dokumentation accepteres"
    )
    assert entry["advice"].startswith("Tilføj at tilsvarende mærker accepteres")
    refused = send(server, TEXT, lang="sv")
    assert (refused.status, "lang is not one of en, nb, da" in refused.json["detail"]) == (400, True)
    page = send(server, TEXT, "/nb/review.html").body.decode()
    assert "TCO Certified kreves, og verken tilsvarende merker" in page
    assert "is demanded" not in page


@pytest.mark.parametrize(("path", "heading"), [("/review.html", "Findings"), ("/nb/review.html", "Funn")])
def test_the_form_answers_without_script(server: Served, path: str, heading: str) -> None:
    """The page comes back in its language with the text marked, the finding beside it, links, and the form as sent."""
    answer = send(server, TEXT, path)
    page = answer.body.decode()
    assert (answer.status, answer.media) == (200, "text/html")
    assert f"<h2>{heading}</h2>" in page
    shown = Shown(page)
    assert shown.area == TEXT
    assert any(words.startswith("TCO Certified generasjon 8") for words in shown.marked)
    prefix = "/nb" if path.startswith("/nb") else ""
    assert f'href="{prefix}/id/label/tco-certified-8.html"' in page
    assert '<option value="no" selected>' in page
    assert re.search(r'id="review-needs"[^>]*hidden', page)
    anchors = set(re.findall(r'id="(p\d+|f\d+)"', page))
    assert set(re.findall(r'href="#([pf]\d+)"', page)) <= anchors
    assert "script-src 'self';" in answer.headers["content-security-policy"]


def test_a_page_without_an_answer_says_what_it_needs(server: Served) -> None:
    """On a host of files alone the reader learns what to run."""
    page = server.ask("/da/review.html").body.decode()
    assert "gppgraph serve --site" in page
    assert not re.search(r'id="review-needs"[^>]*hidden', page)
    assert "<!--review-->" in page


HOSTILE = {
    "script": "<script>alert(1)</script> TCO Certified generasjon 8 </textarea><img src=x onerror=alert(1)>",
    "attribute": '" onmouseover="alert(1) TCO Certified generasjon 8" x=\'y',
    "quote in a finding": "Skal ha TCO Certified\u202e<b>generasjon 8</b>\u2066 og svanemerket\u200f.",
    "marker": '<!--review--> name="as_of" value="no" id="review-needs" ></textarea> svanemerket',
    "nul": "Skal være svanemerket\x00\x01\x1b[31m.\x7f",
    "one line": "x" * 100_000,
    "one line of words": "minst " * 16_000,
    "digits": "9" * 50_000 + "." + "1." * 30_000,
    "broken words": "a-\n" * 50_000,
    "paragraphs": "§ " * 60_000,
    "spaces": "TCO" + " " * 150_000 + "Certified",
    "code after code": "EN 45554:2020/" * 8_000,
    "combining": "a" + "\u0301" * 100_000,
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_a_hostile_text_is_shown_as_text_or_stopped(server: Served, name: str) -> None:
    """Whatever stands in the text, nothing of it becomes markup and the server is there afterwards."""
    text = HOSTILE[name]
    answer = send(server, text, "/review.html")
    assert answer.status in (200, 422), answer.body[:300]
    shown = Shown(answer.body.decode())
    assert shown.dangerous == []
    assert shown.tags.count("script") == 1  # the site's own
    assert "img" not in shown.tags[shown.tags.index("main") :]
    kept = re.sub(r"[\x00-\x08\x0b\x0e-\x1f\x7f]", "\ufffd", text)
    assert shown.area == kept
    assert server.alive()


def test_the_answer_keeps_its_places_when_controls_are_replaced(server: Served) -> None:
    """Offsets count the characters of what was sent."""
    text = "A\x00B\x01 Skal være svanemerket.\r\nSlutt"
    found = [
        entry for entry in send(server, text).json["findings"] if entry["code"] == "label-without-equivalent"
    ]
    assert [text[entry["start"] : entry["end"]] for entry in found] == ["svanemerket"]


def test_one_client_may_not_send_many_at_a_time(server: Served) -> None:
    """Reviews count among the queries of a client: what is over its share is told to come back."""
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: send(server, HOSTILE["code after code"], "/review.html"), range(6)))
    refused = [answer for answer in answers if answer.status == 429]
    assert refused
    assert all(answer.headers["retry-after"] and b'role="alert"' in answer.body for answer in refused)
    assert any(answer.status in (200, 422) for answer in answers)


def test_what_is_no_text_is_refused_with_the_reason(server: Served) -> None:
    """400, 405, 413 and 415 as elsewhere."""
    refused = [
        (send(server, ""), 400, "no text"),
        (send(server, "x", country="se"), 400, "country"),
        (send(server, "x", as_of="tomorrow"), 400, "as_of"),
        (send(server, "x", as_of="2026-02-31"), 400, "2026-02-31"),
        (send(server, "x", title="y"), 400, "no field"),
        (send(server, "x" * (PASTED + 1)), 413, "longer"),
        (send(server, "x" * (10 * 1024 * 1024)), 413, "larger"),
        (server.ask("/api/review", "POST", b"text=%ff%fe", content_type=FORM), 400, "UTF-8"),
        (server.ask("/api/review", "POST", b"\xff\xfe", content_type="text/plain"), 400, "UTF-8"),
        (server.ask("/api/review", "POST", b"[1]", content_type="application/json"), 400, "JSON"),
        (server.ask("/api/review", "POST", b'{"text": 1}', content_type="application/json"), 400, "string"),
        (server.ask("/api/review", "POST", b"x", content_type="text/plain; charset=latin-1"), 415, "UTF-8"),
        (server.ask("/api/review", "POST", b"x", content_type="multipart/form-data; boundary=y"), 415, "not taken"),
        (server.ask("/api/review"), 405, "POST"),
    ]  # fmt: skip
    for answer, status, words in refused:
        assert (answer.status, words in answer.json["detail"]) == (status, True), answer.json
    page = send(server, "x" * (PASTED + 1), "/review.html")
    assert (page.status, page.media) == (413, "text/html")
    assert 'role="alert"' in page.body.decode()


def test_a_text_is_neither_logged_nor_kept(server: Served) -> None:
    """Tenders are confidential: the log has the length of the answer and nothing of the text; caches are told no."""
    secret = "Hemmelig-7f3a svanemerket"
    for path in ("/api/review", "/review.html"):
        answer = send(server, secret, path)
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers
    assert "7f3a" not in server.log.read_text(encoding="utf-8")


def test_a_failure_tells_the_log_where_and_nothing_of_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    """An error's own words may quote the text; they are dropped before a trace is written."""
    from gppgraph.server.workers import review_task, worker

    def fail(*_: object) -> None:
        raise ValueError("Hemmelig-7f3a")

    monkeypatch.setattr(review_task, "answer", fail)
    world: Any = SimpleNamespace(graph=None, documents=SimpleNamespace(places={}))
    (reply, _), _ = worker.attempt({"op": "review", "text": "Hemmelig-7f3a"}, world)
    assert reply["kind"] == "internal"
    assert "ValueError at" in reply["trace"]
    assert "7f3a" not in json.dumps(reply)


def test_the_interface_describes_it(server: Served) -> None:
    """OpenAPI has the operation with its limits and its refusals."""
    operation = server.ask("/api/openapi.json").json["paths"]["/api/review"]["post"]
    schema = operation["requestBody"]["content"]["application/json"]["schema"]
    assert schema["properties"]["text"]["maxLength"] == PASTED
    assert set(operation["responses"]) >= {"200", "413", "415", "422", "429"}
