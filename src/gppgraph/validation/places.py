"""Where a node is written: file and line, and a passage in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from ..findings import Finding
from ..sources import Source
from ..store import select
from ..terms import curie, iri, slug

_PASSAGE = """
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX gpp: <https://w3id.org/gppgraph/ns#>
PREFIX oa: <http://www.w3.org/ns/oa#>
SELECT ?passage ?document ?url ?start ?end ?clause WHERE {
  ?passage oa:hasSource ?document .
  OPTIONAL { ?document gpp:url ?url }
  OPTIONAL { ?passage gpp:start ?start ; gpp:end ?end }
  OPTIONAL { ?passage gpp:clause ?clause }
}
"""


class Places:
    """Looks up the places of nodes in one dataset."""

    def __init__(self, store: ox.Store, files: Iterable[Source], base: Path | None = None) -> None:
        self._store = store
        self._files = {source.graph: source.path for source in files}
        self._base = base
        self._passages: dict[str, str] | None = None

    def of(self, node: str) -> tuple[str | None, int | None]:
        """Return the file that describes ``node`` and the line where its description starts."""
        if node.startswith("_:"):
            return None, None
        try:
            subject = ox.NamedNode(node)
        except ValueError:
            return None, None
        names = {
            quad.graph_name.value
            for quad in self._store.quads_for_pattern(subject, None, None)
            if isinstance(quad.graph_name, ox.NamedNode)
        }
        for path in sorted(self._files[name] for name in names if name in self._files):
            shown = path.relative_to(self._base) if self._base and path.is_relative_to(self._base) else path
            return shown.as_posix(), _lines(path).get(curie(node)) or _lines(path).get(f"<{node}>")
        return None, None

    def passage(self, node: str) -> str:
        """Return a passage in words: document, offsets or clause, address."""
        if self._passages is None:
            self._passages = {}
            for row in sorted(select(self._store, _PASSAGE), key=str):
                passage, document = row["passage"], row["document"]
                if passage is None or document is None:
                    continue
                words = slug(document.value)
                if row["start"] is not None and row["end"] is not None:
                    words += f", characters {row['start'].value} to {row['end'].value}"
                if row["clause"] is not None:
                    words += f", clause {row['clause'].value}"
                if row["url"] is not None:
                    words += f", {row['url'].value}"
                self._passages.setdefault(passage.value, words)
        return self._passages.get(node, curie(node))

    def place(self, finding: Finding) -> Finding:
        """Return ``finding`` with file, line and passages filled in."""
        file, line = self.of(finding.focus)
        if finding.passage is None:
            derived = ox.NamedNode(iri("prov", "wasDerivedFrom"))
            try:
                subject = ox.NamedNode(finding.focus)
            except ValueError:
                subject = None
            quads = sorted(map(str, self._store.quads_for_pattern(subject, derived, None))) if subject else []
            own = quads[0].split("> <")[2].split(">")[0] if quads else None
            finding = replace(finding, passage=own)
        return replace(
            finding,
            file=finding.file or file,
            line=finding.line or line,
            passage_place=self.passage(finding.passage) if finding.passage else None,
            other_passage_place=self.passage(finding.other_passage) if finding.other_passage else None,
        )


@lru_cache(maxsize=512)
def _lines(path: Path) -> dict[str, int]:
    """Return the line on which each subject's block starts, in the layout of the project."""
    found: dict[str, int] = {}
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return found
    for number, line in enumerate(text.splitlines(), start=1):
        if line and not line[0].isspace() and not line.startswith(("@", "PREFIX", "#", ".")):
            found.setdefault(line.split()[0], number)
    return found
