"""The static site, on a small graph: links, formats, safety, order of bytes, description."""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote

import pyoxigraph as ox
import pytest

from gppgraph.errors import InputError, OutputError
from gppgraph.graph import Graph
from gppgraph.publish import addresses, charts, publish
from gppgraph.publish.addresses import LANGUAGES
from gppgraph.publish.site_words import SiteWords
from gppgraph.publish.statements import Statements
from gppgraph.terms import BASE, PREFIXES, iri
from places import TESTS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def graph(small_graph: Graph) -> Graph:
    return small_graph


@pytest.fixture(scope="session")
def site(small_site: Path) -> Path:
    return small_site


class Reader(HTMLParser):
    """Collects links and ids, and complains of tags that do not match."""

    VOID = frozenset(["meta", "link", "img", "br", "input", "hr"])

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.ids: list[str] = []
        self.open: list[str] = []
        self.faults: list[str] = []
        self.count: dict[str, int] = {}
        self.feed(page)
        self.faults += [f"<{name}> is not closed" for name in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.count[tag] = self.count.get(tag, 0) + 1
        given = dict(attrs)
        if len(given) != len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice")
        self.faults += [f"inline {name}" for name in given if name == "style" or name.startswith("on")]
        if tag == "script" and "src" not in given and given.get("type") != "application/ld+json":
            self.faults.append("inline script")
        if (
            tag == "style"
            or (tag == "img" and given.get("alt") is None)
            or (tag == "html" and not given.get("lang"))
        ):
            self.faults.append(f"<{tag}>")
        self.links += [given[name] or "" for name in ("href", "src", "data-script") if name in given]
        if given.get("id"):
            self.ids.append(given["id"] or "")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.faults.append(f"<{tag}/>")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> does not match")


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Reader]:
    return {path: Reader(path.read_text(encoding="utf-8")) for path in sorted(site.rglob("*.html"))}


def test_the_page_on_what_remains_loads_the_proofs_of_each_requirement(site: Path) -> None:
    """Kind, proof, issuer and standard, in the language of the page."""
    text = (site / "assets" / "proofs-nb.js").read_text(encoding="utf-8")
    proofs = json.loads(text.removeprefix("window.gppProofs = ").removesuffix(";\n"))
    assert sorted(proofs) == [f"dk-desktop-2023.{name}" for name in ("basis.TS2", "basis.TS3", "udvidet.TS3")]
    kind, proof, issuer, standard = proofs["dk-desktop-2023.basis.TS2"][0]
    assert proof.startswith(f"{kind}: ")
    assert issuer == "tilbyderen"
    assert standard == ""


def test_every_internal_link_leads_somewhere(site: Path, pages: dict[Path, Reader]) -> None:
    ids = {path: set(reader.ids) for path, reader in pages.items()}
    missing = set()
    for path, reader in pages.items():
        for link in reader.links:
            if re.match(r"[a-z]+:", link):
                assert link.startswith(("http://", "https://")), f"{path}: {link}"
                continue
            name, _, fragment = link.partition("#")
            target = Path(os.path.normpath(path.parent / unquote(name.partition("?")[0]))) if name else path
            if (
                (not target.is_file() and target != site / "sparql")
                or not target.is_relative_to(site)
                or (
                    fragment
                    and target in ids
                    and target.stem in ("ns", "shapes")
                    and fragment not in ids[target]
                )
            ):
                missing.add(link)
    assert not missing


def test_pages_are_well_formed_and_carry_no_inline_code(pages: dict[Path, Reader]) -> None:
    assert len(pages) > 300
    faults = {
        path.name: reader.faults[:3]
        for path, reader in pages.items()
        if reader.faults or reader.count.get("h1") != 1 or reader.count.get("main") != 1
    }
    assert not faults
    doubled = {path.name for path, reader in pages.items() if len(reader.ids) != len(set(reader.ids))}
    assert not doubled


