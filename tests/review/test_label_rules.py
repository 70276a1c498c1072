"""What a buyer may ask of a label: for each rule a text that breaks it, beside one that nearly does."""

from __future__ import annotations

from datetime import date

import pytest

from gppgraph.graph import load
from gppgraph.review.findings import ReviewFinding
from gppgraph.review.review import review
from gppgraph.texts.linked import line_of
from gppgraph.texts.linker import Linker
from gppgraph.texts.read.source_text import Text

pytestmark = pytest.mark.slow

DAY = date(2026, 12, 1)
COUNTRIES = {"en": "eu", "nb": "no", "da": "dk"}


@pytest.fixture(scope="module")
def linker() -> Linker:
    return Linker(load())


def findings(linker: Linker, code: str, text: str, country: str, day: date = DAY) -> list[ReviewFinding]:
    """Return the findings of one kind on a text, in its order."""
    found = review(linker.graph, Text("t", "txt", text), country, day, linker).findings
    return sorted((entry for entry in found if entry.code == code), key=lambda entry: entry.start)


SELECTION = ("32014L0024.article-58-1", "32014L0024.article-60-1")
EQUIVALENTS = "32014L0024.article-43-1-third"
OTHER_PROOF = "32014L0024.article-43-1-fourth"

# Kind of finding, language, a text that breaks the rule in its first place and not in its second, the words of the
# first place, the sources.
CASES = [
    ("label-in-selection", "en",
     "Selection criteria\n\nThe tenderer must hold the EU Ecolabel or equivalent.\n\n"
     "Technical specification\n\nThe products must carry the EU Ecolabel or equivalent.", "EU Ecolabel", SELECTION),
    ("label-in-selection", "nb",
     "2 Kvalifikasjonskrav\n2.1 Miljø\nLeverandøren skal ha Svanemerket eller tilsvarende.\n"
     "3 Kravspesifikasjon\n3.1 Skjermer\nSkjermene skal ha Svanemerket eller tilsvarende.", "Svanemerket", SELECTION),
    ("label-in-selection", "da",
     "Egnethed:\nTilbudsgiver skal have Svanemærket eller tilsvarende.\n"
     "Tekniske krav:\nSkærmene skal have Svanemærket eller tilsvarende.", "Svanemærket", SELECTION),
    ("label-without-equivalent", "en",
     "Products must carry the EU Ecolabel.\n\nProducts must carry the Nordic Swan Ecolabel or another type I ecolabel.",
     "EU Ecolabel", (OTHER_PROOF, EQUIVALENTS)),
    ("label-without-equivalent", "nb",
     "Skjermene skal ha Svanemerket.\n\nSkjermene skal ha EPEAT eller annen dokumentasjon.",
     "Svanemerket", (OTHER_PROOF, EQUIVALENTS, "no-foa-2016.15-3-2-a", "no-foa-2016.15-3-2-b")),
    ("label-without-equivalent", "da",
     "Skærmene skal have Svanemærket.\n\nSkærmene skal have EPEAT eller tilsvarende mærke.",
     "Svanemærket", (OTHER_PROOF, EQUIVALENTS, "dk-udbudslov-2015.46-3", "dk-udbudslov-2015.46-4-1")),
    ("label-other-label-refused", "en",
     "Products must carry the EU Ecolabel. Equivalent labels are not accepted.\n\n"
     "Products must carry EPEAT. Equivalent labels are accepted.", "EU Ecolabel", (EQUIVALENTS,)),
    ("label-other-label-refused", "nb",
     "Skjermene skal ha Svanemerket. Andre merker godtas ikke.\n\n"
     "Skjermene skal ha EPEAT. Tilsvarende merker godtas.", "Svanemerket", (EQUIVALENTS, "no-foa-2016.15-3-2-a")),
    ("label-other-label-refused", "da",
     "Skærmene skal have Svanemærket. Andre mærker accepteres ikke.\n\n"
     "Skærmene skal have EPEAT. Tilsvarende mærker accepteres.", "Svanemærket", (EQUIVALENTS, "dk-udbudslov-2015.46-3")),
    ("label-other-proof-refused", "en",
     "Products must carry the EU Ecolabel or equivalent. No other proof is accepted.\n\n"
     "Products must carry EPEAT or equivalent. Other proof is accepted.", "EU Ecolabel", (OTHER_PROOF,)),
    ("label-other-proof-refused", "nb",
     "Skjermene skal ha Svanemerket eller tilsvarende. Annen dokumentasjon godtas ikke.\n\n"
     "Skjermene skal ha EPEAT eller tilsvarende. Annen dokumentasjon godtas.",
     "Svanemerket", (OTHER_PROOF, "no-foa-2016.15-3-2-b")),
    ("label-other-proof-refused", "da",
     "Skærmene skal have Svanemærket eller tilsvarende. Anden dokumentation accepteres ikke.\n\n"
     "Skærmene skal have EPEAT eller tilsvarende. Anden dokumentation accepteres.",
     "Svanemærket", (OTHER_PROOF, "dk-udbudslov-2015.46-4-1")),
    ("label-other-proof-too-narrow", "da",
     "Skærmene skal have Svanemærket eller tilsvarende. Anden dokumentation accepteres kun hvis mærket ikke kunne opnås.\n\n"
     "Skærmene skal have EPEAT eller tilsvarende. Anden dokumentation accepteres hvis mærket ikke kunne opnås.",
     "Svanemærket", ("dk-udbudslov-2015.46-4-2",)),
    ("label-other-proof-unsaid", "en",
     "Products must carry the EU Ecolabel or equivalent.\n\nProducts must carry EPEAT or equivalent, or other proof.",
     "EU Ecolabel", (OTHER_PROOF,)),
    ("label-other-proof-unsaid", "nb",
     "Skjermene skal ha Svanemerket eller tilsvarende.\n\nSkjermene skal ha EPEAT, tilsvarende merke eller annen dokumentasjon.",
     "Svanemerket", (OTHER_PROOF, "no-foa-2016.15-3-2-b")),
    ("label-other-proof-unsaid", "da",
     "Skærmene skal have Svanemærket eller tilsvarende.\n\nSkærmene skal have EPEAT, tilsvarende mærke eller anden dokumentation.",
     "Svanemærket", (OTHER_PROOF, "dk-udbudslov-2015.46-4-1")),
    ("label-closed-edition-only", "en",
     "Displays must carry TCO Certified generation 9.\n\n"
     "Displays must carry TCO Certified generation 9 or TCO Certified generation 10.",
     "TCO Certified generation 9", ("32014L0024.article-43-1-d",)),
    ("label-closed-edition-only", "nb",
     "Skjermene skal ha TCO Certified generasjon 8.\n\nSkjermene skal ha TCO Certified generasjon 9 eller tilsvarende.",
     "TCO Certified generasjon 8", ("32014L0024.article-43-1-d",)),
    ("label-closed-edition-only", "da",
     "Skærmene skal have TCO Certified generation 9.\n\nSkærmene skal have TCO Certified generation 10.",
     "TCO Certified generation 9", ("32014L0024.article-43-1-d",)),
    ("label-parts-unnamed", "en",
     "Products must meet the relevant criteria of the EU Ecolabel or equivalent.\n\n"
     "Products must meet the relevant criteria of EPEAT or equivalent, criterion 4.1.",
     "EU Ecolabel", ("32014L0024.article-43-1-second",)),
    ("label-parts-unnamed", "nb",
     "Skjermene skal oppfylle relevante krav i Svanemerket eller tilsvarende.\n\n"
     "Skjermene skal oppfylle relevante krav i TCO Certified eller tilsvarende, krav 6.1 og 6.2.",
     "Svanemerket", ("32014L0024.article-43-1-second", "no-foa-2016.15-3-1-last")),
    ("label-parts-unnamed", "da",
     "Skærmene skal opfylde relevante krav i Svanemærket eller tilsvarende.\n\n"
     "Skærmene skal opfylde alle krav i EPEAT eller tilsvarende.",
     "Svanemærket", ("32014L0024.article-43-1-second", "dk-udbudslov-2015.46-2")),
    ("label-beyond-goods", "en",
     "Displays must carry TCO Certified generation 10 or equivalent.\n\nDisplays must carry the EU Ecolabel or equivalent.",
     "TCO Certified generation 10", ("32014L0024.article-43-1-a", "32014L0024.article-43-2")),
    ("label-beyond-goods", "nb",
     "Skjermene skal ha TCO Certified eller tilsvarende.\n\n"
     "Skjermene skal oppfylle kravene i TCO Certified eller tilsvarende, krav 6.1 og 6.2.",
     "TCO Certified", ("32014L0024.article-43-1-a", "32014L0024.article-43-2", "no-foa-2016.15-3-3")),
    ("label-beyond-goods", "da",
     "Skærmene skal have TCO Certified eller tilsvarende.\n\nDette kan dokumenteres med TCO Certified eller tilsvarende.",
     "TCO Certified", ("32014L0024.article-43-1-a", "32014L0024.article-43-2", "dk-udbudslov-2015.46-2")),
    ("label-self-declared", "en",
     "Displays must have ECMA-370 or equivalent.\n\nThis may be shown by ECMA-370.",
     "ECMA-370", ("32014L0024.article-43-1-e",)),
    ("label-self-declared", "nb",
     "Det kreves ECMA-370 eller tilsvarende.\n\nDet kreves EPEAT eller tilsvarende.",
     "ECMA-370", ("32014L0024.article-43-1-e",)),
    ("label-self-declared", "da",
     "Der kræves The Eco Declaration eller tilsvarende.\n\nDer kræves Svanemærket eller tilsvarende.",
     "The Eco Declaration", ("32014L0024.article-43-1-e",)),
    ("label-called-type-i", "en",
     "Products must have a type I ecolabel such as TCO Certified or ENERGY STAR, or equivalent.\n\n"
     "Products must have a type I ecolabel or ENERGY STAR.", "ENERGY STAR", ("energy-star.type-i",)),
    ("label-called-type-i", "nb",
     "Produktene skal ha ENERGY STAR eller et annet type I-miljømerke.\n\n"
     "Produktene skal ha ENERGY STAR og et type I-miljømerke.", "ENERGY STAR", ("energy-star.type-i",)),
    ("label-called-type-i", "da",
     "Produkterne skal have et type I-miljømærke (f.eks. ENERGY STAR).\n\n"
     "Produkterne skal have et type I-miljømærke (f.eks. Svanemærket) eller ENERGY STAR.",
     "ENERGY STAR", ("energy-star.type-i",)),
    ("type-i-demanded", "en",
     "Products must have a type I ecolabel.\n\nProducts must have a type I ecolabel or equivalent.",
     "type I ecolabel", ("32014L0024.article-43-1-first",)),
    ("type-i-demanded", "nb",
     "Produktene skal ha type I-miljømerke.\n\nProduktene skal ha type I-miljømerke eller tilsvarende.",
     "type I-miljømerke", ("32014L0024.article-43-1-first", "no-foa-2016.15-3-1")),
    ("type-i-demanded", "da",
     "Produkterne skal have et type I-miljømærke.\n\nDette kan dokumenteres med et type I-miljømærke.",
     "type I-miljømærke", ("32014L0024.article-43-1-first", "dk-udbudslov-2015.46-1")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "language", "text", "quote", "sources"), CASES, ids=[f"{code}-{tag}" for code, tag, *_ in CASES]
)
def test_a_rule_finds_the_text_that_breaks_it_and_no_other(
    linker: Linker, code: str, language: str, text: str, quote: str, sources: tuple[str, ...]
) -> None:
    """The first place of the text breaks the rule; the second is a near miss."""
    found = findings(linker, code, text, COUNTRIES[language])
    assert [(entry.quote, entry.start, entry.sources) for entry in found] == [
        (quote, text.index(quote), sources)
    ]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Oppdragsgiver krever at skjermene har Svanemerket.", 1),
        ("Oppdragsgiver skal vurdere om skjermene har Svanemerket.", 0),
        ("Skal skjermene ha Svanemerket?", 0),
        ("Svanemerket krever at produsenten måler støyen.", 0),
    ],
)
def test_only_a_demand_of_others_than_the_buyer_lacks_an_equivalent(
    linker: Linker, text: str, count: int
) -> None:
    """A question demands nothing, nor does a statement on what a label asks for."""
    assert len(findings(linker, "label-without-equivalent", text, "no")) == count


