"""The dataset in files to download: every format says the same, in the same bytes, also as rdflib reads it."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

from gppgraph.authoring.context import context_address
from gppgraph.publish.dumps import PARTS, Dump, checksums, dumps
from gppgraph.publish.rdf_formats import context
from gppgraph.terms import BASE, PREFIXES, iri
from gppgraph.workspace import DERIVED, ENTAILED
from places import ROOT

pytestmark = pytest.mark.slow

XSD = PREFIXES["xsd"]
ASSERTED = f"{BASE}graph/one", f"{BASE}graph/two"
THING = f"<{BASE}id/label/x>"
LINES = [
    f"{THING} <{iri('rdf', 'type')}> <{iri('gpp', 'LabelEdition')}> <{ASSERTED[0]}> .",
    f'{THING} <{iri("skos", "prefLabel")}> "Mærke \\"ø\\"\\n\\t\\\\ <b>&amp;"@da <{ASSERTED[0]}> .',
    f'{THING} <{iri("skos", "prefLabel")}> "plain" <{ASSERTED[1]}> .',
    f'{THING} <{iri("gpp", "value")}> "36.50"^^<{XSD}decimal> <{ASSERTED[1]}> .',
    f'{THING} <{iri("gpp", "value")}> "36"^^<{XSD}integer> <{ASSERTED[1]}> .',
    f'{THING} <{iri("dcterms", "issued")}> "2024-02-29"^^<{XSD}date> <{ASSERTED[0]}> .',
    f'{THING} <{iri("gpp", "note")}> "true"^^<{XSD}boolean> <{ASSERTED[0]}> .',
    f"{THING} <{iri('dcterms', 'source')}> <https://example.org/a?b=c&d=%20#e> <{ASSERTED[0]}> .",
    f"{THING} <{iri('dcterms', 'source')}> <urn:other:vocabulary> <{ASSERTED[1]}> .",
    f"{THING} <{iri('gpp', 'part')}> _:b1 <{ASSERTED[0]}> .",
    f'_:b1 <http://unknown.example/p> "x" <{ASSERTED[0]}> .',
    f"{THING} <{iri('rdf', 'type')}> <{iri('gpp', 'Edition')}> <{ENTAILED}> .",
    f'{THING} <{iri("gpp", "upTo")}> "3"^^<{XSD}decimal> <{DERIVED}> .',
]
DERIVED_LINES = LINES[-2:]


def made() -> list[Dump]:
    """Return the dumps of the lines."""
    return dumps(ox.parse("\n".join(LINES), format=ox.RdfFormat.N_QUADS), None, {}, b"#\n", "gppgraph")  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def files() -> dict[str, bytes]:
    """The dumps by name, unpacked."""
    return {dump.name: gzip.decompress(dump.data) if dump.compressed else dump.data for dump in made()}


@pytest.fixture(autouse=True)
def _as_written() -> Iterator[None]:
    """rdflib keeps literals as they are written."""
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    yield
    rdflib.NORMALIZE_LITERALS = before


def wanted(part: str) -> rdflib.Graph:
    """Return the triples of a part."""
    lines = {"all": LINES, "derived": DERIVED_LINES, "asserted": LINES[: -len(DERIVED_LINES)]}[part]
    return merged("\n".join(lines), "nquads")


def merged(text: str, form: str) -> rdflib.Graph:
    """Return all triples of a text, whatever their graph."""
    dataset = rdflib.Dataset()
    dataset.parse(data=text, format=form)
    graph = rdflib.Graph()
    for subject, predicate, value, _ in dataset.quads():
        graph.add((subject, predicate, value))
    return graph


def test_the_parts_and_forms_are_these(files: dict[str, bytes]) -> None:
    """Asserted, derived and both, each in four formats; the matrix and the mappings."""
    assert set(files) == {
        *(f"gppgraph-{part}.{form}.gz" for part in PARTS for form in ("ttl", "nq", "jsonld", "rdf")),
        "gppgraph-matrix.csv.gz",
        "gppgraph-mappings.sssom.tsv",
    }


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    ("ending", "form"), [("ttl", "turtle"), ("nq", "nquads"), ("rdf", "xml"), ("jsonld", "json-ld")]
)
def test_rdflib_reads_the_same_triples(files: dict[str, bytes], part: str, ending: str, form: str) -> None:
    """A second library finds in every dump exactly what went into it."""
    text = files[f"gppgraph-{part}.{ending}.gz"].decode()
    if ending == "jsonld":
        node: dict[str, Any] = json.loads(text)
        assert node["@context"] == context_address()
        text = json.dumps({**node, **json.loads(context())})
    assert isomorphic(merged(text, form), wanted(part))


def test_the_published_context_is_that_of_the_authoring_form(files: dict[str, bytes]) -> None:
    """There is one mapping from names to IRIs, and a prefix that is also a key of it is written out."""
    assert context() == (ROOT / "ontology" / "context.jsonld").read_text(encoding="utf-8")
    assert context_address() == f"{BASE}context.jsonld"
    prefixes = {
        name: value for name, value in json.loads(context())["@context"].items() if str(value)[-1:] in "/#"
    }
    assert {name: PREFIXES[name] for name in prefixes} == prefixes
    from gppgraph.publish.rdf_formats import nodes

    triple = ox.Triple(
        ox.NamedNode(iri("crit", "x.1")),
        ox.NamedNode(iri("gpp", "topic")),
        ox.NamedNode(iri("topic", "warranty")),
    )
    assert nodes([triple]) == [{"@id": "crit:x.1", "gpp:topic": [{"@id": iri("topic", "warranty")}]}]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("ending", ["nq", "jsonld"])
def test_graphs_keep_their_names(files: dict[str, bytes], part: str, ending: str) -> None:
    """Formats that have graphs say in which each statement stands."""
    text = files[f"gppgraph-{part}.{ending}.gz"].decode()
    form = ox.RdfFormat.N_QUADS
    if ending == "jsonld":
        text, form = json.dumps({**json.loads(text), **json.loads(context())}), ox.RdfFormat.JSON_LD
    found = {quad.graph_name.value for quad in ox.parse(text, format=form)}  # type: ignore[union-attr]
    assert (
        found
        == {
            "asserted": set(ASSERTED),
            "derived": {DERIVED, ENTAILED},
            "all": {*ASSERTED, DERIVED, ENTAILED},
        }[part]
    )


SUMS = "import sys; sys.path[:0] = ['tests/publish', 'tests/support']; import test_dumps; print(test_dumps.sums())"


def sums() -> str:
    """Return the checksums of the dumps, with the lines in another order."""
    LINES[:-2] = LINES[-3::-1]
    return checksums({dump.name: dump.data for dump in made()}).decode()


def test_bytes_depend_on_the_data_alone() -> None:
    """Not on the hash seed, nor on the order in which statements come, nor on the clock."""
    found = {
        subprocess.run(
            [sys.executable, "-c", SUMS],
            check=True,
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            timeout=60,
        ).stdout.strip()
        for seed in ("1", "2")
    }
    here = checksums({dump.name: dump.data for dump in made()}).decode().strip()
    assert found == {here}


def test_checksums_are_those_that_sha256sum_checks() -> None:
    """Two spaces, sorted names, the digest of the file as it is downloaded."""
    for row, dump in zip(
        checksums({dump.name: dump.data for dump in made()}).decode().splitlines(),
        sorted(made(), key=lambda dump: dump.name),
        strict=True,
    ):
        assert row == f"{hashlib.sha256(dump.data).hexdigest()}  {dump.name}"
        assert dump.digest == row.split()[0]


def test_the_matrix_is_a_table_of_verdicts() -> None:
    """One row for each requirement, edition and product; numbers without exponent, text quoted where it must be."""
    entry = SimpleNamespace(
        code='TS "3", a', level="basis", product="notebook-computer", state="new", verdict="below", content="false",
        admission="true", up_to=Decimal("3E+1"), margin=Decimal("-12.50"), unit="months", confidence="verified",
    )  # fmt: skip
    plain = SimpleNamespace(**{**vars(entry), "code": "AC5", "up_to": None, "margin": None, "unit": ""})
    world = SimpleNamespace(
        one=lambda *_: f"{BASE}id/criteria-set/dk-desktop-2023", find=lambda prefix, name: name
    )
    pairs = {("r10", "e"): [plain], ("r2", "e"): [entry]}
    found = {dump.name: dump.data for dump in dumps([], world, pairs, b"", "gppgraph")}[
        "gppgraph-matrix.csv.gz"
    ]  # type: ignore[arg-type]
    rows = list(csv.DictReader(io.StringIO(gzip.decompress(found).decode())))
    assert [(row["requirement"], row["code"], row["up_to"], row["margin"]) for row in rows] == [
        ("r2", 'TS "3", a', "30", "-12.5"),
        ("r10", "AC5", "", ""),
    ]
    assert {row["set"] for row in rows} == {"dk-desktop-2023"}
    assert b"\r" not in gzip.decompress(found)