def test_every_thing_has_its_place_on_a_page_and_its_triples_in_both_formats(
    site: Path, graph: Graph, pages: dict[Path, Reader]
) -> None:
    """Verdicts, outcomes and small things share a document, where their anchor is."""
    context = json.loads((site / "context.jsonld").read_text(encoding="utf-8"))["@context"]
    anchors = {path: set(reader.ids) for path, reader in pages.items()}
    things = {
        quad.subject.value
        for quad in graph.store
        if isinstance(quad.subject, ox.NamedNode) and quad.subject.value.startswith(BASE)
    }
    owners = {
        quad.object.value.rsplit("/", 1)[-1]: quad.subject.value.rsplit("/", 1)[-1]
        for quad in graph.store.quads_for_pattern(
            None, ox.NamedNode(PREFIXES["cccev"] + "hasRequirement"), None
        )
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode)
    }
    paths: dict[str, dict[str, str]] = {}
    for thing in things:
        if place := addresses.document(thing, owners):
            paths.setdefault(place[0], {})[thing] = place[1]
    assert len(paths) < len(things) / 3
    for path, named in paths.items():
        assert (site / f"{path}.html").is_file(), path
        assert (site / "nb" / f"{path}.html").is_file(), path
        data = (site / f"{path}.ttl").read_bytes()
        found = {"ttl": {quad.triple for quad in ox.parse(data, format=ox.RdfFormat.TURTLE)}}
        if "jsonld" in addresses.files_of(path):
            node = json.loads((site / f"{path}.jsonld").read_text(encoding="utf-8"))
            node["@context"] = context
            text = json.dumps(node)
            found["jsonld"] = {quad.triple for quad in ox.parse(text, format=ox.RdfFormat.JSON_LD)}
        assert set(found) == set(addresses.files_of(path))
        assert found.get("jsonld", found["ttl"]) == found["ttl"], path
        described = {triple.subject.value for triple in found["ttl"]}
        for thing, fragment in named.items():
            assert thing in described, thing
            assert not fragment or fragment in anchors[site / f"{path}.html"], thing


def test_the_profile_is_published_with_its_parts(site: Path, root: Path) -> None:
    """Each part that the description names lies at its address."""
    description = (site / "profile.ttl").read_text(encoding="utf-8")
    for name in (
        "authoring.schema.json",
        "profile.linkml.yaml",
        "constraints.csv-metadata.json",
        "context.jsonld",
    ):
        assert f"<{BASE}{name}>" in description
        assert (site / name).read_bytes() == (root / "ontology" / name).read_bytes()
    page = (site / "profile.html").read_text(encoding="utf-8")
    assert "Application profile for green procurement requirements, label criteria and proofs" in page
    assert 'id="shapes"' in page
    assert 'href="profile.html"' in (site / "data.html").read_text(encoding="utf-8")


def test_hostile_strings_stay_text(site: Path) -> None:
    for name in ("id/document/hostile", "id/note/hostile", "id/requirement/dk-desktop-2023.basis.TS3"):
        text = (site / f"{name}.html").read_text(encoding="utf-8")
        assert "&lt;script&gt;alert(1)" in text
        assert "<script>alert" not in text
        assert "{{ 7 * 7 }}" in text
        assert 'href="javascript' not in text
    search = (site / "assets" / "search-en.js").read_text(encoding="utf-8")
    assert "<script" not in search
    with pytest.raises(OutputError):
        addresses.document(f"{BASE}id/label/../../../etc/passwd", {})


def test_the_front_page_says_the_best_answer_and_how_much_is_answered(site: Path) -> None:
    """A sentence per requirement, and a share of the cells in which a label could speak."""
    page = (site / "index.html").read_text(encoding="utf-8")
    answers = re.findall(r'<p class="best">([^<]*)</p>', page)
    assert answers == [
        "TCO Certified, generation 9 may prove a part; the criteria text decides",
        "every label that speaks is weaker",
    ]
    assert re.search(r"\d+ of \d+ cells in which a label could speak are decided or have one known end", page)
    danish = (site / "da" / "index.html").read_text(encoding="utf-8")
    assert "TCO Certified, generation 9 kan bevise en del; kriterieteksten afgør" in danish


def test_the_page_of_a_pair_tells_the_case_in_lines(site: Path) -> None:
    """As the command does, in the language of the page."""
    name = "derived/verdict/dk-desktop-2023.basis.TS2.html"
    page = (site / name).read_text(encoding="utf-8")
    assert "<strong>never as a whole: proves nothing to a part</strong>" in page
    assert "The bidder&#39;s own: A list gives prices" in page
    norwegian = (site / "nb" / name).read_text(encoding="utf-8")
    assert "<strong>aldri i sin helhet: beviser ingenting til en del</strong>" in norwegian


def test_verdict_page_says_why(site: Path) -> None:
    name = "derived/verdict/dk-desktop-2023.basis.TS3.html"
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", (site / name).read_text(encoding="utf-8")))
    assert "≥ 2 years" in text
    assert "6.1" in text
    assert "a mandatory criterion addresses it at a weaker level" in text
    assert "acceptance-norway" not in (site / name).read_text(encoding="utf-8")  # said of another requirement
    norwegian = (site / "nb" / name).read_text(encoding="utf-8")
    assert '<html lang="nb">' in norwegian
    assert "et obligatorisk kriterium omtaler det på et svakere nivå" in norwegian