def test_only_danish_law_asks_for_other_proof_where_the_label_could_be_had(linker: Linker) -> None:
    text = (
        "Products must carry EPEAT or equivalent. Other proof counts only if the label could not be obtained."
    )
    code = "label-other-proof-too-narrow"
    assert findings(linker, code, text, "eu") == []
    assert findings(linker, code, text, "no") == []
    assert len(findings(linker, code, text, "dk")) == 1


def test_a_sentence_on_all_labels_counts_for_each(linker: Linker) -> None:
    """A tender says once that equivalents count, often far from the labels."""
    demand = "Skjermene skal ha Svanemerket.\n\nReservedeler leveres i fem år.\n\n"
    clause = "Der det vises til merker, godtas tilsvarende merker og annen dokumentasjon."
    assert len(findings(linker, "label-without-equivalent", demand, "no")) == 1
    for code in ("label-without-equivalent", "label-other-proof-unsaid"):
        assert findings(linker, code, demand + clause, "no") == []


def test_a_text_under_the_rules_of_utilities_is_held_against_these_too(linker: Linker) -> None:
    text = "Skjermene skal ha Svanemerket. Konkurransen følger forsyningsforskriften."
    (found,) = findings(linker, "label-without-equivalent", text, "no")
    assert "no-utilities-2016.11-3" in found.sources
    (other,) = findings(linker, "label-without-equivalent", "Skjermene skal ha Svanemerket.", "no")
    assert "no-utilities-2016.11-3" not in other.sources


