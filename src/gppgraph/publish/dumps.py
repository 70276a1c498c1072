"""The whole dataset in files to download, with checksums.

The bytes depend on the dataset alone.
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from ..authoring.context import context_address
from ..spelling import natural
from ..terms import BASE, slug
from ..workspace import DERIVED, ENTAILED
from .pairs import Pairs
from .rdf_formats import nodes, ordered, used
from .statements import Statements

PARTS = ("asserted", "derived", "all")
_FORMS = {"ttl": ox.RdfFormat.TURTLE, "rdf": ox.RdfFormat.RDF_XML}
MEDIA = {
    "ttl": "text/turtle",
    "nq": "application/n-quads",
    "jsonld": "application/ld+json",
    "rdf": "application/rdf+xml",
    "tsv": "text/tab-separated-values",
    "csv": "text/csv",
}


@dataclass(frozen=True, slots=True)
class Dump:
    """One file to download."""

    name: str
    part: str
    form: str
    data: bytes
    compressed: bool

    @property
    def media(self) -> str:
        """The media type of the content without compression."""
        return MEDIA[self.form]

    @property
    def digest(self) -> str:
        """The SHA-256 of the file."""
        return hashlib.sha256(self.data).hexdigest()


def squeeze(data: bytes) -> bytes:
    """Return bytes compressed by gzip, without time and name."""
    return gzip.compress(data, compresslevel=6, mtime=0)


def dumps(
    quads: Iterable[ox.Quad],
    statements: Statements,
    pairs: Pairs,
    mappings: bytes,
    name: str,
    base: str = BASE,
) -> list[Dump]:
    """Return all dumps of a graph with a base, in files that begin with ``name``.

    Statements come as asserted, derived, and both together.
    """
    split: dict[str, list[ox.Quad]] = {"asserted": [], "derived": []}
    for quad in quads:
        graph = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
        split["derived" if graph in (DERIVED, ENTAILED) else "asserted"].append(quad)
    result: list[Dump] = []
    for part in PARTS:
        quads_of_part = split[part] if part != "all" else split["asserted"] + split["derived"]
        result += _of(f"{name}-{part}", part, quads_of_part, base)
    matrix = matrix_csv(statements, pairs)
    result.append(Dump(f"{name}-matrix.csv.gz", "matrix", "csv", squeeze(matrix), True))
    result.append(Dump(f"{name}-mappings.sssom.tsv", "mappings", "tsv", mappings, False))
    return result


def _of(name: str, part: str, quads: list[ox.Quad], base: str) -> Iterable[Dump]:
    lines = sorted(f"{quad} .\n" for quad in quads)
    yield Dump(f"{name}.nq.gz", part, "nq", squeeze("".join(lines).encode()), True)
    triples = ordered(quad.triple for quad in quads)
    for form, rdf in _FORMS.items():
        prefixes = used(triples, base)
        if form == "rdf":
            prefixes.pop("rdf", None)
        data = ox.serialize(triples, format=rdf, prefixes=prefixes) or b""
        yield Dump(f"{name}.{form}.gz", part, form, squeeze(data), True)
    graphs: dict[str, list[ox.Triple]] = {}
    for quad in quads:
        graph = quad.graph_name.value if isinstance(quad.graph_name, ox.NamedNode) else ""
        graphs.setdefault(graph, []).append(quad.triple)
    body = [
        {"@id": graph, "@graph": nodes(ordered(members), base)} for graph, members in sorted(graphs.items())
    ]
    data = json.dumps(
        {"@context": context_address(base), "@graph": body}, ensure_ascii=False, separators=(",", ":")
    ).encode()
    yield Dump(f"{name}.jsonld.gz", part, "jsonld", squeeze(data), True)


def matrix_csv(statements: Statements, pairs: Pairs) -> bytes:
    """Return one row per requirement, label edition and product type."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(
        [
            "requirement",
            "code",
            "set",
            "level",
            "edition",
            "product",
            "state",
            "verdict",
            "content",
            "admission",
            "up_to",
            "margin",
            "unit",
            "confidence",
        ]
    )
    for (requirement, edition), verdicts in sorted(
        pairs.items(), key=lambda item: natural(" ".join(item[0]))
    ):
        owner = slug(statements.one(statements.find("req", requirement), "cccev:isDerivedFrom") or "")
        for entry in verdicts:
            writer.writerow(
                [
                    requirement, entry.code, owner, entry.level, edition, entry.product, entry.state, entry.verdict,
                    entry.content, entry.admission,
                    "" if entry.up_to is None else f"{entry.up_to.normalize():f}",
                    "" if entry.margin is None else f"{entry.margin.normalize():f}",
                    entry.unit, entry.confidence,
                ]
            )  # fmt: skip
    return stream.getvalue().encode()


def checksums(files: dict[str, bytes]) -> bytes:
    """Return a SHA256SUMS file."""
    lines = (f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    return "".join(lines).encode()