def test_verdict_page_has_the_word_of_the_source_and_an_expected_end(site: Path) -> None:
    """Neither decides anything, and whoever tenders with the label needs both."""
    name = "derived/verdict/dk-desktop-2023.basis.TS3.html"
    page = (site / name).read_text(encoding="utf-8")
    nine, eight = (
        re.search(rf'id="tco-certified-{generation}">.*?</div>', page, re.S) for generation in "98"
    )
    assert nine is not None
    assert eight is not None
    text, other = nine[0], eight[0]
    assert "the source states that it accepts the label as proof of a part" in text
    assert "(expected, recalled: 4 December 2026)" in text
    assert "the source states that it accepts" not in other
    assert "(expected" not in other


def test_dumps_add_up_and_match_their_checksums(site: Path, graph: Graph) -> None:
    folder = site / "dumps"
    sums = dict(reversed(line.split("  ")) for line in (folder / "SHA256SUMS").read_text().splitlines())
    assert set(sums) == {path.name for path in folder.iterdir()} - {"SHA256SUMS"}
    for name, digest in sums.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest
    quads = {
        part: set(
            ox.parse(
                gzip.decompress((folder / f"gppgraph-{part}.nq.gz").read_bytes()), format=ox.RdfFormat.N_QUADS
            )
        )
        for part in ("asserted", "derived", "all")
    }
    assert quads["all"] == set(graph.store)
    assert quads["asserted"] | quads["derived"] == quads["all"]
    assert not quads["asserted"] & quads["derived"]
    node = json.loads(gzip.decompress((folder / "gppgraph-asserted.jsonld.gz").read_bytes()))
    node["@context"] = json.loads((site / "context.jsonld").read_text())["@context"]
    assert set(ox.parse(json.dumps(node), format=ox.RdfFormat.JSON_LD)) == quads["asserted"]
    assert gzip.decompress((folder / "gppgraph-matrix.csv.gz").read_bytes()).startswith(
        b"requirement,code,set,level,"
    )


AGAIN = """
import sys
from pathlib import Path
from gppgraph.graph import Graph
from published import small_site
small_site(Graph(Path(sys.argv[1])), Path(sys.argv[2]))
"""


def test_the_same_graph_gives_the_same_bytes(site: Path, graph: Graph, tmp_path: Path) -> None:
    again = tmp_path / "again"
    command = [sys.executable, "-c", AGAIN, str(graph.folder), str(again)]
    subprocess.run(
        command,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": str(TESTS / "support")},
        timeout=120,
    )
    one, two = (
        {path.relative_to(top).as_posix(): path.read_bytes() for path in top.rglob("*") if path.is_file()}
        for top in (site, again)
    )
    assert set(one) == set(two)
    assert [name for name in one if one[name] != two[name]] == []


def test_description_conforms_to_dcat_ap(site: Path, shared: Path) -> None:
    import pyshacl
    import rdflib

    shapes = shared / "realdata" / "dcat-ap" / "dcat-ap-3.0.1-shacl.ttl"
    if not shapes.is_file():
        pytest.skip("the DCAT-AP shapes are not in the folder `shared`")
    rules = rdflib.Graph().parse(shapes)
    sh = rdflib.Namespace(PREFIXES["sh"])
    for node, part in list(rules.subject_objects(sh.property)):
        if (
            part,
            sh.path,
            None,
        ) not in rules:  # two shapes of the published file are named and never described
            rules.remove((node, sh.property, part))
    description = rdflib.Graph().parse(site / "catalog.ttl")
    conforms, _, report = pyshacl.validate(description, shacl_graph=rules)
    assert conforms, report


def test_words_are_the_same_in_every_language() -> None:
    english = SiteWords("en")
    for language in LANGUAGES:
        words = SiteWords(language)
        assert set(words.entries) == set(english.entries)
        for name in words.entries:
            gaps = [re.findall(r"\{\w+\}", text) for text in words.forms(name).values()]
            assert [sorted(found) for found in gaps] == [
                sorted(re.findall(r"\{\w+\}", text)) for text in english.forms(name).values()
            ], name


