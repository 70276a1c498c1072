"""A small graph, and the site published from it, that several test modules read."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyoxigraph as ox

from facts import copy_facts, copy_vocabulary, source_of
from gppgraph.authoring.data_files import parse_file
from gppgraph.build.snapshot import write_snapshot
from gppgraph.graph import Graph
from gppgraph.publish import publish
from gppgraph.terms import BASE, PREFIXES
from gppgraph.workspace import digest

LANGUAGES = ["en", "nb", "da"]
ADDRESS = "https://data.example.org/gpp/"
RETIRED, SUCCESSOR = "id/clause/example.art-1", "id/clause/example.article-1"
WANTED = ("basis.TS2", "basis.TS3", "udvidet.TS3")
HOSTILE = """<script>alert(1)</script>"' onload="x" &amp; {{ 7 * 7 }} \u202e"""
ADDED = f"""
@prefix gpp: <{PREFIXES["gpp"]}> .
@prefix skos: <{PREFIXES["skos"]}> .
@prefix prov: <{PREFIXES["prov"]}> .
@prefix dcterms: <{PREFIXES["dcterms"]}> .
@prefix owl: <{PREFIXES["owl"]}> .
<{BASE}id/document/hostile> a gpp:SourceDocument ; skos:prefLabel {json.dumps(HOSTILE)}@en ;
  gpp:url "javascript:alert(2)" ; gpp:editorialNote {json.dumps(HOSTILE)}@en ;
  gpp:mentions <javascript:alert(3)> .
<{BASE}id/note/hostile> a gpp:ExplanatoryNote ; prov:wasDerivedFrom <{BASE}id/document/hostile> ;
  gpp:about <{BASE}id/requirement/dk-desktop-2023.basis.TS3> ;
  dcterms:description {json.dumps(HOSTILE)}@en .
<{BASE}id/statement/accepted-in-part> a gpp:StatedAcceptance ; prov:wasDerivedFrom <{BASE}id/document/hostile> ;
  gpp:aboutRequirement <{BASE}id/requirement/dk-desktop-2023.basis.TS3> ; gpp:extent "partial" ;
  gpp:aboutEdition <{BASE}id/label/tco-certified-9> ; gpp:confidence <{BASE}code/confidence/verified> .
<{BASE}{RETIRED}> owl:deprecated true ; dcterms:isReplacedBy <{BASE}{SUCCESSOR}> .
<{BASE}{SUCCESSOR}> a gpp:Provision ; skos:prefLabel "Article 1"@en .
"""


def small_root(root: Path, target: Path) -> Path:
    """Return a folder of sources with two requirements, two label editions and strings that attack a page."""
    copy_vocabulary(target, "shapes")
    data = target / "data"
    data.mkdir()
    quads = parse_file(source_of("dk-desktop-2023"))
    entry = re.compile(r"dk-desktop-2023\.(?:note\.|ref\.)?((?:basis|udvidet)\.\w+)")
    kept = []
    for quad in quads:
        found = entry.search(str(quad.subject))
        if found is None or found[1] in WANTED:
            kept.append(quad.triple)
    (data / "dk-desktop-2023.ttl").write_bytes(ox.serialize(kept, format=ox.RdfFormat.TURTLE) or b"")
    for name in ("tco-certified", "tco-certified-8", "tco-certified-9"):
        copy_facts(name, target)
    (data / "hostile.ttl").write_text(ADDED, encoding="utf-8")
    return target


def small_graph(root: Path, folder: Path) -> Graph:
    """Build the graph of these sources in a folder, so that a server takes it for that of the checkout."""
    write_snapshot(small_root(root, folder / "root"), folder / "snapshot")
    (folder / "snapshot" / "digest").write_text(digest() + "\n", encoding="utf-8")
    return Graph(folder / "snapshot")


def small_site(graph: Graph, target: Path) -> Path:
    """Publish the small graph, without the validation report, which reads the shipped one."""
    publish(graph, target, LANGUAGES, ADDRESS, validate=False)
    return target
