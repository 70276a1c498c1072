"""A server that loses processes, gets a new site, is asked by many, or is told to end."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox
import pytest

from gppgraph.server.routes.site_files import SiteFiles
from serving import Served, serving, small_world

pytestmark = pytest.mark.slow

QUADS = "".join(f'<urn:s{number}> <urn:p> "{number}" .\n' for number in range(300))
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o }"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return dict(small_world(tmp_path_factory.mktemp("world") / "snapshot", QUADS))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, environment: dict[str, str]) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("recovers")
    options = ("--timeout", "2", "--workers", "3")
    with serving(folder, *options, environment=environment) as running:
        yield running


def children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in path.read_text().split()]


def test_the_process_that_forks_workers_is_started_again(server: Served) -> None:
    (keeper,) = children(server.pid)
    (forking,) = children(keeper)
    os.kill(forking, signal.SIGKILL)
    end = time.monotonic() + 15
    while time.monotonic() < end:
        time.sleep(0.2)
        report = server.ask("/health")
        if report.status == 200 and report.json["workers"] == {"sparql": 3, "api": 2}:
            break
    assert (report.status, report.json["status"]) == (200, "ok")
    assert children(keeper) not in ([], [forking])
    assert server.sparql("ASK {}", accept="*/*").status == 200


def test_a_worker_that_is_killed_is_no_memory_limit(server: Served) -> None:
    answers = []
    asking = threading.Thread(target=lambda: answers.append(server.sparql(ENDLESS)))
    asking.start()
    time.sleep(0.5)
    (keeper,) = children(server.pid)
    (forking,) = children(keeper)

    def used(pid: int) -> int:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return int(fields[11]) + int(fields[12])

    os.kill(max(children(forking), key=used), signal.SIGKILL)
    asking.join(10)
    assert (answers[0].status, b"outside" in answers[0].body) == (503, True)


def test_the_description_names_the_host_that_was_asked(server: Served) -> None:
    named = ox.NamedNode("http://www.w3.org/ns/sparql-service-description#endpoint")

    def endpoint(**headers: str) -> set[str]:
        body = server.ask("/sparql", accept="text/turtle", **headers).body
        triples = ox.parse(body, format=ox.RdfFormat.TURTLE)
        return {t.object.value for t in triples if t.predicate == named}

    assert endpoint() == {f"http://127.0.0.1:{server.port}/sparql"}


def test_a_port_in_use_is_said_at_once(server: Served, environment: dict[str, str]) -> None:
    start = time.monotonic()
    command = [sys.executable, "-m", "gppgraph", "serve", "--port", str(server.port)]
    found = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, timeout=60
    )
    assert (found.returncode, "listening" in found.stderr) == (2, False)
    assert found.stderr.splitlines() == [
        f"gppgraph: port {server.port} of 127.0.0.1 is in use; name another one with --port."
    ]
    assert time.monotonic() - start < 20


def test_a_quick_query_waits_for_no_slow_one_of_ten_addresses(server: Served) -> None:
    def ask(number: int, text: str) -> bytes:
        with socket.create_connection(
            ("127.0.0.1", server.port), 20, source_address=(f"127.0.0.{number}", 0)
        ) as connection:
            head = f"GET /sparql?query={quote(text)} HTTP/1.1\r\nHost: a\r\n\r\n"
            connection.sendall(head.encode())
            return connection.recv(100)

    slow = [threading.Thread(target=ask, args=(number, ENDLESS), daemon=True) for number in range(2, 12)]
    for thread in slow:
        thread.start()
    time.sleep(0.3)
    start = time.monotonic()
    assert b" 200 " in ask(50, "ASK {}")
    assert time.monotonic() - start < 2


def test_the_end_answers_what_waits(server: Served) -> None:
    """The last test of this server: it is told to end while queries run and wait."""
    statuses: list[int] = []
    threads = [
        threading.Thread(target=lambda: statuses.append(server.sparql(ENDLESS).status)) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    time.sleep(0.6)
    server.process.terminate()
    for thread in threads:
        thread.join(15)
    assert len(statuses) == 6
    assert set(statuses) <= {503, 422}
    assert statuses.count(503) >= 4
    assert server.process.wait(15) in (0, -signal.SIGTERM)


def test_a_site_that_is_replaced_is_picked_up_whole(tmp_path: Path) -> None:
    site, new = tmp_path / "site", tmp_path / "new"
    for folder, words in ((site, "old"), (new, "new")):
        folder.mkdir()
        (folder / "index.html").write_text(words)
        (folder / f"{words}.html").write_text(words)
    files = SiteFiles(site)
    index = files.find("index.html")
    assert index is not None
    assert files.read(index) == b"old"
    site.rename(tmp_path / "gone")
    files.look(after=0)
    assert sorted(files.files) == ["index.html", "old.html"]  # between two sites the list stays
    new.rename(site)
    files.look(after=0)
    assert sorted(files.files) == ["index.html", "new.html"]
    index = files.find("index.html")
    assert index is not None
    assert files.read(index) == b"new"
