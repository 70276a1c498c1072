"""Push the dataset to a SPARQL server in batches that can be resumed."""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pyoxigraph as ox

from ..errors import EngineError, InputError
from ..files import write_file
from .engines import credentials, endpoint

BATCH = 500
RETRIES = 4
PROTOCOLS = ("update", "graph-store")
Show = Callable[[str, int, int], None]  # words, batches done, batches in all


def graphs(folder: Path) -> dict[str, list[str]]:
    """Return the N-Triples lines of each named graph of a snapshot, in a fixed order."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*.nq")):
        for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.N_QUADS):
            if isinstance(quad.graph_name, ox.NamedNode):
                line = f"{quad.subject} {quad.predicate} {quad.object} ."
                found.setdefault(quad.graph_name.value, []).append(line)
    return dict(sorted(found.items()))


def batches(folder: Path, size: int) -> Iterator[tuple[str, bool, list[str]]]:
    """Yield graph, whether its first batch, and statements."""
    for graph, lines in graphs(folder).items():
        for start in range(0, len(lines), size):
            yield graph, start == 0, lines[start : start + size]


class Upload:
    """One load of a snapshot into a server; a file records the batches done."""

    def __init__(
        self,
        folder: Path,
        url: str,
        protocol: str = "update",
        size: int = BATCH,
        timeout: float = 120.0,
        state: Path | None = None,
    ) -> None:
        if size < 1:
            raise InputError("--batch is a number of statements, such as 500.")
        self.folder, self.url, self.protocol, self.size = folder, endpoint(url), protocol, size
        self.timeout = timeout
        digest = (folder / "digest").read_text(encoding="utf-8").strip()
        key = hashlib.sha256(f"{digest} {url} {protocol} {size}".encode()).hexdigest()[:16]
        self.state = state or _cache() / f"load-{key}.json"
        self.key = key
        user, password = credentials(url)
        handlers: list[urllib.request.BaseHandler] = [_NoRedirect()]
        if user:
            known = urllib.request.HTTPPasswordMgrWithDefaultRealm()
            known.add_password(None, url, user, password or "")
            handlers += [
                urllib.request.HTTPDigestAuthHandler(known),
                urllib.request.HTTPBasicAuthHandler(known),
            ]
        self._opener = urllib.request.build_opener(*handlers)

    def done(self) -> int:
        """Return how many batches an earlier try has put in place."""
        try:
            kept = json.loads(self.state.read_text(encoding="utf-8"))
            return int(kept["done"]) if kept.get("key") == self.key else 0
        except (OSError, ValueError, KeyError, TypeError):
            return 0

    def run(self, show: Show = lambda *_: None, restart: bool = False) -> int:
        """Load everything and return the number of statements.

        A graph is emptied before its first batch.

        Raises:
            EngineError: the server is down, refuses or is too slow; the next run goes on from there.
        """
        start = 0 if restart else self.done()
        planned = list(batches(self.folder, self.size))
        count = 0
        for number, (graph, first, lines) in enumerate(planned):
            count += len(lines)
            if number < start:
                continue
            if self.protocol == "update":
                if first:
                    self._update(f"CLEAR SILENT GRAPH <{graph}>")
                self._update(f"INSERT DATA {{ GRAPH <{graph}> {{\n" + "\n".join(lines) + "\n} }")
            else:
                body = ("\n".join(lines) + "\n").encode()
                target = f"{self.url}?graph={quote(graph, safe='')}"
                self._send(target, body, "application/n-triples", "PUT" if first else "POST")
            write_file(self.state, json.dumps({"key": self.key, "done": number + 1}))
            done = number + 1
            show(f"loading {100 * done // len(planned)} % ({count} statements)", done, len(planned))
        self.state.unlink(missing_ok=True)
        return count

    def _update(self, text: str) -> None:
        body = urlencode({"update": text}).encode()
        self._send(self.url, body, "application/x-www-form-urlencoded", "POST")

    def _send(self, url: str, body: bytes, kind: str, method: str) -> None:
        problem = ""
        for attempt in range(RETRIES):
            if attempt:
                time.sleep(0.5 * 2 ** (attempt - 1))
            request = urllib.request.Request(url, data=body, method=method)
            request.add_header("Content-Type", kind)
            request.add_header("User-Agent", "gppgraph")
            try:
                with self._opener.open(request, timeout=self.timeout) as answer:
                    head = answer.read(2000).lstrip().lower()
                    if head.startswith((b"<!doctype", b"<html")) and b"form" in head:
                        raise EngineError(f"{self.url} answers a web page; is this the address for updates?")
                    return
            except urllib.error.HTTPError as error:
                words = " ".join(error.read(500).decode("utf-8", "replace").split())[:200]
                if error.code in (401, 403):
                    raise EngineError(
                        f"{self.url} refuses ({error.code}); set GPPGRAPH_USER and GPPGRAPH_PASSWORD, or use netrc."
                    ) from error
                if error.code not in (429, 502, 503, 504):
                    raise EngineError(f"{self.url} answers {error.code}: {words}") from error
                problem = f"answers {error.code}"
            except TimeoutError:
                problem = f"did not answer within {self.timeout:g} seconds"
            except urllib.error.URLError as error:
                problem = f"cannot be reached: {error.reason}"
            except (ConnectionError, http.client.HTTPException) as error:
                problem = f"breaks the connection: {type(error).__name__}"
        raise EngineError(
            f"{self.url} {problem} (tried {RETRIES} times); run the command again to go on from here."
        )


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A password is for one server; its answer does not lead to another."""

    def redirect_request(self, *given: object, **named: object) -> None:
        return None


def _cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "gppgraph"
