"""The queries of a review say the same on both engines."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest

from gppgraph.build.parts import is_named_in, open_parts, part_names
from gppgraph.catalogue.query import read_header
from gppgraph.graph import load
from gppgraph.languages import Words
from gppgraph.rdf.store import select, text
from gppgraph.review.subject import TextUnderReview
from gppgraph.review.text_statements import add_text
from gppgraph.terms import iri
from gppgraph.texts.linker import Linker
from gppgraph.texts.read.source_text import Text
from gppgraph.workspace import root

DAY = date(2026, 11, 24)
TEXT = """
Skal ha TCO Certified generasjon 8. Skal ha Svanemerket, ENERGY STAR 8.0 og TCO Certified generasjon 9.
Jf. FOA § 7-9, direktiv 2009/125/EF, IEC 62680-1-3:2018, ISO 14024:1999 og forordning (EU) 2025/2052.

Skal ha TCO Certified generasjon 10 eller tilsvarende.

Smarttelefoner: batteriet skal ha minst 80 % kapasitet etter 500 ladesykluser.

Skal oppfylle relevante krav i TCO Certified. Andre merker godtas ikke.

Skal ha Svanemerket eller tilsvarende. Annen dokumentasjon godtas ikke.

Skal ha et type I-miljømerke, for eksempel ENERGY STAR.

Det kreves ECMA-370. Annen dokumentasjon godtas kun hvis merket ikke kunne skaffes.

1 Kvalifikasjonskrav
Leverandøren skal ha TCO Certified.
"""
PARTS = (
    "no-procurement", "dk-procurement", "procurement-labels", "eu-ecodesign", "eu-ecodesign-phones-tablets",
    "eu-procurement", "codes-condition", "codes-jurisdiction", "codes-topic", "other-schemes", "tco-certified",
    "tco-certified-8", "tco-certified-9", "tco-certified-10", "nordic-swan", "nordic-swan-6", "nordic-swan-7",
    "energy-star", "energy-star-computers-8",
)  # fmt: skip


@pytest.fixture(scope="module")
def statements() -> str:
    """A few parts of the dataset, the standards, and what a Norwegian text says to a Danish reviewer."""
    linker = Linker(load())
    folder = linker.graph.folder
    parts = [f"asserted/{name}" for name in PARTS]
    standards = [iri("gpp", "StandardEdition")]
    parts += [part for part in part_names(folder, "asserted") if is_named_in(folder, part, standards)]
    store = open_parts(folder, parts)
    linked = linker.link(Text("t", "txt", TEXT), "no")
    add_text(store, TextUnderReview(linker, linked, "dk", DAY, Words("nb", "gppgraph.review")))
    lines = {f"{quad.subject} {quad.predicate} {quad.object} ." for quad in store}
    return "\n".join(sorted(lines))


def test_both_engines_find_the_same(statements: str) -> None:
    """Rows of every query over the same statements; most of them find something."""
    rdflib = pytest.importorskip("rdflib")
    graph = rdflib.Graph()
    graph.parse(data=statements, format="nt")
    store = ox.Store()
    store.load(statements.encode(), format=ox.RdfFormat.N_TRIPLES)
    given = {
        "day": ox.Literal(DAY.isoformat(), datatype=ox.NamedNode(iri("xsd", "date"))),
        "country": ox.Literal("DK"),
        "language": ox.Literal("nb"),
    }
    found = {}
    for path in sorted((root() / "queries" / "review").glob("*.rq")):
        query = Path(path).read_text(encoding="utf-8")
        parameters = read_header(path, query)["parameters"]
        ours = {
            tuple(sorted((name, text(term) or "") for name, term in row.items()))
            for row in select(store, query, {name: given[name] for name in parameters})
        }
        bound = {name: rdflib.util.from_n3(str(given[name])) for name in parameters}
        answer = graph.query(query, initBindings=bound)
        theirs = {
            tuple(
                sorted((str(name), str(row[name]) if row[name] is not None else "") for name in answer.vars)
            )
            for row in answer
        }
        assert ours == theirs, path.stem
        found[path.stem] = len(ours)
    assert {name for name, count in found.items() if not count} <= {"label-not-yet-issued"}