def test_foreign_folders_and_wrong_options_are_refused(graph: Graph, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("keep me", encoding="utf-8")
    with pytest.raises(InputError, match="no site of ours"):
        publish(graph, tmp_path)
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "keep me"
    for base in ("ftp://example.org/", "https://exa mple.org/", 'https://example.org/"x'):
        with pytest.raises(InputError):
            publish(graph, tmp_path / "site", base=base)
    with pytest.raises(InputError):
        publish(graph, tmp_path / "site", ["en", "fr"])
    assert not (tmp_path / "site").exists()


def test_figures_stand_at_their_place_by_country_and_labels(site: Path, graph: Graph) -> None:
    """A chart that draws a figure at the wrong place, or drops a weaker one, misleads who only looks."""
    found = charts.figures(
        Statements(graph.store),
        SiteWords("en"),
        iri("concept", "manufacturer-warranty-duration"),
        ("NO", "DK", "EU"),
    )
    assert [
        (column, [(row.owner.rpartition("/")[2], row.bound, row.place) for row in rows])
        for column, rows in found.groups
    ] == [
        (
            "DK",
            [
                ("dk-desktop-2023.basis.TS3", "≥ 2 years", 65.67),
                ("dk-desktop-2023.udvidet.TS3", "≥ 3 years", 97.0),
            ],
        ),
        (
            "label",
            [
                ("tco-certified-8.6.1", "≥ 1 year with Warranty included in the product price: yes", 34.33),
                ("tco-certified-9.6.1", "≥ 1 year with Warranty included in the product price: yes", 34.33),
            ],
        ),
    ]
    assert found.unit == "months"
    assert found.marks == [(34.33, "12"), (65.67, "24"), (97.0, "36")]
    page = (site / "code" / "concept" / "manufacturer-warranty-duration.html").read_text(encoding="utf-8")
    assert 'cx="65.67%"' in page


def test_a_life_is_drawn_as_long_as_its_dates(graph: Graph) -> None:
    """What no source dates is open to the edge, never a bar."""
    [(_, lives)] = charts.timeline(Statements(graph.store), ["tco-certified-8", "tco-certified-9"]).groups
    eight, nine = lives
    assert eight.dates[:4] == ("2018-12-04", "2021-12-01", "2023-12-01", False)
    assert eight.issuing is not None
    assert eight.valid is not None
    assert sum(eight.issuing) == pytest.approx(eight.valid[0], abs=0.02)
    assert (eight.before, eight.after) == (None, None)
    assert nine.dates.end_unknown
    assert nine.after is not None
    assert sum(nine.after) == pytest.approx(100)


class Spoken(HTMLParser):
    """Collects the texts of a page that are not marked as being in another language."""

    def __init__(self, page: str, language: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.texts: set[str] = set()
        self.language = language
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in Reader.VOID:
            self.open.append(dict(attrs).get("lang") or (self.open[-1] if self.open else ""))

    def handle_endtag(self, tag: str) -> None:
        self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == self.language:
            self.texts.add(data.strip())


@pytest.mark.parametrize("language", ["nb", "da"])
def test_the_interface_speaks_the_language_of_the_page(site: Path, language: str) -> None:
    """No word of the English interface stands on a page in another language, unless it is marked as English."""
    english, own = (
        [text for name in sorted(words.entries) for text in words.forms(name).values()]
        for words in (SiteWords("en"), SiteWords(language))
    )
    # words occur as codes, too
    foreign = {text for text, other in zip(english, own, strict=True) if " " in text and text != other} - set(
        own
    )
    stray = {
        path.relative_to(site).as_posix(): found
        for path in (site / language).rglob("*.html")
        if "passage" not in path.parts
        for found in [Spoken(path.read_text(encoding="utf-8"), language).texts & foreign]
        if found
    }
    assert stray == {}


def test_the_feed_tells_each_dated_change(site: Path) -> None:
    """Days that are recalled only are no change; the feed is XML in the language of its folder."""
    from xml.etree import ElementTree

    atom = "{http://www.w3.org/2005/Atom}"
    feed = ElementTree.parse(site / "nb" / "changes.atom").getroot()
    titles = [entry.findtext(f"{atom}title") for entry in feed.iter(f"{atom}entry")]
    assert "2023-12-01: TCO Certified, generation 8: ikke noe sertifikat er gyldig fra denne dagen." in titles
    assert not any("2026-12-04" in (title or "") for title in titles)
    assert titles == sorted(titles, reverse=True)


def test_addresses_without_a_file_are_led_to_their_document(site: Path) -> None:
    """The rules for Apache and the page for other hosts know verdicts and things that share a document."""
    rules = (site / ".htaccess").read_text(encoding="utf-8")
    found = re.search(
        r"^RewriteRule (\^derived/verdict/\S+) \S+derived/verdict/\$1\.%\{ENV:FORM\}#\$2 ", rules, re.M
    )
    assert found is not None
    name = "derived/verdict/dk-desktop-2023.basis.TS3--tco-certified-8--below--tablet"
    verdict = re.match(found[1], name)
    assert verdict is not None
    assert verdict.groups() == ("dk-desktop-2023.basis.TS3", "tco-certified-8")
    missing = (site / "404.html").read_text(encoding="utf-8")
    assert 'src="https://data.example.org/gpp/assets/missing.js"' in missing
