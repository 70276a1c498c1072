"""Push the dataset to a SPARQL server in batches that can be resumed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pyoxigraph as ox

from ..errors import InputError, MissingExtraError
from ..files import write_file
from .engines import credentials, endpoint

BATCH = 500
PROTOCOLS = ("update", "graph-store")
Show = Callable[[str, int, int], None]  # words, batches done, batches in all


def graphs(folder: Path) -> dict[str, list[str]]:
    """Return the N-Triples lines of each named graph of a snapshot, in a fixed order.

    For example ``{"https://.../graph/labels": ["<...> <...> <...> ."]}``.
    """
    lines_by_graph: dict[str, list[str]] = {}
    for path in sorted(folder.rglob("*.trig")):
        for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TRIG):
            if isinstance(quad.graph_name, ox.NamedNode):
                line = f"{quad.subject} {quad.predicate} {quad.object} ."
                lines_by_graph.setdefault(quad.graph_name.value, []).append(line)
    return dict(sorted(lines_by_graph.items()))


def batches(folder: Path, size: int) -> Iterator[tuple[str, bool, list[str]]]:
    """Yield batches: graph, whether it is the first of the graph, and its lines.

    For example ``("https://.../graph/labels", True, ["<...> <...> <...> ."])``.
    """
    for graph, lines in graphs(folder).items():
        for start in range(0, len(lines), size):
            yield graph, start == 0, lines[start : start + size]


class Upload:
    """The upload of a snapshot to a server.

    A file records the number of finished batches, so that the next run can continue.
    """

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
        digest = (folder / "digest").read_text(encoding="utf-8").strip()
        key = hashlib.sha256(f"{digest} {url} {protocol} {size}".encode()).hexdigest()[:16]
        self.state = state or _cache() / f"load-{key}.json"
        self.key = key
        try:
            from .update_client import UpdateClient
        except ImportError as error:
            raise MissingExtraError("gppgraph load", "remote") from error
        self._client = UpdateClient(self.url, *credentials(url), timeout)

    def done(self) -> int:
        """Return the number of batches that an earlier run has finished."""
        try:
            record = json.loads(self.state.read_text(encoding="utf-8"))
            return int(record["done"]) if record.get("key") == self.key else 0
        except (OSError, ValueError, KeyError, TypeError):
            return 0

    def run(self, show: Show = lambda *_: None, restart: bool = False) -> int:
        """Load all batches and return the number of statements.

        A graph is emptied before its first batch.

        Raises:
            EngineError: the server is down, refuses or is too slow; the next run continues there.
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

    def _send(self, address: str, body: bytes, media: str, method: str) -> None:
        self._client.send(address, body, media, method)


def _cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "gppgraph"
