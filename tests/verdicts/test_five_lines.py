"""Cases of the shipped graph told in a heading and five lines, as people read them."""

from __future__ import annotations

import json

import pytest

from gppgraph.cli import main
from gppgraph.graph import Graph, load
from gppgraph.languages import LANGUAGES, Words
from gppgraph.publish.pairs import read_pairs
from gppgraph.verdicts.five_lines import FiveLines

DAY = "2026-11-30"


@pytest.fixture(scope="module")
def graph() -> Graph:
    """The real graph."""
    return load()


def lines(graph: Graph, requirement: str, edition: str, language: str = "en") -> FiveLines:
    """Return how a case is told for notebooks."""
    (proof,) = graph.explain(requirement, edition, "notebook-computer", DAY, language)
    return proof.lines


def test_a_warranty_of_which_the_free_part_was_not_read_is_open(graph: Graph) -> None:
    """Five years are on offer; how many are included decides, and the adopted text says it."""
    told = lines(graph, "dk-desktop-2023.basis.TS3", "tco-certified-10")
    assert told == FiveLines(
        heading="open: proves nothing to all of it",
        asked=("The manufacturer's warranty covers the products for the years the buyer sets, two or more.",),
        known=(
            "At least the first of the five years is free of charge; later years may be sold"
            " (“Product warranty: free part”; known from a draft).",
            "A warranty of at least five years is on offer for the product (“Product warranty”).",
        ),
        missing=("How much of the five years comes without charge is not settled by the text read.",),
        settled_by=(
            "The adopted criteria document of TCO Certified, generation 10, “Product warranty”",
            "The adopted criteria document of TCO Certified, generation 10, “Product warranty: free part”",
        ),
        as_proof=(
            "The source takes such a label as proof.",
            "Certificates can be valid on 2026-11-30.",
        ),
        because=("value-not-read",),
    )


def test_a_price_list_is_the_bidders_own(graph: Graph) -> None:
    """With a part that no label speaks for, a label never proves the whole."""
    told = lines(graph, "dk-desktop-2023.basis.TS2", "tco-certified-9")
    assert told.heading == "never as a whole: proves nothing to a part"
    assert told.known == (
        "The period of availability ends with the certificate, so that less than two years may be left at"
        " purchase (criterion 6.2; weaker than what is asked).",
    )
    assert told.as_proof[-1].startswith("The bidder's own: A list gives prices")


@pytest.mark.parametrize("edition", ["tco-certified-10", "epeat-2018", "blue-angel-de-uz-78-2022"])
def test_a_clause_of_the_contract_is_out_of_reach_of_every_label(graph: Graph, edition: str) -> None:
    """Also where it is not known whether the edition certifies the product."""
    told = lines(graph, "dk-csr-annex-2023.3.2", edition)
    assert told.heading == "out of reach: it binds the supplier in carrying out the contract"
    assert (told.known, told.missing, told.settled_by, told.because) == ((), (), (), ())


def test_a_period_from_the_end_of_production_holds_while_the_model_is_made(graph: Graph) -> None:
    """Goods that are delivered later have less of it left."""
    told = lines(graph, "dk-desktop-2023.basis.TS2", "tco-certified-8")
    assert told.known[0] == (
        "Critical components of notebooks stay available for at least three years after the model goes out of"
        " production (criterion 6.2; for goods that are delivered while the model is in production)."
    )


def test_what_was_read_on_the_page_that_asks_is_said_to_be(graph: Graph) -> None:
    """A label that satisfies by the report of the source that asks proves less than its own text would."""
    told = lines(graph, "no-it-2019.basis.NO-KV-06", "tco-certified-8")
    assert any("as the demanding source reports it" in sentence for sentence in told.known)


def test_a_label_that_is_taken_for_its_value_proves_no_points(graph: Graph) -> None:
    told = lines(graph, "dk-desktop-2023.basis.AC5", "energy-star-computers-8")
    assert told.heading == "gives the value: proves the figure, not the points"
    assert told.as_proof[0] == "The source takes the label for its value only."


def test_what_is_not_known_of_the_coverage_is_asked_once(graph: Graph) -> None:
    """Not once for each part of the requirement."""
    (proof,) = graph.explain("dk-desktop-2023.basis.TS2", "tco-certified-10", "mobile-workstation", DAY)
    assert proof.lines.because[0] == "coverage-not-known"
    coverage = [sentence for sentence in proof.lines.missing if "certifies" in sentence]
    assert len(coverage) == 1


def test_the_lines_speak_the_language_of_the_reader(graph: Graph, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["dk-desktop-2023.basis.TS3", "tco-certified-10", "--product", "notebook-computer"]
    assert main(["explain", *asked, "--lang", "da", "--as-of", DAY]) == 0
    text = capsys.readouterr().out
    assert "  åbent: beviser intet til det hele\n  Der kræves: Fabrikantens garanti" in text
    assert "  Afgøres af: Det vedtagne kriteriedokument til TCO Certified, generation 10" in text


def test_the_lines_are_in_the_record(capsys: pytest.CaptureFixture[str]) -> None:
    """Other programs find the same sentences, and the codes behind them."""
    asked = ["dk-desktop-2023.basis.TS3", "tco-certified-10", "--product", "notebook-computer"]
    assert main(["explain", *asked, "--format", "json"]) == 0
    (proof,) = json.loads(capsys.readouterr().out)
    keys = {"heading", "asked", "known", "missing", "settled_by", "as_proof", "because"}
    assert set(proof["lines"]) == keys
    assert proof["lines"]["because"] == ["value-not-read"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_a_sentence(graph: Graph, language: str) -> None:
    """A reason that is added to the code list needs words."""
    words = Words(language, "gppgraph.verdicts")
    query = """PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
        SELECT ?code { ?code skos:inScheme <https://w3id.org/gppgraph/code/reason> }"""
    reasons = [row.slug("code") for row in graph.select(query)]
    assert reasons
    assert [name for name in reasons if not words.get(f"missing-{name}")] == []


@pytest.mark.slow
def test_the_site_and_the_command_give_one_answer_for_goods_in_another_state(graph: Graph) -> None:
    """A requirement for refurbished or used goods is judged for those, wherever it is asked about."""
    names = ["dk-desktop-2023.basis.TS25", "dk-desktop-2023.basis.TS23", "dk-desktop-2023.basis.TS3"]
    pages = read_pairs(graph)
    asked = graph.satisfy(requirement=names, label="tco-certified-9")
    assert {verdict.state for verdict in asked} == {"refurbished", "end-of-life", "new"}
    for verdict in asked:
        page = next(
            entry for entry in pages[verdict.requirement, verdict.edition] if entry.product == verdict.product
        )
        assert (page.verdict, page.at_least, page.at_most, page.state) == (
            verdict.verdict, verdict.at_least, verdict.at_most, verdict.state,
        )  # fmt: skip
