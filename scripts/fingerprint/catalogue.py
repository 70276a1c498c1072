"""The section "queries": the catalogue, asked through the library and the server, and other addresses."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

import pyoxigraph as ox
from job import GET, LIBRARY, ROOT, SERVER, Entry, Job
from programs import as_text, environment

import gppgraph

JSON_RESULTS = "application/sparql-results+json"
# The server cuts longer answers.
MOST_ROWS = 10_000


def queries(job: Job) -> Iterator[Entry]:
    """Yield the rows of each catalogue query by library and server, and what other addresses return."""
    graph = gppgraph.load()
    with serving(job.specification["server"], job.folder) as port, ThreadPoolExecutor(1) as pool:
        waiting: list[tuple[str, Future[str]]] = []
        for query in json.loads(get(port, "/api/queries")[1])["queries"]:
            if not job.wants(query["name"]):
                continue
            for given, text in questions(graph, query, job):
                name = f"{query['name']}?{urlencode(given)}".rstrip("?")
                yield name + LIBRARY, text
                if text.count("\n") <= MOST_ROWS:
                    waiting.append((name + SERVER, pool.submit(by_server, port, query["name"], given)))
        for path in job.specification.get("addresses", ()):
            if job.wants(path):
                waiting.append((GET + path, pool.submit(by_address, port, path)))
        for name, future in waiting:
            yield name, future.result()


def questions(
    graph: gppgraph.Graph, query: Mapping[str, Any], job: Job
) -> Iterator[tuple[dict[str, str], str]]:
    """Yield the parameter sets of a query and the answers of the library.

    Those recorded before are asked again. Else: none, each parameter alone and all together with the values of
    the middle row of the answer, and those that the specification adds.
    """
    name = str(query["name"])
    recorded = {entry.removesuffix(LIBRARY) for entry in job.known if entry.endswith(LIBRARY)}
    sets = [dict(parse_qsl(entry.partition("?")[2])) for entry in recorded if entry.partition("?")[0] == name]
    if not sets:
        rows = ask(graph, name, {})
        yield {}, written(rows)
        usual = {key: str(value) for key, value in job.specification.get("values", {}).items()}
        found = {} if isinstance(rows, str) else middle(rows.rows, query["parameters"])
        values = {key: usual[key] for key in query["parameters"] if key in usual} | found
        # What no row binds leaves a long answer as long as it is.
        alone = values if isinstance(rows, str) or len(rows.rows) <= MOST_ROWS else found
        extra = job.specification.get("parameters", {}).get(name, ())
        sets = [{key: value} for key, value in alone.items()] + [values]
        sets += [{key: str(value) for key, value in given.items()} for given in extra]
        sets = list({urlencode(given): given for given in sets if given}.values())
    for given in sets:
        yield given, written(ask(graph, name, given))


def middle(rows: Iterable[Mapping[str, str | None]], parameters: Iterable[str]) -> dict[str, str]:
    """Return values of parameters from the middle one of those rows that bind most of them."""
    bound = [{key: str(row[key]) for key in parameters if row.get(key) is not None} for row in rows]
    most = max(map(len, bound), default=0)
    best = sorted((row for row in bound if len(row) == most), key=lambda row: sorted(row.items()))
    return best[len(best) // 2] if most else {}


def ask(graph: gppgraph.Graph, name: str, given: Mapping[str, str]) -> gppgraph.Answer | str:
    """Return the answer of the library, which the command prints too, or what is wrong."""
    try:
        return graph.query(name, given)
    except Exception as error:
        return f"error: {error}\n"


def written(answer: gppgraph.Answer | str) -> str:
    """Return an answer as text."""
    if isinstance(answer, str):
        return answer
    return table(answer.columns, ([row[column] for column in answer.columns] for row in answer.terms))


def by_server(port: int, name: str, given: Mapping[str, str]) -> str:
    """Return the answer of the server in the same form."""
    query = f"?{urlencode(given)}" if given else ""
    status, body = get(port, f"/api/queries/{quote(name)}/results{query}", JSON_RESULTS)
    if status != 200:
        return f"error: {json.loads(body).get('detail')}\n"
    if b'"link"' in body[:200]:
        return "cut\n"
    found = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    if not isinstance(found, ox.QuerySolutions):
        return f"{bool(found)}\n"
    return table([variable.value for variable in found.variables], found)


def by_address(port: int, path: str) -> str:
    """Return status and body of an address, JSON in lines."""
    status, body = get(port, path)
    text = as_text(body)
    with contextlib.suppress(ValueError):
        text = json.dumps(json.loads(text), ensure_ascii=False, indent=1, sort_keys=True)
    return f"{status}\n{text}\n"


def table(columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> str:
    """Return rows of terms as sorted lines, the names of the columns first."""
    lines = sorted("\t".join("" if term is None else cell(str(term)) for term in row) for row in rows)
    return "".join(f"{line}\n" for line in ("\t".join(columns), *lines))


def cell(term: str) -> str:
    """Return a term; IRIs that GROUP_CONCAT joined, in whatever order, are sorted."""
    if not re.fullmatch(r'"\w+://\S+( \w+://\S+)+"', term):
        return term
    return f'"{" ".join(sorted(term[1:-1].split(" ")))}"'


def get(port: int, path: str, accept: str = "*/*") -> tuple[int, bytes]:
    """Return status and body of one request."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
    try:
        connection.request("GET", path, headers={"Accept": accept})
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


@contextlib.contextmanager
def serving(line: str, folder: Path) -> Iterator[int]:
    """Run the command line of the server for as long as the block lasts; yield its port.

    Raises:
        SystemExit: it does not answer.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    log = folder / "serve.log"
    words = [sys.executable, "-m", "gppgraph", *shlex.split(line.replace("{port}", str(port)))]
    with log.open("wb") as output:
        process = subprocess.Popen(words, stdout=output, stderr=output, cwd=ROOT, env=environment())
        try:
            for _ in range(600):
                with contextlib.suppress(OSError):
                    if get(port, "/health")[0] == 200:
                        break
                if process.poll() is not None:
                    sys.exit(f"the server ended:\n{log.read_text()}")
                time.sleep(0.2)
            else:
                sys.exit(f"the server does not answer:\n{log.read_text()}")
            yield port
        finally:
            process.terminate()
            process.wait(30)
