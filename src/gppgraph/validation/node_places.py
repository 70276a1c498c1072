"""Places of nodes: file and line, passage, and confidence.

Findings are completed with them for their readers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from ..authoring.described import described
from ..catalogue.query import text_of
from ..rdf.store import select
from ..terms import expand, short_name, slug
from ..verdicts.places import position
from ..workspace import Source
from .finding import Finding


class Places:
    """The places of the nodes of one dataset."""

    def __init__(self, store: ox.Store, files: Iterable[Source], base: Path | None = None) -> None:
        self._store = store
        self._files = {source.graph: source for source in files}
        self._base = base
        self._passages: dict[str, str] | None = None

    def of(self, node: str) -> tuple[str | None, int | None]:
        """Return the file that describes ``node`` and the line where its block starts.

        For example ``("data/labels/tco.ttl", 12)``; both are ``None`` where they are not known.
        """
        if node.startswith("_:"):
            return None, None
        try:
            subject = ox.NamedNode(node)
        except ValueError:
            return None, None
        found = described(self._store, subject, self._files)
        if found is None:
            return None, None
        path, line = found[0].path, found[1]
        file = path.relative_to(self._base) if self._base and path.is_relative_to(self._base) else path
        return file.as_posix(), line

    def passage(self, node: str) -> str:
        """Return a passage or a document in words: document, offsets or clause, address.

        For example ``tco-9, clause 5.1, https://example.org/tco.pdf``.
        """
        if self._passages is None:
            self._passages = {}
            for row in sorted(select(self._store, text_of("passages-with-documents")), key=str):
                at = position(*map(row.text_or_none, ("clause", "start", "end")))
                words = [slug(row.text("document")), *at, row.text_or_none("url") or ""]
                self._passages.setdefault(row.text("passage"), ", ".join(filter(None, words)))
        return self._passages.get(node) or self._document(node)

    def _document(self, node: str) -> str:
        title = self._first(node, "dcterms:title") or self._first(node, "skos:prefLabel") or short_name(node)
        return ", ".join(filter(None, (title, self._first(node, "gpp:url"))))

    def place(self, finding: Finding) -> Finding:
        """Return a finding with file, line, passages, words and confidence filled in."""
        file, line = self.of(finding.focus)
        passage = finding.passage or self._first(finding.focus, "prov:wasDerivedFrom")
        other = finding.other if finding.other != finding.focus else None
        nodes = [node for node in (finding.focus, finding.value, other) if node]
        sure = [level for level in (self._first(node, "gpp:confidence") for node in nodes) if level]
        return replace(
            finding,
            file=finding.file or file,
            line=finding.line or line,
            passage=passage,
            passage_place=self.passage(passage) if passage else None,
            other_passage_place=self.passage(finding.other_passage) if finding.other_passage else None,
            said=self._words(finding.focus),
            other_said=self._words(other) if other else None,
            text=self._text(finding.focus) or self._title(file),
            confidence=slug(min(sure, key=self._rank)) if sure else None,
        )

    def _objects(self, node: str, *names: str) -> list[ox.NamedNode | ox.Literal]:
        try:
            subject = ox.NamedNode(node)
        except ValueError:  # a blank node or a literal
            return []
        return [
            quad.object
            for name in names
            for quad in sorted(
                self._store.quads_for_pattern(subject, ox.NamedNode(expand(name)), None), key=str
            )
            if isinstance(quad.object, ox.NamedNode | ox.Literal)
        ]

    def _first(self, node: str, name: str) -> str | None:
        return next((term.value for term in self._objects(node, name)), None)

    def _rank(self, confidence: str) -> int:
        return int(self._first(confidence, "gpp:rank") or 0)

    def _words(self, node: str) -> str | None:
        """Return the description of a node in the graph, or else its name."""
        return self._english(node, "dcterms:description") or self._name(node)

    def _name(self, node: str) -> str | None:
        names = ("gpp:translatedTitle", "skos:prefLabel", "dcterms:title", "foaf:name")
        return self._english(node, *names)

    def _english(self, node: str, *properties: str) -> str | None:
        """Return a text of a node in English if there is one, else in any language."""
        texts = self._objects(node, *properties)
        english = [term for term in texts if isinstance(term, ox.Literal) and term.language == "en"]
        return next((term.value for term in (*english, *texts)), None)

    def _text(self, node: str) -> str | None:
        """Return the edition that a node belongs to, with its publisher."""
        todo, seen = [node], {node}
        while todo:
            current = todo.pop(0)
            try:
                whole = ox.NamedNode(current)
            except ValueError:  # a blank node
                continue
            publishers = self._objects(current, "dcterms:publisher")
            if publishers or self._objects(current, "dcat:isVersionOf", "eli:date_document"):
                names = [self._name(current), *(self._name(agent.value) for agent in publishers)]
                return ", ".join(dict.fromkeys(filter(None, names))) or None
            above = [term.value for term in self._objects(current, *_UP) if isinstance(term, ox.NamedNode)]
            below = (
                quad.subject.value
                for name in _DOWN
                for quad in self._store.quads_for_pattern(None, ox.NamedNode(expand(name)), whole)
                if isinstance(quad.subject, ox.NamedNode)
            )
            for neighbour in (*above, *sorted(below)):
                if neighbour not in seen:
                    seen.add(neighbour)
                    todo.append(neighbour)
        return None

    def _title(self, file: str | None) -> str | None:
        """Return the title of a data file."""
        for graph, source in self._files.items():
            if file and source.path.as_posix().endswith(file):
                return self._first(graph, "dcterms:title")
        return None


# Properties that lead from a part to its whole; those below lead from the whole to a part.
_UP = (
    "cccev:isDerivedFrom",
    "gpp:fromRequirement",
    "gpp:aboutSet",
    "gpp:about",
    "gpp:aboutRequirement",
    "gpp:aboutScheme",
    "eli:is_part_of",
    "gpp:decidedUnder",
)
_DOWN = ("cccev:hasRequirement", "gpp:hasAlternative", "gpp:hasFacet", "gpp:hasItem")
