"""Searching in four languages, on the real graph."""

from __future__ import annotations

import sys

import pyoxigraph as ox
import pytest

from gppgraph.errors import InputError, UnknownNameError
from gppgraph.explore.search import Index, index
from gppgraph.explore.sentence import Criteria, criteria
from gppgraph.graph import load
from gppgraph.rdf.rows import Row
from places import ROOT


@pytest.fixture(scope="module")
def words() -> Index:
    """The index of the real graph."""
    return index(load())


@pytest.fixture(scope="module")
def known() -> Criteria:
    """The criteria of the real graph."""
    return criteria(load())


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("batterilevetid", "battery-endurance"),  # nb
        ("batteriholdbarhed", "dk-desktop-2023.basis.TS25"),  # da, a compound that the text spells out
        ("batteriets levetid", "battery-endurance"),
        ("reservedeler", "spare-parts"),  # nb
        ("reservedele", "spare-parts"),  # da
        ("spear parts", "spare-parts"),  # en, typing error
        ("garanti", "warranty"),
        ("warrenty", "warranty"),  # en, typing error
        ("TCO Certified 8", "tco-certified-8"),
        ("Energy Star", "energy-star"),
        ("svanen", "nordic-swan"),  # nb, another name
        ("Blauer Engel", "blue-angel"),  # typing error
        ("IEC 62623", "iec-62623"),
        ("2019/2021", "32019R2021"),
        ("konfliktmineraler", "conflict-minerals"),
        ("støj", "noise"),  # da
        ("støy", "noise"),  # nb
        ("emballasje", "packaging"),  # nb
        ("ISO 14024", "iso-14024"),
        ("berbare PC-ar batteri", "no-it-2019.avansert.NO-KV-02"),  # nn
        ("resirkulert plast", "recycled-plastic-content"),  # nb
        ("sletting av data", "secure-erase-function"),  # nb
        ("EU Ecolabel", "eu-ecolabel"),
        ("blomsten", "eu-ecolabel"),  # a word only for searching
        ("barnearbeid", "labour-rights"),
        ("reklamasjon", "warranty"),
        ("attvunnen", "recycled-content"),  # nn
    ],
)
def test_first_hit_of_real_phrases(words: Index, phrase: str, expected: str) -> None:
    hits = words.search(phrase)
    assert [hit.name for hit in hits][:1] == [expected]
    assert hits[0].why


def test_synonyms_are_the_names_that_the_graph_gives_one_code() -> None:
    def row(name: str, field: str, text: str, language: str) -> Row:
        thing = ox.NamedNode(f"https://example.org/{name}")
        words = ox.Literal(text, language=language)
        return Row(thing=thing, kind=ox.Literal("topic"), field=ox.Literal(field), text=words, word=words)

    texts = [row("a", "title", "screen of glass", "en"), row("b", "title", "something else", "en")]
    assert Index(texts).search("skjerm") == []
    found = Index(texts, [row("c", "", "skjerm", "nb"), row("c", "", "screen", "en")]).search("skjerm")
    assert [hit.name for hit in found] == ["https://example.org/a"]
    assert found[0].why.startswith("synonym")


def test_only_the_kind_asked_for(words: Index) -> None:
    assert {hit.kind for hit in words.search("garanti", ["requirement"])} == {"requirement"}


def test_titles_fall_back_to_another_language(words: Index) -> None:
    titles = {hit.name: hit.title for hit in words.search("batterikapasitet", ["requirement"], "nn")}
    assert titles["no-it-2019.basis.NO-KV-02"] == "Batterikapasitet på berbare PC-ar"


@pytest.mark.parametrize("phrase", ["", "  ", "\0\0", "!!!"])
def test_nothing_to_look_for(words: Index, phrase: str) -> None:
    with pytest.raises(InputError, match="nothing to look for"):
        words.search(phrase)


@pytest.mark.parametrize("phrase", ["xqzzvw", "' OR 1=1 --", '"} ; DROP ALL #', "x" * 5000, "𝔊" * 400])
def test_any_text_is_data(words: Index, phrase: str) -> None:
    words.search(phrase)


def test_unknown_names_have_near_matches() -> None:
    from gppgraph.verdicts.compare import compare

    with pytest.raises(UnknownNameError, match="tco-certified"):
        compare(load(), "tco-certifed-8", "law")