@pytest.mark.parametrize(
    ("heading", "lines"),
    [
        ("Kvalifikasjonskrav", [3]),
        ("Kvalifikasjonskrava", [3]),
        ("Minimumskrav til egnethed", [3]),
        ("Qualification requirements", [3]),
        ("Kvalifikasjonskrav og tildelingskriterier", []),
        ("Tildelingskriterier", []),
        ("Om oppdragsgiveren", []),
    ],
)
def test_a_heading_tells_the_stage(linker: Linker, heading: str, lines: list[int]) -> None:
    """A heading that names two stages, or none, tells nothing."""
    text = f"{heading}\n\nEPEAT eller tilsvarende must / skal foreligge.\n"
    found = findings(linker, "label-in-selection", text, "no")
    assert [line_of(text, entry.start) for entry in found] == lines


# Text in each language, the part of the message on the law, the day before it applied.
LAW = [
    ("en", "Smartphones: the battery must keep at least 80 % of its capacity after 800 charge cycles.", ""),
    (
        "en",
        "Smartphones: the battery must keep at least 80 % of its capacity after 500 charge cycles.",
        ", and more",
    ),
    ("da", "Smartphones: batteriet skal have mindst 80 % kapacitet efter 500 opladninger.", ", and more"),
]


@pytest.mark.parametrize(("language", "text", "more"), LAW)
def test_a_figure_that_the_law_gives_is_found_from_its_day_on(
    linker: Linker, language: str, text: str, more: str
) -> None:
    country = COUNTRIES[language]
    (found,) = findings(linker, "figure-law-gives", text, country)
    assert found.sources == ("32023R1670.annex-ii-b-1-2-4",)
    law = "Ecodesign smartphones and tablets (32023R1670) Annex II, B 1.2(4), at least 800 cycles, at least 80 %"
    assert f"already{more}, from 2025-06-20 on: {law} (for units with: main display" in found.message
    assert len(findings(linker, "figure-law-gives", text, country, date(2025, 6, 20))) == 1
    assert findings(linker, "figure-law-gives", text, country, date(2025, 6, 19)) == []


def test_a_figure_beyond_the_law_is_not_said_to_be_given(linker: Linker) -> None:
    text = "Smartphones: the battery must keep at least 80 % of its capacity after 801 charge cycles."
    assert findings(linker, "figure-law-gives", text, "eu") == []


def test_law_that_may_not_hold_in_the_country_gives_nothing(linker: Linker) -> None:
    """Whether the regulation is part of the EEA Agreement was not found, so a buyer is told to check."""
    text = "Smarttelefoner: batteriet skal ha minst 80 % kapasitet etter 500 ladesykluser."
    assert findings(linker, "figure-law-gives", text, "no") == []
    (found,) = findings(linker, "figure-below-law", text, "no")
    assert "32023R1670.annex-ii-b-1-2-4" in found.sources


def test_used_phones_are_not_held_against_law_on_new_ones(linker: Linker) -> None:
    """Units placed on the market before that day prove nothing by it."""
    text = "Refurbished smartphones: the battery must keep at least 80 % of its capacity after 500 charge cycles."
    assert findings(linker, "figure-law-gives", text, "eu") == []