@pytest.mark.parametrize(
    ("sentence", "edition", "expected"),
    [
        ("Batteriet skal ha minst 80 % kapasitet etter 300 oppladinger.", "eu-gpp-2021", "TS6"),
        ("Spare parts must be available for years.", "dk-desktop-2023", "TS2"),
        ("Konfliktmineraler skal ikke finansiere væpnede grupper.", "no-it-2019", "NO-KV-12"),
    ],
)
def test_the_closest_criterion_of_a_set_is_found_for_a_sentence(
    known: Criteria, sentence: str, edition: str, expected: str
) -> None:
    """A whole sentence has words that no criterion has; they must not hide the ones that count."""
    hits = known.closest(sentence, [edition], count=4)
    assert {hit.set for hit in hits} == {edition}
    assert expected in {hit.name.split(".", 2)[2] for hit in hits}
    assert hits[0].why


def test_sentences_of_other_words_find_their_criteria_as_well_as_promised(known: Criteria) -> None:
    """The figures in docs/linking.md must not rot."""
    benchmarks = str(ROOT / "benchmarks")
    sys.path.insert(0, benchmarks)
    try:
        from bench_search import ranks, scores, sentences
    finally:
        sys.path.remove(benchmarks)
    given = sentences()
    assert len(given) >= 60
    found = ranks(lambda text: [hit.name for hit in known.closest(text, count=1000)], given)
    first, five, _ = scores([place for _, _, place in found])
    assert (first >= 0.3, five >= 0.54) == (True, True), (first, five)


def test_a_set_that_does_not_exist_is_named_with_those_that_do(known: Criteria) -> None:
    """An empty answer would read as: no criterion comes close."""
    with pytest.raises(UnknownNameError) as caught:
        known.closest("garanti", ["eu-gpp"])
    assert str(caught.value) == 'set "eu-gpp" not found. Close matches: eu-gpp-2021.'
    with pytest.raises(
        UnknownNameError,
        match=r"not found\. There are: dk-.*, eu-gpp-2021, no-dfo-examples-2024, no-it-2019\.$",
    ):
        known.closest("garanti", ["zzz"])
    with pytest.raises(InputError):
        known.closest("og i for")


_WORLD = """
PREFIX cccev: <http://data.europa.eu/m8g/>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX gpp: <https://w3id.org/gppgraph/ns#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX : <urn:x:>
:set a gpp:CriteriaSetEdition .
:one cccev:isDerivedFrom :set ; gpp:status :specified ; skos:prefLabel "Garanti"@nb , "Warranty"@en ;
    dcterms:description "Two years"@en ; gpp:topic :topic ; cccev:hasRequirement :one.c1 .
:one.c1 dcterms:description "At least 24 months"@en ; gpp:hasFacet :one.c1.f1 .
:one.c1.f1 cccev:constrains :period .
:period skos:prefLabel "warranty period"@en ; skos:definition "How long."@en .
:topic skos:prefLabel "warranty"@en ; skos:altLabel "guarantee"@en .
:word gpp:standsFor :topic ; gpp:form "reklamasjon"@nb ; gpp:wordRole "name" .
:without-status cccev:isDerivedFrom :set ; skos:prefLabel "Note"@en .
:elsewhere gpp:status :specified ; skos:prefLabel "No set"@en .
:stop gpp:wordRole "stop" ; gpp:form "og"@nb , "og"@da , "the"@en .
"""


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("search-stop-words", {("og",), ("the",)}),
        (
            "criteria-texts",
            {
                ("urn:x:one", "requirement", field, words)
                for field, words in (
                    ("title", "Garanti"), ("title", "Warranty"), ("constraint", "Two years"), ("constraint", "At least 24 months"),
                    ("name", "warranty"), ("name", "guarantee"), ("name", "reklamasjon"), ("name", "warranty period"), ("definition", "How long."),
                )
            },
        ),
    ],
)  # fmt: skip
def test_what_a_search_reads_is_the_same_on_both_engines(query: str, expected: set[tuple[str, ...]]) -> None:
    """Only criteria of a set are read; their words come from topics, constraints and facets as well."""
    import rdflib

    from gppgraph.catalogue.query import text_of
    from gppgraph.rdf.store import select

    store = ox.Store()
    store.load(_WORLD.encode(), format=ox.RdfFormat.TURTLE)
    rows = select(store, text_of(query))
    columns = ("word",) if query == "search-stop-words" else ("thing", "kind", "field", "text")
    ours = {tuple(row[name].value for name in columns) for row in rows}  # type: ignore[union-attr]
    graph = rdflib.Graph().parse(data=_WORLD, format="turtle")
    theirs = {tuple(str(row[name]) for name in columns) for row in graph.query(text_of(query))}  # type: ignore[index]
    assert ours == theirs == expected
